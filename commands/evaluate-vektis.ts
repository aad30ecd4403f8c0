/**
 * `evaluate -- vektis DIR --pilot NAME,NAME --years 2015-2023 --start 2021`: the panel methods on Zvw costs per insured year
 * of the Vektis open data, the pilot municipalities against all others that occur in every year.
 */
import { parseArgs } from 'node:util';
import { differenceInDifferences } from '../domain/evaluation/difference-in-differences.ts';
import { eventStudy, preTrend } from '../domain/evaluation/event-study.ts';
import { leaveOneOut } from '../domain/evaluation/leave-one-out.ts';
import type { Panel } from '../domain/evaluation/panel.ts';
import { evaluatePanel, ratioEffect, runMethod } from '../domain/evaluation/panel-evaluation.ts';
import { placeboPeriod } from '../domain/evaluation/placebo-period.ts';
import { syntheticControl } from '../domain/evaluation/synthetic-control.ts';
import { vektisPanel } from '../domain/evaluation/vektis-panel.ts';
import type { Answer } from './evaluate-answer.ts';
import { readYears } from './vektis-year.ts';

const refused = (complaints: readonly string[]): Answer => ({ complaints, exitCode: 1 });

/** The answer to `vektis DIR …`; `null` for wrong usage. */
export const evaluateVektis = (given: readonly string[]): Answer | null => {
  const asked = argumentsOf(given);
  if (asked === null) return null;
  const read = readYears(asked.folder, asked.years);
  if ('complaints' in read) return refused(read.complaints);
  const made = vektisPanel(asked, read.files);
  if ('refusals' in made) return refused(made.refusals);
  const { evaluation, why } = evaluatePanel(made.panel);
  const value = { areas: made.panel.units.length, leftOut: made.leftOut, ...evaluation, ...further(made.panel) };
  return { output: JSON.stringify(value), complaints: why, exitCode: 0 };
};

/** What stands beside the three estimates: as a ratio, by year, on the years before alone, and without each donor. */
const further = (panel: Panel) => {
  const { own, placebos } = runMethod(panel, differenceInDifferences);
  const control = runMethod(panel, syntheticControl).own;
  return {
    ratio: ratioEffect(panel),
    eventStudy: own === null ? null : eventStudy(own, placebos),
    preTrend: own === null ? null : preTrend(own, placebos),
    placeboPeriod: placeboPeriod(panel, differenceInDifferences),
    leaveOneOut: control === null ? null : leaveOneOut(control, syntheticControl),
  };
};

const argumentsOf = (given: readonly string[]) => {
  const text = { type: 'string' } as const;
  try {
    const options = { pilot: text, years: text, start: text };
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: true });
    const [folder, ...others] = positionals;
    const { pilot = '', years = '', start = '' } = values;
    const names = pilot.split(',').map((name) => name.trim().toUpperCase());
    const all = yearsIn(years);
    if (folder === undefined || others.length > 0 || names.includes('') || !all.includes(start)) return null;
    return { folder, pilot: names, years: all, start };
  } catch {
    return null;
  }
};

/** `2015-2018` as each of its years; nothing for any other form. */
const yearsIn = (text: string): string[] => {
  const [, first = '', last = ''] = /^(\d{4})-(\d{4})$/.exec(text.trim()) ?? [];
  const count = Number(last) - Number(first) + 1;
  return first === '' || count < 1 || count > 100
    ? []
    : Array.from({ length: count }, (_, at) => `${Number(first) + at}`);
};
