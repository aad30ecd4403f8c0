/**
 * Age bands as a population definition lists them: `00-17`, `18-64`, `65+`, and at the end `rest`, the stratum in which
 * cells that are too small are pooled (method section 1).
 */

/** Ages from `from` to `to`, both included; `to` is `null` for a band without an end. */
export interface AgeBand {
  readonly from: number;
  readonly to: number | null;
}

/** The band of what was pooled because its cells are too small. */
export const REST = 'rest';

const BAND = /^(\d{1,3})(?:-(\d{1,3})|\+)$/;

/** Reads `18-64` or `65+`; `null` for any other text and for a band that ends before it begins. */
const readBand = (text: string): AgeBand | null => {
  const [, from, to] = BAND.exec(text) ?? [];
  if (from === undefined) return null;
  const band = { from: Number(from), to: to === undefined ? null : Number(to) };
  return band.to !== null && band.to < band.from ? null : band;
};

/** A fault in a list of age bands, with its place in the list. */
export interface AgeBandFault {
  readonly place: number;
  readonly message: string;
}

/** What is wrong with a list of age bands; nothing where every age has one band, and `rest` comes last. */
export const ageBandFaults = (bands: readonly string[]): AgeBandFault[] => {
  const faults: AgeBandFault[] = [];
  let next: Next = 0;
  for (const [place, text] of bands.entries()) {
    const isLast = place === bands.length - 1;
    if (isLast !== (text === REST)) faults.push({ place, message: REST_IS_LAST });
    if (text === REST) continue;
    const band = readBand(text);
    const message = band === null ? NOT_A_BAND : startFault(band, next);
    if (message !== null) faults.push({ place, message });
    next = band === null ? 'unknown' : band.to === null ? 'none' : band.to + 1;
  }
  const isWhole = next === 'none' || faults.length > 0;
  return isWhole ? faults : [...faults, { place: Math.max(0, bands.length - 2), message: LAST_IS_OPEN }];
};

/** The age at which the next band must start; `none` after a band without an end, `unknown` after one that is no band. */
type Next = number | 'none' | 'unknown';

const NOT_A_BAND = 'Hier hoort een leeftijdsklasse als 18-64 of 75+.';
const REST_IS_LAST = 'De laatste klasse is rest, en alleen de laatste: daarin worden te kleine aantallen samengevoegd.';
const LAST_IS_OPEN = 'De klasse vóór rest heeft geen einde, zodat elke leeftijd een klasse heeft. Voorbeeld: 75+.';

const startFault = ({ from }: AgeBand, next: Next): string | null => {
  if (next === 'none') return 'De klasse hiervoor heeft geen einde; hierna kan alleen rest komen.';
  if (next === 'unknown' || from === next) return null;
  return `Er is een ${from > next ? 'gat' : 'overlap'}: deze klasse begint bij ${from} en hoort bij ${next} te beginnen.`;
};
