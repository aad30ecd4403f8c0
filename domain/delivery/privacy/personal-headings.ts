/**
 * Headings that say that a column is about single persons: a citizen service number (BSN), a name, a date of birth, an
 * e-mail address.
 *
 * A heading is read word by word, so that a count of persons (`aantal_bsn`) and the name of a place (`gemeentenaam`), as
 * open data have them, are what they say.
 */

/** What a column may hold of a person. */
export type PersonalKind = 'citizenNumber' | 'name' | 'birthDate' | 'emailAddress';

const CITIZEN_NUMBER = new Set([
  ...['bsn', 'bsnnr', 'bsnnummer', 'bsnr', 'burgerservicenummer', 'burgerservicenr', 'burgerservice'],
  ...['sofi', 'sofinr', 'sofinummer'],
]);
/** One number beside it makes a citizen service number of what seemed a count of them. */
const NUMBERING = new Set(['nummer', 'nr']);

const NAME = new Set([
  ...['achternaam', 'voornaam', 'voornamen', 'voorletter', 'voorletters', 'roepnaam', 'geboortenaam', 'meisjesnaam'],
  ...['familienaam', 'persoonsnaam', 'tussenvoegsel', 'tussenvoegsels', 'clientnaam', 'patientnaam', 'bewonersnaam'],
  ...[
    'naw',
    'nawgegevens',
    'verzekerdenaam',
    'inwonernaam',
    'surname',
    'lastname',
    'firstname',
    'forename',
    'fullname',
    'givenname',
  ],
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
/** By itself: `geboren kinderen` are counted. */
const BORN = /^(?:geboren|born)(?:[ _-](?:op|on))?$/i;
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

/** The words, and two and three of them that stand together as one: `burger_service_nummer`, `achter_naam`. */
const joined = (words: readonly string[]): string[] => [
  ...words,
  ...words.slice(1).map((word, place) => `${words[place]}${word}`),
  ...words.slice(2).map((word, place) => `${words[place]}${words[place + 1]}${word}`),
];

/** What a column under this heading holds of a person; `null` where the heading does not say so. */
export const personalHeading = (heading: string): PersonalKind | null => {
  const words = joined(wordsOf(heading));
  const has = (set: ReadonlySet<string>): boolean => words.some((word) => set.has(word));
  if (has(CITIZEN_NUMBER) && (has(NUMBERING) || !has(COUNTING))) return 'citizenNumber';
  if (has(COUNTING)) return null;
  if (has(BIRTH_DATE) || (has(BIRTH) && has(DAY)) || BORN.test(heading.trim())) return 'birthDate';
  if (has(EMAIL)) return 'emailAddress';
  return has(NAME) || (has(NAMING) && has(PERSON)) ? 'name' : null;
};
