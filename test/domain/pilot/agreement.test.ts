import { describe, expect, test } from 'vitest';
import {
  advancePart,
  completionFactor,
  objectionTermDays,
  type PilotDocument,
  readPilot,
  reopeningTermDays,
  restatementTolerance,
} from '../../../domain/pilot/agreement.ts';
import { articleOf, optionPaths } from '../../../domain/pilot/articles.ts';
import { agreementSummary } from '../../../domain/pilot/summary.ts';
import { demoDocument } from '../../../local/demo/pilot.ts';

const { agreement } = demoDocument;
const terms = agreement.terms as Readonly<Record<string, unknown>>;

/** The demo's document with other fields in its agreement. */
const changed = (changes: Readonly<Record<string, unknown>>) => ({
  ...demoDocument,
  agreement: { ...agreement, ...changes },
});

const faultsOf = (document: unknown) => {
  const reading = readPilot(document);
  return 'faults' in reading ? reading.faults : [];
};
const paths = (document: unknown) => faultsOf(document).map(({ path }) => path);

const pilotOf = (document: unknown) => {
  const reading = readPilot(document);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.pilot;
};

/** The demo with a fund, a patient party and their names. */
const withFund = (changes: Readonly<Record<string, unknown>>) =>
  changed({
    terms: {
      ...terms,
      parties: [...(terms['parties'] as object[]), { id: 'FUND', role: 'fund' }, { id: 'PAT', role: 'patient' }],
    },
    partyNames: { ...agreement.partyNames, FUND: 'Fonds', PAT: 'Patiënten' },
    ...changes,
  });

