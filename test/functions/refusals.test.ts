import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sourceOfBytes } from '../../domain/delivery/workbook/xlsx-zip.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { approve } from '../../functions/approve.ts';
import { confirmCorrection } from '../../functions/confirm-correction.ts';
import { ingest } from '../../functions/ingest.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import { type Person, readPerson } from '../../functions/person.ts';
import { linkFound } from '../../functions/read-findings.ts';
import { readPilot } from '../../functions/read-pilot.ts';
import { readStatement } from '../../functions/read-statement.ts';
import { readTemplate } from '../../functions/read-template.ts';
import { isRefusal, STATUS_OF } from '../../functions/refusal.ts';
import { requestUpload } from '../../functions/request-upload.ts';
import { LEDGER_RULES } from './ledger-rules.ts';
import { POPULATION_CASES } from './population-cases.ts';
import {
  announcement,
  approvedScene,
  chainOf,
  deliver,
  draftedScene,
  EVENTS_OF_OPENING,
  granted,
  newScene,
  open,
  reviewAs,
  type Scene,
  statementOf,
  upload,
  workflow,
} from './scene.ts';
import { bytesOf, hash, type Services, startServices } from './services.ts';
import { correctedWmo, deliveryText, filesFor, PILOT, type SmallFile, smallDocument, someone } from './small-pilot.ts';
import { SUPERVISION_CASES } from './supervision-cases.ts';
import { TAKING_IN_RULES } from './taking-in-rules.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const [members, zvw, wmo] = filesFor('2025-K1');
const signatory = someone('INS', 'signatory');
const analyst = someone('INS', 'analyst');
const elsewhere = someone('INS', 'signatory', 'stad');
const NO_STATEMENT = 'f'.repeat(64);

/** What was asked of a scene, in one row of the table below. */
type Ask = (scene: Scene) => Promise<object>;

const asApprover =
  (person: Person): Ask =>
  async (scene) =>
    approve(scene.ports, person, PILOT, (await statementOf(scene, '2025-K1')).statement);

const announced =
  (change: Readonly<Record<string, unknown>>): Ask =>
  ({ ports }) =>
    requestUpload(ports, analyst, PILOT, { ...announcement(members), ...change });

const fileOf =
  (file: string): Ask =>
  async (scene) =>
    readStatement(scene.ports, analyst, {
      pilot: PILOT,
      statement: (await statementOf(scene, '2025-K1')).statement,
      file,
    });

const otherDocument = { ...smallDocument, pilot: { id: PILOT, name: 'Een andere wijk' } };
const { agreement: _, ...withoutAgreement } = smallDocument;
const otherPilot = { ...smallDocument, pilot: { id: 'dorp', name: 'Een dorp' } };

const NO_UPLOAD = { sha256: NO_STATEMENT, kind: 'costs', valuationDate: '2025-07-31' };

