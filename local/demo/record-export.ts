/**
 * What the supervisor of the demo takes home: the whole record, and the overview that the API gave to each party at that
 * moment. `commands/rebuild.ts` makes the second from the first and compares. Beside them the log of who read what.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PilotClient } from './client.ts';
import { demoDocument, SUPERVISOR } from './pilot.ts';

/** Writes them below the state folder; gives the folder. */
export const exportRecord = async (client: PilotClient, stateFolder: string): Promise<string> => {
  const folder = join(stateFolder, 'toezicht');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'gebeurtenissen.json'), JSON.stringify(await client.events()));
  for (const party of [...demoDocument.agreement.approvers, SUPERVISOR])
    writeFileSync(join(folder, `overzicht-${party}.json`), await client.overviewText(party));
  writeFileSync(join(folder, 'toegang.json'), JSON.stringify(await client.access()));
  return folder;
};
