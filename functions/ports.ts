/**
 * What the verbs need from outside, as types. `store.ts` fills them in with S3, DynamoDB and Step Functions, `signer.ts` with
 * KMS; a verb takes only the ports it uses, so that its permissions can be read off its signature.
 */
import type { ByteSource } from '../domain/delivery/workbook/xlsx-zip.ts';
import type { Hash, HashBytes } from '../domain/record/canonical.ts';
import type { PilotEvent, Role } from '../domain/record/event.ts';
import type { VerifySignature } from '../domain/record/signature.ts';

/** The append-only events of the pilots. */
export interface RecordPort {
  /**
   * All events of a pilot, in order; none for a pilot that was never opened. Of a pilot whose first events were read
   * before, only the later ones are fetched.
   */
  read(pilot: string, before?: readonly PilotEvent[]): Promise<PilotEvent[]>;
  /** Appends an event at its own place in the sequence; `false` when another event took that place first. */
  append(pilot: string, event: PilotEvent): Promise<boolean>;
  /** Appends the first event of a pilot and enters it in the register of pilots, both or neither. */
  open(pilot: string, event: PilotEvent): Promise<boolean>;
  /** The ids of all pilots. */
  pilots(): Promise<string[]>;
}

/** That somebody read something of a pilot that is not public, or tried to. */
export interface AccessEntry {
  /** In UTC. */
  readonly moment: string;
  /** The number that the gateway gave the request. */
  readonly request: string;
  /** Who: a number whose name stays with the issuer, of which pilot and party, in which role. */
  readonly person: string;
  readonly pilot: string;
  readonly party: string;
  readonly role: Role;
  /** What: the route, and the hashes and our own names in its address. */
  readonly route: string;
  readonly of: Readonly<Record<string, string>>;
  /** `granted`, or the rule by which it was refused. */
  readonly outcome: string;
}

/** The append-only access log of the pilots, apart from their record. */
export interface AccessPort {
  /** Adds an entry; one that is there already stays as it is. */
  append(pilot: string, entry: AccessEntry): Promise<void>;
  /** At most so many entries after a place, and the place of the next ones; from the beginning after `null`. */
  read(
    pilot: string,
    after: string | null,
    most: number,
  ): Promise<{ readonly entries: readonly AccessEntry[]; readonly next: string | null }>;
}

/** Gives an address at which one object of a bucket can be fetched for a few minutes. */
export interface LinkPort {
  link(key: string): Promise<string>;
}

/** Reads objects of one bucket. */
export interface ReadPort {
  /** The bytes under a key, or `null` where there are none. */
  get(key: string): Promise<Uint8Array | null>;
  /** The object under a key, to be read in pieces without holding it; `null` where there is none. */
  open(key: string): Promise<ByteSource | null>;
}

/** Writes objects of one bucket, each key once. */
export interface WriteOncePort {
  /** Writes bytes under a key that is not taken; `false` when it was taken already. */
  putOnce(key: string, bytes: Uint8Array, contentType: string): Promise<boolean>;
  /** The same with bytes that stream by, of a known SHA-256, which the service checks. */
  copyOnce(key: string, source: ByteSource, sha256: string, contentType: string): Promise<boolean>;
}

/** Removes objects of one bucket for good. */
export interface RemovePort {
  /** Removes the object under a key; nothing where there is none. */
  remove(key: string): Promise<void>;
}

/** Where and how a client may upload one file of known content. */
export interface Upload {
  readonly url: string;
  readonly method: 'PUT';
  readonly headers: Readonly<Record<string, string>>;
}

/** A form with which a browser may upload one file of known content; the file itself is the last field, `file`. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly minutes: number;
}

/**
 * Gives a client the right to upload one file, whose SHA-256 and size are fixed, into the incoming bucket. Either way the
 * right ends within a quarter of an hour. The address can be used once: while the file is there, it is refused. The form
 * cannot be bound to that by S3; used again it can only bring the very same bytes to the very same key.
 */
export interface UploadPort {
  allow(key: string, file: { readonly sha256: string; readonly sizeBytes: number }): Promise<Upload>;
  /** After the upload the browser is led to `next`. */
  allowForm(
    key: string,
    file: { readonly sha256: string; readonly sizeBytes: number },
    next: string,
  ): Promise<UploadForm>;
}

/** What a file is, and the name under which a browser saves it. */
export interface FileToSave {
  readonly contentType: string;
  readonly fileName: string;
}

/** Writes a file in pieces. */
export type Fill = (write: (piece: Uint8Array) => void) => Promise<void>;

/** Keeps files for a day beside the uploads, in the bucket that empties itself. */
export interface BesidePort extends LinkPort {
  /** Puts a file there, in place of the one that was there; it may be as large as an upload and is not held in memory. */
  put(key: string, file: FileToSave, fill: Fill): Promise<void>;
}

/** Starts the settlement workflow of a pilot. */
export interface WorkflowPort {
  start(input: { readonly pilot: string; readonly overdue: boolean }): Promise<void>;
}

/** Signs with the one key of this deployment, whose private half never leaves the service that keeps it. */
export interface SignerPort {
  /** The public key: SubjectPublicKeyInfo in DER. */
  publicKey(): Promise<Uint8Array>;
  /** A signature (DER) over a message by ECDSA, P-256 and SHA-256; another one at every asking. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

export interface Ports {
  readonly record: RecordPort;
  readonly access: AccessPort;
  readonly incoming: ReadPort & RemovePort;
  readonly uploads: UploadPort;
  readonly beside: BesidePort;
  readonly deliveries: ReadPort & WriteOncePort;
  readonly statements: ReadPort & WriteOncePort & LinkPort;
  readonly workflow: WorkflowPort;
  readonly signer: SignerPort;
  readonly verifies: VerifySignature;
  readonly now: () => Date;
  readonly hash: Hash;
  readonly hashBytes: HashBytes;
}
