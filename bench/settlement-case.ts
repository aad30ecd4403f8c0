/**
 * The case of the settlement benchmark: streams × strata × periods × cohorts, with invented amounts that depend on a
 * seed alone, member-months in hundredths, and the worksheet on.
 */

/** How large a case is. `bands` is the number of age bands; with two sexes there are twice as many strata. */
export interface CaseSize {
  readonly streams: number;
  readonly bands: number;
}

const STREAMS = ['Zvw', 'Wmo', 'Wpg', 'Wlz', 'Jw', 'Pgb'];
const PERIODS = ['2023', '2024', '2025'];
const COHORTS = ['intervention', 'reference'];

/** A case file as JSON text. */
export const benchCase = ({ streams, bands }: CaseSize, seed: number): string => {
  let state = seed >>> 0;
  const draw = (most: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % most;
  };
  const hundredths = (least: number, most: number) => `${least + draw(most)}.${10 + draw(90)}`;
  const names = STREAMS.slice(0, streams);
  const cells = PERIODS.flatMap((period) =>
    COHORTS.flatMap((cohort) =>
      ['M', 'V'].flatMap((sex) =>
        Array.from({ length: bands }, (_, band) => ({
          cohort,
          period,
          sex,
          ageBand: `${String(band).padStart(3, '0')}+`,
        })),
      ),
    ),
  );
  return JSON.stringify({
    case: 1,
    agreement: agreementOver(names),
    memberMonths: cells.map((cell) => ({ ...cell, months: hundredths(1_000, 30_000) })),
    costs: names.flatMap((stream) =>
      cells.map((cell) => ({ stream, ...cell, amount: hundredths(100_000, 3_000_000) })),
    ),
    investments: { MUN: '30000.00', CARE: '15000.00' },
  });
};

const agreementOver = (names: readonly string[]) => {
  const thirds = { INS: '1/3', MUN: '1/3', CARE: '1/3' };
  return {
    parties: [
      { id: 'INS', role: 'insurer' },
      { id: 'MUN', role: 'municipality' },
      { id: 'CARE', role: 'careField' },
    ],
    streams: Object.fromEntries(
      names.map((name) => [name, { grain: 'sexAge', pockets: { [name === 'Zvw' ? 'INS' : 'MUN']: '1' } }]),
    ),
    baseline: [
      { period: '2023', weight: '0.4' },
      { period: '2024', weight: '0.6' },
    ],
    performance: '2025',
    trend: { form: 'ratio' },
    corridor: { minimumSavingsRate: '0', minimumLossRate: '0' },
    sharing: { gainRate: '1', lossRate: '1', gainShares: thirds, lossShares: thirds },
  };
};
