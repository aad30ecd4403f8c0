/** PostObject: an upload from an HTML form. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
import { refuse } from './errors.ts';
import { type Answer, type Call, xmlAnswer } from './exchange.ts';
import { type Form, readForm } from './form.ts';
import { formClaims, receive } from './intake.ts';
import { type Policy, readPolicy, refuseFields, refuseSize } from './policy.ts';
import { hmac, isSameSignature, type SecretOf, secretOfExisting, signingKeyOf, splitCredential } from './signature.ts';
import {
  checksumHeaders,
  contentOf,
  type Destination,
  planOf,
  publishObject,
  stageObject,
  unconditional,
  versionHeader,
} from './write.ts';
import { element, xmlDocument } from './xml.ts';

/** What a form may do on the server: the request carries no signer of its own, the form does. */
export interface FormCall extends Destination {
  readonly request: Call['request'];
  readonly secretOf: SecretOf;
  /** Told who signed and for which key, as far as it is known, also where the form is refused afterwards. */
  readonly onForm: (accessKeyId: string, key: string) => void;
}

const knownFields =
  /^(bucket|key|policy|cache-control|content-(type|disposition|encoding|language|md5)|expires|success_action_(status|redirect)|x-ignore-.*|x-amz-(algorithm|credential|date|signature|security-token|meta-.+|object-lock-mode|object-lock-retain-until-date|checksum-.+))$/;

const refuseUnknownFields = (fields: ReadonlyMap<string, string>): void => {
  const unknown = [...fields.keys()].find((field) => !knownFields.test(field));
  if (unknown !== undefined) refuse('NotImplemented', `The form field ${unknown} is not implemented.`);
};

/** The key that must have signed the policy. */
const formSigningKey = (fields: ReadonlyMap<string, string>, secretOf: SecretOf): Buffer => {
  const signer = splitCredential(fields.get('x-amz-credential') ?? '', fields.get('x-amz-date') ?? '');
  if (signer === undefined || fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') {
    return refuse('InvalidArgument', 'x-amz-algorithm, x-amz-credential or x-amz-date is invalid.');
  }
  return signingKeyOf(secretOfExisting(secretOf, signer.accessKeyId), signer.scope);
};

const verifyForm = (fields: ReadonlyMap<string, string>, secretOf: SecretOf): void => {
  const [policy, signature] = [fields.get('policy'), fields.get('x-amz-signature')];
  if (policy === undefined || signature === undefined) return void refuse('AccessDenied', 'Access Denied');
  const expected = hmac(formSigningKey(fields, secretOf), policy).toString('hex');
  if (isSameSignature(expected, signature)) return;
  const message = 'The request signature we calculated does not match the signature you provided.';
  refuse('SignatureDoesNotMatch', message);
};

/** The fields as the policy sees them: with the bucket, and the file's name filled in where the key asks for it. */
const expandedFields = (form: Form, bucket: string): ReadonlyMap<string, string> => {
  const key = (form.fields.get('key') ?? '').replaceAll('$' + '{filename}', () => form.fileName);
  if (key === '') refuse('InvalidArgument', "Bucket POST must contain a field named 'key'.");
  return new Map([...form.fields, ['bucket', bucket], ['key', key]]);
};

async function* withinSize(file: AsyncIterable<Buffer>, policy: Policy): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of file) {
    size += piece.length;
    refuseSize(policy, size, false);
    yield piece;
  }
  refuseSize(policy, size, true);
}

const redirection = (target: string, bucket: string, key: string, etag: string): string => {
  if (!URL.canParse(target)) return refuse('InvalidArgument', 'success_action_redirect must be a URL.');
  const url = new URL(target);
  for (const [name, value] of Object.entries({ bucket, key, etag })) url.searchParams.append(name, value);
  return url.href;
};

const answerOf = (
  fields: ReadonlyMap<string, string>,
  location: string,
  etag: string,
  headers: Readonly<Record<string, string>>,
): Answer => {
  const [bucket, key] = [fields.get('bucket') ?? '', fields.get('key') ?? ''];
  const target = fields.get('success_action_redirect');
  if (target !== undefined) {
    return { status: 303, headers: { ...headers, location: redirection(target, bucket, key, etag) } };
  }
  const status = fields.get('success_action_status');
  const named = { ...headers, location };
  if (status !== '201') return { status: status === '200' ? 200 : 204, headers: named };
  const children = { Location: location, Bucket: bucket, Key: key, ETag: etag };
  const elements = Object.entries(children).map(([name, value]) => element(name, value));
  return { ...xmlAnswer(xmlDocument('PostResponse', elements, false), named), status: 201 };
};

/** PostObject: who signed the policy and what it allows is verified before a byte of the file is read. */
export const postObject = async (call: FormCall): Promise<Answer> => {
  const { request, bucket, now } = call;
  const form = await readForm(request.body, request.sent.get('content-type') ?? '');
  const fields = expandedFields(form, bucket.settings.name);
  const key = fields.get('key') ?? '';
  call.onForm(fields.get('x-amz-credential')?.split('/')[0] ?? '', key);
  verifyForm(fields, call.secretOf);
  const policy = readPolicy(fields.get('policy') ?? '');
  refuseFields(policy, fields, now);
  refuseUnknownFields(fields);
  const body = { pieces: withinSize(form.file, policy), trailers: new Map<string, string>() };
  const plan = planOf(key, fields, bucket, now);
  const staged = await stageObject(call, plan, async (write) =>
    contentOf(await receive(body, formClaims(fields), write)),
  );
  const version = publishObject(call, staged, unconditional);
  const location = `http://${request.sent.get('host')}${request.path.replace(/\/$/, '')}/${encodeURIComponent(key)}`;
  const etag = `"${version.etag}"`;
  return answerOf(fields, location, etag, { etag, ...versionHeader(version), ...checksumHeaders(version.checksum) });
};
