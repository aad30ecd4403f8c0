import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PersonalDataCheck, personalDataCheck } from '../../../../domain/delivery/privacy/personal-data.ts';
import { personalHeading } from '../../../../domain/delivery/privacy/personal-headings.ts';
import { passesElevenTest } from '../../../../domain/delivery/privacy/personal-text.ts';
import { structuralReader } from '../../../../domain/delivery/structure/structural-reader.ts';
import { isOpenDataAbsent, openData } from '../open-data.ts';

/** The lines and columns that are refused in one column of text, the heading on line 1. */
const inText = (values: readonly string[], heading = 'omschrijving') => inColumn(heading, values, false);
const inNumbers = (values: readonly string[]) => inColumn('personen', values, true);
const inColumn = (heading: string, values: readonly string[], isNumber: boolean) => {
  const check = personalDataCheck(['partij', heading], 1, () => isNumber);
  for (const [place, value] of values.entries()) check.look(1, value, place + 2);
  return check.end().map(({ code, line, column }) => `${code} ${line}:${column}`);
};
const REFUSED = (line: number) => [`personal_data_is_refused ${line}:2`];

/** Numbers of nine digits that pass the eleven-test, and as many that do not; all of them invented. */
const passing = Array.from({ length: 40_000 }, (_, place) => `${100_000_000 + place * 7}`).filter(passesElevenTest);
const failing = Array.from({ length: 4_000 }, (_, place) => `${100_000_000 + place * 7}`).filter(
  (digits) => !passesElevenTest(digits),
);

describe('the eleven-test', () => {
  test.each([
    ['123456782', true],
    ['111222333', true],
    // The sum is zero, which eleven divides too.
    ['100000009', true],
    ['123456789', false],
    ['000000000', false],
  ])('%s: %s', (digits, expected) => expect(passesElevenTest(digits)).toBe(expected));

  test('weighs the first eight digits 9 to 2 and the last −1', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (number) => {
        const digits = `${number}`.padStart(9, '0');
        const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
        const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (weights[place] ?? 0), 0);
        expect(passesElevenTest(digits)).toBe(sum % 11 === 0);
      }),
    ));
});

