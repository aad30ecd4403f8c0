/**
 * Who is counted, beside the result: what share of the member-months the claims cover, how many months were left through
 * the Wlz, and how the neighbourhood and the practices' lists overlap.
 */
import { html } from 'hono/html';
import type { CountsShown } from '../domain/record/statement-population.ts';
import { percentage, periodInWords, signedNumber } from './format.ts';
import { type Content, list, type Section } from './layout.ts';
import type { View } from './statement-view.ts';
import { dataTable } from './table.ts';
import { cohortWords } from './words.ts';

/** The section of the population: what the definition's counts say, or that they were not delivered. */
export const populationSection = ({ statement: { population } }: View): Section => ({
  id: 'bevolking',
  heading: 'Wie er geteld is',
  content: html`${countsTable(population.counts)}${list(remarks(population.counts))}`,
});

const placeOf = ({ cohort, period }: CountsShown): string => `${cohortWords(cohort)} ${periodInWords(period)}`;

const countsTable = (counts: readonly CountsShown[]): Content => {
  const figures = true as const;
  const columns = [
    { head: 'Cohort en periode' },
    { head: 'Maanden van de bevolking', figures },
    { head: 'Maanden met declaraties', figures },
    { head: 'Gedekt', figures },
    { head: 'Maanden weg door de Wlz', figures },
  ];
  const rows = counts.map((each) => ({ head: placeOf(each), cells: cellsOf(each) }));
  return dataTable({
    caption: 'De bevolking naast de uitkomst; dit telt in geen betaling mee',
    columns,
    groups: [{ rows }],
  });
};

/** Missing is not zero: what was not delivered is called so. */
const NOT_DELIVERED = 'niet geleverd';

const cellsOf = ({ coverage, wlz }: CountsShown): Content[] => [
  coverage === null ? NOT_DELIVERED : signedNumber(coverage.population),
  coverage === null ? NOT_DELIVERED : signedNumber(coverage.covered),
  coverage === null ? NOT_DELIVERED : percentage(coverage.shown),
  wlz === null ? 'niet genoemd' : signedNumber(wlz.months),
];

const remarks = (counts: readonly CountsShown[]): Content[] => [
  'Gedekt is het deel van de maanden van de bevolking waarvan de declaraties in de cijfers zitten. Wie door een Wlz-indicatie uit de bevolking gaat, lijkt een besparing: leg de laatste kolom van pilot en referentie naast elkaar. Een aantal van te weinig personen wordt niet genoemd.',
  ...counts.flatMap(mismatch),
  ...counts.flatMap(overlap),
];

const mismatch = (each: CountsShown): Content[] =>
  each.coverage === null || each.coverage.counted === each.coverage.covered
    ? []
    : [
        html`<strong>Let op</strong> (${placeOf(each)}): dit afschrift telt ${signedNumber(each.coverage.counted)} verzekerdenmaanden, en dat zijn niet de ${signedNumber(each.coverage.covered)} maanden met declaraties.`,
      ];

const overlap = (each: CountsShown): Content[] =>
  each.overlap === null
    ? []
    : [
        `Wijk en praktijk (${cohortWords(each.cohort)}, ${periodInWords(each.overlap.period)}): ${signedNumber(`${each.overlap.both}`)} personen wonen er en zijn er ingeschreven, ${signedNumber(`${each.overlap.onlyWijk}`)} wonen er alleen, ${signedNumber(`${each.overlap.onlyPraktijk}`)} zijn er alleen ingeschreven.`,
      ];
