/**
 * The end of the demo in plain Dutch: what each statement says, who pays whom and why, and where the files lie.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationDocument } from '../../domain/evaluation/evaluation-document.ts';
import { DERIVED_FILES, filesOf } from '../../domain/record/bundle.ts';
import { readManifest } from '../../domain/record/manifest.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { zipOf } from '../../domain/record/zip.ts';
import type { Result, SettledResult } from '../../domain/settlement/result.ts';
import type { Cause } from '../../domain/settlement/version-sheet.ts';
import type { PilotClient, SlotView } from './client.ts';
import { exportLedger, type LedgerInShort } from './ledger-export.ts';
import { demoDocument } from './pilot.ts';
import { dutchDate } from './story.ts';

const STATUS_WORDS: Readonly<Record<string, string>> = {
  gain: 'winst: de besparing wordt gedeeld',
  loss: 'verlies: het tekort wordt gedeeld',
  neutral: 'binnen de bandbreedte: er wordt niets gedeeld',
  incomplete: 'onvolledig: er wordt niets berekend',
  refused: 'geweigerd: er wordt niets berekend',
};

/** Where things lie on this machine: the state folder, and the public key that statements are signed with. */
export interface Places {
  readonly stateFolder: string;
  readonly publicKey: string;
}

/** Writes the files of every statement below the state folder, and tells the story of the last one. */
export const closingReport = async (
  client: PilotClient,
  slots: readonly SlotView[],
  { stateFolder, publicKey }: Places,
): Promise<string> => {
  const sections: string[] = [];
  const restated: string[] = [];
  let last: Last | undefined;
  for (const { slot, hash, isSealed, place } of statementsOf(slots)) {
    const period = slot.period.replace('..', '-');
    const folder = join(stateFolder, 'afschriften', place === 0 ? period : `${period}-herziening-${place}`);
    const statement = await fetchFiles(client, isSealed, hash, folder);
    if (place > 0) restated.push(...restatement(statement, folder));
    if (place > 0) continue;
    sections.push(line(slot, isSealed, statement, hash));
    last = { statement, folder, hash, zip: isSealed ? `${folder}.zip` : null };
  }
  if (last === undefined) return 'Er is geen enkel afschrift: er is niets aangeleverd waarop een afschrift kan rusten.';
  const books = await exportLedger(client, stateFolder);
  const told = [...story(last.statement), '', ...evaluation(last.folder), ...restated, ...ledgerLines(books)];
  return [heading('Afschriften'), ...sections, '', ...told, ...places(last, publicKey)].join('\n');
};

/** Every statement to show: of each slot the sealed ones in order, then the draft where there is one. */
const statementsOf = (slots: readonly SlotView[]) =>
  slots.flatMap((slot) => {
    const drafts = slot.statement === null || slot.sealed.includes(slot.statement) ? [] : [slot.statement];
    return [...slot.sealed, ...drafts].map((hash, place) => ({
      slot,
      hash,
      place,
      isSealed: slot.sealed.includes(hash),
    }));
  });

/** Where every party stands after all that was sealed, and whether anybody has to pay. */
const ledgerLines = ({ folder, periods }: LedgerInShort): string[] =>
  periods.flatMap(({ performance, mode, balances, booked, orders }) => [
    heading(`Het grootboek over ${performance}, na ${booked.length} verzegelde afschriften`),
    ...balances.map(({ party, settled }) => `  ${nameOf(party).padEnd(16)} ${euro(settled).padStart(18)}`),
    mode === 'shadow'
      ? 'Schaduwafrekening: er zijn geen betaalopdrachten.'
      : `Er zijn ${orders.length} betaalopdrachten.`,
    `Pagina en bestanden voor de financiële administratie: ${folder}`,
    '',
  ]);

const CAUSES: Readonly<Record<Cause, string>> = {
  agreement: 'gewijzigde overeenkomst',
  memberMonths: 'gewijzigde verzekerdenmaanden',
  deliveries: 'nieuwe aanlevering',
  scores: 'gewijzigde scores',
};

