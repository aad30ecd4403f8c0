/**
 * The open data of Vektis: costs under the Zvw per municipality, sex and age class, one file a year ("Open Databestand
 * Zorgverzekeringswet", municipality level; source: Vektis).
 *
 * The files are read untouched. Headings are capitals to 2018 and lower case from 2019; cost columns come, go and are cut
 * off, so the cost of a row is the sum of every column after the insured years. Cells of fewer than ten insured are
 * pooled in one row without sex, age and municipality, the rest row, which stays apart.
 */

import { type Ratio, ratio } from '../money/ratio.ts';
import { euroOf } from '../money/rounding.ts';
import { type Problem, problemOrder } from './problem.ts';
import { structuralReader } from './structural-reader.ts';
import type { Row } from './table.ts';

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

/** The columns that every year starts with. */
const KEYS = ['geslacht', 'leeftijdsklasse', 'gemeentenaam', 'aantal_bsn', 'aantal_verzekerdejaren'];
const YEARS_COLUMN = KEYS.length - 1;

interface Reading {
  headings: readonly string[];
  isVektis: boolean;
  readonly rows: VektisRow[];
  rest: VektisRest | null;
  readonly problems: Problem[];
}

/** Reads one file, or answers with every problem in it. */
export const readVektis = (bytes: Uint8Array): VektisReading => {
  const reading: Reading = { headings: [], isVektis: false, rows: [], rest: null, problems: [] };
  const reader = structuralReader({
    heading: (names, line) => takeHeading(reading, names, line),
    row: (row) => {
      if (reading.isVektis) takeRow(reading, row);
    },
    problem: (problem) => reading.problems.push(problem),
  });
  reader.push(bytes);
  reader.end();
  const { problems, rows, rest, headings } = reading;
  if (problems.length > 0) return { problems: problems.sort(problemOrder) };
  return { file: { rows, rest, costColumns: headings.slice(KEYS.length) } };
};

const takeHeading = (reading: Reading, names: readonly string[], line: number): void => {
  reading.headings = names.map((name) => name.toLowerCase());
  reading.isVektis = names.length > KEYS.length && KEYS.every((key, place) => key === reading.headings[place]);
  if (!reading.isVektis)
    reading.problems.push({
      code: 'heading_is_unknown',
      line,
      column: null,
      message: `Dit is geen bestand van Vektis op gemeenteniveau. De eerste kolommen zijn ${KEYS.join(';')}, daarna komen kolommen met kosten.`,
    });
};

const takeRow = (reading: Reading, row: Row): void => {
  const [sex = '', ageBand = '', municipality = ''] = [0, 1, 2].map((place) => row.text(place).trim());
  const insuredYears = figure(reading, row, YEARS_COLUMN);
  let cost = 0n;
  for (let place = KEYS.length; place < row.width; place++) cost += figure(reading, row, place);
  const figures = { insuredYears: ratio(insuredYears, 100n), cost: euroOf(cost) };
  const named = [sex, ageBand, municipality].filter((key) => key !== '').length;
  if (named === KEYS_OF_CELL) reading.rows.push({ sex, ageBand, municipality, ...figures });
  else if (named === 0 && reading.rest === null) reading.rest = figures;
  else reading.problems.push(named === 0 ? secondRestRow(row.line) : incompleteKey(row.line));
};

const KEYS_OF_CELL = 3;

const FIGURE = /^(-?\d+)(?:\.(\d)(\d)?)?$/;

/** A figure with at most two decimals and a point, in hundredths. */
const figure = (reading: Reading, row: Row, place: number): bigint => {
  const text = row.text(place);
  const [, whole = '', tenths = '0', hundredths = '0'] = FIGURE.exec(text) ?? [];
  if (whole !== '') return BigInt(whole + tenths + hundredths);
  reading.problems.push({
    code: 'number_is_malformed',
    line: row.line,
    column: place + 1,
    message: `${reading.headings[place] ?? ''}: hier staat "${text.slice(0, 40)}". Hier hoort een getal met een decimale punt en ten hoogste twee decimalen. Voorbeeld: 1234.50`,
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
