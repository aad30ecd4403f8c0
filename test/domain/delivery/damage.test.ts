import { describe, expect, test } from 'vitest';
import { readStructure, short } from './read-structure.ts';

/** A small generator of pseudo-random whole numbers below a bound, always the same for the same seed. */
const chance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const HEADING = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';

/** A sound row; one in twenty has a quoted field, and some of those hold a delimiter, a quote or a line end. */
const soundRow = (row: number, next: (below: number) => number): string[] => {
  const quoted = ['"Zorg; thuis"', '"""s Heeren Loo"', '"wijk\r\nverpleging"', '"gewoon"'][next(4)] ?? '';
  const care = row % 20 === 0 ? quoted : ['wijkverpleging', 'farmacie', 'café Zuid', ''][next(4)];
  const amount = `${next(50) === 0 ? '-' : ''}${next(90_000) + 1},${next(90) + 10}`;
  return ['Parkstad', '2', 'interventie', 'Zvw', care ?? '', '2025-K1', 'V', '18-64', `${next(900) + 10}`, amount];
};

type Damage = (fields: string[], next: (below: number) => number) => string;
const changed = (fields: readonly string[], place: number, value: string): string[] =>
  fields.map((field, at) => (at === place ? value : field));
/** A column with plain text, never the one that may be quoted. */
const plain = (next: (below: number) => number): number => [0, 1, 2, 3, 5, 6, 7][next(7)] ?? 0;
const joined = (fields: readonly string[]) => fields.join(';');
const inField =
  (change: (field: string) => string): Damage =>
  (fields, next) => {
    const place = plain(next);
    return joined(changed(fields, place, change(fields[place] ?? '')));
  };

const WAYS: Readonly<Record<string, readonly [code: string, damage: Damage]>> = {
  'the last field missing': ['too_few_fields', (fields) => joined(fields.slice(0, -1))],
  'the first field missing': ['too_few_fields', (fields) => joined(fields.slice(1))],
  'one delimiter missing': ['too_few_fields', (fields) => `${joined(fields.slice(0, 3))}${joined(fields.slice(3))}`],
  'cut off half-way': ['too_few_fields', (fields) => joined(fields.slice(0, 4))],
  'a delimiter too many at the end': ['too_many_fields', (fields) => `${joined(fields)};`],
  'a delimiter too many inside': ['too_many_fields', (fields) => joined(changed(fields, 2, 'inter;ventie'))],
  'a line end inside a field': ['too_few_fields', (fields) => joined(changed(fields, 3, 'Z\r\nvw'))],
  'a line end before a delimiter': ['too_few_fields', (fields) => `${joined(fields.slice(0, 9))}\r\n;12,50`],
  'a line end for a delimiter': [
    'too_few_fields',
    (fields) => `${joined(fields.slice(0, 5))}\r\n${joined(fields.slice(5))}`,
  ],
  'two rows on one line': ['too_many_fields', (fields) => `${joined(fields)};${joined(fields)}`],
  'every delimiter a comma': ['other_delimiter', (fields) => fields.slice(0, 9).concat('12').join(',')],
  'one delimiter a tab': ['other_delimiter', (fields) => `${joined(fields.slice(0, 2))}\t${joined(fields.slice(2))}`],
  'one delimiter a bar': ['other_delimiter', (fields) => `${joined(fields.slice(0, 6))}|${joined(fields.slice(6))}`],
  'a quote that opens and is not closed': ['unbalanced_quote', inField((field) => `"${field}`)],
  'a quote that opens and is doubled at the end': ['unbalanced_quote', inField((field) => `"${field}""`)],
  'a quote that only closes': ['quote_in_unquoted_field', inField((field) => `${field}"`)],
  'a quote in the middle': ['quote_in_unquoted_field', (fields) => joined(changed(fields, 0, 'Park"stad'))],
  'a quote before a delimiter and nothing before it': [
    'quote_in_unquoted_field',
    (fields) => joined(changed(fields, 0, ' "Parkstad"')),
  ],
  'text after the closing quote': ['text_after_closing_quote', inField((field) => `"${field}"x`)],
  'a space after the closing quote': ['text_after_closing_quote', inField((field) => `"${field}" `)],
  'a quote too many inside quotes': ['text_after_closing_quote', (fields) => joined(changed(fields, 0, '"Park"stad"'))],
  'a NUL': ['nul_byte', inField((field) => `${field}\0`)],
  'a control character': ['control_character', inField((field) => `${field}\u001b`)],
  'a C1 control character': ['control_character', inField((field) => `${field}\u0085`)],
  'a field too long': ['field_too_long', inField((field) => field + 'x'.repeat(33_000))],
  'an empty line before it': ['empty_row', (fields) => `\r\n${joined(fields)}`],
  'a byte that is no UTF-8': ['undecodable_bytes', inField((field) => `${field}\ue000`)],
};

/** U+E000 stands for the byte FF, which no text can hold. */
const bytesOf = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text);
  if (!text.includes('\ue000')) return bytes;
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const isMark = bytes[at] === 0xee && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80;
    kept.push(isMark ? 0xff : (bytes[at] ?? 0));
    if (isMark) at += 2;
  }
  return Uint8Array.from(kept);
};

