/**
 * Steps 9 to 11 of the method: from the position each party should have to the money that moves, and to what is
 * carried to the next period.
 */
import { compare, sign } from '../money/ratio.ts';
import type { Cap } from '../pilot/terms.ts';
import { opposite, type Pockets } from './pockets.ts';
import { at, eachParty, partySubjects, type Run } from './run.ts';
import { divided, given, type Line, made, rounded, type Subject } from './worksheet.ts';

/** Balances before and after caps, one line a party; a transfer is received (+) or paid (−). */
export interface Balance {
  readonly balanceBeforeCaps: readonly Line[];
  readonly transfer: readonly Line[];
  readonly capEffect: readonly Line[];
  readonly finalPosition: readonly Line[];
}

/** `B_p = T_p − F_p`, limited by the caps so that what is paid is received (step 9). */
export const balanceOf = (run: Run, target: readonly Line[], pockets: Pockets, expectedTotal: Line): Balance => {
  const before = eachParty(run, (of, place) =>
    made(run.sheet, 'difference', 'balanceBeforeCaps', of, [at(target, place), at(pockets.whereItFell, place)]),
  );
  const { paid, received } = withinCaps(run, before, expectedTotal);
  const transfer = eachParty(run, (of, place) =>
    made(run.sheet, 'difference', 'transfer', of, [at(received, place), at(paid, place)]),
  );
  const capEffect = eachParty(run, (of, place) =>
    made(run.sheet, 'difference', 'capEffect', of, [at(transfer, place), at(before, place)]),
  );
  const finalPosition = eachParty(run, (of, place) =>
    made(run.sheet, 'sum', 'finalPosition', of, [at(pockets.whereItFell, place), at(transfer, place)]),
  );
  return { balanceBeforeCaps: before, transfer, capEffect, finalPosition };
};

const withinCaps = (run: Run, before: readonly Line[], expectedTotal: Line) => {
  const payable = eachParty(run, (of, place) => {
    const owed = made(run.sheet, 'larger', 'owed', of, [run.zero, opposite(run, at(before, place))]);
    return capped(run, 'pay', of, place, owed, expectedTotal);
  });
  const receivable = eachParty(run, (of, place) => {
    const due = made(run.sheet, 'larger', 'due', of, [run.zero, at(before, place)]);
    return capped(run, 'receive', of, place, due, expectedTotal);
  });
  const payableTotal = made(run.sheet, 'sum', 'payableTotal', {}, payable);
  const receivableTotal = made(run.sheet, 'sum', 'receivableTotal', {}, receivable);
  const moved = made(run.sheet, 'smaller', 'moved', {}, [payableTotal, receivableTotal]);
  const paid = divided(run.sheet, 'split', 'paid', partySubjects(run), moved, payable);
  return { paid, received: divided(run.sheet, 'split', 'received', partySubjects(run), moved, receivable) };
};

type CapSide = 'pay' | 'receive';

const capped = (run: Run, side: CapSide, of: Subject, place: number, asked: Line, expectedTotal: Line): Line => {
  const cap = run.terms.caps[side][place] ?? null;
  if (cap === null) return asked;
  const code = side === 'pay' ? 'payable' : 'receivable';
  return made(run.sheet, 'smaller', code, of, [asked, capLine(run, side, of, cap, expectedTotal)]);
};

/** A cap as an amount, or as a fraction of the expected total rounded to cents (R5). */
const capLine = (run: Run, side: CapSide, of: Subject, cap: NonNullable<Cap>, expectedTotal: Line): Line => {
  const basis = { agreement: `caps.${side}.${of.party}` };
  if ('amount' in cap) return given(run.sheet, 'cap', { ...of, side }, cap.amount, basis);
  const fraction = given(run.sheet, 'capFraction', { ...of, side }, cap.ofExpected, basis);
  const exact = made(run.sheet, 'product', 'capExact', { ...of, side }, [fraction, expectedTotal]);
  return rounded(run.sheet, 'cap', { ...of, side }, exact, 'R5');
};

/** One payment of the settlement: who pays whom, and the line of the amount. */
export interface Payment {
  readonly from: string;
  readonly to: string;
  readonly line: Line;
}

/**
 * Step 10: payers and receivers in the order of the agreement, filled from the north-west corner, so that there are
 * at most as many payments as parties less one.
 */
export const paymentsOf = (run: Run, transfer: readonly Line[]): Payment[] => {
  const payers = transfer.filter(({ value }) => sign(value) < 0).map((line) => opposite(run, line));
  const receivers = transfer.filter(({ value }) => sign(value) > 0);
  const payments: Payment[] = [];
  while (payers[0] !== undefined && receivers[0] !== undefined) {
    const [payer, receiver] = [payers[0], receivers[0]];
    const names = { from: payer.of.party ?? '', to: receiver.of.party ?? '' };
    const line = made(run.sheet, 'smaller', 'payment', { party: names.from, side: names.to }, [payer, receiver]);
    payments.push({ ...names, line });
    settleRest(run, 'stillToPay', payers, line);
    settleRest(run, 'stillToReceive', receivers, line);
  }
  if (payers.length + receivers.length > 0) throw new Error('Payments do not cover the transfers.');
  return payments;
};

/** Takes a payment off the first in the queue, and the first off the queue when nothing is left. */
const settleRest = (run: Run, code: 'stillToPay' | 'stillToReceive', queue: Line[], payment: Line): void => {
  const head = queue.shift();
  if (head === undefined || compare(head.value, payment.value) === 0) return;
  queue.unshift(made(run.sheet, 'difference', code, head.of, [head, payment]));
};

/** What was repaid in this period; `null` in a neutral year or a loss, when claims stay whole. */
export interface Repaid {
  readonly investmentRepaid: readonly Line[];
  readonly carryInRepaid: readonly Line[];
}

/** Step 11: what each party carries to the next period, as far as the agreement carries. */
export const carryOut = (run: Run, pockets: Pockets, repaid: Repaid | null, balance: Balance): Line[] =>
  eachParty(run, (of, place) => {
    const parts: Line[] = [];
    const { carryForward, investment } = run.terms;
    const back = (column: readonly Line[] | undefined) => (column === undefined ? run.zero : at(column, place));
    if (carryForward.investments && investment === 'first')
      parts.push(
        made(run.sheet, 'difference', 'unpaidInvestment', of, [
          at(pockets.invested, place),
          back(repaid?.investmentRepaid),
        ]),
      );
    if (carryForward.investments)
      parts.push(
        made(run.sheet, 'difference', 'unpaidClaim', of, [at(pockets.carryIn, place), back(repaid?.carryInRepaid)]),
      );
    if (carryForward.caps) parts.push(missedByCap(run, of, at(balance.capEffect, place)));
    return made(run.sheet, 'sum', 'carryOut', of, parts);
  });

/** `max(0, B before caps − B)`: what a receiver misses. What a cap spares a payer is not owed later. */
const missedByCap = (run: Run, of: Subject, capEffect: Line): Line =>
  made(run.sheet, 'larger', 'missed', of, [run.zero, opposite(run, capEffect)]);
