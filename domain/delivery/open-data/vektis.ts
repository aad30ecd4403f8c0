/**
 * The open data of Vektis: costs under the Zvw per municipality, sex and age class, one file a year ("Open Databestand
 * Zorgverzekeringswet", municipality level; source: Vektis).
 *
 * The files are read untouched. Headings are capitals to 2018 and lower case from 2019; cost columns come, go and are cut
 * off, so the cost of a row is the sum of every column after the insured years. Cells of fewer than ten insured are
 * pooled in one row without sex, age and municipality, the rest row, which stays apart.
 */

import { type Ratio, ratio } from '../../money/ratio.ts';
import { type Cents, euroOf } from '../../money/rounding.ts';
import { type Problem, problemOrder } from '../findings/problem.ts';
import { type StructuralReader, structuralReader } from '../structure/structural-reader.ts';
import type { Row } from '../structure/table.ts';

/** One cell of a file. The age class has no spaces around it; `insuredYears` in years, `cost` in euro, both exact. */
export interface VektisRow {
  readonly sex: string;
  readonly ageBand: string;
  readonly municipality: string;
  readonly insuredYears: Ratio;
  readonly cost: Ratio;
}

/** The row in which Vektis pools the cells that are too small to publish. */
export interface VektisRest {
  readonly insuredYears: Ratio;
  readonly cost: Ratio;
}

/** A file without problems. */
export interface VektisFile {
  readonly rows: readonly VektisRow[];
  readonly rest: VektisRest | null;
  readonly costColumns: readonly string[];
}

export type VektisReading = { readonly file: VektisFile } | { readonly problems: readonly Problem[] };

/** A row as it was read: `insuredYears` in hundredths of a year, `costs` in cents, one for every cost column in order. */
export interface VektisLine {
  readonly line: number;
  /** Empty, with the two below, for the rest row. */
  readonly sex: string;
  readonly ageBand: string;
  readonly municipality: string;
  readonly persons: bigint;
  readonly insuredYears: bigint;
  readonly costs: readonly Cents[];
}

/** Who listens to a file that is read: the names of its cost columns once, then sound rows and problems as they come. */
export interface VektisListener {
  /** Lower case, as in the file; not called for a file of another layout. */
  readonly costColumns: (names: readonly string[], line: number) => void;
  readonly row: (row: VektisLine) => void;
  readonly problem: (problem: Problem) => void;
}

/** The columns that every year starts with. */
export const VEKTIS_KEYS = ['geslacht', 'leeftijdsklasse', 'gemeentenaam', 'aantal_bsn', 'aantal_verzekerdejaren'];
const PERSONS_COLUMN = 3;
const YEARS_COLUMN = 4;

interface State {
  headings: readonly string[];
  isVektis: boolean;
  hasRest: boolean;
}

/** Reads the bytes of one file in chunks of any size. */
export const vektisReader = (listener: VektisListener): StructuralReader => {
  const state: State = { headings: [], isVektis: false, hasRest: false };
  return structuralReader({
    heading: (names, line) => takeHeading(state, names, line, listener),
    row: (row) => {
      if (state.isVektis) takeRow(state, row, listener);
    },
    problem: listener.problem,
  });
};

/** Reads one file, or answers with every problem in it. */
export const readVektis = (bytes: Uint8Array, isCounted: (column: string) => boolean = () => true): VektisReading => {
  const [rows, problems]: [VektisRow[], Problem[]] = [[], []];
  let rest: VektisRest | null = null;
  let costColumns: readonly string[] = [];
  let counted: readonly boolean[] = [];
  const reader = vektisReader({
    costColumns: (names) => {
      costColumns = names;
      counted = names.map(isCounted);
    },
    row: ({ sex, ageBand, municipality, insuredYears, costs }) => {
      const figures = {
        insuredYears: ratio(insuredYears, 100n),
        cost: euroOf(totalCents(costs.filter((_, place) => counted[place]))),
      };
      if (municipality === '') rest = figures;
      else rows.push({ sex, ageBand, municipality, ...figures });
    },
    problem: (problem) => problems.push(problem),
  });
  reader.push(bytes);
  reader.end();
  return problems.length > 0 ? { problems: problems.sort(problemOrder) } : { file: { rows, rest, costColumns } };
};

/** The sum of amounts in whole cents. */
export const totalCents = (costs: readonly Cents[]): Cents => costs.reduce((total, each) => total + each, 0n);

