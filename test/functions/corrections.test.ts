import { createHash } from 'node:crypto';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeXlsx } from '../../domain/delivery/workbook/xlsx-writer.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { zipOf } from '../../domain/record/zip.ts';
import { confirmCorrection } from '../../functions/confirm-correction.ts';
import { ingest } from '../../functions/ingest.ts';
import { linkFound, readFindings } from '../../functions/read-findings.ts';
import { readPilot } from '../../functions/read-pilot.ts';
import { announceUpload } from '../../functions/read-upload-page.ts';
import { requestUpload } from '../../functions/request-upload.ts';
import { objectStore } from '../../functions/store.ts';
import { readUploadKey, uploadKey } from '../../functions/upload-key.ts';
import {
  announcement,
  chainOf,
  confirm,
  deliver,
  granted,
  keyOf,
  newScene,
  open,
  type Scene,
  statementOf,
  upload,
  workflow,
} from './scene.ts';
import { bytesOf, hash, type Services, startServices } from './services.ts';
import { correctedWmo, deliveryText, filesFor, PILOT, type SmallFile, someone } from './small-pilot.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const wmo = filesFor('2025-K1')[2];
const analyst = someone('MUN', 'analyst');
const namedOf = ({ text, kind, valuationDate }: SmallFile) => ({ sha256: hash(text), kind, valuationDate });
const outcomeOf = async ({ ports }: Scene, file: SmallFile) =>
  granted(await readFindings(ports, someone(file.party, 'analyst'), PILOT, namedOf(file))).outcome;
const sent = async (scene: Scene, file: SmallFile): Promise<void> =>
  void (await ingest(scene.ports, await upload(scene, file)));
const deliveredIn = async (scene: Scene): Promise<readonly string[]> =>
  stateOf(await chainOf(scene))?.deliveries.map(({ sha256 }) => sha256) ?? [];

const opened = async (): Promise<Scene> => {
  const scene = await newScene(services);
  await open(scene);
  return scene;
};

