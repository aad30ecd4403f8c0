import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalText } from '../../domain/record/canonical.ts';
import { type Author, type Change, eventHash, nextEvent, type PilotEvent } from '../../domain/record/event.ts';
import { record } from '../../functions/append.ts';
import type { RecordPort } from '../../functions/ports.ts';
import { objectStore, recordStore, uploadStore } from '../../functions/store.ts';
import { bytesOf, hash, hashBytes, type Services, startServices } from './services.ts';
import { smallDocument } from './small-pilot.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const opened: Change = { type: 'pilotOpened', document: smallDocument };
const known = '2025-08-01T09:00:00.000Z';
const event = (chain: readonly PilotEvent[], change: Change, by: Author = 'ontschot'): PilotEvent =>
  nextEvent(chain, { known, by, change }, hash);

const refusedDelivery = (problems: readonly unknown[], party = 'INS'): Change => ({
  type: 'deliveryRefused',
  sha256: hash(canonicalText(problems)),
  kind: 'costs',
  party,
  valuationDate: '2025-07-31',
  refusal: 'delivery_has_problems',
  problemCount: problems.length,
  problems: [...problems],
});

const newRecord = async (): Promise<{ readonly table: string; readonly store: RecordPort }> => {
  const table = await services.newTable();
  return { table, store: recordStore(table, hash, services.dynamodb) };
};

const writers = Array.from({ length: 50 }, (_, place) => `writer-${place}`);

/** Appends the changes one after another and gives the chain that should stand there. */
const appendAll = async (store: RecordPort, changes: readonly Change[]): Promise<PilotEvent[]> => {
  const chain: PilotEvent[] = [];
  for (const change of changes) {
    const next = event(chain, change);
    expect(await store.append('wijk', next)).toBe(true);
    chain.push(next);
  }
  return chain;
};

describe('appending an event', () => {
  test('of 50 writers at one place exactly one wins, and its event stands there', async () => {
    const { store } = await newRecord();
    const [first] = await appendAll(store, [opened]);
    const events = writers.map((name) => event(first === undefined ? [] : [first], refusedDelivery([name])));
    const won = await Promise.all(events.map((each) => store.append('wijk', each)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.read('wijk')).toEqual([first, events[won.indexOf(true)]]);
  });

  test('50 writers through record() all end in the chain, each once, in order and unbroken', async () => {
    const { store } = await newRecord();
    await appendAll(store, [opened]);
    const ports = { record: store, now: () => new Date(known), hash };
    const chains = await Promise.all(
      writers.map((name) => record(ports, 'wijk', 'ontschot', () => refusedDelivery([name], name))),
    );
    const chain = await store.read('wijk');
    expect(chain.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 51 }, (_, place) => place + 1));
    for (const [place, { previous }] of chain.entries()) {
      const before = chain[place - 1];
      expect(previous).toBe(before === undefined ? '' : eventHash(before, hash));
    }
    const parties = chain.flatMap(({ change }) => (change.type === 'deliveryRefused' ? [change.party] : []));
    expect(parties.sort()).toEqual([...writers].sort());
    for (const mine of chains) expect(chain.slice(0, 'length' in mine ? mine.length : 0)).toEqual(mine);
  });

  test('one pilot does not meet another', async () => {
    const { store } = await newRecord();
    const first = event([], opened);
    expect(await store.append('wijk', first)).toBe(true);
    expect(await store.append('wijk-2', first)).toBe(true);
    expect(await store.read('wij')).toEqual([]);
  });
});

