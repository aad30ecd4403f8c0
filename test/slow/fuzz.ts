/**
 * `npm run fuzz -- [--seed 1] [--minutes 60]`: feeds the readers of deliveries whatever a seed can make of good files and
 * of noise, for so many minutes. Nothing may throw, take more than a second of the processor, keep memory, report a
 * problem twice, or depend on how the bytes were cut into chunks. Prints what it did; exit 1 with the number of the file
 * that broke a rule, so that `--seed S --only N` makes just that file again.
 *
 * The reading goes on in a process of its own: where that says nothing for half a minute, it hangs.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CHECK_KINDS, type CheckKind, checker } from '../../domain/delivery/checker.ts';
import type { Problem } from '../../domain/delivery/findings/problem.ts';
import { inspector } from '../../domain/delivery/structure/inspection.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '60' },
    only: { type: 'string' },
    reader: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Whole numbers below a bound, always the same for the same seed. */
type Draw = (below: number) => number;

const drawing = (from: number): Draw => {
  let state = from >>> 0;
  return (below) => {
    // A generator of 32 bits after Steele and Vigna (SplitMix): neighbouring seeds give unlike numbers.
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return Math.floor((((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32) * below);
  };
};

const one = <T>(draw: Draw, from: readonly T[]): T => {
  const found = from[draw(from.length)];
  if (found === undefined) throw new Error('There is nothing to choose from.');
  return found;
};

const HEADINGS: Readonly<Record<CheckKind, string>> = {
  members: 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden',
  costs: 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag',
  investments: 'partij;periode;artikel;omschrijving;bedrag;bewijs',
  indicators: 'indicator;cohort;periode;teller;noemer;bron',
  vektis: 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten_farmacie',
  iv3: 'Gemeenten;Taakveld;Lasten;Baten',
};

const CELLS: readonly string[] = [
  ...[
    'Parkstad',
    '1',
    'interventie',
    'referentie',
    'Zvw',
    'Wmo',
    'farmacie',
    '2025',
    '2025-K1',
    'M',
    'V',
    '',
    '18-44',
    'rest',
  ],
  ...[
    '120',
    '1.250',
    '0',
    '-5',
    '1234,50',
    '1.234,50',
    '1,234.50',
    '1.234',
    '12,345',
    '(12,00)',
    '7,50-',
    '3 C',
    '1E+05',
    '9'.repeat(30),
  ],
  ...[
    'SLUITREGEL',
    '123456782',
    'jan@voorbeeld.nl',
    'café',
    '"a;b"',
    '"a""b"',
    '"a\nb"',
    '=1+1',
    '\u202e',
    '😀',
    'x'.repeat(300),
  ],
];

/** A file of a kind, of up to `rows` rows of cells that mostly belong there. */
const soundFile = (draw: Draw, kind: CheckKind, rows: number): string => {
  const heading = HEADINGS[kind];
  const width = heading.split(';').length;
  const pool = Array.from({ length: 1 + draw(20) }, () =>
    Array.from({ length: width }, () => one(draw, CELLS)).join(';'),
  );
  const lines = Array.from({ length: draw(rows) }, () => one(draw, pool));
  const closing = ['SLUITREGEL', `${lines.length}`, '0', ...Array(Math.max(0, width - 3)).fill('')].join(';');
  return (
    [heading, ...lines, closing].join(one(draw, ['\n', '\r\n', '\r'])) + one(draw, ['', '\n', '\r\n\r\n', ';;;\n\n'])
  );
};

const MOST_BYTES = 3_000_000;

const NOISE: readonly string[] = [
  '"',
  ';',
  '\n',
  '\r',
  '"";',
  ';"',
  '""',
  '\t',
  '|',
  ',',
  '\0',
  'a',
  '1',
  ' ',
  '\u00e9',
  '\ufeff',
];

const noise = (draw: Draw, length: number): string => {
  const few = Array.from({ length: 1 + draw(6) }, () => one(draw, NOISE));
  return Array.from({ length: draw(length) }, () => one(draw, few)).join('');
};

/** A text of few pieces many times over: long rows, many columns, many empty lines, quotes that never close. */
const monotony = (draw: Draw): string =>
  Array.from({ length: 1 + draw(4) }, () => {
    const piece = noise(draw, 12);
    const most = Math.min(one(draw, [10, 1_000, 100_000]), Math.ceil(MOST_BYTES / 4 / (piece.length + 1)));
    return piece.repeat(draw(most));
  }).join(one(draw, ['', '\n', 'x;y;z\n']));

const textOf = (draw: Draw, kind: CheckKind): string => {
  const way = draw(10);
  if (way < 5) return soundFile(draw, kind, one(draw, [5, 100, 5_000]));
  if (way < 7) return noise(draw, one(draw, [50, 5_000, 200_000]));
  return way < 9 ? monotony(draw) : soundFile(draw, kind, 200) + noise(draw, 400) + soundFile(draw, kind, 200);
};

const utf16 = (text: string, isLittle: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), isLittle);
  return bytes;
};

