/**
 * The evaluation as one page of HTML that stands alone, works without script and prints: the first sheet for a board, what
 * it rests on after that. The same document gives the same bytes.
 */
import { html } from 'hono/html';
import type { EvaluationDocument } from '../domain/evaluation/evaluation-document.ts';
import { boardSection } from './evaluation-board.ts';
import { indicatorSections, profileSections, unseenSection, waterbedSections } from './evaluation-context.ts';
import { beforeSection, effectSection, placeboSection, powerSection } from './evaluation-effect.ts';
import { completionSections, meanCostSection, qualitySections } from './evaluation-ground.ts';
import { enumeration } from './format.ts';
import { type Content, descriptions, list, type Markup, named, pageText, type Section } from './layout.ts';

/** The page of a document. `sha256` is that of its canonical text, and stands at the foot of every sheet. */
export const evaluationPage = (document: EvaluationDocument, sha256: string): string =>
  pageText({
    title: `${document.title} – evaluatie`,
    fingerprint: sha256,
    head: html`<header><p class="pilot">Evaluatie: werkte het, en hoe zeker is dat?</p>
<h1>${named(document.title)}</h1></header>
`,
    sections: [
      boardSection(document),
      powerSection(document),
      effectSection(document),
      beforeSection(document),
      placeboSection(document),
      ...waterbedSections(document),
      ...indicatorSections(document),
      ...qualitySections(document),
      ...profileSections(document),
      meanCostSection(document),
      ...completionSections(document),
      unseenSection(document),
      originSection(document, sha256),
    ],
  });

/** More areas than this are counted and not named; the document has them all. */
const MOST_NAMED = 12;

const originSection = (document: EvaluationDocument, sha256: string): Section => ({
  id: 'herkomst',
  heading: 'Waar deze evaluatie uit is gemaakt',
  content: html`${descriptions([
    ['Pilot', named(document.pilot)],
    ['Pilotgebieden', areas(document.pilotAreas)],
    ['Vergelijking', named(document.comparison)],
    ['Vergelijkingsgebieden', areas(document.comparisonAreas)],
    ['Periodes voor de start', periods(document.before)],
    ['Periodes na de start', periods(document.after)],
    ...statementRow(document),
    ['Kenmerk van de invoer (SHA-256)', html`<code>${document.inputSha256}</code>`],
    ['Kenmerk van dit document (SHA-256)', html`<code>${sha256}</code>`],
  ])}
${deliveryList(document)}<p>Dezelfde invoer geeft altijd hetzelfde document. Alle gewichten, placebo’s en standaardfouten staan in het JSON-document waarvan deze pagina is gemaakt.</p>`,
});

const statementRow = ({ statement }: EvaluationDocument): (readonly [string, Content])[] =>
  statement === null
    ? []
    : [['Bij het afschrift over', html`${named(statement.period)}, peildatum ${named(statement.referenceDate)}`]];

const deliveryList = ({ deliveries }: EvaluationDocument): Content =>
  deliveries.length === 0
    ? ''
    : html`<details class="fold"><summary>Gemaakt uit ${deliveries.length} aanleveringen</summary>${list(deliveries.map(({ source, sha256, valuationDate }) => html`${named(source)}, stand per ${named(valuationDate)}: <code>${sha256}</code>`))}</details>
`;

const areas = (names: readonly string[]): Content => {
  if (names.length === 0) return 'niet vast te stellen';
  return names.length > MOST_NAMED ? `${names.length} gebieden` : named(enumeration(names));
};

const periods = (names: readonly string[]): Markup | string =>
  names.length === 0
    ? 'geen'
    : named(names.length > MOST_NAMED ? `${names[0]} tot en met ${names.at(-1)}` : enumeration(names));
