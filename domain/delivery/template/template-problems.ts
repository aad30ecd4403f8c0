/**
 * The words of every problem with a delivery in our own template.
 */
import type { CellFault } from '../findings/cell-fault.ts';
import type { Problem } from '../findings/problem.ts';

const LONGEST_SHOWN = 40;

/** Characters that nobody sees, and those that turn the direction of what comes after them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

const codeOf = (character: string): string =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;

/**
 * A text as a message shows it: between quotes, not longer than a line can bear, and with a code for what cannot be seen,
 * so that it cannot make the rest of the message look otherwise.
 */
const shown = (text: string): string => {
  const characters = [...text];
  const start = characters.slice(0, LONGEST_SHOWN).join('').replace(UNSEEN, codeOf);
  return `"${characters.length > LONGEST_SHOWN ? `${start}…` : start}"`;
};

/** A cell that breaks the rule of its column, with the value met. */
export const cellProblem = (line: number, column: number, heading: string, met: string, fault: CellFault): Problem => ({
  code: fault.code,
  line,
  column,
  message: `${heading}: hier staat ${met === '' ? 'niets' : shown(met)}. ${fault.detail === undefined ? '' : `${fault.detail.nl} `}${fault.rule} Voorbeeld: ${fault.example}`,
  value: met,
  ...(fault.detail === undefined ? {} : { detail: fault.detail }),
  example: fault.example,
});

/** A column of the template that the file does not have. */
export const headingIsMissing = (line: number, heading: string): Problem => ({
  code: 'heading_is_missing',
  line,
  column: null,
  detail: { nl: `De kolom ${heading} ontbreekt.`, en: `The column ${heading} is missing.` },
  example: heading,
  message: `De kolom ${heading} ontbreekt. Een aanlevering heeft precies de kolommen van het sjabloon. Voeg de kolom toe.`,
});

/** A column that the template does not have, or has once where the file has it twice. */
export const headingIsUnknown = (line: number, column: number, met: string, headings: readonly string[]): Problem => ({
  code: 'heading_is_unknown',
  line,
  column,
  detail: { nl: `De kolommen zijn ${headings.join(';')}.`, en: `The columns are ${headings.join(';')}.` },
  message: `De kop ${shown(met)} kent het sjabloon niet. De kolommen zijn ${headings.join(';')}. Verbeter de kop of haal de kolom weg.`,
});

/** A column that stands in the file twice: under its Dutch heading, its English one, or both. */
export const columnStandsTwice = (line: number, column: number, met: string, other: number): Problem => ({
  code: 'heading_is_duplicate',
  line,
  column,
  detail: { nl: `Dit is dezelfde kolom als kolom ${other}.`, en: `This is the same column as column ${other}.` },
  message: `De kop ${shown(met)} is dezelfde kolom als kolom ${other}. Elke kolom staat er één keer in. Haal een van beide weg.`,
});

/** More different cells than a delivery of a pilot can have. */
export const tooManyCells = (line: number, most: number): Problem => ({
  code: 'too_many_cells',
  line,
  column: null,
  message: `Tot en met deze rij heeft het bestand meer dan ${most} verschillende cellen (combinaties van de kolommen met tekst). Een aanlevering telt personen per cel op, en heeft er veel minder. Voeg rijen over dezelfde cel samen.`,
});

/** A row of another population, or another version of it, than the rows that name the right one. */
export const populationDiffers = (
  line: number,
  column: number,
  heading: string,
  met: string,
  right: string,
): Problem => ({
  code: 'population_differs',
  line,
  column,
  value: met,
  detail: { nl: `Andere rijen gaan over populatie ${right}.`, en: `Other rows are about population ${right}.` },
  message: `${heading}: hier staat ${shown(met)}; andere rijen gaan over populatie ${right}. Een bestand hoort bij één populatie en één versie daarvan. Splits het bestand of verbeter de rij.`,
});

/** A file of which no row is about the agreed population. */
export const populationMustMatch = (
  line: number,
  column: number,
  heading: string,
  met: string,
  agreed: string,
): Problem => ({
  code: 'population_version_must_match',
  line,
  column,
  value: met,
  detail: { nl: `Afgesproken is ${agreed}.`, en: `Agreed is ${agreed}.` },
  message: `${heading}: hier staat ${shown(met)}; afgesproken is ${agreed}. Lever opnieuw aan over de afgesproken populatie.`,
});

/** A delivery with nothing between heading and closing row. */
export const deliveryHasNoRows = (): Problem => ({
  code: 'delivery_has_no_rows',
  line: null,
  column: null,
  message: 'Onder de kopregel staan geen rijen. Een aanlevering heeft er ten minste één. Ontbreekt is niet nul.',
});

/** A delivery without a closing row; `sum` is the column that it sums. */
export const closingRowIsMissing = (sum: string): Problem => ({
  code: 'closing_row_is_missing',
  line: null,
  column: null,
  message: `De laatste regel is geen sluitregel. Een aanlevering eindigt met het aantal rijen en de som van ${sum}, aangevuld met lege velden. Voorbeeld: SLUITREGEL;120;34567,89`,
});

/** A row below the closing row. */
export const rowAfterClosingRow = (line: number): Problem => ({
  code: 'row_after_closing_row',
  line,
  column: null,
  message: 'Deze rij staat na de sluitregel. De sluitregel is de laatste regel. Zet de rij erboven en tel haar mee.',
});

/** A closing row with something after its sum. */
export const closingCellIsNotEmpty = (line: number, column: number): Problem => ({
  code: 'closing_row_is_malformed',
  line,
  column,
  message: `Hier staat iets. In een sluitregel staan na SLUITREGEL, het aantal rijen en de som alleen lege velden. Voorbeeld: SLUITREGEL;120;34567,89`,
});

/** A closing row with something else where a number belongs; what it is is not repeated. */
export const closingCellIsMalformed = (line: number, column: number, heading: string, fault: CellFault): Problem => ({
  code: fault.code,
  line,
  column,
  example: fault.example,
  message: `${heading}: hier staat geen getal. ${fault.rule} Voorbeeld: ${fault.example}`,
});

/** Another number of rows declared than counted. */
export const rowsDoNotAgree = (line: number, declared: string, counted: number): Problem => ({
  code: 'closing_row_count_differs',
  line,
  column: 2,
  value: declared,
  detail: { nl: `Geteld zijn er ${counted}.`, en: `There are ${counted}.` },
  example: `${counted}`,
  message: `De sluitregel noemt ${shown(declared)} rijen; geteld zijn er ${counted}. Die zijn gelijk. Kijk na of er rijen ontbreken of te veel zijn.`,
});

/** Another sum declared than counted. */
export const sumsDoNotAgree = (line: number, heading: string, declared: string, counted: string): Problem => ({
  code: 'closing_row_sum_differs',
  line,
  column: 3,
  value: declared,
  detail: { nl: `De getelde som van ${heading} is ${counted}.`, en: `The sum counted of ${heading} is ${counted}.` },
  message: `De sluitregel noemt ${shown(declared)} als som van ${heading}; geteld is ${counted}. Die zijn gelijk, tot op de cent. Kijk na of er rijen ontbreken of te veel zijn.`,
});
