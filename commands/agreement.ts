/**
 * `npm run -s agreement -- FILE`: checks a pilot document. Prints every fault at once, or «in orde» and what the
 * agreement says, line by line.
 *
 * Exit 0 when the document is in order, 1 when it is not or cannot be read, 2 on wrong usage.
 */
import { readFileSync } from 'node:fs';
import { unreadableFile } from '../domain/delivery/unreadable-file.ts';
import { readPilot } from '../domain/pilot/agreement.ts';
import type { Fault } from '../domain/pilot/fault.ts';
import { agreementSummary } from '../domain/pilot/summary.ts';

const USAGE =
  'Gebruik: npm run -s agreement -- OVEREENKOMST.json\nControleert een overeenkomst en zegt wat erin staat.';

/** The document in a file, or why there is none. */
const readDocument = (file: string): { readonly value: unknown } | { readonly complaint: string } => {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))) };
  } catch (error) {
    if (error instanceof SyntaxError) return { complaint: `Dit is geen JSON: ${error.message}` };
    if (error instanceof TypeError) return { complaint: 'Dit is geen tekst in UTF-8.' };
    return { complaint: unreadableFile(error).message };
  }
};

const faultLine = ({ path, message }: Fault): string => `${path === '' ? 'document' : path}: ${message}`;

const countOf = ({ length }: readonly Fault[]): string => (length === 1 ? '1 fout' : `${length} fouten`);

const check = (file: string): { readonly ok: boolean; readonly lines: readonly string[] } => {
  const document = readDocument(file);
  if ('complaint' in document) return { ok: false, lines: [document.complaint] };
  const reading = readPilot(document.value);
  if ('faults' in reading) return { ok: false, lines: [countOf(reading.faults), ...reading.faults.map(faultLine)] };
  return { ok: true, lines: ['in orde', ...agreementSummary(reading.pilot)] };
};

const [file, ...others] = process.argv.slice(2);
if (file === undefined || others.length > 0 || file.startsWith('-')) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const { ok, lines } = check(file);
  console.log(lines.join('\n'));
  process.exitCode = ok ? 0 : 1;
}