const encoded = (draw: Draw, text: string): Uint8Array => {
  const way = draw(10);
  if (way === 0) return utf16(`\ufeff${text}`, draw(2) === 0);
  if (way === 1) return Uint8Array.from(text.slice(0, MOST_BYTES), (character) => character.charCodeAt(0) & 0xff);
  return new TextEncoder().encode(text);
};

/** Changes some bytes, and doubles, moves or drops some stretches. */
const damaged = (draw: Draw, bytes: Uint8Array): Uint8Array => {
  let all = bytes.slice(0, MOST_BYTES);
  for (let times = draw(12); times > 0 && all.length > 0; times--) {
    const at = draw(all.length);
    const to = Math.min(all.length, at + draw(one(draw, [3, 60, 5_000])));
    const way = draw(4);
    if (way === 0) all[at] = draw(256);
    if (way === 1) all = joined(all.subarray(0, at), all.subarray(to));
    if (way === 2) all = joined(all.subarray(0, to), all.subarray(at));
    if (way === 3) all = joined(all.subarray(0, at), new TextEncoder().encode(one(draw, NOISE)), all.subarray(at));
  }
  return all.slice(0, MOST_BYTES);
};

const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.concat(parts));

/** The file of a number: what kind it is read as, and its bytes. */
const fileOf = (number: number): { readonly kind: CheckKind; readonly bytes: Uint8Array; readonly draw: Draw } => {
  const draw = drawing(Math.imul(seed, 0x01000193) ^ number);
  const kind = one(draw, CHECK_KINDS);
  const bytes = encoded(draw, textOf(draw, kind));
  return { kind, bytes: draw(3) === 0 ? bytes.slice(0, MOST_BYTES) : damaged(draw, bytes), draw };
};

type Reader = { readonly push: (chunk: Uint8Array) => void };

/** Pushes bytes in chunks: of one size that is drawn, or all at once. */
const feed = (reader: Reader, bytes: Uint8Array, chunkBytes: number): void => {
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
};

const NOTHING = { pilot: null, population: null, members: null };

const answerOf = (kind: CheckKind, bytes: Uint8Array, chunkBytes: number) => {
  const reader = checker(kind, NOTHING);
  feed(reader, bytes, chunkBytes);
  return reader.end(bytes.length, '').answer;
};

