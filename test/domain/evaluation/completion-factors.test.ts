import { describe, expect, test } from 'vitest';
import { bornhuetterFerguson } from '../../../domain/evaluation/bornhuetter-ferguson.ts';
import { type CostsAsKnown, proposeCompletionFactors } from '../../../domain/evaluation/completion-factors.ts';
import { readTriangle } from '../../../domain/evaluation/triangle.ts';

const known = (period: string, valuationDate: string, amount: string, stream = 'Zvw'): CostsAsKnown => ({
  stream,
  period,
  valuationDate,
  amount,
});

/** Three quarters, each 80 % known at its end, 96 % a quarter later and all of it after two. */
const DELIVERIES = [
  known('2025-K1', '2025-03-31', '800000.00'),
  known('2025-K1', '2025-06-30', '960000.00'),
  known('2025-K1', '2025-09-30', '1000000.00'),
  known('2025-K2', '2025-06-30', '400000.00'),
  known('2025-K2', '2025-09-30', '480000.00'),
  known('2025-K3', '2025-09-30', '560000.00'),
];
const factorsOf = (costs: readonly CostsAsKnown[]) => {
  const [proposal] = proposeCompletionFactors(costs);
  if (proposal === undefined || 'refused' in proposal) throw new Error(JSON.stringify(proposal));
  return proposal.factors.map(({ quarters, completionFactor, periods }) => [quarters, completionFactor, periods]);
};

describe('completion factors from successive deliveries', () => {
  test('say which part is known after 0, 1 and 2 quarters, as the agreement writes it', () =>
    expect(factorsOf(DELIVERIES)).toEqual([
      [0, '0.8', 2],
      [1, '0.96', 1],
      [2, '1', 0],
    ]));

  test('come with the reserve in euro: a fifth of 700,000 and a twenty-fifth of 500,000', () =>
    expect(proposeCompletionFactors(DELIVERIES)[0]).toMatchObject({ reserve: expect.closeTo(140_000 + 20_000, 4) }));

  test('are proposed per stream, and say what they rest on', () => {
    const proposals = proposeCompletionFactors([
      ...DELIVERIES,
      ...DELIVERIES.map((row) => ({ ...row, stream: 'Wmo' })),
    ]);
    expect(proposals.map(({ stream }) => stream)).toEqual(['Wmo', 'Zvw']);
    expect(proposals[0]).toMatchObject({
      notes: [
        'Na 2 kwartalen is aangenomen dat alles binnen is: ouder is geen periode.',
        'Op één periode berust de stap na 1 kwartalen.',
        'Dit is een voorstel. De afrekening gebruikt alleen factoren die in de overeenkomst staan.',
      ],
    });
  });

  test('add up the rows of one delivery, and take the later of two valuations in a quarter', () => {
    const split = DELIVERIES.flatMap((row) => [
      { ...row, amount: `${Number(row.amount) - 1000}` },
      { ...row, amount: '1000.00' },
    ]);
    const late = DELIVERIES.map((row) => ({ ...row, valuationDate: row.valuationDate.replace('06-30', '07-15') }));
    const early = known('2025-K1', '2025-06-30', '1.00');
    expect(factorsOf(split)).toEqual(factorsOf(DELIVERIES));
    expect(factorsOf([early, ...late, early])).toEqual(factorsOf(late));
    expect(factorsOf(late).map(([, factor]) => factor)).toEqual(['0.8', '0.96', '1']);
  });

  test('use what there is: baseline years that were first delivered when they were old count for the later steps', () => {
    const old = [known('2024-K4', '2025-03-31', '480000.00'), known('2024-K4', '2025-06-30', '500000.00')];
    expect(factorsOf([...old, ...DELIVERIES])).toEqual([
      [0, '0.8', 2],
      [1, '0.96', 2],
      [2, '1', 0],
    ]);
  });

  test('begin at the youngest age that was delivered, and end where no period shows the next step', () => {
    const late = [
      known('2025-K1', '2025-06-30', '960000.00'),
      known('2025-K1', '2025-09-30', '1000000.00'),
      known('2025-K2', '2025-09-30', '480000.00'),
      known('2025-K1', '2026-09-30', '1010000.00'),
      known('2025-K2', '2026-09-30', '505000.00'),
    ];
    expect(factorsOf(late)).toEqual([
      [1, '0.96', 1],
      [2, '1', 0],
    ]);
    expect(proposeCompletionFactors(late)[0]).toMatchObject({
      reserve: expect.closeTo(20_000, 4),
      notes: expect.arrayContaining([
        'Na 2 kwartalen is aangenomen dat alles binnen is. Standen van later zijn niet gebruikt: Geen periode is zowel na 2 als na 3 kwartalen geleverd.',
        'Jonger dan 1 kwartalen is nooit geleverd; daarvoor is er geen voorstel.',
      ]),
    });
  });

  test('are at most 1, also where claims are taken back', () => {
    const back = [
      known('2025-K1', '2025-03-31', '100.00'),
      known('2025-K1', '2025-06-30', '90.00'),
      known('2025-K2', '2025-06-30', '100.00'),
    ];
    expect(factorsOf(back)).toEqual([
      [0, '1', 1],
      [1, '1', 0],
    ]);
  });
});