/** Every refusal of a verb, on a pilot with one drafted statement: what is asked, and the rule that it is refused by. */
const refused: readonly (readonly [string, keyof typeof STATUS_OF, Ask])[] = [
  [
    'opening with a document that lacks its agreement',
    'request_is_malformed',
    ({ ports }) => openPilot(ports, signatory, withoutAgreement),
  ],
  ['opening with no document', 'request_is_malformed', ({ ports }) => openPilot(ports, signatory, null)],
  [
    'opening the same pilot with another document',
    'pilot_exists_already',
    ({ ports }) => openPilot(ports, signatory, otherDocument),
  ],
  ['opening as an analyst', 'role_must_allow_this', ({ ports }) => openPilot(ports, analyst, smallDocument)],
  [
    'opening the pilot of others',
    'person_must_belong_to_pilot',
    ({ ports }) => openPilot(ports, signatory, otherPilot),
  ],
  [
    'opening for a party outside the agreement',
    'person_must_belong_to_pilot',
    ({ ports }) => openPilot(ports, someone('BANK', 'signatory', 'dorp'), otherPilot),
  ],
  ['announcing a file of an unknown kind', 'request_is_malformed', announced({ kind: 'letters' })],
  ['announcing a file of no bytes', 'request_is_malformed', announced({ sizeBytes: 0 })],
  ['announcing a file of more than 200 MB', 'request_is_malformed', announced({ sizeBytes: 200 * 1024 * 1024 + 1 })],
  ['announcing half a byte', 'request_is_malformed', announced({ sizeBytes: 1.5 })],
  ['announcing a hash in capitals', 'request_is_malformed', announced({ sha256: 'A'.repeat(64) })],
  ['announcing a date that does not exist', 'request_is_malformed', announced({ valuationDate: '2025-02-29' })],
  ['announcing more than is asked', 'request_is_malformed', announced({ party: 'MUN' })],
  ['announcing nothing', 'request_is_malformed', ({ ports }) => requestUpload(ports, analyst, PILOT, null)],
  [
    'announcing as a signatory',
    'role_must_allow_this',
    ({ ports }) => requestUpload(ports, signatory, PILOT, announcement(members)),
  ],
  [
    'announcing to a pilot of others',
    'person_must_belong_to_pilot',
    ({ ports }) => requestUpload(ports, analyst, 'stad', announcement(members)),
  ],
  [
    'announcing to a pilot that is not open',
    'pilot_must_exist',
    ({ ports }) => requestUpload(ports, someone('INS', 'analyst', 'stad'), 'stad', announcement(members)),
  ],
  [
    'announcing for a party outside the agreement',
    'person_must_belong_to_pilot',
    ({ ports }) => requestUpload(ports, someone('BANK', 'analyst'), PILOT, announcement(members)),
  ],
  [
    'announcing what was accepted with another unit',
    'declaration_must_be_the_same',
    ({ ports }) => requestUpload(ports, analyst, PILOT, { ...announcement(zvw), correction: true, unit: 'cent' }),
  ],
  [
    'confirming a correction that was not proposed',
    'correction_must_be_proposed',
    ({ ports }) => confirmCorrection(ports, analyst, PILOT, NO_UPLOAD),
  ],
  [
    'confirming as a controller',
    'role_must_allow_this',
    ({ ports }) => confirmCorrection(ports, someone('INS', 'controller'), PILOT, NO_UPLOAD),
  ],
  [
    'asking back a file that is not there',
    'upload_must_be_there',
    ({ ports }) => linkFound(ports, analyst, PILOT, NO_UPLOAD, 'return'),
  ],
  [
    'asking for a template that is not there',
    'template_must_exist',
    async () => readTemplate('letters', undefined, undefined),
  ],
  ['approving as an analyst', 'role_must_allow_this', asApprover(analyst)],
  ['approving in a pilot of others', 'person_must_belong_to_pilot', asApprover(elsewhere)],
  [
    'approving for a party that need not approve',
    'approver_must_belong_to_party',
    asApprover(someone('FUND', 'signatory')),
  ],
  [
    'approving in a pilot that is not open',
    'pilot_must_exist',
    ({ ports }) => approve(ports, elsewhere, 'stad', NO_STATEMENT),
  ],
  [
    'approving a statement that is not there',
    'statement_must_exist',
    ({ ports }) => approve(ports, signatory, PILOT, NO_STATEMENT),
  ],
  ['looking at a pilot of others', 'person_must_belong_to_pilot', ({ ports }) => readPilot(ports, elsewhere, PILOT)],
  ['looking at a pilot that is not open', 'pilot_must_exist', ({ ports }) => readPilot(ports, elsewhere, 'stad')],
  [
    'reading a statement of others',
    'person_must_belong_to_pilot',
    ({ ports }) => readStatement(ports, elsewhere, { pilot: PILOT, statement: NO_STATEMENT, file: 'statement.json' }),
  ],
  [
    'reading a statement that is not there',
    'statement_must_exist',
    ({ ports }) => readStatement(ports, analyst, { pilot: PILOT, statement: NO_STATEMENT, file: 'statement.json' }),
  ],
  [
    'reading a statement of a pilot that is not open',
    'statement_must_exist',
    ({ ports }) => readStatement(ports, elsewhere, { pilot: 'stad', statement: NO_STATEMENT, file: 'statement.json' }),
  ],
  ['reading a file that no statement has', 'file_must_exist', fileOf('../../deliveries')],
  ['reading the case of a draft', 'file_must_exist', fileOf('case.json')],
  ['reading the events of a draft', 'file_must_exist', fileOf('events.json')],
];

