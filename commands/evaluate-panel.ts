/**
 * `evaluate -- panel FILE`: the effect of a treatment by three methods, and on standard error what they cannot say.
 *
 * The columns are unit, period, value and treated; a fifth one, population, counts only when `--columns` names it.
 */
import { readPanel } from '../domain/evaluation/panel.ts';
import { evaluatePanel as evaluationOf } from '../domain/evaluation/panel-evaluation.ts';
import type { Answer } from './evaluate-answer.ts';
import { answerFromTable } from './evaluate-table.ts';

const TEXTS = ['unit', 'period'] as const;
const PLAIN = { texts: TEXTS, numbers: ['value', 'treated'] } as const;
const WEIGHED = { texts: TEXTS, numbers: ['value', 'treated', 'population'] } as const;

/** The answer to `panel FILE [--columns …]`; `null` for wrong usage. */
export const evaluatePanel = (given: readonly string[]): Answer | null => {
  const isWeighed = given.some((text) => /(^|[=,])\s*population\s*=/.test(text));
  const why: string[] = [];
  const answer = answerFromTable<(typeof TEXTS)[number], 'value' | 'treated' | 'population'>(
    given,
    (isWeighed ? WEIGHED : PLAIN) as typeof WEIGHED,
    (rows) => {
      const reading = readPanel(
        rows.map(({ line, texts, numbers }) => ({
          ...texts,
          ...numbers,
          population: isWeighed ? numbers.population : null,
          line,
        })),
      );
      if ('problems' in reading) return reading;
      const { evaluation, why: reasons } = evaluationOf(reading.panel);
      why.push(...reasons);
      return { value: evaluation };
    },
  );
  return answer === null ? null : { ...answer, complaints: [...answer.complaints, ...why] };
};
