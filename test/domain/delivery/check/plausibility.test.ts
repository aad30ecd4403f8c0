import { describe, expect, test } from 'vitest';
import { acceptPlausibility, explanations } from '../../../../domain/delivery/check/plausibility.ts';
import { findingOf } from '../../../../domain/delivery/findings/finding.ts';
import type { RuleCode } from '../../../../domain/delivery/findings/rules.ts';

const HEADINGS = ['cohort', 'periode', 'bedrag'];
const finding = (code: RuleCode, line: number, column: number | null = 3) =>
  findingOf({ code, line, column, value: '120000.00' }, HEADINGS);

const TENFOLD = finding('ten_times_last_period', 12);
const NEGATIVE = finding('total_is_negative', 40);
const OTHER_NEGATIVE = finding('total_is_negative', 60);

const codes = (acceptance: ReturnType<typeof acceptPlausibility>) =>
  'refusals' in acceptance
    ? acceptance.refusals.map(({ code, finding: { line } }) => `${code} ${line ?? '-'}`)
    : acceptance.accepted.map(({ code, line, reason }) => `${code} ${line ?? '-'}: ${reason}`);

test('a file without findings needs no reasons', () => expect(acceptPlausibility([], [])).toEqual({ accepted: [] }));

test('each finding gets its reason, the one that names its line before the one for the whole rule', () =>
  expect(
    codes(
      acceptPlausibility(
        [TENFOLD, NEGATIVE, OTHER_NEGATIVE],
        [
          { code: 'total_is_negative', reason: ' Nagekomen creditnota’s. ' },
          { code: 'ten_times_last_period', line: 12, column: 3, reason: 'Nieuwe praktijk.' },
          { code: 'total_is_negative', line: 60, reason: 'Correctie over 2024.' },
        ],
      ),
    ),
  ).toEqual([
    'ten_times_last_period 12: Nieuwe praktijk.',
    'total_is_negative 40: Nagekomen creditnota’s.',
    'total_is_negative 60: Correctie over 2024.',
  ]));

test('what is kept says what was found, in both languages', () => {
  const acceptance = acceptPlausibility([TENFOLD], [{ code: 'ten_times_last_period', reason: 'Nieuwe praktijk.' }]);
  expect(acceptance).toMatchObject({
    accepted: [
      {
        message: expect.stringContaining('bedrag: hier staat "120000.00". Een cel is zelden tien keer zo groot'),
        messageEnglish: expect.stringContaining('bedrag: here stands "120000.00". A cell is seldom ten times as large'),
      },
    ],
  });
});

describe('reasons that are not taken', () => {
  test.each([
    ['none', [], 'reason_must_be_given 12'],
    ['an empty one', [{ code: 'ten_times_last_period', reason: '  ' }], 'reason_must_be_short_text 12'],
    [
      'one too long to print',
      [{ code: 'ten_times_last_period', reason: 'x'.repeat(501) }],
      'reason_must_be_short_text 12',
    ],
    [
      'one with a citizen service number',
      [{ code: 'ten_times_last_period', reason: 'zie 111222333' }],
      'reason_must_not_hold_personal_data 12',
    ],
  ] as const)('%s', (_, reasons, expected) =>
    expect(codes(acceptPlausibility([TENFOLD], reasons))).toEqual([expected]),
  );

  test.each([
    'mevrouw De Vries, geb. 12-03-1951, j.jansen@zorg.nl, is verhuisd',
    'Dhr. Jansen is verhuisd',
    'zie mail van j.jansen@zorg.nl',
    'cliënt geb. 12-03-1951 is overleden',
    'BSN 123456789 stond er dubbel in',
  ])('one about a person: %s', (reason) => {
    const refused = acceptPlausibility([TENFOLD], [{ code: 'ten_times_last_period', reason }]);
    expect(codes(refused)).toEqual(['reason_must_not_hold_personal_data 12']);
    expect(JSON.stringify(refused)).not.toContain(reason.slice(0, 12));
  });

  test.each(['Nieuwe praktijk sinds 01-03-2025.', 'Factuur 123456789 over mr. Visserplein', '3 x 85 euro @ 12 uur'])(
    'but not one about accounts: %s',
    (reason) =>
      expect(codes(acceptPlausibility([TENFOLD], [{ code: 'ten_times_last_period', reason }]))).toEqual([
        `ten_times_last_period 12: ${reason}`,
      ]),
  );

  test('one for another line is said to be for nothing', () =>
    expect(codes(acceptPlausibility([TENFOLD], [{ code: 'ten_times_last_period', line: 13, reason: 'Ja.' }]))).toEqual([
      'reason_must_be_given 12',
      'reason_must_be_for_a_finding 13',
    ]));

  test('a fault of structure or definition cannot be reasoned away', () => {
    const unknown = finding('stream_must_be_agreed', 7);
    expect(codes(acceptPlausibility([unknown], [{ code: 'stream_must_be_agreed', reason: 'Het klopt.' }]))).toEqual([
      'finding_must_be_corrected 7',
    ]);
  });
});

test('reasons are put together by rule and reason, with how many findings they are for', () => {
  const findings = [7, 9, 12].map((line) => ({ ...TENFOLD, line }));
  const code = 'ten_times_last_period';
  const reasons = [
    { code, line: 12, reason: 'Een nieuwe praktijk.' },
    { code, reason: ' Nabetaald. ' },
  ];
  const taken = explanations(findings, { [code]: 3 }, reasons);
  expect(taken).toMatchObject({
    explained: [
      { code, reason: 'Nabetaald.', findingCount: 2, places: [{ line: 7 }, { line: 9 }] },
      { code, reason: 'Een nieuwe praktijk.', findingCount: 1, places: [{ line: 12 }] },
    ],
  });
});

test('findings that are not listed are meant by a reason for their whole rule, and by nothing else', () => {
  const code = 'ten_times_last_period';
  const counts = { [code]: 12_000 };
  expect(explanations([TENFOLD], counts, [{ code, reason: 'Nabetaald.' }])).toMatchObject({
    explained: [{ findingCount: 12_000 }],
  });
  const line = TENFOLD.line ?? 0;
  expect(explanations([TENFOLD], counts, [{ code, line, reason: 'Nabetaald.' }])).toMatchObject({
    refusals: [{ code: 'reason_must_be_given', finding: { code, line: null } }],
  });
});