/** A file of 200 rows with `count` of them damaged, and the line of each damage. */
const damagedFile = (damage: Damage, count: number, seed: number) => {
  const next = chance(seed);
  const damaged = new Set<number>();
  while (damaged.size < count) damaged.add(next(200));
  const texts = [HEADING];
  const lines: number[] = [];
  let line = 2;
  for (let row = 0; row < 200; row++) {
    const fields = soundRow(row, next);
    if (damaged.has(row)) lines.push(line);
    const text = damaged.has(row) ? damage(changed(fields, 4, 'farmacie'), next) : joined(fields);
    texts.push(text);
    line += text.split('\r\n').length;
  }
  return { bytes: bytesOf(`${texts.join('\r\n')}\r\n`), lines };
};

describe('in a file of 200 rows, for 1 to 50 damaged rows, each one is found on its line, and once', () => {
  test.each(Object.entries(WAYS))('%s', (_, [code, damage]) => {
    for (let count = 1; count <= 50; count++) {
      const { bytes, lines } = damagedFile(damage, count, count);
      const { problems, structure } = readStructure(bytes);
      const found = problems.map((problem) => `${problem.code} ${problem.line}`);
      expect(found, `${count} damaged rows`).toEqual(lines.map((line) => `${code} ${line}`));
      expect(structure.rows).toBe(200);
    }
  });
});

/**
 * The kinds of damage with which readers of delimited text are compared in print (Vitagliano and others, Pollock, 2023):
 * one delimiter missing, too many or another one, or one quote too many, at every place of a row.
 */
describe('one character wrong, at each place of a row, is one problem on its line', () => {
  const ROW = 'Parkstad;2;interventie;Zvw;"Zorg; thuis";2025-K1;V;18-64;350;1234,50';
  const OTHERS = [
    'Parkstad;2;referentie;Wmo;begeleiding;2025-K1;M;65+;120;-12,50',
    'Parkstad;2;interventie;Zvw;"wijk, verpleging";2025-K2;V;00-17;98;7,05',
    'Parkstad;2;referentie;Wpg;;2025;;;1250;99999,99',
  ];
  const places = [...ROW].map((_, at) => at);
  const delimiters = places.filter((at) => ROW[at] === ';' && at !== ROW.indexOf('; thuis'));
  const put = (at: number, sign: string, instead = 0): string => ROW.slice(0, at) + sign + ROW.slice(at + instead);
  const problemsOf = (row: string): string[] => {
    const text = [HEADING, ...OTHERS, ...OTHERS, row, ...OTHERS, ...OTHERS, ''].join('\r\n');
    return readStructure(text).problems.map(({ code, line }) => `${code} ${line}`);
  };
  const onLine = (row: string, codes: readonly string[]) => {
    const [found, ...more] = problemsOf(row);
    expect({ row, isFound: codes.some((code) => found === `${code} 8`), more }).toEqual({
      row,
      isFound: true,
      more: [],
    });
  };

  test('a delimiter missing', () => {
    for (const at of delimiters)
      onLine(put(at, '', 1), ['too_few_fields', 'text_after_closing_quote', 'quote_in_unquoted_field']);
  });

  test('a delimiter too many, outside quotes', () => {
    const [from, to] = [ROW.indexOf('"'), ROW.lastIndexOf('"')];
    for (const at of [...places, ROW.length]) if (at <= from || at > to) onLine(put(at, ';'), ['too_many_fields']);
  });

  test.each([',', '\t', '|', ':', ' '])('another sign %j for a delimiter', (sign) => {
    const codes = ['other_delimiter', 'too_few_fields', 'text_after_closing_quote', 'quote_in_unquoted_field'];
    for (const at of delimiters) onLine(put(at, sign, 1), codes);
  });

  test('a quote too many', () => {
    const codes = ['unbalanced_quote', 'quote_in_unquoted_field', 'text_after_closing_quote'];
    for (const at of [...places, ROW.length]) onLine(put(at, '"'), codes);
  });

  test('a quote missing', () => {
    for (const at of [ROW.indexOf('"'), ROW.lastIndexOf('"')])
      onLine(put(at, '', 1), ['unbalanced_quote', 'quote_in_unquoted_field', 'too_many_fields']);
  });
});

test('the same file without damage has no problem and keeps every row', () => {
  const { bytes } = damagedFile(joined, 0, 4);
  const { problems, rows } = readStructure(bytes);
  expect(problems).toEqual([]);
  expect(rows).toHaveLength(200);
});

test('of 500 faults of all these kinds in one file, each is found on its line and none twice', () => {
  const next = chance(5);
  const ways = Object.values(WAYS);
  const expected: string[] = [];
  let [text, line] = [`${HEADING}\r\n`, 2];
  for (let row = 0; row < 4_000; row++) {
    const fields = changed(soundRow(row, next), 4, row % 20 === 0 ? '"Zorg; thuis"' : 'café');
    const [code, damage] = ways[expected.length % ways.length] ?? ['', joined];
    const isDamaged = row % 8 === 3 && expected.length < 500;
    if (isDamaged) expected.push(`${code} ${line}`);
    const written = `${isDamaged ? damage(fields, next) : joined(fields)}\r\n`;
    text += written;
    line += written.split('\r\n').length - 1;
  }
  const { problems } = readStructure(bytesOf(text));
  expect(short(problems).map((each) => each.split(':')[0])).toEqual(expected);
  expect(expected).toHaveLength(500);
});
