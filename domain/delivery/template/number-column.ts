/**
 * One column of numbers of a delivery: each cell read and judged as it comes, exact sums per key, and what is in doubt
 * kept in both of its meanings until the whole file was seen.
 *
 * Nearly every number is a plain one and is read straight from the bytes; the rest goes through `written-number.ts`.
 */
import { add, type Ratio, ZERO } from '../../money/ratio.ts';
import { readDecimal } from '../../money/text.ts';
import type { CellFault } from '../findings/cell-fault.ts';
import type { Problem } from '../findings/problem.ts';
import { MOST_LISTED } from '../findings/problem-list.ts';
import { type ExactSums, exactSums } from '../numbers/exact-sums.ts';
import { readNumberOf } from '../numbers/number-cell.ts';
import { type NumberDialect, type NumberEvidence, onlySign, other, type Unit } from '../numbers/number-dialect.ts';
import { COMMA, type PlainNumber, readPlain } from '../numbers/plain-number.ts';
import { type DecimalSign, readWritten, type WrittenNumber } from '../numbers/written-number.ts';
import type { PersonalDataCheck } from '../privacy/personal-data.ts';
import type { ScannedRow } from '../structure/scanned-row.ts';
import type { Row } from '../structure/table.ts';
import { decimalsIn } from './number-text.ts';
import { emptyCell, mayBeLettered, type NumberKind, numberFault, rightNumber } from './template.ts';
import { cellProblem } from './template-problems.ts';

/**
 * Where a column stands and what it holds. `heading` is the one that the file has; `place` is its field, and `sum` which
 * of the sums of a key is its own, both from 0.
 */
export interface NumberPlace {
  readonly heading: string;
  readonly place: number;
  readonly kind: NumberKind;
  readonly unit: Unit;
  readonly sum: number;
}

/** What all columns of a file share. */
export interface Surroundings {
  readonly evidence: NumberEvidence;
  readonly personal: PersonalDataCheck;
  /** The sums of what means one thing only; a file with both decimal signs is refused, so one sum is enough for both. */
  readonly sums: ExactSums;
}

/** The sums of a column once the dialect is known, and the problems that only then could be told. */
export interface ColumnSums {
  readonly of: (key: number) => Ratio;
  /** The most decimals that any number of the column has. */
  readonly places: number;
  readonly problemCount: number;
  readonly problems: readonly Problem[];
}

/** A column that is read row by row. */
export interface NumberColumn {
  /** Takes the cell of a row into the sums of a key, −1 for none. False where the cell has a fault. */
  readonly take: (row: Row, key: number) => boolean;
  /** The number of persons that was taken last, as far as it is one. */
  readonly lastWhole: () => number;
  /** The number in a row that was just taken, as method N1 writes it; null where it is in doubt or is none. */
  readonly valueIn: (row: Row, dialect: NumberDialect) => string | null;
  readonly end: (dialect: NumberDialect) => ColumnSums;
}

/** A cell that has a fault, or may turn out to have one. */
interface Suspect {
  readonly line: number;
  readonly text: string;
  /** What is wrong whatever the dialect; null where only the dialect can tell. */
  readonly fault: CellFault | null;
}

/** Suspects as they come: all counted, the first kept. */
interface Suspects {
  count: number;
  readonly kept: Suspect[];
}

/** The numbers with one sign that has two meanings. */
interface Doubt {
  /** Two sums for each key: with the sign as the decimal one, and with it between thousands. */
  readonly sums: ExactSums;
  readonly all: Suspects;
  /** Those that break the rule of their column if the sign is the decimal one. */
  readonly wrongAsDecimal: Suspects;
}

const AS_DECIMAL = 0;
const AS_THOUSANDS = 1;

const newSuspects = (): Suspects => ({ count: 0, kept: [] });
const newDoubt = (): Doubt => ({ sums: exactSums(2), all: newSuspects(), wrongAsDecimal: newSuspects() });

const SIGNS: readonly DecimalSign[] = [',', '.'];

/** `1.234` has three decimals, or none. */
const DOUBTFUL_DECIMALS = 3;

/** Ten million, in hundredths: a whole number below it has too few digits to be a BSN. */
const LEAST_LIKE_BSN = 1_000_000_000;

/** `007` as `7`. */
const withoutZeros = (decimal: string): string => decimal.replace(/^(-?)0+(?=\d)/, '$1');

