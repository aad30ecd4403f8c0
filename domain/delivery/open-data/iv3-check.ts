/**
 * The check of an Iv3 file: what it holds of the Wmo and the Wpg, its pseudo-municipality, and what was probably booked
 * elsewhere or for a region.
 */
import { type Cents, euroOf } from '../../money/rounding.ts';
import { printCents, printRounded } from '../../money/text.ts';
import { type CheckAnswer, checkAnswer, collector, type NotChecked } from '../check/check-answer.ts';
import { dutchNumber } from '../findings/dutch-number.ts';
import type { Found } from '../findings/finding.ts';
import { editDistance } from '../findings/nearest-names.ts';
import type { Sentence } from '../findings/sentence.ts';
import { IV3_COLUMNS, type Iv3Line, iv3Reader } from './iv3.ts';
import { OPEN_DATA_BASIS, type OpenDataBasis } from './open-data-basis.ts';
import { TAAKVELDEN, type Taakveld, taakveldOf } from './taakvelden.ts';

/** Charges and income in euro with two decimals. */
interface Money {
  readonly lasten: string;
  readonly baten: string;
}

/** One taakveld over all municipalities. */
interface TaakveldSum extends Money {
  readonly code: string;
  readonly stream: string;
  readonly category: string;
  readonly nl: string;
  readonly en: string;
  /** False for the bare codes: further bookings, not sums of the others. */
  readonly isSubdivided: boolean;
}

/** What is told about an Iv3 file beside the findings. Every sum is in euro and without the pseudo-municipality. */
export interface Iv3Facts {
  readonly unit: 'thousandEuro';
  readonly municipalities: number;
  readonly inhabitants: string | null;
  /** The row of the whole country, held against the sum of the others; null where the file has none. */
  readonly pseudoMunicipality:
    | (Money & { readonly name: string; readonly rows: number; readonly differingTaakvelden: number })
    | null;
  readonly basis: OpenDataBasis;
  readonly streams: readonly ({ readonly stream: string } & Money)[];
  readonly taakvelden: readonly TaakveldSum[];
  /** The taakvelden of other streams, as one sum. */
  readonly otherTaakvelden: Money & { readonly count: number };
  readonly unknownTaakvelden: Money & { readonly count: number };
}

/** Takes the bytes of a file in chunks; `end` gets their number and their SHA-256, as hexadecimal text. */
export interface Iv3Checker {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: (bytes: number, sha256: string) => CheckAnswer & { readonly iv3: Iv3Facts };
}

const PSEUDO = 'nederland';
const isPseudo = ({ municipality }: Iv3Line): boolean => municipality.toLowerCase() === PSEUDO;

interface Tally {
  columns: ReadonlyMap<string, number>;
  /** The rows of municipalities by code of the taakveld, and then by municipality. */
  readonly byCode: Map<string, Map<string, Iv3Line>>;
  readonly pseudo: Map<string, Iv3Line>;
  readonly inhabitants: Map<string, bigint>;
  readonly lines: Map<string, number>;
}

type Report = (found: Found) => void;

/** A checker of one Iv3 file. */
export const iv3Checker = (): Iv3Checker => {
  const collected = collector();
  const tally: Tally = {
    columns: new Map(),
    byCode: new Map(),
    pseudo: new Map(),
    inhabitants: new Map(),
    lines: new Map(),
  };
  const reader = iv3Reader({
    columns: (columns, line) => {
      tally.columns = columns;
      for (const [name, column] of columns)
        if (!IV3_COLUMNS.includes(name)) collected.found({ code: 'cost_column_is_unknown', line, column, value: name });
    },
    row: (row) => takeRow(tally, row, collected.found),
    problem: collected.problem,
  });
  return {
    push: reader.push,
    end: (bytes, sha256) => {
      const structure = reader.end();
      const isWhole = collected.counts().SF === 0;
      const notChecked = [...(isWhole ? reportSums(tally, collected.found) : WHOLE_ONLY)];
      const totals = { counted: { rows: structure.rows, ...moneyOf(rowsOf(tally)) }, declared: null };
      const checked = { kind: 'iv3', bytes, sha256, structure, totals, notChecked };
      return { ...checkAnswer(checked, collected), iv3: factsOf(tally) };
    },
  };
};

/** Sums over municipalities say nothing where a row could not be read. */
const WHOLE_ONLY: readonly NotChecked[] = [
  'pseudo_municipality_differs',
  'pseudo_municipality_is_missing',
  'taakveld_is_missing',
  'booked_elsewhere',
  'regional_in_size',
].map((rule) => ({ rule, needs: 'sound rows' }));