describe('a column of text', () => {
  test('of three numbers of which two pass is refused at the first that passes', () =>
    expect(inText(['123456789', '123456782', '111222333'])).toEqual(REFUSED(3)));

  test('of which half or fewer pass is a column of invoice numbers', () => {
    expect(inText(['123456782', '111222333', ...failing.slice(0, 2)])).toEqual([]);
    expect(inText([...failing.slice(0, 300), ...passing.slice(0, 30)])).toEqual([]);
    expect(inText([...failing.slice(0, 29), ...passing.slice(0, 30)])).toEqual(REFUSED(31));
  });

  test('counts a number once, however often and in whatever words it stands there', () =>
    expect(inText(['123456782', 'cliënt 123456782', '1234.56.782', 'x 123-456-782', ...failing.slice(0, 2)])).toEqual(
      [],
    ));

  test('with fewer than three numbers is refused for one that passes', () => {
    expect(inText(['uren', 'cliënt 1234.56.782 thuis'])).toEqual(REFUSED(3));
    expect(inText(['uren', 'factuur 123456789', '2025-0113'])).toEqual([]);
  });

  test.each(['BSN: 123456789', 'burgerservicenummer 12345678', 'bsn 1234.56.789'])(
    'that calls a number a BSN is refused whatever it sums to: %s',
    (text) => expect(inText([...failing, text])).toEqual(REFUSED(failing.length + 2)),
  );

  test('is judged in little memory when it never ends', () => {
    expect(inText([...passing.slice(0, 3_000), ...failing.slice(0, 2_000)])).toEqual(REFUSED(2));
    expect(inText([...failing.slice(0, 3_000), ...passing.slice(0, 2_000)])).toEqual([]);
  });

  test.each([
    'info@wijkteam.example',
    'mail naar jan.de-vries+zorg@example.co.uk, graag',
    'Müller@xn--bcher-kva.example',
  ])('with an e-mail address is refused: %s', (text) => expect(inText(['uren', text])).toEqual(REFUSED(3)));

  test.each(['3 uur @ 85 euro', '@wijk', 'a@b', 'tarief@', '50 @ 1.25'])('with an at sign is not: %s', (text) =>
    expect(inText(['uren', text])).toEqual([]),
  );

  test.each(['geb. 12-03-1951', 'Geboren op 2 maart 1951', 'geboortedatum: 1951-03-12', 'born 12/03/1951'])(
    'that says when somebody was born is refused: %s',
    (text) => expect(inText(['uren', text])).toEqual(REFUSED(3)),
  );

  test('of dates over a lifetime holds dates of birth; of one over some years it does not', () => {
    expect(inText(['12-03-1951', '01-07-1988', '30-11-2019'])).toEqual(REFUSED(2));
    expect(inText(['1951-03-12', '19880701', '30/11/2019', 'onbekend'])).toEqual(REFUSED(2));
    expect(inText(['12-03-2023', '01-07-2024', '30-11-2025'])).toEqual([]);
    expect(inText(['12-03-1951', '01-07-1988', 'a', 'b', 'c'])).toEqual([]);
  });

  test('of dates before the pilots holds dates of birth, however near to each other', () => {
    expect(inText(['12-03-1941', '01-07-1938', '30-11-1945', '02-02-1936'])).toEqual(REFUSED(2));
    expect(inText(['12-03-2011', '01-07-2014', '30-11-2009', '02-02-2016'])).toEqual(REFUSED(2));
  });

  test('of dates of vouchers and meetings from 2015 on does not', () => {
    expect(inText(['12-03-2025', '01-07-2025', '30-09-2025', '31-12-2015'])).toEqual([]);
    expect(inText(['factuur 12-03-2025', 'overleg 01-07-2025', 'regeling van 01-01-2014'])).toEqual([]);
    expect(inText(['besluit 12-03-2012', 'besluit 01-07-2013', 'contract 20140101'])).toEqual([]);
    expect(inText(['12-03-2013', '01-07-2014'])).toEqual([]);
  });

  test.each(['mevrouw De Vries', 'uren voor dhr. J. Jansen', 'Mw. van der Berg-Smit', 'bezoek de heer Yilmaz'])(
    'that addresses somebody is refused: %s',
    (text) => {
      const written = text.replace(/^Mw/, 'mw');
      expect(inText(['uren', written])).toEqual(REFUSED(3));
    },
  );

  test('of initials with surnames needs no third value', () => {
    expect(inText(['J. Jansen', 'P. de Vries'])).toEqual(REFUSED(2));
    expect(inText(['J. Jansen'])).toEqual(REFUSED(2));
    expect(inText(['JANSEN, J.', 'DE VRIES, P.'])).toEqual(REFUSED(2));
    expect(inText(['J. Jansen', 'Huur ontmoetingsplek'])).toEqual([]);
    expect(inText(['Jan de Vries 12-03-1941', 'Piet Bakker (01-07-1938)', 'Kees Smit, 30-11-1945'])).toEqual(
      REFUSED(2),
    );
    expect(inText(['Kees van Dam', 'Maria Jansen'])).toEqual([]);
  });

  test('of the items of a lettered list holds no names', () => {
    expect(inText(['A. Overleg', 'B. Scholing', 'C. Huur'])).toEqual([]);
    expect(inText(['A. Jansen', 'C. Bakker', 'B. Visser'])).toEqual(REFUSED(2));
  });

  test('of numbers of eight digits holds BSNs without their leading zero only by the rule of three', () => {
    const short = Array.from({ length: 2_000 }, (_, place) => `0${30_000_000 + place * 7}`);
    const [found, others] = [true, false].map((passes) =>
      short.filter((digits) => passesElevenTest(digits) === passes).map((digits) => digits.slice(1)),
    );
    expect(inText((found ?? []).slice(0, 3))).toEqual(REFUSED(2));
    expect(inText([...(found ?? []).slice(0, 1), ...passing.slice(0, 1), ...(others ?? []).slice(0, 1)])).toEqual(
      REFUSED(2),
    );
    expect(inText((found ?? []).slice(0, 2))).toEqual([]);
    expect(inText([...(found ?? []).slice(0, 3), ...(others ?? []).slice(0, 3)])).toEqual([]);
    expect(inText((found ?? []).slice(0, 3).map((digits) => `${digits},50`))).toEqual([]);
  });

  test('of BSNs in groups of two, three and four is refused', () =>
    expect(inText(['1112 22 333', '1234 56 782', '1000 00 009'])).toEqual(REFUSED(2)));

  test('of names is refused by its majority', () => {
    expect(inText(['J.P. de Vries', 'Jansen, M.', 'A. van den Berg'])).toEqual(REFUSED(2));
    expect(inText(['Kees van Dam', 'Maria Jansen', 'Fatima El Amrani', 'zelf'])).toEqual(REFUSED(2));
    expect(inText(['Jan van Riebeeckstraat', 'Wijk Noord', 'Heerlen Centrum', 'Meezenbroek'])).toEqual([]);
  });

  test.each([
    [['interventie', 'referentie', 'interventie']],
    [['Parkstad-Oost', 'Zvw', 'wijkverpleging', 'grootboek 2025-K1', 'artikel 5 lid 2']],
    [['Wijkondersteuners en ontmoetingsplek', 'Wijkverpleegkundige uren voor overleg', 'Inzet van de heren']],
    [['AA EN HUNZE', 'ANNA PAULOWNA', "'S-GRAVENHAGE", 'DEN HAAG', 'HARDINXVELD-GIESSENDAM']],
    [['Aa en Hunze', 'Aalburg', 'Den Haag', 'Anna Paulowna', 'Sint Jans Steen']],
    [['00-17', '18-44', '75+', 'rest', '2025-K1', '2024']],
  ])('of the words of a delivery is none: %j', (values) => expect(inText(values)).toEqual([]));
});

