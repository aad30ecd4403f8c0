/**
 * The bundle of a sealed statement: everything that a party keeps to prove and recompute it without us.
 *
 * Some of its files are listed in the manifest; all others are made from the record and the signature in one way only, so
 * that whoever checks makes them again and compares.
 */
import { canonicalText, type Hash, type HashBytes } from './canonical.ts';
import { type Checkpoint, originOf } from './checkpoint.ts';
import type { PilotEvent } from './event.ts';
import {
  type InclusionProof,
  type LogHead,
  leafOf,
  type MerkleLog,
  merkleLog,
  proveConsistency,
  proveInclusion,
  rootOf,
  sizeOf,
} from './merkle-log.ts';
import { readmeText } from './readme.ts';
import { type Receipt, receiptOf } from './receipt.ts';
import { pemOfKey } from './signature.ts';
import type { Statement, StatementDelivery } from './statement.ts';
import type { Files } from './zip.ts';

/** The files that every manifest lists. */
export const LISTED_FILES = ['LEESMIJ.txt', 'case.json', 'restated.json', 'statement.html', 'statement.json'] as const;

/** The files of the evaluation; a bundle has all of them or none. They are listed too. */
export const EVALUATION_FILES = ['evaluation-input.json', 'evaluation.html', 'evaluation.json'] as const;

/** The files that are made again and compared. */
export const DERIVED_FILES = [
  'checkpoint.txt',
  'events.json',
  'manifest.json',
  'proof.json',
  'public-key.pem',
  'receipts.json',
] as const;

/** Every file that a bundle must have. */
export const BUNDLE_FILES = [...LISTED_FILES, ...DERIVED_FILES] as const;
export type BundleFile = (typeof BUNDLE_FILES)[number] | (typeof EVALUATION_FILES)[number];

/** The name of the same bundle as one file. */
export const BUNDLE_ZIP = 'bundle.zip' as const;

/** Files from texts. */
export const filesOf = (texts: Readonly<Record<string, string>>): Files =>
  new Map(Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)]));

/** The text of `restated.json`: a statement by hash, and the whole sealed statement that it makes again, if it does. */
export const restatedText = (statement: string, previous: unknown): string => canonicalText({ statement, previous });

/** The texts of an evaluation, by the name of the file. */
export type EvaluationTexts = Readonly<Record<(typeof EVALUATION_FILES)[number], string>>;

/**
 * What a manifest lists is made from: the canonical text of the statement, its page as HTML, the sealed statement that it
 * makes again, and the evaluation beside it; each `null` where there is none.
 */
interface ToList {
  readonly text: string;
  readonly html: string;
  readonly previous: Statement | null;
  readonly evaluation: EvaluationTexts | null;
}

/** The files that the manifest lists. */
export const listedTexts = (
  { text, html, previous, evaluation }: ToList,
  statement: Statement,
  sha256: string,
): Record<(typeof LISTED_FILES)[number], string> => ({
  'LEESMIJ.txt': readmeText(statement, sha256, evaluation !== null),
  'case.json': canonicalText(statement.case),
  'restated.json': restatedText(sha256, previous),
  'statement.html': html,
  'statement.json': text,
  ...evaluation,
});

/** The log of a record: a leaf for each event, which is its canonical text. */
export const logOf = (eventTexts: readonly string[], hashBytes: HashBytes): MerkleLog => {
  const encoder = new TextEncoder();
  return merkleLog(
    eventTexts.map((text) => leafOf(encoder.encode(text), hashBytes)),
    hashBytes,
  );
};

/** What is signed for the log of a pilot. */
export const checkpointOf = (pilot: string, log: MerkleLog): Checkpoint => ({
  origin: originOf(pilot),
  size: sizeOf(log),
  root: rootOf(log),
});

/** The record up to the event that names the manifest of a statement; `null` where no manifest was recorded. */
export const recordToSeal = (chain: readonly PilotEvent[], statement: string): readonly PilotEvent[] | null => {
  const last = chain.findIndex(({ change }) => change.type === 'manifestRecorded' && change.statement === statement);
  return last < 0 ? null : chain.slice(0, last + 1);
};

/** The text of `receipts.json`: of the deliveries on which a statement rests, in the order in which they were accepted. */
export const receiptsText = (
  chain: readonly PilotEvent[],
  deliveries: readonly Pick<StatementDelivery, 'sha256' | 'valuationDate'>[],
  hash: Hash,
): string => {
  const used = new Set(deliveries.map(({ sha256, valuationDate }) => `${sha256} ${valuationDate}`));
  const receipts = chain.flatMap(({ change }): Receipt[] | Receipt => {
    if (change.type !== 'deliveryAccepted') return [];
    const { delivery } = change;
    const isUsed = used.has(`${delivery.sha256} ${delivery.valuationDate}`);
    return isUsed ? (receiptOf(chain, delivery, hash) ?? []) : [];
  });
  return canonicalText(receipts);
};

/** What shows that the manifest is in the log, and that the log continues the one that was signed before. */
interface LogProof {
  readonly manifest: InclusionProof;
  /** The head signed with the statement before this one, and the path from it; `null` for the first. */
  readonly before: (LogHead & { readonly path: readonly string[] }) | null;
}

/** The text of `proof.json`. */
export const proofText = (chain: readonly PilotEvent[], log: MerkleLog): string => {
  const sealed = chain.findLast(({ change }) => change.type === 'statementSealed')?.change;
  const head = sealed?.type === 'statementSealed' ? sealed.checkpoint : null;
  const proof: LogProof = {
    manifest: proveInclusion(log, sizeOf(log) - 1),
    before: head === null ? null : { ...head, path: proveConsistency(log, head.size) },
  };
  return canonicalText(proof);
};

/** What the derived files are made from: the record and its log, what was listed and what was signed. */
export interface Sealing {
  readonly chain: readonly PilotEvent[];
  readonly log: MerkleLog;
  readonly deliveries: readonly Pick<StatementDelivery, 'sha256' | 'valuationDate'>[];
  readonly manifest: string;
  readonly checkpoint: string;
  /** In DER. */
  readonly publicKey: Uint8Array;
}

/** The files that are made from the record and the signature. */
export const derivedTexts = (
  { chain, log, deliveries, manifest, checkpoint, publicKey }: Sealing,
  hash: Hash,
): Record<(typeof DERIVED_FILES)[number], string> => ({
  'checkpoint.txt': checkpoint,
  'events.json': canonicalText(chain),
  'manifest.json': manifest,
  'proof.json': proofText(chain, log),
  'public-key.pem': pemOfKey(publicKey),
  'receipts.json': receiptsText(chain, deliveries, hash),
});
