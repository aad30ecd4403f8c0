/**
 * The figures behind the demo's deliveries: invented, but true to scale.
 *
 * Scale: Zvw about 3,100 euro per insured-year nationally and 4,200 in Heerlen and Kerkrade in 2023 (Vektis); Wmo about
 * 390 euro per inhabitant a year and Wpg about 16 a quarter (Iv3 2023). Zvw and Wmo rise steeply with age; Wpg is known
 * per inhabitant only. The story is the wrong pocket: in 2025 the pilot's Zvw falls behind its trend while its Wmo rises.
 *
 * Rates are in euro per person and month; they are an invention, so ordinary numbers do, and only the files they end up
 * in hold money.
 */

export type Cohort = 'interventie' | 'referentie';

/** One stratum of the demo: persons and rates in 2023, in the reference and, by factors, in the pilot. */
interface Stratum {
  readonly sex: 'M' | 'V';
  readonly ageBand: string;
  readonly pilotPersons: number;
  readonly referencePersons: number;
  readonly zvw: number;
  readonly wmo: number;
}

const stratum = (
  sex: 'M' | 'V',
  ageBand: string,
  [pilotPersons, referencePersons]: readonly [number, number],
  [zvw, wmo]: readonly [number, number],
): Stratum => ({ sex, ageBand, pilotPersons, referencePersons, zvw, wmo });

/** An older population in the pilot than in its reference, as in Parkstad. */
export const STRATA: readonly Stratum[] = [
  stratum('M', '00-17', [2_010, 12_400], [118, 5]),
  stratum('V', '00-17', [1_930, 11_800], [104, 4]),
  stratum('M', '18-44', [3_980, 22_300], [132, 11]),
  stratum('V', '18-44', [3_870, 22_100], [196, 14]),
  stratum('M', '45-64', [3_640, 18_900], [262, 21]),
  stratum('V', '45-64', [3_590, 18_700], [271, 26]),
  stratum('M', '65-74', [1_720, 7_300], [502, 44]),
  stratum('V', '65-74', [1_790, 7_500], [446, 58]),
  stratum('M', '75+', [1_090, 4_100], [742, 128]),
  stratum('V', '75+', [1_480, 5_200], [668, 187]),
];

/** Wpg per inhabitant and month. */
const WPG_RATE = 5.35;

/** How much dearer the pilot's strata were than the reference before the pilot began. */
const PILOT_LEVEL = { Zvw: 1.22, Wmo: 1.17, Wpg: 1.04 } as const;
const YEARLY_GROWTH = { Zvw: 1.048, Wmo: 1.056, Wpg: 1.03 } as const;
const SEASON = { Zvw: [1.03, 1.0, 0.96, 1.01], Wmo: [1.01, 0.99, 0.98, 1.02], Wpg: [1, 1, 1, 1] } as const;

/** The effect of the pilot in the four quarters of 2025: it takes time to work, and it moves costs to the Wmo. */
const EFFECT_2025 = {
  Zvw: [0.992, 0.98, 0.966, 0.958],
  Wmo: [1.015, 1.03, 1.045, 1.055],
  Wpg: [1.0, 1.01, 1.01, 1.02],
} as const;

export type DemoStream = keyof typeof PILOT_LEVEL;

/** A number from −1 to 1 that depends on its text alone: the same files on every machine. */
const wobble = (text: string): number => {
  let state = 2166136261;
  for (const unit of text) state = Math.imul(state ^ unit.charCodeAt(0), 16777619);
  state = Math.imul(state ^ (state >>> 15), 2246822519);
  return ((state >>> 0) / 4294967295) * 2 - 1;
};

/** Persons in a stratum in a quarter: the young move away a little, the old stay. */
export const personsIn = (cohort: Cohort, year: number, quarter: number, place: number): number => {
  const each = STRATA[place];
  if (each === undefined) return 0;
  const start = cohort === 'interventie' ? each.pilotPersons : each.referencePersons;
  const quarters = (year - 2023) * 4 + quarter - 1;
  const drift = each.ageBand >= '65' ? 1 + 0.004 * quarters : 1 - 0.0015 * quarters;
  return Math.round(start * drift + 3 * wobble(`${cohort} ${year} ${quarter} ${place}`));
};

const rateOf = (stream: DemoStream, place: number): number =>
  stream === 'Wpg' ? WPG_RATE : (STRATA[place]?.[stream === 'Zvw' ? 'zvw' : 'wmo'] ?? 0);

/** Whole euro cents of a stratum in a quarter, all claims in. */
export const costCents = (stream: DemoStream, cohort: Cohort, year: number, quarter: number, place: number): number => {
  const level = cohort === 'interventie' ? PILOT_LEVEL[stream] : 1;
  const effect = cohort === 'interventie' && year === 2025 ? (EFFECT_2025[stream][quarter - 1] ?? 1) : 1;
  const growth = YEARLY_GROWTH[stream] ** (year - 2023) * (SEASON[stream][quarter - 1] ?? 1);
  const noise = 1 + 0.006 * wobble(`${stream} ${cohort} ${year} ${quarter} ${place}`);
  const months = personsIn(cohort, year, quarter, place) * 3;
  return Math.round(rateOf(stream, place) * level * growth * effect * noise * months * 100);
};
