/**
 * The statement: what the parties approve, as one JSON document with one canonical text and one hash.
 *
 * It holds everything that a party needs to recompute it (the case, the agreement, the deliveries by hash) and nothing
 * that depends on when or where it was made: moments and persons stand in the events.
 */

import type { Explanation } from '../delivery/check/plausibility.ts';
import type { Pilot, PilotDocument, Slot } from '../pilot/agreement.ts';
import { readCase } from '../pilot/case-file.ts';
import { type AssembledCase, assembleCase, type ReadDelivery, type Unfinished } from '../settlement/assemble.ts';
import type { Result } from '../settlement/result.ts';
import { settle } from '../settlement/settle.ts';
import { canonicalText, type Hash } from './canonical.ts';
import type { Pinned } from './due.ts';
import { type StatementMemo, statementMemo } from './memo.ts';
import { type Restated, type Restates, restatesOf } from './restatement.ts';
import { type StatementPopulation, statementPopulation } from './statement-population.ts';

/** The version of the method that this code computes. */
export const METHOD_VERSION = '1';

/** A delivery that a statement rests on. */
export interface StatementDelivery {
  readonly source: string;
  readonly sha256: string;
  readonly valuationDate: string;
  readonly quarters: readonly string[];
  readonly rows: number;
  readonly total: string;
  /** What was not plausible in it, and why its supplier says that it is right; absent where everything was plausible. */
  readonly explained?: readonly Explanation[];
}

export interface Statement {
  readonly statement: 1;
  readonly method: string;
  readonly pilot: PilotDocument['pilot'];
  readonly population: StatementPopulation;
  readonly kind: 'interim' | 'final' | 'restatement';
  readonly period: string;
  readonly referenceDate: string;
  readonly mode: 'shadow' | 'binding';
  readonly agreement: PilotDocument['agreement'];
  readonly deliveries: readonly StatementDelivery[];
  /** What may still change after this statement; empty in a final one on fully run-out costs. */
  readonly mayStillChange: readonly Unfinished[];
  readonly case: AssembledCase['caseFile'];
  readonly result: Result;
  /** Of a restatement: the sealed statement that it makes again, the bridge to it and the corrections. */
  readonly restates?: Restates;
  /** Shown beside the result and never settled; absent where the agreement names nothing to show. */
  readonly memo?: StatementMemo;
}

/** Drafts the statement of a slot from its pinned deliveries. The same deliveries and agreement give the same bytes. */
export const draftStatement = (
  pilot: Pilot,
  slot: Slot,
  deliveries: readonly ReadDelivery[],
  counted: Counted,
  restated: Restated | null = null,
): Statement => {
  const { caseFile, mayStillChange, ...assembled } = assembleCase(pilot, slot, deliveries, counted.carryIn);
  const result = resultOf(caseFile, assembled);
  const from = { deliveries: deliveries.map(describe), mayStillChange, caseFile, counted, restated };
  return statementOn(pilot, slot, from, result);
};

/** The result of a case; a doubt about what counts stops it, because nobody may be paid on a row that counts in part. */
const resultOf = (
  caseFile: AssembledCase['caseFile'],
  { doubts, provenance }: Pick<AssembledCase, 'doubts' | 'provenance'>,
): Result => {
  if (doubts.length > 0) return { status: 'refused', refusal: 'row_must_count_whole', detail: { faults: doubts } };
  const reading = readCase(caseFile);
  return 'case' in reading
    ? settle(reading.case, provenance)
    : { status: 'refused', refusal: 'case_is_malformed', detail: { faults: reading.faults } };
};

/** What a statement is made from, once its deliveries have been read. */
export interface StatementGround {
  readonly deliveries: readonly StatementDelivery[];
  readonly mayStillChange: readonly Unfinished[];
  readonly caseFile: AssembledCase['caseFile'];
  readonly counted: Counted;
  /** The sealed statement that is made again; `null` for a first one. */
  readonly restated: Restated | null;
}

/** Who is counted, the declared counts around them, and the claims carried in, as they were pinned. */
type Counted = Pick<Pinned, 'population' | 'counts' | 'carryIn'>;

/** The statement of a slot on a case and its result. All else follows from what was agreed. */
export const statementOn = (
  pilot: Pilot,
  slot: Slot,
  { deliveries, mayStillChange, caseFile, counted, restated }: StatementGround,
  result: Result,
): Statement => {
  const { document, terms } = pilot;
  const memo = statementMemo(document.agreement, result);
  return {
    statement: 1,
    method: METHOD_VERSION,
    pilot: document.pilot,
    population: statementPopulation(pilot, slot, counted, caseFile),
    kind: restated === null ? slot.kind : 'restatement',
    period: slot.period.text,
    referenceDate: slot.referenceDate,
    mode: terms.mode,
    agreement: document.agreement,
    deliveries: [...deliveries].sort(byContent),
    mayStillChange,
    case: caseFile,
    result,
    ...(restated === null
      ? {}
      : { restates: restatesOf(restated, { terms: document.agreement.terms, caseFile, result }, slot.kind) }),
    ...(memo === null ? {} : { memo }),
  };
};

const describe = (read: ReadDelivery): StatementDelivery => {
  const { source, sha256, valuationDate, quarters, delivery } = read;
  const { rows, total } = delivery;
  return { source, sha256, valuationDate, quarters, rows: rows.length, total, ...explainedOf(read) };
};

/** The reasons that were given for a delivery; nothing where none were asked. */
export const explainedOf = ({
  explained,
}: Pick<StatementDelivery, 'explained'>): Pick<StatementDelivery, 'explained'> =>
  explained === undefined ? {} : { explained };

const byContent = (a: StatementDelivery, b: StatementDelivery): number =>
  canonicalText(a) < canonicalText(b) ? -1 : 1;

/** The canonical text of a statement and its hash. */
export const sealable = (statement: Statement, hash: Hash): { readonly text: string; readonly sha256: string } => {
  const text = canonicalText(statement);
  return { text, sha256: hash(text) };
};
