/**
 * Turns UTF-16 into UTF-8 chunk by chunk, so that one scanner serves every encoding.
 */

/**
 * A transcoder. A surrogate without its partner, or half a code unit at the end, becomes the byte FF, which is never
 * UTF-8: the reader reports it like any byte that cannot be decoded. `sourceOffset` gives the place in the file of such
 * a byte from its place in the output, for as long as that output was not released.
 */
export interface Utf16Transcoder {
  readonly push: (chunk: Uint8Array, isLast: boolean) => Uint8Array;
  readonly sourceOffset: (outputOffset: number) => number;
  readonly release: (outputOffset: number) => void;
}

const UNDECODABLE = 0xff;

/** A transcoder for one file; `skip` is the number of bytes of the file (its byte order mark) that are not pushed. */
export const utf16Transcoder = (isLittleEndian: boolean, skip: number): Utf16Transcoder => {
  const damaged = new Map<number, number>();
  let rest = new Uint8Array(0);
  let [consumed, produced] = [skip, 0];
  const push = (chunk: Uint8Array, isLast: boolean): Uint8Array => {
    const input = joined(rest, chunk);
    const output = new Uint8Array(input.length * 2 + 1);
    const unit = (at: number) =>
      isLittleEndian ? (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) : ((input[at] ?? 0) << 8) | (input[at + 1] ?? 0);
    let [at, length] = [0, 0];
    while (at < input.length) {
      const left = input.length - at;
      if (left < 4 && !isLast && (left < 2 || isHighSurrogate(unit(at)))) break;
      const point = left < 2 ? -1 : codePoint(unit(at), left < 4 ? 0 : unit(at + 2));
      if (point < 0) damaged.set(produced + length, consumed + at);
      length = point < 0 ? put(output, length, UNDECODABLE) : putUtf8(output, length, point);
      at += point > 0xffff ? 4 : Math.min(left, 2);
    }
    rest = input.slice(at);
    consumed += at;
    produced += length;
    return output.subarray(0, length);
  };
  return {
    push,
    sourceOffset: (outputOffset) => damaged.get(outputOffset) ?? consumed,
    release: (outputOffset) => {
      for (const place of damaged.keys()) {
        if (place >= outputOffset) break;
        damaged.delete(place);
      }
    },
  };
};

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

const codePoint = (unit: number, next: number): number => {
  if (isHighSurrogate(unit)) return isLowSurrogate(next) ? 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00) : -1;
  return isLowSurrogate(unit) ? -1 : unit;
};

const put = (output: Uint8Array, at: number, byte: number): number => {
  output[at] = byte;
  return at + 1;
};

const putUtf8 = (output: Uint8Array, at: number, point: number): number => {
  if (point < 0x80) return put(output, at, point);
  const following = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const lead = [0, 0xc0, 0xe0, 0xf0][following] ?? 0;
  let end = put(output, at, lead | (point >> (6 * following)));
  for (let place = following - 1; place >= 0; place--) end = put(output, end, 0x80 | ((point >> (6 * place)) & 0x3f));
  return end;
};

/** Two runs of bytes as one; the second as it is where the first is empty. */
const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
};
