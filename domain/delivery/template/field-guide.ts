/**
 * What each column of our templates means, in words: for the field guide, and for the metadata beside a template.
 */
import { type DeliveryKind, TEMPLATES } from './template.ts';

/** A column in words: what it says, the rule that its cells keep, and a right example. */
export interface FieldWords {
  readonly meaning: string;
  readonly rule: string;
  readonly example: string;
}

const AMOUNT_RULE =
  'Euro, ten hoogste twee decimalen, liefst zonder tekens voor duizendtallen. Negatief mag: een correctie.';

const FIELDS: Readonly<Record<string, FieldWords>> = {
  populatie: {
    meaning: 'De naam van de afgesproken populatie.',
    rule: 'In het hele bestand gelijk, letterlijk zoals in de overeenkomst.',
    example: 'Parkstad-Oost',
  },
  versie: {
    meaning: 'De versie van de definitie van de populatie.',
    rule: 'In het hele bestand gelijk; een andere versie dan de afgesproken wordt geweigerd.',
    example: '1',
  },
  cohort: {
    meaning: 'Of de rij over de pilot gaat of over het gebied waarmee wordt vergeleken.',
    rule: 'interventie of referentie.',
    example: 'interventie',
  },
  stroom: {
    meaning: 'De geldstroom waar de kosten bij horen.',
    rule: 'Een stroom van de overeenkomst. Meer stromen in één bestand mag, als elke stroom en elk cohort rijen heeft in elke periode van het bestand; niets uitgegeven is een rij met 0.',
    example: 'Wmo',
  },
  zorgsoort: {
    meaning: 'De zorgsoort binnen de stroom.',
    rule: 'Een code uit het register van zorgsoorten, of leeg voor de hele stroom; niet beide in dezelfde periode.',
    example: 'begeleiding',
  },
  periode: {
    meaning: 'Waar de rij over gaat, niet wanneer er is geboekt of betaald.',
    rule: 'Een jaar of een kwartaal.',
    example: '2025-K1',
  },
  geslacht: { meaning: 'Het geslacht van de personen.', rule: 'M of V, of leeg voor iedereen samen.', example: 'V' },
  leeftijdsklasse: {
    meaning: 'De leeftijd van de personen, als klasse.',
    rule: 'Een klasse van de afgesproken populatie, rest voor samengevoegde kleine cellen, of leeg voor iedereen samen.',
    example: '18-44',
  },
  personen: {
    meaning: 'Het aantal verschillende personen van de cel.',
    rule: 'Een heel aantal, alleen cijfers. Een cel van 1 tot en met 9 personen wordt samengevoegd tot rest.',
    example: '1250',
  },
  maanden: {
    meaning: 'De verzekerdenmaanden van die personen in de periode.',
    rule: 'Nul of meer, met hoogstens één decimaalteken. Elk cohort heeft rijen in elke periode van het bestand.',
    example: '3750',
  },
  bedrag: { meaning: 'Het bedrag van de rij.', rule: AMOUNT_RULE, example: '15432,10' },
  bedrag_boven_grens: {
    meaning: 'Het deel van het bedrag boven de afgesproken grens per persoon.',
    rule: `${AMOUNT_RULE} Niet leeg, en ten hoogste het bedrag; 0 waar niemand boven de grens uitkomt. Laat de kolom weg waar geen grens is afgesproken.`,
    example: '0,00',
  },
  personen_boven_grens: {
    meaning: 'Hoeveel personen boven de afgesproken grens uitkomen.',
    rule: 'Een heel aantal, niet leeg, ten hoogste het aantal personen. Zijn het er 1 tot en met 9, dan wordt de cel samengevoegd tot rest.',
    example: '0',
  },
  som_kwadraten: {
    meaning: 'De som van de kwadraten van de bedragen per persoon, voor de spreiding.',
    rule: 'Een getal van nul of meer, niet leeg.',
    example: '1250000,00',
  },
  partij: {
    meaning: 'De partij die heeft geïnvesteerd.',
    rule: 'Uw eigen partij, zoals de overeenkomst haar noemt.',
    example: 'MUN',
  },
  artikel: {
    meaning: 'Het artikel van de overeenkomst waar de investering op steunt.',
    rule: 'Tekst, niet leeg.',
    example: 'artikel 5 lid 2',
  },
  omschrijving: {
    meaning: 'Waarvoor is betaald.',
    rule: 'Tekst, niet leeg, zonder namen van personen.',
    example: 'Wijkondersteuners en ontmoetingsplek',
  },
  bewijs: {
    meaning: 'Waar het bewijs in uw administratie staat.',
    rule: 'Tekst, niet leeg.',
    example: 'grootboek 2025-K1',
  },
  indicator: {
    meaning: 'De maat voor kwaliteit.',
    rule: 'Een indicator van de overeenkomst.',
    example: 'griepvaccinatie',
  },
  teller: { meaning: 'Bij hoeveel personen de maat is gehaald.', rule: 'Een heel aantal.', example: '812' },
  noemer: {
    meaning: 'Bij hoeveel personen is gemeten.',
    rule: 'Een aantal van ten minste 10 (of wat de pilot afspreekt), of 1 bij een telling zonder noemer.',
    example: '1250',
  },
  bron: { meaning: 'Waar de telling vandaan komt.', rule: 'Tekst, niet leeg.', example: 'registratie huisartsen' },
};

/** The words of a column by its Dutch heading. A column of a template without words is our own mistake. */
export const wordsOf = (heading: string): FieldWords => {
  const words = Object.hasOwn(FIELDS, heading) ? FIELDS[heading] : undefined;
  if (words === undefined) throw new Error(`The column ${heading} is not in the field guide.`);
  return words;
};

/** The field guide of a template as text: a table that reads as it stands, and as Markdown. */
export const fieldGuideText = (kind: DeliveryKind): string => {
  const { columns, sum } = TEMPLATES[kind];
  const rows = columns.map(({ heading, english, isOptional }) => {
    const { meaning, rule, example } = wordsOf(heading);
    return `| ${heading} | ${english} | ${meaning} | ${isOptional ? 'De kolom mag ontbreken. ' : ''}${rule} | ${example} |`;
  });
  const head = ['| kop | Engelse kop | betekenis | regel | voorbeeld |', '|---|---|---|---|---|'];
  return `${[...head, ...rows].join('\n')}\n\nLaatste regel: SLUITREGEL, het aantal rijen, de som van ${sum}, en verder lege velden.\n`;
};
