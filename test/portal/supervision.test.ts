import { describe, expect, test } from 'vitest';
import type { SupervisionOverview } from '../../domain/record/overview.ts';
import { statementPage } from '../../portal/statement-page.ts';
import { ids, targets, textOf } from './page-text.ts';
import { sealOf, statementOf, withoutWmo, wrongPocket } from './sample-statement.ts';

const NOTHING: SupervisionOverview = {
  reviewedBy: [],
  approvedBy: [],
  awaits: ['INS', 'MUN', 'CARE'],
  objections: [],
  questions: [],
  superseded: null,
};

const statement = statementOf(wrongPocket);
const pageWith = (supervision: Partial<SupervisionOverview>, of = statement): string =>
  statementPage(of, { ...sealOf(of), supervision: { ...NOTHING, ...supervision } });

const objection = {
  number: 12,
  party: 'MUN',
  line: 5,
  reason: 'Deze rij is <b>dubbel</b>.',
  known: '2026-02-01T10:00:00.000Z',
  lapses: '2026-03-03T10:00:00.000Z',
  answer: null,
} as const;
const answer = { party: 'CARE', known: '2026-02-02T10:00:00.000Z', answer: 'Hij telt één keer.' };

describe('the page of a draft under supervision', () => {
  test('says of each party whether it was reviewed and approved', () => {
    const text = textOf(pageWith({ reviewedBy: ['INS', 'MUN'], approvedBy: ['INS'], awaits: ['MUN', 'CARE'] }));
    const { partyNames, approvers } = statement.agreement;
    const [first, second, third] = approvers.map((each) => partyNames[each]);
    expect(text).toContain(`${first} ja ja ${second} ja nog niet ${third} nog niet nog niet`);
    expect(text).toContain('Er is geen bezwaar.');
    expect(text).toContain('Er zijn geen vragen.');
  });

  test.each([
    ['open', { ...objection, step: 'open' }, 'Open: zonder antwoord houdt het goedkeuren op tot 3 maart 2026.'],
    ['lapsed', { ...objection, step: 'lapsed' }, 'Niet beantwoord; de termijn liep af op 3 maart 2026.'],
    ['answered', { ...objection, step: 'answered', answer }, ': Hij telt één keer.'],
  ] as const)('shows an objection that is %s, with a link to its line', (_, shown, words) => {
    const page = pageWith({ objections: [shown] });
    expect(textOf(page)).toContain('tegen regel 5: Deze rij is <b>dubbel</b>.');
    expect(textOf(page)).toContain(words);
    expect(page).not.toContain('<b>dubbel</b>');
    expect(targets(page).filter((target) => !ids(page).includes(target))).toEqual([]);
  });

  test('shows questions and their answers', () => {
    const asked = { party: 'INS', known: objection.known, question: 'Waarom?' };
    const questions = [
      { ...asked, number: 3, line: null, answer: null },
      { ...asked, number: 4, line: 2, answer },
    ];
    const page = pageWith({ questions });
    expect(textOf(page)).toMatch(/Vraag 3 van .*: Waarom\? Nog niet beantwoord\./);
    expect(textOf(page)).toMatch(/Vraag 4 van .* over regel 2: Waarom\? Antwoord van .*: Hij telt één keer\./);
  });

  test('says on top that it is superseded, and by which delivery', () => {
    const newer = {
      source: 'Wmo',
      party: 'MUN',
      sha256: 'b'.repeat(64),
      valuationDate: '2026-01-31',
      quarters: ['2025-K1', '2025-K2'],
      replaces: ['c'.repeat(64)],
    };
    const superseded = {
      newerDeliveries: [newer],
      newerCounts: ['2025-K1'],
      newPopulation: 'd'.repeat(64),
      newerDraft: null,
      newerClaims: ['MUN'],
      otherPeriod: 'e'.repeat(64),
    };
    const text = textOf(pageWith({ superseded }));
    expect(text).toContain('Achterhaald concept: zie onder Toezicht');
    expect(text).toContain(`stand per 31 januari 2026, over 2025, kwartaal 1 tot en met 2, ${'b'.repeat(64)}`);
    expect(text).toContain('Nieuwere tellingen rond de populatie over 2025, kwartaal 1');
    expect(text).toContain(`Een andere definitie van de populatie: ${'d'.repeat(64)}`);
    expect(text).toMatch(/De vorderingen van .* uit eerdere perioden staan nu anders in het grootboek/);
    expect(text).toContain(`Over een andere prestatieperiode is een afschrift goedgekeurd: ${'e'.repeat(64)}`);
  });

  test('is there for an incomplete statement too, and not on the page of a sealed one', () => {
    expect(pageWith({}, statementOf(withoutWmo))).toContain('id="toezicht"');
    expect(statementPage(statement, sealOf(statement, ['INS', 'MUN', 'CARE'], true))).not.toContain('id="toezicht"');
  });
});
