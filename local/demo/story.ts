/**
 * The story of the demo, as a driver over the HTTP API: deliveries in, statements drafted, approved by all, sealed.
 *
 * Every step first looks at what is there, so that the story picks up where it was left, also after a crash.
 */

import { type OverviewView, type PilotClient, type SlotView, sha256Of } from './client.ts';
import type { DemoFile } from './deliveries.ts';
import { baselineFiles, statementFiles } from './deliveries.ts';
import { demoDocument } from './pilot.ts';

/** What the driver needs: the API, a way to wait until nothing is under way, and where to say how far it is. */
export interface Stage {
  readonly client: PilotClient;
  readonly idle: () => Promise<void>;
  readonly nightly: () => Promise<void>;
  readonly progress: (text: string) => void;
  /** A source that nobody delivers, to show what an incomplete statement is. */
  readonly without: string | null;
}

/** Plays the whole pilot; gives the statements as they are at the end. */
export const playPilot = async (stage: Stage): Promise<readonly SlotView[]> => {
  const { client, progress } = stage;
  const slots = Object.entries(demoDocument.agreement.referenceDates).sort(([, a], [, b]) => (a < b ? -1 : 1));
  progress(
    `Pilot openen: ${demoDocument.pilot.name}, drie partijen, overeenkomst versie ${demoDocument.agreement.version}`,
  );
  await client.open(demoDocument);
  progress('Basisjaren 2023 en 2024 aanleveren');
  await deliver(stage, baselineFiles());
  for (const [place, [period, referenceDate]] of slots.entries()) {
    progress(`Afschrift ${place + 1} van ${slots.length}: ${period}, peildatum ${dutchDate(referenceDate)}`);
    await makeStatement(stage, period, referenceDate);
  }
  if (stage.without !== null) await stage.nightly();
  return (await client.overview('INS')).slots;
};

/** `31-07-2025` for `2025-07-31`. */
export const dutchDate = (date: string): string => date.split('-').reverse().join('-');

const makeStatement = async (stage: Stage, period: string, referenceDate: string): Promise<void> => {
  const isSealed = (await slotOf(stage, period)).step === 'sealed';
  if (isSealed) return stage.progress('  staat er al, verzegeld');
  await deliver(stage, statementFiles(period, referenceDate));
  const drafted = await slotOf(stage, period);
  if (drafted.statement === null || drafted.status === 'incomplete')
    return stage.progress(`  onvolledig: er ontbreekt ${drafted.missing.join(', ')}`);
  for (const party of drafted.awaits) await stage.client.approve(party, drafted.statement);
  await stage.idle();
  const { step } = await slotOf(stage, period);
  if (step !== 'sealed') throw new Error(`Het afschrift over ${period} is niet verzegeld maar ${step}.`);
  stage.progress(
    `  goedgekeurd door ${demoDocument.agreement.approvers.join(', ')} en verzegeld: ${drafted.statement.slice(0, 12)}`,
  );
};

const slotOf = async ({ client }: Stage, period: string): Promise<SlotView> => {
  const found = (await client.overview('INS')).slots.find((slot) => slot.period === period);
  if (found === undefined) throw new Error(`De pilot heeft geen afschrift over ${period}.`);
  return found;
};

const deliver = async (stage: Stage, files: readonly DemoFile[]): Promise<void> => {
  const wanted = files.filter(({ source }) => source !== stage.without);
  const known = new Map<string, OverviewView>();
  for (const party of new Set(wanted.map((file) => file.party))) known.set(party, await stage.client.overview(party));
  const missing = wanted.filter((file) => !isAccepted(known.get(file.party), file));
  await Promise.all(missing.map((file) => stage.client.upload(file)));
  await stage.idle();
  const rows = missing.reduce((all, { text }) => all + text.split('\r\n').length - 3, 0);
  stage.progress(`  ${missing.length} bestanden aangeleverd, ${rows} rijen`);
};

const isAccepted = (overview: OverviewView | undefined, { text, kind, valuationDate }: DemoFile): boolean => {
  const sha256 = sha256Of(new TextEncoder().encode(text));
  return (
    overview?.deliveries.some(
      (each) => each.sha256 === sha256 && each.kind === kind && each.valuationDate === valuationDate,
    ) ?? false
  );
};
