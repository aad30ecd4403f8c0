import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LedgerView } from '../../domain/record/ledger-view.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { confirmPayment } from '../../functions/confirm-payment.ts';
import type { Person } from '../../functions/person.ts';
import { readLedger } from '../../functions/read-ledger.ts';
import { newKey } from '../domain/record/sealed-bundle.ts';
import { textOf } from '../portal/page-text.ts';
import type { MemoryScene } from './memory-scene.ts';
import { bringIn, copyOf, filesOver, firstYear, openedUnder, sealOver } from './next-period.ts';
import { granted } from './scene.ts';
import { filesFor, PILOT, type SmallFile, someone } from './small-pilot.ts';

/**
 * Payments of a small pilot. In the first quarter it gains 11,000 and half is paid in advance; over the year it gains 44,000,
 * which is the insurer's 52,000 less 8,000 more of the municipality. Each third is 14,666.67.
 */
const privateKey = newKey();
const NAMES = { INS: 'Zorgverzekeraar', MUN: 'Gemeente', CARE: 'Zorgveld' };

const advanced = async (mode: 'shadow' | 'binding'): Promise<MemoryScene> => {
  const scene = await openedUnder(privateKey, firstYear({ mode }));
  await bringIn(scene, filesOver('2025-K1'));
  await sealOver(scene, '2025-K1');
  return scene;
};

let binding: MemoryScene;
let shadow: MemoryScene;
beforeAll(async () => {
  binding = await advanced('binding');
  shadow = await advanced('shadow');
});

const interim = (): MemoryScene => copyOf(binding, privateKey);

/** The year sealed as well, on top of what was done about the advance. */
const toFinal = async (scene: MemoryScene): Promise<MemoryScene> => {
  scene.clock.now = new Date('2026-05-02T09:00:00.000Z');
  await bringIn(scene, filesOver('2025'));
  await sealOver(scene, '2025');
  return scene;
};

/** The municipality's Wmo of the year once more, 600 euro dearer: each third is 200 less, and the municipality bore the 600. */
const dearerWmo = (): SmallFile => {
  const file = filesFor('2025')[2];
  const text = file.text
    .replace(';2025-K1;;;100;12000,00', ';2025-K1;;;100;12600,00')
    .replace(/SLUITREGEL;(\d+);(\d+),00/, (_, rows, sum) => `SLUITREGEL;${rows};${Number(sum) + 600},00`);
  return { ...file, text, correction: true };
};

const insurer = someone('INS', 'controller');

const ledgerOf = async (scene: MemoryScene, person: Person = insurer): Promise<LedgerView> => {
  const answer = granted(
    await readLedger(scene.ports, person, PILOT, { period: undefined, format: undefined, of: undefined }),
  );
  if (!('ledger' in answer)) throw new Error('The answer is no ledger.');
  return answer.ledger;
};

const periodOf = async (scene: MemoryScene) => {
  const [period] = (await ledgerOf(scene)).periods;
  if (period === undefined) throw new Error('The ledger has no period.');
  return period;
};

const ordersIn = async (scene: MemoryScene): Promise<string[]> =>
  (await periodOf(scene)).orders.map(
    ({ number, from, to, amount, standing }) => `${number} ${from} ${to} ${amount} ${standing.step}`,
  );

const paying = (scene: MemoryScene, order: unknown, amount: unknown, person = insurer, date: unknown = '2025-08-01') =>
  confirmPayment(scene.ports, person, PILOT, { order, amount, date });

