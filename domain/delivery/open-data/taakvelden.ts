/**
 * The taakvelden of Iv3, the chart of accounts that municipalities report to the CBS by, and the stream and category of
 * care that they belong to.
 *
 * Of the Wmo are 6.6, 6.71a to d, and 6.81a and b; of the Wpg is 7.1. The bare codes 6.71 and 6.81 are no sums of the
 * others but further bookings, that were not subdivided.
 */
import {
  type CareCategory,
  careCategory,
  type RegisterStream,
  type WmoCode,
  type WpgCode,
} from '../check/care-categories.ts';

/** The category of a taakveld; `isSubdivided` is false for the bare codes beside which others give the parts. */
export interface Taakveld {
  readonly code: string;
  readonly category: CareCategory;
  readonly isSubdivided: boolean;
}

const taakveld = (code: string, stream: RegisterStream, name: WmoCode | WpgCode, isSubdivided = true): Taakveld => {
  const category = careCategory(stream, name);
  if (category === null) throw new Error(`The register has no category for taakveld ${code}.`);
  return { code, category, isSubdivided };
};

/** The taakvelden whose costs a pilot may settle, in the order of their codes. */
export const TAAKVELDEN: readonly Taakveld[] = [
  taakveld('6.6', 'Wmo', 'hulpmiddelen'),
  taakveld('6.71', 'Wmo', 'maatwerk-niet-uitgesplitst', false),
  taakveld('6.71a', 'Wmo', 'hulp-bij-het-huishouden'),
  taakveld('6.71b', 'Wmo', 'begeleiding'),
  taakveld('6.71c', 'Wmo', 'dagbesteding'),
  taakveld('6.71d', 'Wmo', 'maatwerk-overig'),
  taakveld('6.81', 'Wmo', 'geescaleerde-zorg-niet-uitgesplitst', false),
  taakveld('6.81a', 'Wmo', 'beschermd-wonen'),
  taakveld('6.81b', 'Wmo', 'opvang'),
  taakveld('7.1', 'Wpg', 'volksgezondheid-niet-uitgesplitst'),
];

/** The taakvelden that are of other streams than those of a pilot: they are counted, and shown as one sum. */
const OTHERS: ReadonlySet<string> = new Set(
  [
    ['0.1', '0.10', '0.11', '0.2', '0.3', '0.4', '0.5', '0.61', '0.62', '0.63', '0.64', '0.7', '0.8', '0.9'],
    ['1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5', '3.1', '3.2', '3.3', '3.4', '4.1', '4.2', '4.3'],
    ['5.1', '5.2', '5.3', '5.4', '5.5', '5.6', '5.7', '6.1', '6.2', '6.3', '6.4', '6.5'],
    ['6.72', '6.72a', '6.72b', '6.72c', '6.72d', '6.73a', '6.73b', '6.73c', '6.74a', '6.74b', '6.74c'],
    ['6.82', '6.82a', '6.82b', '7.2', '7.3', '7.4', '7.5', '8.1', '8.2', '8.3'],
  ].flat(),
);

const BY_CODE: ReadonlyMap<string, Taakveld> = new Map(TAAKVELDEN.map((each) => [each.code, each]));

/** The code that a taakveld is written with: `6.71a` of `6.71a Huishoudelijke hulp (WMO)`. */
export const taakveldCode = (text: string): string => text.trim().split(/\s/)[0] ?? '';

/** The taakveld of a code; `'other'` for one of another stream, null for one that Iv3 does not have. */
export const taakveldOf = (code: string): Taakveld | 'other' | null =>
  BY_CODE.get(code) ?? (OTHERS.has(code) ? 'other' : null);