/** A column of which nothing was read yet. */
export const numberColumn = (
  { heading, place, kind, unit, sum }: NumberPlace,
  { evidence, personal, sums }: Surroundings,
): NumberColumn => {
  const plain: PlainNumber = { hundredths: 0, isNegative: false, sign: 0, places: 0 };
  const faulty = newSuspects();
  const withComma = newSuspects();
  const withPoint = newSuspects();
  const showing: Readonly<Record<DecimalSign, Suspects>> = { ',': withComma, '.': withPoint };
  const doubts: Readonly<Record<DecimalSign, Doubt>> = { ',': newDoubt(), '.': newDoubt() };
  const mayBeNegative = kind === 'amount' || kind === 'aboveCap' || kind === 'numerator';
  const mayBeZero = kind !== 'denominator';
  const mostPlaces = kind === 'persons' || (unit === 'cent' && mayBeLettered(kind)) ? 0 : 2;
  let passed = 0;
  let mostDecimals = 0;
  let isDelimited = false;

  const textOf = (row: Row): string => row.text(place).trim();

  const faultIn = (text: string, dialect: NumberDialect): CellFault | null => {
    const found = readNumberOf(text, dialect);
    return 'fault' in found ? found.fault : numberFault(kind, found.decimal, unit);
  };

  /** The example in a message suits the column and the decimal sign of the file: whoever follows it is right. */
  const exampleOf = ({ code, example }: CellFault, { decimal }: NumberDialect): string => {
    // A sheet shows its numbers with the sign of whoever opens it, and its return file has a comma.
    const sign = decimal === '.' && isDelimited ? '.' : ',';
    if (code !== 'number_is_ambiguous') return rightNumber(kind, unit, sign);
    return mayBeLettered(kind) && unit === 'euro' ? `${example}${sign}00` : example;
  };

  const problemAt = ({ line, text, fault: known }: Suspect, dialect: NumberDialect): Problem => {
    const fault = known ?? faultIn(text, dialect);
    if (fault === null) throw new Error(`Line ${line} was kept for a fault that it does not have.`);
    return cellProblem(line, place + 1, heading, text, { ...fault, example: exampleOf(fault, dialect) });
  };

  const suspect = (suspects: Suspects, row: Row, fault: CellFault | null = null): void => {
    suspects.count++;
    if (row.scanned !== undefined) isDelimited = true;
    if (suspects.kept.length < MOST_LISTED) suspects.kept.push({ line: row.line, text: textOf(row), fault });
  };

  /** Told at the end, when the example can have the decimal sign of the file. */
  const refuse = (row: Row, fault: CellFault): false => {
    suspect(faulty, row, fault);
    return false;
  };

  const isPlain = (scanned: ScannedRow): boolean =>
    readPlain(scanned.bytes, scanned.starts[place] as number, scanned.ends[place] as number, plain) &&
    plain.places <= mostPlaces &&
    (mayBeNegative || !plain.isNegative) &&
    (mayBeZero || plain.hundredths > 0);

  const takeWhole = (row: Row, key: number): void => {
    if (plain.hundredths >= LEAST_LIKE_BSN) personal.look(place, textOf(row), row.line);
    else passed++;
    if (key >= 0) sums.addHundredths(key, sum, plain.hundredths);
  };

  const takePlain = (row: Row, key: number): void => {
    passed++;
    const isComma = plain.sign === COMMA;
    if (isComma) evidence.commas++;
    else evidence.points++;
    suspect(isComma ? withComma : withPoint, row);
    if (plain.places > mostDecimals) mostDecimals = plain.places;
    if (key >= 0) sums.addHundredths(key, sum, plain.hundredths);
  };

  const addTo = (to: ExactSums, key: number, which: number, decimal: string): void => {
    if (key >= 0) to.add(key, which, readDecimal(decimal) ?? ZERO);
  };

  /** Takes a number that means the same with either sign, or means something with one of them only. */
  const takeCertain = (row: Row, key: number, number: WrittenNumber): boolean => {
    const decimal = number.withComma ?? number.withPoint ?? '';
    const sign = onlySign(number);
    const fault = numberFault(kind, decimal, unit);
    if (fault !== null) return refuse(row, fault);
    if (kind === 'persons') plain.hundredths = Number(decimal) * 100;
    evidence.saw(number);
    if (sign !== null) suspect(showing[sign], row);
    mostDecimals = Math.max(mostDecimals, decimalsIn(decimal));
    addTo(sums, key, sum, decimal);
    return true;
  };

  const takeDoubtful = (row: Row, key: number, sign: DecimalSign, number: WrittenNumber): boolean => {
    const [comma, point] = [number.withComma ?? '', number.withPoint ?? ''];
    const [asDecimal, asThousands] = sign === ',' ? [comma, point] : [point, comma];
    // A rule that both meanings break needs no dialect.
    const fault = numberFault(kind, asThousands, unit);
    if (fault !== null) return refuse(row, fault);
    const doubt = doubts[sign];
    suspect(doubt.all, row);
    addTo(doubt.sums, key, AS_THOUSANDS, asThousands);
    if (kind === 'persons') plain.hundredths = Number(asThousands) * 100;
    if (numberFault(kind, asDecimal, unit) === null) addTo(doubt.sums, key, AS_DECIMAL, asDecimal);
    else suspect(doubt.wrongAsDecimal, row);
    return true;
  };

  const takeWritten = (row: Row, key: number): boolean => {
    const text = textOf(row);
    personal.look(place, text, row.line);
    const reading = text === '' ? emptyCell(kind) : readWritten(text);
    if ('fault' in reading) return refuse(row, reading.fault);
    const { number } = reading;
    if (number.isLettered && !mayBeLettered(kind)) return refuse(row, LETTERS_ARE_FOR_AMOUNTS);
    return number.doubtful === null ? takeCertain(row, key, number) : takeDoubtful(row, key, number.doubtful, number);
  };

  const take = (row: Row, key: number): boolean => {
    const { scanned } = row;
    if (scanned === undefined || !isPlain(scanned)) return takeWritten(row, key);
    if (plain.sign === 0) takeWhole(row, key);
    else takePlain(row, key);
    return true;
  };

  const valueIn = (row: Row, dialect: NumberDialect): string | null => {
    const text = textOf(row);
    if (row.scanned !== undefined && isPlain(row.scanned))
      return withoutZeros(plain.sign === COMMA ? text.replace(',', '.') : text);
    const found = readNumberOf(text, dialect);
    return 'decimal' in found && numberFault(kind, found.decimal, unit) === null ? withoutZeros(found.decimal) : null;
  };

  /** What is wrong with the numbers of a doubtful sign, and the meaning in which they count; null for none. */
  const resolved = (sign: DecimalSign, { decimal, thousands }: NumberDialect) => {
    const { all, wrongAsDecimal } = doubts[sign];
    if (decimal === sign) return { meaning: AS_DECIMAL, wrong: wrongAsDecimal };
    return decimal !== null && thousands
      ? { meaning: AS_THOUSANDS, wrong: newSuspects() }
      : { meaning: null, wrong: all };
  };

  const end = (dialect: NumberDialect): ColumnSums => {
    personal.pass(place, passed);
    const outcomes = SIGNS.map((sign) => ({ ...resolved(sign, dialect), doubt: doubts[sign] }));
    const counting = outcomes.filter(({ meaning, doubt }) => meaning !== null && doubt.all.count > 0);
    const wrong = [faulty, ...outcomes.map((each) => each.wrong)];
    if (dialect.decimal !== null) wrong.push(showing[other(dialect.decimal)]);
    const ofDoubt = (key: number): Ratio =>
      counting.reduce((total, { meaning, doubt }) => add(total, doubt.sums.of(key, meaning ?? 0)), ZERO);
    const hasThousandths = counting.some(({ meaning }) => meaning === AS_DECIMAL);
    return {
      of: (key) => (counting.length === 0 ? sums.of(key, sum) : add(sums.of(key, sum), ofDoubt(key))),
      places: hasThousandths ? Math.max(mostDecimals, DOUBTFUL_DECIMALS) : mostDecimals,
      problemCount: wrong.reduce((count, suspects) => count + suspects.count, 0),
      problems: wrong.flatMap(({ kept }) => kept.map((each) => problemAt(each, dialect))),
    };
  };

  return { take, lastWhole: () => plain.hundredths / 100, valueIn, end };
};

const LETTERS_ARE_FOR_AMOUNTS: CellFault = {
  code: 'number_is_malformed',
  rule: 'Debet en credit (D, C, Af, Bij) horen alleen bij een bedrag. Hier hoort een getal met cijfers.',
  example: '3750',
};
