/**
 * What a population definition says, in short Dutch lines for the people who approve it.
 */
import type { CohortPlaces, Population, PopulationDocument } from './population.ts';
import { dutchDate, percent } from './summary.ts';

/** The summary of a definition, one line a choice. */
export const populationSummary = ({ document, minimumCoverage, minimumCellSize }: Population): string[] => [
  `${document.name}, versie ${document.version}: ${document.definition}`,
  `Geteld van ${dutchDate(document.dates.from)} tot en met ${dutchDate(document.dates.until)}`,
  `Basis: ${basisText(document)}`,
  `Pilot: ${placesText(document.intervention, document.areaYear)}`,
  `Referentie: ${placesText(document.reference, document.areaYear)}`,
  `Leeftijdsklassen: ${document.ageBands.join(', ')}`,
  `Maanden: ${MONTH_RULES[document.monthCounting]}`,
  `Groep: ${membershipText(document.membership)}`,
  ...document.inclusion.map((each) => `Telt mee: ${each}`),
  ...document.exclusion.map((each) => `Telt niet mee: ${each}`),
  `Waarom dit gebied: ${document.selection.rule}`,
  DEAR_AREAS[`${document.selection.dearAreasChosen}`],
  `Wlz: ${wlzText(document.wlz)}`,
  `Declaraties van: ${document.claims.insurers.map(({ code, name }) => `${name} (${code})`).join(', ')}`,
  `Zij dekken ten minste ${percent(minimumCoverage)} van de maanden; anders wordt de aanlevering geweigerd`,
  `Een cel heeft ten minste ${minimumCellSize} personen; kleinere gaan samen in rest`,
];

const basisText = ({ basis, combination }: PopulationDocument): string => {
  if (basis !== 'beide') return basis === 'wijk' ? 'wie in de gebieden woont' : 'wie bij de praktijken is ingeschreven';
  const word = combination === 'both' ? 'en' : 'of';
  return `wie in de gebieden woont ${word} bij de praktijken is ingeschreven`;
};

const placesText = ({ areas = [], except = [], practices = [] }: CohortPlaces, areaYear = 0): string => {
  const without = except.length === 0 ? '' : ` zonder ${except.join(', ')}`;
  return [
    ...(areas.length === 0 ? [] : [`${areas.join(', ')}${without} (CBS-indeling ${areaYear})`]),
    ...(practices.length === 0
      ? []
      : [`praktijken ${practices.map(({ code, name }) => `${name} (${code})`).join(', ')}`]),
  ].join('; ');
};

const MONTH_RULES = {
  firstOfMonth: 'wie er op de eerste dag van de maand bij hoort, telt die maand',
  firstOfQuarter: 'wie er op de eerste dag van het kwartaal bij hoort, telt drie maanden',
  daysInMonth: 'ieder telt voor het deel van de maand dat hij erbij hoort, naar dagen',
} as const;

const membershipText = (membership: PopulationDocument['membership']): string =>
  membership === 'open'
    ? 'open: wie komt telt mee, wie vertrekt niet meer'
    : `gesloten: alleen wie er op ${dutchDate(membership.closedOn)} bij hoorde`;

const DEAR_AREAS = {
  true: 'Er zijn dure gebieden uitgekozen: ook zonder pilot zakken hun kosten terug naar het gemiddelde',
  false: 'Het gebied is niet gekozen omdat het duur was',
} as const;

const wlzText = (wlz: PopulationDocument['wlz']): string => {
  if (!wlz.leaves) return 'wie een Wlz-indicatie krijgt, blijft meetellen';
  if (wlz.fromMonth === 0) return 'wie een Wlz-indicatie krijgt, telt vanaf die maand niet meer mee';
  const months = wlz.fromMonth === 1 ? 'de maand erna' : `de ${wlz.fromMonth}e maand erna`;
  return `wie een Wlz-indicatie krijgt, telt vanaf ${months} niet meer mee`;
};
