/**
 * Which character encoding a file has, and the characters of a cell.
 *
 * UTF-8 and Windows-1252 share their delimiters, quotes and line ends with ASCII, so the scanner works on their bytes as
 * they are and only cells with a byte above 127 are decoded. UTF-16 is turned into UTF-8 first (`utf16.ts`).
 */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What the first bytes of a file tell: its encoding (`null` while all is ASCII) and the length of a byte order mark. */
export interface EncodingFinding {
  readonly encoding: Encoding | null;
  readonly markLength: number;
}

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Finds the encoding from the first bytes of a file: a byte order mark, the zero bytes of UTF-16, or bytes above 127. */
export const detectEncoding = (sample: Uint8Array): EncodingFinding => {
  for (const [encoding, mark] of MARKS)
    if (mark.every((byte, place) => sample[place] === byte)) return { encoding, markLength: mark.length };
  return { encoding: utf16WithoutMark(sample) ?? encodingOfHighBytes(sample, 0, sample.length), markLength: 0 };
};

/** Text in Western letters as UTF-16 has a zero in nearly every second byte; any other file has hardly any. */
const utf16WithoutMark = (sample: Uint8Array): Encoding | null => {
  const pairs = Math.min(sample.length, 4096) >> 1;
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at++) if (sample[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (pairs < 2) return null;
  if (odd > pairs * 0.4 && even < pairs * 0.1) return 'utf-16le';
  return even > pairs * 0.4 && odd < pairs * 0.1 ? 'utf-16be' : null;
};

/**
 * Tells UTF-8 from Windows-1252 by the bytes above 127; `null` where there are none.
 *
 * A byte that is no UTF-8 but would be a likely letter or sign of Windows-1252 speaks for the latter; one that would be
 * an unlikely sign there is damage in a UTF-8 file. As many of both are damage in a file of Windows-1252: a likely letter
 * is not made by chance. A well-formed UTF-8 sequence arises by chance so rarely in Windows-1252 that it weighs twenty
 * times as much.
 */
export const encodingOfHighBytes = (bytes: Uint8Array, from: number, to: number): Encoding | null => {
  let [sequences, likely, unlikely] = [0, 0, 0];
  for (let at = from; at < to; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    const length = utf8Length(bytes, at, to);
    if (length > 0) sequences++;
    else if (isLikelyWindows1252(bytes, at, from, to)) likely++;
    else unlikely++;
    at += Math.max(length - 1, 0);
  }
  if (sequences + likely + unlikely === 0) return null;
  return likely > 0 && likely >= unlikely && likely > sequences * 20 ? 'windows-1252' : 'utf-8';
};

const isAsciiLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** What Windows-1252 has of letters before the accented ones of Latin-1: ƒ Š Œ Ž š œ ž Ÿ. */
const EARLY_LETTERS = new Set([0x83, 0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f]);

// The letters of Western Europe without those of Icelandic and ÿ, × and ÷.
const isLikelyLetter = (byte: number): boolean =>
  EARLY_LETTERS.has(byte) || (byte >= 0xc0 && ![0xd0, 0xd7, 0xde, 0xf0, 0xf7, 0xfd, 0xfe, 0xff].includes(byte));

// € … ‘ ’ “ ” • – — ™ hard space § « ® ° ± ² ³ ´ · ¹ » ½ are what office software puts between words and behind them.
const LIKELY_SIGNS = new Set([
  0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xa0, 0xa7, 0xab, 0xae, 0xb0, 0xb1, 0xb2, 0xb3, 0xb4,
  0xb7, 0xb9, 0xbb, 0xbd,
]);

// ‚ „ † ‡ ‰ ‹ › ¡ ¢ £ ¥ © µ º ¼ ¾ ¿ × ÷ stand at the start of a word or by themselves, and never behind a letter.
const SIGNS_BEFORE_WORDS = new Set([
  0x82, 0x84, 0x86, 0x87, 0x89, 0x8b, 0x9b, 0xa1, 0xa2, 0xa3, 0xa5, 0xa9, 0xb5, 0xba, 0xbc, 0xbe, 0xbf, 0xd7, 0xf7,
]);

// Where a word begins or ends: line ends, tab, space, quote, comma, semicolon, bar, and the start and end of a file (0).
const AROUND_WORDS = new Set([0x00, 0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x3b, 0x7c]);

const isLikelyWindows1252 = (bytes: Uint8Array, at: number, from: number, to: number): boolean => {
  const byte = bytes[at] ?? 0;
  if (LIKELY_SIGNS.has(byte)) return true;
  const before = at > from ? (bytes[at - 1] ?? 0) : 0;
  const after = at + 1 < to ? (bytes[at + 1] ?? 0) : 0;
  const isLetter = (next: number) => isAsciiLetter(next) || isLikelyLetter(next);
  if (SIGNS_BEFORE_WORDS.has(byte)) return !isLetter(before);
  if (!isLikelyLetter(byte)) return false;
  return isLetter(before) || isLetter(after) || (AROUND_WORDS.has(before) && AROUND_WORDS.has(after));
};

/** The length (1 to 4) of the well-formed UTF-8 sequence at a place, 0 where there is none (Unicode 15, table 3-7). */
export const utf8Length = (bytes: Uint8Array, at: number, to: number): number => {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > to) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let next = at + 2; next < at + length; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
};

// What Windows-1252 has where Latin-1 has control characters; a full stop stands for the five bytes without a meaning.
const WINDOWS_1252 = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ';
const UNDEFINED_IN_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** The byte of a character in Windows-1252; `null` for one that it does not have. */
export const windows1252Byte = (character: string): number | null => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
  const place = WINDOWS_1252.indexOf(character);
  return place < 0 ? null : 0x80 + place;
};

/** The place of the first byte that the encoding does not know, or -1. */
export const firstUndecodable = (encoding: Encoding, bytes: Uint8Array, from: number, to: number): number => {
  let at = from;
  while (at < to) {
    const length =
      encoding === 'windows-1252' ? (UNDEFINED_IN_1252.has(bytes[at] ?? 0) ? 0 : 1) : utf8Length(bytes, at, to);
    if (length === 0) return at;
    at += length;
  }
  return -1;
};

// A byte order mark inside a file is a character like any other here; only the one at the very start is taken off.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The characters of a cell. `isAscii` says that it has no byte above 127, which is the fast way. */
export const decodeCell = (
  encoding: Encoding,
  bytes: Uint8Array,
  from: number,
  to: number,
  isAscii: boolean,
): string => {
  if (isAscii && to - from < 48) return charactersOf(bytes, from, to);
  if (encoding !== 'windows-1252') return utf8.decode(bytes.subarray(from, to));
  let text = '';
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    text += byte >= 0x80 && byte < 0xa0 ? (WINDOWS_1252[byte - 0x80] ?? '') : String.fromCharCode(byte);
  }
  return text;
};

const charactersOf = (bytes: Uint8Array, from: number, to: number): string => {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
};
