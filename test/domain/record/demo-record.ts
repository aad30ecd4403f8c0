import { createHash } from 'node:crypto';
import { readDelivery } from '../../../domain/delivery/template/delivery.ts';
import { canonicalText } from '../../../domain/record/canonical.ts';
import type { PinnedDelivery } from '../../../domain/record/due.ts';
import type { AcceptedDelivery, Change, PilotEvent } from '../../../domain/record/event.ts';
import { nextEvent } from '../../../domain/record/event.ts';
import type { ReadDelivery } from '../../../domain/settlement/assemble.ts';
import type { DemoFile } from '../../../local/demo/deliveries.ts';
import { demoDocument } from '../../../local/demo/pilot.ts';
import { baselineCounts, demoPopulation, statementCounts } from '../../../local/demo/population.ts';

/** SHA-256 of a text, as the record takes it. */
export const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const deliveryOf = (file: DemoFile) => {
  const reading = readDelivery(file.kind, new TextEncoder().encode(file.text));
  if ('problems' in reading) throw new Error(`${file.name} has problems.`);
  return reading.delivery;
};

/** What the record keeps of a file of the demo. */
export const acceptedOf = (file: DemoFile): AcceptedDelivery => {
  const delivery = deliveryOf(file);
  return {
    sha256: hash(file.text),
    kind: file.kind,
    party: file.party,
    streams: delivery.kind === 'costs' ? [...delivery.streams] : [],
    periods: [...new Set(delivery.rows.map(({ period }) => period))].sort(),
    valuationDate: file.valuationDate,
    rows: delivery.rows.length,
    total: delivery.total,
  };
};

const population = hash(canonicalText(demoPopulation));

/** The population of the demo in force, and counted. */
const counted = (): Change[] => [
  { type: 'populationProposed', population, document: demoPopulation },
  ...demoDocument.agreement.approvers.map((party): Change => ({ type: 'populationApproved', population, party })),
  ...[
    baselineCounts(),
    ...Object.entries(demoDocument.agreement.referenceDates).map(([period, date]) => statementCounts(period, date)),
  ].map(
    ({ valuationDate, counts }): Change => ({
      type: 'populationCounted',
      population,
      party: 'INS',
      valuationDate,
      counts: [...counts],
    }),
  ),
];

/** The record of the demo pilot with the given changes after its opening and the agreement on its population. */
export const recordOf = (changes: readonly Change[]): PilotEvent[] => {
  const chain: PilotEvent[] = [];
  for (const change of [{ type: 'pilotOpened', document: demoDocument } as const, ...counted(), ...changes])
    chain.push(nextEvent(chain, { known: '2026-01-01T00:00:00.000Z', by: 'ontschot', change }, hash));
  return chain;
};

/** Pinned deliveries read from the files they came from. */
export const readPinned = (pinned: readonly PinnedDelivery[], files: readonly DemoFile[]): ReadDelivery[] =>
  pinned.map(({ source, delivery, quarters }) => {
    const file = files.find(({ text }) => hash(text) === delivery.sha256);
    if (file === undefined) throw new Error('A pinned delivery comes from no file of the demo.');
    return {
      source,
      sha256: delivery.sha256,
      valuationDate: delivery.valuationDate,
      quarters,
      delivery: deliveryOf(file),
    };
  });