describe('no factors are proposed', () => {
  test.each([
    ['from one delivery', [known('2025-K1', '2025-03-31', '1.00')], 'ten minste twee'],
    ['where a step is never seen', [...DELIVERIES, known('2024', '2026-12-31', '1.00')], 'Jaren en kwartalen'],
    [
      'where no period was delivered at two ages in a row',
      [known('2025-K1', '2025-03-31', '1.00'), known('2025-K2', '2026-03-31', '2.00')],
      'Geen periode is zowel na 0 als na 1 kwartalen geleverd.',
    ],
    ['from a negative total', [...DELIVERIES, known('2025-K4', '2025-12-31', '-1.00')], 'groter dan nul'],
    ['from a period that is none', [known('winter', '2025-12-31', '1.00')], 'winter'],
  ])('%s', (_, costs, reason) =>
    expect(proposeCompletionFactors(costs)[0]).toMatchObject({
      refused: 'triangle_cannot_be_formed',
      reasons: expect.arrayContaining([expect.stringContaining(reason)]),
    }),
  );
});

describe('Bornhuetter–Ferguson', () => {
  const reading = readTriangle([
    { origin: '2023', development: 1, value: 20, line: null },
    { origin: '2023', development: 2, value: 80, line: null },
    { origin: '2023', development: 3, value: 100, line: null },
    { origin: '2024', development: 1, value: 30, line: null },
    { origin: '2024', development: 2, value: 120, line: null },
    { origin: '2025', development: 1, value: 50, line: null },
  ]);
  if ('problems' in reading) throw new Error('The example is no triangle.');

  test('takes what is still to come of a very young year from the expectation, and of an older one from the factors', () => {
    // After one year 20 % is known, after two 80 %. The chain-ladder would make 250 out of 50.
    const answer = bornhuetterFerguson(reading.triangle, new Map([['2025', 150]]));
    if ('refused' in answer) throw new Error(answer.message);
    expect(answer.origins.map(({ origin, method }) => [origin, method])).toEqual([
      ['2023', 'chainLadder'],
      ['2024', 'chainLadder'],
      ['2025', 'bornhuetterFerguson'],
    ]);
    expect(answer.origins.map(({ reserve }) => reserve)).toEqual([
      0,
      expect.closeTo(30, 9),
      expect.closeTo(0.8 * 150, 9),
    ]);
    expect(answer.origins[2]?.ultimate).toBeCloseTo(170, 9);
    expect(answer.reserve).toBeCloseTo(150, 9);
  });

  test.each([[new Map<string, number>()], [new Map([['2025', 0]])]])(
    'needs an expectation for a very young year',
    (expected) =>
      expect(bornhuetterFerguson(reading.triangle, expected)).toMatchObject({
        refused: 'expectation_must_be_given',
        message: expect.stringContaining('2025'),
      }),
  );
});
