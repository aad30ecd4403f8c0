import { describe, expect, test } from 'vitest';
import type { SlotOverview } from '../../domain/record/overview.ts';
import { pilotPage } from '../../portal/pilot-page.ts';
import { textOf } from './page-text.ts';
import { collecting, drafted, sealedAgain, viewWith } from './sample-overview.ts';

/** The rows of what waits, as text. */
const waiting = (slots: readonly SlotOverview[], changed: Parameters<typeof viewWith>[0] = {}): string[] => {
  const page = pilotPage(viewWith({ slots, ...changed }));
  const section = /<section id="aan-zet".*?<\/section>/s.exec(page)?.[0] ?? '';
  return [...section.matchAll(/<tr role="row"><th role="rowheader".*?<\/tr>/gs)].map(([row]) => textOf(row).trim());
};

const settled = {
  agreement: { sha256: 'd'.repeat(64), approvedBy: ['INS', 'MUN', 'CARE'], awaits: [], following: [] },
  population: { inForce: null, proposed: null },
};

describe('whose turn it is', () => {
  test('the agreement, a proposed population and each missing delivery wait for their parties', () => {
    expect(waiting([collecting])).toEqual([
      'De overeenkomst goedkeuren Zorgveld een tekenbevoegde',
      'De populatiedefinitie Wijk 2 goedkeuren Gemeente en Zorgveld uw partij een tekenbevoegde',
      'verzekerdenmaanden aanleveren, stand per 31 juli 2025, voor het tussentijds afschrift 2025, kwartaal 1 Zorgverzekeraar een analist',
      'Wmo aanleveren, stand per 31 juli 2025, voor het tussentijds afschrift 2025, kwartaal 1 Gemeente uw partij een analist',
    ]);
  });

  test('an agreement over a later period waits for its parties too', () => {
    const following = [{ sha256: 'a'.repeat(64), performance: '2026', approvedBy: ['INS'], awaits: ['MUN', 'CARE'] }];
    expect(waiting([], { ...settled, agreement: { ...settled.agreement, following } })).toEqual([
      'De overeenkomst over 2026 goedkeuren Gemeente en Zorgveld uw partij een tekenbevoegde',
    ]);
  });

  test('nothing is asked for before its reference date', () => {
    expect(waiting([{ ...collecting, referenceDate: '2025-08-02' }], settled)).toEqual([]);
    expect(pilotPage(viewWith({ ...settled, slots: [] }))).toContain('Er wacht op dit moment niets op een partij.');
  });

  test('a draft waits for the controllers who did not review it, and for the signatories of who did', () => {
    expect(waiting([drafted], settled)).toEqual([
      'Het tussentijds afschrift 2025, kwartaal 1 nakijken Zorgveld een controller',
      'Het tussentijds afschrift 2025, kwartaal 1 goedkeuren Gemeente uw partij een tekenbevoegde',
    ]);
  });

  test('an open objection and a question wait for the others; what is answered or lapsed waits for nobody', () => {
    const raised = { number: 12, party: 'CARE', line: 3, reason: 'Waarom?', lapses: '2025-09-01T00:00:00.000Z' };
    const answer = { number: 13, party: 'INS', answer: 'Daarom.' } as never;
    const slot = {
      ...drafted,
      awaits: [],
      objections: [
        { ...raised, step: 'open', answer: null },
        { ...raised, number: 14, step: 'lapsed', answer: null },
        { ...raised, number: 15, step: 'answered', answer },
      ],
      questions: [{ number: 16, party: 'MUN', line: null, question: 'Hoe?', answer: null }],
    } as unknown as SlotOverview;
    expect(waiting([slot], settled)).toEqual([
      'Bezwaar 12 over het tussentijds afschrift 2025, kwartaal 1 beantwoorden Zorgverzekeraar en Gemeente uw partij een van deze partijen',
      'Vraag 16 over het tussentijds afschrift 2025, kwartaal 1 beantwoorden Zorgverzekeraar en Zorgveld een van deze partijen',
    ]);
  });

  test.each([
    ['superseded', { ...drafted, step: 'superseded' as const }],
    ['incomplete', { ...drafted, status: 'incomplete' }],
    ['refused', { ...drafted, status: 'refused' }],
    ['sealed', sealedAgain],
  ])('nobody is asked to approve what is %s', (_, slot) => {
    expect(waiting([slot], settled)).toEqual([]);
  });
});

