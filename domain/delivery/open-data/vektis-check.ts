/**
 * The check of a Vektis file: the layout of its year, its categories of care, its cells and its rest row.
 */
import { type Cents, euroOf } from '../../money/rounding.ts';
import { printAmount, printCents, printRounded } from '../../money/text.ts';
import { USUAL_CELL_SIZE } from '../../pilot/population.ts';
import { type CheckAnswer, type Collector, checkAnswer, collector, type NotChecked } from '../check/check-answer.ts';
import type { Found } from '../findings/finding.ts';
import { isNear } from '../findings/near.ts';
import type { Sentence } from '../findings/sentence.ts';
import { OPEN_DATA_BASIS, type OpenDataBasis } from './open-data-basis.ts';
import { totalCents, VEKTIS_KEYS, type VektisLine, vektisReader } from './vektis.ts';
import { categoryOfColumn, nearestYear, vektisColumn, type YearBeside, yearsWithColumns } from './vektis-columns.ts';

/** Amounts in euro with two decimals, insured years with two decimals. */
interface Sums {
  readonly persons: string;
  readonly insuredYears: string;
  readonly amount: string;
}

/** A category of care with the columns that it is the sum of. */
interface CategorySum {
  readonly code: string;
  readonly nl: string;
  readonly en: string;
  readonly columns: readonly string[];
  readonly amount: string;
}

/** What is told about a Vektis file beside the findings. */
export interface VektisFacts {
  /** The years whose files have exactly these columns. */
  readonly years: readonly string[];
  readonly municipalities: number;
  /** The row in which small cells are pooled; null where the file has none. */
  readonly rest: Sums | null;
  /** How many cells of a municipality, sex and age class the file does not have. */
  readonly absentCells: number;
  readonly basis: OpenDataBasis;
  readonly categories: readonly CategorySum[];
  /** Cost columns without a category: in the total, in no category. */
  readonly unknownColumns: readonly { readonly heading: string; readonly amount: string }[];
}

/** Takes the bytes of a file in chunks; `end` gets their number and their SHA-256, as hexadecimal text. */
export interface VektisChecker {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: (bytes: number, sha256: string) => CheckAnswer & { readonly vektis: VektisFacts };
}

const AGE_CLASSES: readonly string[] = [
  ...Array.from({ length: 18 }, (_, place) => `${place * 5} t/m ${place * 5 + 4} jaar`),
  '90+',
];
const SEXES: readonly string[] = ['M', 'V'];

/** The number of a key column, counted from 1. */
const columnOf = (heading: string): number => VEKTIS_KEYS.indexOf(heading) + 1;
const SEX = columnOf('geslacht');
const AGE = columnOf('leeftijdsklasse');
const PERSONS = columnOf('aantal_bsn');
const YEARS = columnOf('aantal_verzekerdejaren');

interface Tally {
  columns: readonly string[];
  persons: bigint;
  insuredYears: bigint;
  byColumn: Cents[];
  rest: VektisLine | null;
  /** The line of each cell that was seen, by municipality, sex and age class. */
  readonly cells: Map<string, number>;
  readonly municipalities: Map<string, Municipality>;
}

/** A municipality: the line of its last row, and the persons of its largest cell. */
interface Municipality {
  readonly line: number;
  readonly mostPersons: bigint;
}

const emptyTally = (): Tally => ({
  columns: [],
  persons: 0n,
  insuredYears: 0n,
  byColumn: [],
  rest: null,
  cells: new Map(),
  municipalities: new Map(),
});

/** A checker of one Vektis file. */
export const vektisChecker = (): VektisChecker => {
  const collected = collector();
  const tally = emptyTally();
  let hasProblems = false;
  const reader = vektisReader({
    costColumns: (names, line) => takeColumns(tally, names, line, collected),
    row: (row) => takeRow(tally, row, collected.found),
    problem: (problem) => {
      hasProblems = true;
      collected.problem(problem);
    },
  });
  return {
    push: reader.push,
    end: (bytes, sha256) => {
      const structure = reader.end();
      // A damaged row may hold the cell that seems absent.
      if (!hasProblems) reportAbsent(tally, collected.found);
      const totals = { counted: { rows: structure.rows, ...sumsOf(tally) }, declared: null };
      const checked = { kind: 'vektis', bytes, sha256, structure, totals, notChecked: hasProblems ? WHOLE_ONLY : [] };
      return { ...checkAnswer(checked, collected), vektis: factsOf(tally) };
    },
  };
};

