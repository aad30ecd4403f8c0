/**
 * Step 8 of the method: what of a gain or a loss is shared, who earns or bears which part of it, and what each party
 * keeps.
 */
import { isZero } from '../money/ratio.ts';
import type { SharingRate } from '../pilot/terms.ts';
import { type Corridor, ramp } from './corridor.ts';
import { opposite, type Pockets } from './pockets.ts';
import { gainFactor, lossFactor } from './quality.ts';
import { at, eachParty, once, partySubjects, type Run } from './run.ts';
import { divided, given, type Line, made, rounded, type Subject } from './worksheet.ts';

/** The outcome of sharing; lists have one line a party. In a loss `earned` is what is borne. */
export interface Shared {
  readonly netShareable: Line;
  readonly pool: Line;
  readonly forfeited: Line;
  readonly charge: readonly Line[];
  readonly investmentRepaid: readonly Line[];
  readonly carryInRepaid: readonly Line[];
  readonly share: readonly Line[];
  readonly earned: readonly Line[];
  readonly retained: readonly Line[];
  readonly returned: readonly Line[];
  readonly targetPosition: readonly Line[];
}

/** What sharing starts from. */
export interface Outcome {
  readonly result: Line;
  readonly rate: Line;
  readonly corridor: Corridor;
  readonly pockets: Pockets;
  readonly ownPosition: readonly Line[];
}

/** Shares a gain (step 8a). */
export const shareGain = (run: Run, outcome: Outcome): Shared => {
  const claims = claimsFirst(run, outcome);
  const rate = sharingRate(run, 'gain', outcome.rate, ramp(run, outcome.result, outcome.corridor.savingsThreshold));
  const pool = poolOf(run, rate, claims.netShareable);
  const share = sharesOf(run, 'gain', pool);
  const byQuality = earnedByQuality(run, share, gainFactor);
  const fund = run.terms.parties.findIndex(({ id }) => id === run.terms.forfeitsTo);
  const back = partsReturned(run, share, byQuality, claims.positionAfterCharge, fund >= 0);
  const earned = eachParty(run, (of, place) =>
    place === fund
      ? made(run.sheet, 'sum', 'earned', of, [at(byQuality, place), back.forfeited])
      : made(run.sheet, 'sum', 'earned', of, [at(byQuality, place)]),
  );
  const retained = retainedParts(run, rate, claims.positionAfterCharge, claims.netShareable, pool);
  const shared = { ...claims, pool, share, earned, retained, ...back };
  return { ...shared, targetPosition: targetPositions(run, outcome.pockets, shared) };
};

/** Shares a loss (step 8b). Investments are not repaid from a loss, and carried-in claims stay whole. */
export const shareLoss = (run: Run, outcome: Outcome): Shared => {
  const size = opposite(run, outcome.result);
  const sizeRate = opposite(run, outcome.rate);
  const rate = sharingRate(run, 'loss', sizeRate, ramp(run, size, outcome.corridor.lossThreshold));
  const pool = poolOf(run, rate, outcome.result);
  const share = sharesOf(run, 'loss', pool);
  const byQuality = earnedByQuality(run, share, lossFactor);
  const losses = outcome.ownPosition.map((own) => opposite(run, own));
  const back = partsReturned(run, share, byQuality, losses, false);
  const earned = eachParty(run, (of, place) => made(run.sheet, 'sum', 'earned', of, [at(byQuality, place)]));
  const retained = retainedParts(run, rate, outcome.ownPosition, outcome.result, pool);
  const none = eachParty(run, () => run.zero);
  const unclaimed = { netShareable: outcome.result, charge: none, investmentRepaid: none, carryInRepaid: none };
  const shared = { ...unclaimed, pool, share, earned, retained, ...back };
  return { ...shared, targetPosition: targetPositions(run, outcome.pockets, shared) };
};

/** Investments and carried-in claims are repaid first, and charged only to parties whose pocket gained. */
const claimsFirst = (run: Run, { result, pockets, ownPosition }: Outcome) => {
  const investments = repayInvestments(run, result, pockets.invested);
  const afterInvestments = made(run.sheet, 'difference', 'afterInvestments', {}, [result, investments.total]);
  const carried = repayCarryIn(run, pockets.carryIn, afterInvestments);
  const claims = made(run.sheet, 'sum', 'claims', {}, [investments.total, carried.total]);
  const chargeable = eachParty(run, (of, place) =>
    made(run.sheet, 'larger', 'chargeable', of, [run.zero, at(ownPosition, place)]),
  );
  const charge = divided(run.sheet, 'split', 'charge', partySubjects(run), claims, chargeable);
  const positionAfterCharge = eachParty(run, (of, place) =>
    made(run.sheet, 'difference', 'positionAfterCharge', of, [at(ownPosition, place), at(charge, place)]),
  );
  const netShareable = made(run.sheet, 'difference', 'netShareable', {}, [result, claims]);
  return {
    investmentRepaid: investments.parts,
    carryInRepaid: carried.parts,
    charge,
    positionAfterCharge,
    netShareable,
  };
};

const repayInvestments = (run: Run, result: Line, invested: readonly Line[]) => {
  const asked = made(run.sheet, 'sum', 'investedTotal', {}, run.terms.investment === 'first' ? invested : []);
  const total = made(run.sheet, 'smaller', 'repaidTotal', {}, [asked, result]);
  return { total, parts: divided(run.sheet, 'split', 'investmentRepaid', partySubjects(run), total, invested) };
};

const repayCarryIn = (run: Run, claims: readonly Line[], left: Line) => {
  const asked = made(run.sheet, 'sum', 'carryInTotal', {}, claims);
  const total = made(run.sheet, 'smaller', 'carryInRepaidTotal', {}, [asked, left]);
  return { total, parts: divided(run.sheet, 'split', 'carryInRepaid', partySubjects(run), total, claims) };
};