const OTHER_LAYOUT = {
  nl: 'Dit is geen bestand van Vektis op gemeenteniveau.',
  en: 'This is no file of Vektis at municipality level.',
};
const EXPECTED_HEADING = VEKTIS_KEYS.join(';');

const takeHeading = (state: State, names: readonly string[], line: number, listener: VektisListener): void => {
  state.headings = names.map((name) => name.toLowerCase());
  const { headings } = state;
  state.isVektis = names.length > VEKTIS_KEYS.length && VEKTIS_KEYS.every((key, place) => key === headings[place]);
  if (state.isVektis) listener.costColumns(headings.slice(VEKTIS_KEYS.length), line);
  else
    listener.problem({
      code: 'heading_is_unknown',
      line,
      column: null,
      message: `${OTHER_LAYOUT.nl} De eerste kolommen zijn ${EXPECTED_HEADING}, daarna komen kolommen met kosten.`,
      detail: OTHER_LAYOUT,
      example: EXPECTED_HEADING,
    });
};

const takeRow = (state: State, row: Row, listener: VektisListener): void => {
  const problems: Problem[] = [];
  const [sex = '', ageBand = '', municipality = ''] = [0, 1, 2].map((place) => row.text(place).trim());
  const persons = wholeFigure(state, row, problems);
  const insuredYears = figure(state, row, YEARS_COLUMN, problems);
  const costs: Cents[] = [];
  for (let place = VEKTIS_KEYS.length; place < row.width; place++) costs.push(figure(state, row, place, problems));
  const named = [sex, ageBand, municipality].filter((key) => key !== '').length;
  if (named > 0 && named < KEYS_OF_CELL) problems.push(incompleteKey(row.line));
  if (named === 0 && state.hasRest) problems.push(secondRestRow(row.line));
  state.hasRest ||= named === 0;
  problems.forEach(listener.problem);
  if (problems.length === 0) listener.row({ line: row.line, sex, ageBand, municipality, persons, insuredYears, costs });
};

const KEYS_OF_CELL = 3;

const FIGURE_RULE = {
  nl: 'Hier hoort een getal met een decimale punt en ten hoogste twee decimalen.',
  en: 'Here belongs a number with a decimal point and at most two decimals.',
};

const FIGURE = /^(-?\d+)(?:\.(\d)(\d)?)?$/;

/** A figure with at most two decimals and a point, in hundredths. */
const figure = (state: State, row: Row, place: number, problems: Problem[]): bigint => {
  const text = row.text(place);
  // Two cells in three are a bare zero.
  if (text === '0') return 0n;
  const [, whole = '', tenths = '0', hundredths = '0'] = FIGURE.exec(text) ?? [];
  if (whole !== '') return BigInt(whole + tenths + hundredths);
  problems.push({
    code: 'number_is_malformed',
    line: row.line,
    column: place + 1,
    message: `${state.headings[place] ?? ''}: hier staat "${text.slice(0, 40)}". ${FIGURE_RULE.nl} Voorbeeld: 1234.50`,
    value: text,
    detail: FIGURE_RULE,
    example: '1234.50',
  });
  return 0n;
};

const wholeFigure = (state: State, row: Row, problems: Problem[]): bigint => {
  const text = row.text(PERSONS_COLUMN);
  if (/^\d+$/.test(text)) return BigInt(text);
  problems.push({
    code: 'persons_must_be_whole',
    line: row.line,
    column: PERSONS_COLUMN + 1,
    message: `${state.headings[PERSONS_COLUMN] ?? ''}: hier staat "${text.slice(0, 40)}". Hier hoort een heel aantal personen, met alleen cijfers. Voorbeeld: 1250`,
    value: text,
    example: '1250',
  });
  return 0n;
};

const secondRestRow = (line: number): Problem => ({
  code: 'rest_row_is_not_alone',
  line,
  column: null,
  message: 'Dit is een tweede restregel (zonder geslacht, leeftijd en gemeente). Een jaar heeft er ten hoogste één.',
});

const incompleteKey = (line: number): Problem => ({
  code: 'key_is_incomplete',
  line,
  column: null,
  message:
    'Geslacht, leeftijdsklasse en gemeente zijn hier niet alle drie ingevuld. Een rij noemt ze alle drie; alleen de restregel geen van drie.',
});
