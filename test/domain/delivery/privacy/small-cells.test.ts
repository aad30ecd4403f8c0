import { describe, expect, test } from 'vitest';
import { type CountedRow, smallCellProblems } from '../../../../domain/delivery/privacy/small-cells.ts';

const row = (changes: Partial<CountedRow>): CountedRow => ({
  line: 7,
  ageBand: '75+',
  persons: 100,
  personsColumn: 9,
  ...changes,
});
const codes = (changes: Partial<CountedRow>, minimum = 10) =>
  smallCellProblems(row(changes), minimum).map(({ code, line, column }) => `${code} ${line}:${column}`);

describe('a row', () => {
  test.each([0, 10, 11, 2_000_000])('about %i persons may be told', (persons) =>
    expect(codes({ persons })).toEqual([]),
  );

  test.each([1, 2, 9])('about %i persons is refused', (persons) =>
    expect(codes({ persons })).toEqual(['cell_is_too_small 7:9']),
  );

  test('is measured by the number that the pilot set', () => {
    expect(codes({ persons: 19 }, 20)).toEqual(['cell_is_too_small 7:9']);
    expect(codes({ persons: 4 }, 4)).toEqual([]);
  });

  test('says how to pool it, and does not repeat how many there were', () =>
    expect(smallCellProblems(row({ persons: 3 }), 10)[0]?.message).toBe(
      'De cel op regel 7: hier zijn 1 tot en met 9 personen geteld; het zijn er ten minste 10, of geen. Voeg haar samen met andere kleine cellen in één rij met leeftijdsklasse rest, in alle bestanden op dezelfde manier.',
    ));

  test('of what was pooled is read as any other, and needs more in it where it is too small itself', () => {
    expect(codes({ ageBand: 'rest', persons: 10 })).toEqual([]);
    const [problem] = smallCellProblems(row({ ageBand: 'rest', persons: 3 }), 10);
    expect(problem?.message).toContain('de kleinste andere leeftijdsklasse');
  });
});

describe('an amount above the cap of one person', () => {
  const above = (persons: number | null, isZero = false) => codes({ aboveCap: { persons, isZero, column: 11 } });

  test('over fewer persons than the minimum is to be pooled', () => {
    expect(above(1)).toEqual(['amount_above_cap_is_of_too_few 7:11']);
    expect(above(9)).toEqual(['amount_above_cap_is_of_too_few 7:11']);
  });

  test('over enough, over nobody, or of nothing may be told', () => {
    expect(above(10)).toEqual([]);
    expect(above(0)).toEqual([]);
    expect(above(1, true)).toEqual([]);
  });

  test('of which the persons were not counted is measured by the row', () => {
    expect(above(null)).toEqual([]);
    expect(codes({ persons: 5, aboveCap: { persons: null, isZero: false, column: 11 } })).toEqual([
      'cell_is_too_small 7:9',
    ]);
  });
});
