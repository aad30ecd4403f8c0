/** GetObject and HeadObject. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
import { refuse } from './errors.ts';
import type { Answer, Call } from './exchange.ts';
import { type Bucket, newestVersion, openVersion, type Version, versionOf } from './objects.ts';
import type { ParsedRequest } from './request.ts';
import { checksumHeaders, versionHeader } from './write.ts';

/** Text in a header, as RFC 2047 where a header cannot carry it: S3 does the same with metadata from a form. */
const asHeaderText = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

const lockHeaders = (version: Version): Record<string, string> =>
  version.retention === null
    ? {}
    : {
        'x-amz-object-lock-mode': version.retention.mode,
        'x-amz-object-lock-retain-until-date': version.retention.until,
      };

const objectHeaders = (version: Version): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(version.headers).map(([name, value]) => [name, asHeaderText(value)])),
  etag: `"${version.etag}"`,
  'last-modified': new Date(version.lastModified).toUTCString(),
  'accept-ranges': 'bytes',
  ...versionHeader(version),
  ...lockHeaders(version),
});

const refuseMarker = (marker: Version, isNamed: boolean): never => {
  const headers = { 'x-amz-delete-marker': 'true', ...versionHeader(marker) };
  return isNamed
    ? refuse('MethodNotAllowed', 'The specified method is not allowed against this resource.', headers)
    : refuse('NoSuchKey', 'The specified key does not exist.', headers);
};

const requestedVersion = (bucket: Bucket, request: ParsedRequest): Version => {
  const versionId = request.parameters.get('versionId');
  const version =
    versionId === undefined ? newestVersion(bucket, request.key) : versionOf(bucket, request.key, versionId);
  if (version?.marker === true) return refuseMarker(version, versionId !== undefined);
  if (version !== undefined) return version;
  return versionId === undefined
    ? refuse('NoSuchKey', 'The specified key does not exist.')
    : refuse('NoSuchVersion', 'The specified version does not exist.');
};

const names = (header: string, etag: string): boolean =>
  header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '').replaceAll('"', '') === etag);

/** Dates in HTTP have whole seconds, so the object's are cut to them before comparing. */
const isModifiedAfter = (version: Version, date: string): boolean =>
  Math.floor(Date.parse(version.lastModified) / 1000) > Date.parse(date) / 1000;

/** The order of RFC 9110, 13.2.2, which S3 documents too: a tag is stronger than a date. Gives 304 where the client has it already. */
const conditionalStatus = (headers: ReadonlyMap<string, string>, version: Version): 200 | 304 => {
  const [ifMatch, ifNoneMatch] = [headers.get('if-match'), headers.get('if-none-match')];
  const [unmodifiedSince, modifiedSince] = [headers.get('if-unmodified-since'), headers.get('if-modified-since')];
  const holds = ifMatch === undefined ? undefined : names(ifMatch, version.etag);
  if (holds === false || (holds === undefined && unmodifiedSince && isModifiedAfter(version, unmodifiedSince))) {
    refuse('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, version.etag) ? 304 : 200;
  return modifiedSince !== undefined && !isModifiedAfter(version, modifiedSince) ? 304 : 200;
};

/** The first and last byte asked for; undefined for the whole object, also where the header is not one range of bytes, as in S3. */
const requestedRange = (header: string | undefined, size: number) => {
  const [whole, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (whole === undefined || first + last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start > end ? refuse('InvalidRange', 'The requested range is not satisfiable') : { start, end };
};

const rangeAnswer = (call: Call, version: Version): Answer => {
  const { request, bucket } = call;
  const range = requestedRange(request.headers.get('range'), version.size);
  const { start, end } = range ?? { start: 0, end: version.size - 1 };
  const wantsChecksum = range === undefined && request.headers.get('x-amz-checksum-mode') === 'ENABLED';
  const headers = {
    ...objectHeaders(version),
    ...(wantsChecksum ? checksumHeaders(version.checksum) : {}),
    ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${version.size}` }),
    'content-length': String(end - start + 1),
  };
  const hasBody = request.method === 'GET' && version.size > 0;
  const body = hasBody ? { file: openVersion(bucket, version), start, end } : '';
  return { status: range === undefined ? 200 : 206, headers, body };
};

/** GetObject and HeadObject: the same answer, without the bytes for HEAD. */
export const getObject = (call: Call): Answer => {
  const version = requestedVersion(call.bucket, call.request);
  if (conditionalStatus(call.request.headers, version) === 304) {
    const { 'content-type': _type, ...headers } = objectHeaders(version);
    return { status: 304, headers };
  }
  return rangeAnswer(call, version);
};
