/**
 * The indicator register: what is measured beside money, exactly how, and where it comes from.
 *
 * An indicator is a numerator over a denominator with a source and a direction, per period and cohort. The register is a
 * document of the parties; it is read like any untrusted document, and a figure outside it is refused.
 */
import * as z from 'zod';
import type { Cohort } from '../pilot/case-rows.ts';
import { type Fault, pathText, readWith } from '../pilot/fault.ts';
import { ownValue } from '../pilot/terms.ts';
import { countLimits, type Limits, meanLimits, proportionLimits } from './limits.ts';

export const DOMAINS = ['health', 'experiencedQuality', 'cost', 'workSatisfaction', 'process'] as const;

/**
 * What kind of figure an indicator is, which decides its limits: a part of a whole (Wilson), events over population-time
 * (Byar), a bare count of events (Byar), a mean of observations (Student), or an amount, which has no limits of its own.
 */
export const KINDS = ['proportion', 'rate', 'count', 'mean', 'amount'] as const;

/** One indicator. Texts are Dutch. */
export interface Indicator {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly domain: (typeof DOMAINS)[number];
  readonly kind: (typeof KINDS)[number];
  readonly numerator: string;
  readonly denominator: string;
  readonly source: string;
  /** Which way is better. */
  readonly direction: 'higher' | 'lower';
  /** For a mean: the indicator whose numerator is the sum of the squares of the same observations. */
  readonly squaresIn?: string | undefined;
}

export type IndicatorRegister = ReadonlyMap<string, Indicator>;

const text = z.string().trim().min(1).max(500);
const indicator = z.strictObject({
  code: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'Een code heeft letters, cijfers, streepjes en lage streepjes.'),
  version: text,
  name: text,
  domain: z.enum(DOMAINS),
  kind: z.enum(KINDS),
  numerator: text,
  denominator: text,
  source: text,
  direction: z.enum(['higher', 'lower']),
  squaresIn: text.optional(),
});

/** Reads a register: a list of indicators, each code once; or every fault with its path. */
export const readIndicatorRegister = (
  value: unknown,
): { readonly register: IndicatorRegister } | { readonly faults: readonly Fault[] } => {
  const faults: Fault[] = [];
  const list = readWith(z.array(z.unknown()).min(1), value, [], faults) ?? [];
  const read = list.map((each, place) => readWith(indicator, each, [place], faults));
  const codes = read.map((each) => each?.code);
  for (const [place, each] of read.entries()) {
    if (each === undefined) continue;
    if (codes.indexOf(each.code) !== place)
      faults.push({ path: pathText([place, 'code']), message: 'Deze code staat er twee keer.' });
    if (each.squaresIn !== undefined && !codes.includes(each.squaresIn))
      faults.push({ path: pathText([place, 'squaresIn']), message: 'Deze indicator staat niet in het register.' });
  }
  if (faults.length > 0) return { faults };
  return { register: new Map(read.flatMap((each) => (each === undefined ? [] : [[each.code, each] as const]))) };
};

/** One delivered value, as an accepted delivery of indicators has it: decimals as text. */
export interface IndicatorValue {
  readonly indicator: string;
  readonly cohort: Cohort;
  readonly period: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly source: string;
}

export type IndicatorRefusal =
  | 'indicator_is_not_in_register'
  | 'denominator_must_be_positive'
  | 'numerator_must_not_be_negative'
  | 'numerator_exceeds_denominator';

/** A figure with 95 % limits (`null` with the reason in words where it has none), or why there is no figure. */
export type IndicatorFigure = Pick<IndicatorValue, 'indicator' | 'cohort' | 'period'> &
  (
    | {
        readonly numerator: number;
        readonly denominator: number;
        readonly value: number;
        readonly limits: Limits | null;
        readonly why: string | null;
        readonly sources: readonly string[];
      }
    | { readonly refused: IndicatorRefusal; readonly message: string }
  );

/** The figures of all values, by indicator, cohort and period in the order met; values of one of these add up. */
export const indicatorFigures = (register: IndicatorRegister, values: readonly IndicatorValue[]): IndicatorFigure[] => {
  const groups = Map.groupBy(values, ({ indicator: code, cohort, period }) => JSON.stringify([code, cohort, period]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [figureOf(register, values, first, group)];
  });
};

