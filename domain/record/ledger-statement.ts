/**
 * What the ledger takes from a sealed statement: everything is in the document itself but its hash and the moment of its seal.
 */
import { readPeriod } from '../pilot/period.ts';
import { readTerms } from '../pilot/terms.ts';
import type { LedgerStatement } from './ledger.ts';
import type { Statement } from './statement.ts';

/** A sealed statement for the ledger. What cannot be read never reaches a seal, so here it is our own mistake. */
export const ledgerStatement = (
  { kind, period: over, agreement, case: caseFile, result }: Statement,
  { sha256, known }: { readonly sha256: string; readonly known: string },
): LedgerStatement => {
  const [terms, period] = [readTerms(agreement.terms, [], []), readPeriod(over)];
  if (terms === undefined || period === null) throw new Error('A sealed statement holds terms that cannot be read.');
  const { performance, parties, carryForward, investment } = terms;
  return {
    statement: sha256,
    sealed: known,
    kind,
    period,
    performance,
    parties: parties.map(({ id }) => id),
    advances: agreement.advances ?? '0',
    carrying: { ...carryForward, investment, expireAfterYears: agreement.claimsExpireAfterYears ?? null },
    carryIn: carryInOf(caseFile),
    result,
  };
};

/** The claims that a case was settled with. Its settlement read them before. */
const carryInOf = (caseFile: Statement['case']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(caseFile['carryIn'] ?? {}).map(([party, amount]) => [party, String(amount)]));