const takeRow = (tally: Tally, row: Iv3Line, report: Report): void => {
  const { line, code, municipality, inhabitants } = row;
  const known = taakveldOf(code);
  if (known === null)
    report({
      code: 'taakveld_is_unknown',
      line,
      column: tally.columns.get('taakveld') ?? null,
      value: row.taakveldText,
    });
  const rows = isPseudo(row) ? tally.pseudo : placeIn(tally.byCode, code);
  const key = isPseudo(row) ? code : municipality;
  const before = rows.get(key);
  if (before !== undefined) report(twice(line, before.line));
  else rows.set(key, row);
  if (before !== undefined || isPseudo(row)) return;
  if (inhabitants !== null) tally.inhabitants.set(municipality, inhabitants);
  tally.lines.set(municipality, line);
  if (known !== null && known !== 'other' && row.lasten < 0n) report(lastenFinding(tally, 'total_is_negative', row));
};

const placeIn = (byCode: Map<string, Map<string, Iv3Line>>, code: string): Map<string, Iv3Line> => {
  const rows = byCode.get(code) ?? new Map<string, Iv3Line>();
  byCode.set(code, rows);
  return rows;
};

const twice = (line: number, before: number): Found => ({
  code: 'cell_stands_twice',
  line,
  column: null,
  value: null,
  detail: { nl: `Deze cel staat ook op regel ${before}.`, en: `This cell also stands on line ${before}.` },
});

const lastenFinding = (tally: Tally, code: Found['code'], row: Iv3Line, detail?: Sentence): Found => ({
  code,
  line: row.line,
  column: tally.columns.get('lasten') ?? null,
  value: row.lastenText,
  ...(detail === undefined ? {} : { detail }),
});

/** The rules that need all rows; the answer is those that could not be checked for want of inhabitants. */
const reportSums = (tally: Tally, report: Report): readonly NotChecked[] => {
  reportPseudo(tally, report);
  reportMissing(tally, report);
  if (tally.inhabitants.size === 0)
    return ['booked_elsewhere', 'regional_in_size'].map((rule) => ({ rule, needs: 'inwonertal' }));
  for (const taakveld of TAAKVELDEN) if (taakveld.isSubdivided) reportBookedElsewhere(tally, taakveld, report);
  reportRegional(tally, report);
  return [];
};

const SIDES = [
  { side: 'lasten', en: 'charges' },
  { side: 'baten', en: 'income' },
] as const;

const reportPseudo = (tally: Tally, report: Report): void => {
  reportMissingPseudo(tally, report);
  for (const row of tally.pseudo.values())
    for (const { side, en } of SIDES) {
      const sum = total(valuesOf(tally, row.code), side);
      if (sum === row[side]) continue;
      const counted = euro(sum);
      const detail = {
        nl: `De gemeenten samen hebben ${side} van € ${dutchNumber(counted)}.`,
        en: `The municipalities together have ${en} of € ${counted}.`,
      };
      const value = side === 'lasten' ? row.lastenText : row.batenText;
      const column = tally.columns.get(side) ?? null;
      report({ code: 'pseudo_municipality_differs', line: row.line, column, value, detail });
    }
};

/** A row of the country that is absent cannot differ: without it nobody would know whether a municipality is. */
const reportMissingPseudo = ({ byCode, pseudo, columns }: Tally, report: Report): void => {
  // A taakveld that nobody knows was reported as such.
  const absent = [...byCode.keys()].filter((code) => !pseudo.has(code) && taakveldOf(code) !== null);
  if (absent.length === 0) return;
  const codes = pseudo.size === 0 ? null : firstOf(absent);
  const detail = {
    nl: codes === null ? 'Er is geen enkele regel Nederland.' : `Nederland heeft geen regel voor ${codes.nl}.`,
    en: codes === null ? 'There is no row Nederland at all.' : `Nederland has no row for ${codes.en}.`,
  };
  const line = [...pseudo.values()].at(-1)?.line ?? null;
  report({
    code: 'pseudo_municipality_is_missing',
    line,
    column: columns.get('gemeenten') ?? null,
    value: null,
    detail,
  });
};

const MOST_NAMED = 10;

/** The first of some codes, and how many there are more. */
const firstOf = (codes: readonly string[]): Sentence => {
  const named = codes.slice(0, MOST_NAMED).join(', ');
  const others = codes.length - MOST_NAMED;
  return others <= 0
    ? { nl: named, en: named }
    : { nl: `${named} en ${others} andere`, en: `${named} and ${others} others` };
};

