/**
 * What an agreement says, in short Dutch lines for the people who sign it, each with the article it stands in.
 * Figures are rounded for reading; nothing is computed with what stands here.
 */
import { multiply, type Ratio, ratio } from '../money/ratio.ts';
import { printRounded, readAmount, readRatio } from '../money/text.ts';
import type { Pilot, PilotDocument } from './agreement.ts';
import { articleOf } from './articles.ts';
import { costBasisText } from './cost-basis.ts';
import type { Cap, MinimumRate, PerParty, SharingRate, Stream, Terms, Trend } from './terms.ts';

/** The summary of a pilot document, one line a choice. */
export const agreementSummary = ({ document, terms }: Pilot): string[] => {
  const { pilot, population, agreement } = document;
  const named = (path: string, text: string): string => {
    const article = articleOf(agreement.articles ?? {}, path);
    return article === null ? text : `${text} (${article})`;
  };
  return [
    `${agreement.title}, versie ${agreement.version}`,
    `Pilot: ${pilot.name} (${pilot.id}); bevolking: ${population.name}, versie ${population.version}`,
    ...frameLines(agreement, terms).map(([path, text]) => named(path, text)),
    ...termLines(terms).map(([path, text]) => named(path, text)),
    ...aroundLines(agreement).map(([path, text]) => named(path, text)),
  ];
};

/** A line of the summary and the option that it is about. */
type Choice = readonly [path: string, text: string];

const MONTHS = [
  ...['januari', 'februari', 'maart', 'april', 'mei', 'juni', 'juli', 'augustus'],
  ...['september', 'oktober', 'november', 'december'],
] as const;

