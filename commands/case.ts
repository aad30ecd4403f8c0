/**
 * `npm run -s case -- vektis DIR --pilot NAME,NAME --baseline 2021:1/2,2022:1/2 --performance 2023 --terms TERMS.json`:
 * a case file from Vektis open data on standard output; on standard error what each year holds, or every refusal.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildVektisCase, type VektisCaseRequest, yearsOf } from '../domain/delivery/open-data/vektis-case.ts';
import { readVektisRequest, refusedYears } from '../domain/delivery/open-data/vektis-request.ts';
import { unreadableFile } from '../domain/delivery/structure/unreadable-file.ts';
import { readYears } from './vektis-year.ts';

const USAGE = `Gebruik: npm run -s case -- vektis MAP --pilot GEMEENTE,GEMEENTE --baseline 2021:1/2,2022:1/2 --performance 2023 --terms VOORWAARDEN.json
MAP bevat de bestanden vektis_JAAR_gemeente.csv of .csv.gz; VOORWAARDEN is een overeenkomst zonder baseline en performance.`;

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

const buildCase = (folder: string, request: VektisCaseRequest): Answer => {
  const years = yearsOf(request);
  const badYears = refusedYears(years);
  if (badYears.length > 0) return refused(badYears);
  const read = readYears(folder, years);
  if ('complaints' in read) return refused(read.complaints);
  const built = buildVektisCase(request, read.files);
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
