/**
 * What became of an upload: that it is still being read, its receipt, everything that was found in it, or what it would
 * change as a correction.
 */
import { html } from 'hono/html';
import type { Explanation } from '../domain/delivery/check/plausibility.ts';
import { type FindingKind, RULES, type RuleCode, ruleFor } from '../domain/delivery/findings/rules.ts';
import type { DifferenceLine } from '../domain/delivery/template/correction-difference.ts';
import { titleOf } from '../domain/delivery/template/csvw.ts';
import type { DeliveryKind } from '../domain/delivery/template/template.ts';
import type { Fault } from '../domain/pilot/fault.ts';
import { type Proposal, partsInWords } from '../domain/record/correction.ts';
import type { Receipt } from '../domain/record/receipt.ts';
import { explanationList } from './explanations.ts';
import { hiddenField, problemSummary, textField } from './form.ts';
import { isZero, longDate, shortHash, signedNumber, unsignedNumber } from './format.ts';
import { investmentsAddress } from './investments-page.ts';
import {
  type Content,
  descriptions,
  figure,
  list,
  type Markup,
  named,
  pageText,
  pilotLine,
  type Section,
} from './layout.ts';
import { dataTable } from './table.ts';
import { cohortWords } from './words.ts';

/** A finding as the page lists it: of a reader, or of the pilot. `column` is a number, or a heading. */
export interface ListedFinding {
  readonly code: string;
  readonly line: number | null;
  readonly column: number | string | null;
  readonly message: string;
}

/** What became of an upload. */
export type UploadOutcome =
  | { readonly state: 'waiting' }
  | { readonly state: 'accepted'; readonly receipt: Receipt; readonly supersededOn: string | null }
  | {
      readonly state: 'refused';
      readonly findingCount: number;
      /** The first of them; the others are in the files that are given back. */
      readonly findings: readonly ListedFinding[];
      /** Whether all findings and the return file are still there to be given back. */
      readonly isReturnable: boolean;
    }
  | { readonly state: 'proposed'; readonly proposal: Proposal; readonly isCurrent: boolean }
  | {
      readonly state: 'held';
      /** How often each rule was found. */
      readonly codes: Readonly<Record<string, number>>;
      readonly findings: readonly ListedFinding[];
      /** Whether the file itself is still there, so that it can be taken in; all findings and the return file are then too. */
      readonly isThere: boolean;
      /** The reasons that were given; the file is taken in then. */
      readonly explained: readonly Explanation[];
    };

/** What the page is about. */
export interface UploadView {
  readonly pilot: { readonly id: string; readonly name: string };
  readonly kind: DeliveryKind;
  readonly valuationDate: string;
  readonly sha256: string;
  readonly outcome: UploadOutcome;
}

/** The address of the page of an upload, and of what else there is of it. */
export const uploadAddress = (
  {
    pilot,
    kind,
    valuationDate,
    sha256,
  }: Omit<UploadView, 'outcome' | 'pilot'> & { readonly pilot: { readonly id: string } },
  format: 'html' | 'json' | 'all' | 'return' = 'html',
): string =>
  `/pilots/${encodeURIComponent(pilot.id)}/deliveries/${sha256}?kind=${kind}&valuationDate=${valuationDate}&format=${format}`;

const HEADINGS: Readonly<Record<UploadOutcome['state'], string>> = {
  waiting: 'Het bestand wordt gelezen',
  accepted: 'Ontvangstbewijs',
  refused: 'Het bestand is geweigerd',
  proposed: 'Correctie: wat er verandert',
  held: 'Het bestand wacht op uw uitleg',
};

const headingOf = (outcome: UploadOutcome): string =>
  outcome.state === 'held' && outcome.explained.length > 0 ? HEADINGS.waiting : HEADINGS[outcome.state];

/** What the name of a field with a reason begins with; the code of the rule follows. */
export const REASON = 'reason.';

const hasForm = ({ state }: UploadOutcome): boolean => state === 'proposed' || state === 'held';