describe('a refused request changes nothing', () => {
  let drafted: Scene;
  beforeAll(async () => {
    drafted = await draftedScene(services);
  });

  test.each(refused)('%s: %s', async (_, rule, ask) => {
    const before = await chainOf(drafted);
    const started = drafted.started.length;
    const answer = await ask(drafted);
    expect(isRefusal(answer) && answer.refusal).toBe(rule);
    expect(await chainOf(drafted)).toEqual(before);
    expect(drafted.started).toHaveLength(started);
    expect(await drafted.ports.record.pilots()).toEqual([PILOT]);
  });

  test('approving a statement that has a newer draft: statement_must_be_latest', async () => {
    const scene = await draftedScene(services);
    const { statement } = await statementOf(scene, '2025-K1');
    await deliver(scene, [correctedWmo()]);
    await workflow(scene);
    const before = await chainOf(scene);
    const answer = await approve(scene.ports, signatory, PILOT, statement);
    expect(answer).toMatchObject({ refusal: 'statement_must_be_latest' });
    expect(await chainOf(scene)).toEqual(before);
  });

  test('approving a statement that lacks a stream: statement_must_be_complete', async () => {
    const scene = await newScene(services);
    await open(scene);
    await deliver(scene, [members, zvw]);
    scene.clock.now = new Date('2025-08-29T00:00:00.000Z');
    await workflow(scene, true);
    const { statement, status } = await statementOf(scene, '2025-K1');
    expect(status).toBe('incomplete');
    const before = await chainOf(scene);
    const answer = await approve(scene.ports, signatory, PILOT, statement);
    expect(answer).toMatchObject({ refusal: 'statement_must_be_complete' });
    expect(await chainOf(scene)).toEqual(before);
  });

  test('every rule of the verbs is shown here, with the acts of supervision, with the population, with what is taken in, or with the ledger', () => {
    const here = [
      'correction_must_be_current',
      'statement_must_be_latest',
      'statement_must_be_complete',
      'agreement_must_be_approved',
      'answer_must_fit',
    ];
    const tables = [
      ...refused.map(([, rule]) => rule),
      ...SUPERVISION_CASES.map(({ rule }) => rule),
      ...POPULATION_CASES.map(([, rule]) => rule),
      ...TAKING_IN_RULES,
      ...LEDGER_RULES,
    ];
    expect(new Set([...tables, ...here])).toEqual(new Set(Object.keys(STATUS_OF)));
  });

  test('every refusal says in Dutch what is wrong, and every fault has its place', async () => {
    const scene = await draftedScene(services);
    const answer = await requestUpload(scene.ports, analyst, PILOT, { kind: 1, sha256: 'x', sizeBytes: 0.5, more: 1 });
    expect(answer).toMatchObject({
      message: 'Een aanlevering noemt kind, valuationDate (stand per), sha256 en sizeBytes.',
      detail: [
        { path: 'kind', message: 'Hier hoort een van: members, costs, investments, indicators.' },
        { path: 'valuationDate', message: 'Dit ontbreekt.' },
        { path: 'sha256', message: 'Hier hoort een SHA-256: 64 cijfers en kleine letters a tot en met f.' },
        { path: 'sizeBytes', message: 'Hier hoort een geheel aantal bytes van 1 tot en met 209715200.' },
        { path: 'more', message: 'Deze naam komt in de methode niet voor.' },
      ],
    });
  });
});

describe('who asks', () => {
  test.each([
    ['no claims', {}],
    ['no person', { 'custom:party': 'wijk/INS', 'custom:role': 'analyst', sub: '' }],
    ['a party without a pilot', { 'custom:party': 'INS', 'custom:role': 'analyst', sub: 'p' }],
    ['more than one party', { 'custom:party': 'wijk/INS/MUN', 'custom:role': 'analyst', sub: 'p' }],
    ['an unknown role', { 'custom:party': 'wijk/INS', 'custom:role': 'admin', sub: 'p' }],
  ])('%s is nobody of a pilot', (_, claims) =>
    expect(readPerson(claims)).toMatchObject({ refusal: 'person_must_belong_to_pilot' }),
  );
});

const withText = (file: SmallFile, from: RegExp, to: string): SmallFile => {
  expect(file.text).toMatch(from);
  return { ...file, text: file.text.replace(from, to) };
};
const investment = (party: string): SmallFile => ({
  party: 'CARE',
  kind: 'investments',
  valuationDate: '2025-07-31',
  text: deliveryText('investments', [`${party};2025-K1;artikel 5;Overleg;100,00;bon 1`], 100),
});

/** Every refusal of a delivery: the file, the rule, and the place that it names. */
const refusedDeliveries: readonly (readonly [string, string, SmallFile, object])[] = [
  [
    'over another population',
    'population_version_must_match',
    withText(zvw, /^Wijk;1/gm, 'Dorp;1'),
    { line: 2, column: 1 },
  ],
  [
    'over another version of it',
    'population_version_must_match',
    withText(members, /^Wijk;1/gm, 'Wijk;2'),
    { line: 2, column: 2 },
  ],
  [
    'of a stream that was not agreed',
    'stream_must_be_agreed',
    withText(zvw, /;Zvw;/g, ';Wlz;'),
    { line: 2, column: 4 },
  ],
  [
    'of a stream that another party delivers',
    'delivery_must_come_from_its_party',
    { ...wmo, party: 'INS' },
    { line: null },
  ],
  [
    'of member-months by another party',
    'delivery_must_come_from_its_party',
    { ...members, party: 'MUN' },
    { line: null },
  ],
  ['of an investment by another party', 'investment_must_be_own', investment('MUN'), { line: 2, column: 1 }],
  ['whose closing row does not agree', 'delivery_has_problems', withText(wmo, /;62000,00/, ';62000,01'), {}],
];

