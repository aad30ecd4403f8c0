import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fixture, outcomeOf, refusalOf, sendRaw, signedFields, startFixture } from './fixture.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html,
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html,
// error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList

let s3: Fixture;
beforeAll(async () => {
  s3 = await startFixture();
});
afterAll(() => s3.stop());

const soon = () => new Date(Date.now() + 60_000);

const conditions = [
  { bucket: 'plain' },
  ['starts-with', '$key', 'incoming/'],
  ['eq', '$Content-Type', 'text/csv'],
  ['content-length-range', 3, 10],
  ['starts-with', '$x-amz-meta-stream', ''],
];
const fields = { key: 'incoming/zvw.csv', 'Content-Type': 'text/csv', 'x-amz-meta-stream': 'zvw' };

const formOf = (all: Readonly<Record<string, string>>, content: string | Blob = '12345', fileName = 'zvw.csv') => {
  const form = new FormData();
  for (const [name, value] of Object.entries(all)) form.append(name, value);
  form.append('file', typeof content === 'string' ? new Blob([content]) : content, fileName);
  return form;
};

const post = (body: FormData, bucket = 'plain') =>
  fetch(`${s3.server.endpoint}/${bucket}`, { method: 'POST', body, redirect: 'manual' });

const read = async (Key: string) => {
  const object = await s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key }));
  return { text: await object.Body?.transformToString(), type: object.ContentType, metadata: object.Metadata };
};

test('a form under its policy uploads the file with its type and metadata, and answers 204', async () => {
  const response = await post(formOf(signedFields(conditions, fields, soon())));
  expect(response.status).toBe(204);
  // MD5 of "12345" by md5sum.
  expect(response.headers.get('etag')).toBe('"827ccb0eea8a706c4c34a16891f84e7b"');
  expect(await read('incoming/zvw.csv')).toEqual({ text: '12345', type: 'text/csv', metadata: { stream: 'zvw' } });
});

test('the file arrives byte by byte, also where it looks like the form around it', async () => {
  const content = new Blob([Buffer.alloc(3_000_000, '\r\n--boundary\r\n\r\n--'), '\r\n', '-'.repeat(100)]);
  const key = 'incoming/tricky';
  const loose = [{ bucket: 'plain' }, { key }];
  expect((await post(formOf(signedFields(loose, { key }, soon()), content))).status).toBe(204);
  expect((await read(key)).text).toBe(await content.text());
});

test('the file’s own name, without folders, takes the place of the variable in the key', async () => {
  const all = signedFields(conditions, { ...fields, key: `incoming/${'$'}{filename}` }, soon());
  expect((await post(formOf(all, '12345', 'C:\\deliveries\\wmo.csv'))).status).toBe(204);
  expect((await read('incoming/wmo.csv')).text).toBe('12345');
});

test('success_action_status 201 answers with XML, and success_action_redirect sends the browser on', async () => {
  const created = signedFields(
    [...conditions, { success_action_status: '201' }],
    { ...fields, success_action_status: '201' },
    soon(),
  );
  const response = await post(formOf(created));
  expect(response.status).toBe(201);
  expect(await response.text()).toContain('<Bucket>plain</Bucket><Key>incoming/zvw.csv</Key>');
  const target = 'http://localhost/deliveries?pilot=1';
  const redirected = signedFields(
    [...conditions, { success_action_redirect: target }],
    { ...fields, success_action_redirect: target },
    soon(),
  );
  const answer = await post(formOf(redirected));
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(
    'http://localhost/deliveries?pilot=1&bucket=plain&key=incoming%2Fzvw.csv&etag=%22827ccb0eea8a706c4c34a16891f84e7b%22',
  );
});

test('metadata in words of another alphabet comes back as RFC 2047, as from S3', async () => {
  const all = signedFields(conditions, { ...fields, key: 'incoming/name', 'x-amz-meta-stream': 'één €' }, soon());
  expect((await post(formOf(all))).status).toBe(204);
  // "één €" in UTF-8 and base64.
  expect((await read('incoming/name')).metadata).toEqual({ stream: '=?UTF-8?B?w6nDqW4g4oKs?=' });
});

describe('a policy is kept to', () => {
  const denied = '403 AccessDenied';
  test.for([
    ['a key outside starts-with', { ...fields, key: 'elsewhere/zvw.csv' }, '12345', denied],
    ['a content type other than eq', { ...fields, 'Content-Type': 'text/html' }, '12345', denied],
    ['a field that is missing', { key: fields.key, 'x-amz-meta-stream': 'zvw' }, '12345', denied],
    ['a field that no condition names', { ...fields, 'x-amz-meta-extra': '1' }, '12345', denied],
    ['a field of the page around it', { ...fields, submit: 'Versturen' }, '12345', denied],
    ['a file under the range', fields, '12', '400 EntityTooSmall'],
    ['a file at its lower end', fields, '123', '204'],
    ['a file at its upper end', fields, '1234567890', '204'],
    ['a file over the range', fields, '12345678901', '400 EntityTooLarge'],
    ['a field that is marked as not for S3', { ...fields, 'x-ignore-page': 'upload' }, '12345', '204'],
  ] as const)('%s', async ([, sent, content, expected]) => {
    expect(await outcomeOf(post(formOf(signedFields(conditions, sent, soon()), content)))).toBe(expected);
  });

  test('a file far over the range gets its refusal too, though it is refused before its end', async () => {
    const large = new Blob([Buffer.alloc(30_000_000)]);
    expect(await outcomeOf(post(formOf(signedFields(conditions, fields, soon()), large)))).toBe('400 EntityTooLarge');
  });

  test('an expired one is refused as 403 AccessDenied', async () => {
    const all = signedFields(conditions, fields, new Date(Date.now() - 1000));
    expect(await outcomeOf(post(formOf(all)))).toBe(denied);
  });

  test('for another bucket it is refused as 403 AccessDenied', async () => {
    expect(await outcomeOf(post(formOf(signedFields(conditions, fields, soon())), 'versioned'))).toBe(denied);
  });

  test('what was refused is not there', async () => {
    const sent = { ...fields, key: 'incoming/refused' };
    await post(formOf(signedFields(conditions, sent, soon()), '12345678901'));
    expect(await refusalOf(read('incoming/refused'))).toBe('404 NoSuchKey');
  });
});