/** The page of an upload; `faults` is what is wrong with the reasons that were sent. */
export const findingsPage = (view: UploadView, faults: readonly Fault[] = []): string =>
  pageText({
    title: `${view.outcome.state === 'refused' || faults.length > 0 ? 'Fout: ' : ''}${headingOf(view.outcome)} – ${view.pilot.name}`,
    fingerprint: view.sha256,
    formTargets: hasForm(view.outcome) ? ["'self'"] : [],
    head: html`<header>${pilotLine(view.pilot)}<h1>${headingOf(view.outcome)}</h1>
${descriptions([
  ['Soort', titleOf(view.kind)],
  ['Stand per', longDate(view.valuationDate)],
  ['Bestand (SHA-256)', html`<code>${view.sha256}</code>`],
])}</header>`,
    sections: [sectionOf(view, faults)],
  });

const sectionOf = (view: UploadView, faults: readonly Fault[]): Section => {
  const { outcome } = view;
  switch (outcome.state) {
    case 'waiting':
      return { id: 'lezen', heading: 'Nog even geduld', content: waiting(view) };
    case 'accepted':
      return { id: 'ontvangst', heading: 'Wat is ontvangen', content: receipt(view, outcome) };
    case 'refused':
      return { id: 'bevindingen', heading: 'Bevindingen', content: refused(view, outcome) };
    case 'proposed':
      return { id: 'correctie', heading: 'Verschil per zorgsoort', content: proposed(view, outcome) };
    case 'held':
      return { id: 'uitleg', heading: 'Wat niet aannemelijk is', content: held(view, outcome, faults) };
  }
};

const waiting = (view: UploadView): Markup =>
  html`<p>Het bestand is er nog niet, of het wordt nog gelezen. Dat duurt zelden langer dan een minuut.</p>
<p><a href="${uploadAddress(view)}">Opnieuw kijken</a></p>
<p><a href="/pilots/${encodeURIComponent(view.pilot.id)}/upload">Nog een bestand aanleveren</a></p>
`;

const momentInWords = (moment: string): string => `${longDate(moment.slice(0, 10))}, ${moment.slice(11, 19)} (UTC)`;

const receipt = (view: UploadView, { receipt: of, supersededOn }: UploadOutcome & { state: 'accepted' }): Markup =>
  html`<p class="notice"><strong>Aangenomen.</strong> ${countsWords(view, of, supersededOn)}</p>
${descriptions([
  ['Ontvangen', momentInWords(of.accepted)],
  ['Rijen', counted(of.rows)],
  ['Totaal', html`${figure(of.total)} ${of.unit}`],
  ['Over', of.periods.join(', ')],
  ...(of.streams.length === 0 ? [] : [['Stromen', of.streams.join(', ')] as const]),
  [
    'Populatie',
    of.population === null
      ? 'telt geen personen'
      : html`${named(of.population.name)}, versie ${named(of.population.version)}<br><code>${of.population.sha256}</code>`,
  ],
  ['Overeenkomst (SHA-256)', html`<code>${of.agreement}</code>`],
  ['In het register', html`gebeurtenis ${of.event.sequence}, <code>${of.event.sha256}</code>`],
  ['Komt in de plaats van', supersedes(of)],
])}${
  of.explained === undefined
    ? ''
    : html`<h3>Uw uitleg</h3>
${explanationList(of.explained)}`
}
<p><a href="${uploadAddress(view, 'json')}">Dit ontvangstbewijs als JSON</a></p>
`;

/** Whether a delivery counts; investments also wait for the parties that pay for them. */
const countsWords = ({ pilot }: UploadView, { awaits }: Receipt, supersededOn: string | null): Content => {
  if (supersededOn !== null) return `Sinds ${momentInWords(supersededOn)} telt in plaats hiervan een correctie.`;
  if (awaits === undefined) return 'Deze aanlevering telt.';
  return html`Deze investeringen tellen zodra ${awaits.join(' en ')} ze hebben geaccepteerd. <a href="${investmentsAddress(pilot.id)}">Hoe het ermee staat</a>.`;
};

const supersedes = ({ supersedes: earlier }: Receipt): Content =>
  earlier.length === 0
    ? 'niets'
    : list(
        earlier.map(
          ({ sha256, accepted, parts }) =>
            html`${partsInWords(parts)} van ${momentInWords(accepted)} (<code>${shortHash(sha256)}…</code>)`,
        ),
      );

