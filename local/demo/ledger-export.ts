/**
 * The ledger of the demo: its page and the files for the finance desk as the API gives them, and in a few lines where every
 * party stands. The demo is settled in shadow, so there is nothing to pay.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { PilotClient } from './client.ts';

const FILES = {
  'grootboek.html': 'format=html',
  'betaalopdrachten.csv': 'format=csv&of=orders',
  'boekingen.csv': 'format=csv&of=postings',
  'vorderingen.csv': 'format=csv&of=claims',
} as const;

const ledger = z.looseObject({
  periods: z.array(
    z.looseObject({
      performance: z.string(),
      mode: z.enum(['shadow', 'binding']),
      balances: z.array(z.looseObject({ party: z.string(), settled: z.string() })),
      booked: z.array(z.looseObject({ postings: z.array(z.unknown()) })),
      orders: z.array(z.unknown()),
    }),
  ),
});

/** What the ledger says in short: a period, how often was booked, and by party what that comes to in euro. */
export interface LedgerInShort {
  readonly folder: string;
  readonly periods: z.output<typeof ledger>['periods'];
}

/** Writes the files below the state folder. */
export const exportLedger = async (client: PilotClient, stateFolder: string): Promise<LedgerInShort> => {
  const folder = join(stateFolder, 'grootboek');
  mkdirSync(folder, { recursive: true });
  for (const [name, query] of Object.entries(FILES)) writeFileSync(join(folder, name), await client.ledger(query));
  const { periods } = ledger.parse(JSON.parse(await client.ledger('format=json')));
  return { folder, periods };
};