const WHOLE_ONLY: readonly NotChecked[] = [{ rule: 'age_band_is_missing', needs: 'sound rows' }];

const takeColumns = (tally: Tally, names: readonly string[], line: number, { found }: Collector): void => {
  tally.columns = names;
  tally.byColumn = names.map(() => 0n);
  for (const [place, name] of names.entries())
    if (vektisColumn(name) === null)
      found({ code: 'cost_column_is_unknown', line, column: VEKTIS_KEYS.length + place + 1, value: name });
  const nearest = nearestYear(names);
  if (nearest !== null)
    found({ code: 'cost_columns_differ', line, column: null, value: null, detail: besideYear(nearest) });
};

const besideYear = ({ year, missing, extra }: YearBeside): Sentence => {
  const parts = [
    { names: missing, nl: 'zonder', en: 'without' },
    { names: extra, nl: 'met ook', en: 'with also' },
  ].filter(({ names }) => names.length > 0);
  return {
    nl: `De kostenkolommen zijn die van ${year}, ${parts.map(({ names, nl }) => `${nl} ${names.join(', ')}`).join(' en ')}.`,
    en: `The cost columns are those of ${year}, ${parts.map(({ names, en }) => `${en} ${names.join(', ')}`).join(' and ')}.`,
  };
};

const takeRow = (tally: Tally, row: VektisLine, report: (found: Found) => void): void => {
  tally.persons += row.persons;
  tally.insuredYears += row.insuredYears;
  for (const [place, cost] of row.costs.entries()) tally.byColumn[place] = (tally.byColumn[place] ?? 0n) + cost;
  const total = totalCents(row.costs);
  if (total < 0n) report({ code: 'total_is_negative', line: row.line, column: null, value: printCents(total) });
  if (row.municipality === '') tally.rest = row;
  else takeCell(tally, row, report);
};

/** Two spaces stand before some ages, so that they end below each other. */
const ageClassOf = ({ ageBand }: VektisLine): string => ageBand.replace(/\s+/g, ' ');

const takeCell = (tally: Tally, row: VektisLine, report: (found: Found) => void): void => {
  const { line, sex, municipality, persons, insuredYears } = row;
  const ageClass = ageClassOf(row);
  const isKnown = SEXES.includes(sex) && AGE_CLASSES.includes(ageClass);
  if (!SEXES.includes(sex)) report({ code: 'sex_is_unknown', line, column: SEX, value: sex });
  if (!AGE_CLASSES.includes(ageClass)) report({ code: 'age_band_is_unknown', line, column: AGE, value: row.ageBand });
  if (isKnown) takeKey(tally, { line, key: [municipality, sex, ageClass].join('|'), municipality, persons }, report);
  // What a small cell holds is not repeated, so nothing else is said of it.
  if (persons > 0n && persons < BigInt(USUAL_CELL_SIZE))
    report({ code: 'cell_is_too_small', line, column: PERSONS, value: null });
  else if (insuredYears === 0n && persons > 0n)
    report({ code: 'persons_without_months', line, column: YEARS, value: printRounded(euroOf(insuredYears), 2) });
  else if (persons === 0n && insuredYears !== 0n)
    report({ code: 'months_without_persons', line, column: PERSONS, value: `${persons}` });
  else if (!isNear(insuredYears, persons * 100n)) report(notNear(row));
};

interface Key {
  readonly line: number;
  readonly key: string;
  readonly municipality: string;
  readonly persons: bigint;
}

const takeKey = (tally: Tally, { line, key, municipality, persons }: Key, report: (found: Found) => void): void => {
  const before = tally.cells.get(key);
  if (before === undefined) tally.cells.set(key, line);
  else report({ code: 'cell_stands_twice', line, column: null, value: null, detail: alsoOn(before) });
  const most = tally.municipalities.get(municipality)?.mostPersons ?? 0n;
  tally.municipalities.set(municipality, { line, mostPersons: persons > most ? persons : most });
};