/** `s' = s·ρ` (or `ℓ' = ℓ·ρ`): the agreed rate, or the bands on the size of the result, after the corridor. */
const sharingRate = (run: Run, side: 'gain' | 'loss', size: Line, corridorRamp: Line): Line => {
  const agreed = run.terms.sharing[side];
  const rate = agreed.form === 'rate' ? flatRate(run, side, agreed) : bandedRate(run, side, agreed, size);
  return made(run.sheet, 'product', 'sharingRate', {}, [rate, corridorRamp]);
};

const flatRate = (run: Run, side: 'gain' | 'loss', { rate }: SharingRate & { form: 'rate' }): Line =>
  given(run.sheet, 'agreedRate', { side }, rate, { agreement: `sharing.${side}Rate` });

/** `Σ_b rate_b · (width of band b covered by r) / r`: marginal rates on the whole of the result. */
const bandedRate = (run: Run, side: 'gain' | 'loss', { bands }: SharingRate & { form: 'bands' }, size: Line): Line => {
  let below = run.zero;
  const parts = bands.map(({ to, rate }, place) => {
    const path = `sharing.${side}Bands[${place}]`;
    const filled =
      to === null
        ? size
        : filledTo(run, side, given(run.sheet, 'bandTop', { side }, to, { agreement: `${path}.to` }), size);
    const width = made(run.sheet, 'difference', 'bandWidth', { side }, [filled, below]);
    below = filled;
    const rateLine = given(run.sheet, 'bandRate', { side }, rate, { agreement: `${path}.rate` });
    return made(run.sheet, 'product', 'bandShare', { side }, [rateLine, width]);
  });
  const all = made(run.sheet, 'sum', 'bandsShare', { side }, parts);
  return made(run.sheet, 'quotient', 'agreedRate', { side }, [all, size]);
};

const filledTo = (run: Run, side: string, top: Line, size: Line): Line =>
  made(run.sheet, 'smaller', 'bandFilled', { side }, [top, size]);

const poolOf = (run: Run, rate: Line, shareable: Line): Line =>
  rounded(run.sheet, 'pool', {}, made(run.sheet, 'product', 'poolExact', {}, [rate, shareable]), 'R2');

const sharesOf = (run: Run, side: 'gain' | 'loss', pool: Line): Line[] => {
  const agreed = run.terms.sharing[`${side}Shares`];
  const weights = eachParty(run, (of, place) =>
    given(run.sheet, 'shareWeight', of, agreed[place] ?? run.zero.value, {
      agreement: `sharing.${side}Shares.${of.party}`,
    }),
  );
  return divided(run.sheet, 'split', 'share', partySubjects(run), pool, weights);
};

const earnedByQuality = (run: Run, share: readonly Line[], factorOf: (run: Run, of: Subject) => Line): Line[] =>
  eachParty(run, (of, place) => {
    const exact = made(run.sheet, 'product', 'earnedExact', of, [factorOf(run, of), at(share, place)]);
    return rounded(run.sheet, 'earnedByQuality', of, exact, 'R3');
  });

/** What is forfeited (or relieved) in all, and who takes it over: the fund, or the parties whose pocket has the sign of the result. */
const partsReturned = (
  run: Run,
  share: readonly Line[],
  byQuality: readonly Line[],
  positions: readonly Line[],
  toFund: boolean,
) => {
  const parts = eachParty(run, (of, place) =>
    made(run.sheet, 'difference', 'forfeitedPart', of, [at(share, place), at(byQuality, place)]),
  );
  const forfeited = made(run.sheet, 'sum', 'forfeited', {}, parts);
  if (toFund || isZero(forfeited.value)) return { forfeited, returned: eachParty(run, () => run.zero) };
  const weights = eachParty(run, (of, place) =>
    made(run.sheet, 'larger', 'returnedTo', of, [run.zero, at(positions, place)]),
  );
  return { forfeited, returned: divided(run.sheet, 'split', 'returned', partySubjects(run), forfeited, weights) };
};

/** `splitQuotas((1−s')·O_p, N − Π)`: what stays where it fell. */
const retainedParts = (run: Run, rate: Line, positions: readonly Line[], shareable: Line, pool: Line): Line[] => {
  const kept = made(run.sheet, 'difference', 'keptRate', {}, [run.one, rate]);
  const quotas = eachParty(run, (of, place) =>
    made(run.sheet, 'product', 'keptQuota', of, [kept, at(positions, place)]),
  );
  const total = made(run.sheet, 'difference', 'keptTotal', {}, [shareable, pool]);
  return divided(run.sheet, 'splitQuotas', 'retained', partySubjects(run), total, quotas);
};

/** `T_p`: minus the own investment, plus all that the party gets back, earns (or bears) and keeps. */
const targetPositions = (run: Run, { invested }: Pockets, shared: Omit<Shared, 'targetPosition'>): Line[] => {
  const columns = [shared.investmentRepaid, shared.carryInRepaid, shared.earned, shared.retained, shared.returned];
  return eachParty(run, (of, place) => {
    const spent = once(run, `spent ${of.party}`, () => opposite(run, at(invested, place)));
    return made(run.sheet, 'sum', 'targetPosition', of, [spent, ...columns.map((column) => at(column, place))]);
  });
};

/** Says out loud that sharing neither made money nor lost any: `Σ T = Σ F` (method invariant 3). */
export const assertConserved = (target: readonly Line[], fell: readonly Line[]): void => {
  const total = (lines: readonly Line[]) => lines.reduce((all, { value }) => all + (value.n * 100n) / value.d, 0n);
  if (total(target) !== total(fell))
    throw new Error('Sharing made or lost money: the positions do not sum to the result.');
};
