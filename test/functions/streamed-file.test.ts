import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckContext } from '../../domain/delivery/check/check-context.ts';
import { type ByteSource, sourceOfBytes } from '../../domain/delivery/workbook/xlsx-zip.ts';
import { checkStreamed, contentTypeOf, readCells } from '../../functions/delivered-file.ts';
import { objectStore } from '../../functions/store.ts';
import { bytesOf, hash, hashBytes, type Services, startServices } from './services.ts';

/** Files are opened, read in pieces and copied without being held. */

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const read = async (source: ByteSource | null, from: number, to: number): Promise<string> => {
  let text = '';
  for await (const chunk of source?.read(from, to) ?? []) text += new TextDecoder().decode(chunk);
  return text;
};

describe('an object that is opened', () => {
  test('says its size and gives any stretch of its bytes, more than once', async () => {
    const store = objectStore('incoming', services.s3);
    await store.putOnce('opened', bytesOf('abcdefghij'), 'text/csv');
    const source = await store.open('opened');
    expect(source?.sizeBytes).toBe(10);
    expect(await read(source, 0, 10)).toBe('abcdefghij');
    expect(await read(source, 3, 5)).toBe('de');
    expect(await read(source, 9, 10)).toBe('j');
    expect(await read(source, 4, 4)).toBe('');
  });

  test('is null where there is none', async () =>
    expect(await objectStore('incoming', services.s3).open('nothing/here')).toBeNull());
});

describe('a file that is copied', () => {
  const large = new Uint8Array(9 * 1024 * 1024).fill(0x61);

  test.each([
    ['small', bytesOf('small')],
    ['large', large],
  ])('is the same file there, once: %s', async (name, bytes) => {
    const store = objectStore('deliveries', services.s3);
    const copy = () => store.copyOnce(`copied/${name}`, sourceOfBytes(bytes), hashBytes(bytes), 'text/csv');
    expect(await copy()).toBe(true);
    expect(hashBytes((await store.get(`copied/${name}`)) ?? bytesOf(''))).toBe(hashBytes(bytes));
    expect(await copy()).toBe(false);
  });

  test('with another hash than it has is refused by the service', async () => {
    const store = objectStore('deliveries', services.s3);
    const copy = store.copyOnce('copied/other', sourceOfBytes(bytesOf('this')), hash('that'), 'text/csv');
    await expect(copy).rejects.toThrow();
    expect(await store.get('copied/other')).toBeNull();
  });
});

describe('a delivery that streams by', () => {
  const text = 'indicator;cohort;periode;teller;noemer;bron\na;interventie;2025;1;20;b\nSLUITREGEL;1;1;;;\n';
  /** Bytes that come one by one. */
  const slowly = (bytes: Uint8Array): ByteSource => ({
    sizeBytes: bytes.length,
    async *read(from, to) {
      for (let at = from; at < to; at++) yield bytes.subarray(at, at + 1);
    },
  });

  const NOTHING: CheckContext = { pilot: null, population: null, members: null };

  test('gives its contents and the hash of its bytes', async () => {
    const source = slowly(bytesOf(text));
    const { answer, contents } = await checkStreamed({ kind: 'indicators', source, numbers: {}, form: {} }, NOTHING);
    expect(answer).toMatchObject({ sha256: hash(text), accepted: true, problems: [], findings: [] });
    expect(contents).toMatchObject({ rowCount: 1, total: '1' });
    expect(await contentTypeOf(source)).toBe('text/csv');
  });

  test('is a workbook where it begins as one, and is read as such', async () => {
    const source = slowly(Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x00]));
    expect(await contentTypeOf(source)).toContain('spreadsheetml');
    const { answer } = await checkStreamed({ kind: 'indicators', source, numbers: {}, form: {} }, NOTHING);
    expect(answer.problems.map(({ code }) => code)).toEqual(['workbook_is_unreadable']);
  });

  const HEADING = 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden';

  test('is refused for cells smaller than they may be', async () => {
    const source = slowly(bytesOf(`${HEADING}\nP;1;interventie;2025;;;9;108\nSLUITREGEL;1;108;;;;;\n`));
    const { answer } = await checkStreamed({ kind: 'members', source, numbers: {}, form: {} }, NOTHING);
    expect(answer.findings.map(({ code }) => code)).toEqual(['cell_is_too_small']);
  });

  test('with more numbers in doubt than can wait is read once more, so that no row stays unchecked', async () => {
    const rows = Array.from({ length: 10_001 }, (_, row) => `P;1;interventie;Wlz;z${row};2025;;;100;1.200`);
    // The last row that could not wait stands twice, and only the closing row shows what a point means.
    const doubled = [...rows, rows[10_000] ?? ''];
    const sum = `${1_200 * doubled.length}`.replace(/\B(?=(\d{3})+$)/g, '.');
    const heading = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';
    const file = `${heading}\n${doubled.join('\n')}\nSLUITREGEL;${doubled.length};${sum},00;;;;;;;\n`;
    const source = sourceOfBytes(bytesOf(file));
    const { answer, again } = await checkStreamed({ kind: 'costs', source, numbers: {}, form: {} }, NOTHING);
    const twice = answer.findings.filter(({ code }) => code === 'cell_stands_twice');
    expect([again, twice.map(({ line }) => line)]).toEqual([null, [10_003]]);
  });

  test('that was accepted gives its cells, and one that cannot be read any more is our own mistake', async () => {
    const [cell] = await readCells({ kind: 'indicators', source: slowly(bytesOf(text)), numbers: {}, form: {} });
    expect(cell).toMatchObject({ values: { indicator: 'a' }, sums: { teller: '1', noemer: '20' } });
    const damaged = readCells({ kind: 'indicators', source: slowly(bytesOf('a;b')), numbers: {}, form: {} });
    await expect(damaged).rejects.toThrow('cannot be read any more');
  });
});