const figureOf = (
  register: IndicatorRegister,
  values: readonly IndicatorValue[],
  { indicator: code, cohort, period }: IndicatorValue,
  group: readonly IndicatorValue[],
): IndicatorFigure => {
  const key = { indicator: code, cohort, period };
  const definition = register.get(code);
  if (definition === undefined)
    return { ...key, refused: 'indicator_is_not_in_register', message: `${code} staat niet in het register.` };
  const [numerator, denominator] = [sumOf(group, 'numerator'), sumOf(group, 'denominator')];
  const refused = refusalOf(definition, numerator, denominator);
  if (refused !== null) return { ...key, ...refused };
  const sources = [...new Set(group.map(({ source }) => source))];
  const value = definition.kind === 'count' ? numerator : numerator / denominator;
  const squares = squaresOf(definition, values, cohort, period);
  return { ...key, numerator, denominator, value, sources, ...limitsOf(definition, numerator, denominator, squares) };
};

const sumOf = (group: readonly IndicatorValue[], name: 'numerator' | 'denominator'): number =>
  group.reduce((all, value) => all + Number(value[name]), 0);

const refusalOf = ({ name, kind }: Indicator, numerator: number, denominator: number) => {
  if (!(denominator > 0))
    return { refused: 'denominator_must_be_positive', message: `${name}: de noemer is niet groter dan nul.` } as const;
  if (numerator < 0 && kind !== 'mean' && kind !== 'amount')
    return { refused: 'numerator_must_not_be_negative', message: `${name}: de teller is negatief.` } as const;
  if (kind === 'proportion' && numerator > denominator)
    return {
      refused: 'numerator_exceeds_denominator',
      message: `${name}: de teller is groter dan de noemer.`,
    } as const;
  return null;
};

const squaresOf = (
  { squaresIn }: Indicator,
  values: readonly IndicatorValue[],
  cohort: Cohort,
  period: string,
): number | null => {
  const own = values.filter((each) => each.indicator === squaresIn && each.cohort === cohort && each.period === period);
  return own.length === 0 ? null : sumOf(own, 'numerator');
};

type WithLimits = { readonly limits: Limits | null; readonly why: string | null };

const limitsOf = ({ kind }: Indicator, numerator: number, denominator: number, squares: number | null): WithLimits => {
  if (kind === 'proportion') return { limits: proportionLimits(numerator, denominator), why: null };
  if (kind === 'mean') return meanWithLimits(numerator, denominator, squares);
  if (kind === 'amount')
    return { limits: null, why: 'Een bedrag heeft geen spreiding van zichzelf; vergelijk met andere gebieden.' };
  const { low, high } = countLimits(numerator);
  const per = kind === 'count' ? 1 : denominator;
  return { limits: { low: low / per, high: high / per }, why: null };
};

const meanWithLimits = (total: number, observations: number, squares: number | null): WithLimits => {
  if (squares === null) return { limits: null, why: 'De som van de kwadraten is niet geleverd.' };
  const spread = squares - total ** 2 / observations;
  if (observations < 2 || spread < -1e-9 * Math.max(1, squares))
    return { limits: null, why: 'De spreiding is niet te bepalen uit de geleverde aantallen en kwadraten.' };
  const deviation = Math.sqrt(Math.max(0, spread) / (observations - 1));
  return { limits: meanLimits(total / observations, deviation, observations), why: null };
};

