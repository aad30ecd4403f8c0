import { describe, expect, test } from 'vitest';
import { readVektis, type VektisFile } from '../../../domain/delivery/open-data/vektis.ts';
import { vektisPanel } from '../../../domain/evaluation/vektis-panel.ts';

const HEADING = 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten';
const fileOf = (...rows: readonly string[]): VektisFile => {
  const reading = readVektis(new TextEncoder().encode([HEADING, ...rows, ';;;1;1;1'].join('\n')));
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.file;
};
/** Insured years and euro a year of children and adults. */
const rowsOf = (name: string, children: number, child: number, adults: number, adult: number) => [
  `V;0-17;${name};${children};${children};${children * child}`,
  `V;18+;${name};${adults};${adults};${adults * adult}`,
];
const files = (changed: readonly string[] = rowsOf('C', 90, 100, 10, 900)) =>
  new Map([
    [
      '2019',
      fileOf(...rowsOf('A', 10, 100, 30, 500), ...rowsOf('B', 50, 100, 50, 400), ...rowsOf('C', 90, 100, 10, 900)),
    ],
    ['2020', fileOf(...rowsOf('A', 20, 100, 20, 500), ...rowsOf('B', 50, 100, 50, 400), ...changed)],
    [
      '2021',
      fileOf(...rowsOf('A', 40, 100, 10, 500), ...rowsOf('B', 50, 100, 50, 400), ...rowsOf('C', 90, 100, 10, 900)),
    ],
  ]);
const request = { pilot: ['A'], start: '2021' };

describe('a panel from open data', () => {
  const made = vektisPanel(request, files());
  const panel = 'panel' in made ? made.panel : null;

  test('has costs per insured year at the mix of the pilot before the start', () => {
    // Thirty child years and fifty adult years: A (30 × 100 + 50 × 500)/80, whoever is older or younger later.
    expect(panel?.values.map((row) => [...row])).toEqual(
      [350, 287.5, 600].map((cost) => [0, 1, 2].map(() => expect.closeTo(cost, 9))),
    );
  });

  test('weighs municipalities by their insured years before the start', () =>
    expect(panel).toMatchObject({ units: ['A', 'B', 'C'], treated: [0], start: 2, weights: [40, 100, 100] }));

  test('leaves out a municipality that lacks a class in one year, by name', () => {
    const lacking = vektisPanel(request, files(rowsOf('C', 90, 100, 10, 900).slice(1)));
    expect(lacking).toMatchObject({ leftOut: ['C'], panel: { units: ['A', 'B'] } });
  });

  test('is refused for a pilot that lacks one, that is unknown, or that starts too early', () => {
    const lacking = vektisPanel({ pilot: ['C'], start: '2021' }, files(rowsOf('C', 90, 100, 10, 900).slice(0, 1)));
    // The mix of a pilot whose own class is missing in one year still has that class from the other.
    expect(lacking).toEqual({ refusals: [expect.stringContaining('C: in een van de jaren ontbreekt')] });
    expect(vektisPanel({ pilot: ['D'], start: '2021' }, files())).toEqual({
      refusals: [expect.stringContaining('De gemeente D komt niet in alle jaren voor.')],
    });
    expect(vektisPanel({ pilot: ['A'], start: '2020' }, files())).toEqual({
      refusals: [expect.stringContaining('maar één periode')],
    });
  });
});
