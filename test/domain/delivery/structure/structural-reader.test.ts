import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readStructure, short } from '../read-structure.ts';

const utf16 = (text: string, isLittleEndian: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
  return bytes;
};
/** Text of characters up to U+00FF as one byte each, and the few beyond it that are used here. */
const EARLY: Readonly<Record<string, number>> = { '€': 0x80, '„': 0x84, '”': 0x94, '™': 0x99, Š: 0x8a };
const windows1252 = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => EARLY[character] ?? character.charCodeAt(0));
const problemsOf = (content: string | Uint8Array): string[] => short(readStructure(content).problems);

describe('the encoding is told', () => {
  const text = 'naam;bedrag\nHeërlen €;1,50\n';
  const rows = [['Heërlen €', '1,50']];
  test.each([
    ['utf-8', false, new TextEncoder().encode(text)],
    ['utf-8', true, new TextEncoder().encode(`\ufeff${text}`)],
    ['utf-16le', true, utf16(`\ufeff${text}`, true)],
    ['utf-16be', true, utf16(`\ufeff${text}`, false)],
    ['utf-16le', false, utf16(text, true)],
    ['utf-16be', false, utf16(text, false)],
    ['windows-1252', false, windows1252(text)],
  ])('%s, with a byte order mark: %s', (encoding, byteOrderMark, bytes) => {
    const reading = readStructure(bytes);
    expect(reading.structure).toMatchObject({ encoding, byteOrderMark, headings: ['naam', 'bedrag'] });
    expect(reading.rows).toEqual(rows);
    expect(reading.problems).toEqual([]);
  });

  test('UTF-16 in chunks of an odd number of bytes', () => {
    const rows = Array.from({ length: 4_000 }, (_, row) => [`Heerlen ${row} 😀`, '1']);
    const { problems, ...reading } = readStructure(
      utf16(`\ufeffa;b\n${rows.map((row) => row.join(';')).join('\n')}`, true),
      7,
    );
    expect(problems).toEqual([]);
    expect(reading.rows).toEqual(rows);
  });

  test('only ASCII is UTF-8', () => expect(readStructure('a;b\n1;2\n').structure.encoding).toBe('utf-8'));

  test('a letter of Windows-1252 far beyond the first bytes is still told', () => {
    const reading = readStructure(
      windows1252(`naam;getal\n${'Heerlen;1\n'.repeat(20_000)}Hengstdal Zuid-Oést;2\n`),
      4_096,
    );
    expect(reading.structure.encoding).toBe('windows-1252');
    expect(reading.rows.at(-1)).toEqual(['Hengstdal Zuid-Oést', '2']);
  });

  test.each(['„Samen”', 'patiënt Zorg™', '5 µg', '£ 5', '¼ fte', '© Vektis', 'Škola', 'Ø', 'Wijk é', 'é'])(
    '%s in a file of ASCII is Windows-1252',
    (name) => {
      const { structure, rows, problems } = readStructure(windows1252(`naam;bedrag\n${name};1,50\n`));
      expect(structure.encoding).toBe('windows-1252');
      expect(rows).toEqual([[name, '1,50']]);
      expect(problems).toEqual([]);
    },
  );

  test('one byte without a meaning beside a letter of Windows-1252 is one problem', () => {
    const { structure, problems } = readStructure(windows1252('naam;bedrag\ncafé;1,50\n\u0081;2,50\n'));
    expect(structure.encoding).toBe('windows-1252');
    expect(short(problems)).toEqual(['undecodable_bytes 3:1']);
  });

  test.each(['caf\u0082', 'caf\u00a9', 'x\u00ff', '\u00c3('])(
    'what is cut off of a letter in UTF-8 (%j) is damage, not Windows-1252',
    (name) => expect(readStructure(windows1252(`naam;bedrag\n${name};1,50\n`)).structure.encoding).toBe('utf-8'),
  );

  test.each([
    ['a lone C3 in a UTF-8 file', [0x63, 0xc3, 0xa9, 0x3b, 0x31, 0x0a, 0xc3, 0x28, 0x3b, 0x32, 0x0a], 2, 1, 10],
    ['a lone C3 where all else is ASCII', [0x63, 0x3b, 0x31, 0x0a, 0xc3, 0x28, 0x3b, 0x32, 0x0a], 2, 1, 8],
    ['an over-long slash', [0x63, 0x3b, 0x31, 0x0a, 0x32, 0x3b, 0xc0, 0xaf, 0x0a], 2, 2, 10],
  ])('%s is undecodable, with its place', (_, tail, line, column, offset) => {
    const bytes = Uint8Array.from([0x61, 0x3b, 0x62, 0x0a, ...tail]);
    const [problem, ...others] = readStructure(bytes).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'undecodable_bytes', line: line + 1, column });
    expect(problem?.message).toContain(`byte ${offset} `);
  });

  test('half a surrogate pair far beyond the first bytes', () => {
    const text = `\ufeffa;b\n${'x;2\n'.repeat(50_000)}\udc00;2\n`;
    const [problem] = readStructure(utf16(text, false), 4_096).problems;
    expect(problem).toMatchObject({ code: 'undecodable_bytes', line: 50_002, column: 1 });
    expect(problem?.message).toContain(`byte ${2 * (5 + 200_000)} `);
  });

  test('half a surrogate pair in UTF-16 is undecodable, with its place in the file', () => {
    const [problem] = readStructure(utf16('\ufeffa;b\nx\ud800;2\n', true)).problems;
    expect(problem).toMatchObject({ code: 'undecodable_bytes', line: 2, column: 1 });
    expect(problem?.message).toContain('byte 12 ');
  });
});

