/**
 * `npm run -s check -- KIND FILE … [--members FILE] [--population FILE] [--agreement FILE] [--metadata FILE]`: everything
 * that can be said of a delivery before it is sent, as one JSON line a file. What the metadata (CSV on the Web) declare of
 * delimiter, encoding, decimal sign and unit decides; nothing of that is guessed then.
 *
 * KIND is `members`, `costs`, `investments`, `indicators`, `vektis` or `iv3`; a file may be packed (gzip), and one in our
 * template may be a workbook. A delivery that is refused is an answer. Exit 1 where some input could not be used, 2 on
 * wrong usage.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { Inflate as Unpacker } from 'fflate';
import type { CheckAnswer } from '../domain/delivery/check/check-answer.ts';
import type { CheckContext } from '../domain/delivery/check/check-context.ts';
import { type MembersIndex, membersIndex } from '../domain/delivery/check/members-index.ts';
import { checkWorkbook } from '../domain/delivery/check/workbook-check.ts';
import {
  type Answered,
  CHECK_KINDS,
  type CheckKind,
  checker,
  isCheckKind,
  isDeliveryKind,
} from '../domain/delivery/checker.ts';
import { findingOfProblem } from '../domain/delivery/findings/finding.ts';
import { type Problem, printProblems } from '../domain/delivery/findings/problem.ts';
import type { DeclaredNumbers } from '../domain/delivery/numbers/number-dialect.ts';
import { unreadableFile } from '../domain/delivery/structure/unreadable-file.ts';
import {
  type Declaration,
  declaredNumbers,
  metadataIsUnusable,
  readDeclaration,
} from '../domain/delivery/template/csvw.ts';
import { deliveryReader } from '../domain/delivery/template/delivery.ts';
import { readWorkbookDelivery } from '../domain/delivery/template/workbook-delivery.ts';
import type { ByteSource, Inflate } from '../domain/delivery/workbook/xlsx-zip.ts';
import { readPilot } from '../domain/pilot/agreement.ts';
import type { Fault } from '../domain/pilot/fault.ts';
import { readPopulation } from '../domain/pilot/population.ts';
import { faultLines, readDocument } from './json-document.ts';
import { readFile } from './packed-file.ts';

const USAGE = `Gebruik: npm run -s check -- SOORT BESTAND … [--members BESTAND] [--population BESTAND] [--agreement BESTAND] [--metadata BESTAND]
SOORT is ${CHECK_KINDS.join(', ')}. Met --members liggen kosten naast de verzekerdenmaanden; --population is een
populatiedefinitie en --agreement een pilotdocument, beide als JSON. Wat --metadata (CSVW) zegt over scheidingsteken, tekenset,
decimaalteken en eenheid beslist.`;

/** What a person can take in at once; a check of that file itself lists them all. */
const MOST_PRINTED = 20;

type Option = 'members' | 'population' | 'agreement' | 'metadata';

/** What is asked; null for wrong usage. */
const readUsage = () => {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      options: { members: text, population: text, agreement: text, metadata: text },
      allowPositionals: true,
    });
    const [kind, ...files] = positionals;
    return kind === undefined || !isCheckKind(kind) || files.length === 0 ? null : { kind, files, beside: values };
  } catch {
    return null;
  }
};

/** Says on standard error what could not be used; the exit is then 1. */
const complain = (...lines: readonly string[]): null => {
  for (const line of lines) console.error(line);
  process.exitCode = 1;
  return null;
};

/** A file that is read in parts, from any place. */
const sourceOf = (file: string, sizeBytes: number): ByteSource => ({
  sizeBytes,
  read: (from, to) => (from < to ? createReadStream(file, { start: from, end: to - 1 }) : Readable.from([])),
});

/** Unpacks the parts of a workbook piece by piece. */
const inflate: Inflate = (take) => {
  const unpacker = new Unpacker((unpacked) => take(unpacked));
  return { push: (packed, isLast) => unpacker.push(packed, isLast) };
};

