/**
 * The words of every problem that only a workbook (XLSX) can have. A text never repeats what a cell holds.
 */
import type { Problem } from '../findings/problem.ts';
import type { Doubt } from '../numbers/number-dialect.ts';

const SAVE_AGAIN = 'Open het in uw rekenprogramma en bewaar het opnieuw als .xlsx, of lever CSV aan.';

const WHOLE_FILE = { line: null, column: null } as const;

/** A file that is no workbook, or a damaged one; `because` says what was met. */
export const workbookIsUnreadable = (because: string): Problem => ({
  code: 'workbook_is_unreadable',
  ...WHOLE_FILE,
  message: `Dit werkboek kan niet worden gelezen: ${because}. ${SAVE_AGAIN}`,
});

/** A workbook behind a password, or one in the old .xls format: both have the same wrapping. */
export const workbookIsClosed = (): Problem => ({
  code: 'workbook_is_unreadable',
  ...WHOLE_FILE,
  message:
    'Dit werkboek is met een wachtwoord beveiligd, of het is een oud .xls-bestand. Haal de beveiliging eraf en bewaar het als .xlsx, of lever CSV aan.',
});

/** A workbook that grows beyond every proportion when it is unpacked; reading stopped there. */
export const workbookIsTooLarge = (because: string): Problem => ({
  code: 'workbook_is_too_large',
  ...WHOLE_FILE,
  message: `Dit werkboek wordt bij het uitpakken te groot: ${because}. Het lezen is daar gestopt. Haal lege opgemaakte rijen en kolommen weg, of lever CSV aan.`,
});

/** Two sheets with the headings of the template: reading only the first would lose the second in silence. Tabs count from 1. */
export const sheetIsNotAlone = (tabs: readonly number[]): Problem => ({
  code: 'sheet_is_not_alone',
  ...WHOLE_FILE,
  message: `Meer werkbladen hebben de koppen van het sjabloon: tab ${tabs.join(', ')}. Een aanlevering is één werkblad. Zet alle rijen op één blad, of lever elk blad apart aan.`,
});

/** A cell that a spreadsheet program holds for a date. */
export const cellIsDate = (line: number, column: number): Problem => ({
  code: 'cell_is_a_date',
  line,
  column,
  message:
    'Deze cel is een datum. Geen kolom van het sjabloon vraagt er een; Excel maakt een datum van invoer als 5-9 of 2025-1. Maak de kolom op als tekst en typ de waarde opnieuw. Voorbeeld: 05-09 of 2025-K1',
});

/** A cell with a formula: what it shows depends on the program and the moment. */
export const cellIsFormula = (line: number, column: number): Problem => ({
  code: 'cell_is_a_formula',
  line,
  column,
  message:
    'Deze cel is een formule. Wat een formule toont, hangt af van het programma en het moment, en ligt niet vast in de hash van het bestand. Kopieer het blad en plak het als waarden.',
});

/** A cell that shows an error of the spreadsheet program, such as #N/B. */
export const cellIsError = (line: number, column: number): Problem => ({
  code: 'cell_is_an_error',
  line,
  column,
  message: 'Deze cel toont een fout van het rekenprogramma, zoals #N/B of #DEEL/0!. Vul de waarde in.',
});

/** A text cell with a number that can be read in two ways. */
export const textIsAmbiguous = (line: number, column: number, { asWhole, detail }: Doubt): Problem => ({
  code: 'number_is_ambiguous',
  line,
  column,
  message: `Deze cel is tekst en geen getal. ${detail.nl} Maak er een getal van, of schrijf het zonder teken voor duizendtallen. Voorbeeld: ${asWhole}`,
  detail,
  example: asWhole,
});

/** A number cell with what is left of a calculation behind its last digit; `rounded` is what the spreadsheet program shows. */
export const numberMustBeRounded = (line: number, column: number, met: string, rounded: string): Problem => {
  const [full, example] = [met.replace('.', ','), rounded.replace('.', ',')];
  const detail = {
    nl: `In deze cel staat ${full}; het rekenprogramma toont ${example}. Zo'n rest komt van een berekening.`,
    en: `This cell holds ${met}; the spreadsheet program shows ${rounded}. Such a remainder comes from a calculation.`,
  };
  return {
    code: 'number_must_be_rounded',
    line,
    column,
    message: `${detail.nl} Rond de uitkomst af in het blad (AFRONDEN) en plak haar als waarde. Voorbeeld: ${example}`,
    detail,
    example,
  };
};

/** Cells that were merged: the value of one would stand for several. */
export const cellsAreMerged = (line: number, column: number, range: string): Problem => ({
  code: 'cells_are_merged',
  line,
  column,
  message: `De cellen ${range} zijn samengevoegd; alleen de eerste heeft dan een waarde. Hef het samenvoegen op en vul elke cel.`,
});
