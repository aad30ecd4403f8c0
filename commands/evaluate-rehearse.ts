/**
 * `evaluate -- rehearse vektis DIR --baseline … --performance … --terms TERMS.json`: what an agreement would have paid in
 * years without a pilot, with every municipality of the Vektis open data in turn as the pilot.
 *
 * `--performance` may name several years; the baseline belongs to the first and moves along. The municipalities are those
 * that occur in every year that is used. `--outcomes` prints each of them too; progress goes to standard error.
 */
import { parseArgs } from 'node:util';
import type { VektisFile } from '../domain/delivery/open-data/vektis.ts';
import { type VektisCaseRequest, yearsOf } from '../domain/delivery/open-data/vektis-case.ts';
import { readVektisRequest, refusedYears } from '../domain/delivery/open-data/vektis-request.ts';
import { oddsOf, type RehearsalOutcome, rehearse } from '../domain/evaluation/rehearsal.ts';
import { movedBy, municipalitiesIn, rehearsalCases } from '../domain/evaluation/rehearsal-cases.ts';
import type { Answer } from './evaluate-answer.ts';
import { readDocument } from './json-document.ts';
import { readYears } from './vektis-year.ts';

/** How many municipalities pass between two lines of progress. */
const STEP = 100;

/** The answer to `rehearse vektis DIR …`; `null` for wrong usage. */
export const evaluateRehearse = (given: readonly string[]): Answer | null => {
  const asked = argumentsOf(given);
  if (asked === null) return null;
  const terms = readDocument(asked.terms);
  if ('complaint' in terms) return refused([`${asked.terms}: ${terms.complaint}`]);
  const [first = '', ...later] = asked.performance.split(',').map((year) => year.trim());
  const request = readVektisRequest({ pilot: 'ALLE', baseline: asked.baseline, performance: first }, terms.value);
  if (request === null || later.includes('')) return null;
  const badYears = refusedYears([...yearsOf(request), ...later]);
  if (badYears.length > 0) return refused(badYears);
  const requests = [request, ...later.map((year) => movedBy(request, Number(year) - Number(first)))];
  const read = readYears(asked.folder, [...new Set(requests.flatMap(yearsOf))]);
  return 'complaints' in read ? refused(read.complaints) : answerTo(requests, read.files, asked.outcomes);
};

const refused = (complaints: readonly string[]): Answer => ({ complaints, exitCode: 1 });

const argumentsOf = (given: readonly string[]) => {
  const text = { type: 'string' } as const;
  const options = { baseline: text, performance: text, terms: text, outcomes: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: true });
    const [kind, folder, ...others] = positionals;
    const { baseline, performance, terms, outcomes = false } = values;
    if (kind !== 'vektis' || folder === undefined || others.length > 0) return null;
    if (baseline === undefined || performance === undefined || terms === undefined) return null;
    return { folder, terms, baseline, performance, outcomes };
  } catch {
    return null;
  }
};

const answerTo = (
  requests: readonly VektisCaseRequest[],
  files: ReadonlyMap<string, VektisFile>,
  withOutcomes: boolean,
): Answer => {
  const outcomes: RehearsalOutcome[] = [];
  const areas = municipalitiesIn([...files.values()]);
  for (const request of requests) {
    const made = rehearsalCases(request, files, areas);
    if ('refusals' in made) return refused(made.refusals);
    let done = 0;
    for (const outcome of rehearse(made.cases)) {
      outcomes.push(outcome);
      done++;
      if (done % STEP === 0 || done === areas.length)
        console.error(`${request.performance}: ${done} van ${areas.length} gemeenten`);
    }
  }
  const value = { ...oddsOf(outcomes), ...(withOutcomes ? { outcomes } : {}) };
  return { output: JSON.stringify(value), complaints: [], exitCode: 0 };
};