/** What a restatement changes: the bridge by cause, and what is still paid because of it. */
const restatement = ({ period, mode, restates }: Statement, folder: string): string[] => {
  if (restates === undefined || !('corrections' in restates)) return [];
  const { bridge, corrections } = restates;
  const changed = bridge.steps.filter((step) => step.changed);
  const pays = mode === 'shadow' ? 'zou nog betalen' : 'betaalt nog';
  return [
    heading(`De herziening van ${period}, na een late aanlevering`),
    ...changed.map(
      ({ causes, amounts }) =>
        `Door ${causes.map((cause) => CAUSES[cause]).join(' en ')} verandert het resultaat met ${euro(amounts['result'] ?? '0.00')}.`,
    ),
    ...Object.entries(corrections.due).map(([party, due]) => `  Verrekening van ${inSentence(party)}: ${euro(due)}`),
    ...corrections.payments.map(
      ({ from, to, amount }) => `  ${nameOf(from)} ${pays} ${euro(amount)} aan ${inSentence(to)}.`,
    ),
    'De correcties zijn samen nul; het eerdere afschrift blijft staan zoals het is verzegeld.',
    `Het herziene afschrift en zijn bundel: ${folder}`,
    '',
  ];
};

/** What the evaluation beside a statement says in three lines; nothing where none was made. */
const evaluation = (folder: string): string[] => {
  const file = join(folder, 'evaluation.json');
  if (!existsSync(file)) return [];
  const { total, power, notObserved }: EvaluationDocument = JSON.parse(readFileSync(file, 'utf8'));
  const shown = 'refused' in total || total.shown === 'notShown' ? 'niet aantoonbaar' : 'aantoonbaar';
  return [
    heading('Werkte het? De evaluatie staat naast het afschrift en telt in geen betaling mee'),
    `Een effect op de kosten is ${shown}. De kleinste besparing die een pilot van deze omvang laat zien is ${percentage(power.minimalDetectableEffect)}.`,
    `Wat niet is waargenomen: ${notObserved.length} punten, in het document genoemd.`,
    `De evaluatie om te lezen: ${join(folder, 'evaluation.html')}`,
    '',
  ];
};

const percentage = (part: number): string => `${(part * 100).toFixed(1).replace('.', ',')} %`;

/** The last statement, where its files lie, and its bundle as one file once it is sealed. */
interface Last {
  readonly statement: Statement;
  readonly folder: string;
  readonly hash: string;
  readonly zip: string | null;
}

const heading = (text: string): string => `${text}\n${'─'.repeat(text.length)}`;

/** Fetches the files of a statement: of a sealed one the whole bundle, as a folder and as the zip of the same files. */
const fetchFiles = async (client: PilotClient, isSealed: boolean, hash: string, folder: string): Promise<Statement> => {
  mkdirSync(folder, { recursive: true });
  const names = isSealed ? await bundleNames(client, hash) : ['statement.json', 'statement.html'];
  const texts = await Promise.all(names.map(async (name) => [name, await client.file(hash, name)] as const));
  const files = filesOf(Object.fromEntries(texts));
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  if (isSealed) writeFileSync(`${folder}.zip`, zipOf(files));
  return JSON.parse(new TextDecoder().decode(files.get('statement.json')));
};

/** What the manifest of a sealed statement lists, and what is made from other files. */
const bundleNames = async (client: PilotClient, hash: string): Promise<readonly string[]> => {
  const manifest = readManifest(await client.file(hash, 'manifest.json'));
  if (manifest === null) throw new Error(`Het manifest van ${hash} kan niet worden gelezen.`);
  return [...manifest.files.map(({ name }) => name), ...DERIVED_FILES];
};

/** An amount as text (`-1234.50`) in Dutch: `−€ 1.234,50`. */
const euro = (amount: string): string => {
  const [whole = '', cents = '00'] = amount.replace('-', '').split('.');
  return `${amount.startsWith('-') ? '−' : ''}€ ${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${cents}`;
};

const line = (slot: SlotView, isSealed: boolean, { result }: Statement, hash: string): string => {
  const kind = slot.kind === 'final' ? 'eindafschrift' : 'tussentijds';
  const figure = 'result' in result ? euro(result.result) : `ontbreekt: ${missingOf(result).join(', ')}`;
  const state = isSealed ? 'verzegeld' : 'concept';
  const words = STATUS_WORDS[result.status] ?? result.status;
  return `${slot.period.padEnd(12)} ${kind.padEnd(14)} ${figure.padStart(18)}  ${words} (${state}, ${hash.slice(0, 12)})`;
};

const missingOf = (result: Result): readonly string[] => (result.status === 'incomplete' ? result.missing : []);

const nameOf = (party: string): string => demoDocument.agreement.partyNames[party] ?? party;

/** `de gemeente`, `het zorgveld`: as a sentence names a party. */
const inSentence = (party: string): string => `${party === 'CARE' ? 'het' : 'de'} ${nameOf(party).toLowerCase()}`;

