/**
 * A restatement (method step 12): a sealed statement computed again in full, with what differs line by line, why, and what
 * the parties owe each other because of it. It names the sealed statement by its hash; that statement lies whole in the
 * bundle beside it, so that whoever holds the bundle can recompute every correction and every step of the bridge.
 */
import { compare, larger, subtract, ZERO } from '../money/ratio.ts';
import { printAmount } from '../money/text.ts';
import { readTerms } from '../pilot/terms.ts';
import { type Bridge, bridge } from '../settlement/bridge.ts';
import { type Restatement, restate } from '../settlement/restate.ts';
import type { Result } from '../settlement/result.ts';
import type { VersionRefusal } from '../settlement/version.ts';
import { printedAmount } from '../settlement/version-sheet.ts';
import { canonicalText } from './canonical.ts';

/** What of a sealed statement a restatement builds on; all else of it is kept as it is. */
export interface RestatedStatement {
  readonly agreement: { readonly terms: unknown };
  readonly case: Readonly<Record<string, unknown>>;
  readonly result: Result;
}

/** The sealed statement that is made again: its SHA-256, and the document. */
export interface Restated {
  readonly statement: string;
  readonly previous: RestatedStatement;
}

/** The bridge and the corrections; `null`, with the reason, where the statement made again has no amounts. */
type Compared =
  | { readonly corrections: Omit<Restatement, 'version' | 'previous'>; readonly bridge: Bridge }
  | { readonly refused: VersionRefusal };

/** The part of a statement that says which sealed statement it restates, by hash, and how the two differ. */
export type Restates = {
  readonly statement: string;
  /** Whether it is an interim or the final statement that is made again, however often. */
  readonly of: 'interim' | 'final';
} & Compared;

/** The name of a statement in its own lines, which cannot hold its own hash. */
const ITSELF = 'dit afschrift';

/** What a statement says of the one it restates, from its own case, terms and result. */
export const restatesOf = (
  { statement, previous }: Restated,
  { terms, caseFile, result }: Made,
  of: 'interim' | 'final',
): Restates => {
  const current = { name: ITSELF, parties: partiesOf(terms), result };
  const before = { name: statement, parties: partiesOf(previous.agreement.terms), result: previous.result };
  const built = bridge(
    { name: statement, caseFile: inKeyOrder(previous.case) },
    { name: ITSELF, caseFile: inKeyOrder(caseFile) },
  );
  const restated = restate(before, current);
  if ('refusal' in restated) return { statement, of, refused: restated };
  if ('refusal' in built) return { statement, of, refused: built };
  const { version: _, previous: __, ...corrections } = restated;
  return { statement, of, corrections, bridge: built };
};

/** A bridge compares texts, and a document that was read back has its keys in order. */
const inKeyOrder = (caseFile: Made['caseFile']): Made['caseFile'] => JSON.parse(canonicalText(caseFile));

/** A statement as it was made, before it says what it restates. */
interface Made {
  readonly terms: unknown;
  readonly caseFile: Readonly<Record<string, unknown>>;
  readonly result: Result;
}

const partiesOf = (written: unknown): string[] => {
  const terms = readTerms(written, [], []);
  if (terms === undefined) throw new Error('A statement holds terms that cannot be read.');
  return terms.parties.map(({ id }) => id);
};

/**
 * The largest correction of a transfer, in euro without a sign, where every one of them is below the tolerance: then nothing
 * is restated. `null` where the tolerance is met (equal counts as met), or where there is nothing to compare.
 */
export const withinTolerance = (restates: Restates, tolerance: string): string | null => {
  if (!('corrections' in restates)) return null;
  const sizes = Object.values(restates.corrections.due).map(printedAmount);
  const largest = sizes.reduce((most, due) => larger(most, larger(due, subtract(ZERO, due))), ZERO);
  return compare(largest, printedAmount(tolerance)) < 0 ? printAmount(largest) : null;
};
