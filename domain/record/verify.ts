/**
 * Checks a bundle as somebody does who trusts nobody: everything in it is read as if the worst had written it, made again
 * from as little as possible, and compared. The answer is what was established, or the first thing that does not hold.
 */
import { type BundleFault, bundleFault, isBundleFault } from './bundle-fault.ts';
import type { Manifest } from './manifest.ts';
import { fingerprintOf } from './signature.ts';
import { checkEvaluation } from './verify-evaluation.ts';
import { checkFiles, missingFile } from './verify-files.ts';
import { type CheckedLog, checkLog, type Held, type Means } from './verify-log.ts';
import { checkStatement } from './verify-statement.ts';
import type { Files } from './zip.ts';

/** A bundle in which everything holds. */
export interface VerifiedBundle {
  readonly pilot: { readonly id: string; readonly name: string };
  readonly statement: string;
  readonly period: string;
  readonly kind: string;
  /** The status of the result, and its amount in euro where there is one. */
  readonly status: string;
  readonly result: string | null;
  /** How many lines of the worksheet were computed again. */
  readonly lines: number;
  readonly approvedBy: readonly string[];
  readonly checkpoint: { readonly size: number; readonly root: string };
  /** SHA-256 of the public key in the bundle, and of the one that the agreement names, if it does. */
  readonly fingerprint: string;
  readonly agreedFingerprint: string | null;
}

/**
 * Verifies the files of a bundle. Without anything that the reader held, a bundle that holds says nothing of who made it:
 * whoever forges one puts a key of his own in it.
 */
export const verifyBundle = (files: Files, means: Means, held: Held = {}): VerifiedBundle | BundleFault => {
  const missing = missingFile(files);
  if (missing !== null) return missing;
  const log = checkLog(files, means, held);
  if (isBundleFault(log)) return log;
  const manifest = checkFiles(files, log.end.manifest, means.hashBytes);
  if (isBundleFault(manifest)) return manifest;
  const checked =
    checkOwner(manifest, log) ??
    checkEvaluation(files, log.chain, manifest.statement, means.hashBytes) ??
    checkStatement(files, log, means);
  if (isBundleFault(checked)) return checked;
  const { state, statement, result } = checked;
  const { pilot, agreement } = state.pilot.document;
  const { size, root } = log.checkpoint;
  return {
    pilot,
    statement: statement.statement,
    period: statement.period,
    kind: statement.kind,
    status: statement.status,
    result: 'result' in result ? result.result : null,
    lines: 'worksheet' in result ? result.worksheet.lines.length : 0,
    approvedBy: statement.approvedBy,
    checkpoint: { size, root },
    fingerprint: fingerprintOf(log.publicKey, means.hashBytes),
    agreedFingerprint: agreement.signingKey ?? null,
  };
};

/** A manifest is of the pilot and the statement that the log says it is of. */
const checkOwner = ({ pilot, statement }: Manifest, log: CheckedLog): BundleFault | null => {
  if (pilot === log.pilot && statement === log.end.statement) return null;
  const [expected, found] = [`${log.pilot}, afschrift ${log.end.statement}`, `${pilot}, afschrift ${statement}`];
  return bundleFault('manifest_must_be_in_the_log', 'manifest.json', expected, found);
};
