import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowScanner } from '../../../../domain/delivery/structure/row-scanner.ts';
import { keyCache, runsOf } from '../../../../domain/delivery/template/key-cache.ts';

const DELIMITER = 0x3b;

const textsOf = (row: string, places: readonly number[]): string =>
  JSON.stringify([...places].sort((a, b) => a - b).map((place) => row.split(';')[place]));

/** What the cache says of each row, and the number that its texts were put under before; −1 for none. */
const looked = (rows: readonly string[], places: readonly number[]) => {
  const cache = keyCache(runsOf(places));
  const numbers = new Map<string, number>();
  const bytes = new TextEncoder().encode(`${rows.join('\n')}\n`);
  const { row, scan } = rowScanner(DELIMITER);
  let at = 0;
  return rows.map((text) => {
    scan(bytes, at, bytes.length, true, 0, at);
    at = row.next;
    const found = cache.find(row);
    const texts = textsOf(text, places);
    const known = numbers.get(texts) ?? -1;
    if (known < 0) numbers.set(texts, numbers.size);
    if (found < 0) cache.put(numbers.get(texts) ?? -1);
    return { found, known };
  });
};

const numbered = (rows: readonly string[], places: readonly number[]): number[] =>
  looked(rows, places).map(({ found }) => found);

test('fields next to each other are one run', () => {
  expect(runsOf([3, 0, 1, 5])).toEqual([
    [0, 1],
    [3, 3],
    [5, 5],
  ]);
});

test('rows are found again by the fields of their key, and by nothing else', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' '), maxLength: 9 });
  const rows = fc.array(
    fc.tuple(field, field, field, fc.nat(9)).map((fields) => `x${fields.join(';')}`),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(rows, fc.constantFrom([0, 1, 2], [0, 2], [1], [2, 0]), (each, places) => {
      for (const { found, known } of looked(each, places)) expect(found).toBe(known);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('fields that meet elsewhere are other fields', () => {
  expect(numbered(['ab;c;x', 'a;bc;x', 'ab;c;y'], [0, 1])).toEqual([-1, -1, 0]);
  expect(numbered(['ab;x;c', 'a;x;bc'], [0, 2])).toEqual([-1, -1]);
});

test('a quoted field is another one than the same text without quotes', () =>
  expect(numbered(['a;b', '"a";b', 'a;"b"', '"a";b'], [0, 1])).toEqual([-1, -1, -1, 1]));

test('bytes by themselves are found as those of a row, however short', () => {
  const cache = keyCache([[0, 1]]);
  const { row, scan } = rowScanner(DELIMITER);
  const put = (text: string, key: number) => {
    const bytes = new TextEncoder().encode(`${text};x\n`);
    scan(bytes, 0, bytes.length, true, 0, 0);
    cache.find(row);
    cache.put(key);
  };
  const texts = [';', 'a;', ';a', 'a;b', 'ab;cd', '"a";b', 'Parkstad;1', 'Parkstad;2', 'é;Parkstad-Noord'];
  texts.forEach(put);
  const found = (text: string) => {
    const bytes = new TextEncoder().encode(`..${text}..`);
    return cache.findBytes(new DataView(bytes.buffer), 2, bytes.length - 2);
  };
  expect(texts.map(found)).toEqual([...texts.keys()]);
  expect(['', 'b;', 'Parkstad;', 'Parkstad;3', 'Qarkstad;1', 'a;b;'].map(found)).toEqual([-1, -1, -1, -1, -1, -1]);
});

test('of thousands of keys hardly any is forgotten while the cache grows, and none is taken for another', () => {
  const rows = Array.from({ length: 18_000 }, (_, row) => `Parkstad;1;${row % 9_000}`);
  const all = looked(rows, [0, 1, 2]);
  expect(all.filter(({ found, known }) => found >= 0 && found !== known)).toEqual([]);
  expect(all.filter(({ found }) => found >= 0).length).toBeGreaterThan(8_900);
});
