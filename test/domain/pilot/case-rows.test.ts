import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCostRows, readMonthsRows } from '../../../domain/pilot/case-rows.ts';
import type { Fault } from '../../../domain/pilot/fault.ts';

const strange = fc.constantFrom<unknown>(undefined, null, '', 0, 1.5, true, [], {}, 'x', '1e3', '-0', ' 1', '1/3');

const costRow = fc.record(
  {
    stream: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('Zvw', 'Wmo') }, strange),
    cohort: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('intervention', 'reference') }, strange),
    period: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('2025', '2025-K1', '2025-K1..K3', '2025-K3..K1') },
      strange,
    ),
    sex: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('M', 'V', null) }, strange),
    ageBand: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('0-17', '18+', null) }, strange),
    amount: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('12.50', '-3', '1.500', '1.005') }, strange),
    excess: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('0', '0.00', '2.25', '-1') }, strange),
    extra: strange,
  },
  { requiredKeys: ['cohort', 'period', 'amount'] },
);

const read = (rows: readonly unknown[]) => {
  const faults: Fault[] = [];
  return { rows: readCostRows(rows, faults), faults };
};

describe('a row that is plainly sound is read without its schema', () => {
  test('and reads as its schema reads it, with the same faults: 1.0 as completion factor takes the long way', () => {
    fc.assert(
      fc.property(fc.array(costRow, { maxLength: 4 }), (rows) => {
        expect(read(rows.map((row) => ({ ...row, completionFactor: '1' })))).toEqual(
          read(rows.map((row) => ({ ...row, completionFactor: '1.0' }))),
        );
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test('and the rows of the property are now and then sound, or it would say nothing', () => {
    const rows = fc.sample(costRow, { numRuns: 500, seed: 7 });
    const sound = read(rows).rows.filter((row) => row !== undefined).length;
    expect(sound).toBeGreaterThan(20);
    expect(sound).toBeLessThan(480);
  });

  test.each<[title: string, row: unknown, path: string]>([
    ['a list for a row', [], 'memberMonths[0]'],
    ['a name that the method does not know', { ...month(), note: 'x' }, 'memberMonths[0].note'],
    ['months as a number', { ...month(), months: 3 }, 'memberMonths[0].months'],
    ['months below zero', { ...month(), months: '-0.01' }, 'memberMonths[0].months'],
    ['an empty sex', { ...month(), sex: '' }, 'memberMonths[0].sex'],
    ['a period that is none', { ...month(), period: '2025-K5' }, 'memberMonths[0].period'],
  ])('%s is a fault of the row', (_, row, path) => {
    const faults: Fault[] = [];
    expect(readMonthsRows([row, month()], faults)).toEqual([undefined, expect.objectContaining({ place: 1 })]);
    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });
});

function month() {
  return { cohort: 'reference', period: '2025', months: '12.50' };
}
