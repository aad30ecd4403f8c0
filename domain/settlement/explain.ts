/**
 * From a printed amount back to what was given: the lines of the worksheet that it rests on, and those lines as plain
 * Dutch text that a controller can follow with a calculator (design, "One idea").
 */
import { dutchNumber } from '../delivery/findings/dutch-number.ts';
import { nearestNames } from '../delivery/findings/nearest-names.ts';
import { compare } from '../money/ratio.ts';
import { readRatio } from '../money/text.ts';
import { ownValue } from '../pilot/terms.ts';
import { dutchLabel, SIDE_WORDS } from './labels.ts';
import type { PrintedLine, SettledResult } from './result.ts';
import type { Basis, How, Subject } from './worksheet.ts';

/** The lines behind a printed field: its own line first, each line before the lines it rests on, given lines last. */
export interface Explanation {
  readonly field: string;
  readonly lines: readonly PrintedLine[];
}

/** A field that the result does not print, with the printed fields whose names are most like it. */
export interface UnknownField {
  readonly refusal: 'field_is_unknown';
  readonly detail: { readonly field: string; readonly nearest: readonly string[] };
}

/**
 * Explains a printed field of a settled result, such as `parties.INS.transfer` or `payments[0].amount`. A line rests
 * only on lines with a lower number, so the order from high to low puts each line before those it rests on.
 */
export const explain = ({ worksheet }: SettledResult, field: string): Explanation | UnknownField => {
  const number = ownValue(worksheet.fields, field);
  if (number === undefined)
    return {
      refusal: 'field_is_unknown',
      detail: { field, nearest: nearestNames(field, Object.keys(worksheet.fields)) },
    };
  const needed = linesBelow(worksheet.lines, number);
  return { field, lines: worksheet.lines.filter((line) => needed.has(line.number)).reverse() };
};

/** The numbers of a line and of every line that it rests on, directly or through others. */
const linesBelow = (lines: readonly PrintedLine[], top: number): ReadonlySet<number> => {
  const byNumber = new Map(lines.map((line) => [line.number, line]));
  const needed = new Set([top]);
  for (const number of needed) for (const below of byNumber.get(number)?.from ?? []) needed.add(below);
  return needed;
};

/** An explanation as plain text, one line of the worksheet a line, with Dutch figures. */
export const printExplanation = ({ field, lines }: Explanation): string => {
  const width = `${lines[0]?.number ?? 0}`.length;
  const rows = lines.map((line) => printLine(line, width));
  return [`${field} rust op ${lines.length} regels van het rekenblad:`, ...rows].join('\n');
};

/** The answer to a field that is unknown, as a Dutch sentence. */
export const printUnknownField = ({ detail: { field, nearest } }: UnknownField): string =>
  `Het veld ${field} staat niet in dit resultaat. De namen die er het meest op lijken: ${nearest.join(', ')}.`;

const printLine = (line: PrintedLine, width: number): string =>
  [
    `regel ${`${line.number}`.padStart(width)}`,
    `${dutchLabel(line.code)}${subjectText(line)}`,
    `${valueText(line)}`,
    `= ${HOW_TEXT[line.how](line)}`,
  ].join('  ');

const WORDS: Readonly<Record<string, string>> = {
  intervention: 'pilot',
  reference: 'referentie',
  ...SIDE_WORDS,
};

const subjectText = ({ code, of }: PrintedLine): string => {
  if (code === 'payment') return ` (van ${of.party} aan ${of.side})`;
  const { stream, cohort, period, ageBand, sex, party, side }: Subject = of;
  const parts = [stream, inWords(cohort), period, ageBand, sex, party, inWords(side)];
  const told = [...parts, of.other === undefined ? undefined : 'andere trendvorm'].filter((part) => part !== undefined);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
};

const inWords = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (ownValue(WORDS, text) ?? text);

/** A fraction of more characters than this is shown by its decimals alone. */
const LONGEST_FRACTION = 24;

const valueText = ({ value, shown }: PrintedLine): string => {
  if (shown === undefined) return dutchNumber(value);
  if (isExact(value, shown)) return dutchNumber(shown.replace(/0+$/, ''));
  return value.length > LONGEST_FRACTION ? `≈ ${dutchNumber(shown)}` : `≈ ${dutchNumber(shown)} (${value})`;
};

const isExact = (value: string, shown: string): boolean => {
  const [exact, decimals] = [readRatio(value), readRatio(shown)];
  return exact !== null && decimals !== null && compare(exact, decimals) === 0;
};

type Told = Pick<PrintedLine, 'from' | 'place' | 'rounding' | 'basis'>;

const joined = (from: readonly number[], sign: string): string =>
  from.map((number) => `regel ${number}`).join(` ${sign} `);

const splitText = ({ from, place }: Told, by: string): string =>
  `deel ${(place ?? 0) + 1} van de verdeling van regel ${from[0]} ${by} ${listed(from.slice(1))} (R4)`;

/** How a line was made, in the words of a controller. */
const HOW_TEXT: Readonly<Record<How, (line: Told) => string>> = {
  given: ({ basis }) => `gegeven: ${basis === undefined ? 'zonder bron' : basisText(basis)}`,
  sum: ({ from }) => (from.length < 2 ? joined(from, '+') || 'som van geen regels' : `som van ${listed(from)}`),
  difference: ({ from }) => joined(from, '−'),
  product: ({ from }) => joined(from, '×'),
  quotient: ({ from }) => joined(from, '÷'),
  smaller: ({ from }) => `kleinste van ${listed(from)}`,
  larger: ({ from }) => `grootste van ${listed(from)}`,
  rounded: ({ from, rounding }) => `afgerond(${joined(from, '')}) op hele centen (${rounding ?? ''})`,
  split: (line) => splitText(line, 'naar verhouding van'),
  splitQuotas: (line) => splitText(line, 'volgens de bedragen van'),
  reached: ({ from }) => `hoogste trede die regel ${from[0]} bereikt, treden in ${listed(from.slice(1))}`,
  interpolated: ({ from }) => `bij regel ${from[0]} afgelezen uit de tabel van ${listed(from.slice(1))}`,
};

/** Line numbers with runs taken together: `regel 3, 5, 8 t/m 20`. */
const listed = (numbers: readonly number[]): string => {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] + 1 === number) run[1] = number;
    else runs.push([number, number]);
  }
  return `regel ${runs.map(([first, last]) => (first === last ? `${first}` : `${first} t/m ${last}`)).join(', ')}`;
};

/** As many characters of a hash as tell deliveries of one pilot apart. */
const HASH_SHOWN = 12;

const basisText = (basis: Basis): string => {
  if ('delivery' in basis)
    return `aanlevering ${basis.delivery.slice(0, HASH_SHOWN)}, regel ${basis.line} van het bestand`;
  if ('agreement' in basis) return `overeenkomst, ${basis.agreement}`;
  if ('method' in basis) return `rekenmethode, ${basis.method}`;
  return `rekengeval, ${basis.case}`;
};