const KIND_WORDS: Readonly<Record<FindingKind, string>> = {
  SF: 'structuur',
  DF: 'definitie',
  PF: 'aannemelijkheid',
};

const isRule = (code: string): code is RuleCode => Object.hasOwn(RULES, code);

/** The kind of a finding in words; what the register of rules does not have is about the pilot. */
const kindWords = (code: string): string => (isRule(code) ? KIND_WORDS[RULES[code].kind] : 'pilot');

const MOST_ON_TOP = 10;

const counted = (count: number): string => unsignedNumber(`${count}`);

const refused = (
  view: UploadView,
  { findings, findingCount, isReturnable }: UploadOutcome & { state: 'refused' },
): Markup => html`<div class="problems" role="alert" aria-labelledby="fouten-kop"><h2 id="fouten-kop">${findingCount === 1 ? 'Er is 1 bevinding' : `Er zijn ${counted(findingCount)} bevindingen`}</h2>
${list(findings.slice(0, MOST_ON_TOP).map((finding, place) => html`<a href="#bevinding-${place + 1}">${placeOf(finding)}</a>`))}${findingCount > MOST_ON_TOP ? html`<p>De overige staan hieronder.</p>` : ''}</div>
<p>Niets van dit bestand telt mee. Verbeter het en lever het opnieuw aan.</p>
${list([
  ...filesOf(view, isReturnable),
  html`<a href="/pilots/${encodeURIComponent(view.pilot.id)}/upload">Het verbeterde bestand aanleveren</a>`,
])}
${findingsTable(findings, findingCount)}`;

/** The files with all findings, while they are there; of what the record keeps there is only this page as JSON. */
const filesOf = (view: UploadView, areThere: boolean): Markup[] =>
  areThere
    ? [
        html`<a href="${uploadAddress(view, 'return')}">Uw eigen bestand met de bevindingen in twee kolommen (CSV)</a>`,
        html`<a href="${uploadAddress(view, 'all')}">Alle bevindingen als JSON</a>`,
      ]
    : [html`<a href="${uploadAddress(view, 'json')}">Deze bevindingen als JSON</a>`];

const placeOf = ({ line, column, message }: ListedFinding): Content => {
  const where = [...(line === null ? [] : [`regel ${line}`]), ...(column === null ? [] : [`kolom ${column}`])].join(
    ', ',
  );
  const [first = ''] = message.split('. ');
  return html`${where === '' ? 'Hele bestand' : where}: ${first}`;
};

const findingsTable = (findings: readonly ListedFinding[], findingCount: number): Markup =>
  dataTable({
    caption:
      findings.length < findingCount
        ? `De eerste ${counted(findings.length)} van ${counted(findingCount)} bevindingen`
        : 'Alle bevindingen',
    columns: [
      { head: 'Regel' },
      { head: 'Kolom' },
      { head: 'Soort' },
      { head: 'Wat er staat en wat er hoort' },
      { head: 'Code' },
    ],
    groups: [{ rows: findings.map(findingRow) }],
  });

const findingRow = ({ code, line, column, message }: ListedFinding, place: number) => ({
  head: html`<span id="bevinding-${place + 1}">${line === null ? 'hele bestand' : `${line}`}</span>`,
  cells: [column === null ? '–' : `${column}`, kindWords(code), named(message), html`<code>${code}</code>`],
});

const proposed = (view: UploadView, { proposal, isCurrent }: UploadOutcome & { state: 'proposed' }): Markup => {
  const { delivery, supersedes: earlier, difference } = proposal;
  const changed = difference.filter((each) => !isZero(each.difference));
  return html`<p class="notice"><strong>Deze correctie telt nog niet.</strong> ${isCurrent ? 'Zij telt vanaf het moment waarop u haar bevestigt. De eerdere aanlevering blijft bewaard.' : 'Er is intussen iets anders aangeleverd: lever de correctie opnieuw aan om het verschil daarmee te zien.'}</p>
<p>Komt in de plaats van ${partsInWords(earlier.flatMap(({ parts }) => parts))}.</p>
${changed.length === 0 ? html`<p>Per zorgsoort verandert er niets; wel binnen een zorgsoort.</p>` : differenceTable(changed)}
<p>${stays(difference.length - changed.length)}</p>
${isCurrent ? confirmForm(view, delivery.sha256) : ''}`;
};

