/**
 * How the joint supervision of a draft stands: who reviewed and approved it, what is objected and asked, and whether newer
 * deliveries have taken its place.
 */
import { html } from 'hono/html';
import type {
  AnswerOverview,
  ObjectionOverview,
  QuestionOverview,
  SupervisionOverview,
} from '../domain/record/overview.ts';
import type { Differences, NewerDelivery } from '../domain/record/standing.ts';
import { longDate, quartersInWords } from './format.ts';
import { type Content, list, type Markup, named, type Section } from './layout.ts';
import { party, type View } from './statement-view.ts';
import { dataTable } from './table.ts';

/** The supervision of a draft. The page of a sealed statement has none: what was said before it stands in its events. */
export const supervisionSections = (view: View): Section[] => {
  const { supervision } = view.seal;
  if (supervision === undefined) return [];
  const { objections, questions, superseded } = supervision;
  const content = html`${superseded === null ? '' : supersededNotice(view, superseded)}${signatures(view, supervision)}
<h3>Bezwaren</h3>
${listed(
  objections.map((each) => objectionItem(view, each)),
  'Er is geen bezwaar.',
)}
<h3>Vragen</h3>
${listed(
  questions.map((each) => questionItem(view, each)),
  'Er zijn geen vragen.',
)}`;
  return [{ id: 'toezicht', heading: 'Toezicht: nagekeken, akkoord, bezwaren en vragen', content }];
};

const listed = (items: readonly Content[], none: string): Content =>
  items.length === 0 ? html`<p>${none}</p>` : list(items);

const supersededNotice = (
  view: View,
  { newerDeliveries, newerCounts, newPopulation, newerClaims, otherPeriod }: Differences,
): Markup =>
  html`<p class="notice"><strong>Dit concept is achterhaald.</strong> Het kan niet meer worden goedgekeurd; er komt een nieuw concept of dat is er al.</p>
${list([
  ...newerDeliveries.map((each) => newerItem(view, each)),
  ...(newerCounts.length === 0 ? [] : [`Nieuwere tellingen rond de populatie over ${quartersInWords(newerCounts)}`]),
  ...(newPopulation === null ? [] : [html`Een andere definitie van de populatie: <code>${newPopulation}</code>`]),
  ...newerClaims.map(
    (id) => html`De vorderingen van ${party(view, id)} uit eerdere perioden staan nu anders in het grootboek`,
  ),
  ...(otherPeriod === null
    ? []
    : [html`Over een andere prestatieperiode is een afschrift goedgekeurd: <code>${otherPeriod}</code>`]),
])}`;

const newerItem = (view: View, { source, party: id, valuationDate, quarters, sha256 }: NewerDelivery): Markup =>
  html`Nieuwer: ${source === 'members' ? 'verzekerdenmaanden' : named(source)} van ${party(view, id)}, stand per ${longDate(valuationDate)}, over ${quartersInWords(quarters)}, <code>${sha256}</code>`;

/** A party approves through two people, so each has a column of its own. */
const signatures = (view: View, { reviewedBy, approvedBy }: SupervisionOverview): Markup =>
  dataTable({
    caption: 'Per partij: nagekeken door een controller, goedgekeurd door een ander die mag tekenen',
    columns: [{ head: 'Partij' }, { head: 'Nagekeken' }, { head: 'Akkoord' }],
    groups: [
      {
        rows: view.statement.agreement.approvers.map((each) => ({
          head: party(view, each),
          cells: [yesOrNo(reviewedBy.includes(each)), yesOrNo(approvedBy.includes(each))],
        })),
      },
    ],
  });

const yesOrNo = (isDone: boolean): string => (isDone ? 'ja' : 'nog niet');

const lineLink = (line: number): Markup => html`<a href="#regel-${line}">regel ${line}</a>`;

const objectionItem = (view: View, objection: ObjectionOverview): Markup => {
  const { number, party: id, line, reason } = objection;
  return html`<strong>Bezwaar ${number}</strong> van ${party(view, id)} tegen ${lineLink(line)}: ${named(reason)}<br>${objectionStep(view, objection)}`;
};

const objectionStep = (view: View, { step, lapses, answer }: ObjectionOverview): Content => {
  if (answer !== null) return answered(view, answer);
  const day = longDate(lapses.slice(0, 10));
  return step === 'open'
    ? `Open: zonder antwoord houdt het goedkeuren op tot ${day}.`
    : `Niet beantwoord; de termijn liep af op ${day}.`;
};

const answered = (view: View, { party: id, answer }: AnswerOverview): Markup =>
  html`Antwoord van ${party(view, id)}: ${named(answer)}`;

const questionItem = (view: View, { number, party: id, line, question, answer }: QuestionOverview): Markup =>
  html`<strong>Vraag ${number}</strong> van ${party(view, id)}${line === null ? '' : html` over ${lineLink(line)}`}: ${named(question)}<br>${answer === null ? 'Nog niet beantwoord.' : answered(view, answer)}`;