/** A date as people write it: `1 juli 2025`. */
export const dutchDate = (date: string): string =>
  `${date.slice(8).replace(/^0/, '')} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;

const grouped = (whole: string): string => whole.replace(/\B(?=(\d{3})+$)/g, '.');

/** At most two decimals, without those that say nothing: `1,5 %`, `33,33 %`, `100 %`. */
export const percent = (rate: Ratio): string =>
  `${printRounded(multiply(rate, ratio(100n)), 2)
    .replace(/\.?0+$/, '')
    .replace('.', ',')} %`;

const euro = (amount: Ratio): string => {
  const [whole = '', cents = ''] = printRounded(amount, 2).split('.');
  return `€ ${grouped(whole)},${cents}`;
};

const MODES = {
  shadow: 'Schaduwafrekening: er gaat geen geld over',
  binding: 'Bindend: een afschrift leidt tot betaling',
} as const;

const frameLines = ({ inForce, partyNames }: PilotDocument['agreement'], { mode, parties }: Terms): Choice[] => [
  ['inForce', inForceText(inForce)],
  ['mode', MODES[mode]],
  ['parties', `Partijen: ${parties.map(({ id, role }) => `${partyNames[id]} (${id}, ${role})`).join(', ')}`],
];

const inForceText = (inForce: PilotDocument['agreement']['inForce']): string => {
  if (inForce === undefined) return 'Geldigheid: er zijn geen data genoemd';
  const until = inForce.until === undefined ? 'tot nader order' : `tot en met ${dutchDate(inForce.until)}`;
  return `Geldig van ${dutchDate(inForce.from)} ${until}`;
};

const perParty = ({ parties }: Terms, parts: PerParty<Ratio>): string =>
  parties.flatMap(({ id }, place) => sharePart(id, parts[place])).join(', ');

const sharePart = (id: string, part: Ratio | undefined): string[] =>
  part === undefined || part.n === 0n ? [] : [`${id} ${percent(part)}`];

const termLines = (terms: Terms): Choice[] => [
  ...terms.streams.map((stream) => streamLine(terms, stream)),
  ...(terms.memoStreams.length > 0
    ? [['memoStreams', `Alleen getoond: ${terms.memoStreams.join(', ')}`] as const]
    : []),
  ['baseline', `Basisperioden: ${baselineText(terms)}; prestatieperiode ${terms.performance.text}`],
  ...terms.streams.map(({ name }): Choice => ['trend', `Groei van ${name}: ${trendText(terms.trend.get(name))}`]),
  ['missingStratum', MISSING_STRATUM_RULES[terms.missingStratum]],
  ['corridor', corridorText(terms.corridor)],
  ['sharing.gainShares', `Winst: ${sharedText(terms, terms.sharing.gain, terms.sharing.gainShares)}`],
  ['sharing.lossShares', `Verlies: ${sharedText(terms, terms.sharing.loss, terms.sharing.lossShares)}`],
  ['streamRule', STREAM_RULES[terms.streamRule]],
  ['investment', INVESTMENT_RULES[terms.investment]],
  ['caps.pay', `Hoogstens te betalen: ${capsText(terms, terms.caps.pay)}`],
  ['caps.receive', `Hoogstens te ontvangen: ${capsText(terms, terms.caps.receive)}`],
  ['forfeitsTo', `Wat wegens kwaliteit niet verdiend is: ${terms.forfeitsTo ?? 'terug naar wie winst had'}`],
  ['carryForward', carryText(terms.carryForward)],
];

const streamLine = (terms: Terms, { name, grain, pockets }: Stream): Choice => [
  `streams.${name}`,
  `Stroom ${name}: gedragen door ${perParty(terms, pockets)}; ${GRAIN_WORDS[grain]}`,
];

const GRAIN_WORDS = {
  sexAge: 'naar geslacht en leeftijd',
  age: 'naar leeftijd',
  total: 'zonder uitsplitsing',
} as const;

const MISSING_STRATUM_RULES = {
  collapse: 'Een groep zonder basiscijfer: de stroom wordt grover uitgesplitst',
  refuse: 'Een groep zonder basiscijfer: er is geen uitkomst',
} as const;

const STREAM_RULES = {
  keep: 'Ieder houdt het resultaat van de eigen portemonnee tot het delen',
  harmless: 'Wie tegen het resultaat in uitkomt, wordt eerst schadeloos gesteld',
} as const;

const INVESTMENT_RULES = {
  first: 'Investeringen worden uit een winst eerst terugbetaald',
  none: 'Investeringen worden niet terugbetaald',
} as const;

const baselineText = ({ baseline }: Terms): string =>
  baseline.map(({ period, weight }) => `${period.text} (${percent(weight)})`).join(', ');

const TREND_WORDS = {
  ratio: 'als verhouding, zoals de referentie',
  ratioPerStratum: 'als verhouding per groep, zoals de referentie',
  amount: 'als bedrag per maand, zoals de referentie',
  fixed: 'naar een afgesproken index',
} as const;

const trendText = (trend: Trend | undefined): string => {
  if (trend === undefined) return '';
  if (trend.form !== 'blend') return TREND_WORDS[trend.form];
  return `${percent(trend.alpha)} ${TREND_WORDS[trend.of]}, de rest ${TREND_WORDS.fixed}`;
};

const corridorText = ({ minimumSavingsRate, minimumLossRate, form }: Terms['corridor']): string => {
  const part = form === 'deductible' ? 'alleen het meerdere telt' : 'dan telt het geheel';
  return `Bandbreedte: delen vanaf ${minimumText(minimumSavingsRate)} besparing en ${minimumText(minimumLossRate)} verlies; ${part}`;
};

const minimumText = (minimum: MinimumRate): string =>
  minimum.form === 'rate' ? percent(minimum.rate) : 'een percentage naar aantal personen';

const sharedText = (terms: Terms, rate: SharingRate, shares: PerParty<Ratio>): string => {
  if (rate.form === 'bands') return `in schijven gedeeld; ${perParty(terms, shares)}`;
  return rate.rate.n === 0n ? 'wordt niet gedeeld' : `${percent(rate.rate)} gedeeld; ${perParty(terms, shares)}`;
};

const capsText = ({ parties }: Terms, caps: PerParty<Cap>): string => {
  const named = parties.flatMap(({ id }, place) => capPart(id, caps[place] ?? null));
  return named.length === 0 ? 'geen maximum' : named.join(', ');
};

const capPart = (id: string, cap: Cap): string[] => {
  if (cap === null) return [];
  return [`${id} ${'amount' in cap ? euro(cap.amount) : `${percent(cap.ofExpected)} van de verwachte kosten`}`];
};

const carryText = ({ investments, caps }: Terms['carryForward']): string => {
  const carried = [
    ...(investments ? ['niet terugbetaalde investeringen'] : []),
    ...(caps ? ['wat een maximum kostte'] : []),
  ];
  return `Gaat mee naar de volgende periode: ${carried.length === 0 ? 'niets' : carried.join(' en ')}`;
};

const list = (values: Readonly<Record<string, string>>, shown = (value: string) => value): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');

/** A figure that was validated as text, as people read it. */
const shownAs = (text: string, read: (text: string) => Ratio | null, show: (value: Ratio) => string): string => {
  const value = read(text);
  return value === null ? text : show(value);
};
const euroText = (text: string): string => shownAs(text, readAmount, euro);
const percentText = (text: string): string => shownAs(text, readRatio, percent);

const aroundLines = (agreement: PilotDocument['agreement']): Choice[] => [
  ['referenceDates', `Afschriften: ${datesText(agreement.referenceDates)}`],
  ['deliveryTermDays', `Aanleveren: ${list(agreement.deliveredBy)}; binnen ${agreement.deliveryTermDays} dagen`],
  ['approvers', `Goedkeuren: ${agreement.approvers.join(', ')}`],
  ...optionalLines(agreement),
];

const optionalLines = (agreement: PilotDocument['agreement']): Choice[] => {
  const {
    objectionTermDays: term,
    reopeningTermDays: reopening,
    restatementTolerance: tolerance,
    claimsExpireAfterYears: years,
    investmentBudget,
    costBasis,
    advances,
    approved,
    reachesBooks,
    signingKey,
  } = agreement;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['objectionTermDays', term === undefined ? undefined : `Bezwaar: houdt een afschrift hoogstens ${term} dagen op`],
    ['reopeningTermDays', reopening === undefined ? undefined : reopeningText(reopening)],
    [
      'restatementTolerance',
      tolerance && `Geen herziening zolang elke verrekening minder dan ${euroText(tolerance)} verandert`,
    ],
    ['claimsExpireAfterYears', years === undefined ? undefined : `Een meegenomen vordering vervalt na ${years} jaar`],
    ['investmentBudget', investmentBudget && `Budget voor investeringen: ${list(investmentBudget, euroText)}`],
    ['advances', advances && `Voorschot: ${percentText(advances)} van een tussentijds saldo`],
    ...Object.entries(costBasis ?? {}).map(
      ([stream, basis]) => ['costBasis', `Kosten van ${stream}: ${costBasisText(basis)}`] as const,
    ),
    ['approved.quality', approved?.quality && `Vastgestelde kwaliteit van ${Object.keys(approved.quality).join(', ')}`],
    ['approved.carryIn', approved?.carryIn && `Meegenomen vorderingen van ${Object.keys(approved.carryIn).join(', ')}`],
    ...Object.entries(reachesBooks ?? {}).map(
      ([stream, { part, because }]) =>
        ['reachesBooks', `Van een besparing in ${stream} bereikt ${percentText(part)} de boeken: ${because}`] as const,
    ),
    ['signingKey', signingKey && `Vingerafdruk van de ondertekensleutel: ${signingKey}`],
  ];
  return lines.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]));
};

const reopeningText = (days: number): string =>
  days === 0
    ? 'Herziening: een verzegeld afschrift wordt niet heropend'
    : `Herziening: een late correctie telt tot ${days} dagen na het verzegelen`;

const datesText = (dates: Readonly<Record<string, string>>): string =>
  Object.entries(dates)
    .sort(([, a], [, b]) => (a < b ? -1 : 1))
    .map(([period, date]) => `${period} (peildatum ${dutchDate(date)})`)
    .join(', ');
