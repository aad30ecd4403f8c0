/**
 * `evaluate -- triangle FILE`: the reserve of a run-off triangle by the chain-ladder, with Mack's standard errors.
 */
import { chainLadder } from '../domain/evaluation/chain-ladder.ts';
import { readTriangle } from '../domain/evaluation/triangle.ts';
import type { Answer } from './evaluate-answer.ts';
import { answerFromTable } from './evaluate-table.ts';

const COLUMNS = { texts: ['origin'], numbers: ['development', 'value'], aliases: { value: 'values' } } as const;

/** The answer to `triangle FILE [--columns …]`; `null` for wrong usage. */
export const evaluateTriangle = (given: readonly string[]): Answer | null =>
  answerFromTable(given, COLUMNS, (rows) => {
    const reading = readTriangle(rows.map(({ line, texts, numbers }) => ({ ...texts, ...numbers, line })));
    return 'problems' in reading ? reading : { value: chainLadder(reading.triangle) };
  });
