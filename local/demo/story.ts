/**
 * The story of the demo, as a driver over the HTTP API: deliveries in, statements drafted, approved by all, sealed.
 *
 * Every step first looks at what is there, so that the story picks up where it was left, also after a crash.
 */

import type { Statement } from '../../domain/record/statement.ts';
import { type OverviewView, type PilotClient, type SlotView, sha256Of } from './client.ts';
import type { DemoFile } from './deliveries.ts';
import { baselineFiles, lateWmoFile, statementFiles } from './deliveries.ts';
import { demoDocument } from './pilot.ts';
import { baselineCounts, demoPopulation, mistakenFile, statementCounts } from './population.ts';

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
  await agree(stage);
  const population = await agreeOnPopulation(stage);
  progress('Basisjaren 2023 en 2024 aanleveren');
  await client.count('INS', population, baselineCounts());
  await deliver(stage, baselineFiles());
  await refuseMistake(stage);
  for (const [place, [period, referenceDate]] of slots.entries()) {
    progress(`Afschrift ${place + 1} van ${slots.length}: ${period}, peildatum ${dutchDate(referenceDate)}`);
    await makeStatement(stage, population, period, referenceDate);
  }
  if (stage.without === null) await restate(stage, LATE);
  else await stage.nightly();
  return (await client.overview('INS')).slots;
};

/** `31-07-2025` for `2025-07-31`. */
export const dutchDate = (date: string): string => date.split('-').reverse().join('-');

/** The party that opened the pilot approved its agreement by that; the others follow. */
const agree = async ({ client, progress }: Stage): Promise<void> => {
  const { sha256, awaits } = (await client.overview('INS')).agreement;
  for (const party of awaits) await client.agree(party, sha256);
  progress(`  overeenkomst goedgekeurd door ${demoDocument.agreement.approvers.join(', ')}: ${sha256.slice(0, 12)}`);
};

/** Who is counted is proposed by one party and approved by all, by two people of each, before any delivery counts. */
const agreeOnPopulation = async ({ client, progress }: Stage): Promise<string> => {
  const population = await client.propose('INS', demoPopulation);
  for (const party of demoDocument.agreement.approvers) await client.approvePopulation(party, population);
  progress(
    `  populatie ${demoPopulation.name}, versie ${demoPopulation.version}, goedgekeurd: ${population.slice(0, 12)}`,
  );
  return population;
};

/** A file with citizen service numbers, sent by mistake: it is refused, and wiped from where it arrived. */
const refuseMistake = async ({ client, idle, progress }: Stage): Promise<void> => {
  const isKnown = (overview: OverviewView): boolean =>
    overview.refused.some(({ refusal }) => refusal === 'personal_data_is_refused');
  if (!isKnown(await client.overview(mistakenFile.party))) await client.upload(mistakenFile);
  await idle();
  if (!isKnown(await client.overview(mistakenFile.party)))
    throw new Error('Een bestand met nummers is niet geweigerd.');
  progress('  een bestand met burgerservicenummers is geweigerd en gewist');
};

/** Counts may come before the files or after them: whatever comes last makes the statement due. */
const COUNTED_LATE = '2025-K1';

const makeStatement = async (
  stage: Stage,
  population: string,
  period: string,
  referenceDate: string,
): Promise<void> => {
  const isSealed = (await slotOf(stage, period)).step === 'sealed';
  if (isSealed) return stage.progress('  staat er al, verzegeld');
  const count = () => stage.client.count('INS', population, statementCounts(period, referenceDate));
  if (period !== COUNTED_LATE) await count();
  await deliver(stage, statementFiles(period, referenceDate));
  if (period === COUNTED_LATE) await count();
  await stage.idle();
  const drafted = await slotOf(stage, period);
  if (drafted.statement === null || drafted.status === 'incomplete')
    return stage.progress(`  onvolledig: er ontbreekt ${drafted.missing.join(', ')}`);
  if (period === DISCUSSED) await discuss(stage, drafted, drafted.statement);
  for (const party of (await slotOf(stage, period)).awaits) await approveAs(stage, period, drafted.statement, party);
  await stage.idle();
  const { step } = await slotOf(stage, period);
  if (step !== 'sealed') throw new Error(`Het afschrift over ${period} is niet verzegeld maar ${step}.`);
  stage.progress(
    `  goedgekeurd door ${demoDocument.agreement.approvers.join(', ')} en verzegeld: ${drafted.statement.slice(0, 12)}`,
  );
};

/** The period of which the municipality finds costs after its statement was sealed. */
const LATE = '2025';

/** A late delivery: the final statement is made again, and both are sealed. */
const restate = async (stage: Stage, period: string): Promise<void> => {
  const { client, idle, progress } = stage;
  progress('Een late Wmo-aanlevering na het verzegelen van het eindafschrift');
  const before = await slotOf(stage, period);
  if (before.restates === null) {
    const file = lateWmoFile(before.referenceDate);
    await client.uploadCorrection(file);
    await idle();
    await client.confirm(file);
    await idle();
  }
  const { statement, restates, awaits } = await slotOf(stage, period);
  if (statement === null || restates === null) throw new Error('Een late aanlevering heeft niets herzien.');
  for (const party of awaits) await approveAs(stage, period, statement, party);
  await idle();
  const { step } = await slotOf(stage, period);
  if (step !== 'sealed') throw new Error(`De herziening van ${period} is niet verzegeld maar ${step}.`);
  progress(
    `  herzien afschrift goedgekeurd en verzegeld: ${statement.slice(0, 12)}, in plaats van ${restates.slice(0, 12)}`,
  );
};

