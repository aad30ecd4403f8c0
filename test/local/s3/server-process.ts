/** A server in a process of its own, so that a test can kill it: `node server-process.ts FOLDER`. It tells its parent the endpoint and ends with it. */
import { startS3 } from '../../../local/s3/server.ts';
import { optionsOf } from './fixture.ts';

process.on('disconnect', () => process.exit());
const server = await startS3(optionsOf(process.argv[2] ?? ''));
process.send?.(server.endpoint);