const differing = (tally: Tally): Iv3Line[] =>
  [...tally.pseudo.values()].filter((row) =>
    SIDES.some(({ side }) => total(valuesOf(tally, row.code), side) !== row[side]),
  );

/** A municipality that lacks taakvelden that others have. */
interface Lacking {
  readonly name: string;
  readonly line: number;
  readonly missing: readonly string[];
}

const reportMissing = (tally: Tally, report: Report): void => {
  const { byCode, lines, columns } = tally;
  const expected = TAAKVELDEN.map(({ code }) => code).filter((code) => byCode.has(code));
  const lacking = [...lines].flatMap(([name, line]): Lacking[] => {
    const missing = expected.filter((code) => byCode.get(code)?.has(name) !== true);
    return missing.length === 0 ? [] : [{ name, line, missing }];
  });
  const twins = misspelt(tally, lacking);
  const whole = new Set(twins.values());
  for (const { name, line, missing } of lacking) {
    // What the right name lacks stands under the wrong one, and that is the one fault.
    if (whole.has(name)) continue;
    const codes = firstOf(missing);
    const twin = twins.get(name);
    const detail = {
      nl: `${name} heeft geen regel voor ${codes.nl}.${twin === undefined ? '' : ` Is dit ${twin}, anders geschreven?`}`,
      en: `${name} has no row for ${codes.en}.${twin === undefined ? '' : ` Is this ${twin}, spelt otherwise?`}`,
    };
    report({ code: 'taakveld_is_missing', line, column: columns.get('taakveld') ?? null, value: null, detail });
  }
};

/** The Netherlands have fewer municipalities; to compare every name with every other takes too long beyond. */
const MOST_MUNICIPALITIES = 1_000;

const MOST_WRONG_LETTERS = 2;

/**
 * The municipalities that may be another one, misspelt, each with that other: a name that is nearly the same, more rows,
 * and no taakveld that both have.
 */
const misspelt = ({ byCode, lines }: Tally, lacking: readonly Lacking[]): ReadonlyMap<string, string> => {
  if (lines.size > MOST_MUNICIPALITIES) return new Map();
  const codesOf = (name: string): string[] => [...byCode].flatMap(([code, rows]) => (rows.has(name) ? [code] : []));
  const isTwin = (name: string, own: readonly string[], other: string): boolean =>
    other !== name &&
    editDistance(name.toLowerCase(), other.toLowerCase()) <= MOST_WRONG_LETTERS &&
    codesOf(other).length > own.length &&
    own.every((code) => byCode.get(code)?.has(other) !== true);
  return new Map(
    lacking.flatMap(({ name }) => {
      const own = codesOf(name);
      const twin = [...lines.keys()].find((other) => isTwin(name, own, other));
      return twin === undefined ? [] : [[name, twin] as const];
    }),
  );
};

/** From this size on a municipality does everything itself, or has somebody do it and pays. */
const LARGE = 50_000n;

const largeRows = (tally: Tally, code: string): readonly (readonly [Iv3Line, bigint])[] =>
  valuesOf(tally, code).flatMap((row) => {
    const inhabitants = tally.inhabitants.get(row.municipality) ?? 0n;
    return inhabitants >= LARGE ? [[row, inhabitants] as const] : [];
  });

const inhabitantsOf = (tally: Tally): bigint => [...tally.inhabitants.values()].reduce((all, each) => all + each, 0n);

/** Less than a twentieth of what as many inhabitants have elsewhere is next to nothing. */
const NEXT_TO_NOTHING = 20n;

const reportBookedElsewhere = (tally: Tally, { code }: Taakveld, report: Report): void => {
  const [all, everybody] = [total(valuesOf(tally, code), 'lasten'), inhabitantsOf(tally)];
  for (const [row, inhabitants] of largeRows(tally, code))
    if (row.lasten >= 0n && NEXT_TO_NOTHING * row.lasten * everybody <= all * inhabitants) {
      const usual = euro((all * inhabitants) / everybody);
      report(lastenFinding(tally, 'booked_elsewhere', row, besideOf(tally, row, inhabitants, usual)));
    }
};

