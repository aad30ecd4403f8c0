/**
 * Interim and final amounts (method step 12): what is paid in advance after a part of the year, and what is still due
 * at its end.
 *
 * An interim statement covers the year to date, so its balance holds everything before it; what was moved earlier is
 * taken off. Invariant 16: whatever was moved earlier, all that is moved up to and with the final statement is its
 * balance.
 */
import { ZERO } from '../money/ratio.ts';
import { readRatio } from '../money/text.ts';
import { ownValue } from '../pilot/terms.ts';
import { type Movement, type MovementSheet, movementOf } from './movement.ts';
import {
  eachOnce,
  isSettled,
  refuseVersion,
  type SettledVersion,
  transferField,
  type Version,
  type VersionRefusal,
} from './version.ts';
import {
  emptyVersionSheet,
  givenLine,
  madeLine,
  printedAmount,
  splitLines,
  type VersionLine,
  type VersionSheet,
  zeroLine,
} from './version-sheet.ts';

/**
 * The advance of an interim statement: `splitQuotas(η·B_p, 0)` with the agreed part η (a ratio as text), less what
 * was moved before. A party that the agreement no longer names has a balance of zero and gives back what it had.
 */
export const interimDue = (
  version: Version,
  part: string,
  earlier: readonly Movement[],
): MovementSheet | VersionRefusal => {
  if (!isSettled(version)) return refuseVersion(version);
  const sheet = emptyVersionSheet();
  const share = givenLine(sheet, 'advancePart', {}, readPart(part), { agreement: 'advances' });
  const quotas = balances(sheet, version, earlier).map((balance) =>
    madeLine(sheet, 'product', 'advanceQuota', balance.of, [share, balance]),
  );
  return dueSheet(sheet, version, splitLines(sheet, 'advanceToDate', zeroLine(sheet), quotas), earlier);
};

/** What is due on a final statement: `B_p` less what was moved before. */
export const finalDue = (version: Version, earlier: readonly Movement[]): MovementSheet | VersionRefusal => {
  if (!isSettled(version)) return refuseVersion(version);
  const sheet = emptyVersionSheet();
  return dueSheet(sheet, version, balances(sheet, version, earlier), earlier);
};

const readPart = (text: string) => {
  const part = readRatio(text);
  if (part === null) throw new RangeError('The agreed part in advance is not a ratio.');
  return part;
};

/** `B_p` after caps, one line a party: those of the agreement in its order, then those that only moved earlier. */
const balances = (sheet: VersionSheet, version: SettledVersion, earlier: readonly Movement[]): VersionLine[] =>
  eachOnce(version.parties, ...earlier.map(({ due }) => Object.keys(due).sort())).map((party) => {
    const field = transferField(party);
    const transfer = ownValue(version.result.parties, party)?.transfer;
    return transfer === undefined
      ? givenLine(sheet, 'balance', { party }, ZERO, { version: version.name, field, absent: true })
      : givenLine(sheet, 'balance', { party }, printedAmount(transfer), { version: version.name, field });
  });

const dueSheet = (
  sheet: VersionSheet,
  { name }: Version,
  toDate: readonly VersionLine[],
  earlier: readonly Movement[],
): MovementSheet => {
  const due = toDate.map((line) => {
    const { party = '' } = line.of;
    return madeLine(sheet, 'difference', 'due', { party }, [line, movedBefore(sheet, party, earlier)]);
  });
  return movementOf(sheet, name, due);
};

const movedBefore = (sheet: VersionSheet, party: string, earlier: readonly Movement[]): VersionLine => {
  const moved = earlier.flatMap(({ version, due }) => {
    const amount = ownValue(due, party);
    const basis = { version, field: `due.${party}` };
    return amount === undefined ? [] : [givenLine(sheet, 'movedEarlier', { party }, printedAmount(amount), basis)];
  });
  return madeLine(sheet, 'sum', 'movedBefore', { party }, moved);
};