describe('tampering is refused', () => {
  const widened = (policy: string) => {
    const document = Buffer.from(policy, 'base64').toString().replace('incoming/', '');
    return Buffer.from(document).toString('base64');
  };

  test.for([
    [
      'a widened policy',
      (all: Record<string, string>) => ({ ...all, policy: widened(all['policy'] ?? '') }),
      '403 SignatureDoesNotMatch',
    ],
    [
      'another signature',
      (all: Record<string, string>) => ({ ...all, 'x-amz-signature': '0'.repeat(64) }),
      '403 SignatureDoesNotMatch',
    ],
    [
      'an unknown key',
      (all: Record<string, string>) => ({
        ...all,
        'x-amz-credential': (all['x-amz-credential'] ?? '').replace('AKIATEST', 'AKIANOBODY'),
      }),
      '403 InvalidAccessKeyId',
    ],
    [
      'another region',
      (all: Record<string, string>) => ({
        ...all,
        'x-amz-credential': (all['x-amz-credential'] ?? '').replace('eu-west-1', 'us-east-1'),
      }),
      '403 SignatureDoesNotMatch',
    ],
    [
      'another algorithm',
      (all: Record<string, string>) => ({ ...all, 'x-amz-algorithm': 'none' }),
      '400 InvalidArgument',
    ],
    ['no policy', ({ policy: _policy, ...all }: Record<string, string>) => all, '403 AccessDenied'],
    ['no signature', ({ 'x-amz-signature': _signature, ...all }: Record<string, string>) => all, '403 AccessDenied'],
  ] as const)('%s', async ([, tamper, expected]) => {
    expect(await outcomeOf(post(formOf(tamper(signedFields(conditions, fields, soon())))))).toBe(expected);
  });

  test.for([
    ['an operator that does not exist', [['contains', '$key', 'x']]],
    ['a short condition of two fields', [{ key: 'a', bucket: 'b' }]],
    ['a condition that is text', ['key']],
    ['a range that is not of numbers', [['content-length-range', '1', '2']]],
  ] as const)('a policy with %s is refused as 400 InvalidPolicyDocument', async ([, broken]) => {
    expect(await outcomeOf(post(formOf(signedFields(broken, fields, soon()))))).toBe('400 InvalidPolicyDocument');
  });
});

describe('a body that is no upload form', () => {
  test('without a file is refused as 400 InvalidArgument', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(signedFields(conditions, fields, soon()))) form.append(name, value);
    expect(await outcomeOf(post(form))).toBe('400 InvalidArgument');
  });

  test('of another type is refused as 400 MalformedPOSTRequest', async () => {
    const answer = fetch(`${s3.server.endpoint}/plain`, { method: 'POST', body: 'key=x' });
    expect(await outcomeOf(answer)).toBe('400 MalformedPOSTRequest');
  });

  test('with more than 20 KB before the file is refused as 400 MaxPostPreDataLengthExceeded', async () => {
    expect(await outcomeOf(post(formOf({ key: 'x', 'x-ignore-padding': 'x'.repeat(20_480) })))).toBe(
      '400 MaxPostPreDataLengthExceeded',
    );
  });

  test('that ends before its last boundary is refused as 400 IncompleteBody, and stores nothing', async () => {
    const all = signedFields(conditions, { ...fields, key: 'incoming/cut' }, soon());
    const parts = Object.entries(all).map(
      ([name, value]) => `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const file = '--cut\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n12345';
    const headers = { 'content-type': 'multipart/form-data; boundary=cut' };
    const answer = await sendRaw(
      s3.server.endpoint,
      { method: 'POST', path: '/plain', headers },
      parts.join('') + file,
    );
    expect(`${answer.status} ${answer.code}`).toBe('400 IncompleteBody');
    expect(await refusalOf(read('incoming/cut'))).toBe('404 NoSuchKey');
  });
});

test('a form field with an access list is answered 501 NotImplemented and not passed over', async () => {
  const all = signedFields([...conditions, { acl: 'public-read' }], { ...fields, acl: 'public-read' }, soon());
  expect(await outcomeOf(post(formOf(all)))).toBe('501 NotImplemented');
});

test('a checksum among the fields is verified: a mismatch is 400 BadDigest', async () => {
  // CRC32 of "12345" is cbf53a1c.
  const withChecksum = (value: string) =>
    formOf(
      signedFields(
        [...conditions, { 'x-amz-checksum-crc32': value }],
        { ...fields, 'x-amz-checksum-crc32': value },
        soon(),
      ),
    );
  expect(await outcomeOf(post(withChecksum('y/U6HA==')))).toBe('204');
  expect(await outcomeOf(post(withChecksum('AAAAAA==')))).toBe('400 BadDigest');
});
