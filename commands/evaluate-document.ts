/**
 * `evaluate -- document INPUT.json [--html OUT.html]`: the evaluation document of an input, as canonical JSON on standard
 * output; with `--html` also as a page, in the file named.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { evaluationDocument } from '../domain/evaluation/evaluation-document.ts';
import { readEvaluationInput } from '../domain/evaluation/evaluation-input.ts';
import { canonicalText } from '../domain/record/canonical.ts';
import { evaluationPage } from '../portal/evaluation-page.ts';
import type { Answer } from './evaluate-answer.ts';
import { faultLines, readDocument } from './json-document.ts';

/** The answer to `document INPUT.json [--html OUT.html]`; `null` for wrong usage. */
export const evaluateDocument = (given: readonly string[]): Answer | null => {
  const asked = argumentsOf(given);
  if (asked === null) return null;
  const read = readDocument(asked.file);
  if ('complaint' in read) return refused([`${asked.file}: ${read.complaint}`]);
  const source = fixedText(read.value);
  if (source === null) return refused([`${asked.file}: ${NO_FIXED_TEXT}`]);
  const reading = readEvaluationInput(read.value);
  if ('faults' in reading) return refused(faultLines(reading.faults).map((line) => `${asked.file}: ${line}`));
  const document = evaluationDocument(reading.input, sha256(source));
  const output = canonicalText(document);
  const written = asked.html === undefined ? null : writePage(asked.html, evaluationPage(document, sha256(output)));
  return written ?? { output, complaints: [], exitCode: 0 };
};

const refused = (complaints: readonly string[]): Answer => ({ complaints, exitCode: 1 });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const NO_FIXED_TEXT = 'Dit document heeft een half teken (een los surrogaat) of is te diep genest. Haal dat weg.';

/** The text that the hash of the input is of, which does not depend on how the file is laid out; `null` without one. */
const fixedText = (value: unknown): string | null => {
  try {
    return canonicalText(value);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};

const argumentsOf = (given: readonly string[]) => {
  try {
    const options = { html: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: true });
    const [file, ...others] = positionals;
    return file === undefined || others.length > 0 || values.html === '' ? null : { file, html: values.html };
  } catch {
    return null;
  }
};

/** Writes the page; answers only where that did not succeed. */
const writePage = (file: string, page: string): Answer | null => {
  try {
    writeFileSync(file, page);
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    return refused([`${file}: hier kan geen pagina worden geschreven${code}. Kijk de map en de rechten na.`]);
  }
};