/** A party approves through two people: a controller who reviews and a signatory. */
const approveAs = async (stage: Stage, period: string, statement: string, party: string): Promise<void> => {
  const { reviewedBy } = await slotOf(stage, period);
  if (!reviewedBy.includes(party)) await stage.client.review(party, statement);
  await stage.client.approve(party, statement);
};

/** The statement that the parties discuss before they approve it. */
const DISCUSSED = '2025-K1';

/**
 * A question, an objection, and an approval that is withdrawn, each once: the municipality asks how the result came about,
 * the care field objects until it is told, and the insurer waits for that.
 */
const discuss = async (
  stage: Stage,
  { questions, objections, approvedBy }: SlotView,
  statement: string,
): Promise<void> => {
  const { client, progress } = stage;
  const line = await resultLine(client, statement);
  if (questions.length === 0) await client.ask('MUN', statement, line, 'Waaruit is dit resultaat opgebouwd?');
  if (approvedBy.length === 0 && objections.length === 0) {
    await approveAs(stage, DISCUSSED, statement, 'INS');
    await client.withdraw('INS', statement);
  }
  if (objections.length === 0) await client.object('CARE', statement, line, 'Is de uitloop van de Zvw wel meegeteld?');
  await answer(stage, statement);
  progress(`  vraag van MUN en bezwaar van CARE over regel ${line} gesteld en beantwoord`);
};

const answer = async (stage: Stage, statement: string): Promise<void> => {
  const { questions, objections } = await slotOf(stage, DISCUSSED);
  for (const { number, answer: given } of questions)
    if (given === null)
      await stage.client.answerQuestion('INS', statement, number, 'Uit de stromen Zvw, Wmo en Wpg samen.');
  for (const { number, answer: given } of objections)
    if (given === null)
      await stage.client.answerObjection('INS', statement, number, 'Ja, met de factor 0,80 uit bijlage B.');
};

/** The line of the worksheet on which the result of the pilot stands. */
const resultLine = async (client: PilotClient, statement: string): Promise<number> => {
  const { result }: Statement = JSON.parse(await client.file(statement, 'statement.json'));
  return 'worksheet' in result ? (result.worksheet.fields['result'] ?? 1) : 1;
};

const slotOf = async ({ client }: Stage, period: string): Promise<SlotView> => {
  const found = (await client.overview('INS')).slots.find((slot) => slot.period === period);
  if (found === undefined) throw new Error(`De pilot heeft geen afschrift over ${period}.`);
  return found;
};

/**
 * Delivers what is not there yet. What was invested goes first: the others accept it, so that it counts in the statement
 * that the rest makes due.
 */
const deliver = async (stage: Stage, files: readonly DemoFile[]): Promise<void> => {
  const wanted = files.filter(({ source }) => source !== stage.without);
  const isSpent = ({ kind }: DemoFile): boolean => kind === 'investments';
  const spent = await send(stage, wanted.filter(isSpent));
  await acceptInvestments(stage);
  const missing = [
    ...spent,
    ...(await send(
      stage,
      wanted.filter((file) => !isSpent(file)),
    )),
  ];
  const rows = missing.reduce((all, { text }) => all + text.split('\r\n').length - 3, 0);
  stage.progress(`  ${missing.length} bestanden aangeleverd, ${rows} rijen`);
};

/** Sends the files that are not there yet, and explains what is not plausible in them; gives what was sent. */
const send = async (stage: Stage, files: readonly DemoFile[]): Promise<readonly DemoFile[]> => {
  const { client, idle, progress } = stage;
  const known = await overviewsOf(stage, files);
  const missing = files.filter((file) => !isAccepted(known.get(file.party), file));
  await Promise.all(missing.map((file) => client.upload(file)));
  await idle();
  const explicable = missing.filter(({ reasons }) => reasons !== undefined);
  const after = await overviewsOf(stage, explicable);
  for (const file of explicable) {
    if (after.get(file.party)?.held.some(({ sha256 }) => sha256 === hashOf(file)) !== true) continue;
    await client.explain(file);
    progress(`  ${file.party} legt uit wat niet aannemelijk is in ${file.name}`);
  }
  await idle();
  return missing;
};

const overviewsOf = async ({ client }: Stage, files: readonly DemoFile[]): Promise<Map<string, OverviewView>> => {
  const known = new Map<string, OverviewView>();
  for (const party of new Set(files.map((file) => file.party))) known.set(party, await client.overview(party));
  return known;
};

/** What a party invested is looked at and accepted by a controller of each of the others. */
const acceptInvestments = async ({ client, idle, progress }: Stage): Promise<void> => {
  const waiting = (await client.overview('INS')).investments.filter(({ awaits }) => awaits.length > 0);
  for (const each of waiting) {
    for (const party of each.awaits) {
      await client.investments(party);
      await client.acceptInvestments(party, each);
    }
    progress(`  investeringen van ${each.party} geaccepteerd door ${each.awaits.join(' en ')}`);
  }
  await idle();
};

const hashOf = ({ text }: DemoFile): string => sha256Of(new TextEncoder().encode(text));

const isAccepted = (overview: OverviewView | undefined, file: DemoFile): boolean =>
  overview?.deliveries.some(
    ({ sha256, kind, valuationDate }) =>
      sha256 === hashOf(file) && kind === file.kind && valuationDate === file.valuationDate,
  ) ?? false;
