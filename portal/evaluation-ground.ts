/**
 * What an evaluation rests on, on a page: the mean costs with what chance between persons says of them, the costs that are
 * still to come in, and the quality score with its worksheet.
 */
import { html } from 'hono/html';
import type { StreamProposal } from '../domain/evaluation/completion-factors.ts';
import type { EvaluationDocument, QualityPart } from '../domain/evaluation/evaluation-document.ts';
import type { QualityScore } from '../domain/evaluation/quality-score.ts';
import { ownValue } from '../domain/pilot/terms.ts';
import { intervalText, signedFigure, stamp } from './evaluation-words.ts';
import { type Content, list, type Markup, named, type Section } from './layout.ts';
import { dataTable, type Row } from './table.ts';

const figures = true as const;

/** The mean costs behind the effects; the figures themselves are folded. */
export const meanCostSection = ({ meanCosts }: EvaluationDocument): Section => {
  const { lines, effects, note, marks } = meanCosts;
  const table = dataTable({
    caption: 'Gemiddelde kosten in euro per persoon per maand bij de samenstelling van de pilot, met 95%-interval',
    columns: [
      { head: 'Stroom en gebied' },
      { head: 'Periode' },
      { head: 'Gemiddelde', figures },
      { head: 'Standaardfout', figures },
      { head: '95%-interval', figures },
    ],
    groups: [
      {
        rows: lines.map(({ stream, unit, period, value, standardError, interval }) => ({
          head: named(`${stream}, ${unit}`),
          cells: [
            named(period),
            signedFigure(value, 2),
            standardError === null ? 'geen' : signedFigure(standardError, 2),
            intervalText(interval, 2),
          ],
        })),
      },
    ],
  });
  const content = html`<p>${stamp(marks)} ${note}</p>
${list(effects.map(({ stream, standardError, interval }) => html`${named(stream)}: toeval tussen personen alleen geeft het effect een standaardfout van ${signedFigure(standardError, 2)} euro per persoon per maand (${intervalText(interval, 2)}).`))}
<details class="fold"><summary>Alle gemiddelden</summary>${table}</details>`;
  return { id: 'gemiddelden', heading: 'De gemiddelde kosten en hun onzekerheid', content };
};

/** The proposed completion factors beside the agreed ones; nothing where no successive deliveries were given. */
export const completionSections = ({ completion }: EvaluationDocument): Section[] => {
  if (completion === null) return [];
  const { proposals, agreed, marks } = completion;
  const content = html`<p>${stamp(marks)} Opeenvolgende aanleveringen laten zien welk deel van de kosten na elk kwartaal binnen was. Dit is een voorstel: de afrekening gebruikt alleen de factoren die in de overeenkomst staan.</p>
${proposals.map((each) => proposalMarkup(each, ownValue(agreed, each.stream) ?? []))}`;
  return [{ id: 'uitloop', heading: 'Wat er nog binnenkomt', content }];
};

const proposalMarkup = (proposal: StreamProposal, agreed: readonly string[]): Markup => {
  const heading = html`<h3>${named(proposal.stream)}</h3>`;
  if ('refused' in proposal)
    return html`${heading}<p>Uit deze aanleveringen volgt geen voorstel (<code>${proposal.refused}</code>).</p>${list(proposal.reasons.map(named))}`;
  const { factors, reserve, se, notes } = proposal;
  const rows = factors.map(
    ({ quarters, completionFactor, periods }): Row => ({
      head: `${quarters}`,
      cells: [completionFactor.replace('.', ','), agreedAt(agreed, quarters), `${periods}`],
    }),
  );
  const columns = [
    { head: 'Kwartalen na de periode' },
    { head: 'Voorgesteld deel', figures },
    { head: 'Afgesproken deel', figures },
    { head: 'Periodes die het laten zien', figures },
  ];
  const error = se === null ? 'zonder standaardfout' : html`standaardfout ${signedFigure(se, 0)} euro`;
  return html`${heading}${dataTable({ caption: html`Uitloopfactoren van ${named(proposal.stream)}`, columns, groups: [{ rows }] })}
<p>Naar dit voorstel komt er nog ${signedFigure(reserve, 0)} euro binnen (${error}, methode van Mack).</p>${list(notes.map(named))}`;
};

/** The last factor holds from its quarter on. */
const agreedAt = (agreed: readonly string[], quarters: number): string =>
  agreed.length === 0 ? 'geen' : (agreed[Math.min(quarters, agreed.length - 1)] ?? '').replace('.', ',');

/** The quality score; nothing where none was declared and none was agreed. */
export const qualitySections = ({ quality }: EvaluationDocument): Section[] => {
  if (quality === null) return [];
  const agreed = Object.entries(quality.agreed);
  const given =
    agreed.length === 0
      ? html`<p>Aan de afrekening is geen kwaliteitsscore meegegeven.</p>`
      : html`<p>Aan de afrekening meegegeven, zoals de partijen goedkeurden: ${list(agreed.map(([party, score]) => html`${named(party)}: ${named(score.replace('.', ','))}`))}</p>`;
  const content = html`<p>${stamp(quality.marks)} Een kwaliteitsscore bereikt de afrekening alleen als vast getal dat alle partijen vooraf hebben goedgekeurd.</p>
${given}${scoreMarkup(quality)}`;
  return [{ id: 'kwaliteit', heading: 'De kwaliteitsscore', content }];
};

const scoreMarkup = ({ score }: QualityPart): Content => {
  if (score === null) return '';
  if ('faults' in score)
    return html`<p>De verklaarde score kan niet worden gelezen.</p>${list(score.faults.map(({ path, message }) => html`<code>${path}</code>: ${named(message)}`))}`;
  if ('refusals' in score)
    return html`<p>Er is geen score te berekenen.</p>${list(score.refusals.map(({ refused, message }) => html`${named(message)} (<code>${refused}</code>)`))}`;
  return computed(score);
};

const computed = ({
  name,
  version,
  score,
  worksheet,
}: Exclude<QualityScore, { readonly refusals: unknown }>): Markup => {
  const rows = worksheet.map(
    ({ number, label, from, shown, source }): Row => ({
      head: `${number}`,
      cells: [
        html`${named(label)}${source === undefined ? '' : html` (${named(source)})`}`,
        from.join(', '),
        shown.replace('.', ','),
      ],
    }),
  );
  const columns = [{ head: 'Regel' }, { head: 'Wat' }, { head: 'Uit regels' }, { head: 'Waarde', figures }];
  const outcome = worksheet.at(-1)?.shown.replace('.', ',') ?? '';
  return html`<p>${named(name)}, versie ${named(version)}: ${outcome} (precies ${named(score)}).</p>
<details class="fold"><summary>De berekening</summary>${dataTable({ caption: 'De score, regel voor regel', columns, groups: [{ rows }] })}</details>`;
};