/** The member-months to hold costs against; null, with a complaint, where they are refused themselves. */
const readMembers = async (file: string): Promise<MembersIndex | null> => {
  const index = membersIndex();
  const options = { row: index.take };
  const reader = deliveryReader('members', options);
  try {
    const { bytes, isWorkbook } = await readFile(file, () => {}, reader.push);
    const { problems } = isWorkbook
      ? await readWorkbookDelivery('members', sourceOf(file, bytes), inflate, options)
      : reader.end();
    return problems.length === 0 ? index : complain(...printProblems(file, problems, MOST_PRINTED));
  } catch (error) {
    return complain(`${file}: ${unreadableFile(error).message}`);
  }
};

/** A document that people wrote, read by a reader of the domain that answers with faults. */
const readJson = <T extends object>(
  file: string,
  read: (value: unknown) => T | { readonly faults: readonly Fault[] },
) => {
  const document = readDocument(file);
  if ('complaint' in document) return complain(`${file}: ${document.complaint}`);
  const reading = read(document.value);
  return 'faults' in reading ? complain(...faultLines(reading.faults).map((line) => `${file}: ${line}`)) : reading;
};

const contextOf = async (beside: Readonly<Partial<Record<Option, string>>>): Promise<CheckContext> => ({
  members: beside.members === undefined ? null : await readMembers(beside.members),
  population:
    beside.population === undefined ? null : (readJson(beside.population, readPopulation)?.population ?? null),
  pilot: beside.agreement === undefined ? null : (readJson(beside.agreement, readPilot)?.pilot ?? null),
});

/** What a file is checked with: what to hold it against, and what was declared of it. */
interface Checking {
  readonly kind: CheckKind;
  readonly context: CheckContext;
  readonly declaration: Declaration | null;
}

/** Checks a file; one with more numbers in doubt than can wait until its end is read once more, with what they turned out to be. */
const check = async (file: string, checking: Checking): Promise<CheckAnswer> => {
  const { declaration } = checking;
  const declared = declaration === null ? {} : declaredNumbers(declaration);
  const { answer, again } = await checkOnce(file, checking, declared);
  return again === null ? answer : (await checkOnce(file, checking, again)).answer;
};

const checkOnce = async (
  file: string,
  { kind, context, declaration }: Checking,
  numbers: DeclaredNumbers,
): Promise<Answered> => {
  const hash = createHash('sha256');
  const { push, end } = checker(kind, context, declaration, numbers);
  const see = (chunk: Uint8Array) => hash.update(chunk);
  const { bytes, isWorkbook } = await readFile(file, see, push);
  const sha256 = hash.digest('hex');
  if (!isWorkbook) return end(bytes, sha256);
  if (!isDeliveryKind(kind)) throw Object.assign(new Error('This file is a container.'), { code: 'IS_ZIP' });
  return checkWorkbook(kind, context, sourceOf(file, bytes), inflate, sha256, numbers);
};

/** The line of a file that was not checked, for one reason. */
const unchecked = (kind: CheckKind, file: string, problem: Problem): object => {
  complain(`${file}: ${problem.message}`);
  return { file, kind, accepted: false, problemCount: 1, problems: [findingOfProblem(problem, [])] };
};

const usage = readUsage();
if (usage === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const context = await contextOf(usage.beside);
  const { metadata } = usage.beside;
  const declaration = metadata === undefined ? null : (readJson(metadata, readDeclaration)?.declaration ?? null);
  const answerTo = async (file: string): Promise<object> => {
    // What a supplier declared decides: without it a file may be read otherwise than was meant.
    if (metadata !== undefined && declaration === null)
      return unchecked(usage.kind, file, metadataIsUnusable(metadata));
    const answer = check(file, { kind: usage.kind, context, declaration }).then((each) => ({ file, ...each }));
    return answer.catch((error) => unchecked(usage.kind, file, unreadableFile(error)));
  };
  for (const file of usage.files) console.log(JSON.stringify(await answerTo(file)));
}