describe('the dialect is told', () => {
  test.each([';', ',', '\t', '|'])('delimiter %j', (delimiter) => {
    const { structure, rows } = readStructure(`a,b;c|d\te\n1,2;3|4\t5\n`.replaceAll(/[,;|\t]/g, delimiter));
    expect(structure.delimiter).toBe(delimiter);
    expect(rows).toEqual([['1', '2', '3', '4', '5']]);
  });

  test.each([
    ['1234,56', '7,8', ','],
    ['1234.56', '7.8', '.'],
    ['1.234,56', '8', ','],
    ['1.234', '1.234', null],
    ['0.234', '8', '.'],
    ['12', '-3', null],
    ['1.0', '-3,25', ','],
    ['31.12.2025', '8', null],
    ['     10,50', '8', ','],
    ['1,50-', '8', ','],
    ['- 1,50', '8', ','],
    ['(1,50)', '8', ','],
    ['1.50 C', '8', '.'],
    ["1'234,50", '8', ','],
    ['1 234,567', '8', ','],
    ['(1.234)', '8', null],
    ['art. 5,2', '8', null],
  ])('%s and %s have decimal sign %s', (first, second, decimal) =>
    expect(readStructure(`versie;bedrag\n${first};${second}\n`).structure.decimal).toBe(decimal),
  );

  test('decimal commas do not make the comma the delimiter', () => {
    const rows = Array.from({ length: 9 }, (_, row) => `${row},5;${row},25;1,0`).join('\n');
    expect(readStructure(`a;b;c\n${rows}`).structure).toMatchObject({ delimiter: ';', decimal: ',' });
  });

  test('a single column of numbers with decimal commas has no delimiter', () =>
    expect(readStructure('bedrag\n1,50\n2,50\n3,75\n')).toMatchObject({
      structure: { delimiter: null, decimal: ',', rows: 3 },
      problems: [],
    }));

  test('text of one column has no delimiter', () =>
    expect(readStructure('naam\nHeerlen\nKerkrade\n').structure).toMatchObject({ delimiter: null, rows: 2 }));

  test('line ends may be mixed, and the last may be absent', () => {
    const { structure, rows, lines } = readStructure('a;b\r\n1;2\n3;4\r5;6');
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
    expect(lines).toEqual([2, 3, 4]);
    expect(structure.lineEnds).toEqual({ crlf: 1, lf: 1, cr: 1 });
  });

  test('empty rows under the table are counted, not reported', () => {
    const { structure, problems } = readStructure('a;b\n1;2\n\n;\n \n');
    expect(structure).toMatchObject({ rows: 1, trailingEmptyRows: 3 });
    expect(problems).toEqual([]);
  });
});

test.each([
  ['a quote that does not close', '"a;b;c\n1;2;3\n4;5;6\n7;8;9\n', 3],
  ['a field too few', 'a;b\n1;2;3\n4;5;6\n7;8;9\n', 3],
  ['nothing wrong with it', 'a;b;c\n', 3],
  ['no heading at all', '', 0],
])('the columns are those of the rows under a heading with %s', (_, text, columns) =>
  expect(readStructure(text).structure.columns).toBe(columns),
);