describe('a column of figures', () => {
  test('of which over half pass is refused, also where a spreadsheet took the leading zero', () => {
    expect(inNumbers(passing.slice(0, 3))).toEqual(REFUSED(2));
    const short = ['012345672', '010000007', '020000003'].filter(passesElevenTest).map((digits) => digits.slice(1));
    expect(inNumbers([...short, ...passing.slice(0, 3)])).toEqual(REFUSED(2));
    expect(inNumbers([...passing.slice(0, 2), '12'])).toEqual([]);
  });

  test('of amounts is not, however large', () => {
    expect(inNumbers(['123456782,50', '111222333,00', '100000009,99'])).toEqual([]);
    expect(inNumbers(['1250', '3750', '12', ...passing.slice(0, 3)])).toEqual([]);
    expect(inNumbers(Array.from({ length: 500 }, (_, place) => `${100_000_000 + place * 7}`))).toEqual([]);
  });
});

describe('a heading', () => {
  test.each([
    ['BSN', 'citizenNumber'],
    ['bsn_nummer', 'citizenNumber'],
    ['Burgerservicenummer', 'citizenNumber'],
    ['Burgerservicenr', 'citizenNumber'],
    ['burger_service_nummer', 'citizenNumber'],
    ['Totaal BSN nummer', 'citizenNumber'],
    ['achter_naam', 'name'],
    ['NAW', 'name'],
    ['NAW-gegevens', 'name'],
    ['geboren', 'birthDate'],
    ['Geboren op', 'birthDate'],
    ['aantal geboren kinderen', null],
    ['geboren kinderen', null],
    ['totaal BSN', null],
    ['aantal unieke BSN-nummers', null],
    ['Geboorte-datum', 'birthDate'],
    ['geboortedatum cliënt', 'birthDate'],
    ['dateOfBirth', 'birthDate'],
    ['BirthDate', 'birthDate'],
    ['birth_date', 'birthDate'],
    ['Achternaam', 'name'],
    ['naam cliënt', 'name'],
    ['FirstName', 'name'],
    ['E-mail', 'emailAddress'],
    ['emailAdres', 'emailAddress'],
    ['aantal_bsn', null],
    ['AANTAL_BSN', null],
    ['aantal BSN’s', null],
    ['gemeentenaam', null],
    ['GEMEENTENAAM', null],
    ['Naam_2', null],
    ['SorteringNaam_3', null],
    ['wijknaam', null],
    ['naam gemeente', null],
    ['kosten_mondzorg', null],
    ['leeftijdsklasse', null],
    ['omschrijving', null],
    ['naamgeving', null],
  ])('%s: %s', (heading, kind) => expect(personalHeading(heading)).toBe(kind));

  test('that names a person’s data refuses the file, whatever its cells hold', () => {
    expect(inText([], 'geboortedatum')).toEqual(REFUSED(1));
    expect(inText(['a'], 'aantal_bsn')).toEqual([]);
  });

  test('that is itself a number or an address, because the file has none, refuses it', () => {
    expect(inText(['a'], '123456782')).toEqual(REFUSED(1));
    expect(inText(['a'], 'jan@example.nl')).toEqual(REFUSED(1));
  });
});

describe('a refusal', () => {
  test('is one for each column, and never repeats what was met', () => {
    const check = personalDataCheck(['123456782', 'bewijs', 'bedrag'], 1, () => false);
    check.look(1, 'mevrouw Janssen, geb. 12-03-1951, janssen@example.nl', 2);
    check.look(1, 'bsn 111222333', 3);
    check.look(2, '12,50', 2);
    const problems = check.end();
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/anssen|example|1951|123456782|111222333/);
  });

  test('does not hang on texts made to be slow', () => {
    expect(
      inText([`${'a'.repeat(32_000)}@`, `${'a.'.repeat(16_000)}@${'a.'.repeat(16_000)}1`, '@'.repeat(32_000)]),
    ).toEqual([]);
    expect(
      inText([`mw. ${'van '.repeat(8_000)}1`, `${'Aa '.repeat(10_000)}1`, 'geb. '.repeat(6_000), '1'.repeat(32_000)]),
    ).toEqual([]);
  });
});

describe('open data', () => {
  test
    .skipIf(isOpenDataAbsent)
    .each([
      'vektis/vektis_2015_gemeente.csv.gz',
      'vektis/vektis_2023_gemeente.csv.gz',
      'iv3/iv3_2023_jaarrekening.csv.gz',
    ])('hold nobody: %s', (name) => {
    let check: PersonalDataCheck | null = null as PersonalDataCheck | null;
    const reader = structuralReader({
      heading: (names, line) => {
        check = personalDataCheck(names, line, () => false);
      },
      row: ({ line, width, text }) => {
        for (let place = 0; place < width; place++) check?.look(place, text(place).trim(), line);
      },
      problem: () => undefined,
    });
    reader.push(openData(name));
    expect(reader.end().rows).toBeGreaterThan(100);
    expect(check?.end()).toEqual([]);
  });
});
