/**
 * What the verbs need from outside, as types. `store.ts` fills them in with S3, DynamoDB and Step Functions; a verb
 * takes only the ports it uses, so that its permissions can be read off its signature.
 */
import type { Hash } from '../domain/record/canonical.ts';
import type { PilotEvent } from '../domain/record/event.ts';

/** The append-only events of the pilots. */
export interface RecordPort {
  /** All events of a pilot, in order; none for a pilot that was never opened. */
  read(pilot: string): Promise<PilotEvent[]>;
  /** Appends an event at its own place in the sequence; `false` when another event took that place first. */
  append(pilot: string, event: PilotEvent): Promise<boolean>;
  /** Appends the first event of a pilot and enters it in the register of pilots, both or neither. */
  open(pilot: string, event: PilotEvent): Promise<boolean>;
  /** The ids of all pilots. */
  pilots(): Promise<string[]>;
}

/** Reads objects of one bucket. */
export interface ReadPort {
  /** The bytes under a key, or `null` where there are none. */
  get(key: string): Promise<Uint8Array | null>;
}

/** Writes objects of one bucket, each key once. */
export interface WriteOncePort {
  /** Writes bytes under a key that is not taken; `false` when it was taken already. */
  putOnce(key: string, bytes: Uint8Array, contentType: string): Promise<boolean>;
}

/** Where and how a client may upload one file of known content. */
export interface Upload {
  readonly url: string;
  readonly method: 'PUT';
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives a client the right to upload one file, whose SHA-256 and size are fixed, into the incoming bucket. */
export interface UploadPort {
  allow(key: string, file: { readonly sha256: string; readonly sizeBytes: number }): Promise<Upload>;
}

/** Starts the settlement workflow of a pilot. */
export interface WorkflowPort {
  start(input: { readonly pilot: string; readonly overdue: boolean }): Promise<void>;
}

export interface Ports {
  readonly record: RecordPort;
  readonly incoming: ReadPort;
  readonly uploads: UploadPort;
  readonly deliveries: ReadPort & WriteOncePort;
  readonly statements: ReadPort & WriteOncePort;
  readonly workflow: WorkflowPort;
  readonly now: () => Date;
  readonly hash: Hash;
  readonly hashBytes: (bytes: Uint8Array) => string;
}