describe('opening a pilot', () => {
  test('the first event and the register come together', async () => {
    const { store } = await newRecord();
    expect(await store.open('wijk', event([], opened))).toBe(true);
    expect(await store.read('wijk')).toHaveLength(1);
    expect(await store.pilots()).toEqual(['wijk']);
  });

  test('neither comes when the first place is taken', async () => {
    const { store } = await newRecord();
    const [first] = await appendAll(store, [opened]);
    expect(await store.open('wijk', event([], opened, { party: 'MUN', person: 'p' }))).toBe(false);
    expect(await store.read('wijk')).toEqual([first]);
    expect(await store.pilots()).toEqual([]);
  });

  test('of 20 that open one pilot at once exactly one wins, and what stands there is its event', async () => {
    const { store } = await newRecord();
    const events = writers.slice(0, 20).map((person) => event([], opened, { party: 'INS', person }));
    const won = await Promise.all(events.map((each) => store.open('wijk', each)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.read('wijk')).toEqual([events[won.indexOf(true)]]);
    expect(await store.pilots()).toEqual(['wijk']);
  });

  test('20 pilots that open at once are all registered, each with its first event', async () => {
    const { store } = await newRecord();
    const ids = writers.slice(0, 20);
    await Promise.all(ids.map((id) => store.open(id, event([], opened))));
    expect((await store.pilots()).sort()).toEqual([...ids].sort());
    for (const id of ids) expect(await store.read(id)).toHaveLength(1);
  });
});

describe('reading a record', () => {
  test('a pilot that was never opened has no events', async () => {
    const { store } = await newRecord();
    expect(await store.read('wijk')).toEqual([]);
    expect(await store.pilots()).toEqual([]);
  });

  test('more than a page of 1 MB comes back whole and in order', async () => {
    const { store } = await newRecord();
    const long = Array.from({ length: 16 }, (_, place) => refusedDelivery([`${place} ${'x'.repeat(100_000)}`]));
    const chain = await appendAll(store, [opened, ...long]);
    expect(canonicalText(chain).length).toBeGreaterThan(1_500_000);
    expect(await store.read('wijk')).toEqual(chain);
  });

  test('more than a page of pilots comes back whole, in order', async () => {
    const { store } = await newRecord();
    const ids = Array.from({ length: 20 }, (_, place) => `pilot-${String(place).padStart(2, '0')}`);
    for (const id of ids) await store.open(id, event([], opened));
    let pages = 0;
    const inSevens = { step: 'initialize', name: 'pagesOfSeven' } as const;
    services.dynamodb.middlewareStack.add((next) => {
      return (args) => {
        pages += 1;
        return next({ ...args, input: Object.assign(args.input, { Limit: 7 }) });
      };
    }, inSevens);
    const pilots = await store.pilots().finally(() => services.dynamodb.middlewareStack.remove(inSevens.name));
    expect(pilots).toEqual(ids);
    expect(pages).toBe(3);
  });

  test('every read is consistent: what was just written must be there', async () => {
    const { store } = await newRecord();
    const asked: unknown[] = [];
    services.dynamodb.middlewareStack.add(
      (next) => (args) => {
        if ('KeyConditionExpression' in args.input) asked.push({ ...args.input }.ConsistentRead);
        return next(args);
      },
      { step: 'initialize', name: 'whatIsAsked' },
    );
    await store.read('wijk');
    await store.pilots();
    services.dynamodb.middlewareStack.remove('whatIsAsked');
    expect(asked).toEqual([true, true]);
  });

  test.each([
    ['a decimal of 38 digits', '12345678901234567890123456789012345678'],
    ['38 digits behind the point', '-0.12345678901234567890123456789012345678'],
    ['more digits than a number of DynamoDB holds', `${'9'.repeat(60)}.10`],
    ['trailing zeros', '1.00000000000000000000'],
    ['no text at all', ''],
    ['the character NUL', 'a\u0000b'],
    ['line separators of Unicode', '\u2028\u2029'],
    ['letters that look the same in two forms', 'é e\u0301'],
    ['right to left, and joined emoji', 'שלום 👩‍👩‍👧‍👦 🇳🇱'],
    ['quotation marks and backslashes', '"\\u0041\\"'],
  ])('%s survives byte for byte', async (_, text) => {
    const { store, table } = await newRecord();
    const chain = await appendAll(store, [opened, refusedDelivery([{ [text]: text }])]);
    expect(await store.read('wijk')).toEqual(chain);
    const key = { pk: { S: 'PILOT#wijk' }, sk: { S: '000000000002' } };
    const { Item: item } = await services.dynamodb.send(new GetItemCommand({ TableName: table, Key: key }));
    expect(item?.['event']?.S).toBe(canonicalText(chain[1]));
  });

  test('of a record that was read before only what is new is fetched, and it must follow', async () => {
    const { store } = await newRecord();
    const chain = await appendAll(store, [opened, refusedDelivery(['a']), refusedDelivery(['b'])]);
    const fetched: (number | undefined)[] = [];
    services.dynamodb.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        if ('Count' in answer.output) fetched.push(Number(answer.output.Count));
        return answer;
      },
      { step: 'initialize', name: 'whatIsFetched' },
    );
    expect(await store.read('wijk', chain.slice(0, 2))).toEqual(chain);
    expect(await store.read('wijk', chain)).toEqual(chain);
    const other = [...chain.slice(0, 1), event(chain.slice(0, 1), refusedDelivery(['c']))];
    await expect(store.read('wijk', other)).rejects.toThrow('The record is broken at event 3');
    services.dynamodb.middlewareStack.remove('whatIsFetched');
    expect(fetched).toEqual([1, 0, 1]);
  });

  test('an event that was changed in the table breaks the record', async () => {
    const { store } = await newRecord();
    const first = event([], opened);
    const second = { ...event([first], refusedDelivery(['a'])), previous: hash('something else') };
    await store.append('wijk', first);
    await store.append('wijk', second);
    await expect(store.read('wijk')).rejects.toThrow('The record is broken at event 2');
  });
});

