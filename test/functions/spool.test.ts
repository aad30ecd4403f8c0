import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { type Spooled, spooled } from '../../functions/spool.ts';
import { bytesOf } from './services.ts';

/** What is sent is what was written, whether it waited in memory or on disk; and nothing stays there. */

const left = (): number => readdirSync(tmpdir()).filter((name) => name.startsWith(`ontschot-`)).length;
const sent = async ({ body, sizeBytes }: Spooled) => {
  const isHeld = body instanceof Uint8Array;
  return { isHeld, sizeBytes, text: (isHeld ? Buffer.from(body) : await buffer(body)).toString() };
};
const written = (pieces: readonly string[], mostHeldBytes: number) =>
  spooled(
    mostHeldBytes,
    async (write) => {
      for (const piece of pieces) write(bytesOf(piece));
    },
    sent,
  );

describe('pieces that are sent as a whole', () => {
  test.each([
    ['nothing', [], true],
    ['few bytes', ['één ', 'twee'], true],
    ['exactly as many bytes as may be held', ['x'.repeat(10)], true],
    ['one byte more', ['x'.repeat(10), 'y'], false],
    ['many more', ['a'.repeat(25), '', 'b'.repeat(7), 'c'], false],
  ])('of %s', async (_, pieces, isHeld) => {
    const before = left();
    const text = pieces.join('');
    expect(await written(pieces, 10)).toEqual({ isHeld, sizeBytes: bytesOf(text).length, text });
    expect(left()).toBe(before);
  });

  test('leave nothing behind where writing or sending fails', async () => {
    const before = left();
    const fill = async (write: (piece: Uint8Array) => void): Promise<void> => {
      write(bytesOf('too much'));
      throw new Error('no more');
    };
    await expect(spooled(1, fill, sent)).rejects.toThrow('no more');
    const full = async (write: (piece: Uint8Array) => void): Promise<void> => write(bytesOf('too much'));
    await expect(
      spooled(1, full, async () => {
        throw new Error('not sent');
      }),
    ).rejects.toThrow('not sent');
    expect(left()).toBe(before);
  });
});