describe('payment orders under a binding agreement', () => {
  test('come with each sealed statement: half of the advance first', async () =>
    expect(await ordersIn(interim())).toEqual(['1 INS MUN 2833.34 open', '2 INS CARE 1833.33 open']));

  test('that are not paid yet are taken up in those of the next statement', async () =>
    expect(await ordersIn(await toFinal(interim()))).toEqual([
      '1 INS MUN 2833.34 superseded',
      '2 INS CARE 1833.33 superseded',
      '3 INS MUN 22666.67 open',
      '4 INS CARE 14666.66 open',
    ]));

  test('are less by what was paid, and a correction is netted with what is still open', async () => {
    const scene = interim();
    granted(await paying(scene, 1, '2833.34'));
    await toFinal(scene);
    expect((await ordersIn(scene)).slice(2)).toEqual(['3 INS MUN 19833.33 open', '4 INS CARE 14666.66 open']);
    granted(await paying(scene, 4, '14666.66', insurer, '2026-05-01'));
    await bringIn(scene, [dearerWmo()]);
    await sealOver(scene, '2025');
    // The care field was paid and gives 200 back; the municipality is still to get 400 more.
    expect((await ordersIn(scene)).slice(2)).toEqual([
      '3 INS MUN 19833.33 superseded',
      '4 INS CARE 14666.66 paid',
      '5 INS MUN 20033.33 open',
      '6 CARE MUN 200.00 open',
    ]);
    expect((await periodOf(scene)).balances.slice(0, 3)).toEqual([
      { party: 'INS', settled: '-37533.33', paid: '-17500.00', open: '-20033.33' },
      { party: 'MUN', settled: '23066.67', paid: '2833.34', open: '20233.33' },
      { party: 'CARE', settled: '14466.66', paid: '14666.66', open: '-200.00' },
    ]);
  });

  test('that are paid stand in the ledger as a posting with two equal sides', async () => {
    const scene = interim();
    granted(await paying(scene, 2, '1833.33', someone('INS', 'signatory'), '2025-07-31'));
    expect((await periodOf(scene)).payments).toEqual([
      {
        order: 2,
        date: '2025-07-31',
        known: '2025-08-01T09:00:00.000Z',
        debit: { party: 'INS', performance: '2025' },
        credit: { party: 'CARE', performance: '2025' },
        amount: '1833.33',
      },
    ]);
  });
});

describe('a payment is not confirmed', () => {
  const refusals: readonly (readonly [string, string, (scene: MemoryScene) => Promise<object>])[] = [
    ['of an order that there is not', 'order_must_exist', (scene) => paying(scene, 3, '1833.33')],
    [
      'by who receives it',
      'payment_must_come_from_payer',
      (scene) => paying(scene, 1, '2833.34', someone('MUN', 'controller')),
    ],
    ['for another amount', 'amount_must_be_the_orders', (scene) => paying(scene, 1, '2833.33')],
    ['for what is no amount', 'amount_must_be_the_orders', (scene) => paying(scene, 1, 'alles')],
    [
      'before the day has come',
      'payment_must_have_been_made',
      (scene) => paying(scene, 1, '2833.34', insurer, '2025-08-02'),
    ],
    ['on what is no day', 'request_is_malformed', (scene) => paying(scene, 1, '2833.34', insurer, '2025-02-30')],
    ['without the number of an order', 'request_is_malformed', (scene) => paying(scene, 0, '2833.34')],
    ['by an analyst', 'role_must_allow_this', (scene) => paying(scene, 1, '2833.34', someone('INS', 'analyst'))],
    ['by the supervisor', 'role_must_allow_this', (scene) => paying(scene, 1, '2833.34', someone('INS', 'supervisor'))],
    [
      'by a stranger',
      'person_must_belong_to_pilot',
      (scene) => paying(scene, 1, '2833.34', someone('TOEZICHT', 'controller')),
    ],
    [
      'from another pilot',
      'person_must_belong_to_pilot',
      (scene) => paying(scene, 1, '2833.34', someone('INS', 'controller', 'stad')),
    ],
  ];
  test.each(refusals)('%s, and nothing changes', async (_, refusal, asked) => {
    const scene = interim();
    const events = scene.chain.length;
    expect(await asked(scene)).toMatchObject({ refusal });
    expect(scene.chain).toHaveLength(events);
  });

  test('twice', async () => {
    const scene = interim();
    granted(await paying(scene, 1, '2833.34'));
    expect(await paying(scene, 1, '2833.34')).toMatchObject({ refusal: 'payment_must_be_once' });
    expect(stateOf(scene.chain)?.payments).toHaveLength(1);
  });

  test('of an order that a later statement took up, and the answer says which holds now', async () => {
    const scene = await toFinal(interim());
    const answer = await paying(scene, 1, '2833.34');
    expect(answer).toMatchObject({ refusal: 'order_must_be_current' });
    expect('message' in answer && answer.message).toContain('zie opdracht 3, 4. Is € 2833,34 toch al betaald');
  });

  test('in shadow mode, where there are no orders', async () =>
    expect(await paying(copyOf(shadow, privateKey), 1, '2833.34')).toMatchObject({ refusal: 'mode_must_be_binding' }));
});

describe('the ledger in shadow mode', () => {
  test('has the same postings, and no orders', async () => {
    const [here, there] = [await periodOf(shadow), await periodOf(interim())];
    expect(here.booked.map(({ postings }) => postings)).toEqual(there.booked.map(({ postings }) => postings));
    expect([here.mode, here.orders]).toEqual(['shadow', []]);
  });

  test('says so on its page, and on top of every printed sheet', async () => {
    const answer = granted(
      await readLedger(shadow.ports, insurer, PILOT, { period: '2025', format: 'html', of: undefined }),
    );
    const page = 'html' in answer ? answer.html : '';
    expect(textOf(page)).toContain('Schaduwafrekening: er wordt niets betaald. Er zijn geen betaalopdrachten.');
    expect(page).toContain('@page{@top-left{content:"Schaduwafrekening: er wordt niets betaald"}}');
    expect(page).not.toContain('<form');
  });
});

