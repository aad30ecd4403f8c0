/**
 * The check of a delivery in our own template: its structure, its definitions and its plausibility, in one run. Rows are
 * judged as they stream by; only the cells are kept.
 */
import { add, type Ratio, ZERO } from '../../money/ratio.ts';
import { printAmount, printRounded, readDecimal } from '../../money/text.ts';
import type { CostBasis } from '../../pilot/cost-basis.ts';
import { USUAL_CELL_SIZE } from '../../pilot/population.ts';
import { ownValue } from '../../pilot/terms.ts';
import type { Problem } from '../findings/problem.ts';
import type { RuleCode } from '../findings/rules.ts';
import type { DeclaredNumbers } from '../numbers/number-dialect.ts';
import { type DeclaredForm, structuralReader } from '../structure/structural-reader.ts';
import type { Row, TableListener } from '../structure/table.ts';
import { figureIn, isClosing } from '../template/closing-row.ts';
import { type DeliveryContents, type DeliveryTable, deliveryTable, type RowOf } from '../template/delivery.ts';
import { type DeliveryKind, TEMPLATES } from '../template/template.ts';
import {
  type CheckAnswer,
  type Checked,
  checkAnswer,
  collector,
  type Figures,
  type FileFacts,
  type NotChecked,
} from './check-answer.ts';
import { agreedPopulation, type CheckContext, type ColumnOf, knownAgeBands, type Report } from './check-context.ts';
import { costsCheck } from './costs-check.ts';
import { indicatorsCheck } from './indicators-check.ts';
import { investmentsCheck } from './investments-check.ts';
import { membersCheck, type RowsCheck } from './members-check.ts';

/** What a check says about a delivery, and what it holds. */
export interface CheckedDelivery {
  readonly answer: CheckAnswer;
  /** How often each rule was broken. */
  readonly codes: Readonly<Record<string, number>>;
  /** Null where the delivery is refused. */
  readonly contents: DeliveryContents | null;
  /**
   * Null where every row was checked. Where so many numbers were in doubt that not all rows could wait until the doubt was
   * gone, how they turned out to be written: checked again with that, nothing is in doubt.
   */
  readonly again: DeclaredNumbers | null;
}

/** Takes the bytes of a file in chunks; `end` gets their number and their SHA-256, as hexadecimal text. */
export interface TemplateChecker {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: (bytes: number, sha256: string) => CheckedDelivery;
}

/** A checker of one delimited file; `numbers` and `form` are what is declared of its numbers and of how it is written. */
export const templateChecker = (
  kind: DeliveryKind,
  context: CheckContext,
  numbers: DeclaredNumbers = {},
  form: DeclaredForm = {},
): TemplateChecker => {
  const check = templateCheck(kind, context, numbers);
  const reader = structuralReader(check.listener, null, form);
  return { push: reader.push, end: (bytes, sha256) => check.end(bytes, sha256, reader.end()) };
};

/** Listens to the table of a delivery, from whatever file its rows come; `end` gets what the file turned out to be. */
export interface TemplateCheck {
  readonly listener: TableListener;
  readonly end: (bytes: number, sha256: string, structure: FileFacts) => CheckedDelivery;
}

/** A check of one delivery; `numbers` is what is known of them beforehand. */
export const templateCheck = (
  kind: DeliveryKind,
  context: CheckContext,
  numbers: DeclaredNumbers = {},
): TemplateCheck => {
  const collected = collector();
  const tally: Tally = { soundRows: 0, total: ZERO, places: 0, byStream: new Map() };
  const { table, endRows } = checkedTable(kind, { context, numbers, found: collected.found, tally });
  let declared: Figures | null = null;
  return {
    listener: {
      ...table.listener,
      row: (row) => {
        declared ??= declaredIn(row, TEMPLATES[kind].sum);
        table.listener.row(row);
      },
    },
    end: (bytes, sha256, structure) => {
      const { problems, problemCount, contents } = table.end(structure);
      const file = { kind, bytes, sha256, notChecked: [] };
      if (problems.some(({ code }) => code === 'personal_data_is_refused'))
        return refusedForPrivacy(file, structure, problems);
      const rows = structure.rows - (declared === null ? 0 : 1);
      const isWhole = tally.soundRows === rows;
      endRows(isWhole);
      problems.forEach(collected.problem);
      collected.unlisted(problemCount - problems.length);
      const totals = { counted: countedOf(kind, rows, tally), declared };
      const answer = checkAnswer(
        { ...file, structure, totals, notChecked: notChecked(kind, context, isWhole) },
        collected,
      );
      return {
        answer: kind === 'costs' ? { ...answer, basis: basisOf(context, tally) } : answer,
        codes: collected.codes(),
        contents: answer.accepted ? contents : null,
        again: contents === null || isWhole ? null : contents.numbers,
      };
    },
  };
};

/** Gross or net, by stream; an agreement that was not given declares nothing. */
const basisOf = ({ pilot }: CheckContext, { byStream }: Tally): Readonly<Record<string, CostBasis | null>> => {
  const declared = pilot?.document.agreement.costBasis ?? {};
  return Object.fromEntries([...byStream.keys()].map((stream) => [stream, ownValue(declared, stream) ?? null]));
};

/** Of a file with personal data nothing is told but that, because headings and cells may hold them. */
const refusedForPrivacy = (
  file: Pick<Checked, 'kind' | 'bytes' | 'sha256' | 'notChecked'>,
  structure: FileFacts,
  problems: readonly Problem[],
): CheckedDelivery => {
  const collected = collector();
  problems.forEach(collected.problem);
  const totals = { counted: { rows: structure.rows }, declared: null };
  const answer = checkAnswer({ ...file, structure: { ...structure, headings: [] }, totals }, collected);
  return { answer, codes: collected.codes(), contents: null, again: null };
};

