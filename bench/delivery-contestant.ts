/**
 * One contestant of the delivery benchmark, in a process of its own: `node bench/delivery-contestant.ts NAME FILE`. Each
 * reads the same file of the costs template and adds up its amounts per cell, exactly. Prints one JSON line.
 *
 * Only ours also checks the structure, every cell and the closing row, and computes the SHA-256 of the bytes: the others
 * get less to do, as a user of them would.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** What a contestant found, so that it can be seen that all found the same. */
interface Found {
  readonly rows: number;
  readonly cells: number;
  readonly cents: string;
}

const CHUNK_BYTES = 262_144;
const CLOSING = 'SLUITREGEL';

const chunksOf = (file: string) => createReadStream(file, { highWaterMark: CHUNK_BYTES });

/** The chunks of a file, each in the place of the one before: our reader needs a chunk no longer once it was pushed. */
async function* chunksInPlace(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const { bytesRead } = await handle.read(buffer);
    if (bytesRead === 0) break;
    yield buffer.subarray(0, bytesRead);
  }
  await handle.close();
}

/** A contestant that was loaded and waits for its file. */
type Contestant = (file: string) => Promise<Found>;

const ours = async (): Promise<Contestant> => {
  const { deliveryReader } = await import('../domain/delivery/template/delivery.ts');
  return async (file) => {
    const hash = createHash('sha256');
    const reader = deliveryReader('costs');
    for await (const chunk of chunksInPlace(file)) {
      hash.update(chunk);
      reader.push(chunk);
    }
    const { contents, problems } = reader.end();
    if (contents === null || hash.digest('hex').length !== 64) throw new Error(JSON.stringify(problems[0]));
    const cells = contents.cells();
    return { rows: contents.rowCount, cells: cells.length, cents: contents.total.replace('.', '') };
  };
};

const TEXTS = ['populatie', 'versie', 'cohort', 'stroom', 'zorgsoort', 'periode', 'geslacht', 'leeftijdsklasse'];
const CELL = TEXTS.slice(2).join(', ');

/** The closing row has another number of persons than a number, so that column is read as text and tried. */
const queryOf = (file: string): string => {
  const columns = [...TEXTS, 'personen'].map((name) => `${name}: 'VARCHAR'`).join(', ');
  const form = `auto_detect = false, header = true, delim = ';', quote = '"', decimal_separator = ','`;
  const source = `read_csv('${file}', ${form}, columns = {${columns}, bedrag: 'DECIMAL(18,2)'})`;
  const sums = 'count(*) AS n, sum(try_cast(personen AS INTEGER)) AS persons, sum(bedrag) AS amount';
  return `SELECT ${CELL}, ${sums} FROM ${source} WHERE populatie <> '${CLOSING}' GROUP BY ${CELL}`;
};

const duckdb = (threads: string) => async (): Promise<Contestant> => {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return async (file) => {
    const instance = await DuckDBInstance.create(':memory:', { threads });
    const connection = await instance.connect();
    const cells = (await connection.runAndReadAll(queryOf(file))).getRowObjects();
    const cents = cells.reduce((sum, each) => sum + BigInt(String(each['amount']).replace('.', '')), 0n);
    const rows = cells.reduce((sum, each) => sum + Number(each['n']), 0);
    return { rows, cells: cells.length, cents: `${cents}` };
  };
};

/** Adds rows up as somebody would who was given them as arrays of texts. */
const adder = () => {
  const sums = new Map<string, bigint>();
  let [rows, cents] = [0, 0n];
  return {
    take: (row: readonly string[]): void => {
      if (row[0] === 'populatie' || row[0] === CLOSING) return;
      const key = row.slice(2, 8).join(';');
      const amount = BigInt((row[9] ?? '').replace(',', ''));
      sums.set(key, (sums.get(key) ?? 0n) + amount);
      cents += amount;
      rows += 1;
    },
    found: (): Found => ({ rows, cells: sums.size, cents: `${cents}` }),
  };
};

const csvParse = async (): Promise<Contestant> => {
  const { parse } = await import('csv-parse');
  return async (file) => {
    const sums = adder();
    const parser = chunksOf(file).pipe(parse({ delimiter: ';' }));
    parser.on('data', sums.take);
    await once(parser, 'end');
    return sums.found();
  };
};

const papaparse = async (): Promise<Contestant> => {
  const { default: Papa } = await import('papaparse');
  return (file) => {
    const sums = adder();
    const text = chunksOf(file).setEncoding('utf8');
    return new Promise((resolve, reject) => {
      Papa.parse<string[]>(text, {
        delimiter: ';',
        step: ({ data }) => sums.take(data),
        complete: () => resolve(sums.found()),
        error: reject,
      });
    });
  };
};

const CONTESTANTS: Readonly<Record<string, () => Promise<Contestant>>> = {
  ours,
  'duckdb-1': duckdb('1'),
  'duckdb-2': duckdb('2'),
  'csv-parse': csvParse,
  papaparse,
};

const [name = '', file = ''] = process.argv.slice(2);
const load = CONTESTANTS[name];
if (load === undefined) throw new Error(`There is no contestant ${name}.`);
const read = await load();
const [started, cpu] = [performance.now(), process.cpuUsage()];
const found = await read(file);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const measured = { seconds, cpuSeconds: (user + system) / 1e6, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(`${JSON.stringify({ name, ...found, ...measured })}\n`);