describe('quotes', () => {
  test('a quoted field may hold delimiters, doubled quotes and line ends, and the lines are still right', () => {
    const { rows, lines, problems } = readStructure('a;b\n"x;""y""\r\nz";1\n2;""\n');
    expect(rows).toEqual([
      ['x;"y"\r\nz', '1'],
      ['2', ''],
    ]);
    expect(lines).toEqual([2, 4]);
    expect(problems).toEqual([]);
  });

  test.each([
    ['an opening quote without its closing quote', 'a;b;c;d\n1;"2;3;4\n5;6;7;8\n', 'unbalanced_quote 2:2'],
    ['one that swallows up to a quoted field', 'a;b;c\n1;"2;3\n4;"5";6\n', 'unbalanced_quote 2:2'],
    [
      'one that meets a stray quote in the same column',
      'a;b;c;d\n1;"2;3;4\n5;6;7;8\n1;2";3;4\n',
      'unbalanced_quote 2:2,quote_in_unquoted_field 4:2',
    ],
    [
      'one in a row with text that has delimiters, up to a stray quote in another column',
      'a;b;c;d\n1;"x;y;3;4\n5;6;7;8\n9;8;x";4\n',
      'unbalanced_quote 2:2,quote_in_unquoted_field 4:3',
    ],
    ['one on the last line', 'a;b\n1;2\n3;"4', 'unbalanced_quote 3:2'],
    ['text after a closing quote', 'a;b\n"1"x;2\n', 'text_after_closing_quote 2:1'],
    ['text after a closing quote, two lines on', 'a;b\n1;"x\ny"z\n3;4\n', 'text_after_closing_quote 3:2'],
    ['a quote within a field', 'a;b\n1;12" pijp\n', 'quote_in_unquoted_field 2:2'],
  ])('%s is one problem', (_, text, expected) => expect(problemsOf(text).join()).toBe(expected));

  test('the rows after an unbalanced quote are read', () =>
    expect(readStructure('a;b;c\n1;"2;3\n4;"5";6\n7;8;9\n').rows).toEqual([
      ['4', '5', '6'],
      ['7', '8', '9'],
    ]));
});

