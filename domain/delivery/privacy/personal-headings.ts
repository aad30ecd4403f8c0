/**
 * Headings that say that a column is about single persons: a citizen service number (BSN), a name, a date of birth, an
 * e-mail address.
 *
 * A heading is read word by word, so that a count of persons (`aantal_bsn`) and the name of a place (`gemeentenaam`), as
 * open data have them, are what they say.
 */

/** What a column may hold of a person. */
export type PersonalKind = 'citizenNumber' | 'name' | 'birthDate' | 'emailAddress';

const CITIZEN_NUMBER = new Set(['bsn', 'bsnnr', 'bsnnummer', 'burgerservicenummer', 'sofi', 'sofinr', 'sofinummer']);

const NAME = new Set([
  ...['achternaam', 'voornaam', 'voornamen', 'voorletter', 'voorletters', 'roepnaam', 'geboortenaam', 'meisjesnaam'],
  ...['familienaam', 'persoonsnaam', 'tussenvoegsel', 'tussenvoegsels', 'clientnaam', 'patientnaam', 'bewonersnaam'],
  ...['verzekerdenaam', 'inwonernaam', 'surname', 'lastname', 'firstname', 'forename', 'fullname', 'givenname'],
]);
const NAMING = new Set(['naam', 'namen', 'name', 'names']);
/** Beside the word for a name these make it the name of a person. */
const PERSON = new Set([
  ...['client', 'clienten', 'patient', 'patienten', 'verzekerde', 'verzekerden', 'bewoner', 'inwoner', 'persoon'],
  ...[
    'kind',
    'ouder',
    'partner',
    'medewerker',
    'contactpersoon',
    'volledige',
    'first',
    'last',
    'full',
    'given',
    'family',
  ],
]);

const BIRTH_DATE = new Set([
  ...['geboortedatum', 'geboortedag', 'gebdatum', 'gebdat', 'gebdag', 'birthdate', 'birthday', 'dateofbirth', 'dob'],
]);
const BIRTH = new Set(['geboorte', 'geb', 'birth']);
const DAY = new Set(['datum', 'dat', 'dag', 'date', 'day']);

const EMAIL = new Set(['email', 'emailadres', 'emailaddress', 'mail', 'mailadres', 'mailaddress']);

/** A count of persons or a share of them is about nobody in particular. */
const COUNTING = new Set([
  ...['aantal', 'aantallen', 'som', 'totaal', 'gemiddeld', 'gemiddelde', 'aandeel', 'percentage', 'perc', 'pct'],
  ...['number', 'count', 'sum', 'total', 'average', 'mean', 'share'],
]);

/** The words of a heading: without accents, in lower case, cut at signs and where a capital follows a small letter. */
const wordsOf = (heading: string): string[] =>
  heading
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');

/** What a column under this heading holds of a person; `null` where the heading does not say so. */
export const personalHeading = (heading: string): PersonalKind | null => {
  const words = wordsOf(heading);
  const has = (set: ReadonlySet<string>): boolean => words.some((word) => set.has(word));
  if (has(COUNTING)) return null;
  if (has(CITIZEN_NUMBER)) return 'citizenNumber';
  if (has(BIRTH_DATE) || (has(BIRTH) && has(DAY))) return 'birthDate';
  if (has(EMAIL)) return 'emailAddress';
  return has(NAME) || (has(NAMING) && has(PERSON)) ? 'name' : null;
};
