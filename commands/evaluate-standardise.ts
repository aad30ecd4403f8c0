/**
 * `evaluate -- standardise FILE`: directly standardised rates per area with 95 % limits.
 */
import { standardiseDirectly } from '../domain/evaluation/standardise.ts';
import type { Answer } from './evaluate-answer.ts';
import { answerFromTable } from './evaluate-table.ts';

const COLUMNS = { texts: ['area', 'stratum'], numbers: ['count', 'population', 'standard'] } as const;

/** The answer to `standardise FILE [--columns …]`; `null` for wrong usage. */
export const evaluateStandardise = (given: readonly string[]): Answer | null =>
  answerFromTable(given, COLUMNS, (rows) => {
    const answer = standardiseDirectly(rows.map(({ line, texts, numbers }) => ({ ...texts, ...numbers, line })));
    return 'problems' in answer ? answer : { value: answer };
  });