const alsoOn = (line: number) => ({
  nl: `Deze cel staat ook op regel ${line}.`,
  en: `This cell also stands on line ${line}.`,
});

const notNear = ({ line, persons, insuredYears }: VektisLine): Found => ({
  code: 'months_do_not_fit_persons',
  line,
  column: YEARS,
  value: printRounded(euroOf(insuredYears), 2),
  detail: {
    nl: `Dit zijn jaren; geteld zijn ${persons} personen.`,
    en: `These are years; ${persons} persons counted.`,
  },
});

/**
 * A municipality with so many persons in one cell has ten or more in each: no cell of it was pooled in the rest row. Of the
 * files of 2015 to 2023 none that lacks a cell has more than 222 persons in any.
 */
const PERSONS_WITHOUT_SMALL_CELLS = 500n;

/** Without its rest row a file has every cell; with it, every cell of a municipality that is too large for small ones. */
const reportAbsent = ({ cells, municipalities, rest }: Tally, report: (found: Found) => void): void => {
  const whole = [...municipalities].filter(
    ([, { mostPersons }]) => rest === null || mostPersons >= PERSONS_WITHOUT_SMALL_CELLS,
  );
  for (const sex of SEXES)
    for (const ageClass of AGE_CLASSES) {
      const absent = whole.filter(([municipality]) => !cells.has([municipality, sex, ageClass].join('|')));
      if (absent.length > 0) report(absentCells(`${sex}, ${ageClass}`, absent));
    }
};

const MOST_NAMED = 3;

/** One finding for a class, however many municipalities lack it: half a file lacks thousands of cells. */
const absentCells = (cell: string, absent: readonly (readonly [string, Municipality])[]): Found => {
  const names = absent.slice(0, MOST_NAMED).map(([name]) => name);
  const others = absent.length - names.length;
  const detail = {
    nl: `Er is geen rij voor ${names.join(', ')}${others === 0 ? '' : ` en ${others} andere`}: ${cell}.`,
    en: `There is no row for ${names.join(', ')}${others === 0 ? '' : ` and ${others} others`}: ${cell}.`,
  };
  return { code: 'age_band_is_missing', line: absent[0]?.[1].line ?? null, column: AGE, value: null, detail };
};

const sumsOf = ({ persons, insuredYears, byColumn }: Tally): Sums => ({
  persons: `${persons}`,
  insuredYears: printRounded(euroOf(insuredYears), 2),
  amount: printAmount(euroOf(totalCents(byColumn))),
});

const restOf = ({ rest }: Tally): Sums | null =>
  rest === null
    ? null
    : {
        persons: `${rest.persons}`,
        insuredYears: printRounded(euroOf(rest.insuredYears), 2),
        amount: printCents(totalCents(rest.costs)),
      };

const factsOf = (tally: Tally): VektisFacts => {
  const amounts = tally.columns.map((heading, place) => ({ heading, cents: tally.byColumn[place] ?? 0n }));
  return {
    years: yearsWithColumns(tally.columns),
    municipalities: tally.municipalities.size,
    rest: restOf(tally),
    absentCells: tally.municipalities.size * SEXES.length * AGE_CLASSES.length - tally.cells.size,
    basis: OPEN_DATA_BASIS.vektis,
    categories: categorySums(amounts),
    unknownColumns: amounts
      .filter(({ heading }) => vektisColumn(heading) === null)
      .map(({ heading, cents }) => ({ heading, amount: printCents(cents) })),
  };
};

const categorySums = (amounts: readonly { readonly heading: string; readonly cents: Cents }[]): CategorySum[] => {
  const sums = new Map<string, { columns: string[]; cents: Cents; nl: string; en: string }>();
  for (const { heading, cents } of amounts) {
    const column = vektisColumn(heading);
    if (column === null) continue;
    const { code, nl, en } = categoryOfColumn(column);
    const sofar = sums.get(code) ?? { columns: [], cents: 0n, nl, en };
    sums.set(code, { ...sofar, columns: [...sofar.columns, heading], cents: sofar.cents + cents });
  }
  return [...sums].map(([code, { columns, cents, nl, en }]) => ({ code, nl, en, columns, amount: printCents(cents) }));
};