/** The register that a pilot can start from; the parties take what they want and add their own. */
export const STARTING_REGISTER: readonly Indicator[] = [
  {
    code: 'ervaren_gezondheid',
    version: '1',
    name: 'Inwoners met een goede ervaren gezondheid',
    domain: 'health',
    kind: 'proportion',
    numerator: 'Volwassenen die hun gezondheid goed of zeer goed noemen',
    denominator: 'Volwassenen die de vraag beantwoordden',
    source: 'Gezondheidsmonitor van GGD’en, CBS en RIVM',
    direction: 'higher',
  },
  {
    code: 'seh_bezoek',
    version: '1',
    name: 'Bezoeken aan de spoedeisende hulp',
    domain: 'health',
    kind: 'rate',
    numerator: 'Bezoeken aan de spoedeisende hulp',
    denominator: 'Verzekerdejaren',
    source: 'Declaraties van de zorgverzekeraar',
    direction: 'lower',
  },
  {
    code: 'ervaren_samenhang',
    version: '1',
    name: 'Ervaren samenhang van de zorg',
    domain: 'experiencedQuality',
    kind: 'mean',
    numerator: 'Som van de scores van de vragenlijst',
    denominator: 'Ingevulde vragenlijsten',
    source: 'Vragenlijst onder patiënten per centrum',
    direction: 'higher',
    squaresIn: 'ervaren_samenhang_kwadraten',
  },
  {
    code: 'ervaren_samenhang_kwadraten',
    version: '1',
    name: 'Kwadraten bij ervaren samenhang',
    domain: 'experiencedQuality',
    kind: 'amount',
    numerator: 'Som van de kwadraten van de scores van de vragenlijst',
    denominator: 'Ingevulde vragenlijsten',
    source: 'Vragenlijst onder patiënten per centrum',
    direction: 'higher',
  },
  {
    code: 'respons_samenhang',
    version: '1',
    name: 'Respons op de vragenlijst over samenhang',
    domain: 'experiencedQuality',
    kind: 'proportion',
    numerator: 'Ingevulde vragenlijsten',
    denominator: 'Uitgedeelde vragenlijsten',
    source: 'Vragenlijst onder patiënten per centrum',
    direction: 'higher',
  },
  {
    code: 'kosten_per_maand',
    version: '1',
    name: 'Kosten per verzekerdenmaand',
    domain: 'cost',
    kind: 'amount',
    numerator: 'Kosten in euro',
    denominator: 'Verzekerdenmaanden',
    source: 'Aanleveringen van de partijen',
    direction: 'lower',
  },
  {
    code: 'werkplezier',
    version: '1',
    name: 'Zorgverleners die tevreden zijn met hun werk',
    domain: 'workSatisfaction',
    kind: 'proportion',
    numerator: 'Zorgverleners die tevreden of zeer tevreden zijn',
    denominator: 'Zorgverleners die de vraag beantwoordden',
    source: 'Vragenlijst onder zorgverleners',
    direction: 'higher',
  },
  {
    code: 'acties_wijkplan',
    version: '1',
    name: 'Uitgevoerde acties van het wijkplan',
    domain: 'process',
    kind: 'proportion',
    numerator: 'Afgesproken acties die zijn uitgevoerd',
    denominator: 'Afgesproken acties',
    source: 'Verslag van de wijkregisseur',
    direction: 'higher',
  },
  {
    code: 'mdo_gehouden',
    version: '1',
    name: 'Gehouden multidisciplinaire overleggen',
    domain: 'process',
    kind: 'count',
    numerator: 'Gehouden multidisciplinaire overleggen (MDO)',
    denominator: 'Eén per periode',
    source: 'Agenda van het wijkteam',
    direction: 'higher',
  },
  {
    code: 'verwijzingen_welzijn',
    version: '1',
    name: 'Verwijzingen naar welzijn',
    domain: 'process',
    kind: 'rate',
    numerator: 'Verwijzingen van de huisarts naar welzijn',
    denominator: 'Verzekerdejaren',
    source: 'Registratie van de huisartsenpraktijken',
    direction: 'higher',
  },
];

/** What one centre returned of a questionnaire: how many were handed out and filled in, mean and spread of the score. */
export interface CentreScores {
  readonly centre: string;
  readonly invited: number;
  readonly filledIn: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

/** The score of a centre with limits and response, or why it is not shown. */
export type CentreFigure =
  | {
      readonly centre: string;
      readonly filledIn: number;
      readonly mean: number;
      readonly limits: Limits;
      readonly response: number;
      readonly responseLimits: Limits;
    }
  | { readonly centre: string; readonly refused: keyof typeof CENTRE_REFUSALS; readonly message: string };

/** Below this many filled in lists a centre's score says nothing, and could be traced to people. */
const FEWEST_LISTS = 10;

const CENTRE_REFUSALS = {
  lists_must_be_ten_or_more: `Er zijn minder dan ${FEWEST_LISTS} ingevulde lijsten; voeg centra of perioden samen.`,
  filled_in_exceeds_invited: 'Er zijn meer lijsten ingevuld dan uitgedeeld.',
  spread_must_not_be_negative: 'De spreiding is negatief.',
} as const;

/** The scores of a questionnaire per centre. */
export const centreFigures = (centres: readonly CentreScores[]): CentreFigure[] =>
  centres.map(({ centre, invited, filledIn, mean, standardDeviation }) => {
    const refused = centreRefusal(invited, filledIn, standardDeviation);
    if (refused !== null) return { centre, refused, message: ownValue(CENTRE_REFUSALS, refused) ?? '' };
    const limits = meanLimits(mean, standardDeviation, filledIn);
    const responseLimits = proportionLimits(filledIn, invited);
    return { centre, filledIn, mean, limits, response: filledIn / invited, responseLimits };
  });

const centreRefusal = (invited: number, filledIn: number, spread: number): keyof typeof CENTRE_REFUSALS | null => {
  if (filledIn > invited) return 'filled_in_exceeds_invited';
  if (filledIn < FEWEST_LISTS) return 'lists_must_be_ten_or_more';
  return spread < 0 ? 'spread_must_not_be_negative' : null;
};