const besideOf = (tally: Tally, row: Iv3Line, inhabitants: bigint, usual: string): Sentence => {
  const bare = tally.byCode.get(row.code.replace(/[a-d]$/, ''))?.get(row.municipality);
  const { municipality } = row;
  const hasBare = bare !== undefined && bare !== row && bare.lasten !== 0n;
  const undivided = hasBare ? euro(bare.lasten) : null;
  return {
    nl: `${municipality}, ${dutchNumber(`${inhabitants}`)} inwoners; naar het landelijk gemiddelde € ${dutchNumber(usual)}.${undivided === null ? '' : ` Niet uitgesplitst op ${bare?.code} staat € ${dutchNumber(undivided)}.`}`,
    en: `${municipality}, ${inhabitants} inhabitants; at the national average € ${usual}.${undivided === null ? '' : ` Not subdivided, on ${bare?.code}, stands € ${undivided}.`}`,
  };
};

const REGIONAL_CODES = ['6.81', '6.81a', '6.81b'] as const;
const REGIONAL_TIMES = 2n;

const reportRegional = (tally: Tally, report: Report): void => {
  const everybody = inhabitantsOf(tally);
  const all = REGIONAL_CODES.reduce((sum, code) => sum + total(valuesOf(tally, code), 'lasten'), 0n);
  for (const [row, inhabitants] of largeRows(tally, '6.81a')) {
    const rows = REGIONAL_CODES.flatMap((code) => tally.byCode.get(code)?.get(row.municipality) ?? []);
    const own = total(rows, 'lasten');
    if (all <= 0n || own * everybody < REGIONAL_TIMES * all * inhabitants) continue;
    const times = printRounded({ n: own * everybody, d: all * inhabitants }, 1);
    const detail = {
      nl: `${row.municipality} heeft op 6.81 samen € ${dutchNumber(euro(own))}, ${dutchNumber(times)} keer het gemiddelde per inwoner.`,
      en: `${row.municipality} has € ${euro(own)} on 6.81 together, ${times} times the average per inhabitant.`,
    };
    report(lastenFinding(tally, 'regional_in_size', row, detail));
  }
};

const euro = (cents: Cents): string => printRounded(euroOf(cents), 0);

const valuesOf = ({ byCode }: Tally, code: string): readonly Iv3Line[] => [...(byCode.get(code)?.values() ?? [])];

const rowsOf = ({ byCode }: Tally): readonly Iv3Line[] => [...byCode.values()].flatMap((rows) => [...rows.values()]);

const total = (rows: readonly Iv3Line[], side: 'lasten' | 'baten'): Cents =>
  rows.reduce((sum, row) => sum + row[side], 0n);

const moneyOf = (rows: readonly Iv3Line[]): Money => ({
  lasten: printCents(total(rows, 'lasten')),
  baten: printCents(total(rows, 'baten')),
});

const factsOf = (tally: Tally): Iv3Facts => {
  const codes = [...tally.byCode.keys()];
  const summed = (wanted: readonly string[]) => moneyOf(wanted.flatMap((code) => valuesOf(tally, code)));
  const others = codes.filter((code) => taakveldOf(code) === 'other');
  const unknown = codes.filter((code) => taakveldOf(code) === null);
  const present = TAAKVELDEN.filter(({ code }) => tally.byCode.has(code));
  const streams = [...new Set(present.map(({ category }) => category.stream))];
  const codesOf = (stream: string) => present.filter(({ category }) => category.stream === stream);
  return {
    unit: 'thousandEuro',
    municipalities: tally.lines.size,
    inhabitants: tally.inhabitants.size === 0 ? null : `${inhabitantsOf(tally)}`,
    pseudoMunicipality: pseudoOf(tally),
    basis: OPEN_DATA_BASIS.iv3,
    streams: streams.map((stream) => ({ stream, ...summed(codesOf(stream).map(({ code }) => code)) })),
    taakvelden: present.map((taakveld) => ({ ...namesOf(taakveld), ...summed([taakveld.code]) })),
    otherTaakvelden: { count: others.length, ...summed(others) },
    unknownTaakvelden: { count: unknown.length, ...summed(unknown) },
  };
};

const namesOf = ({ code, category, isSubdivided }: Taakveld) => ({
  code,
  stream: category.stream,
  category: category.code,
  nl: category.nl,
  en: category.en,
  isSubdivided,
});

const pseudoOf = (tally: Tally): Iv3Facts['pseudoMunicipality'] => {
  const rows = [...tally.pseudo.values()];
  const [first] = rows;
  if (first === undefined) return null;
  const differingTaakvelden = differing(tally).length;
  return { name: first.municipality, rows: rows.length, differingTaakvelden, ...moneyOf(rows) };
};