describe('a refused delivery is in the record with its reason, and counts for nothing', () => {
  test.each(refusedDeliveries)('a delivery %s: %s', async (_, rule, file, place) => {
    const scene = await newScene(services);
    await open(scene);
    await deliver(scene, [file]);
    const chain = await chainOf(scene);
    expect(chain.map(({ change }) => change.type)).toEqual([...EVENTS_OF_OPENING, 'deliveryRefused']);
    const last = chain.at(-1)?.change;
    expect(last).toMatchObject({ refusal: rule, party: file.party });
    expect(last?.type === 'deliveryRefused' && last.problems[0]).toMatchObject(place);
    expect(chain.at(-1)?.by).toEqual({ party: file.party, person: `persoon-${file.party}-analyst`, role: 'analyst' });
    const state = stateOf(chain);
    expect(state?.deliveries).toEqual([]);
    expect(await scene.ports.deliveries.get(`${PILOT}/${hash(file.text)}`)).toBeNull();
    expect(scene.started).toEqual([]);
  });

  test('its own party sees it, and no other', async () => {
    const scene = await newScene(services);
    await open(scene);
    await deliver(scene, [{ ...members, party: 'MUN' }, members]);
    const seenBy = async (party: string) => granted(await readPilot(scene.ports, someone(party, 'analyst'), PILOT));
    expect((await seenBy('MUN')).refused).toHaveLength(1);
    expect((await seenBy('MUN')).deliveries).toEqual([]);
    expect((await seenBy('INS')).refused).toEqual([]);
    expect((await seenBy('INS')).deliveries).toHaveLength(1);
  });

  test('of very many faults the first are kept and all are counted', async () => {
    const scene = await newScene(services);
    await open(scene);
    const rows = Array.from({ length: 150 }, () => 'MUN;2025-K1;artikel 5;Overleg;1,00;bon 1');
    await deliver(scene, [{ ...investment('MUN'), text: deliveryText('investments', rows, 150) }]);
    const last = (await chainOf(scene)).at(-1)?.change;
    expect(last).toMatchObject({ problemCount: 150 });
    expect(last?.type === 'deliveryRefused' && last.problems.length).toBe(100);
  });

  test('faults with very long texts still fit in the record, which keeps no text of them', async () => {
    const scene = await newScene(services);
    await open(scene);
    const rows = Array.from({ length: 40 }, () => `${'é'.repeat(10_000)};2025-K1;artikel 5;Overleg;1,00;bon 1`);
    await deliver(scene, [{ ...investment('MUN'), text: deliveryText('investments', rows, 40) }]);
    const last = (await chainOf(scene)).at(-1)?.change;
    expect(last).toMatchObject({ refusal: 'party_is_unknown', problemCount: 40, codes: { party_is_unknown: 40 } });
    expect(JSON.stringify(last)).not.toContain('é');
  });
});

