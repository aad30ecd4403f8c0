import { describe, expect, test } from 'vitest';
import { restate } from '../../../domain/settlement/restate.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import type { Version } from '../../../domain/settlement/version.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';
import { cents, randomVersions, total, versionOf } from './random-versions.ts';
import { unfoundedLines } from './version-lines.ts';

const worked = (start: string): Version => {
  const found = WORKED_CASES.find(({ title }) => title.startsWith(start));
  if (found === undefined) throw new Error(`There is no worked case ${start}.`);
  return { name: start, parties: ['INS', 'MUN', 'CARE'], result: settleCase(caseFileOf(found)) };
};

const restated = (previous: Version, current: Version) => {
  const answer = restate(previous, current);
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer;
};

const correctionOf = (field: string, { corrections }: ReturnType<typeof restated>) => {
  const { line: _, ...found } = corrections.find((each) => each.field === field) ?? { line: 0 };
  return found;
};

describe('a restatement', () => {
  const harmless = restated(worked('B.2'), worked('B.3'));

  test('posts the difference of every amount with the version before it', () => {
    expect(correctionOf('parties.INS.transfer', harmless)).toEqual({
      field: 'parties.INS.transfer',
      previous: '-150000.00',
      current: '-210000.00',
      correction: '-60000.00',
    });
    expect(correctionOf('result', harmless)).toMatchObject({ previous: '180000.01', correction: '0.00' });
    expect(harmless.due).toEqual({ INS: '-60000.00', MUN: '60000.00', CARE: '0.00' });
    expect(harmless.payments).toEqual([{ from: 'INS', to: 'MUN', amount: '60000.00' }]);
  });

  test('takes back all of an amount that the new version does not have', () => {
    const neutral = restated(worked('B.1'), worked('B.4'));
    expect(correctionOf('pool', neutral)).toMatchObject({
      previous: '135000.01',
      current: null,
      correction: '-135000.01',
    });
    expect(neutral.due).toEqual({ INS: '255000.00', MUN: '-195000.00', CARE: '-60000.00' });
  });

  test('of the same case corrects nothing', () => {
    const { corrections } = restated(worked('C'), worked('C'));
    expect(corrections.filter(({ correction }) => correction !== '0.00')).toEqual([]);
    expect(corrections.length).toBeGreaterThan(60);
  });

  test('names the version and the field of both amounts, and a line for each correction', () => {
    const line = harmless.corrections.find(({ field }) => field === 'parties.MUN.transfer')?.line ?? 0;
    const posted = harmless.lines[line - 1];
    const [current, previous] = (posted?.from ?? []).map((number) => harmless.lines[number - 1]?.basis);
    expect(current).toEqual({ version: 'B.3', field: 'parties.MUN.transfer' });
    expect(previous).toEqual({ version: 'B.2', field: 'parties.MUN.transfer' });
  });

  test('needs two versions with amounts: missing is never zero', () => {
    const refused: Version = { name: 'x', parties: [], result: settleCase({}) };
    const refusal = { refusal: 'version_is_not_settled', detail: { version: 'x', status: 'refused' } };
    expect(restate(refused, worked('B.1'))).toEqual(refusal);
    expect(restate(worked('B.1'), refused)).toEqual(refusal);
  });
});

describe('over random cases, restatement = previous + corrections (invariant 15)', () => {
  const pairs = Array.from({ length: 300 }, (_, seed) => {
    const [first, later] = randomVersions(seed, 2);
    if (first === undefined || later === undefined) throw new Error('There are no two versions.');
    const [previous, current] = [versionOf(first, 'v0'), versionOf(later, 'v1')];
    const bytes = JSON.stringify(previous);
    return { seed, first, previous, bytes, answer: restate(previous, current) };
  }).flatMap(({ answer, ...rest }) => ('corrections' in answer ? [{ ...rest, answer }] : []));

  test('line by line, and the corrections of the transfers sum to zero', () => {
    expect(pairs.length).toBeGreaterThan(100);
    for (const { seed, answer } of pairs) {
      const wrong = answer.corrections.filter(
        ({ previous, current, correction }) => cents(previous ?? '0') + cents(correction) !== cents(current ?? '0'),
      );
      expect(wrong, `seed ${seed}`).toEqual([]);
      expect(total(answer.due), `seed ${seed}`).toBe(0n);
      expect(unfoundedLines(answer.lines), `seed ${seed}`).toEqual([]);
    }
  });

  test('the earlier version stays as it was, and settles to the same bytes again', () => {
    for (const { seed, first, previous, bytes } of pairs) {
      expect(JSON.stringify(previous), `seed ${seed}`).toBe(bytes);
      expect(JSON.stringify(settleCase(first)), `seed ${seed}`).toBe(JSON.stringify(previous.result));
    }
  });
});