describe('a pilot document', () => {
  test('of the demo is in order and read as it is written', () => {
    expect(pilotOf(demoDocument).document).toEqual(demoDocument);
    expect(pilotOf(demoDocument).terms.mode).toBe('shadow');
  });

  test('with faults everywhere names them all at once', () => {
    const document = {
      pilot: { id: 'A', name: '' },
      population: { name: 'x', version: '1' },
      agreement: {
        ...changed({ title: 7, deliveryTermDays: -1, unknown: 1, signingKey: 'ab', advances: '1.5' }).agreement,
        terms: { ...terms, performance: '2025-X', sharing: { ...(terms['sharing'] as object), gainRate: 1 } },
        approved: { quality: { CARE: { score: '2' } }, carryIn: { MUN: '1.005' } },
      },
    };
    expect(paths(document).sort()).toEqual([
      'agreement.advances',
      'agreement.approved.carryIn.MUN',
      'agreement.approved.quality.CARE.score',
      'agreement.deliveryTermDays',
      'agreement.signingKey',
      'agreement.terms.performance',
      'agreement.terms.sharing.gainRate',
      'agreement.title',
      'agreement.unknown',
      'pilot.id',
      'pilot.name',
      'population.definition',
    ]);
  });

  test.each([
    ['a party without a name', { partyNames: { INS: 'a', MUN: 'b' } }, 'agreement.partyNames.CARE'],
    ['a name without a party', { partyNames: { ...agreement.partyNames, X: 'x' } }, 'agreement.partyNames.X'],
    ['a budget of nobody', { investmentBudget: { X: '1.00' } }, 'agreement.investmentBudget.X'],
    ['a budget with a third of a cent', { investmentBudget: { MUN: '1.003' } }, 'agreement.investmentBudget.MUN'],
    ['a budget below zero', { investmentBudget: { MUN: '-1.00' } }, 'agreement.investmentBudget.MUN'],
    [
      'a source that nobody delivers',
      { deliveredBy: { members: 'INS', Zvw: 'INS', Wmo: 'MUN' } },
      'agreement.deliveredBy.Wpg',
    ],
    [
      'a delivery of an unknown stream',
      { deliveredBy: { ...agreement.deliveredBy, Jw: 'MUN' } },
      'agreement.deliveredBy.Jw',
    ],
    ['a factor of an unknown stream', { completionFactors: { Jw: ['1'] } }, 'agreement.completionFactors.Jw'],
    ['a factor above 1', { completionFactors: { Zvw: ['0.9', '1.1'] } }, 'agreement.completionFactors.Zvw[1]'],
    ['books of an unknown stream', { reachesBooks: { Jw: { part: '1', because: 'x' } } }, 'agreement.reachesBooks.Jw'],
    [
      'more than the whole in the books',
      { reachesBooks: { Zvw: { part: '1.1', because: 'x' } } },
      'agreement.reachesBooks.Zvw.part',
    ],
    ['books without a reason', { reachesBooks: { Zvw: { part: '1' } } }, 'agreement.reachesBooks.Zvw.because'],
    [
      'an end before the beginning',
      { inForce: { from: '2025-01-01', until: '2024-12-31' } },
      'agreement.inForce.until',
    ],
    ['a day that does not exist', { inForce: { from: '2025-02-30' } }, 'agreement.inForce.from'],
    ['an agreement that starts after the period did', { inForce: { from: '2025-01-02' } }, 'agreement.inForce.from'],
    [
      'an agreement that ends within the period',
      { inForce: { from: '2025-01-01', until: '2025-12-30' } },
      'agreement.inForce.until',
    ],
    [
      'an article of an option that is not there',
      { articles: { 'sharing.gainBands': 'artikel 7' } },
      'agreement.articles.sharing.gainBands',
    ],
    ['an article without a name', { articles: { mode: ' ' } }, 'agreement.articles.mode'],
    ['a quality score of nobody', { approved: { quality: { X: { score: '1' } } } }, 'agreement.approved.quality.X'],
    ['a claim below zero', { approved: { carryIn: { MUN: '-1.00' } } }, 'agreement.approved.carryIn.MUN'],
    [
      'no reference date for the final statement',
      { referenceDates: { '2025-K1': '2025-07-31' } },
      'agreement.referenceDates.2025',
    ],
    ['an objection that blocks no day', { objectionTermDays: 0 }, 'agreement.objectionTermDays'],
    ['an objection that blocks for more than a year', { objectionTermDays: 366 }, 'agreement.objectionTermDays'],
    ['a reopening term of eleven years', { reopeningTermDays: 4000 }, 'agreement.reopeningTermDays'],
    ['a reopening term of half a day', { reopeningTermDays: 0.5 }, 'agreement.reopeningTermDays'],
    ['a tolerance below zero', { restatementTolerance: '-1.00' }, 'agreement.restatementTolerance'],
    ['a tolerance of half a cent', { restatementTolerance: '0.005' }, 'agreement.restatementTolerance'],
    [
      'a tolerance for what is never reopened',
      { reopeningTermDays: 0, restatementTolerance: '10.00' },
      'agreement.restatementTolerance',
    ],
    ['claims that expire at once', { claimsExpireAfterYears: 0 }, 'agreement.claimsExpireAfterYears'],
    ['an objection that blocks for half a day', { objectionTermDays: 0.5 }, 'agreement.objectionTermDays'],
    ['a fingerprint in capitals', { signingKey: 'A'.repeat(64) }, 'agreement.signingKey'],
  ])('with %s is refused there', (_, changes, path) => expect(paths(changed(changes))).toEqual([path]));

  test('is in force on its first and last day', () => {
    expect(paths(changed({ inForce: { from: '2025-01-01', until: '2025-12-31' } }))).toEqual([]);
    expect(paths(changed({ inForce: { from: '2024-06-01' } }))).toEqual([]);
  });

  test('without an agreement, or that is no object, says what is missing', () => {
    expect(paths({ pilot: demoDocument.pilot, population: demoDocument.population })).toEqual(['agreement']);
    expect(faultsOf('x')).toEqual([{ path: '', message: 'Hier hoort een object.' }]);
    expect(paths(changed({ terms: undefined }))).toEqual(['agreement.terms']);
  });

  test('fills in what the parties left open: no advances, costs that are complete, a month for objections', () => {
    const pilot = pilotOf(changed({ completionFactors: undefined }));
    expect([objectionTermDays(pilot), objectionTermDays(pilotOf(changed({ objectionTermDays: 14 })))]).toEqual([
      30, 14,
    ]);
    expect([reopeningTermDays(pilot), restatementTolerance(pilot)]).toEqual([365, '0.00']);
    expect([advancePart(pilot), completionFactor(pilot, 'Zvw', 0)]).toEqual(['0', '1']);
    const agreed = pilotOf(changed({ advances: '2/3' }));
    expect([advancePart(agreed), completionFactor(agreed, 'Zvw', 9)]).toEqual(['2/3', '1']);
    expect(completionFactor(agreed, 'Zvw', 1)).toBe('0.93');
  });
});

describe('who approves', () => {
  test.each([
    ['the care field is left out', { approvers: ['INS', 'MUN'] }, ['agreement.approvers']],
    ['somebody approves twice', { approvers: ['INS', 'MUN', 'CARE', 'INS'] }, ['agreement.approvers[3]']],
    ['a stranger approves', { approvers: ['INS', 'MUN', 'CARE', 'X'] }, ['agreement.approvers[3]']],
    ['a fund without people approves', { approvers: ['INS', 'MUN', 'CARE', 'FUND'] }, ['agreement.approvers[3]']],
    ['strangers are people', { approvers: ['INS', 'MUN', 'CARE'], hasPeople: ['X'] }, ['agreement.hasPeople[0]']],
    ['a patient party with people approves', { approvers: ['INS', 'MUN', 'CARE', 'PAT'], hasPeople: ['PAT'] }, []],
    ['a fund with people leaves it to others', { approvers: ['INS', 'MUN', 'CARE'], hasPeople: ['FUND'] }, []],
  ])('%s', (_, changes, expected) => expect(paths(withFund(changes))).toEqual(expected));
});

