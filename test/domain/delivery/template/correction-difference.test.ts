import { describe, expect, test } from 'vitest';
import { categoryKey } from '../../../../domain/delivery/check/cell-key.ts';
import { correctionDifference } from '../../../../domain/delivery/template/correction-difference.ts';
import { type DeliveryCell, deliveryReader } from '../../../../domain/delivery/template/delivery.ts';

const HEADING = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';

/** The cells of a costs file of rows `cohort stroom zorgsoort periode bedrag`. */
const cellsOf = (...rows: readonly string[]): readonly DeliveryCell[] => {
  const cells = rows.map((row) => row.split(' '));
  const lines = cells.map(
    ([cohort, stream, category, period, amount]) => `P;1;${cohort};${stream};${category};${period};;;100;${amount}`,
  );
  const total = cells.reduce((all, [, , , , amount]) => all + Math.round(Number(amount?.replace(',', '.')) * 100), 0);
  const closing = `SLUITREGEL;${rows.length};${(total / 100).toFixed(2).replace('.', ',')};;;;;;;`;
  const reader = deliveryReader('costs');
  reader.push(new TextEncoder().encode([HEADING, ...lines, closing].join('\n')));
  const { contents, problems } = reader.end();
  if (contents === null) throw new Error(JSON.stringify(problems));
  return contents.cells();
};

/** Cells of an earlier delivery, of which quarters of a stream are replaced. */
const earlier = (cells: readonly DeliveryCell[], stream: string, ...names: readonly string[]) => ({
  cells,
  replaced: names.map((quarter) => ({ stream, quarter })),
});

describe('what a correction changes', () => {
  test('is told per stream, care category and cohort, to the cent, also what stays the same', () => {
    const now = cellsOf(
      'interventie Wmo begeleiding 2025-K1 100,10',
      'interventie Wmo begeleiding 2025-K2 0,20',
      'interventie Wmo dagbesteding 2025-K1 50,00',
      'referentie Wmo begeleiding 2025-K1 300,00',
    );
    const corrected = cellsOf(
      'interventie Wmo begeleiding 2025-K1 90,05',
      'interventie Wmo begeleiding 2025-K2 0,20',
      'interventie Wmo hulpmiddelen 2025-K1 7,00',
      'referentie Wmo begeleiding 2025-K1 300,00',
    );
    const lines = correctionDifference('costs', [earlier(now, 'Wmo', '2025-K1', '2025-K2')], corrected, categoryKey);
    expect(
      lines.map(({ stream, category, cohort, before, after, difference }) => [
        stream,
        category,
        cohort,
        before,
        after,
        difference,
      ]),
    ).toEqual([
      ['Wmo', 'begeleiding', 'intervention', '100.30', '90.25', '-10.05'],
      ['Wmo', 'begeleiding', 'reference', '300.00', '300.00', '0.00'],
      ['Wmo', 'dagbesteding', 'intervention', '50.00', '0.00', '-50.00'],
      ['Wmo', 'hulpmiddelen', 'intervention', '0.00', '7.00', '7.00'],
    ]);
  });

  test('leaves out what of the earlier delivery stays in force', () => {
    const now = cellsOf(
      'interventie Wmo x 2025-K1 100,00',
      'interventie Wmo x 2025-K2 10,00',
      'interventie Zvw x 2025-K1 1,00',
    );
    const corrected = cellsOf('interventie Wmo x 2025-K1 101,00');
    expect(correctionDifference('costs', [earlier(now, 'Wmo', '2025-K1')], corrected, categoryKey)).toEqual([
      { stream: 'Wmo', category: 'x', cohort: 'intervention', before: '100.00', after: '101.00', difference: '1.00' },
    ]);
  });

  test('counts of each earlier delivery only what the correction replaces of that one', () => {
    const first = cellsOf('interventie Wmo x 2025-K1 100,00', 'interventie Wmo x 2025-K2 10,00');
    const second = cellsOf('interventie Wmo x 2025-K1 90,00');
    const corrected = cellsOf('interventie Wmo x 2025-K1 91,00', 'interventie Wmo x 2025-K2 12,00');
    // The 90 of the second took the place of the 100 before, so 90 and 10 become 91 and 12.
    expect(
      correctionDifference(
        'costs',
        [earlier(first, 'Wmo', '2025-K2'), earlier(second, 'Wmo', '2025-K1')],
        corrected,
        categoryKey,
      ),
    ).toMatchObject([{ before: '100.00', after: '103.00', difference: '3.00' }]);
  });

  test('is nothing where only the spelling of a category changes, which keeps the one of before', () => {
    const now = cellsOf('interventie Wmo Begeleiding 2025-K1 100,00');
    const corrected = cellsOf('interventie Wmo begeleiding 2025-K1 100,00');
    expect(correctionDifference('costs', [earlier(now, 'Wmo', '2025-K1')], corrected, categoryKey)).toMatchObject([
      { category: 'Begeleiding', before: '100.00', after: '100.00', difference: '0.00' },
    ]);
  });

  test('takes a row about a whole year where all quarters of it are replaced', () => {
    const now = cellsOf('interventie Wmo x 2025 100,00');
    const corrected = cellsOf('interventie Wmo x 2025 99,00');
    const replaced = earlier(now, 'Wmo', '2025-K1', '2025-K2', '2025-K3', '2025-K4');
    expect(correctionDifference('costs', [replaced], corrected, categoryKey)[0]?.difference).toBe('-1.00');
  });
});
