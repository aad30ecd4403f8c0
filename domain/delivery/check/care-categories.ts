/**
 * The register of care categories: what a cost can be for, by stream.
 *
 * Insurers and municipalities name the same care in different ways. A delivery names a category by its code, or by its
 * Dutch or English name; open data name it by a column (Vektis) or a taakveld (Iv3), which are mapped elsewhere. What a
 * source does not divide has a category of its own, "not subdivided": it is never spread and never dropped.
 */

/** The streams that have a register; another stream of an agreement may name its categories freely. */
export type RegisterStream = 'Zvw' | 'Wmo' | 'Wpg';

/** A category of care. `act` is the law by which it is paid. */
export interface CareCategory {
  readonly stream: RegisterStream;
  readonly code: string;
  readonly nl: string;
  readonly en: string;
  readonly act: string;
}

const ACTS: Readonly<Record<RegisterStream, string>> = {
  Zvw: 'Zorgverzekeringswet',
  Wmo: 'Wet maatschappelijke ondersteuning 2015',
  Wpg: 'Wet publieke gezondheid',
};

type Row = readonly [code: string, nl: string, en: string];

const ZVW = [
  ['huisartsenzorg', 'Huisartsenzorg', 'General practice'],
  ['wijkverpleging', 'Wijkverpleging', 'District nursing'],
  ['paramedische-zorg', 'Paramedische zorg', 'Allied health care'],
  ['eerstelijnspsychologie', 'Eerstelijnspsychologie (generalistische basis-ggz)', 'Primary care psychology'],
  ['ggz-overig', 'Overige geestelijke gezondheidszorg', 'Other mental health care'],
  ['ggz-niet-uitgesplitst', 'Geestelijke gezondheidszorg, niet uitgesplitst', 'Mental health care, not subdivided'],
  ['farmacie', 'Farmacie', 'Pharmacy'],
  ['medisch-specialistische-zorg', 'Medisch-specialistische zorg', 'Specialist medical care'],
  ['hulpmiddelen', 'Hulpmiddelen', 'Medical aids'],
  ['mondzorg', 'Mondzorg', 'Dental care'],
  ['ziekenvervoer', 'Ziekenvervoer', 'Patient transport'],
  ['kraamzorg', 'Kraamzorg', 'Maternity care'],
  ['verloskundige-zorg', 'Verloskundige zorg', 'Midwifery'],
  ['integrale-geboortezorg', 'Integrale geboortezorg', 'Integrated birth care'],
  ['geriatrische-revalidatiezorg', 'Geriatrische revalidatiezorg', 'Geriatric rehabilitation'],
  ['eerstelijnsverblijf', 'Eerstelijnsverblijf', 'Short-term primary care stay'],
  ['eerstelijnsondersteuning', 'Eerstelijnsondersteuning', 'Primary care support'],
  ['gzsp', 'Geneeskundige zorg voor specifieke patiëntgroepen', 'Medical care for specific patient groups'],
  ['grensoverschrijdende-zorg', 'Grensoverschrijdende zorg', 'Cross-border care'],
  ['overig', 'Overige zorg', 'Other care'],
] as const satisfies readonly Row[];

const WMO = [
  ['maatschappelijk-werk', 'Maatschappelijk werk', 'Social work'],
  ['hulp-bij-het-huishouden', 'Hulp bij het huishouden', 'Domestic help'],
  ['begeleiding', 'Begeleiding', 'Guidance'],
  ['dagbesteding', 'Dagbesteding', 'Day activities'],
  ['hulpmiddelen', 'Hulpmiddelen, vervoer en woningaanpassing', 'Aids, transport and home adaptation'],
  ['beschermd-wonen', 'Beschermd wonen', 'Sheltered living'],
  ['opvang', 'Maatschappelijke opvang en vrouwenopvang', 'Shelter for homeless people and women'],
  ['opvoedondersteuning', 'Opvoedondersteuning', 'Parenting support'],
  ['maatwerk-overig', 'Overige maatwerkarrangementen', 'Other individual arrangements'],
  [
    'maatwerk-niet-uitgesplitst',
    'Maatwerkdienstverlening 18+, niet uitgesplitst',
    'Individual services for adults, not subdivided',
  ],
  [
    'geescaleerde-zorg-niet-uitgesplitst',
    'Geëscaleerde zorg 18+, niet uitgesplitst',
    'Escalated care for adults, not subdivided',
  ],
] as const satisfies readonly Row[];