describe('each structural fault is one problem on its place', () => {
  test.each([
    ['too few fields', 'a;b;c\n1;2;3\n4;5\n6;7;8\n', 'too_few_fields 3:-'],
    ['too many fields', 'a;b;c\n1;2;3;4\n6;7;8\n', 'too_many_fields 2:-'],
    ['another delimiter in one row', 'a;b;c\n1;2;3\nx,y,z\n', 'other_delimiter 3:1'],
    ['an empty heading', 'a;;c\n1;2;3\n', 'heading_is_empty 1:2'],
    ['two headings alike', 'a;b;a\n1;2;3\n', 'heading_is_duplicate 1:3'],
    ['text above the heading', 'Rapport kosten\n\na;b;c\n1;2;3\n4;5;6\n7;8;9\n', 'preamble 1:-'],
    ['an empty line above the heading', '\na;b\n1;2\n', 'preamble 1:-'],
    ['a heading with a field too few', 'a;b\n1;2;3\n4;5;6\n7;8;9\n', 'too_few_fields 1:-'],
    [
      'a heading with a field too many, and a row to match',
      'a;b;c\n1;2;3\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n',
      'too_many_fields 1:-,too_many_fields 2:-',
    ],
    ['a heading with an unbalanced quote', '"a;b;c\n1;2;3\n4;5;6\n7;8;9\n', 'unbalanced_quote 1:1'],
    ['an empty line between rows', 'a;b\n1;2\n\n3;4\n', 'empty_row 3:-'],
    ['a second table of another width', 'a;b;c\n1;2;3\n\nd;e\n4;5\n6;7\n', 'second_table 4:-'],
    ['a second table with the same heading', 'a;b;c\n1;2;3\n\na;b;c\n4;5;6\n', 'second_table 4:-'],
    [
      'an empty line and two damaged rows are no second table',
      'a;b;c;d\n1;2;3;4\n\n5;6;7\n5;6\n1;2;3;4\n',
      'empty_row 3:-,too_few_fields 4:-,too_few_fields 5:-',
    ],
    ['a note under the table', 'a;b;c\n1;2;3\n\nBron: eigen administratie\n', 'second_table 4:-'],
    [
      'two short rows that are not halves of one',
      'a;b;c;d\nx;2;3;4\nx;2\nx;2;3\n',
      'too_few_fields 3:-,too_few_fields 4:-',
    ],
    ['a row broken in two', 'a;b;c;d\nx;2;3;4\nx;2\n5;3;4\n', 'too_few_fields 3:-'],
    [
      'a closing quote lost in a field of two lines',
      'a;b;c;d;e\n1;"x\ny";p;2;3\n1;"x\ny;p;2;3\n1;x;p;2;3\n',
      'unbalanced_quote 4:2',
    ],
    [
      'text that is no row, and a row with another delimiter after it',
      'a;b;c;d\nx;y;3;4\nrommel\nx\ty;3;4\n',
      'too_few_fields 3:-,other_delimiter 4:1',
    ],
    [
      'a short row, one with a quote that opens and one with a quote that would close it',
      'a;b;c;d;e;f\nid4;x;4,50;"q;4";M;12\nid5;x\nid6;"y;3\nid7;a"b;7,50;"q;7";M;21\n',
      'too_few_fields 3:-,unbalanced_quote 4:2,quote_in_unquoted_field 5:2',
    ],
    [
      'a quote that opens at the end of a row, a sound row, and a quote of its own',
      'a;b;c;d\n1;2;3;"4\n5;6;7;8\n"\n1;2;3;4\n',
      'unbalanced_quote 2:4,unbalanced_quote 4:1',
    ],
    [
      'another delimiter in a row with the own one between quotes',
      'a;b;c;d\n1;2;3;4\nid,"5,50","q;5",M\n1;2;3;4\n',
      'other_delimiter 3:1',
    ],
    ['two stray quotes', 'a;b;c\nx"y";"1"2;3\n', 'quote_in_unquoted_field 2:1'],
    ['a NUL', 'a;b\n1;x\0y\0\n', 'nul_byte 2:2'],
    ['a control character', 'a;b\n\u0007;2\n', 'control_character 2:1'],
    ['a control character on the second line of a field', 'a;b\n1;"x\n\u001b"\n', 'control_character 3:2'],
    ['an over-long field', `a;b\n1;${'x'.repeat(32_768)}\n3;4\n`, 'field_too_long 2:2'],
    ['a row of two million bytes', `a;b\n1;${'x'.repeat(2_000_000)}\n3;4\n`, 'field_too_long 2:2'],
    [
      'more columns than a file may have',
      `${Array.from({ length: 1_001 }, (_, at) => `k${at}`).join(';')}\n`,
      'too_many_columns 1:-',
    ],
    ['nothing at all', '', 'file_is_empty -:-'],
    ['only empty rows', '\n\n', 'file_is_empty -:-'],
  ])('%s', (_, text, expected) => expect(problemsOf(text).join()).toBe(expected));

  test('a row of delimiters between rows is a row without values', () =>
    expect(readStructure('a;b\n;\n1;2\n').rows).toEqual([
      ['', ''],
      ['1', '2'],
    ]));

  test('equal rows of figures under a heading of figures are no second table', () =>
    expect(problemsOf('2023;2024\n1;2\n2023;2024\n')).toEqual([]));

  test('damaged rows count as rows', () => expect(readStructure('a;b;c\n1;2\n3;4;5\n"6;7;8\n').structure.rows).toBe(3));

  test('no message repeats what a damaged cell holds', () => {
    const text = 'a;b;c\ngeheim;2\n"geheim"x;2;3\ngeheim";2;3\n4;5;geheim\0\n"geheim;2;3\n';
    const { problems } = readStructure(text);
    expect(problems).toHaveLength(5);
    expect(JSON.stringify(problems)).not.toContain('geheim');
  });
});

