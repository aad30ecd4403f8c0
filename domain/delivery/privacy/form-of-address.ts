/**
 * Whether a text addresses somebody by name: `mevrouw De Vries`, `Dhr. J. Jansen`, `mevr. de vries`.
 *
 * A form of address alone is nobody (`de heer des huizes`), and `mr.` is more often part of the name of a street or a
 * square (`mr. Visserplein`). So the words after it decide.
 */

const ADDRESS =
  /(?<![\p{L}\p{N}])(?:(dhr|mevr?|mw|mej|mrs?|ms)(?:\.|(?![\p{L}\p{N}]))|(?:de heer|mevrouw|mejuffrouw|meneer|mijnheer)(?![\p{L}\p{N}]))/giu;

/** So much of a text after a form of address holds the name. */
const LONGEST_NAME = 80;

/** Whether a text addresses somebody by name. */
export const addressesSomebody = (text: string): boolean => {
  for (const { 0: title, 1: short, index } of text.matchAll(ADDRESS)) {
    // Welfare work (maatschappelijk werk) is MW in capitals.
    if (title === 'MW') continue;
    const from = index + title.length;
    const name = nameIn(text.slice(from, from + LONGEST_NAME));
    if (
      name !== null &&
      (isForeign(title) ? isPerson(name) && title.endsWith('.') : isNamed(name, short !== undefined))
    )
      return true;
  }
  return false;
};

/** `mr.` is a title of lawyers too, and stands in names of streets; `mrs.` and `ms.` are English. */
const isForeign = (title: string): boolean => /^m(?:rs?|s)\.?$/i.test(title);

/** The words that may be a name. */
interface NameFound {
  /** Initials, prefixes and words with a capital, as far as they go on. */
  readonly words: readonly string[];
  readonly surname: string;
  readonly hasPrefix: boolean;
}

const INITIALS = /^(?:\p{Lu}\.)+\p{Lu}?$|^\p{Lu}$/u;
const PREFIXES = new Set([
  ...['van', 'de', 'der', 'den', 'het', "'t", 'ter', 'ten', 'te', 'in', 'op', 'el', 'al', 'von', 'da', 'dos'],
]);
const isPrefix = (word: string): boolean => PREFIXES.has(word.toLowerCase());
const CAPITAL = /^\p{Lu}/u;

const nameIn = (after: string): NameFound | null => {
  if (!/^[ \u00a0]*['\p{L}]/u.test(after)) return null;
  const words = after.split(/[\s\u00a0]+/u).filter((word) => word !== '');
  const start = words.findIndex((word) => !INITIALS.test(word) && !isPrefix(word));
  const surname = /^[\p{L}'’-]{2,}/u.exec(words[start] ?? '')?.[0];
  if (surname === undefined) return null;
  const end = words.findIndex((word, place) => place > start && !isPrefix(word) && !CAPITAL.test(word));
  return {
    words: words.slice(0, end < 0 ? words.length : end),
    surname,
    hasPrefix: words.slice(0, start).some(isPrefix),
  };
};

const STREET =
  /\p{L}{3}(?:plein|straat|laan|weg|kade|hof|singel|gracht|dreef|pad|park|brug|school|huis|steeg|poort|boulevard|tunnel|zaal)(?!\p{L})/iu;

const isPerson = ({ words, surname }: NameFound): boolean =>
  CAPITAL.test(surname) && !words.some((word) => STREET.test(word));

/** Words that follow a form of address without being a name. */
const ORDINARY = new Set([
  ...['zelf', 'ook', 'als', 'aan', 'bij', 'met', 'naar', 'door', 'over', 'voor', 'tot', 'uit', 'zonder', 'wegens'],
  ...['heeft', 'had', 'was', 'wil', 'kan', 'komt', 'kwam', 'gaat', 'ging', 'belt', 'belde', 'woont', 'vraagt', 'wordt'],
  ...[
    'moet',
    'mag',
    'krijgt',
    'kreeg',
    'niet',
    'geen',
    'wel',
    'nog',
    'dat',
    'die',
    'dit',
    'deze',
    'een',
    'haar',
    'zijn',
  ],
  ...[
    'hun',
    'per',
    'huis',
    'stand',
    'hiernaast',
    'beneden',
    'boven',
    'gemeente',
    'thuiszorg',
    'wijk',
    'zorg',
    'praktijk',
  ],
  ...[
    'verzekeraar',
    'wijkverpleegkundige',
    'verpleegkundige',
    'huisarts',
    'arts',
    'dokter',
    'wethouder',
    'burgemeester',
  ],
  ...[
    'directeur',
    'bewoner',
    'cliënt',
    'patiënt',
    'vrijwilliger',
    'medewerker',
    'mantelzorger',
    'consulent',
    'en',
    'is',
  ],
]);

/** With a capital it is a name; without one only after a short form or a prefix, and where it is no ordinary word. */
const isNamed = ({ surname, hasPrefix }: NameFound, isShort: boolean): boolean =>
  CAPITAL.test(surname) || ((isShort || hasPrefix) && surname.length > 2 && !ORDINARY.has(surname.toLowerCase()));
