/**
 * The sheet between versions of a statement: advances, corrections and bridges as lines (method step 12).
 *
 * A statement's own worksheet starts at the rows of deliveries. This one starts at the printed amounts of statements,
 * each given line naming the version and the field it was taken from, so that the trail goes on in the worksheet there.
 * What each way of making means is the worksheet's own `recomputed`.
 */
import { type Ratio, ZERO } from '../money/ratio.ts';
import { isWholeCents } from '../money/rounding.ts';
import { printAmount, printRatio, printRounded, readAmount } from '../money/text.ts';
import { type How, type RoundingPoint, recomputed } from './worksheet.ts';

const label = (nl: string, en: string, unit: 'euro' | 'ratio' = 'euro') => ({ unit, nl, en });

/** What each line between versions is called in Dutch and in English, and its unit. */
export const VERSION_LABELS = {
  zero: label('Nul', 'Zero'),
  advancePart: label('Afgesproken voorschotdeel', 'Agreed part in advance', 'ratio'),
  balance: label('Saldo volgens dit afschrift', 'Balance by this statement'),
  advanceQuota: label('Voorschot tot nu toe, onafgerond', 'Advance to date, unrounded'),
  advanceToDate: label('Voorschot tot nu toe', 'Advance to date'),
  movedEarlier: label('Eerder verrekend', 'Settled earlier'),
  movedBefore: label('Eerder verrekend, alle afschriften', 'Settled earlier, all statements'),
  due: label('Nu te ontvangen (+) of te betalen (−)', 'Now to receive (+) or to pay (−)'),
  dueTotal: label('Nu te verrekenen, alle partijen', 'Now to settle, all parties'),
  amount: label('Bedrag volgens deze versie', 'Amount by this version'),
  correction: label('Correctie', 'Correction'),
  stillToPay: label('Nog te betalen', 'Still to pay'),
  stillToReceive: label('Nog te ontvangen', 'Still to receive'),
  payment: label('Betaling', 'Payment'),
  cause: label('Verschil door deze oorzaak', 'Difference by this cause'),
  explained: label('Verklaard verschil', 'Explained difference'),
  claimArises: label('Vordering voor de volgende periode', 'Claim for the next period'),
  claimToRepay: label('Af te lossen vorderingen', 'Claims to repay'),
  claimOpen: label('Openstaande vordering', 'Open claim'),
  claimRepaid: label('Afgelost op deze vordering', 'Repaid on this claim'),
  claimRest: label('Rest van deze vordering', 'Rest of this claim'),
  claimBooked: label('Eerder geboekt op deze vordering', 'Booked earlier on this claim'),
  claimCorrection: label('Correctie op deze vordering', 'Correction of this claim'),
} as const;

/** The English code of a line between versions. */
export type VersionCode = keyof typeof VERSION_LABELS;

/** What may differ between two versions of a case, in the order in which a bridge exchanges it. */
export const CAUSES = ['agreement', 'memberMonths', 'deliveries', 'scores'] as const;
export type Cause = (typeof CAUSES)[number];

/**
 * What a given line rests on: a field of a version (`absent` where that version has no such amount; then it is booked
 * as nothing), the same of the case in which only these causes were exchanged, or a place in the agreement or method.
 */
export type VersionBasis =
  | { readonly version: string; readonly field: string; readonly absent?: true }
  | { readonly exchanged: readonly Cause[]; readonly field: string; readonly absent?: true }
  | { readonly agreement: string }
  | { readonly method: string };

/** What a line is about. */
export interface VersionSubject {
  readonly party?: string;
  /** The receiver of a payment. */
  readonly to?: string;
  readonly field?: string;
  readonly causes?: readonly Cause[];
}

/** One line; numbers count from 1, `value` is exact and in the unit of its code, `place` the part of a split it is. */
export interface VersionLine {
  readonly number: number;
  readonly code: VersionCode;
  readonly of: VersionSubject;
  readonly how: How;
  readonly from: readonly number[];
  readonly value: Ratio;
  readonly place?: number;
  readonly rounding?: RoundingPoint;
  readonly basis?: VersionBasis;
}