describe('another content over the same quarters, with the same date', () => {
  test('is refused unless it is sent as a correction', async () => {
    const scene = await opened();
    const { correction: _, ...plain } = correctedWmo();
    await sent(scene, wmo);
    await sent(scene, plain);
    expect(await outcomeOf(scene, plain)).toMatchObject({
      state: 'refused',
      findings: [{ code: 'delivery_exists_already', message: expect.stringContaining('Wmo 2024-K1, 2025-K1') }],
    });
    expect(await deliveredIn(scene)).toEqual([hash(wmo.text)]);
  });

  test('shows as a correction what it changes per category, and counts for nothing until it is confirmed', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    await sent(scene, correctedWmo());
    expect(await deliveredIn(scene)).toEqual([hash(wmo.text)]);
    expect(await outcomeOf(scene, correctedWmo())).toMatchObject({
      state: 'proposed',
      isCurrent: true,
      proposal: {
        difference: [
          { stream: 'Wmo', cohort: 'intervention', before: '22000.00', after: '22001.00', difference: '1.00' },
          { stream: 'Wmo', cohort: 'reference', before: '40000.00', after: '40000.00', difference: '0.00' },
        ],
      },
    });
    expect(await scene.ports.deliveries.get(`${PILOT}/${hash(correctedWmo().text)}`)).toBeNull();
  });

  test('takes its place from the confirmation on, and what was known before can be asked for', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    scene.clock.now = new Date('2025-08-03T10:00:00.000Z');
    await sent(scene, correctedWmo());
    await confirm(scene, correctedWmo());
    expect(await outcomeOf(scene, correctedWmo())).toMatchObject({
      state: 'accepted',
      receipt: { sha256: hash(correctedWmo().text), supersedes: [{ sha256: hash(wmo.text) }] },
      supersededOn: null,
    });
    expect(await outcomeOf(scene, wmo)).toMatchObject({ state: 'accepted', supersededOn: '2025-08-03T10:00:00.000Z' });
    const before = granted(await readPilot(scene.ports, analyst, PILOT, '2025-08-02'));
    expect(before.deliveries.map(({ sha256 }) => sha256)).toEqual([hash(wmo.text)]);
    const now = granted(await readPilot(scene.ports, analyst, PILOT));
    expect(now.deliveries).toHaveLength(2);
  });

  test('that is confirmed twice, or announced again, is one event and one receipt', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    await sent(scene, correctedWmo());
    await ingest(scene.ports, keyOf(correctedWmo()));
    const once = await confirmCorrection(scene.ports, analyst, PILOT, namedOf(correctedWmo()));
    const chain = await chainOf(scene);
    expect(await confirmCorrection(scene.ports, analyst, PILOT, namedOf(correctedWmo()))).toEqual(once);
    await ingest(scene.ports, keyOf(correctedWmo()));
    expect(await chainOf(scene)).toEqual(chain);
    expect(chain.filter(({ change }) => change.type === 'correctionProposed')).toHaveLength(1);
  });

  test('may be taken back by the very bytes that it corrected, which is shown and confirmed like any other', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    await sent(scene, correctedWmo());
    await confirm(scene, correctedWmo());
    await sent(scene, { ...wmo, correction: true });
    expect(await outcomeOf(scene, wmo)).toMatchObject({
      state: 'proposed',
      isCurrent: true,
      proposal: { difference: [{ difference: '-1.00' }, { difference: '0.00' }] },
    });
    await confirm(scene, wmo);
    const receipt = { sha256: hash(wmo.text), supersedes: [{ sha256: hash(correctedWmo().text) }] };
    expect(await outcomeOf(scene, wmo)).toMatchObject({ state: 'accepted', receipt, supersededOn: null });
    expect(await outcomeOf(scene, correctedWmo())).toMatchObject({
      state: 'accepted',
      supersededOn: expect.any(String),
    });
    expect(await deliveredIn(scene)).toEqual([wmo, correctedWmo(), wmo].map(({ text }) => hash(text)));
  });

  test('is shown again when something else was accepted before it was confirmed', async () => {
    const scene = await opened();
    const other: SmallFile = {
      ...wmo,
      correction: true,
      text: wmo.text.replace(';12000,00', ';12005,00').replace(';62000,00', ';62005,00'),
    };
    await sent(scene, wmo);
    await sent(scene, correctedWmo());
    await sent(scene, other);
    await confirm(scene, other);
    const confirmed = await confirmCorrection(scene.ports, analyst, PILOT, namedOf(correctedWmo()));
    expect(confirmed).toMatchObject({ refusal: 'correction_must_be_current' });
    await ingest(scene.ports, keyOf(correctedWmo()));
    expect(await outcomeOf(scene, correctedWmo())).toMatchObject({
      state: 'proposed',
      isCurrent: true,
      proposal: { difference: [{ difference: '-4.00' }, { difference: '0.00' }] },
    });
  });

  test('cannot be confirmed when the bucket has emptied itself', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    await sent(scene, correctedWmo());
    await scene.ports.incoming.remove(keyOf(correctedWmo()));
    expect(await confirmCorrection(scene.ports, analyst, PILOT, namedOf(correctedWmo()))).toMatchObject({
      refusal: 'upload_must_be_there',
    });
    expect(await deliveredIn(scene)).toEqual([hash(wmo.text)]);
  });

  test('is only for its own party to see and to confirm', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    await sent(scene, correctedWmo());
    const insurer = someone('INS', 'analyst');
    expect(granted(await readFindings(scene.ports, insurer, PILOT, namedOf(correctedWmo()))).outcome).toEqual({
      state: 'waiting',
    });
    expect(await confirmCorrection(scene.ports, insurer, PILOT, namedOf(correctedWmo()))).toMatchObject({
      refusal: 'correction_must_be_proposed',
    });
  });
});