describe('reopening and claims', () => {
  test('claims that are not carried cannot lapse', () => {
    const none = { ...terms, carryForward: { investments: false, caps: false } };
    expect(faultsOf(changed({ terms: none, claimsExpireAfterYears: 3 }))).toEqual([
      {
        path: 'agreement.claimsExpireAfterYears',
        message: 'Er gaat niets mee naar de volgende periode, dus er kan niets vervallen.',
      },
    ]);
    expect(paths(changed({ claimsExpireAfterYears: 3 }))).toEqual([]);
  });

  test('are told in the summary, with the article they stand in', () => {
    const articles = { reopeningTermDays: 'artikel 10', restatementTolerance: 'artikel 10 lid 2' };
    const options = { articles, reopeningTermDays: 180, restatementTolerance: '2500.00', claimsExpireAfterYears: 3 };
    expect(agreementSummary(pilotOf(changed(options)))).toEqual(
      expect.arrayContaining([
        'Herziening: een late correctie telt tot 180 dagen na het verzegelen (artikel 10)',
        'Geen herziening zolang elke verrekening minder dan € 2.500,00 verandert (artikel 10 lid 2)',
        'Een meegenomen vordering vervalt na 3 jaar',
      ]),
    );
    expect(agreementSummary(pilotOf(changed({ reopeningTermDays: 0 })))).toContain(
      'Herziening: een verzegeld afschrift wordt niet heropend',
    );
  });
});

describe('the article of an option', () => {
  const articles = { sharing: 'artikel 7', 'sharing.gainRate': 'artikel 7 lid 1', 'baseline[0]': 'artikel 3' };

  test.each([
    ['sharing.gainRate', 'artikel 7 lid 1'],
    ['sharing.gainShares.INS', 'artikel 7'],
    ['baseline[0].weight', 'artikel 3'],
    ['baseline[1].weight', null],
    ['trend.alpha of Zvw', null],
    ['sharingRule', null],
  ])('%s stands in %s: its own, or that of the nearest option around it', (path, article) =>
    expect(articleOf(articles, path)).toBe(article),
  );

  test('of one place in a list is that of the list', () =>
    expect(articleOf({ baseline: 'artikel 3' }, 'baseline[1].weight')).toBe('artikel 3'));

  test('of the α of one stream is that of the α of all, and else that of the trend', () => {
    expect(articleOf({ trend: 'artikel 4', 'trend.alpha': 'lid 2' }, 'trend.alpha of Zvw')).toBe('lid 2');
    expect(articleOf({ trend: 'artikel 4' }, 'trend.alpha of Zvw')).toBe('artikel 4');
  });

  test('every option of the terms is one, down to a single figure, and so are those at their default', () => {
    const known = optionPaths(terms);
    for (const path of ['streams.Zvw.pockets.INS', 'baseline[1].weight', 'sharing.lossRate', 'caps.pay', 'approvers'])
      expect(known).toContain(path);
    expect(known).not.toContain('caps.pay.MUN');
  });
});

describe('the summary of an agreement', () => {
  const lines = (document: PilotDocument | object) => agreementSummary(pilotOf(document)).join('\n');

  test('says each choice with its article, in Dutch numbers and dates', () => {
    const text = lines(demoDocument);
    for (const line of [
      'Geldig van 1 januari 2025 tot en met 31 december 2026',
      'Schaduwafrekening: er gaat geen geld over (artikel 2 lid 3)',
      'Winst: 100 % gedeeld; INS 33,33 %, MUN 33,33 %, CARE 33,33 % (artikel 7 lid 3)',
      'Bandbreedte: delen vanaf 1,5 % besparing en 1,5 % verlies; dan telt het geheel (artikel 6)',
      'Budget voor investeringen: MUN € 260.000,00, CARE € 150.000,00 (artikel 5 lid 2)',
      'Van een besparing in Wmo bereikt 80 % de boeken',
    ])
      expect(text).toContain(line);
  });

  test('does not hide what is left open', () => {
    const text = lines(changed({ inForce: undefined, articles: undefined }));
    expect(text).toContain('Geldigheid: er zijn geen data genoemd\n');
    expect(text).not.toContain('artikel');
  });
});