/** What is wrong with a list of problems: one stands in it twice, or more are listed than counted. */
const faultsOf = (
  problems: readonly Pick<Problem, 'code' | 'line' | 'column' | 'message'>[],
  count: number,
): string[] => {
  const places = problems.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`);
  const twice = places.find((place, at) => at > 0 && places[at - 1] === place);
  return [
    ...(twice === undefined ? [] : [`reported twice: ${twice}`]),
    ...(problems.length > count ? [`${problems.length} listed, ${count} counted`] : []),
  ];
};

/** Reads one file in every way, and says what was wrong and how long the slowest reading took. */
const tryFile = (number: number): { readonly faults: string[]; readonly seconds: number; readonly bytes: number } => {
  const { kind, bytes, draw } = fileOf(number);
  const faults: string[] = [];
  let seconds = 0;
  const timed = <T>(read: () => T): T => {
    const before = process.cpuUsage();
    const value = read();
    seconds = Math.max(seconds, process.cpuUsage(before).user / 1e6);
    return value;
  };
  const inspection = timed(() => {
    const reader = inspector();
    feed(reader, bytes, 65_536);
    return reader.end('');
  });
  faults.push(...faultsOf(inspection.problems, inspection.problemCount));
  const whole = timed(() => answerOf(kind, bytes, Math.max(1, bytes.length)));
  faults.push(...faultsOf([...whole.problems, ...whole.findings], whole.problemCount + whole.findingCount));
  const chunkBytes = bytes.length < 200_000 ? 1 + draw(5_000) : 1 + draw(70_000);
  const cut = timed(() => answerOf(kind, bytes, chunkBytes));
  if (JSON.stringify(cut) !== JSON.stringify(whole)) faults.push(`another answer in chunks of ${chunkBytes} bytes`);
  return { faults, seconds, bytes: bytes.length };
};

/** What the reading process tells after every file. */
interface Told {
  readonly number: number;
  readonly faults: readonly string[];
  readonly seconds: number;
  readonly bytes: number;
  readonly heapMegabytes: number;
  readonly peakMegabytes: number;
}

const told = (number: number): Told => {
  let tried: Omit<Told, 'number' | 'heapMegabytes' | 'peakMegabytes'>;
  try {
    tried = tryFile(number);
  } catch (error) {
    tried = { faults: [`threw ${error instanceof Error ? error.stack : String(error)}`], seconds: 0, bytes: 0 };
  }
  const heapMegabytes = process.memoryUsage().heapUsed / 2 ** 20;
  return { number, ...tried, heapMegabytes, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
};

const readAll = async (): Promise<void> => {
  const end = performance.now() + Number(values.minutes) * 60_000;
  for (let number = 1; performance.now() < end; number++) {
    process.send?.(told(number));
    // Lets the message go out before the next file.
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.disconnect?.();
};

const SILENCE_MILLISECONDS = 30_000;
const MOST_SECONDS = 1;

/** Watches the reading process to its end. */
const watch = async (child: ChildProcess): Promise<number> => {
  let [files, bytes, failures] = [0, 0, 0];
  let slowest: Told | null = null;
  let last: Told | null = null;
  let silence: NodeJS.Timeout | undefined;
  const listen = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => child.kill('SIGKILL'), SILENCE_MILLISECONDS);
  };
  listen();
  child.on('message', (message) => {
    listen();
    const each = message as Told;
    files++;
    bytes += each.bytes;
    last = each;
    if (slowest === null || each.seconds > slowest.seconds) slowest = each;
    const faults = each.seconds > MOST_SECONDS ? [...each.faults, `${each.seconds} seconds`] : each.faults;
    if (faults.length > 0) failures++;
    for (const fault of faults) say(`file ${each.number}: ${fault}`);
  });
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  clearTimeout(silence);
  const { number = 0, heapMegabytes = 0, peakMegabytes = 0 } = (last as Told | null) ?? {};
  const { number: slow = 0, seconds = 0 } = (slowest as Told | null) ?? {};
  if (code !== 0) say(`The reading of file ${number + 1} hung or crashed (exit ${code}).`);
  say(
    `seed ${seed}: ${files} files, ${(bytes / 2 ** 20).toFixed(0)} MB, each read three times; ${failures} broke a rule; slowest ${seconds.toFixed(2)} s of processor (file ${slow}); heap at the end ${heapMegabytes.toFixed(0)} MB, peak ${peakMegabytes.toFixed(0)} MB resident`,
  );
  return code === 0 && failures === 0 ? 0 : 1;
};

if (values.reader) await readAll();
else if (values.only !== undefined) say(JSON.stringify(told(Number(values.only)), null, 1));
else {
  const args = ['--reader', '--seed', `${seed}`, '--minutes', values.minutes];
  const child = fork(import.meta.filename, args);
  process.on('SIGINT', () => child.kill('SIGKILL'));
  process.on('SIGTERM', () => child.kill('SIGKILL'));
  process.exitCode = await watch(child);
}
