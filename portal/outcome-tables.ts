/**
 * The tables of a settled statement: the payments, the streams, and each party from pocket to final position.
 */
import { html } from 'hono/html';
import { LABELS } from '../domain/settlement/labels.ts';
import type { PartyResult } from '../domain/settlement/result.ts';
import { barChart } from './charts.ts';
import { type Content, list, type Markup, named, type Section } from './layout.ts';
import {
  fieldFigure,
  isConditional,
  party,
  partyName,
  partyResult,
  type SettledView,
  streamResults,
} from './statement-view.ts';
import { dataTable, type Row, type RowGroup } from './table.ts';
import { GRAIN_WORDS, ROLE_WORDS } from './words.ts';

/** Who pays whom, as a table. */
export const paymentsSection = (view: SettledView): Section => {
  const { payments } = view.result;
  const heading = isConditional(view) ? 'Wat er betaald zou worden' : 'Betalingen';
  if (payments.length === 0)
    return { id: 'betalingen', heading, content: html`<p>Er zijn geen betalingen in dit afschrift.</p>` };
  const rows = payments.map(({ from, to, amount }, place) => ({
    head: party(view, from),
    cells: [party(view, to), fieldFigure(view, `payments[${place}].amount`, amount)],
  }));
  const caption = isConditional(view) ? 'Betalingen die zouden volgen, in euro' : 'Betalingen, in euro';
  const columns = [{ head: 'Van' }, { head: 'Aan' }, { head: 'Bedrag', figures: true as const }];
  return { id: 'betalingen', heading, content: dataTable({ caption, columns, groups: [{ rows }] }) };
};

/** Expected and actual cost and the difference, per stream. */
export const streamsSection = (view: SettledView): Section => ({
  id: 'stromen',
  heading: 'Per geldstroom: verwacht, werkelijk en verschil',
  content: html`<p>Verwacht is wat de zorg voor de inwoners van nu zou hebben gekost zonder de pilot. Een verschil boven nul is een besparing, onder nul zijn het meerkosten.</p>
${streamsTable(view)}
${streamsChart(view)}
${grainNotes(view)}`,
});

const streamsTable = (view: SettledView): Markup => {
  const rows = streamResults(view).map(({ name, of }) => {
    const each = (field: 'expected' | 'actual' | 'delta') => fieldFigure(view, `streams.${name}.${field}`, of[field]);
    return { head: named(name), cells: [each('expected'), each('actual'), each('delta'), GRAIN_WORDS[of.grain]] };
  });
  const { expectedTotal, result } = view.result;
  const total = {
    head: 'Alle stromen',
    cells: [fieldFigure(view, 'expectedTotal', expectedTotal), '', fieldFigure(view, 'result', result), ''],
    total: true as const,
  };
  const columns = [
    { head: 'Geldstroom' },
    { head: 'Verwacht', figures: true as const },
    { head: 'Werkelijk', figures: true as const },
    { head: 'Verschil', figures: true as const },
    { head: 'Vergeleken' },
  ];
  const caption = 'Verwachte en werkelijke kosten per geldstroom, in euro';
  return dataTable({ caption, columns, groups: [{ rows }, { rows: [total] }] });
};

const streamsChart = (view: SettledView): Markup => {
  const bars = streamResults(view).map(({ name, of }) => ({
    label: named(name),
    amount: of.delta,
    figure: fieldFigure(view, `streams.${name}.delta`, of.delta),
  }));
  const total = {
    label: 'Alle stromen',
    amount: view.result.result,
    figure: fieldFigure(view, 'result', view.result.result),
  };
  return barChart('Verschil per geldstroom in euro: rechts van de lijn een besparing, links meerkosten', [
    ...bars,
    total,
  ]);
};

const grainNotes = (view: SettledView): Content =>
  list(
    streamResults(view)
      .filter(({ of }) => of.grain !== of.grainAgreed)
      .map(
        ({ name, of }) =>
          html`<strong>${named(name)} is grover vergeleken dan afgesproken</strong>: afgesproken was ${GRAIN_WORDS[of.grainAgreed]}, gerekend is met ${GRAIN_WORDS[of.grain]}. Voor een groep die nu in de pilot voorkomt, ontbraken verzekerdenmaanden in een periode waarmee wordt vergeleken.`,
      ),
  );