describe('whatever the table holds', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.string({ unit: fc.constantFrom('a', ';', '"', ',', '\n', '\r', ' ', '1'), maxLength: 6 }),
  );
  const clean = cell.map((text) =>
    [...text].filter((each) => !/[\p{Cc}\p{Cs}\ufeff]/u.test(each) || /[\r\n]/.test(each)).join(''),
  );
  const table = fc.integer({ min: 2, max: 6 }).chain((width) =>
    fc.array(
      // In three columns and more a row of nothing is an empty line.
      fc
        .array(clean, { minLength: width, maxLength: width })
        .filter((row) => width < 3 || row.some((text) => text.trim() !== '')),
      { minLength: 1, maxLength: 8 },
    ),
  );
  const written = (rows: readonly (readonly string[])[]) =>
    rows.map((row) => `${row.map((text) => `"${text.replaceAll('"', '""')}"`).join(';')}\r\n`).join('');

  // The reader keeps the first 65,536 bytes before it starts, so chunks only matter after them.
  const before = (columns: readonly string[]): readonly (readonly string[])[] =>
    Array.from({ length: Math.ceil(66_000 / (columns.length * 8)) }, () => columns.map(() => 'vulling'));

  test('what is written by RFC 4180 is read back, in chunks of any size', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 64 }), (rows, chunkBytes) => {
        const heading = (rows[0] ?? []).map((_, place) => `kolom${place}`);
        const start = written([heading, ...before(heading)]);
        const reading = readStructure(start + written(rows), chunkBytes, start.length);
        expect(reading.problems).toEqual([]);
        expect(reading.rows.slice(-rows.length)).toEqual(rows);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  const anyBytes = fc
    .array(fc.constantFrom(0x22, 0x3b, 0x0a, 0x0d, 0x31, 0x61, 0x2c, 0x00, 0xe9, 0xc3, 0xa9), { maxLength: 120 })
    .map((bytes) => Uint8Array.from(bytes));
  const placesOf = (bytes: Uint8Array, chunkBytes: number, firstBytes = 0) =>
    readStructure(bytes, chunkBytes, firstBytes).problems.map(({ line, column, code }) => `${code} ${line} ${column}`);

  test('any bytes are read to the end, and no problem comes twice', () => {
    const property = fc.property(anyBytes, (bytes) => {
      const places = placesOf(bytes, 1_000);
      expect(new Set(places).size).toBe(places.length);
    });
    fc.assert(property, { seed: 8, numRuns: 2_000 });
  });

  test('what comes after the first row with a letter that is not ASCII says nothing of the encoding, in whatever chunks', () => {
    const ascii = new TextEncoder().encode(`a;b\n${'1;2\n'.repeat(17_000)}`);
    const letters = new Uint8Array([
      ...new TextEncoder().encode('é;1\n'),
      ...Array(30).fill([0xe9, 0x61, 0x3b, 0x31, 0x0a]).flat(),
    ]);
    const bytes = new Uint8Array([...ascii, ...letters]);
    const readings = [1, 3, 4, 1_000_000].map((chunkBytes) => readStructure(bytes, chunkBytes, ascii.length - 10));
    expect(readings.map(({ structure }) => structure.encoding)).toEqual(Array(4).fill('utf-8'));
    expect(new Set(readings.map(({ problems }) => short(problems).join())).size).toBe(1);
  });

  test('any bytes give the same problems in one chunk or in many', () => {
    const start = new TextEncoder().encode(`é;b;c\n${'vulling;1;2\n'.repeat(5_600)}`);
    const property = fc.property(anyBytes, fc.integer({ min: 1, max: 9 }), (bytes, chunkBytes) => {
      const all = Uint8Array.from([...start, ...bytes]);
      expect(placesOf(all, chunkBytes, start.length)).toEqual(placesOf(all, 1_000_000));
    });
    fc.assert(property, { seed: 9, numRuns: 100 });
  });
});

test('an unclosed quote in a large file costs one row and does not slow the reading', () => {
  const row = 'Parkstad;"wijk;verpleging";12;1234,50\n';
  const text = `a;b;c;d\n${`Parkstad;"wijk;12;1234,50\n${row}`.repeat(20_000)}`;
  const { problems, rows } = readStructure(text, 65_536);
  expect(problems).toHaveLength(20_000);
  expect(rows).toHaveLength(20_000);
});

test.each([
  ['that open and close around every line end', '"é";éé;"é\n\r'],
  ['that close before what opens', 'x";"d\n'],
  ['that open on every line', ';"\n'],
  ['over rows that are whole by themselves', '"a\n1;2;3;4\nb"c;'],
  ['around one line end after the other', '"\n'],
])('a file of nothing but quotes %s is read once, not anew from every line, and rows after it are read', (_, piece) => {
  const sound = '5;6;7;8\n'.repeat(3);
  const text = `a;b;c;d\n${sound.repeat(5_000)}${piece.repeat(1_500_000 / piece.length)}\n${sound}`;
  const { problems, rows, structure } = readStructure(text);
  expect(rows.slice(-3)).toEqual(Array(3).fill(['5', '6', '7', '8']));
  expect(problems.length).toBeGreaterThan(1_000);
  const inChunks = readStructure(text, 9_973);
  expect(inChunks.structure).toEqual(structure);
  expect(short(inChunks.problems).join()).toBe(short(problems).join());
});