describe('objects', () => {
  test('a key without an object has no bytes', async () =>
    expect(await objectStore('statements', services.s3).get('nothing/here')).toBeNull());

  test('of 50 writers of one key exactly one wins, and its bytes stand there', async () => {
    const store = objectStore('statements', services.s3);
    const won = await Promise.all(writers.map((name) => store.putOnce('race', bytesOf(name), 'text/plain')));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.get('race')).toEqual(bytesOf(writers[won.indexOf(true)] ?? ''));
  });

  test('the second write of a key changes nothing', async () => {
    const store = objectStore('deliveries', services.s3);
    expect(await store.putOnce('twice', bytesOf('first'), 'text/csv')).toBe(true);
    expect(await store.putOnce('twice', bytesOf('second'), 'text/csv')).toBe(false);
    expect(await store.get('twice')).toEqual(bytesOf('first'));
  });

  test('any bytes come back as they went in, with their type and their SHA-256', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, place) => (place * 7) % 256);
    const store = objectStore('statements', services.s3);
    await store.putOnce('a b/é+%/ruw', bytes, 'text/html; charset=utf-8');
    expect(await store.get('a b/é+%/ruw')).toEqual(bytes);
    const command = new GetObjectCommand({ Bucket: 'statements', Key: 'a b/é+%/ruw', ChecksumMode: 'ENABLED' });
    const { Body: body, ContentType: type, ChecksumSHA256: checksum } = await services.s3.send(command);
    expect(await body?.transformToByteArray()).toEqual(bytes);
    expect(type).toBe('text/html; charset=utf-8');
    expect(checksum).toBe(Buffer.from(hashBytes(bytes), 'hex').toString('base64'));
  });

  test('a fault that is not about a taken or an absent key is not swallowed', async () => {
    const store = objectStore('no-such-bucket', services.s3);
    await expect(store.get('key')).rejects.toThrow('The specified bucket does not exist');
    await expect(store.putOnce('key', bytesOf('x'), 'text/csv')).rejects.toThrow('bucket does not exist');
  });
});

describe('a presigned upload', () => {
  const announced = 'populatie;versie\r\n';
  const file = { sha256: hash(announced), sizeBytes: announced.length };
  const allow = (key: string) => uploadStore('incoming', services.s3).allow(key, file);
  const stored = (key: string) => objectStore('incoming', services.s3).get(key);

  test('takes exactly the announced bytes', async () => {
    const { url, method, headers } = await allow('wijk/ok');
    expect((await fetch(url, { method, headers, body: announced })).status).toBe(200);
    expect(await stored('wijk/ok')).toEqual(bytesOf(announced));
  });

  const other = announced.replace('versie', 'Versie');
  const checksumOf = (text: string) => Buffer.from(hash(text), 'hex').toString('base64');
  const changed = (url: string, from: string | RegExp, to: string) => {
    expect(url).toMatch(from);
    return url.replace(from, to);
  };
  type Given = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };
  const attempts: readonly (readonly [string, number, (given: Given) => Given])[] = [
    ['other bytes of the same size', 400, (given) => ({ ...given, body: other })],
    ['a byte more', 403, (given) => ({ ...given, body: `${announced} ` })],
    ['a byte less', 403, (given) => ({ ...given, body: announced.slice(1) })],
    ['no bytes', 403, (given) => ({ ...given, body: '' })],
    [
      'other bytes under their own checksum',
      403,
      (given) => ({ ...given, body: other, headers: { 'x-amz-checksum-sha256': checksumOf(other) } }),
    ],
    ['no checksum', 403, (given) => ({ ...given, headers: {} })],
    ['another key', 403, (given) => ({ ...given, url: changed(given.url, '/wijk/', '/dorp/') })],
    ['another bucket', 403, (given) => ({ ...given, url: changed(given.url, '/incoming/', '/statements/') })],
    [
      'a longer term',
      403,
      (given) => ({ ...given, url: changed(given.url, 'X-Amz-Expires=900', 'X-Amz-Expires=9000') }),
    ],
    [
      'another signature',
      403,
      (given) => ({ ...given, url: changed(given.url, /X-Amz-Signature=\w{8}/, 'X-Amz-Signature=00000000') }),
    ],
  ];

  test.each(attempts)('refuses %s, and keeps nothing', async (name, status, tamper) => {
    const key = `wijk/${name.replaceAll(' ', '-')}`;
    const { url, method, headers } = await allow(key);
    const attempt = tamper({ url, headers, body: announced });
    const answer = await fetch(attempt.url, { method, headers: attempt.headers, body: attempt.body });
    expect(answer.status).toBe(status);
    expect(await stored(key)).toBeNull();
    expect(await stored(key.replace('wijk', 'dorp'))).toBeNull();
    expect(await objectStore('statements', services.s3).get(key)).toBeNull();
  });

  test('refuses to be read, listed or deleted with', async () => {
    const { url, headers } = await allow('wijk/ok');
    for (const method of ['GET', 'DELETE', 'HEAD']) expect((await fetch(url, { method, headers })).status).toBe(403);
  });

  test('ends after a quarter of an hour', async () => {
    const { url, method, headers } = await allow('wijk/late');
    services.ahead.milliseconds = 15 * 60_000 + 1000;
    const answer = await fetch(url, { method, headers, body: announced });
    services.ahead.milliseconds = 0;
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('expired');
    expect(await stored('wijk/late')).toBeNull();
  });
});
