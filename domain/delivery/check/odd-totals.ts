/**
 * Rows that count what other rows count too: a total beside its parts, by sex, age or category, and a year beside its
 * quarters. Where some rows are the odd ones out, those are blamed: a total among a hundred parts is the mistake, and so is a
 * part among a hundred totals.
 */
import { REST } from '../../pilot/age-band.ts';
import { readPeriod } from '../../pilot/period.ts';
import type { Sentence } from '../findings/sentence.ts';
import { formOf, type OddCell, oddSide, type PlacedCell, rowsOf } from './placed-cells.ts';

type Cells = readonly PlacedCell[];

/** Rows of a cohort, period, stream and category that divide people in another form than most of them. */
export const oddForms = (cells: Cells): OddCell[] =>
  [...Map.groupBy(cells, (cell) => `${cell.cohort}|${cell.period}|${cell.stream}|${cell.category}`).values()]
    .flatMap(oddInGroup)
    .map((cell) => ({ cell, code: 'total_stands_beside_parts', wrong: 'whole', value: null }));

const oddInGroup = (cells: Cells): Cells => {
  const forms = Map.groupBy(cells, formOf);
  if (forms.size < 2) return [];
  const pooled = forms.get(REST) ?? [];
  forms.delete(REST);
  const divided = [...forms.values()];
  const most = divided.reduce((leader, each) => (rowsOf(each) > rowsOf(leader) ? each : leader), divided[0] ?? []);
  const odd = divided.filter((each) => each !== most).flat();
  // What was pooled is of some bands, so it goes with rows of the other bands; a row for every age counts it again.
  const holdsPooled = pooled.length > 0 && most[0]?.ageBand === null;
  return holdsPooled ? [...odd, ...oddSide(most, pooled)] : odd;
};

/** Rows for a whole stream beside rows for categories of it, in the same cohort and period and about the same people. */
export const oddCategories = (cells: Cells): OddCell[] =>
  [...Map.groupBy(cells, ({ stream, period }) => `${stream}|${period}`).values()].flatMap((each) => {
    const { whole = [], part = [] } = Object.groupBy(each, ({ category }) => (category === '' ? 'whole' : 'part'));
    return countedTwice(whole, part).map(([cell, other]) => ({
      ...{ cell, code: 'total_stands_beside_parts', wrong: 'whole', value: null },
      detail: aboutCategory(other),
    }));
  });

/** Rows for a year beside rows for quarters of it, in the same cohort and about the same people and care. */
export const oddPeriods = (cells: Cells): OddCell[] =>
  [...Map.groupBy(cells, ({ stream, period }) => `${stream}|${period.slice(0, 4)}`).values()].flatMap((each) => {
    const { year = [], quarter = [] } = Object.groupBy(each, ({ period }) => (isYear(period) ? 'year' : 'quarter'));
    return countedTwice(year, quarter).map(([cell, other]) => ({
      ...{ cell, code: 'periods_overlap', wrong: 'period', value: cell.period },
      detail: aboutPeriod(other.lines[0] ?? 0, other.period),
    }));
  });

const isYear = (text: string): boolean => {
  const period = readPeriod(text);
  return period !== null && period.from < period.to;
};

/** Says what other row is about a year or a quarter of it. */
export const aboutPeriod = (line: number, period: string): Sentence => ({
  nl: `Regel ${line} gaat over ${period}.`,
  en: `Line ${line} is about ${period}.`,
});

const aboutCategory = ({ lines: [line = 0], category }: PlacedCell): Sentence =>
  category === ''
    ? { nl: `Regel ${line} gaat over de hele stroom.`, en: `Line ${line} is about the whole stream.` }
    : { nl: `Regel ${line} gaat over ${category}.`, en: `Line ${line} is about ${category}.` };

/** The cells of the odd one of two sides that count what a cell of the other side counts too, each with that one. */
const countedTwice = (one: Cells, other: Cells): (readonly [cell: PlacedCell, other: PlacedCell])[] => {
  if (one.length === 0 || other.length === 0) return [];
  const odd = oddSide(one, other);
  const counterpart = counterparts(odd === one ? other : one);
  return odd.flatMap((cell) => {
    const found = counterpart(cell);
    return found === undefined ? [] : [[cell, found] as const];
  });
};

/** What stands for any sex, age band or category in the name of a cell. */
const ANY = '*';

/**
 * Finds for a cell one of these that shares people and care with it: of the same cohort, and in sex, age band and category
 * either the same or one of the two for all together. Each cell is kept under every name that it may be asked by.
 */
const counterparts = (cells: Cells): ((cell: PlacedCell) => PlacedCell | undefined) => {
  const byName = new Map<string, PlacedCell>();
  for (const cell of cells)
    for (const name of names(cell, (text) => [text, ANY])) if (!byName.has(name)) byName.set(name, cell);
  return (cell) => {
    const found = names(cell, (text) => (text === '' ? [ANY] : [text, ''])).find((name) => byName.has(name));
    return found === undefined ? undefined : byName.get(found);
  };
};

/** The names of a cell, with what may stand for each of its sex, age band and category; empty for all together. */
const names = (cell: PlacedCell, standing: (text: string) => readonly string[]): string[] =>
  standing(cell.sex ?? '').flatMap((sex) =>
    standing(cell.ageBand ?? '').flatMap((ageBand) =>
      standing(cell.category).map((category) => `${cell.cohort}|${sex}|${ageBand}|${category}`),
    ),
  );
