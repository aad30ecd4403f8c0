import { describe, expect, test } from 'vitest';
import { printCents } from '../../../domain/money/text.ts';
import { finalDue, interimDue } from '../../../domain/settlement/advance.ts';
import type { Movement, MovementSheet } from '../../../domain/settlement/movement.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import type { Version, VersionRefusal } from '../../../domain/settlement/version.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';
import { randomFrom } from '../../reference/random.ts';
import { cents, randomVersions, total, versionOf } from './random-versions.ts';
import { unfoundedLines } from './version-lines.ts';

const worked = (start: string): Version => {
  const found = WORKED_CASES.find(({ title }) => title.startsWith(start));
  if (found === undefined) throw new Error(`There is no worked case ${start}.`);
  return { name: start, parties: ['INS', 'MUN', 'CARE'], result: settleCase(caseFileOf(found)) };
};

const sheetOf = (answer: MovementSheet | VersionRefusal): MovementSheet => {
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer;
};

/** What the payments come to by party; at most one payment less than there are parties, all above zero. */
const afterPayments = (due: MovementSheet['due'], payments: MovementSheet['payments']) => {
  if (payments.length >= Object.keys(due).length) throw new Error('There are too many payments.');
  if (payments.some(({ amount }) => cents(amount) <= 0n)) throw new Error('A payment pays nothing.');
  const of = (party: string, side: 'from' | 'to') =>
    payments.reduce((sum, payment) => sum + (payment[side] === party ? cents(payment.amount) : 0n), 0n);
  const parties = Object.keys(due);
  return Object.fromEntries(parties.map((party) => [party, printCents(of(party, 'to') - of(party, 'from'))]));
};

describe('advances and what is due at the end', () => {
  test('half of the balance in advance, the other half at the end', () => {
    const first = sheetOf(interimDue(worked('B.1'), '1/2', []));
    expect(first.due).toEqual({ INS: '-127500.00', MUN: '97500.00', CARE: '30000.00' });
    expect(sheetOf(finalDue(worked('B.1'), [first])).due).toEqual(first.due);
  });

  test('an advance takes off what was advanced before, and the final statement may take it back', () => {
    const first = sheetOf(interimDue(worked('B.1'), '1/2', []));
    const second = sheetOf(interimDue(worked('B.2'), '1/2', [first]));
    expect(second.due).toEqual({ INS: '52500.00', MUN: '-41250.00', CARE: '-11250.00' });
    const neutral = sheetOf(finalDue(worked('B.4'), [first, second]));
    expect(neutral.due).toEqual({ INS: '75000.00', MUN: '-56250.00', CARE: '-18750.00' });
  });

  test('who pays whom is said in the order of the agreement, also when money goes back', () => {
    const first = sheetOf(interimDue(worked('B.1'), '1/2', []));
    expect(first.payments).toEqual([
      { from: 'INS', to: 'MUN', amount: '97500.00' },
      { from: 'INS', to: 'CARE', amount: '30000.00' },
    ]);
    expect(sheetOf(finalDue(worked('B.4'), [first])).payments).toEqual([
      { from: 'MUN', to: 'INS', amount: '97500.00' },
      { from: 'CARE', to: 'INS', amount: '30000.00' },
    ]);
  });

  test('a seventh leaves odd cents, which go where the fraction is largest', () => {
    const { due } = sheetOf(interimDue(worked('B.2'), '1/7', []));
    expect(due).toEqual({ INS: '-21428.57', MUN: '16071.43', CARE: '5357.14' });
  });

  test('nothing is advanced where the agreement advances nothing', () => {
    const { due } = sheetOf(interimDue(worked('B.1'), '0', []));
    expect(due).toEqual({ INS: '0.00', MUN: '0.00', CARE: '0.00' });
  });

  test('a party that is no longer in the agreement gives back what it had', () => {
    const earlier: Movement = { version: 'eerder', due: { INS: '-10.00', PAT: '10.00' } };
    expect(sheetOf(finalDue(worked('B.4'), [earlier])).due).toEqual({
      INS: '10.00',
      MUN: '0.00',
      CARE: '0.00',
      PAT: '-10.00',
    });
  });

  test('earlier movements that made or lost money are not built upon', () =>
    expect(() => finalDue(worked('B.1'), [{ version: 'eerder', due: { INS: '0.01' } }])).toThrow(
      'does not sum to zero',
    ));

  test('a statement without amounts advances nothing and says why', () => {
    const result = { status: 'incomplete', missing: ['Wmo'], memo: {} } as const;
    const refusal = { refusal: 'version_is_not_settled', detail: { version: 'K1', status: 'incomplete' } };
    expect(interimDue({ name: 'K1', parties: ['INS'], result }, '1/2', [])).toEqual(refusal);
    expect(finalDue({ name: 'K1', parties: ['INS'], result }, [])).toEqual(refusal);
  });

  test('every line names the statement and field, or the article, that it rests on', () => {
    const first = sheetOf(interimDue(worked('B.1'), '1/2', []));
    const { lines } = sheetOf(interimDue(worked('B.2'), '1/2', [first]));
    const given = lines.filter(({ how }) => how === 'given').map(({ code, basis }) => [code, basis]);
    expect(given).toContainEqual(['advancePart', { agreement: 'advances' }]);
    expect(given).toContainEqual(['balance', { version: 'B.2', field: 'parties.MUN.transfer' }]);
    expect(given).toContainEqual(['movedEarlier', { version: 'B.1', field: 'due.MUN' }]);
    expect(unfoundedLines(lines)).toEqual([]);
  });
});

describe('over random cases, advances + due = balance (invariant 16)', () => {
  const seeds = Array.from({ length: 300 }, (_, place) => place);
  const played = seeds.map((seed) => {
    const versions = randomVersions(seed, 4).map((file, place) => versionOf(file, `v${place}`));
    const { pick } = randomFrom(seed);
    const moved: MovementSheet[] = [];
    for (const version of versions.slice(0, -1)) {
      const answer = interimDue(version, pick(['1', '1/3', '0.8', '2/37', '0']), moved);
      if ('due' in answer) moved.push(answer);
    }
    const final = versions.at(-1);
    const answer = final === undefined ? undefined : finalDue(final, moved);
    if (answer !== undefined && 'due' in answer) moved.push(answer);
    return { seed, moved, final, isFinal: answer !== undefined && 'due' in answer };
  });

  test('whatever the interim statements said, all movements together are the final balance', () => {
    const finals = played.filter(({ isFinal }) => isFinal);
    expect(finals.length).toBeGreaterThan(100);
    for (const { seed, moved, final } of finals)
      for (const [party, { transfer }] of Object.entries(
        final !== undefined && 'parties' in final.result ? final.result.parties : {},
      )) {
        const all = moved.reduce((sum, { due }) => sum + cents(due[party]), 0n);
        expect(all, `seed ${seed} ${party}`).toBe(cents(transfer));
      }
  });

  test('every movement sums to zero, and every line follows from the lines it names', () => {
    for (const { seed, moved } of played)
      for (const { due, payments, lines } of moved) {
        expect(total(due), `seed ${seed}`).toBe(0n);
        expect(due, `seed ${seed}`).toEqual(afterPayments(due, payments));
        expect(unfoundedLines(lines), `seed ${seed}`).toEqual([]);
      }
  });
});
