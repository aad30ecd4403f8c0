/** What a client asked, taken apart: method, bucket, key, parameters and headers. Nothing is trusted or looked up here. */
import type { IncomingMessage } from 'node:http';
import { refuse } from './errors.ts';

/** One request, still unverified. */
export interface ParsedRequest {
  readonly method: string;
  /** The decoded path as requested, with its leading slash: this is what is signed. */
  readonly path: string;
  readonly bucket: string;
  /** The decoded key, of any characters; empty for a request on the bucket itself. */
  readonly key: string;
  /** All query parameters, decoded: this is what is signed. */
  readonly query: ReadonlyMap<string, string>;
  /** The headers that were sent, names in lower case: this is what is signed. */
  readonly sent: ReadonlyMap<string, string>;
  /** The parameters that choose and steer the operation: without `x-id` and, in a presigned URL, without `x-amz-…`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The headers that count: those sent and, in a presigned URL, the `x-amz-…` headers that its query carries. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AsyncIterable<Buffer>;
}

const authenticationParameters = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
]);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse('InvalidURI', "Couldn't parse the specified URI.");
  }
};

const readQuery = (raw: string): Map<string, string> => {
  const query = new Map<string, string>();
  for (const pair of raw.split('&').filter((part) => part !== '')) {
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
    if (query.has(decode(name))) refuse('InvalidArgument', `The parameter ${decode(name)} occurs twice.`);
    query.set(decode(name), decode(value.join('=')));
  }
  return query;
};

const readHeaders = (message: IncomingMessage): Map<string, string> =>
  new Map(Object.entries(message.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]));

/** Virtual-host addressing (`bucket.localhost:9000`) names the bucket in the host; path style names it first in the path. */
const readAddress = (path: string, host: string): { readonly bucket: string; readonly key: string } => {
  const virtualBucket = /^([a-z0-9][a-z0-9.-]*)\.localhost(?::\d+)?$/.exec(host)?.[1];
  if (virtualBucket !== undefined) return { bucket: virtualBucket, key: path.slice(1) };
  const [bucket = '', ...key] = path.slice(1).split('/');
  return { bucket, key: key.join('/') };
};

const isAmazonName = (name: string) => name.toLowerCase().startsWith('x-amz-');

/** Headers that the maker of a presigned URL placed in its query count as headers of the request (they are signed with it). */
const hoistedHeaders = (query: ReadonlyMap<string, string>): [string, string][] =>
  [...query]
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => isAmazonName(name) && !authenticationParameters.has(name));

/** Takes a request apart. Refuses as InvalidURI what is not percent-encoded UTF-8, and a parameter that occurs twice. */
export const parseRequest = (message: IncomingMessage): ParsedRequest => {
  const [rawPath = '', ...rawQuery] = (message.url ?? '').split('?');
  if (!rawPath.startsWith('/')) refuse('InvalidURI', 'The request must name a path.');
  const [path, query, sent] = [decode(rawPath), readQuery(rawQuery.join('?')), readHeaders(message)];
  const presigned = query.has('X-Amz-Signature');
  return {
    method: message.method ?? '',
    path,
    ...readAddress(path, sent.get('host') ?? ''),
    query,
    sent,
    parameters: new Map([...query].filter(([name]) => name !== 'x-id' && !(presigned && isAmazonName(name)))),
    headers: new Map([...sent, ...(presigned ? hoistedHeaders(query) : [])]),
    // A reader that stops halfway must not close the connection: the refusal still has to travel over it.
    body: message.iterator({ destroyOnReturn: false }),
  };
};
