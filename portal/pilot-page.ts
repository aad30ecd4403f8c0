/**
 * The page of a whole pilot, for one person of it: whose turn it is, every statement and how far it is, what came in of the
 * own party, and the agreement and population on which it all rests. It shows what `GET /pilots/{pilot}` answers, and no more.
 */
import { html } from 'hono/html';
import { titleOf } from '../domain/delivery/template/csvw.ts';
import { DELIVERY_KINDS, type DeliveryKind } from '../domain/delivery/template/template.ts';
import type { PilotDocument } from '../domain/pilot/agreement.ts';
import type { AcceptedDelivery, Role } from '../domain/record/event.ts';
import type { DeliveryOverview, Overview, SlotOverview } from '../domain/record/overview.ts';
import type { RefusedDelivery } from '../domain/record/projection.ts';
import type { Status } from '../domain/settlement/corridor.ts';
import { uploadAddress } from './findings-page.ts';
import { enumeration, longDate, periodInWords, quartersInWords, shortHash, signedNumber } from './format.ts';
import { investmentsAddress } from './investments-page.ts';
import { type Content, descriptions, list, type Markup, named, pageText, type Section } from './layout.ts';
import { dataTable } from './table.ts';
import { STATUS_WORDS } from './words.ts';

/** What the page needs beside the overview: what the parties are called, and who delivers what. */
export type PilotAgreement = Pick<
  PilotDocument['agreement'],
  'title' | 'version' | 'partyNames' | 'deliveredBy' | 'approvers'
>;

/** The parts of an overview that the page shows. */
export type ShownOverview = Pick<
  Overview,
  | 'pilot'
  | 'viewer'
  | 'moment'
  | 'agreement'
  | 'population'
  | 'slots'
  | 'deliveries'
  | 'refused'
  | 'held'
  | 'investments'
>;

/** An overview with the agreement of its pilot. */
export interface PilotView {
  readonly overview: ShownOverview;
  readonly agreement: PilotAgreement;
  /** The statements beside which an evaluation was made, by hash. */
  readonly evaluated: readonly string[];
}

const ROLES_IN_DUTCH: Readonly<Record<Role, string>> = {
  analyst: 'analist',
  controller: 'controller',
  signatory: 'tekenbevoegde',
  supervisor: 'toezichthouder',
};

/** The page. The same overview gives the same bytes. */
export const pilotPage = (view: PilotView): string => {
  const { overview } = view;
  return pageText({
    title: `Overzicht – ${overview.pilot.name}`,
    fingerprint: '',
    formTargets: ["'self'"],
    head: head(view),
    sections: [waitingSection(view), statementsSection(view), deliveriesSection(view), agreementSection(view)],
  });
};

const nameOf = ({ agreement }: PilotView, party: string): string =>
  Object.hasOwn(agreement.partyNames, party) ? (agreement.partyNames[party] ?? party) : party;

const names = (view: PilotView, parties: readonly string[]): Content =>
  parties.length === 0 ? 'niemand' : named(enumeration(parties.map((each) => nameOf(view, each))));

const pathOf = ({ overview }: PilotView, more = ''): string =>
  `/pilots/${encodeURIComponent(overview.pilot.id)}${more}`;

const dayOf = (moment: string): string => longDate(moment.slice(0, 10));

const head = (view: PilotView): Markup => {
  const { pilot, viewer, moment } = view.overview;
  return html`<header><p class="pilot">${named(pilot.name)}</p>
<h1>Overzicht van de pilot</h1>
<p>U bent aangemeld als ${ROLES_IN_DUTCH[viewer.role]} van ${named(nameOf(view, viewer.party))}. Dit is de stand van ${dayOf(moment)}.</p>
${list(doorsOf(view, viewer.role))}<form method="post" action="/afmelden"><button type="submit">Afmelden</button></form>
</header>`;
};

/** Where a role can go from here with a browser: everybody to the ledger, and each to what is its own. */
const doorsOf = (view: PilotView, role: Role): Content[] => {
  const door = (path: string, words: string) => html`<a href="${pathOf(view, path)}">${words}</a>`;
  return [
    ...(role === 'analyst' ? [door('/upload', 'Een bestand aanleveren')] : []),
    door('/ledger?format=html', 'Het grootboek: wat is verrekend, betaald en nog open'),
    ...(role === 'supervisor'
      ? [door('/events', 'De gebeurtenissen van deze pilot (JSON)'), door('/access', 'Wie wat heeft gelezen (JSON)')]
      : []),
  ];
};

