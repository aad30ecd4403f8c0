/** What an operation gets and gives. */
import type { Bucket, Store, Version } from './objects.ts';
import type { ParsedRequest } from './request.ts';
import type { Signer } from './signature.ts';

/** A verified request on a bucket that exists. */
export interface Call {
  readonly request: ParsedRequest;
  readonly signer: Signer;
  readonly store: Store;
  readonly bucket: Bucket;
  readonly now: Date;
  /** To be called when a version is durable, before the answer. */
  readonly onCreated: (bucket: Bucket, version: Version) => void;
}

/** Bytes of an opened file; `end` is the last byte and belongs to it. Whoever sends them closes the file. */
export interface FileRange {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** An answer, before it is written. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FileRange;
}

/** An answer in XML. */
export const xmlAnswer = (body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body,
});