/** A line as it is printed: euro in whole cents with two decimals, all else `n/d` with ten decimals beside it. */
export interface PrintedVersionLine extends Omit<VersionLine, 'value'> {
  readonly unit: 'euro' | 'ratio';
  readonly value: string;
  readonly shown?: string;
}

/** The lines written so far. */
export interface VersionSheet {
  readonly lines: VersionLine[];
}

/** A sheet without lines. */
export const emptyVersionSheet = (): VersionSheet => ({ lines: [] });

const write = (sheet: VersionSheet, line: Omit<VersionLine, 'number'>): VersionLine => {
  const written = { number: sheet.lines.length + 1, ...line };
  sheet.lines.push(written);
  return written;
};

/** Writes a given value with its basis. */
export const givenLine = (
  sheet: VersionSheet,
  code: VersionCode,
  of: VersionSubject,
  value: Ratio,
  basis: VersionBasis,
): VersionLine => write(sheet, { code, of, how: 'given', from: [], value, basis });

const madeValue = (how: How, from: readonly VersionLine[], place: number): Ratio => {
  const values = from.map(({ value }) => value);
  const value = recomputed(how, values, place);
  if (value === null) throw new RangeError('A given line cannot be made from other lines.');
  return value;
};

const numbersOf = (lines: readonly VersionLine[]): number[] => lines.map(({ number }) => number);

/** Writes a line that is made from other lines, without rounding. */
export const madeLine = (
  sheet: VersionSheet,
  how: 'sum' | 'difference' | 'product' | 'smaller',
  code: VersionCode,
  of: VersionSubject,
  from: readonly VersionLine[],
): VersionLine => write(sheet, { code, of, how, from: numbersOf(from), value: madeValue(how, from, 0) });

/** Writes `splitQuotas(quotas, total)`, one line a quota, about the same as the quota (R4). */
export const splitLines = (
  sheet: VersionSheet,
  code: VersionCode,
  total: VersionLine,
  quotas: readonly VersionLine[],
): VersionLine[] => {
  const from = [total, ...quotas];
  return quotas.map(({ of }, place) => {
    const value = madeValue('splitQuotas', from, place);
    return write(sheet, { code, of, how: 'splitQuotas', from: numbersOf(from), place, value, rounding: 'R4' });
  });
};

/** An amount that a statement printed; a text that is none is our own mistake or tampering, so it throws. */
export const printedAmount = (text: string): Ratio => {
  const amount = readAmount(text);
  if (amount === null) throw new Error('A statement holds an amount that cannot be read.');
  return amount;
};

/** What an amount was taken from: a version, or the old case in which these causes were exchanged. */
export type AmountBasis = { readonly version: string } | { readonly exchanged: readonly Cause[] };

/** An amount of a version as a line; one that the version does not have is booked as nothing. */
export const amountLine = (
  sheet: VersionSheet,
  field: string,
  amount: string | undefined,
  basis: AmountBasis,
): VersionLine =>
  amount === undefined
    ? givenLine(sheet, 'amount', { field }, ZERO, { ...basis, field, absent: true })
    : givenLine(sheet, 'amount', { field }, printedAmount(amount), { ...basis, field });

/** Zero, as a line: what advances sum to, and what a debt is turned around from. */
export const zeroLine = (sheet: VersionSheet): VersionLine => givenLine(sheet, 'zero', {}, ZERO, { method: '0' });

/** Prints the lines of a sheet. */
export const printVersionLines = ({ lines }: VersionSheet): PrintedVersionLine[] =>
  lines.map(({ value, ...rest }) => {
    const { unit } = VERSION_LABELS[rest.code];
    if (unit === 'euro' && isWholeCents(value)) return { ...rest, unit, value: printAmount(value) };
    return { ...rest, unit, value: printRatio(value), shown: printRounded(value, 10) };
  });
