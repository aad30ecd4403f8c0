/**
 * `npm run -s settle -- CASE.json …`: settles case files and prints one JSON result a line, in the order given.
 *
 * Exit 0 when every file could be read as a case, 1 when one could not (its line says what is wrong), 2 on wrong usage.
 * A refusal of the method and an incomplete statement are answers, not errors.
 */
import { readFileSync } from 'node:fs';
import type { RefusedResult, Result } from '../domain/settlement/result.ts';
import { settleCase } from '../domain/settlement/settle.ts';

const malformed = (message: string): RefusedResult => ({
  status: 'refused',
  refusal: 'case_is_malformed',
  detail: { faults: [{ path: '', message }] },
});

const settleFile = (path: string): Result => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? `${error.code}` : 'geen UTF-8';
    return malformed(`Het bestand ${path} kan niet worden gelezen (${reason}). Controleer de naam en de rechten.`);
  }
  try {
    return settleCase(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return malformed(`Het bestand ${path} is geen JSON. Een rekengeval is één JSON-document, zie docs/method.md.`);
  }
};

const paths = process.argv.slice(2);
if (paths.length === 0 || paths.some((path) => path.startsWith('-'))) {
  process.stderr.write(
    'Gebruik: npm run -s settle -- GEVAL.json …\nRekent elk geval uit en schrijft één JSON-regel per bestand.\n',
  );
  process.exit(2);
}
for (const path of paths) {
  const result = settleFile(path);
  if (result.status === 'refused' && result.refusal === 'case_is_malformed') process.exitCode = 1;
  console.log(JSON.stringify(result));
}
