import { describe, expect, test } from 'vitest';
import { addressesSomebody } from '../../../../domain/delivery/privacy/form-of-address.ts';

describe('a form of address with a name is somebody', () => {
  test.each([
    'mevrouw De Vries',
    'Mevrouw De Vries, huur',
    'MEVROUW DE VRIES',
    'uren voor Dhr. Jansen',
    'De heer Smit',
    'bezoek aan de heer J. Yilmaz',
    'Mw. Bakker',
    'mevr. de vries',
    'dhr jansen thuis',
    'mw. van den berg',
    'mevrouw van der laan',
    "dhr. 't Hart",
    'Dhr.Jansen',
    'Mej. A.B. van Dam',
    'mr. J. Jansen',
    'Mr. Van der Laan',
    'Mrs. Smith',
  ])('%s', (text) => expect(addressesSomebody(text)).toBe(true));
});

describe('without a name, or as the name of a place, it is nobody', () => {
  test.each([
    'mr. Visserplein',
    'Huur Mr. P.J. Troelstralaan 12',
    'mr. Groen van Prinstererlaan',
    'MW Parkstad',
    'maatschappelijk werk (MW) Heerlen',
    'Inzet van de heren',
    'de heer des huizes',
    'dhr. en mw.',
    'mw heeft gebeld',
    'mevrouw van de thuiszorg',
    'dhr. 12',
    'Heerlen Centrum',
    'mr Jansplein',
    'admr. De Ruyter',
  ])('%s', (text) => expect(addressesSomebody(text)).toBe(false));
});

test('long texts made to be slow take no longer', () => {
  expect(addressesSomebody(`mw. ${'van '.repeat(8_000)}1`)).toBe(false);
  expect(addressesSomebody('mw. '.repeat(8_000))).toBe(false);
});