/** Something that has to be done, and by which parties. */
interface Waiting {
  readonly what: Content;
  readonly parties: readonly string[];
  readonly by: string;
}

const waitingSection = (view: PilotView): Section => {
  const rows = waitingOf(view).map(({ what, parties, by }) => ({
    head: what,
    cells: [
      html`${names(view, parties)}${parties.includes(view.overview.viewer.party) ? html` <span class="stamp">uw partij</span>` : ''}`,
      by,
    ],
  }));
  const columns = [{ head: 'Wat' }, { head: 'Wie' }, { head: 'Door' }];
  const content =
    rows.length === 0
      ? html`<p>Er wacht op dit moment niets op een partij.</p>`
      : dataTable({ caption: 'Wat er op wie wacht', columns, groups: [{ rows }] });
  return { id: 'aan-zet', heading: 'Wie is aan zet', content };
};

const waitingOf = (view: PilotView): Waiting[] => {
  const { agreement, population, slots, investments, pilot } = view.overview;
  const signs = { by: 'een tekenbevoegde' };
  return [
    { what: 'De overeenkomst goedkeuren', parties: agreement.awaits, ...signs },
    ...agreement.following.map(({ performance, awaits }) => ({
      what: `De overeenkomst over ${periodInWords(performance)} goedkeuren`,
      parties: awaits,
      ...signs,
    })),
    {
      what: html`De populatiedefinitie ${named(population.proposed?.name ?? '')} ${named(population.proposed?.version ?? '')} goedkeuren`,
      parties: population.proposed?.awaits ?? [],
      ...signs,
    },
    ...investments.map(({ party, valuationDate, awaits }) => ({
      what: html`<a href="${investmentsAddress(pilot.id)}">De investeringen van ${named(nameOf(view, party))}, stand per ${longDate(valuationDate)}, accepteren</a>`,
      parties: awaits,
      by: 'een controller of een tekenbevoegde',
    })),
    ...view.overview.held.map((held) => ({
      what: html`<a href="${uploadAddress({ ...held, kind: heldKind(held.kind), pilot })}">Zeggen waarom een aanlevering wel klopt</a>`,
      parties: [held.party],
      by: 'een analist',
    })),
    ...slots.flatMap((slot) => waitingOfSlot(view, slot)),
  ].filter(({ parties }) => parties.length > 0);
};

/** The kind of what is held; the record keeps it as a text. */
const heldKind = (kind: string): DeliveryKind => DELIVERY_KINDS.find((each) => each === kind) ?? 'costs';

const waitingOfSlot = (view: PilotView, slot: SlotOverview): Waiting[] => [
  ...deliveriesAwaited(view, slot),
  ...(isApprovable(slot) ? [...remarksAwaited(view, slot), ...approvalsAwaited(slot)] : []),
];

/** A draft that everybody may still approve: what is superseded or has no outcome waits for something else. */
const isApprovable = ({ step, status }: SlotOverview): boolean =>
  step === 'drafted' && status !== 'incomplete' && status !== 'refused';

const titleOfSlot = ({ kind, period, restates }: SlotOverview): string => {
  const title = kind === 'interim' ? 'tussentijds afschrift' : 'eindafschrift';
  return `${restates === null ? '' : 'herzien '}${title} ${periodInWords(period)}`;
};

/** Deliveries are asked for from the reference date on: they stand as things were on that day. */
const deliveriesAwaited = ({ overview, agreement }: PilotView, slot: SlotOverview): Waiting[] => {
  if (slot.step === 'sealed' || slot.referenceDate > overview.moment.slice(0, 10)) return [];
  const deliverers = Map.groupBy(slot.missing, (source) => agreement.deliveredBy[source] ?? '');
  return [...deliverers].map(([party, sources]) => ({
    what: html`${named(enumeration(sources.map(sourceWords)))} aanleveren, stand per ${longDate(slot.referenceDate)}, voor het ${titleOfSlot(slot)}`,
    parties: party === '' ? [] : [party],
    by: 'een analist',
  }));
};

const sourceWords = (source: string): string => (source === 'members' ? 'verzekerdenmaanden' : source);

const approvalsAwaited = (slot: SlotOverview): Waiting[] => {
  const [reviewed, unread] = [true, false].map((isRead) =>
    slot.awaits.filter((party) => slot.reviewedBy.includes(party) === isRead),
  );
  return [
    { what: `Het ${titleOfSlot(slot)} nakijken`, parties: unread ?? [], by: 'een controller' },
    { what: `Het ${titleOfSlot(slot)} goedkeuren`, parties: reviewed ?? [], by: 'een tekenbevoegde' },
  ];
};

