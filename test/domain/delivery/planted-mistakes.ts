import { randomFrom } from '../../reference/random.ts';

/** A sound costs file of thousands of cells, and twenty kinds of mistakes to plant in it, one a row. */

/** Whole numbers from 0 to below a bound, the same for the same seed. */
export const draws = (seed: number) => {
  const { whole } = randomFrom(seed);
  return (below: number): number => whole(0, below - 1);
};

export const COSTS_HEADING =
  'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';
const MEMBERS_HEADING = 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden';

const COHORTS = ['interventie', 'referentie'];
const QUARTERS = ['2023', '2024', '2025'].flatMap((year) => [1, 2, 3, 4].map((quarter) => `${year}-K${quarter}`));
const SEXES = ['M', 'V'];
const BANDS = ['00-17', '18-44', '45-64', '65-74', '75+'];
const CATEGORIES = [
  ['Zvw', 'huisartsenzorg'],
  ['Zvw', 'wijkverpleging'],
  ['Zvw', 'farmacie'],
  ['Zvw', 'medisch-specialistische-zorg'],
  ['Zvw', 'paramedische-zorg'],
  ['Zvw', 'ggz-overig'],
  ['Wmo', 'begeleiding'],
  ['Wmo', 'hulp-bij-het-huishouden'],
  ['Wmo', 'dagbesteding'],
] as const;

/** The fields of a row of costs, in the order of the heading. */
export type Fields = readonly string[];

const cells = COHORTS.flatMap((cohort) =>
  QUARTERS.flatMap((period) => SEXES.flatMap((sex) => BANDS.map((band) => ({ cohort, period, sex, band })))),
);

/** Every cell of two cohorts, three years of quarters, sex, age band and nine categories: 2,160 rows. */
export const soundCosts = (next: (below: number) => number): Fields[] =>
  cells.flatMap(({ cohort, period, sex, band }) =>
    CATEGORIES.map(([stream, category]) => [
      ...['Parkstad-Oost', '1', cohort, stream, category, period, sex, band],
      `${400 + next(100)}`,
      `${20_000 + next(30_000)},${10 + next(90)}`,
    ]),
  );

/** The member-months of all those cells but one: women of 75 and older in the reference group in the last quarter. */
export const membersFile = (): string => {
  const rows = cells
    .filter(({ cohort, period, sex, band }) => [cohort, period, sex, band].join() !== ABSENT.join())
    .map(({ cohort, period, sex, band }) => ['Parkstad-Oost', '1', cohort, period, sex, band, '600', '1800'].join(';'));
  return `${[MEMBERS_HEADING, ...rows, `SLUITREGEL;${rows.length};${rows.length * 1800};;;;;`].join('\n')}\n`;
};

const ABSENT = ['referentie', '2025-K4', 'V', '75+'];

/** Whether a row of costs is of the cell without member-months. */
export const isAbsent = (fields: Fields): boolean => [2, 5, 6, 7].every((place, at) => fields[place] === ABSENT[at]);

const changed =
  (place: number, change: (text: string) => string) =>
  (fields: Fields): string =>
    fields.map((field, at) => (at === place ? change(field) : field)).join(';');
const replaced = (place: number, text: string) => changed(place, () => text);
const joined = (fields: Fields): string => fields.join(';');

/** A kind of mistake: the code of its finding, and the line or lines that the row becomes. */
export type Mistake = readonly [code: string, plant: (fields: Fields) => string];

/** Twenty-four kinds: ten of structure, eleven of definition, three of plausibility. */
export const MISTAKES: Readonly<Record<string, Mistake>> = {
  'a field too few': ['too_few_fields', (fields) => joined(fields.slice(0, -1))],
  'a field too many': ['too_many_fields', (fields) => `${joined(fields)};`],
  'commas for semicolons': ['other_delimiter', (fields) => fields.slice(0, 9).concat('12').join(',')],
  'a quote that is not closed': ['unbalanced_quote', changed(4, (text) => `"${text}`)],
  'text after a closing quote': ['text_after_closing_quote', changed(4, (text) => `"${text}"x`)],
  'an amount in words': ['number_is_malformed', replaced(9, 'duizend')],
  'an empty amount': ['cell_is_empty', replaced(9, '')],
  'a decimal point among commas': ['decimal_sign_differs', changed(9, (text) => text.replace(',', '.'))],
  'three decimals': ['amount_must_be_whole_cents', changed(9, (text) => `${text}5`)],
  'a period that is none': ['period_is_malformed', replaced(5, '2025-Q1')],
  'half a person': ['persons_must_be_whole', replaced(8, '400,5')],
  'another version of the population': ['population_differs', replaced(1, '2')],
  'an unknown cohort': ['cohort_is_unknown', replaced(2, 'pilot')],
  'an unknown sex': ['sex_is_unknown', replaced(6, 'X')],
  'an unknown stream': ['stream_must_be_agreed', replaced(3, 'Wlz')],
  'an unknown category': ['care_category_is_unknown', replaced(4, 'tandarts')],
  'an unknown age band': ['age_band_is_unknown', replaced(7, '18-45')],
  'a period outside the agreement': ['period_must_be_agreed', replaced(5, '2021-K1')],
  'a cell of five persons': ['cell_is_too_small', replaced(8, '5')],
  'costs without persons': ['costs_without_persons', replaced(8, '0')],
  'a cell twice': ['cell_stands_twice', (fields) => `${joined(fields)}\n${joined(fields)}`],
  'everybody together beside the parts': ['total_stands_beside_parts', replaced(6, '')],
  'more persons than members': ['more_persons_than_members', replaced(8, '601')],
  'ten times the quarter before': [
    'ten_times_last_period',
    changed(9, (text) => text.replace(',', '9,').replace(/^/, '9')),
  ],
};
