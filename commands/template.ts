/**
 * `node commands/template.ts KIND --format csv|xlsx|csvw|guide [--example]`: one of our templates on standard output, blank
 * or with an example; its metadata; or the explanation of its columns.
 */
import { parseArgs } from 'node:util';
import { templateCsvw } from '../domain/delivery/template/csvw.ts';
import { fieldGuideText } from '../domain/delivery/template/field-guide.ts';
import { DELIVERY_KINDS, type DeliveryKind } from '../domain/delivery/template/template.ts';
import { type Filling, templateCsv, templateXlsx } from '../domain/delivery/template/template-files.ts';
import { zipOf } from '../domain/record/zip.ts';

const USAGE = `Gebruik: node commands/template.ts ${DELIVERY_KINDS.join('|')} --format csv|xlsx|csvw|guide [--example] > BESTAND`;

const FORMATS: Readonly<Record<string, (kind: DeliveryKind, filling: Filling) => string | Uint8Array>> = {
  csv: templateCsv,
  xlsx: (kind, filling) => templateXlsx(kind, filling, zipOf),
  csvw: (kind) => templateCsvw(kind),
  guide: (kind) => fieldGuideText(kind),
};

/** What to write, or `null` for wrong usage. */
const answerTo = (given: readonly string[]): string | Uint8Array | null => {
  const options = { format: { type: 'string' }, example: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: true });
    const kind = DELIVERY_KINDS.find((each) => each === positionals[0]);
    const write = Object.hasOwn(FORMATS, values.format ?? '') ? FORMATS[values.format ?? ''] : undefined;
    if (kind === undefined || write === undefined || positionals.length !== 1) return null;
    return write(kind, values.example === true ? 'example' : 'blank');
  } catch {
    return null;
  }
};

const answer = answerTo(process.argv.slice(2));
if (answer === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else process.stdout.write(answer);