type Field = keyof PartyResult & keyof typeof LABELS;
type Step = readonly [sign: '' | 'af' | 'bij' | 'is', field: Field];

interface Part {
  readonly head: string;
  readonly steps: readonly Step[];
  /** Whether a neutral year has no such part: nothing is shared then, and everybody stays where it fell. */
  readonly isSharing?: true;
}

/** The way from pocket to final position. In each part the lines marked `af` and `bij` add up to the one marked `is`. */
const PARTS: readonly Part[] = [
  {
    head: 'Waar het viel',
    steps: [
      ['', 'pocketResult'],
      ['af', 'invested'],
      ['is', 'whereItFell'],
    ],
  },
  {
    head: 'Waar de overeenkomst de partij brengt',
    isSharing: true,
    steps: [
      ['af', 'invested'],
      ['bij', 'investmentRepaid'],
      ['bij', 'carryInRepaid'],
      ['bij', 'earned'],
      ['bij', 'retained'],
      ['bij', 'returned'],
      ['is', 'targetPosition'],
    ],
  },
  {
    head: 'Wat daarvoor moet overgaan',
    steps: [
      ['', 'targetPosition'],
      ['af', 'whereItFell'],
      ['is', 'balanceBeforeCaps'],
      ['bij', 'capEffect'],
      ['is', 'transfer'],
    ],
  },
  {
    head: 'Hoe de partij er na de verrekening voor staat',
    steps: [
      ['', 'whereItFell'],
      ['bij', 'transfer'],
      ['is', 'finalPosition'],
    ],
  },
  {
    head: 'Ter toelichting, niet opgeteld',
    steps: [
      ['', 'ownPosition'],
      ['', 'charge'],
      ['', 'share'],
      ['', 'carryOut'],
    ],
  },
];

/** From pocket result to final position, per party. */
export const partiesSection = (view: SettledView): Section => {
  const { parties } = view.terms;
  const columns = [
    { head: 'Stap' },
    ...parties.map(({ id, role }) => ({
      head: `${partyName(view, id)} (${ROLE_WORDS[role]})`,
      isName: true as const,
      figures: true as const,
    })),
  ];
  const caption =
    'Van eigen portemonnee naar eindpositie, in euro. Binnen elk blok telt elke kolom op: “bij” wordt opgeteld, “af” wordt afgetrokken, “is” is de uitkomst.';
  const parts = PARTS.filter(({ isSharing }) => isSharing === undefined || view.result.status !== 'neutral');
  const groups = parts.map((part) => partGroup(view, part));
  const content = html`${dataTable({ caption, columns, groups })}${potTable(view)}`;
  return { id: 'partijen', heading: 'Per partij: van portemonnee naar eindpositie', content };
};

/** What is shared by all parties together; a neutral year shares nothing. */
const potTable = (view: SettledView): Content => {
  const rows = (['result', 'netShareable', 'pool', 'forfeited'] as const).flatMap((field) => {
    const amount = view.result[field];
    return amount === undefined ? [] : [{ head: LABELS[field].nl, cells: [fieldFigure(view, field, amount)] }];
  });
  const columns = [{ head: 'Alle partijen samen' }, { head: 'Bedrag', figures: true as const }];
  if (view.result.status === 'neutral') return '';
  return dataTable({ caption: 'Wat er te delen is, in euro', columns, groups: [{ rows }] });
};

/** Fields that a neutral year does not have give no row. */
const partGroup = (view: SettledView, { head, steps }: Part): RowGroup => {
  const rows = steps
    .filter(([, field]) => view.terms.parties.some(({ id }) => partyResult(view, id)[field] !== undefined))
    .map(([sign, field]) => stepRow(view, sign, field));
  return { head, rows };
};

const stepRow = (view: SettledView, sign: Step[0], field: Field): Row => ({
  head: html`${sign === '' ? '' : html`<span class="sign">${sign}</span> `}${LABELS[field].nl}`,
  cells: view.terms.parties.map(({ id }) =>
    fieldFigure(view, `parties.${id}.${field}`, partyResult(view, id)[field] ?? ''),
  ),
  ...(sign === 'is' ? { total: true as const } : {}),
});