describe('an upload', () => {
  test('may use its address once while the file is there', async () => {
    const scene = await opened();
    const bytes = bytesOf(wmo.text);
    const body = { kind: wmo.kind, valuationDate: wmo.valuationDate, sha256: hash(wmo.text), sizeBytes: bytes.length };
    const { url, method, headers } = granted(await requestUpload(scene.ports, analyst, PILOT, body));
    const statuses = [];
    for (const _ of [1, 2]) statuses.push((await fetch(url, { method, headers, body: bytes })).status);
    expect(statuses).toEqual([200, 412]);
    const { 'if-none-match': __, ...without } = headers;
    expect((await fetch(url, { method, headers: without, body: bytes })).status).toBe(403);
  });

  test('that is announced again has an address of its own', async () => {
    const { ports, clock } = await opened();
    const keys: string[] = [];
    const allow = async (key: string) => {
      keys.push(key);
      return { url: '', method: 'PUT', headers: {} } as const;
    };
    const uploads = { ...ports.uploads, allow };
    await requestUpload({ ...ports, uploads }, analyst, PILOT, announcement(wmo));
    clock.now = new Date('2025-08-01T09:00:01.000Z');
    await requestUpload({ ...ports, uploads }, analyst, PILOT, announcement(wmo));
    expect(new Set(keys).size).toBe(2);
    expect(keys.map((key) => readUploadKey(key)?.announcedMilliseconds)).toEqual([
      1_754_038_800_000, 1_754_038_801_000,
    ]);
  });

  test('by form brings exactly the announced bytes, and leads to its page', async () => {
    const scene = await opened();
    const fields = {
      kind: 'costs',
      valuationDate: wmo.valuationDate,
      sha256: hash(wmo.text).toUpperCase(),
      sizeBytes: `${wmo.text.length}`,
    };
    const allowed = await scene.ports.uploads.allowForm(
      keyOf(wmo),
      { sha256: hash(wmo.text), sizeBytes: wmo.text.length },
      'http://127.0.0.1:9/verder',
    );
    const send = (text: string, more: Readonly<Record<string, string>> = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...allowed.fields, ...more })) form.append(name, value);
      form.append('file', new Blob([text]));
      return fetch(allowed.url, { method: 'POST', body: form, redirect: 'manual' });
    };
    expect((await send(wmo.text.replace('12000', '12001'))).status).toBe(400);
    expect((await send(`${wmo.text} `)).status).toBe(400);
    expect((await send(wmo.text, { key: 'elsewhere' })).status).toBe(403);
    const answer = await send(wmo.text);
    expect([answer.status, answer.headers.get('location')?.startsWith('http://127.0.0.1:9/verder')]).toEqual([
      303,
      true,
    ]);
    await ingest(scene.ports, keyOf(wmo));
    expect(await outcomeOf(scene, wmo)).toMatchObject({ state: 'accepted' });
    const step = granted(
      await announceUpload(
        scene.ports,
        analyst,
        { pilot: PILOT, fields, origin: 'http://a' },
        { text: '', sha256: '' },
      ),
    );
    expect(step.isRefused).toBe(false);
  });

  test.each([
    [200 * 1024 * 1024, false],
    [200 * 1024 * 1024 + 1, true],
  ])('by form of %i bytes is refused: %s, and the form says how large a file may be', async (size, isRefused) => {
    const { ports } = await opened();
    const fields = { ...announcement(wmo), correction: 'nee', sizeBytes: `${size}` };
    const script = { text: '', sha256: '' };
    const step = granted(await announceUpload(ports, analyst, { pilot: PILOT, fields, origin: 'http://a' }, script));
    expect([step.isRefused, step.html.includes('ten hoogste 209.715.200')]).toEqual([isRefused, isRefused]);
  });

  test('says in its key what was declared of it, and any other key is not ours', () => {
    const name = {
      pilot: PILOT,
      party: 'MUN',
      person: 'p 1',
      kind: 'costs',
      valuationDate: '2025-07-31',
      sha256: hash('a'),
    } as const;
    for (const declared of [
      { isCorrection: false, numbers: {}, form: {}, announcedMilliseconds: null },
      { isCorrection: true, numbers: {}, form: { encoding: 'windows-1252' }, announcedMilliseconds: 0 },
      {
        isCorrection: true,
        numbers: { decimal: ',', thousands: true, unit: 'cent' },
        form: { delimiter: '\t', encoding: 'utf-16le' },
        announcedMilliseconds: 1_754_038_800_000,
      },
      {
        isCorrection: false,
        numbers: { decimal: '.', thousands: false, unit: 'thousandEuro' },
        form: { delimiter: ',' },
        announcedMilliseconds: null,
      },
    ] as const)
      expect(readUploadKey(uploadKey({ ...name, ...declared }))).toEqual({ ...name, ...declared });
    const [first, last] = [`${PILOT}/MUN/p/costs/2025-07-31`, hash('a')];
    for (const middle of [
      'comma.correction',
      'comma.comma',
      'tabs.comma',
      'tabs.bars',
      'euro',
      'correction.',
      '.',
      'constructor',
      'at-',
      'at-01',
      'at-1.comma',
      'at-1.at-2',
    ])
      expect(readUploadKey(`${first}/${middle}/${last}`), middle).toBeNull();
  });

  test('with a declared unit and sign is read by them, also when it is settled', async () => {
    const scene = await opened();
    const [members, zvw] = filesFor('2025-K1');
    const rows = wmo.text
      .split('\r\n')
      .slice(1, -2)
      .map((row) => row.replace(/;(\d+)(\d{3}),00$/, ';$1.$2.000'));
    const total = rows.reduce((all, row) => all + Number(row.split(';').at(-1)?.replaceAll('.', '')), 0);
    const text = deliveryText('costs', rows, 0).replace(/SLUITREGEL;(\d+);[^;]*/, `SLUITREGEL;$1;${total}`);
    const bytes = bytesOf(text);
    // In cents with a point between thousands: 12.000.000 cents is 120,000 euro.
    const metadata = {
      dialect: { delimiter: ';', encoding: 'utf-8' },
      tableSchema: {
        columns: [
          { datatype: { base: 'decimal', format: { decimalChar: ',', groupChar: '.' } }, 'schema:unitText': 'cent' },
        ],
      },
    };
    const body = {
      kind: 'costs',
      valuationDate: wmo.valuationDate,
      sha256: hash(text),
      sizeBytes: bytes.length,
      declaration: metadata,
    };
    const { url, method, headers } = granted(await requestUpload(scene.ports, analyst, PILOT, body));
    await fetch(url, { method, headers, body: bytes });
    const key = uploadKey({
      pilot: PILOT,
      party: 'MUN',
      person: analyst.person,
      kind: 'costs',
      valuationDate: wmo.valuationDate,
      sha256: hash(text),
      isCorrection: false,
      numbers: { decimal: ',', thousands: true, unit: 'cent' },
      form: { delimiter: ';', encoding: 'utf-8' },
      announcedMilliseconds: null,
    });
    await ingest(scene.ports, key);
    const found = await readFindings(scene.ports, analyst, PILOT, {
      sha256: hash(text),
      kind: 'costs',
      valuationDate: wmo.valuationDate,
    });
    expect(granted(found).outcome).toMatchObject({
      state: 'accepted',
      receipt: { total: `${(total / 100).toFixed(2)}` },
    });
    await deliver(scene, [members, zvw]);
    await workflow(scene);
    expect((await chainOf(scene)).some(({ change }) => change.type === 'statementDrafted')).toBe(true);
  });
});

