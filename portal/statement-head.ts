/**
 * The head of a statement: what it is about, whether money moves, and how far its approval has come.
 */
import { html } from 'hono/html';
import { longDate, periodInWords } from './format.ts';
import { type Content, descriptions, list, type Markup, named } from './layout.ts';
import { hasResult, isInterim, party, type View } from './statement-view.ts';

/** `Eindafschrift 2025`, also the title of the page. */
export const statementTitle = (view: View): string => `${titleOf(view)} ${periodInWords(view.statement.period)}`;

const titleOf = (view: View): string => {
  const isAgain = view.statement.kind === 'restatement';
  if (isInterim(view)) return isAgain ? 'Herzien tussentijds afschrift' : 'Tussentijds afschrift';
  return isAgain ? 'Herzien eindafschrift' : 'Eindafschrift';
};

/** The head of the page: what this is, about which period, on what it rests, and how far it is. */
export const statementHead = (view: View): Markup => html`<header>
<p class="pilot">${named(view.statement.pilot.name)}</p>
<h1>${statementTitle(view)}</h1>
${modeNotice(view)}
${descriptions([
  ['Status', approvalStatus(view)],
  ['Akkoord', approvals(view)],
  ['Peildatum', longDate(view.statement.referenceDate)],
  ['Overeenkomst', html`${named(view.statement.agreement.title)}, versie ${named(view.statement.agreement.version)}`],
  [
    'Bevolking',
    html`${named(view.statement.population.name)}, versie ${named(view.statement.population.version)}<br>${named(view.statement.population.definition)}<br>Definitie (SHA-256): <code>${view.statement.population.sha256}</code>`,
  ],
  ['Rekenmethode', html`versie ${view.statement.method}`],
  ['Kenmerk van dit afschrift (SHA-256)', html`<code>${view.seal.sha256}</code>`],
])}
</header>`;

/** Shadow or binding decides whether money moves, so it stands above everything else. */
const modeNotice = (view: View): Markup => {
  const isShadow = view.statement.mode === 'shadow';
  const mode = isShadow ? 'Schaduwafrekening: er wordt niets betaald.' : 'Bindende afrekening.';
  return html`<p class="notice"><strong>${mode}</strong> ${whatMoves(view, isShadow)} ${interimWarning(view)}</p>`;
};

const whatMoves = (view: View, isShadow: boolean): string => {
  if (!hasResult(view)) return 'Dit afschrift heeft geen uitkomst en dus geen bedragen om te betalen.';
  if (isShadow) return 'Dit afschrift laat zien wat de partijen elkaar zouden betalen.';
  return isInterim(view)
    ? 'Wat de partijen elkaar schuldig zijn, staat pas vast in het eindafschrift.'
    : 'De partijen betalen elkaar wat hieronder staat, zodra alle partijen akkoord zijn.';
};

const interimWarning = (view: View): string =>
  isInterim(view) ? 'Het is een tussenstand, die nog kan veranderen.' : '';

const approvalStatus = ({ statement, seal }: View): string => {
  if (seal.sealed) return 'Verzegeld: dit afschrift ligt vast';
  if ((seal.supervision?.superseded ?? null) !== null) return 'Achterhaald concept: zie onder Toezicht';
  const isApproved = statement.agreement.approvers.every((each) => seal.approvedBy.includes(each));
  return isApproved ? 'Alle partijen zijn akkoord; nog niet verzegeld' : 'Concept: nog niet alle partijen zijn akkoord';
};

const approvals = (view: View): Content =>
  list(
    view.statement.agreement.approvers.map(
      (each) => html`${party(view, each)}: ${view.seal.approvedBy.includes(each) ? 'akkoord' : 'nog niet akkoord'}`,
    ),
  );
