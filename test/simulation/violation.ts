/** What the auditor says when something does not hold. */

/** An invariant that does not hold: its sentence, and what was met. */
export class Violation extends Error {
  readonly invariant: string;
  readonly met: string;
  constructor(invariant: string, met: string) {
    super(`${invariant}: ${met}`);
    this.invariant = invariant;
    this.met = met;
  }
}

/** Says that an invariant holds; `met` is asked only where it does not. */
export function must(holds: boolean, invariant: string, met: () => string): asserts holds {
  if (!holds) throw new Violation(invariant, met());
}