describe('a refused upload', () => {
  const wrong: SmallFile = { ...wmo, text: wmo.text.replace('2025-K1', '2025-Q1').replace(';20000,00', ';twintig') };

  test('gives every finding back, and the file itself with them', async () => {
    const scene = await opened();
    await sent(scene, wrong);
    const outcome = await outcomeOf(scene, wrong);
    expect(outcome).toMatchObject({
      state: 'refused',
      isReturnable: true,
      findings: [{ code: 'number_is_malformed' }, { code: 'period_is_malformed' }],
    });
    const { location } = granted(await linkFound(scene.ports, analyst, PILOT, namedOf(wrong), 'return'));
    const answer = await fetch(location);
    const text = await answer.text();
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="costs-2025-07-31-bevindingen.csv"');
    expect(text.split('\r\n')[0]).toMatch(/;bedrag;bevinding_code;bevinding$/);
    const { location: all } = granted(await linkFound(scene.ports, analyst, PILOT, namedOf(wrong), 'all'));
    expect(await (await fetch(all)).json()).toMatchObject({
      findingCount: 2,
      findings: [
        { kind: 'SF', code: 'number_is_malformed' },
        { kind: 'SF', code: 'period_is_malformed' },
      ],
    });
    const fixed = text.replace('2025-Q1', '2025-K1').replace(';twintig', ';20000,00');
    const repaired: SmallFile = { ...wmo, text: fixed };
    await sent(scene, repaired);
    expect(await outcomeOf(scene, repaired)).toMatchObject({
      state: 'accepted',
      receipt: { rows: 4, total: '62000.00' },
    });
  });

  test('with personal data gives nothing back', async () => {
    const scene = await opened();
    const leaking: SmallFile = { ...wmo, text: wmo.text.replace(';Wmo;;', ';Wmo;mevrouw De Vries;') };
    await sent(scene, leaking);
    expect(await outcomeOf(scene, leaking)).toMatchObject({ state: 'refused', isReturnable: false });
    expect(await linkFound(scene.ports, analyst, PILOT, namedOf(leaking), 'return')).toMatchObject({
      refusal: 'upload_must_be_there',
    });
  });

  test('whose file is gone is denied by S3 to who may not list, which means the same', async () => {
    const denied = new S3ServiceException({
      name: 'AccessDenied',
      $fault: 'client',
      $metadata: { httpStatusCode: 403 },
    });
    const failing = (error: Error) =>
      Object.assign(new S3Client({ region: 'eu-central-1' }), { send: () => Promise.reject(error) });
    expect(await objectStore('incoming', failing(denied)).get('gone')).toBeNull();
    await expect(objectStore('incoming', failing(new Error('slow down'))).get('gone')).rejects.toThrow('slow down');
  });

  test('that nobody knows is waited for', async () => {
    expect(await outcomeOf(await opened(), wmo)).toEqual({ state: 'waiting' });
  });
});