describe('the statements', () => {
  const page = textOf(pilotPage(viewWith({ slots: [collecting, drafted, sealedAgain] })));

  test('stand there with their standing in words', () => {
    expect(page).toContain('31 juli 2025 wacht op aanleveringen; er ontbreekt nog verzekerdenmaanden en Wmo');
    expect(page).toContain('concept; besparing die wordt gedeeld Zorgverzekeraar en Gemeente Zorgverzekeraar');
    expect(page).toContain('Herzien eindafschrift 2025 1 juli 2025 verzegeld; besparing die wordt gedeeld');
  });

  test('with links to their files, the bundle only of what is sealed, and to what they took the place of', () => {
    const markup = pilotPage(viewWith({ slots: [drafted, sealedAgain] }));
    const links = [...markup.matchAll(/href="\/pilots\/wijk\/statements\/(\w)\w+\?file=([\w.]+)"/g)].map(
      ([, digit, file]) => `${digit} ${file}`,
    );
    expect(links).toEqual([
      'a statement.html',
      'a statement.json',
      'c statement.html',
      'c statement.json',
      'c bundle.zip',
      'b statement.html',
    ]);
  });

  test('lead to the evaluation beside them where there is one', () => {
    const view = viewWith({ slots: [drafted, sealedAgain] });
    const markup = pilotPage({ ...view, evaluated: [sealedAgain.statement ?? ''] });
    expect(markup.match(/statements\/(\w+)\?file=evaluation\.html/g)).toEqual([
      `statements/${sealedAgain.statement}?file=evaluation.html`,
    ]);
  });
});

describe('the deliveries', () => {
  test('of the own party lead to what became of them', () => {
    const page = pilotPage(viewWith());
    expect(textOf(page)).toContain('Aanleveringen van Gemeente');
    expect(textOf(page)).toMatch(
      /Kosten Wmo 31 juli 2025 2024, kwartaal 1; 2025, kwartaal 1 4 62\.000,00 gebruikt in een afschrift/,
    );
    expect(page).toContain(
      `/pilots/wijk/deliveries/${'2'.repeat(64)}?kind=costs&amp;valuationDate=2025-07-31&amp;format=html`,
    );
    expect(textOf(page)).toContain('period_is_malformed 3');
  });

  test('of all parties are shown to a supervisor, without links that only their party may follow', () => {
    const page = pilotPage(viewWith({ viewer: { party: 'TOEZICHT', role: 'supervisor' } }));
    expect(textOf(page)).toContain('Aanleveringen van alle partijen');
    expect(textOf(page)).toContain('Kosten Wmo Gemeente 31 juli 2025');
    expect(page).not.toContain('/deliveries/');
    expect(page).toContain('href="/pilots/wijk/events"');
    expect(page).not.toContain('href="/pilots/wijk/upload"');
  });
});

test.each([
  ['analyst', ['upload', 'ledger?format=html']],
  ['controller', ['ledger?format=html']],
  ['signatory', ['ledger?format=html']],
  ['supervisor', ['ledger?format=html', 'events', 'access']],
] as const)('leads a person who is %s to the ledger, and to what is of that role', (role, doors) => {
  const [header = ''] = /<header>.*<\/header>/s.exec(pilotPage(viewWith({ viewer: { party: 'MUN', role } }))) ?? [];
  expect([...header.matchAll(/href="\/pilots\/wijk\/([^"]*)"/g)].map(([, path]) => path)).toEqual(doors);
});

test('names from documents are text and never markup, and the page is the same each time', () => {
  const page = pilotPage(viewWith());
  expect(page).toContain('Een wijk &lt;script&gt;');
  expect(page).not.toContain('<script');
  expect(pilotPage(viewWith())).toBe(page);
});

test('it can be signed out from, by a form that is sent to its own address alone', () => {
  const page = pilotPage(viewWith());
  expect(page).toContain('<form method="post" action="/afmelden">');
  expect(page).toContain('form-action &#39;self&#39;');
});
