/**
 * Restatement (method step 12): a statement that was recomputed in full, posted line by line as the difference with
 * the version before it. Neither version is changed; the corrections are lines of their own.
 */
import { printAmount } from '../money/text.ts';
import { type MovementSheet, movementOf } from './movement.ts';
import {
  amountFields,
  eachOnce,
  isSettled,
  refuseVersion,
  transferField,
  type Version,
  type VersionRefusal,
} from './version.ts';
import { amountLine, emptyVersionSheet, madeLine, type VersionLine, type VersionSheet } from './version-sheet.ts';

/**
 * The correction of one printed amount, in euro as text: `previous + correction = current`. `null` where a version has
 * no such amount (a neutral year has no pool); the correction then books, or takes back, all of the other one.
 */
export interface Correction {
  readonly field: string;
  readonly previous: string | null;
  readonly current: string | null;
  readonly correction: string;
  /** The number of the line of the correction. */
  readonly line: number;
}

/** A restatement: every amount of either version, and what moves between the parties because of it. */
export interface Restatement extends MovementSheet {
  readonly previous: string;
  readonly corrections: readonly Correction[];
}

/** Posts a version as corrections of the version before it; the corrections of all transfers sum to zero. */
export const restate = (previous: Version, current: Version): Restatement | VersionRefusal => {
  if (!isSettled(previous)) return refuseVersion(previous);
  if (!isSettled(current)) return refuseVersion(current);
  const sheet = emptyVersionSheet();
  const [before, now] = [amountFields(previous), amountFields(current)];
  const posted = eachOnce([...now.keys()], [...before.keys()]).map((field) => {
    const from = amountLine(sheet, field, before.get(field), { version: previous.name });
    const to = amountLine(sheet, field, now.get(field), { version: current.name });
    return madeLine(sheet, 'difference', 'correction', { field }, [to, from]);
  });
  const corrections = posted.map(({ of: { field = '' }, value, number }) => ({
    field,
    previous: before.get(field) ?? null,
    current: now.get(field) ?? null,
    correction: printAmount(value),
    line: number,
  }));
  const due = duesOf(sheet, posted, eachOnce(current.parties, previous.parties));
  return { ...movementOf(sheet, current.name, due), previous: previous.name, corrections };
};

/** What moves between the parties: the corrections of their transfers. */
const duesOf = (sheet: VersionSheet, posted: readonly VersionLine[], parties: readonly string[]): VersionLine[] =>
  parties.map((party) => {
    const ofParty = posted.filter(({ of }) => of.field === transferField(party));
    return madeLine(sheet, 'sum', 'due', { party }, ofParty);
  });
