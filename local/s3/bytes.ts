/** Reading a stream of bytes by line, by count and up to a delimiter: what chunked uploads and HTML forms are made of. */
import { refuse } from './errors.ts';

/** A stream that is read piece by piece. Each method consumes what it gives; a stream that ends too soon is refused as IncompleteBody. */
export interface ByteReader {
  /** The text up to the next CRLF, without it; longer than `limitBytes` is refused as InvalidRequest. */
  readonly line: (limitBytes: number) => Promise<string>;
  /** Exactly `count` bytes, in pieces. */
  readonly take: (count: number) => AsyncGenerator<Buffer>;
  /** Everything before the delimiter, in pieces; the delimiter itself is consumed. */
  readonly until: (delimiter: Buffer) => AsyncGenerator<Buffer>;
}

const endOfLine = Buffer.from('\r\n');

/** The whole of a small stream; longer than `limitBytes` is refused as `tooLong`. */
export const collect = async (
  pieces: AsyncIterable<Buffer>,
  limitBytes: number,
  tooLong: 'InvalidRequest' | 'MaxPostPreDataLengthExceeded',
): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > limitBytes) refuse(tooLong, `At most ${limitBytes} bytes are allowed here.`);
    parts.push(piece);
  }
  return Buffer.concat(parts);
};

/** Reads from `source`, which it holds at most one piece of at a time. */
export const byteReader = (source: AsyncIterable<Buffer>): ByteReader => {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  const more = async (): Promise<Buffer> => {
    const next = await iterator.next();
    return next.done === true ? refuse('IncompleteBody', 'The body ended before it was complete.') : next.value;
  };

  async function* take(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      if (rest.length === 0) rest = await more();
      const piece = rest.subarray(0, missing);
      rest = rest.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }

  async function* until(delimiter: Buffer): AsyncGenerator<Buffer> {
    let found = rest.indexOf(delimiter);
    while (found < 0) {
      // The delimiter may begin in this piece and end in the next, so its length less one stays behind.
      const certain = Math.max(0, rest.length - delimiter.length + 1);
      if (certain > 0) yield rest.subarray(0, certain);
      rest = Buffer.concat([rest.subarray(certain), await more()]);
      found = rest.indexOf(delimiter);
    }
    if (found > 0) yield rest.subarray(0, found);
    rest = rest.subarray(found + delimiter.length);
  }

  const line = async (limitBytes: number) =>
    (await collect(until(endOfLine), limitBytes, 'InvalidRequest')).toString('utf8');
  return { line, take, until };
};
