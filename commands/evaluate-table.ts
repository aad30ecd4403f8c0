/**
 * What the subcommands of `evaluate` that read one table share: `FILE [--columns name=HEADING,…]`, the file, its problems.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Problem, printProblems } from '../domain/delivery/findings/problem.ts';
import { unreadableFile } from '../domain/delivery/structure/unreadable-file.ts';
import { type DataColumns, type DataRow, readDataTable, readHeadings } from '../domain/evaluation/data-table.ts';
import type { Answer } from './evaluate-answer.ts';

/** What a person can take in at once. */
const MOST_PRINTED = 20;

/** What a method makes of the rows: a value to print as JSON, or every problem with them. */
export type TableAnswer = { readonly value: object } | { readonly problems: readonly Problem[] };

/** Runs a method over the table that the arguments name; `null` for wrong usage. */
export const answerFromTable = <T extends string, N extends string>(
  given: readonly string[],
  columns: DataColumns<T, N>,
  method: (rows: readonly DataRow<T, N>[]) => TableAnswer,
): Answer | null => {
  const asked = argumentsOf(given, columns);
  if (asked === null) return null;
  const bytes = readBytes(asked.file);
  const table = 'problems' in bytes ? bytes : readDataTable(bytes.content, columns, asked.headings);
  const answer = 'problems' in table ? table : method(table.rows);
  if ('value' in answer) return { output: JSON.stringify(answer.value), complaints: [], exitCode: 0 };
  return { complaints: printProblems(asked.file, answer.problems, MOST_PRINTED), exitCode: 1 };
};

const argumentsOf = (given: readonly string[], columns: DataColumns<string, string>) => {
  try {
    const options = { columns: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: true });
    const [file, ...others] = positionals;
    const headings = values.columns === undefined ? {} : readHeadings(values.columns, columns);
    return file === undefined || others.length > 0 || headings === null ? null : { file, headings };
  } catch {
    return null;
  }
};

const readBytes = (file: string): { readonly content: Uint8Array } | { readonly problems: readonly Problem[] } => {
  try {
    return { content: readFileSync(file) };
  } catch (error) {
    return { problems: [unreadableFile(error)] };
  }
};
