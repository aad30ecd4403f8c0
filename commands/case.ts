/**
 * `npm run -s case -- vektis DIR --pilot NAME,NAME --baseline 2021:1/2,2022:1/2 --performance 2023 --terms TERMS.json`:
 * a case file from Vektis open data on standard output; on standard error what each year holds, or every refusal.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { printProblems } from '../domain/delivery/problem.ts';
import { unreadableFile } from '../domain/delivery/unreadable-file.ts';
import { readVektis, type VektisFile } from '../domain/delivery/vektis.ts';
import { buildVektisCase, type VektisCaseRequest, yearsOf } from '../domain/delivery/vektis-case.ts';
import { readVektisRequest, refusedYears, vektisFileNames } from '../domain/delivery/vektis-request.ts';

const USAGE = `Gebruik: npm run -s case -- vektis MAP --pilot GEMEENTE,GEMEENTE --baseline 2021:1/2,2022:1/2 --performance 2023 --terms VOORWAARDEN.json
MAP bevat de bestanden vektis_JAAR_gemeente.csv of .csv.gz; VOORWAARDEN is een overeenkomst zonder baseline en performance.`;

/** What a person can take in at once; `inspect` lists them all. */
const MOST_PRINTED = 20;

/** The answer to a command: what to print where, and the exit code. */
interface Answer {
  readonly output?: string;
  readonly complaints: readonly string[];
  readonly exitCode: 0 | 1 | 2;
}

const refused = (complaints: readonly string[]): Answer => ({ complaints, exitCode: 1 });

/** The arguments, or null for wrong usage. */
const argumentsOf = (given: readonly string[]) => {
  const text = { type: 'string' } as const;
  const options = { pilot: text, baseline: text, performance: text, terms: text };
  try {
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: true });
    const [kind, folder, ...others] = positionals;
    const { pilot, baseline, performance, terms } = values;
    if (kind !== 'vektis' || folder === undefined || others.length > 0) return null;
    if (pilot === undefined || baseline === undefined || performance === undefined || terms === undefined) return null;
    return { folder, terms, texts: { pilot, baseline, performance } };
  } catch {
    return null;
  }
};

const readTerms = (file: string): { readonly terms: unknown } | { readonly complaint: string } => {
  try {
    return { terms: JSON.parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    const isJson = error instanceof SyntaxError;
    return { complaint: `${file}: ${isJson ? `Dit is geen JSON (${error.message}).` : unreadableFile(error).message}` };
  }
};

/** The file of a year, or the complaints about it. */
const readYear = (folder: string, year: string): VektisFile | readonly string[] => {
  const names = vektisFileNames(year).map((name) => join(folder, name));
  const file = names.find((name) => existsSync(name));
  if (file === undefined) return [`Voor ${year} is er geen bestand. Gezocht is naar ${names.join(' en ')}.`];
  try {
    const bytes = readFileSync(file);
    const reading = readVektis(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
    if ('file' in reading) return reading.file;
    return printProblems(file, reading.problems, MOST_PRINTED);
  } catch (error) {
    return [`${file}: ${unreadableFile(error).message}`];
  }
};

const buildCase = (folder: string, request: VektisCaseRequest): Answer => {
  const years = yearsOf(request);
  const badYears = refusedYears(years);
  if (badYears.length > 0) return refused(badYears);
  const readings = years.map((year) => [year, readYear(folder, year)] as const);
  const complaints = readings.flatMap(([, reading]) => ('rows' in reading ? [] : reading));
  if (complaints.length > 0) return refused(complaints);
  const files = readings.flatMap(([year, reading]) => ('rows' in reading ? [[year, reading] as const] : []));
  const built = buildVektisCase(request, new Map(files));
  if ('refusals' in built) return refused(built.refusals);
  return { output: JSON.stringify(built.caseFile), complaints: built.report, exitCode: 0 };
};

const answer = (given: readonly string[]): Answer => {
  const usage: Answer = { complaints: [USAGE], exitCode: 2 };
  const read = argumentsOf(given);
  if (read === null || readVektisRequest(read.texts, null) === null) return usage;
  const terms = readTerms(read.terms);
  if ('complaint' in terms) return refused([terms.complaint]);
  const request = readVektisRequest(read.texts, terms.terms);
  return request === null ? usage : buildCase(read.folder, request);
};

const { output, complaints, exitCode } = answer(process.argv.slice(2));
for (const complaint of complaints) console.error(complaint);
if (output !== undefined) console.log(output);
process.exitCode = exitCode;