/** What was counted over the sound rows. */
interface Tally {
  soundRows: number;
  total: Ratio;
  /** The most decimals that a number of the total has. */
  places: number;
  readonly byStream: Map<string, Ratio>;
}

const declaredIn = (row: Row, sum: string): Figures | null =>
  isClosing(row) ? { rows: figureIn(row.text(1)), [sum]: figureIn(row.text(2)) } : null;

const countedOf = (kind: DeliveryKind, rows: number, { soundRows, total, places, byStream }: Tally): Figures => {
  const { sum } = TEMPLATES[kind];
  const streams = Object.fromEntries([...byStream].map(([stream, amount]) => [stream, printAmount(amount)]));
  const of = kind === 'costs' ? { streams } : {};
  return { rows, soundRows, [sum]: printRounded(total, sum === 'bedrag' ? 2 : places), ...of };
};

/** A table whose rows are checked, and the end of those checks. */
interface CheckedTable {
  readonly table: DeliveryTable;
  readonly endRows: (isWhole: boolean) => void;
}

/** What the checks of every kind need. */
interface Making {
  readonly context: CheckContext;
  readonly numbers: DeclaredNumbers;
  readonly found: Report;
  readonly tally: Tally;
}

const checkedTable = (kind: DeliveryKind, making: Making): CheckedTable => {
  switch (kind) {
    case 'members':
      return checkedRows('members', membersCheck, ({ months }) => ({ decimal: months }), making);
    case 'costs':
      return checkedRows('costs', costsCheck, ({ amount, stream }) => ({ decimal: amount, stream }), making);
    case 'investments':
      return checkedRows('investments', investmentsCheck, ({ amount }) => ({ decimal: amount }), making);
    case 'indicators':
      return checkedRows('indicators', indicatorsCheck, ({ numerator }) => ({ decimal: numerator }), making);
  }
};

type MakeCheck<Kind extends DeliveryKind> = (
  context: CheckContext,
  columnOf: ColumnOf,
  report: Report,
) => RowsCheck<RowOf[Kind]>;

/** What of a row is counted, and in which stream. */
interface Figure {
  readonly decimal: string;
  readonly stream?: string;
}

/** A table whose sound rows go to a check, and whose figures go to the tally. */
const checkedRows = <Kind extends DeliveryKind>(
  kind: Kind,
  makeCheck: MakeCheck<Kind>,
  figureOf: (row: RowOf[Kind]) => Figure,
  { context, numbers, found, tally }: Making,
): CheckedTable => {
  let check: RowsCheck<RowOf[Kind]> | null = null as RowsCheck<RowOf[Kind]> | null;
  const agreed = agreedPopulation(context);
  const table = deliveryTable(kind, {
    numbers,
    ...(agreed === null ? {} : { population: agreed }),
    minimumCellSize: context.population?.minimumCellSize ?? USUAL_CELL_SIZE,
    columns: (columnOf) => {
      check = makeCheck(context, columnOf, found);
    },
    row: (row) => {
      count(tally, figureOf(row));
      check?.take(row);
    },
  });
  return { table, endRows: (isWhole) => check?.end(isWhole) };
};

const count = (tally: Tally, { decimal, stream }: Figure): void => {
  const value = readDecimal(decimal) ?? ZERO;
  tally.soundRows++;
  tally.total = add(tally.total, value);
  tally.places = Math.max(tally.places, decimal.includes('.') ? decimal.length - decimal.indexOf('.') - 1 : 0);
  if (stream !== undefined) tally.byStream.set(stream, add(tally.byStream.get(stream) ?? ZERO, value));
};

/** The files beside a delivery, and the options of the command line that name them. */
const OPTIONS = { pilot: 'agreement', population: 'population', members: 'members' } as const;

/** The rules of each kind that need a file beside the delivery. */
const NEEDS: Readonly<Record<DeliveryKind, readonly (readonly [rule: RuleCode, needs: keyof typeof OPTIONS])[]>> = {
  members: [
    ['population_version_must_match', 'population'],
    ['age_band_is_unknown', 'population'],
    ['period_must_be_agreed', 'pilot'],
  ],
  costs: [
    ['population_version_must_match', 'population'],
    ['age_band_is_unknown', 'population'],
    ['period_must_be_agreed', 'pilot'],
    ['stream_must_be_agreed', 'pilot'],
    ['costs_without_members', 'members'],
    ['more_persons_than_members', 'members'],
  ],
  investments: [
    ['party_is_unknown', 'pilot'],
    ['period_must_be_agreed', 'pilot'],
    ['investment_above_budget', 'pilot'],
  ],
  indicators: [['period_must_be_agreed', 'pilot']],
};

const notChecked = (kind: DeliveryKind, context: CheckContext, isWhole: boolean): NotChecked[] => [
  ...NEEDS[kind]
    .filter(([rule, needs]) => context[needs] === null && !isGivenElsewhere(rule, context))
    .map(([rule, needs]) => ({ rule, needs: OPTIONS[needs] })),
  ...(isWhole || kind === 'investments' || kind === 'indicators' ? [] : ABSENT_ROWS),
];

/** A row that could not be read may be the one that seems absent. */
const ABSENT_ROWS: readonly NotChecked[] = [
  { rule: 'age_band_is_missing', needs: 'sound rows' },
  { rule: 'period_is_missing', needs: 'sound rows' },
];

/** The agreement names its population too, and the member-months have its age bands. */
const isGivenElsewhere = (rule: RuleCode, context: CheckContext): boolean =>
  (rule === 'population_version_must_match' && context.pilot !== null) ||
  (rule === 'age_band_is_unknown' && knownAgeBands(context) !== null);
