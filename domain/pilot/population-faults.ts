/**
 * What only a population definition as a whole can show to be wrong: cohorts that do not fit the basis, places that are
 * counted twice, age bands with a gap, insurers named twice.
 */
import { ageBandFaults } from './age-band.ts';
import { liesIn, sharedAreas } from './area.ts';
import { type Fault, type FieldsOf, pathText } from './fault.ts';
import type { populationFields } from './population-fields.ts';

/** A definition whose fields were read one by one; a field with a fault is `undefined`. */
export type PopulationDraft = FieldsOf<typeof populationFields>;

type Report = (path: readonly PropertyKey[], message: string) => void;
type CohortName = 'intervention' | 'reference';
type CohortDraft = NonNullable<PopulationDraft[CohortName]>;

/** Adds every fault that the fields show together. */
export const reportPopulation = (draft: PopulationDraft, faults: Fault[]): void => {
  // A field that could not be read looks as if it were absent; its own fault says enough.
  const report: Report = (path, message) => {
    const text = pathText(path);
    if (!faults.some((each) => each.path === text)) faults.push({ path: text, message });
  };
  reportBasis(draft, report);
  reportAreaYear(draft, report);
  for (const name of ['intervention', 'reference'] as const) reportCohort(name, draft[name] ?? {}, report);
  reportShared(draft, report);
  reportMembership(draft, report);
  for (const { place, message } of ageBandFaults(draft.ageBands ?? ['0+', 'rest']))
    report(['ageBands', place], message);
  reportTwice(
    (draft.claims?.insurers ?? []).map(({ code }) => code),
    ['claims', 'insurers'],
    report,
  );
};

const BASIS_NEEDS = {
  wijk: { areas: true, practices: false },
  praktijk: { areas: false, practices: true },
  beide: { areas: true, practices: true },
} as const;

/** The pilot's own people are found by the basis; the reference by areas, by practices, or by both. */
const reportBasis = ({ basis, combination, intervention, reference }: PopulationDraft, report: Report): void => {
  if (basis === undefined) return;
  if (basis === 'beide' && combination === undefined)
    report(['combination'], 'Zeg of iemand meetelt die er woont of er ingeschreven is (either), of allebei (both).');
  if (basis !== 'beide' && combination !== undefined)
    report(['combination'], 'Deze keuze hoort alleen bij de basis beide.');
  for (const source of ['areas', 'practices'] as const) {
    const isNamed = (intervention?.[source] ?? []).length > 0;
    if (intervention === undefined || isNamed === BASIS_NEEDS[basis][source]) continue;
    report(
      ['intervention', source],
      isNamed ? `Dit hoort niet bij de basis ${basis}.` : `Bij de basis ${basis} is hier ten minste één code nodig.`,
    );
  }
  if (reference !== undefined && [...(reference.areas ?? []), ...(reference.practices ?? [])].length === 0)
    report(['reference'], 'De referentie noemt geen gebieden en geen praktijken.');
};

/** The areas of a code change from year to year, so a code means nothing without its year. */
const reportAreaYear = ({ areaYear, intervention, reference }: PopulationDraft, report: Report): void => {
  const hasAreas = [intervention, reference].some((each) => (each?.areas ?? []).length > 0);
  if (hasAreas && areaYear === undefined)
    report(['areaYear'], 'Noem het jaar van de gebiedsindeling van het CBS waaruit de codes komen.');
};

const reportCohort = (name: CohortName, { areas = [], except = [], practices = [] }: CohortDraft, report: Report) => {
  reportTwice(areas, [name, 'areas'], report);
  reportTwice(except, [name, 'except'], report);
  reportTwice(
    practices.map(({ code }) => code),
    [name, 'practices'],
    report,
  );
  for (const [place, area] of areas.entries()) {
    const outer = areas.find((each) => each !== area && liesIn(area, each));
    if (outer !== undefined) report([name, 'areas', place], `Dit gebied ligt in ${outer}, dat er ook staat.`);
  }
  for (const [place, out] of except.entries())
    if (!areas.some((area) => area !== out && liesIn(out, area)))
      report([name, 'except', place], 'Dit gebied ligt niet in een gebied van dit cohort.');
};

const reportMembership = ({ membership, dates }: PopulationDraft, report: Report): void => {
  if (typeof membership === 'object' && dates !== undefined && dates.until < membership.closedOn)
    report(['membership', 'closedOn'], 'De groep wordt pas gesloten nadat er voor het laatst is geteld.');
};

const reportTwice = (codes: readonly string[], path: readonly PropertyKey[], report: Report): void => {
  for (const [place, code] of codes.entries())
    if (codes.indexOf(code) !== place) report([...path, place], `De code ${code} staat er twee keer.`);
};

/** Somebody in both cohorts would be compared with himself. */
const reportShared = ({ intervention, reference }: PopulationDraft, report: Report): void => {
  const [pilot, compared] = [areasOf(intervention), areasOf(reference)];
  const shared = sharedAreas(compared, pilot);
  for (const [place, area] of compared.areas.entries())
    if (shared.includes(area))
      report(
        ['reference', 'areas', place],
        'Dit gebied valt samen met een gebied van de pilot; neem dat uit (except).',
      );
  const practices = new Set((intervention?.practices ?? []).map(({ code }) => code));
  for (const [place, { code }] of (reference?.practices ?? []).entries())
    if (practices.has(code)) report(['reference', 'practices', place], 'Deze praktijk hoort al bij de pilot.');
};

const areasOf = (cohort: CohortDraft | undefined) => ({
  areas: cohort?.areas ?? [],
  except: cohort?.except ?? [],
});
