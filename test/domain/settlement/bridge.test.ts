import { describe, expect, test } from 'vitest';
import { bridge } from '../../../domain/settlement/bridge.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';
import type { CaseJson } from '../../reference/case-json.ts';
import { cents, randomVersions, versionOf } from './random-versions.ts';
import { unfoundedLines } from './version-lines.ts';

const worked = (start: string): CaseJson => {
  const found = WORKED_CASES.find(({ title }) => title.startsWith(start));
  if (found === undefined) throw new Error(`There is no worked case ${start}.`);
  return structuredClone(caseFileOf(found)) as CaseJson;
};

const bridgeOf = (previous: CaseJson, current: CaseJson) => {
  const answer = bridge({ name: 'oud', caseFile: previous }, { name: 'nieuw', caseFile: current });
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer;
};

const PARTIES = ['INS', 'MUN', 'CARE'] as const;
const transfers = (amounts: Readonly<Record<string, string>>) =>
  PARTIES.map((party) => amounts[`parties.${party}.transfer`]);
const stepsOf = ({ steps }: ReturnType<typeof bridgeOf>) =>
  steps.map(({ causes, amounts }) => [causes.join(' + '), amounts['result'], ...transfers(amounts)]);

/** Adult months of the pilot in 2025, a cost row of 2025, and a score of the care field. */
const withMonths = (file: CaseJson, months: string): CaseJson => ({
  ...file,
  memberMonths: file.memberMonths.map((row) =>
    row.cohort === 'intervention' && row.period === '2025' && row.ageBand === '18-64' ? { ...row, months } : row,
  ),
});
const withCost = (file: CaseJson, from: string, amount: string): CaseJson => ({
  ...file,
  costs: file.costs.map((row) => (row.amount === from ? { ...row, amount } : row)),
});
const withScore = (file: CaseJson, score: string): CaseJson => ({
  ...file,
  quality: { CARE: { score, gain: { form: 'linear' } } },
});

describe('the bridge from B.2 to a later version', () => {
  /** B.3's agreement, 100 adult months more, 30,000 less Zvw cost, and a score of 0.9 for the care field. */
  const later = withScore(withCost(withMonths(worked('B.3'), '24100'), '9143951.99', '9113951.99'), '0.9');
  const built = bridgeOf(worked('B.2'), later);

  test('says what each cause did to the result and to each party, to the cent', () =>
    // 100 months are worth 131.166 Zvw + 16.632 Wmo + 2.10 Wpg each; of a saving of 30,000 half is shared by thirds.
    expect(stepsOf(built)).toEqual([
      ['agreement', '0.00', '-60000.00', '60000.00', '0.00'],
      ['memberMonths', '14989.80', '-3123.40', '625.10', '2498.30'],
      ['deliveries', '30000.00', '-10000.00', '5000.00', '5000.00'],
      ['scores', '0.00', '2999.83', '0.00', '-2999.83'],
    ]));

  test('adds up to the whole difference', () =>
    expect([built.difference['result'], ...transfers(built.difference)]).toEqual([
      '44989.80',
      '-70123.57',
      '65625.10',
      '4498.47',
    ]));

  test('names for every amount on the way which causes were exchanged', () => {
    const ofResult = built.lines.filter(({ code, of }) => code === 'amount' && of.field === 'result');
    expect(ofResult.map(({ basis, value }) => [basis, value])).toEqual([
      [{ version: 'oud', field: 'result' }, '180000.01'],
      [{ exchanged: ['agreement'], field: 'result' }, '180000.01'],
      [{ exchanged: ['agreement', 'memberMonths'], field: 'result' }, '194989.81'],
      [{ exchanged: ['agreement', 'memberMonths', 'deliveries'], field: 'result' }, '224989.81'],
      [{ version: 'nieuw', field: 'result' }, '224989.81'],
    ]);
  });

  test('a claim carried in counts with the scores: the parties approved it', () => {
    // Of 180,000.01, 45,000 and now 10,000 are repaid first; each third is 41,666.67 instead of 45,000.00.
    const { steps } = bridgeOf(worked('B.1'), { ...worked('B.1'), carryIn: { MUN: '10000.00' } });
    expect(steps.map(({ causes, changed, amounts }) => [...causes, changed, ...transfers(amounts)]).at(-1)).toEqual([
      'scores',
      true,
      '-3333.34',
      '6666.67',
      '-3333.33',
    ]);
  });

  test('a cause that changed nothing is a step of nothing', () => {
    const { steps } = bridgeOf(worked('B.2'), worked('B.3'));
    expect(steps.map(({ causes, changed }) => [...causes, changed])).toEqual([
      ['agreement', true],
      ['memberMonths', false],
      ['deliveries', false],
      ['scores', false],
    ]);
    expect(new Set(steps.slice(1).flatMap(({ amounts }) => Object.values(amounts)))).toEqual(new Set(['0.00']));
  });
});

