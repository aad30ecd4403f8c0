import { expect, test } from 'vitest';
import type { CheckContext } from '../../../domain/delivery/check/check-context.ts';
import { membersIndex } from '../../../domain/delivery/check/members-index.ts';
import { templateChecker } from '../../../domain/delivery/check/template-check.ts';
import { deliveryReader } from '../../../domain/delivery/template/delivery.ts';
import { AGREED } from './checked-rows.ts';
import { COSTS_HEADING, draws, type Fields, isAbsent, MISTAKES, membersFile, soundCosts } from './planted-mistakes.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

const context: CheckContext = (() => {
  const index = membersIndex();
  const reader = deliveryReader('members', { row: index.take });
  reader.push(bytesOf(membersFile()));
  expect(reader.end().problems).toEqual([]);
  return { ...AGREED, members: index };
})();

const check = (lines: readonly string[]) => {
  const bytes = bytesOf(`${lines.join('\n')}\n`);
  const checker = templateChecker('costs', context);
  checker.push(bytes);
  const { problems, findings, counts } = checker.end(bytes.length, 'hash').answer;
  return { found: [...problems, ...findings].map(({ code, line }) => `${code} ${line}`), counts };
};

const closing = (rows: number) => `SLUITREGEL;${rows};0,00;;;;;;;`;

/**
 * Whether a mistake of a kind can be told in a row: a first row says what population the file is of, a cell of the first
 * quarters may have no readable one before it, and men and women both written as "everybody" are one mistake more.
 */
const isFor = (code: string, place: number, fields: Fields): boolean => {
  if (code === 'ten_times_last_period') return fields[5]?.startsWith('2023') === false;
  return place > 0 && (code !== 'total_stands_beside_parts' || fields[6] === 'M');
};

test('the sound file has one finding only: the sum of its closing row, and the costs without member-months', () => {
  const rows = soundCosts(draws(1));
  const { found } = check([COSTS_HEADING, ...rows.map((fields) => fields.join(';')), closing(rows.length)]);
  const absent = rows.flatMap((fields, place) => (isAbsent(fields) ? [`costs_without_members ${place + 2}`] : []));
  expect(found).toEqual([`closing_row_sum_differs ${rows.length + 2}`, ...absent]);
  expect(absent).toHaveLength(9);
});

test.each([1, 2, 3])(
  'of 500 planted mistakes of 24 kinds, seed %i, each is found on its line and none twice',
  (seed) => {
    const next = draws(seed);
    const rows = soundCosts(next).filter((fields) => !isAbsent(fields));
    const kinds = Object.values(MISTAKES);
    const planted = new Map<number, (typeof kinds)[number]>();
    while (planted.size < 500) {
      const place = next(rows.length);
      const kind = kinds[planted.size % kinds.length];
      const isFit = isFor(kind?.[0] ?? '', place, rows[place] ?? []);
      if (kind !== undefined && isFit && !planted.has(place)) planted.set(place, kind);
    }
    const lines = [COSTS_HEADING];
    const expected: string[] = [];
    for (const [place, fields] of rows.entries()) {
      const [code, plant] = planted.get(place) ?? ['', (each: Fields) => each.join(';')];
      const written = plant(fields).split('\n');
      if (code !== '') expected.push(`${code} ${lines.length + written.length}`);
      lines.push(...written);
    }
    const { found } = check([...lines, closing(0)]);
    expect(found.filter((each) => !expected.includes(each))).toEqual([]);
    // Where two quarters of a cell were both made ten times too large, the second is as large as the one before it.
    expect(expected.filter((each) => !found.includes(each)).length).toBeLessThanOrEqual(2);
    expect(new Set(found).size).toBe(found.length);
  },
);