describe('an announcement of an upload', () => {
  test.each([
    '',
    'wijk',
    'wijk/INS/persoon/members/2025-07-31/no-hash',
    `stad/%/persoon/members/2025-07-31/${hash('')}`,
    `wijk/INS/members/2025-07-31/${hash('')}`,
    `wijk/INS/persoon/members/2025-07-31/${hash('')}/more`,
  ])('of a key that no upload has is passed over: "%s"', async (key) => {
    const scene = await draftedScene(services);
    const before = await chainOf(scene);
    expect(await ingest(scene.ports, key)).toEqual({ outcome: 'foreign key' });
    expect(await chainOf(scene)).toEqual(before);
  });

  test('of a file that the bucket has emptied already changes nothing', async () => {
    const scene = await draftedScene(services);
    const before = await chainOf(scene);
    const key = `wijk/INS/persoon/costs/2025-07-31/${hash('gone')}`;
    const dayBefore = new Date(scene.clock.now.getTime() - 86_400_000);
    expect(await ingest(scene.ports, key, dayBefore)).toEqual({ outcome: 'gone' });
    expect(await ingest(scene.ports, key)).toEqual({ outcome: 'gone' });
    expect(await chainOf(scene)).toEqual(before);
  });

  test('of a file that arrived less than a day ago and cannot be read fails, so that it comes again', async () => {
    const scene = await draftedScene(services);
    const before = await chainOf(scene);
    const arrived = new Date(scene.clock.now.getTime() - 86_399_999);
    const key = `wijk/INS/persoon/costs/2025-07-31/${hash('gone')}`;
    await expect(ingest(scene.ports, key, arrived)).rejects.toThrow('less than a day ago cannot be read');
    expect(await chainOf(scene)).toEqual(before);
  });

  test('of bytes without the hash of their key is our own mistake', async () => {
    const scene = await draftedScene(services);
    const incoming = { ...scene.ports.incoming, open: async () => sourceOfBytes(bytesOf('other bytes')) };
    const call = ingest({ ...scene.ports, incoming }, `wijk/INS/persoon/costs/2025-07-31/${hash('bytes')}`);
    await expect(call).rejects.toThrow('does not have the hash of its key');
  });

  test('for a pilot that is not there is our own mistake', async () => {
    const scene = await newScene(services);
    const incoming = { ...scene.ports.incoming, open: async () => sourceOfBytes(bytesOf(members.text)) };
    const call = ingest({ ...scene.ports, incoming }, `wijk/INS/persoon/members/2025-07-31/${hash(members.text)}`);
    await expect(call).rejects.toThrow('a pilot that is not there');
  });

  test('of a party whose name needs encoding finds its file', async () => {
    const scene = await newScene(services);
    const renamed = JSON.parse(JSON.stringify(smallDocument).replaceAll('"CARE"', '"Zorg & Co/Oost %41"'));
    granted(await openPilot(scene.ports, signatory, renamed));
    const file: SmallFile = { ...investment('Zorg & Co/Oost %41'), party: 'Zorg & Co/Oost %41' };
    const { url, method, headers } = granted(
      await requestUpload(scene.ports, someone(file.party, 'analyst'), PILOT, announcement(file)),
    );
    expect((await fetch(url, { method, headers, body: bytesOf(file.text) })).status).toBe(200);
    const key = `wijk/Zorg%20%26%20Co%2FOost%20%2541/persoon-Zorg%20%26%20Co%2FOost%20%2541-analyst/investments/2025-07-31/${hash(file.text)}`;
    expect(await ingest(scene.ports, key)).toEqual({ outcome: 'taken in' });
    expect((await chainOf(scene)).at(-1)?.change).toMatchObject({ delivery: { party: file.party, total: '100.00' } });
  });
});

describe('corrupted stores', () => {
  test('an accepted delivery that is not under its hash stops the settlement', async () => {
    const scene = await newScene(services);
    await open(scene);
    await deliver(scene, [members, zvw, wmo]);
    const deliveries = { ...scene.ports.deliveries, get: async () => bytesOf('other bytes') };
    const before = await chainOf(scene);
    await expect(workflow({ ...scene, ports: { ...scene.ports, deliveries } })).rejects.toThrow('not under its hash');
    expect(await chainOf(scene)).toEqual(before);
  });

  test('a drafted statement that is not under its hash is not sealed', async () => {
    const scene = await approvedScene(services);
    const statements = { ...scene.ports.statements, get: async () => bytesOf('{}') };
    const before = await chainOf(scene);
    await expect(workflow({ ...scene, ports: { ...scene.ports, statements } })).rejects.toThrow('not under its hash');
    expect(await chainOf(scene)).toEqual(before);
  });

  test('a file of a bundle that differs from the one written before is our own mistake', async () => {
    const scene = await approvedScene(services);
    const { statement } = await statementOf(scene, '2025-K1');
    const key = `wijk/sealed/${statement}/case.json`;
    await scene.ports.statements.putOnce(key, bytesOf('{"another":"case"}'), 'application/json');
    const before = await chainOf(scene);
    await expect(workflow(scene)).rejects.toThrow('A file of a sealed bundle differs');
    expect(await chainOf(scene)).toEqual(before);
    expect(await scene.ports.statements.get(key)).toEqual(bytesOf('{"another":"case"}'));
  });

  test('a statement in the record that is not in its bucket cannot be read', async () => {
    const scene = await draftedScene(services);
    const { statement } = await statementOf(scene, '2025-K1');
    const statements = { ...scene.ports.statements, get: async () => null };
    const named = { pilot: PILOT, statement, file: 'statement.json' };
    await expect(readStatement({ ...scene.ports, statements }, analyst, named)).rejects.toThrow('not in its bucket');
  });
});

test('an upload that was announced before is announced again without any event', async () => {
  const scene = await draftedScene(services);
  const before = await chainOf(scene);
  await upload(scene, members);
  await reviewAs(scene, 'INS', '2025-K1');
  expect((await chainOf(scene)).slice(0, -1)).toEqual(before);
});
