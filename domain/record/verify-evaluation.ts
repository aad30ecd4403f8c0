/**
 * Whether the evaluation of a bundle is the one that the record names beside the statement. A statement without one has no
 * such files. What stands in an evaluation is not checked here: it reaches no payment, and whoever wants to makes it again
 * from `evaluation-input.json`.
 */
import { EVALUATION_FILES } from './bundle.ts';
import { type BundleFault, bundleFault } from './bundle-fault.ts';
import type { HashBytes } from './canonical.ts';
import { evaluationHashes, evaluationOf } from './evaluation.ts';
import type { PilotEvent } from './event.ts';
import type { Files } from './zip.ts';

/** The first file of the evaluation that is not as recorded; `null` where all are. */
export const checkEvaluation = (
  files: Files,
  chain: readonly PilotEvent[],
  statement: string,
  hashBytes: HashBytes,
): BundleFault | null => {
  const made = evaluationOf(chain, statement);
  const recorded = made === null ? null : evaluationHashes(made);
  for (const name of EVALUATION_FILES) {
    const bytes = files.get(name);
    const [should, found] = [recorded?.[name], bytes === undefined ? undefined : hashBytes(bytes)];
    if (should === found) continue;
    return bundleFault('evaluation_must_be_the_one_recorded', name, spoken(should), spoken(found));
  }
  return null;
};

const spoken = (sha256: string | undefined): string => (sha256 === undefined ? 'geen bestand' : `SHA-256 ${sha256}`);
