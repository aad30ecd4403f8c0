/**
 * `npm run -s agreement -- FILE`: checks a pilot document. Prints every fault at once, or «in orde» and what the
 * agreement says, line by line.
 *
 * Exit 0 when the document is in order, 1 when it is not or cannot be read, 2 on wrong usage.
 */
import { readPilot } from '../domain/pilot/agreement.ts';
import { agreementSummary } from '../domain/pilot/summary.ts';
import { faultLines, readDocument } from './json-document.ts';

const USAGE =
  'Gebruik: npm run -s agreement -- OVEREENKOMST.json\nControleert een overeenkomst en zegt wat erin staat.';

const check = (file: string): { readonly ok: boolean; readonly lines: readonly string[] } => {
  const document = readDocument(file);
  if ('complaint' in document) return { ok: false, lines: [document.complaint] };
  const reading = readPilot(document.value);
  if ('faults' in reading) return { ok: false, lines: faultLines(reading.faults) };
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
