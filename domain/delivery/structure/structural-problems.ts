/**
 * The words of every structural problem: what was met, the rule, and what to do. No message repeats the text of a cell.
 */
import { counted, type Problem } from '../findings/problem.ts';
import type { Sentence } from '../findings/sentence.ts';

const NAMES: Readonly<Record<string, string>> = {
  ';': 'puntkomma',
  ',': 'komma',
  '\t': 'tab',
  '|': 'verticale streep',
};

/** The name of a delimiter in Dutch, with the sign itself where it can be seen. */
export const delimiterName = (sign: string): string =>
  sign === '\t' ? 'een tab' : `een ${NAMES[sign] ?? 'scheidingsteken'} (${sign})`;

const fields = (count: number): string => counted(count, 'veld', 'velden');

const rowProblem = (code: string, line: number, message: string): Problem => ({ code, line, column: null, message });

/** How wide a row is beside its table. */
const widthsOf = (width: number, expected: number): Sentence => ({
  nl: `Deze rij heeft ${fields(width)}; de tabel heeft er ${expected}.`,
  en: `This row has ${counted(width, 'field', 'fields')}; the table has ${expected}.`,
});
const fieldProblem = (code: string, line: number, column: number, message: string): Problem => ({
  code,
  line,
  column,
  message,
});

/** The file has no heading and no rows. */
export const fileIsEmpty = (): Problem => ({
  code: 'file_is_empty',
  line: null,
  column: null,
  message: 'Het bestand is leeg. Een aanlevering heeft een kopregel en rijen. Lever het bestand opnieuw aan.',
});

/** Every line is one field between quotes, with the delimiters inside. */
export const linesAreQuoted = (): Problem => ({
  code: 'lines_are_quoted',
  line: null,
  column: null,
  message:
    'Elke regel staat in zijn geheel tussen aanhalingstekens, zodat er één kolom is. Alleen een veld staat tussen aanhalingstekens, niet een regel. Haal het teken aan het begin en aan het einde van elke regel weg en maak dubbele aanhalingstekens enkel, of sla het bestand opnieuw op.',
});

/** Lines `first` to `last` stand above the heading. */
export const preamble = (first: number, last: number): Problem =>
  rowProblem(
    'preamble',
    first,
    `Boven de kopregel staat iets anders (regel ${first}${last > first ? ` tot en met ${last}` : ''}). De kopregel is de eerste regel. Haal weg wat erboven staat.`,
  );

/** From this line on the file holds something else than its table. */
export const secondTable = (line: number): Problem =>
  rowProblem(
    'second_table',
    line,
    'Hier begint iets anders dan de tabel: een tweede tabel, een herhaalde kopregel of een toelichting. Een bestand bevat één tabel. Haal weg wat er niet bij hoort, of lever het apart aan.',
  );

/** A column without a name. */
export const headingIsEmpty = (line: number, column: number): Problem =>
  fieldProblem(
    'heading_is_empty',
    line,
    column,
    'Deze kolom heeft geen naam. Elke kolom heeft een eigen naam. Vul de kop in of haal de kolom weg.',
  );

/** A column with the name of an earlier one, whose number is `other`. */
export const headingIsDuplicate = (line: number, column: number, name: string, other: number): Problem =>
  fieldProblem(
    'heading_is_duplicate',
    line,
    column,
    `De kop "${name.slice(0, 60)}" staat ook boven kolom ${other}. Elke kolom heeft een eigen naam. Geef een van beide een andere naam.`,
  );

/** A row narrower than the table. */
export const tooFewFields = (line: number, width: number, expected: number): Problem => ({
  ...rowProblem(
    'too_few_fields',
    line,
    `${widthsOf(width, expected).nl} Elke rij heeft evenveel velden. Vul de ontbrekende velden aan, desnoods leeg.`,
  ),
  detail: widthsOf(width, expected),
});

