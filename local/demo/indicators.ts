/**
 * What the care field of the demo measures beside money, as a delivery file: health, experienced quality, pleasure in work and
 * what was done in the neighbourhood. Invented, of a size that a neighbourhood has.
 */

type Value = readonly [
  indicator: string,
  cohort: string,
  period: string,
  numerator: number,
  denominator: number,
  source: string,
];

const PANEL = 'wijkpanel';
const CLAIMS = 'declaraties';

const VALUES: readonly Value[] = [
  ['ervaren_gezondheid', 'interventie', '2024', 412, 640, PANEL],
  ['ervaren_gezondheid', 'referentie', '2024', 1_640, 2_410, PANEL],
  ['ervaren_gezondheid', 'interventie', '2025', 431, 651, PANEL],
  ['ervaren_gezondheid', 'referentie', '2025', 1_655, 2_440, PANEL],
  ['seh_bezoek', 'interventie', '2025', 5_120, 25_300, CLAIMS],
  ['seh_bezoek', 'referentie', '2025', 24_900, 131_000, CLAIMS],
  ['ervaren_samenhang', 'interventie', '2025', 1_118, 150, 'vragenlijst onder patiënten'],
  ['ervaren_samenhang_kwadraten', 'interventie', '2025', 8_640, 150, 'vragenlijst onder patiënten'],
  ['respons_samenhang', 'interventie', '2025', 150, 320, 'vragenlijst onder patiënten'],
  ['werkplezier', 'interventie', '2025', 41, 58, 'vragenlijst onder zorgverleners'],
  ['acties_wijkplan', 'interventie', '2025', 9, 12, 'verslag van de wijkregisseur'],
  ['mdo_gehouden', 'interventie', '2025', 34, 1, 'agenda van het wijkteam'],
  ['verwijzingen_welzijn', 'interventie', '2025', 318, 25_300, 'registratie van de huisartsen'],
];

/** A mean score and meetings held are no parts of a whole, so their numerator may be the larger. */
export const LARGER_NUMERATORS =
  'Opgetelde cijfers (1 tot en met 10) en een aantal overleggen: geen deel van de noemer.';

/** The text of the file. */
export const indicatorsText = (): string => {
  const total = VALUES.reduce((all, [, , , numerator]) => all + numerator, 0);
  const rows = VALUES.map((value) => value.join(';'));
  return `${['indicator;cohort;periode;teller;noemer;bron', ...rows, `SLUITREGEL;${rows.length};${total};;;`].join('\r\n')}\r\n`;
};