const story = ({ result, period, kind, mode, mayStillChange }: Statement): string[] => {
  const title = kind === 'final' ? `Het eindafschrift over ${period}` : `Het laatste afschrift, over ${period}`;
  if (!('result' in result)) return [heading(title), ...unsettled(result)];
  return [
    heading(title),
    `De pilot ${result.result.startsWith('-') ? 'kostte meer' : 'bespaarde'}: ${euro(result.result)} op ${euro(result.expectedTotal)} verwachte kosten.`,
    ...whereItFell(result),
    '',
    heading(mode === 'shadow' ? 'Wie zou wie betalen (schaduwafrekening: er gaat geen geld over)' : 'Wie betaalt wie'),
    ...payments(result, mode),
    '',
    `Met groei in een bedrag in plaats van een verhouding was de uitkomst ${result.resultOtherForm === null ? 'niet te berekenen' : euro(result.resultOtherForm)}.`,
    ...mayStillChange.map(
      ({ stream, period: late }) => `Kan nog veranderen: ${stream} over ${late}; er komen nog declaraties binnen.`,
    ),
  ];
};

const unsettled = (result: Result): string[] =>
  result.status === 'incomplete'
    ? [
        `Er ontbreekt: ${result.missing.join(', ')}. Ontbreken is niet nul, dus er is geen uitkomst en er zijn geen betalingen.`,
        ...Object.entries(result.memo).map(
          ([stream, { actual }]) => `Wel aangeleverd: ${stream}, werkelijke kosten ${euro(actual)}.`,
        ),
      ]
    : [`De regel ${'refusal' in result ? result.refusal : ''} laat geen uitkomst toe.`];

const whereItFell = ({ streams, parties }: SettledResult): string[] => [
  ...Object.entries(streams).map(([stream, { expected, actual, delta }]) => {
    const word = delta.startsWith('-') ? 'meerkosten' : 'besparing';
    return `  ${stream}: verwacht ${euro(expected).padStart(16)}, werkelijk ${euro(actual).padStart(16)}, ${word} ${euro(delta.replace('-', ''))}`;
  }),
  ...Object.entries(parties)
    .filter(([, { whereItFell: fell }]) => fell !== '0.00')
    .map(([party, { whereItFell: fell, invested }]) => {
      const also = invested === '0.00' ? '' : `, na ${euro(invested)} investering`;
      return `  Bij ${inSentence(party)} viel ${euro(fell)}${also}.`;
    }),
];

const payments = ({ payments: all, parties, status }: SettledResult, mode: 'shadow' | 'binding'): string[] => {
  if (all.length === 0) return [`Niemand: ${STATUS_WORDS[status] ?? status}.`];
  const pays = mode === 'shadow' ? 'zou betalen' : 'betaalt';
  return all.flatMap(({ from, to, amount }) => [
    `  ${nameOf(from)} ${pays} ${euro(amount)} aan ${inSentence(to)}:`,
    `    ${reason(parties[to], to)}`,
  ]);
};

/** Why a party receives: what it lost and invested is made good, and its share comes on top. */
const reason = (party: SettledResult['parties'][string] | undefined, id: string): string => {
  if (party === undefined) return '';
  const lost = party.pocketResult.startsWith('-') ? [`${euro(party.pocketResult.slice(1))} meerkosten`] : [];
  const invested = party.invested === '0.00' ? [] : [`${euro(party.invested)} investering`];
  const burden = [...lost, ...invested].join(' en ');
  const first = burden === '' ? '' : `${inSentence(id)} droeg ${burden}; die worden eerst goedgemaakt, en `;
  return `${first}het deel in de besparing is ${euro(party.share ?? '0.00')}. Eindpositie ${euro(party.finalPosition)}.`;
};

const places = ({ statement, folder, hash, zip }: Last, publicKey: string): string[] => [
  heading('Waar het ligt'),
  `Afschrift om te lezen en af te drukken: ${join(folder, 'statement.html')}`,
  `Dezelfde inhoud als gegevens:           ${join(folder, 'statement.json')}`,
  ...(zip === null ? [] : bundleLines(folder, zip, publicKey)),
  `Peildatum ${dutchDate(statement.referenceDate)}, hash van het afschrift ${hash}`,
];

const bundleLines = (folder: string, zip: string, publicKey: string): string[] => [
  `Bundel om te bewaren:                   ${zip}`,
  `Narekenen: npm run -s settle -- ${join(folder, 'case.json')}`,
  `Nagaan, zonder netwerk: npm run -s verify -- ${zip} --key ${publicKey}`,
];
