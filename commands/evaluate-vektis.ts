/**
 * `evaluate -- vektis DIR --pilot NAME,NAME --years 2015-2023 --start 2021 [--category CODE]`: the panel methods on Zvw costs
 * per insured year of the Vektis open data, in all or of one category of care, the pilot municipalities against all others
 * that occur in every year.
 */
import { parseArgs } from 'node:util';
import { careCategory } from '../domain/delivery/check/care-categories.ts';
import { VEKTIS_COLUMNS, vektisColumn } from '../domain/delivery/open-data/vektis-columns.ts';
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
  const { category } = asked;
  if (category !== undefined && careCategory('Zvw', category) === null) return refused([isUnknown(category)]);
  const isOfIt = (column: string) => category === undefined || vektisColumn(column)?.category === category;
  const read = readYears(asked.folder, asked.years, isOfIt);
  if ('complaints' in read) return refused(read.complaints);
  const without = [...read.files].filter(([, { costColumns }]) => !costColumns.some(isOfIt)).map(([year]) => year);
  if (without.length > 0) return refused([isAbsent(category ?? '', without)]);
  const made = vektisPanel(asked, read.files);
  if ('refusals' in made) return refused(made.refusals);
  const { evaluation, why } = evaluatePanel(made.panel);
  const { panel, leftOut } = made;
  const named = category === undefined ? {} : { category };
  const value = { ...named, areas: panel.units.length, leftOut, ...evaluation, ...further(panel) };
  return { output: JSON.stringify(value), complaints: why, exitCode: 0 };
};

const CATEGORIES = [...new Set(VEKTIS_COLUMNS.map(({ category }) => category))].sort();

const isUnknown = (category: string): string =>
  `De zorgsoort ${category} bestaat niet. De zorgsoorten van Vektis zijn: ${CATEGORIES.join(', ')}.`;

/** Columns came and went; a year without one has no figure, which is not the same as no costs. */
const isAbsent = (category: string, years: readonly string[]): string =>
  `De bestanden van ${years.join(', ')} hebben geen kolom voor ${category}. Ontbreekt is niet nul: kies jaren die de kolom wel hebben.`;

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
    const options = { pilot: text, years: text, start: text, category: text };
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: true });
    const [folder, ...others] = positionals;
    const { pilot = '', years = '', start = '', category } = values;
    const names = pilot.split(',').map((name) => name.trim().toUpperCase());
    const all = yearsIn(years);
    if (folder === undefined || others.length > 0 || names.includes('') || !all.includes(start)) return null;
    return { folder, pilot: names, years: all, start, category };
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
