/**
 * The cost columns of the Vektis files 2015 to 2023, and the category of care that each belongs to.
 *
 * Columns come, go and are renamed: eerstelijnsverblijf from 2018, gzsp from 2020, integrale geboortezorg and
 * innovatiegelden from 2021; in 2022 the columns of mental health care were replaced, because the new way of paying does
 * not know basic from specialist. In 2023 long headings are cut off at 31 or 32 characters.
 */
import { type CareCategory, careCategory, type ZvwCode } from '../check/care-categories.ts';

/** A column: its full name in lower case, its category, and the years that have it. */
export interface VektisColumn {
  readonly name: string;
  readonly category: ZvwCode;
  readonly from: number;
  readonly to: number;
}

const FIRST_YEAR = 2015;
const LAST_YEAR = 2023;

const column = (name: string, category: ZvwCode, from = FIRST_YEAR, to = LAST_YEAR): VektisColumn => ({
  name: `kosten_${name}`,
  category,
  from,
  to,
});

/** Every cost column of any year. */
export const VEKTIS_COLUMNS: readonly VektisColumn[] = [
  column('medisch_specialistische_zorg', 'medisch-specialistische-zorg'),
  column('farmacie', 'farmacie'),
  column('specialistische_ggz', 'ggz-overig', 2015, 2021),
  column('huisarts_inschrijftarief', 'huisartsenzorg'),
  column('huisarts_consult', 'huisartsenzorg'),
  column('huisarts_mdz', 'huisartsenzorg'),
  column('huisarts_overig', 'huisartsenzorg'),
  column('hulpmiddelen', 'hulpmiddelen'),
  column('mondzorg', 'mondzorg'),
  column('paramedische_zorg_fysiotherapie', 'paramedische-zorg'),
  column('paramedische_zorg_overig', 'paramedische-zorg'),
  column('ziekenvervoer_zittend', 'ziekenvervoer'),
  column('ziekenvervoer_liggend', 'ziekenvervoer'),
  column('kraamzorg', 'kraamzorg'),
  column('verloskundige_zorg', 'verloskundige-zorg'),
  column('generalistische_basis_ggz', 'eerstelijnspsychologie', 2015, 2021),
  column('langdurige_ggz', 'ggz-overig', 2015, 2021),
  column('grensoverschrijdende_zorg', 'grensoverschrijdende-zorg'),
  column('eerstelijns_ondersteuning', 'eerstelijnsondersteuning'),
  column('geriatrische_revalidatiezorg', 'geriatrische-revalidatiezorg'),
  column('eerstelijnsverblijf', 'eerstelijnsverblijf', 2018),
  column('verpleging_en_verzorging', 'wijkverpleging'),
  column('gzsp', 'gzsp', 2020),
  column('integrale_geboortezorg', 'integrale-geboortezorg', 2021),
  column('innovatiegelden_ggz', 'ggz-overig', 2021),
  column('overig', 'overig'),
  column('consulten_ggz', 'ggz-niet-uitgesplitst', 2022),
  column('intramuraal_verblijf_ggz', 'ggz-overig', 2022),
  column('overige_prestaties_ggz', 'ggz-overig', 2022),
];

const BY_NAME: ReadonlyMap<string, VektisColumn> = new Map(VEKTIS_COLUMNS.map((each) => [each.name, each]));

/** The lengths at which a database cuts off a name. */
const CUT_OFF_LENGTHS: readonly number[] = [31, 32];

/** The column of a heading, in either case and possibly cut off; null for a column that no year has. */
export const vektisColumn = (heading: string): VektisColumn | null => {
  const name = heading.trim().toLowerCase();
  const whole = BY_NAME.get(name);
  if (whole !== undefined || !CUT_OFF_LENGTHS.includes(name.length)) return whole ?? null;
  const [only, ...others] = VEKTIS_COLUMNS.filter((each) => each.name.startsWith(name));
  return others.length > 0 ? null : (only ?? null);
};

/** The category of a column; a column without one would be our own mistake. */
export const categoryOfColumn = ({ category, name }: VektisColumn): CareCategory => {
  const found = careCategory('Zvw', category);
  if (found === null) throw new Error(`The register has no category for ${name}.`);
  return found;
};

const YEARS = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, place) => FIRST_YEAR + place);

/** A year beside the columns of a file: the names of those that the file lacks, and of known ones that it has too many. */
export interface YearBeside {
  readonly year: number;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

const besideYear = (names: ReadonlySet<string>, year: number): YearBeside => {
  const isOf = ({ from, to }: VektisColumn): boolean => from <= year && year <= to;
  return {
    year,
    missing: VEKTIS_COLUMNS.filter((each) => isOf(each) && !names.has(each.name)).map(({ name }) => name),
    extra: VEKTIS_COLUMNS.filter((each) => !isOf(each) && names.has(each.name)).map(({ name }) => name),
  };
};

const namesOf = (headings: readonly string[]): ReadonlySet<string> =>
  new Set(headings.map((heading) => vektisColumn(heading)?.name ?? heading));

/** The years whose files have exactly these columns: `["2018", "2019"]`; none for any other set. */
export const yearsWithColumns = (headings: readonly string[]): readonly string[] => {
  const names = namesOf(headings);
  const isUnknown = [...names].some((name) => !BY_NAME.has(name));
  return YEARS.map((year) => besideYear(names, year))
    .filter(({ missing, extra }) => !isUnknown && missing.length + extra.length === 0)
    .map(({ year }) => `${year}`);
};

/**
 * The year that these columns are nearest to, where they are not those of any year but more than half of those of one; null
 * where they are, and for a file of so few columns that it is no file of a year. Of years as near the one that more columns
 * are missing from, because a missing column is a loss, and then the latest.
 */
export const nearestYear = (headings: readonly string[]): YearBeside | null => {
  const names = namesOf(headings);
  const [nearest] = YEARS.map((year) => besideYear(names, year)).sort(
    (a, b) =>
      a.missing.length + a.extra.length - (b.missing.length + b.extra.length) ||
      b.missing.length - a.missing.length ||
      b.year - a.year,
  );
  if (nearest === undefined || nearest.missing.length + nearest.extra.length === 0) return null;
  return nearest.missing.length < names.size ? nearest : null;
};
