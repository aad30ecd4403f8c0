/**
 * The operations of S3 that this server knows, as a table; whatever is not in it is answered NotImplemented, never half.
 * IAM actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html.
 */
import { deleteObject, deleteObjects } from './delete.ts';
import { refuse } from './errors.ts';
import type { Answer, Call } from './exchange.ts';
import { listObjects, listVersions } from './listing.ts';
import { abortUpload, completeUpload, createUpload, uploadPart } from './multipart.ts';
import { getObject } from './read.ts';
import type { ParsedRequest } from './request.ts';
import { putObject } from './write.ts';

/** One operation: how a request asks for it, which permission it needs in AWS, and what it may carry. */
export interface Operation {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly on: 'bucket' | 'key';
  readonly action: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Which conditional and `x-amz-…` headers it heeds, besides those of authentication. */
  readonly heeds: RegExp;
  readonly run: (call: Call) => Answer | Promise<Answer>;
}

const nothing = /^$/;
const bodyHeaders = 'x-amz-(sdk-checksum-algorithm|checksum-(?!mode|algorithm|type).+|trailer|decoded-content-length)';
const objectHeaders = 'x-amz-(meta-.+|object-lock-mode|object-lock-retain-until-date)';
const readHeaders = /^(if-match|if-none-match|if-modified-since|if-unmodified-since|x-amz-checksum-mode)$/;
const page = ['prefix', 'delimiter', 'max-keys'];

type Row = Omit<Operation, 'required' | 'optional' | 'heeds'> & Partial<Operation>;

const rows: readonly Row[] = [
  { method: 'HEAD', on: 'bucket', action: 's3:ListBucket', run: () => ({ status: 200, headers: {} }) },
  {
    method: 'GET',
    on: 'bucket',
    action: 's3:ListBucket',
    required: ['list-type'],
    optional: [...page, 'continuation-token', 'start-after'],
    run: listObjects,
  },
  {
    method: 'GET',
    on: 'bucket',
    action: 's3:ListBucketVersions',
    required: ['versions'],
    optional: [...page, 'key-marker', 'version-id-marker'],
    run: listVersions,
  },
  {
    method: 'POST',
    on: 'bucket',
    action: 's3:DeleteObject',
    required: ['delete'],
    heeds: new RegExp(`^(x-amz-bypass-governance-retention|${bodyHeaders})$`),
    run: deleteObjects,
  },
  { method: 'GET', on: 'key', action: 's3:GetObject', heeds: readHeaders, run: getObject },
  { method: 'HEAD', on: 'key', action: 's3:GetObject', heeds: readHeaders, run: getObject },
  {
    method: 'GET',
    on: 'key',
    action: 's3:GetObjectVersion',
    required: ['versionId'],
    heeds: readHeaders,
    run: getObject,
  },
  {
    method: 'HEAD',
    on: 'key',
    action: 's3:GetObjectVersion',
    required: ['versionId'],
    heeds: readHeaders,
    run: getObject,
  },
  {
    method: 'PUT',
    on: 'key',
    action: 's3:PutObject',
    heeds: new RegExp(`^(if-match|if-none-match|${bodyHeaders}|${objectHeaders})$`),
    run: putObject,
  },
  {
    method: 'DELETE',
    on: 'key',
    action: 's3:DeleteObject',
    heeds: /^x-amz-bypass-governance-retention$/,
    run: deleteObject,
  },
  {
    method: 'DELETE',
    on: 'key',
    action: 's3:DeleteObjectVersion',
    required: ['versionId'],
    heeds: /^x-amz-bypass-governance-retention$/,
    run: deleteObject,
  },
  {
    method: 'POST',
    on: 'key',
    action: 's3:PutObject',
    required: ['uploads'],
    heeds: new RegExp(`^(x-amz-checksum-algorithm|${objectHeaders})$`),
    run: createUpload,
  },
  {
    method: 'PUT',
    on: 'key',
    action: 's3:PutObject',
    required: ['partNumber', 'uploadId'],
    heeds: new RegExp(`^${bodyHeaders}$`),
    run: uploadPart,
  },
  {
    method: 'POST',
    on: 'key',
    action: 's3:PutObject',
    required: ['uploadId'],
    heeds: new RegExp(`^(if-match|if-none-match|${bodyHeaders})$`),
    run: completeUpload,
  },
  { method: 'DELETE', on: 'key', action: 's3:AbortMultipartUpload', required: ['uploadId'], run: abortUpload },
];

const operations: readonly Operation[] = rows.map((row) => ({ required: [], optional: [], heeds: nothing, ...row }));

const asksFor = (request: ParsedRequest, operation: Operation): boolean => {
  const names = [...request.parameters.keys()];
  return (
    operation.method === request.method &&
    operation.on === (request.key === '' ? 'bucket' : 'key') &&
    operation.required.every((name) => names.includes(name)) &&
    names.every((name) => operation.required.includes(name) || operation.optional.includes(name))
  );
};

/** The operation that a request asks for; undefined where we have none. */
export const operationOf = (request: ParsedRequest): Operation | undefined =>
  operations.find((operation) => asksFor(request, operation));

const authenticationHeaders = /^x-amz-(content-sha256|date|security-token|user-agent)$/;

/** Refuses a header that would change what the operation does and that we would pass over in silence: a copy, a tag, an encryption. */
export const refuseUnheeded = (request: ParsedRequest, operation: Operation): void => {
  const steering = [...request.headers.keys()].filter((name) => /^(x-amz-|if-)/.test(name));
  const unheeded = steering.filter((name) => !authenticationHeaders.test(name) && !operation.heeds.test(name));
  if (unheeded.length === 0) return;
  refuse('NotImplemented', `A header you provided implies functionality that is not implemented: ${unheeded[0]}`);
};
