import { describe, expect, test } from 'vitest';
import { readCase } from '../../../domain/pilot/case-file.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';

/** A well-formed case, to be damaged by a test. */
const wellFormed = () => {
  const [, worked] = WORKED_CASES;
  if (worked === undefined) throw new Error('There is no worked case.');
  return structuredClone(caseFileOf(worked)) as Record<string, unknown>;
};

type Damage = (file: Record<string, unknown>) => void;

/** Puts a value at a place; `undefined` takes the place away. */
const put =
  (path: string, value: unknown): Damage =>
  (file) => {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const holder = names.reduce<object>((each, name) => Object(Reflect.get(each, name)), file);
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, value);
  };

const faultsOf = (file: unknown): string[] => {
  const reading = readCase(file);
  return 'faults' in reading ? reading.faults.map(({ path }) => path) : [];
};

describe('a malformed case is refused with the path of the fault', () => {
  test.each<[title: string, damage: Damage, path: string]>([
    ['another version of the case file', put('case', 2), 'case'],
    ['an unknown name at the top', put('extra', 1), 'extra'],
    ['no agreement', put('agreement', undefined), 'agreement'],
    ['an unknown name in the agreement', put('agreement.colour', 'red'), 'agreement.colour'],
    ['an unknown name in a row', put('costs.0.note', 'x'), 'costs[0].note'],
    ['a JSON number for an amount', put('costs.3.amount', 12.5), 'costs[3].amount'],
    ['a third of a cent', put('costs.3.amount', '12.345'), 'costs[3].amount'],
    ['an amount as a fraction', put('costs.3.amount', '1/3'), 'costs[3].amount'],
    ['an amount with a comma', put('costs.3.amount', '12,50'), 'costs[3].amount'],
    ['negative member-months', put('memberMonths.1.months', '-1'), 'memberMonths[1].months'],
    ['member-months as a fraction', put('memberMonths.1.months', '1/3'), 'memberMonths[1].months'],
    ['a completion factor of zero', put('costs.0.completionFactor', '0'), 'costs[0].completionFactor'],
    ['a completion factor above one', put('costs.0.completionFactor', '1.01'), 'costs[0].completionFactor'],
    ['a cohort that the method does not know', put('costs.0.cohort', 'control'), 'costs[0].cohort'],
    ['a period that is none', put('costs.0.period', '2025-Q1'), 'costs[0].period'],
    ['quarters in the wrong order', put('costs.0.period', '2025-K3..K1'), 'costs[0].period'],
    ['a stream that the agreement does not name', put('costs.0.stream', 'Wlz'), 'costs[0].stream'],
    ['a row without the age that its stream needs', put('costs.0.ageBand', null), 'costs[0].ageBand'],
    ['a row longer than the agreed period', put('agreement.performance', '2025-K1..K2'), 'memberMonths[8].period'],
    ['member-months of unequal detail', put('memberMonths.2.sex', 'V'), 'memberMonths[2]'],
    [
      'pockets that do not sum to one',
      put('agreement.streams.Zvw.pockets', { INS: '0.9' }),
      'agreement.streams.Zvw.pockets',
    ],
    ['a pocket of a stranger', put('agreement.streams.Zvw.pockets', { XYZ: '1' }), 'agreement.streams.Zvw.pockets.XYZ'],
    ['no streams at all', put('agreement.streams', {}), 'agreement.streams'],
    ['a stream both settled and shown', put('agreement.memoStreams', ['Zvw']), 'agreement.memoStreams[0]'],
    ['weights that do not sum to one', put('agreement.baseline.0.weight', '0.5'), 'agreement.baseline'],
    ['baseline periods that overlap', put('agreement.baseline.1.period', '2023-K2'), 'agreement.baseline[1].period'],
    [
      'a baseline in the performance period',
      put('agreement.baseline.1.period', '2025-K2'),
      'agreement.baseline[1].period',
    ],
    ['a trend form that does not exist', put('agreement.trend.form', 'guess'), 'agreement.trend.form'],
    [
      'a fixed trend without an index',
      put('agreement.trend', { form: 'fixed', index: {} }),
      'agreement.trend.index.Zvw.2023',
    ],
    [
      'a trend for a stream that is not settled',
      put('agreement.trend', { form: 'ratio', perStream: { Jw: { form: 'amount' } } }),
      'agreement.trend.perStream.Jw',
    ],
    ['a share above one', put('agreement.sharing.gainShares.INS', '4/3'), 'agreement.sharing.gainShares.INS'],
    [
      'shares that do not sum to one',
      put('agreement.sharing.lossShares', { INS: '1/2', MUN: '1/3' }),
      'agreement.sharing.lossShares',
    ],
    ['a rate and bands together', put('agreement.sharing.gainBands', [{ rate: '1' }]), 'agreement.sharing.gainRate'],
    ['neither a rate nor bands', put('agreement.sharing.gainRate', undefined), 'agreement.sharing.gainRate'],
    ['bands out of order', put('agreement.sharing', bandsOf('0.2', '0.1')), 'agreement.sharing.gainBands[1].to'],
    [
      'a last band with an end',
      put('agreement.sharing', { ...bandsOf('0.1'), gainBands: [{ to: '0.1', rate: '1' }] }),
      'agreement.sharing.gainBands[0].to',
    ],
    [
      'a table that does not rise',
      put('agreement.corridor.minimumLossRate', {
        byPersons: [
          ['500', '0.1'],
          ['500', '0.2'],
        ],
      }),
      'agreement.corridor.minimumLossRate.byPersons[1][0]',
    ],
    [
      'a number in a table',
      put('agreement.corridor.minimumLossRate', { byPersons: [['500', 0.1]] }),
      'agreement.corridor.minimumLossRate.byPersons[0][1]',
    ],
    ['a cap of a stranger', put('agreement.caps', { pay: { XYZ: '1' } }), 'agreement.caps.pay.XYZ'],
    ['a negative cap', put('agreement.caps', { pay: { MUN: '-1' } }), 'agreement.caps.pay.MUN'],
    [
      'a negative fraction as cap',
      put('agreement.caps', { receive: { MUN: { ofExpected: '-0.1' } } }),
      'agreement.caps.receive.MUN.ofExpected',
    ],
    ['forfeits to a party that is no fund', put('agreement.forfeitsTo', 'MUN'), 'agreement.forfeitsTo'],
    ['the same party twice', put('agreement.parties.1.id', 'INS'), 'agreement.parties[1].id'],
    ['a role that does not exist', put('agreement.parties.1.role', 'bank'), 'agreement.parties[1].role'],
    ['an investment of a stranger', put('investments.XYZ', '1.00'), 'investments.XYZ'],
    ['a negative investment', put('investments.MUN', '-1.00'), 'investments.MUN'],
    ['a score above one', put('quality.CARE', { score: '1.1' }), 'quality.CARE.score'],
    [
      'steps that do not rise',
      put('quality.CARE', {
        score: '1',
        gain: {
          form: 'steps',
          steps: [
            { from: '0.8', rate: '1' },
            { from: '0.8', rate: '1' },
          ],
        },
      }),
      'quality.CARE.gain.steps[1].from',
    ],
    [
      'a floor above its ceiling',
      put('quality.CARE', { score: '1', loss: { form: 'relief', slope: '1', floor: '0.5', ceiling: '0.4' } }),
      'quality.CARE.loss.floor',
    ],
  ])('%s', (_, damage, path) => {
    const file = wellFormed();
    expect(faultsOf(file)).toEqual([]);
    damage(file);
    expect(faultsOf(file)).toContain(path);
  });

  test.each([null, 1, 'text', [], true])('%j is no case file', (value) => expect(faultsOf(value)).not.toEqual([]));

  test.each<[title: string, damages: readonly Damage[], paths: readonly string[]]>([
    [
      'a rate as a number beside shares that do not sum to one',
      [put('agreement.sharing.gainRate', 1), put('agreement.sharing.lossShares', { INS: '0.5' })],
      ['agreement.sharing.gainRate', 'agreement.sharing.lossShares'],
    ],
    [
      'a share of a stranger beside one that is a number',
      [put('agreement.sharing.gainShares', { XYZ: '1', INS: 0 })],
      ['agreement.sharing.gainShares.INS', 'agreement.sharing.gainShares.XYZ'],
    ],
    [
      'an unknown grain in one stream beside pockets that do not sum to one in another',
      [put('agreement.streams.Zvw.grain', 'week'), put('agreement.streams.Wmo.pockets', { MUN: '0.5' })],
      ['agreement.streams.Zvw.grain', 'agreement.streams.Wmo.pockets'],
    ],
    [
      'a weight as a number beside a baseline that overlaps the performance period',
      [put('agreement.baseline.0.weight', 1), put('agreement.baseline.0.period', '2025')],
      ['agreement.baseline[0].weight', 'agreement.baseline[0].period'],
    ],
    [
      'a role that does not exist beside a party that is there twice',
      [put('agreement.parties.2.role', 'bank'), put('agreement.parties.3', { id: 'INS', role: 'other' })],
      ['agreement.parties[2].role', 'agreement.parties[3].id'],
    ],
    [
      'a rate as a number beside bands out of order',
      [
        put('agreement.sharing.gainRate', undefined),
        put('agreement.sharing.gainBands', [{ to: '0.2', rate: '1' }, { to: '0.1', rate: 1 }, { rate: '1' }]),
      ],
      ['agreement.sharing.gainBands[1].rate', 'agreement.sharing.gainBands[1].to'],
    ],
    [
      'a rate as a number beside a table that does not rise',
      [
        put('agreement.corridor.minimumSavingsRate', {
          byPersons: [
            ['500', 0.1],
            ['400', '0.1'],
          ],
        }),
      ],
      [
        'agreement.corridor.minimumSavingsRate.byPersons[0][1]',
        'agreement.corridor.minimumSavingsRate.byPersons[1][0]',
      ],
    ],
    [
      'an index figure as a number beside one that is missing and one of a stranger',
      [
        put('agreement.trend', {
          form: 'fixed',
          index: { Zvw: { '2023': 1.1, '2024': '1.0' }, Wmo: { '2023': '1.0', '2024': '1.0' }, Wpg: {}, Wlz: {} },
        }),
      ],
      [
        'agreement.trend.index.Zvw.2023',
        'agreement.trend.index.Wpg.2023',
        'agreement.trend.index.Wpg.2024',
        'agreement.trend.index.Wlz',
      ],
    ],
    [
      'a rate as a number beside steps that do not rise',
      [
        put('quality.CARE', {
          score: '1',
          gain: {
            form: 'steps',
            steps: [
              { from: '0.8', rate: 1 },
              { from: '0.5', rate: '1' },
            ],
          },
        }),
      ],
      ['quality.CARE.gain.steps[0].rate', 'quality.CARE.gain.steps[1].from'],
    ],
    [
      'a slope as a number beside a floor above its ceiling',
      [put('quality.CARE', { score: '1', loss: { form: 'relief', slope: 1, floor: '0.5', ceiling: '0.4' } })],
      ['quality.CARE.loss.slope', 'quality.CARE.loss.floor'],
    ],
  ])('one fault does not hide another in the same part: %s', (_, damages, paths) => {
    const file = wellFormed();
    for (const damage of damages) damage(file);
    expect(faultsOf(file)).toEqual(paths);
  });

  test('faults in different places are all reported at once', () => {
    const file = wellFormed();
    const damages = [
      put('case', 2),
      put('costs.0.amount', '1,5'),
      put('agreement.baseline.0.weight', '0.5'),
      put('quality.CARE', { score: '2' }),
    ];
    for (const damage of damages) damage(file);
    expect(faultsOf(file).sort()).toEqual(['agreement.baseline', 'case', 'costs[0].amount', 'quality.CARE.score']);
  });

  test('the settlement answers with the faults, and never with a figure', () => {
    expect(settleCase({ case: 1 })).toMatchObject({ status: 'refused', refusal: 'case_is_malformed' });
  });

  test('a party may be called like something that every object inherits', () => {
    const text = JSON.stringify(wellFormed()).replaceAll('"MUN"', '"constructor"');
    expect(settleCase(JSON.parse(text))).toMatchObject({
      status: 'gain',
      parties: { constructor: { transfer: '195000.00' } },
    });
  });
});

function bandsOf(...tops: readonly string[]) {
  const gainBands = [...tops.map((to) => ({ to, rate: '1' })), { rate: '1' }];
  const thirds = { INS: '1/3', MUN: '1/3', CARE: '1/3' };
  return { gainBands, lossRate: '1', gainShares: thirds, lossShares: thirds };
}
