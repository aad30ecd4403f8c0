import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type Files, readZip, zipOf } from '../../../domain/record/zip.ts';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const files: Files = new Map([
  ['b.json', bytes('{"een":1}')],
  ['a.txt', bytes('één\n')],
  ['leeg.txt', bytes('')],
]);
const zip = zipOf(files);

describe('the zip of a bundle', () => {
  test('is opened by other programs', () =>
    expect(unzipSync(zip)).toEqual({ 'a.txt': bytes('één\n'), 'b.json': bytes('{"een":1}'), 'leeg.txt': bytes('') }));

  test('is the same in whatever order the files are given', () =>
    expect(zipOf(new Map([...files].reverse()))).toEqual(zip));

  test('is read back, in order of the names', () => {
    const reading = readZip(zip);
    expect('files' in reading && [...reading.files]).toEqual([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  });

  test('of nothing is a zip of nothing', () => expect(readZip(zipOf(new Map()))).toEqual({ files: new Map() }));

  test.each([
    ['a text', bytes('geen zip')],
    ['nothing', new Uint8Array()],
    ['its first half', zip.subarray(0, zip.length / 2)],
    ['all but the last byte', zip.subarray(0, -1)],
    ['a byte behind it', Uint8Array.of(...zip, 0)],
    ['something before it', Uint8Array.of(0, ...zip)],
    ['the zip of another program, compressed', zipSync(Object.fromEntries(files))],
    ['the zip of another program, stored', zipSync(Object.fromEntries(files), { level: 0, mtime: '2020-01-01' })],
  ])('%s is none', (_, other) => expect(readZip(other)).toMatchObject({ differsAt: expect.any(Number) }));

  test('a bomb is not unpacked: what is compressed is no bundle', () => {
    const bomb = zipSync({ 'statement.json': new Uint8Array(10_000_000) }, { level: 9 });
    expect(bomb.length).toBeLessThan(20_000);
    expect(readZip(bomb)).toMatchObject({ differsAt: expect.any(Number) });
  });

  test('a file that claims to be longer than the zip is not looked for', () => {
    const other = zip.slice();
    new DataView(other.buffer).setUint32(18, 0xffffffff, true);
    expect(readZip(other)).toMatchObject({ within: null });
  });

  test('one bit turned anywhere is found, and in which file', () => {
    for (let bit = 0; bit < zip.length * 8; bit += 1) {
      const other = zip.slice();
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect('differsAt' in readZip(other)).toBe(true);
    }
    const other = zip.slice();
    const place = Buffer.from(zip).indexOf('{"een"');
    other[place] = 0x5b;
    expect(readZip(other)).toMatchObject({ within: 'b.json' });
  });

  test('the same file twice is not taken', () => {
    const once = zipOf(new Map([['a', bytes('1')]]));
    const end = once.length - 22 - 47;
    const twice = Uint8Array.of(...once.subarray(0, end), ...once);
    expect('differsAt' in readZip(twice)).toBe(true);
  });
});