/** A row wider than the table. */
export const tooManyFields = (line: number, width: number, expected: number): Problem => ({
  ...rowProblem(
    'too_many_fields',
    line,
    `${widthsOf(width, expected).nl} Elke rij heeft evenveel velden. Haal het overtollige scheidingsteken weg, of zet de tekst waar het in staat tussen aanhalingstekens.`,
  ),
  detail: widthsOf(width, expected),
});

/** A row in which another delimiter stands for that of the table. */
export const otherDelimiter = (line: number, column: number, met: string, expected: string): Problem =>
  fieldProblem(
    'other_delimiter',
    line,
    column,
    `Deze rij gebruikt ${delimiterName(met)} als scheidingsteken; de tabel gebruikt ${delimiterName(expected)}. Een bestand heeft één scheidingsteken. Vervang het.`,
  );

/** An empty line with rows after it. */
export const emptyRow = (line: number): Problem =>
  rowProblem(
    'empty_row',
    line,
    'Dit is een lege regel midden in de tabel. Lege regels staan alleen onderaan. Haal de regel weg.',
  );

/** A field whose opening quote has no closing quote. */
export const unbalancedQuote = (line: number, column: number): Problem =>
  fieldProblem(
    'unbalanced_quote',
    line,
    column,
    'Dit veld begint met een aanhalingsteken dat niet wordt gesloten. Sluit het veld met een aanhalingsteken; een aanhalingsteken in de tekst zelf schrijf je dubbel ("").',
  );

/** A quoted field that goes on after its closing quote. */
export const textAfterClosingQuote = (line: number, column: number): Problem =>
  fieldProblem(
    'text_after_closing_quote',
    line,
    column,
    'Na het sluitende aanhalingsteken staat nog tekst. Na dat teken volgt het scheidingsteken of het einde van de regel. Een aanhalingsteken in de tekst zelf schrijf je dubbel ("").',
  );

/** A quote in a field that does not start with one. */
export const quoteInUnquotedField = (line: number, column: number): Problem =>
  fieldProblem(
    'quote_in_unquoted_field',
    line,
    column,
    'In dit veld staat een aanhalingsteken, maar het veld begint er niet mee. Zet het hele veld tussen aanhalingstekens en schrijf dat in de tekst dubbel ("").',
  );

const hexadecimal = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** A byte, at an offset in the file from 0, that the encoding does not know. */
export const undecodableBytes = (line: number, column: number, encoding: string, offset: number): Problem =>
  fieldProblem(
    'undecodable_bytes',
    line,
    column,
    `Op byte ${offset} van het bestand (geteld vanaf 0) staat iets dat in ${encoding} geen teken is. Bewaar het bestand opnieuw als UTF-8.`,
  );

/** A field with a NUL. */
export const nulByte = (line: number, column: number): Problem =>
  fieldProblem(
    'nul_byte',
    line,
    column,
    'In dit veld staat een NUL-teken. Dat komt in tekst niet voor; meestal is het bestand beschadigd. Maak het bestand opnieuw aan.',
  );

/** A field with another control character, given by its code. */
export const controlCharacter = (line: number, column: number, code: number): Problem =>
  fieldProblem(
    'control_character',
    line,
    column,
    `In dit veld staat het stuurteken U+00${hexadecimal(code)}. Een veld bevat alleen zichtbare tekens. Haal het teken weg.`,
  );

/** A field longer than is read. */
export const fieldTooLong = (line: number, column: number, longest: number): Problem =>
  fieldProblem(
    'field_too_long',
    line,
    column,
    `Dit veld is langer dan ${longest} bytes. Langere velden worden niet gelezen. Kort de tekst in, of kijk of er een scheidingsteken of regeleinde ontbreekt.`,
  );

/** A heading with more columns than a file may have. */
export const tooManyColumns = (line: number, columns: number, most: number): Problem =>
  rowProblem(
    'too_many_columns',
    line,
    `De kopregel heeft ${columns} kolommen; een bestand heeft er ten hoogste ${most}. Haal weg wat niet is gevraagd.`,
  );
