/**
 * Privacy by refusal: a file that holds citizen service numbers (BSN), names, dates of birth or e-mail addresses is not
 * read. Nothing of what was met is ever repeated, in no message.
 *
 * A heading says what its column holds, and a column is judged by its values (`column-view.ts`). What stands outside the
 * table is looked at by `outside-table.ts`.
 */

import type { Problem } from '../findings/problem.ts';
import { certainKind, lookAt, newView, type PersonalFound, verdict } from './column-view.ts';
import { type PersonalKind, personalHeading } from './personal-headings.ts';
import { isInitialsAndSurname, nineDigitNumbers, passesElevenTest } from './personal-text.ts';

/** Whether a text holds nine digits that pass the eleven-test of a BSN. */
const holdsCitizenNumber = (text: string): boolean => nineDigitNumbers(text).some(passesElevenTest);

/** What a text by itself holds of a person: one number that may be a BSN is enough; `null` for nothing. */
export const personalKindOf = (text: string): PersonalKind | null =>
  holdsCitizenNumber(text) ? 'citizenNumber' : certainKind(text);

/** Looks at the cells of one file as they come. It remembers so many values a column and no more, however long the file. */
export interface PersonalDataCheck {
  /** Looks at a cell of field `place`, from 0. A value that its column held before may be left out, but for numbers. */
  readonly look: (place: number, text: string, line: number) => void;
  /** Counts numbers that are certainly no BSN, because they have decimals or not eight or nine digits. */
  readonly pass: (place: number, count: number) => void;
  /** One problem for each column with personal data; none for a file that may be read. */
  readonly end: () => Problem[];
}

/**
 * A check of a file with these headings. `isNumber` says which columns hold figures: there only whole numbers of eight or
 * nine digits can be BSNs, and they are set against all values of the column.
 */
export const personalDataCheck = (
  headings: readonly string[],
  headingLine: number,
  isNumber: (heading: string) => boolean,
): PersonalDataCheck => {
  const views = headings.map((heading) => newView(isNumber(heading)));
  const byHeading = headings.map((heading) => headingKind(heading));
  return {
    look: (place, text, line) => {
      const view = views[place];
      if (view !== undefined) lookAt(view, text, line);
    },
    pass: (place, count) => {
      const view = views[place];
      if (view !== undefined) view.values += count;
    },
    end: () =>
      views.flatMap((view, place) => {
        const kind = byHeading[place] ?? null;
        const found = kind === null ? verdict(view) : { kind, line: headingLine };
        return found === null ? [] : [inColumn(found, place + 1)];
      }),
  };
};

/** A file without a heading has a row of data in its place. */
const headingKind = (heading: string): PersonalKind | null =>
  personalKindOf(heading) ?? (isInitialsAndSurname(heading) ? 'name' : personalHeading(heading));

const MET: Readonly<Record<PersonalKind, string>> = {
  citizenNumber:
    'een of meer nummers die een burgerservicenummer kunnen zijn (negen cijfers die de elfproef doorstaan)',
  name: 'namen van personen',
  birthDate: 'geboortedatums',
  emailAddress: 'een of meer e-mailadressen',
};

/** A place with personal data, in words. What it holds is not repeated. */
export const personalData = (
  line: number | null,
  column: number | null,
  kind: PersonalKind,
  where: string,
): Problem => ({
  code: 'personal_data_is_refused',
  line,
  column,
  message: `${where} ${MET[kind]}. Een aanlevering bevat geen persoonsgegevens: het bestand is geweigerd en gewist. Haal ze weg en lever opnieuw aan. Voorbeeld van een verwijzing: factuur 2025-0113`,
});

const inColumn = ({ kind, line }: PersonalFound, column: number): Problem =>
  personalData(line, column, kind, `Kolom ${column} bevat, voor het eerst op regel ${line},`);