describe('a workbook', () => {
  /** The same cells as a workbook: persons and amounts as numbers, everything else as text. */
  const workbookOf = (text: string): Uint8Array => {
    const rows = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(';'));
    const columns = (rows[0] ?? []).map(() => ({ format: 'text', widthCharacters: 10 }) as const);
    const cells = rows.map((row) =>
      row.map((cell) => (/^\d+(,\d+)?$/.test(cell) ? { number: cell.replace(',', '.') } : cell)),
    );
    return writeXlsx({ name: 'Kosten', columns, rows: cells }, zipOf);
  };

  test('is taken in and settled like delimited text', async () => {
    const scene = await opened();
    const bytes = workbookOf(wmo.text);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const body = { kind: 'costs', valuationDate: wmo.valuationDate, sha256, sizeBytes: bytes.length } as const;
    const { url, method, headers } = granted(await requestUpload(scene.ports, analyst, PILOT, body));
    expect((await fetch(url, { method, headers, body: Buffer.from(bytes) })).status).toBe(200);
    const { sizeBytes: _, ...named } = body;
    const by = { pilot: PILOT, party: 'MUN', person: analyst.person };
    await ingest(
      scene.ports,
      uploadKey({ ...by, ...named, isCorrection: false, numbers: {}, form: {}, announcedMilliseconds: null }),
    );
    const { outcome } = granted(await readFindings(scene.ports, analyst, PILOT, named));
    expect(outcome).toMatchObject({ state: 'accepted', receipt: { rows: 4, total: '62000.00' } });
    const [members, zvw] = filesFor('2025-K1');
    await deliver(scene, [members, zvw]);
    await workflow(scene);
    const other = await opened();
    await deliver(other, filesFor('2025-K1'));
    await workflow(other);
    const resultOf = async (each: Scene) => {
      const { statement } = await statementOf(each, '2025-K1');
      const text = await each.ports.statements.get(`${PILOT}/statements/${statement}.json`);
      return JSON.parse(new TextDecoder().decode(text ?? undefined)).result.parties;
    };
    expect(await resultOf(scene)).toEqual(await resultOf(other));
    expect(await resultOf(scene)).toBeDefined();
  });
});
