/**
 * Steps 5 and 7 of the method: in whose pocket the difference fell, and the position each party starts from.
 */
import { sign } from '../money/ratio.ts';
import { at, eachParty, partySubjects, type Run } from './run.ts';
import { divided, given, type Line, made } from './worksheet.ts';

/** A settled stream: its difference between expected and actual cost, positive for a saving. */
export interface StreamDelta {
  readonly stream: string;
  readonly delta: Line;
}

/** What fell where, one line a party each: the pocket, the investment, and what is left of both together. */
export interface Pockets {
  readonly pocketResult: readonly Line[];
  readonly invested: readonly Line[];
  /** Claims carried in from earlier periods. */
  readonly carryIn: readonly Line[];
  readonly whereItFell: readonly Line[];
}

/** `D_p = Σ_k split(Δ_k, w[k,p])`, `F_p = D_p − V_p`. */
export const whereItFell = (run: Run, deltas: readonly StreamDelta[]): Pockets => {
  const perStream = deltas.map((each) => pocketDeltas(run, each));
  const pocketResult = eachParty(run, (of, place) =>
    made(
      run.sheet,
      'sum',
      'pocketResult',
      of,
      perStream.map((parts) => at(parts, place)),
    ),
  );
  const invested = amountsByParty(run, 'invested', 'investments', run.case.investments);
  const fell = eachParty(run, (of, place) =>
    made(run.sheet, 'difference', 'whereItFell', of, [at(pocketResult, place), at(invested, place)]),
  );
  const carryIn = amountsByParty(run, 'carryIn', 'carryIn', run.case.carryIn);
  return { pocketResult, invested, carryIn, whereItFell: fell };
};

const pocketDeltas = (run: Run, { stream, delta }: StreamDelta): Line[] => {
  const pockets = run.terms.streams.find(({ name }) => name === stream)?.pockets ?? [];
  const weights = eachParty(run, (of, place) =>
    given(run.sheet, 'pocketShare', { ...of, stream }, pockets[place] ?? run.zero.value, {
      agreement: `streams.${stream}.pockets.${of.party}`,
    }),
  );
  const subjects = partySubjects(run).map((of) => ({ ...of, stream }));
  return divided(run.sheet, 'split', 'pocketDelta', subjects, delta, weights);
};

/** A given amount a party, zero where the case has no entry for it. */
const amountsByParty = (
  run: Run,
  code: 'invested' | 'carryIn',
  list: string,
  amounts: ReadonlyMap<string, Line['value']>,
): Line[] =>
  eachParty(run, (of) =>
    given(run.sheet, code, of, amounts.get(of.party ?? '') ?? run.zero.value, { case: `${list}.${of.party}` }),
  );

/**
 * The own positions `O_p`. Under `keep` each party keeps its pocket. Under `harmless` results of the opposite sign are
 * made good first, out of the pockets that have the sign of the result.
 */
export const ownPositions = (run: Run, pocketResult: readonly Line[], result: Line): readonly Line[] => {
  if (run.terms.streamRule === 'keep') return pocketResult;
  const weights = eachParty(run, (of, place) => {
    const own = at(pocketResult, place);
    const mirrored = sign(result.value) < 0 ? opposite(run, own) : own;
    return made(run.sheet, 'larger', 'sameSign', of, [run.zero, mirrored]);
  });
  return divided(run.sheet, 'split', 'ownPosition', partySubjects(run), result, weights);
};

/** `−x` as a line. */
export const opposite = (run: Run, line: Line): Line =>
  made(run.sheet, 'difference', 'opposite', line.of, [run.zero, line]);
