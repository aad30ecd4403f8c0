/**
 * `evaluate -- panel FILE`: the effect of a treatment by three methods, and on standard error what they cannot say.
 *
 * The columns are unit, period, value and treated (0 or 1, or false or true); a fifth one, population, counts only when `--columns` names it.
 */
import type { DataRow } from '../domain/evaluation/data-table.ts';
import { type PanelCell, readPanel } from '../domain/evaluation/panel.ts';
import { evaluatePanel as evaluationOf } from '../domain/evaluation/panel-evaluation.ts';
import type { Answer } from './evaluate-answer.ts';
import { answerFromTable, type TableAnswer } from './evaluate-table.ts';

const PLAIN = { texts: ['unit', 'period'], numbers: ['value', 'treated'], truths: ['treated'] } as const;
const WEIGHED = { ...PLAIN, numbers: [...PLAIN.numbers, 'population'] } as const;

/** The answer to `panel FILE [--columns …]`; `null` for wrong usage. */
export const evaluatePanel = (given: readonly string[]): Answer | null => {
  const why: string[] = [];
  const answerTo = (cells: readonly PanelCell[]): TableAnswer => {
    const reading = readPanel(cells);
    if ('problems' in reading) return reading;
    const found = evaluationOf(reading.panel);
    why.push(...found.why);
    return { value: found.evaluation };
  };
  const answer = isWeighed(given)
    ? answerFromTable(given, WEIGHED, (rows) => answerTo(rows.map((row) => cellOf(row, row.numbers.population))))
    : answerFromTable(given, PLAIN, (rows) => answerTo(rows.map((row) => cellOf(row, null))));
  return answer === null ? null : { ...answer, complaints: [...answer.complaints, ...why] };
};

const isWeighed = (given: readonly string[]): boolean => given.some((text) => /(^|[=,])\s*population\s*=/.test(text));

const cellOf = (
  { line, texts, numbers }: DataRow<'unit' | 'period', 'value' | 'treated'>,
  population: number | null,
): PanelCell => ({ ...texts, ...numbers, population, line });
