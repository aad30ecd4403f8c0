/**
 * What a version of a statement moves between the parties (method step 12): amounts due, and the payments that carry
 * them out.
 */
import { compare, sign } from '../money/ratio.ts';
import { printAmount } from '../money/text.ts';
import {
  madeLine,
  type PrintedVersionLine,
  printVersionLines,
  type VersionLine,
  type VersionSheet,
  zeroLine,
} from './version-sheet.ts';

/** What one version moved: by party, received (+) or paid (−), in euro as text; sums to zero. */
export interface Movement {
  readonly version: string;
  readonly due: Readonly<Record<string, string>>;
}

/** What a version moves, who pays whom because of it, and the lines that show how. */
export interface MovementSheet extends Movement {
  readonly payments: readonly { readonly from: string; readonly to: string; readonly amount: string }[];
  readonly lines: readonly PrintedVersionLine[];
}

/** Closes a sheet on its lines of what is due, one a party; throws where they made or lost money. */
export const movementOf = (sheet: VersionSheet, version: string, due: readonly VersionLine[]): MovementSheet => {
  const total = madeLine(sheet, 'sum', 'dueTotal', {}, due);
  if (sign(total.value) !== 0) throw new Error('What moves between the parties does not sum to zero.');
  const payments = paymentsOf(sheet, due);
  const amounts = due.map(({ of, value }) => [of.party ?? '', printAmount(value)]);
  return { version, due: Object.fromEntries(amounts), payments, lines: printVersionLines(sheet) };
};

/** As step 10: payers and receivers in order, north-west corner, so at most one payment less than there are parties. */
const paymentsOf = (sheet: VersionSheet, due: readonly VersionLine[]): MovementSheet['payments'] => {
  const zero = zeroLine(sheet);
  const payers = due
    .filter(({ value }) => sign(value) < 0)
    .map((line) => madeLine(sheet, 'difference', 'stillToPay', line.of, [zero, line]));
  const receivers = due.filter(({ value }) => sign(value) > 0);
  const payments: MovementSheet['payments'][number][] = [];
  while (payers[0] !== undefined && receivers[0] !== undefined) {
    const [payer, receiver] = [payers[0], receivers[0]];
    const [from, to] = [payer.of.party ?? '', receiver.of.party ?? ''];
    const paid = madeLine(sheet, 'smaller', 'payment', { party: from, to }, [payer, receiver]);
    payments.push({ from, to, amount: printAmount(paid.value) });
    takeOff(sheet, 'stillToPay', payers, paid);
    takeOff(sheet, 'stillToReceive', receivers, paid);
  }
  return payments;
};

/** Takes a payment off the first in the queue, and the first off the queue when nothing is left. */
const takeOff = (
  sheet: VersionSheet,
  code: 'stillToPay' | 'stillToReceive',
  queue: VersionLine[],
  paid: VersionLine,
): void => {
  const head = queue.shift();
  if (head === undefined || compare(head.value, paid.value) === 0) return;
  queue.unshift(madeLine(sheet, 'difference', code, head.of, [head, paid]));
};