describe('the page of the ledger', () => {
  const pageFor = async (scene: MemoryScene, person: Person): Promise<string> => {
    const answer = granted(
      await readLedger(scene.ports, person, PILOT, { period: undefined, format: 'html', of: undefined }),
    );
    return 'html' in answer ? answer.html : '';
  };

  test('shows who pays whom what, and that it was paid', async () => {
    const scene = interim();
    granted(await paying(scene, 1, '2833.34'));
    const text = textOf(await pageFor(scene, someone('CARE', 'analyst')));
    expect(text).toContain('1 Zorgverzekeraar Gemeente 2.833,34');
    expect(text).toContain('betaald op 1 augustus 2025');
    expect(text).toContain('Opdracht 1, 1 augustus 2025 Zorgverzekeraar Gemeente 2.833,34');
  });

  test('has a form for each open order, for the payer only, that the verb understands', async () => {
    const scene = interim();
    expect((await pageFor(scene, someone('MUN', 'controller'))).match(/<form/g)).toBeNull();
    expect((await pageFor(scene, someone('INS', 'analyst'))).match(/<form/g)).toBeNull();
    const page = await pageFor(scene, insurer);
    expect(page.match(/<form method="post" action="\/pilots\/wijk\/payments">/g)).toHaveLength(2);
    const fields = Object.fromEntries(
      [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)]
        .slice(0, 2)
        .map(([, name, value]) => [name, value]),
    );
    expect(await confirmPayment(scene.ports, insurer, PILOT, { ...fields, date: '2025-07-31' })).toEqual({
      confirmed: 1,
    });
  });
});

describe('the files for the finance desk', () => {
  const fileOf = async (of: string, period?: string) => {
    const scene = interim();
    granted(await paying(scene, 1, '2833.34'));
    const answer = granted(await readLedger(scene.ports, insurer, PILOT, { period, format: 'csv', of }));
    if (!('csv' in answer)) throw new Error('The answer is no file.');
    const rows: string[][] = parse(answer.csv, { delimiter: ';', bom: true, record_delimiter: '\r\n' });
    return { ...answer, rows: rows.slice(1) };
  };

  test('have the orders with how they stand', async () => {
    const { csv, rows, fileName } = await fileOf('orders', '2025');
    expect(csv.startsWith('\uFEFFopdracht;')).toBe(true);
    expect(fileName).toBe('wijk-betaalopdrachten-2025.csv');
    expect(rows.map(([number, , , ...rest]) => [number, ...rest])).toEqual([
      ['1', '2025', 'INS', NAMES.INS, 'MUN', NAMES.MUN, '2833,34', 'Betaald', '01-08-2025', ''],
      ['2', '2025', 'INS', NAMES.INS, 'CARE', NAMES.CARE, '1833,33', 'Te betalen', '', ''],
    ]);
  });

  test('have every posting, of statements and of payments', async () => {
    const { rows } = await fileOf('postings');
    expect(rows.map((row) => [row[0], row[3], row[6], row[8], row[10]])).toEqual([
      ['1', 'Voorschot bij tussentijds afschrift', 'MUN', 'INS', '2833,34'],
      ['2', 'Voorschot bij tussentijds afschrift', 'CARE', 'INS', '1833,33'],
      ['betaling 1', 'Betaling', 'INS', 'MUN', '2833,34'],
    ]);
  });

  test('have no claims while there are none', async () => expect((await fileOf('claims')).rows).toEqual([]));

  test.each([
    [{ period: '2031', format: 'json', of: undefined }],
    [{ period: undefined, format: 'xml', of: undefined }],
    [{ period: undefined, format: 'csv', of: 'toString' }],
  ])('%o is asked in vain', async (asked) =>
    expect(await readLedger(interim().ports, insurer, PILOT, asked)).toMatchObject({
      refusal: 'request_is_malformed',
    }),
  );

  test('are for people of the pilot', async () => {
    const asked = { period: undefined, format: undefined, of: undefined };
    expect(await readLedger(interim().ports, someone('INS', 'controller', 'stad'), PILOT, asked)).toMatchObject({
      refusal: 'person_must_belong_to_pilot',
    });
    expect((await ledgerOf(interim(), someone('TOEZICHT', 'supervisor'))).periods).toHaveLength(1);
  });
});