/** Whoever raised an objection or a question does not answer it. */
const remarksAwaited = ({ agreement }: PilotView, slot: SlotOverview): Waiting[] => {
  const others = (party: string): string[] => agreement.approvers.filter((each) => each !== party);
  const asked = (what: string, number: number, party: string): Waiting => ({
    what: `${what} ${number} over het ${titleOfSlot(slot)} beantwoorden`,
    parties: others(party),
    by: 'een van deze partijen',
  });
  return [
    ...slot.objections
      .filter(({ step }) => step === 'open')
      .map(({ number, party }) => asked('Bezwaar', number, party)),
    ...slot.questions.filter(({ answer }) => answer === null).map(({ number, party }) => asked('Vraag', number, party)),
  ];
};

const statementsSection = (view: PilotView): Section => {
  const rows = view.overview.slots.map((slot) => ({
    head: capital(titleOfSlot(slot)),
    cells: [
      longDate(slot.referenceDate),
      standing(view, slot),
      slot.statement === null ? '' : names(view, slot.reviewedBy),
      slot.statement === null ? '' : names(view, slot.approvedBy),
      filesOf(view, slot),
    ],
  }));
  const columns = [
    { head: 'Afschrift' },
    { head: 'Peildatum' },
    { head: 'Stand' },
    { head: 'Nagekeken' },
    { head: 'Akkoord' },
    { head: 'Bestanden' },
  ];
  const table = dataTable({ caption: 'Elk afgesproken afschrift en hoe ver het is', columns, groups: [{ rows }] });
  return { id: 'afschriften', heading: 'Afschriften', content: table };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const STEP_WORDS: Readonly<Record<SlotOverview['step'], string>> = {
  collecting: 'wacht op aanleveringen',
  drafted: 'concept',
  superseded: 'achterhaald concept; er komt een nieuw',
  sealed: 'verzegeld',
};

const OUTCOME_WORDS: Readonly<Record<Status | 'incomplete' | 'refused', string>> = {
  ...STATUS_WORDS,
  incomplete: 'onvolledig: er zijn geen bedragen',
  refused: 'niet af te rekenen',
};

const isOutcome = (status: string): status is keyof typeof OUTCOME_WORDS => Object.hasOwn(OUTCOME_WORDS, status);

const standing = (view: PilotView, { step, status, missing, referenceDate }: SlotOverview): Content => {
  const outcome = status === null ? '' : `; ${isOutcome(status) ? OUTCOME_WORDS[status] : status}`;
  const isDue = referenceDate <= view.overview.moment.slice(0, 10);
  const lacks = step === 'sealed' || missing.length === 0 || !isDue ? '' : '; er ontbreekt nog ';
  return html`${STEP_WORDS[step]}${outcome}${lacks}${lacks === '' ? '' : named(enumeration(missing.map(sourceWords)))}`;
};

/** The files of the newest statement, and of every sealed one before it. */
const filesOf = (view: PilotView, slot: SlotOverview): Content => {
  const { statement, sealed } = slot;
  if (statement === null) return '';
  const before = sealed.filter((each) => each !== statement);
  return list([
    ...fileLinks(view, slot, statement, sealed.includes(statement)),
    ...before.map((each) => fileLink(view, each, 'statement.html', `eerder verzegeld: ${shortHash(each)}`)),
  ]);
};

const fileLinks = (view: PilotView, slot: SlotOverview, statement: string, isSealed: boolean): Content[] => {
  const about = html`<span class="unseen"> van het ${titleOfSlot(slot)}</span>`;
  return [
    fileLink(view, statement, 'statement.html', html`lezen${about}`),
    fileLink(view, statement, 'statement.json', html`gegevens (JSON)${about}`),
    ...(view.evaluated.includes(statement)
      ? [fileLink(view, statement, 'evaluation.html', html`evaluatie${about}`)]
      : []),
    ...(isSealed ? [fileLink(view, statement, 'bundle.zip', html`bundel (ZIP)${about}`)] : []),
  ];
};

const fileLink = (view: PilotView, statement: string, file: string, words: Content): Markup =>
  html`<a href="${pathOf(view, `/statements/${statement}?file=${file}`)}">${words}</a>`;

const deliveriesSection = (view: PilotView): Section => {
  const { deliveries, refused, viewer } = view.overview;
  const content = html`${deliveries.length === 0 ? html`<p>Er is nog niets aangenomen.</p>` : acceptedTable(view, deliveries)}${refused.length === 0 ? '' : refusedTable(view, refused)}`;
  const heading = seesAll(view) ? 'Aanleveringen van alle partijen' : `Aanleveringen van ${nameOf(view, viewer.party)}`;
  return { id: 'aanleveringen', heading, content };
};

/** A party sees what it delivered itself; whose it is, has to be said to the supervisor alone. */
const seesAll = ({ overview }: PilotView): boolean => overview.viewer.role === 'supervisor';

const whose = (view: PilotView, party: string): Content[] => (seesAll(view) ? [names(view, [party])] : []);
const whoseColumn = (view: PilotView) => (seesAll(view) ? [{ head: 'Partij' }] : []);

/** What became of an upload is shown to its own party alone, so others see its fingerprint without a link. */
const uploadName = (view: PilotView, { sha256, kind, valuationDate, party }: UploadNamed): Content => {
  const words = html`<code>${shortHash(sha256)}</code>`;
  if (party !== view.overview.viewer.party) return words;
  const address = uploadAddress({ pilot: view.overview.pilot, kind, valuationDate, sha256 });
  return html`<a href="${address}">${words}</a>`;
};

type UploadNamed = Pick<AcceptedDelivery, 'sha256' | 'valuationDate' | 'party'> & { readonly kind: DeliveryKind };

const STANDING_WORDS: Readonly<Record<DeliveryOverview['standing'], string>> = {
  used: 'gebruikt in een afschrift',
  superseded: 'vervangen door een latere aanlevering',
  pending: 'wacht op een afschrift',
};

const acceptedTable = (view: PilotView, deliveries: readonly DeliveryOverview[]): Markup => {
  const figures = true as const;
  const rows = deliveries.map((each) => ({
    head: html`${titleOf(each.kind)}${each.streams.length === 0 ? '' : html` ${named(enumeration(each.streams))}`}`,
    cells: [
      ...whose(view, each.party),
      longDate(each.valuationDate),
      quartersInWords(each.periods),
      `${each.rows}`,
      signedNumber(each.total),
      STANDING_WORDS[each.standing],
      uploadName(view, each),
    ],
  }));
  const columns = [
    { head: 'Aanlevering' },
    ...whoseColumn(view),
    { head: 'Stand per' },
    { head: 'Over' },
    { head: 'Rijen', figures },
    { head: 'Totaal', figures },
    { head: 'Gebruik' },
    { head: 'Kenmerk' },
  ];
  return dataTable({ caption: 'Wat is aangenomen', columns, groups: [{ rows }] });
};

const refusedTable = (view: PilotView, refused: readonly RefusedDelivery[]): Markup => {
  const rows = refused.map((each) => ({
    head: isUploadKind(each.kind) ? titleOf(each.kind) : named(each.kind),
    cells: [
      ...whose(view, each.party),
      longDate(each.valuationDate),
      html`<code>${each.refusal}</code>`,
      `${each.problemCount}`,
      isUploadKind(each.kind) ? uploadName(view, { ...each, kind: each.kind }) : '',
    ],
  }));
  const columns = [
    { head: 'Aanlevering' },
    ...whoseColumn(view),
    { head: 'Stand per' },
    { head: 'Waarom' },
    { head: 'Bevindingen', figures: true as const },
    { head: 'Kenmerk' },
  ];
  return dataTable({ caption: 'Wat is geweigerd', columns, groups: [{ rows }] });
};

/** A record outlives the kinds that are taken in. */
const isUploadKind = (kind: string): kind is DeliveryKind => DELIVERY_KINDS.some((each) => each === kind);

const agreementSection = (view: PilotView): Section => {
  const { agreement, overview } = view;
  const { inForce, proposed } = overview.population;
  return {
    id: 'overeenkomst',
    heading: 'Overeenkomst en populatie',
    content: descriptions([
      ['Overeenkomst', html`${named(agreement.title)}, versie ${named(agreement.version)}`],
      ['Goedgekeurd door', names(view, overview.agreement.approvedBy)],
      ['Kenmerk (SHA-256)', html`<code>${overview.agreement.sha256}</code>`],
      ['Populatie die geldt', populationWords(view, inForce)],
      ...(proposed === null ? [] : [['Voorgestelde populatie', populationWords(view, proposed)] as const]),
    ]),
  };
};

const populationWords = (view: PilotView, population: Overview['population']['inForce']): Content =>
  population === null
    ? 'nog geen'
    : html`${named(population.name)}, versie ${named(population.version)}, goedgekeurd door ${names(view, population.approvedBy)}<br>SHA-256: <code>${population.sha256}</code>`;
