/** A run in a process of its own, so that a test can kill it: `node run-process.ts FOLDER`. It tells its parent its address, or why it did not start. */
import { startRun } from '../../../local/runtime/run.ts';
import { handlersFile, templates } from './templates.ts';

process.on('disconnect', () => process.exit());
const options = { stateFolder: process.argv[2] ?? '', handlersFile, templates: async () => templates };
try {
  const { address } = await startRun(options);
  process.send?.({ address });
} catch (error) {
  process.send?.({ error: String(error) });
}