const stays = (count: number): string =>
  count === 0
    ? 'Geen zorgsoort blijft gelijk.'
    : count === 1
      ? '1 zorgsoort blijft gelijk.'
      : `${count} zorgsoorten blijven gelijk.`;

const differenceTable = (lines: readonly DifferenceLine[]): Markup => {
  const figures = true as const;
  return dataTable({
    caption: 'Wat er verandert als u bevestigt',
    columns: [
      { head: 'Stroom' },
      { head: 'Zorgsoort' },
      { head: 'Cohort' },
      { head: 'Nu', figures },
      { head: 'Straks', figures },
      { head: 'Verschil', figures },
    ],
    groups: [{ rows: lines.map(differenceRow) }],
  });
};

const differenceRow = ({ stream, category, cohort, before, after, difference }: DifferenceLine) => ({
  head: stream === null ? 'alle' : named(stream),
  cells: [
    category === null ? 'alle' : named(category),
    cohort === null ? '–' : cohortWords(cohort),
    signedNumber(before),
    signedNumber(after),
    figure(difference),
  ],
});

const confirmForm = (view: UploadView, sha256: string): Markup =>
  html`<form method="post" action="/pilots/${encodeURIComponent(view.pilot.id)}/deliveries/${sha256}/confirmations">
${hiddenField('kind', view.kind)}${hiddenField('valuationDate', view.valuationDate)}<button type="submit">Correctie bevestigen</button>
</form>
`;

const held = (
  view: UploadView,
  { codes, findings, isThere, explained }: UploadOutcome & { state: 'held' },
  faults: readonly Fault[],
): Markup =>
  html`<p class="notice"><strong>Deze aanlevering telt nog niet.</strong> ${explained.length === 0 ? HELD : EXPLAINED}</p>
${list([
  ...(explained.length === 0 ? [] : [html`<a href="${uploadAddress(view)}">Opnieuw kijken</a>`]),
  ...filesOf(view, isThere),
  html`<a href="/pilots/${encodeURIComponent(view.pilot.id)}/upload">Een verbeterd bestand aanleveren</a>`,
])}
${
  explained.length === 0
    ? ''
    : html`<h3>Uw uitleg</h3>
${explanationList(explained)}`
}${findingsTable(findings, countAll(codes))}${isThere ? (explained.length === 0 ? reasonsForm(view, codes, faults) : '') : html`<p>Het bestand is er niet meer: een reden wordt binnen een dag gegeven. Lever het opnieuw aan.</p>`}`;

const HELD =
  'Het bestand is goed gebouwd en past bij wat is afgesproken, maar hieronder staat wat zelden klopt. Klopt het niet, verbeter dan het bestand en lever het opnieuw aan. Klopt het wel, zeg dan waarom: uw reden komt op elk afschrift dat op deze aanlevering rust.';

const EXPLAINED =
  'Uw uitleg is vastgelegd en het bestand wordt met die uitleg opnieuw gelezen. Dat duurt zelden langer dan een minuut. Blijft het langer zo, lever het bestand dan opnieuw aan: uw uitleg blijft gelden.';

const countAll = (codes: Readonly<Record<string, number>>): number =>
  Object.values(codes).reduce((all, count) => all + count, 0);

const reasonsForm = (view: UploadView, codes: Readonly<Record<string, number>>, faults: readonly Fault[]): Markup =>
  html`${problemSummary('Nog niet elke bevinding heeft een goede reden', faults)}<form method="post" action="/pilots/${encodeURIComponent(view.pilot.id)}/deliveries/${view.sha256}/explanations">
${hiddenField('kind', view.kind)}${hiddenField('valuationDate', view.valuationDate)}${Object.entries(codes).map(
  ([code, count]) =>
    textField(
      {
        name: `${REASON}${code}`,
        label: `Waarom klopt dit wel? (${count === 1 ? '1 bevinding' : `${counted(count)} bevindingen`})`,
        hint: html`${ruleFor(code).nl} <code>${code}</code>`,
        type: 'text',
        value: '',
      },
      faults,
    ),
)}<button type="submit">Uitleg geven en aanleveren</button>
</form>
`;