describe('causes that cannot be told apart are taken together, and the bridge says so', () => {
  const withJw = (file: CaseJson): CaseJson => ({
    ...file,
    agreement: {
      ...file.agreement,
      streams: { ...file.agreement.streams, Jw: { grain: 'age', pockets: { MUN: '1' } } },
    },
  });
  const withJwCosts = (file: CaseJson): CaseJson => ({
    ...file,
    costs: [...file.costs, ...file.costs.flatMap((row) => (row.stream === 'Wpg' ? [{ ...row, stream: 'Jw' }] : []))],
  });

  test('a new stream is incomplete until its costs are delivered', () => {
    const { steps } = bridgeOf(worked('B.1'), withJwCosts(withJw(worked('B.1'))));
    expect(steps.map(({ causes, changed }) => [causes, changed])).toEqual([
      [['agreement', 'deliveries'], true],
      [['memberMonths'], false],
      [['scores'], false],
    ]);
    expect(steps[0]?.merged).toEqual([{ exchanged: ['agreement'], status: 'incomplete' }]);
  });

  test('with changed member-months in between, all three are one step', () => {
    const { steps } = bridgeOf(
      worked('B.1'),
      withScore(withMonths(withJwCosts(withJw(worked('B.1'))), '24100'), '0.5'),
    );
    expect(steps.map(({ causes }) => causes)).toEqual([['agreement', 'memberMonths', 'deliveries'], ['scores']]);
    expect(steps[0]?.merged.map(({ exchanged }) => exchanged.length)).toEqual([1, 2]);
  });

  test('a stream that left the agreement is malformed until its costs are gone', () => {
    const { Wpg: _, ...streams } = worked('B.1').agreement.streams;
    const without = { ...worked('B.1'), agreement: { ...worked('B.1').agreement, streams } };
    const current = { ...without, costs: without.costs.filter(({ stream }) => stream !== 'Wpg') };
    const { steps, difference } = bridgeOf(worked('B.1'), current);
    expect(steps[0]?.merged).toEqual([{ exchanged: ['agreement'], status: 'refused', refusal: 'case_is_malformed' }]);
    expect(difference['streams.Wpg.expected']).toBe('-75600.00');
  });

  test('a version that has no amounts of its own has no bridge', () => {
    const incomplete = withJw(worked('B.1'));
    expect(bridge({ name: 'oud', caseFile: worked('B.1') }, { name: 'nieuw', caseFile: incomplete })).toEqual({
      refusal: 'version_is_not_settled',
      detail: { version: 'nieuw', status: 'incomplete' },
    });
    expect(bridge({ name: 'oud', caseFile: {} }, { name: 'nieuw', caseFile: worked('B.1') })).toMatchObject({
      detail: { version: 'oud', status: 'refused' },
    });
  });
});

describe('over random cases', () => {
  const bridges = Array.from({ length: 250 }, (_, seed) => {
    const [first, later] = randomVersions(seed, 2);
    if (first === undefined || later === undefined) throw new Error('There are no two versions.');
    const answer = bridge({ name: 'v0', caseFile: first }, { name: 'v1', caseFile: later });
    return { seed, first, later, answer };
  }).flatMap(({ answer, ...rest }) => ('steps' in answer ? [{ ...rest, built: answer }] : []));

  test('the causes sum exactly to the difference of every amount, per party and in total', () => {
    expect(bridges.length).toBeGreaterThan(100);
    for (const { seed, first, later, built } of bridges) {
      const [old, now] = [versionOf(first, 'v0').result, versionOf(later, 'v1').result];
      if (!('parties' in old && 'parties' in now)) throw new Error('A bridge between versions without amounts.');
      const sumOf = (field: string) => built.steps.reduce((sum, { amounts }) => sum + cents(amounts[field]), 0n);
      expect(sumOf('result'), `seed ${seed}`).toBe(cents(now.result) - cents(old.result));
      for (const party of Object.keys(now.parties))
        expect(sumOf(`parties.${party}.transfer`), `seed ${seed} ${party}`).toBe(
          cents(now.parties[party]?.transfer) - cents(old.parties[party]?.transfer),
        );
      const unexplained = Object.entries(built.difference).filter(([field, amount]) => sumOf(field) !== cents(amount));
      expect(unexplained, `seed ${seed}`).toEqual([]);
    }
  });

  test('what each cause moves between the parties sums to zero, and every line follows from those it names', () => {
    for (const { seed, built } of bridges) {
      for (const { causes, amounts } of built.steps) {
        const moved = Object.entries(amounts).filter(([field]) => field.endsWith('.transfer'));
        expect(
          moved.reduce((sum, [, amount]) => sum + cents(amount), 0n),
          `seed ${seed} ${causes}`,
        ).toBe(0n);
      }
      expect(unfoundedLines(built.lines), `seed ${seed}`).toEqual([]);
    }
  });
});
