/**
 * `npm run -s check -- KIND FILE … [--members FILE] [--population FILE] [--agreement FILE] [--metadata FILE]`: everything
 * that can be said of a delivery before it is sent, as one JSON line a file. What the metadata (CSV on the Web) declare of
 * delimiter, encoding, decimal sign and unit decides; nothing of that is guessed then.
 *
 * KIND is `members`, `costs`, `investments`, `indicators`, `vektis` or `iv3`; a file may be packed as `.gz`, and one in our
 * template may be a workbook. A delivery that is refused is an answer. Exit 1 where some input could not be used, 2 on
 * wrong usage.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
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
import { printProblems } from '../domain/delivery/findings/problem.ts';
import type { DeclaredNumbers } from '../domain/delivery/numbers/number-dialect.ts';
import { unreadableFile } from '../domain/delivery/structure/unreadable-file.ts';
import { type Declaration, declaredNumbers, readDeclaration } from '../domain/delivery/template/csvw.ts';
import { deliveryReader } from '../domain/delivery/template/delivery.ts';
import { readWorkbookDelivery } from '../domain/delivery/template/workbook-delivery.ts';
import { type ByteSource, type Inflate, looksLikeWorkbook } from '../domain/delivery/workbook/xlsx-zip.ts';
import { readPilot } from '../domain/pilot/agreement.ts';
import type { Fault } from '../domain/pilot/fault.ts';
import { readPopulation } from '../domain/pilot/population.ts';
import { faultLines, readDocument } from './json-document.ts';

const USAGE = `Gebruik: npm run -s check -- SOORT BESTAND … [--members BESTAND] [--population BESTAND] [--agreement BESTAND] [--metadata BESTAND]
SOORT is ${CHECK_KINDS.join(', ')}. Met --members liggen kosten naast de verzekerdenmaanden; --population is een
populatiedefinitie en --agreement een pilotdocument, beide als JSON. Wat --metadata (CSVW) zegt over scheidingsteken, tekenset,
decimaalteken en eenheid beslist.`;

/** What a person can take in at once; a check of that file itself lists them all. */
const MOST_PRINTED = 20;

/** A packed file that grows beyond this is no delivery. */
const MOST_UNPACKED_BYTES = 1024 ** 3;

type Take = (chunk: Uint8Array) => void;
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

/**
 * Reads a file to its end: `see` gets its bytes as they are, `take` unpacked where the file is packed. A workbook is only
 * seen: it is read from several places.
 */
const readFile = async (file: string, see: Take, take: Take, mayBeWorkbook = true) => {
  let [bytes, unpacked, isWorkbook] = [0, 0, false];
  const seen = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (bytes === 0) isWorkbook = mayBeWorkbook && looksLikeWorkbook(chunk);
      see(chunk);
      bytes += chunk.length;
      if (!isWorkbook) yield chunk;
    }
  };
  const taken = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      unpacked += chunk.length;
      if (unpacked > MOST_UNPACKED_BYTES) throw new Error('This file grows beyond every delivery when it is unpacked.');
      take(chunk);
    }
  };
  const source = createReadStream(file);
  await (file.endsWith('.gz') ? pipeline(source, seen, createGunzip(), taken) : pipeline(source, seen, taken));
  return { bytes, isWorkbook };
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
  const { bytes, isWorkbook } = await readFile(file, see, push, isDeliveryKind(kind));
  const sha256 = hash.digest('hex');
  if (!isWorkbook || !isDeliveryKind(kind)) return end(bytes, sha256);
  return checkWorkbook(kind, context, sourceOf(file, bytes), inflate, sha256, numbers);
};

/** The line of a file that could not be read. */
const unread = (kind: CheckKind, file: string, error: unknown): object => {
  const problem = unreadableFile(error);
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
  for (const file of usage.files) {
    const answer = check(file, { kind: usage.kind, context, declaration }).then((each) => ({ file, ...each }));
    console.log(JSON.stringify(await answer.catch((error) => unread(usage.kind, file, error))));
  }
}