const WPG = [
  ['gezondheidsbevordering', 'Gezondheidsbevordering', 'Health promotion'],
  ['preventieve-ouderenzorg', 'Preventieve ouderenzorg', 'Preventive care for older people'],
  ['jeugdgezondheidszorg', 'Jeugdgezondheidszorg', 'Youth health care'],
  ['epidemiologie', 'Epidemiologie', 'Epidemiology'],
  ['infectieziektebestrijding', 'Infectieziektebestrijding', 'Infectious disease control'],
  ['volksgezondheid-niet-uitgesplitst', 'Volksgezondheid, niet uitgesplitst', 'Public health, not subdivided'],
] as const satisfies readonly Row[];

/** The code of a category of a stream. */
export type ZvwCode = (typeof ZVW)[number][0];
export type WmoCode = (typeof WMO)[number][0];
export type WpgCode = (typeof WPG)[number][0];

const categoriesOf = (stream: RegisterStream, rows: readonly Row[]): readonly CareCategory[] =>
  rows.map(([code, nl, en]) => ({ stream, code, nl, en, act: ACTS[stream] }));

/** Every category, by stream, in the order of the register. */
export const CARE_CATEGORIES: readonly CareCategory[] = [
  ...categoriesOf('Zvw', ZVW),
  ...categoriesOf('Wmo', WMO),
  ...categoriesOf('Wpg', WPG),
];

/** Other words that are in use for the same, by stream. */
const ALSO: Readonly<Record<RegisterStream, Readonly<Record<string, ZvwCode | WmoCode | WpgCode>>>> = {
  Zvw: {
    ggz: 'ggz-niet-uitgesplitst',
    'geestelijke gezondheidszorg': 'ggz-niet-uitgesplitst',
    'basis-ggz': 'eerstelijnspsychologie',
    'generalistische basis-ggz': 'eerstelijnspsychologie',
    'overige ggz': 'ggz-overig',
    'specialistische ggz': 'ggz-overig',
    'verpleging en verzorging': 'wijkverpleging',
    ziekenhuiszorg: 'medisch-specialistische-zorg',
    fysiotherapie: 'paramedische-zorg',
  },
  Wmo: {
    'huishoudelijke hulp': 'hulp-bij-het-huishouden',
    'maatschappelijke opvang': 'opvang',
    vrouwenopvang: 'opvang',
  },
  Wpg: { volksgezondheid: 'volksgezondheid-niet-uitgesplitst' },
};

/** Capitals, spaces, hyphens and accents do not make another category: `GGZ overig` is `ggz-overig`. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[\s-]+/g, '-');

/** Every name of every category of a stream, folded. */
const namesIn = (stream: string, also: Readonly<Record<string, string>>): ReadonlyMap<string, CareCategory> =>
  new Map(
    CARE_CATEGORIES.filter((category) => category.stream === stream).flatMap((category) => {
      const others = Object.keys(also).filter((name) => also[name] === category.code);
      return [category.code, category.nl, category.en, ...others].map((name) => [folded(name), category] as const);
    }),
  );

const BY_STREAM: ReadonlyMap<string, ReadonlyMap<string, CareCategory>> = new Map(
  Object.entries(ALSO).map(([stream, also]) => [stream, namesIn(stream, also)]),
);

/** Whether a stream has a register of categories. */
export const hasRegister = (stream: string): stream is RegisterStream => BY_STREAM.has(stream);

/** The category that a text names, by its code, a name or another word in use; null for any other text. */
export const careCategory = (stream: RegisterStream, text: string): CareCategory | null => {
  const categories = BY_STREAM.get(stream);
  // Nearly every row has the code as it is.
  return categories?.get(text) ?? categories?.get(folded(text)) ?? null;
};
