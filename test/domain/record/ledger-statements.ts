/** Statements as a ledger takes them, made from cases. */

import { readPeriod } from '../../../domain/pilot/period.ts';
import type { LedgerStatement } from '../../../domain/record/ledger.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import type { CaseJson } from '../../reference/case-json.ts';

/** A period by its text. */
export const periodOf = (text: string) => {
  const period = readPeriod(text);
  if (period === null) throw new Error(`${text} is no period.`);
  return period;
};

/** A case as a sealed statement of a year, with what is not said as in the worked example B. */
export const sealed = (
  file: CaseJson,
  of: Partial<LedgerStatement> & { readonly statement: string },
): LedgerStatement => {
  const { carryForward = {}, investment = 'first', parties } = file.agreement;
  const { investments = false, caps = false } = carryForward;
  return {
    sealed: '2026-11-02T10:00:00.000Z',
    kind: 'final',
    period: of.performance ?? periodOf('2025'),
    performance: periodOf('2025'),
    parties: parties.map(({ id }) => id),
    advances: '0',
    carrying: { investments, caps, investment, expireAfterYears: null },
    carryIn: file.carryIn ?? {},
    result: settleCase(file),
    ...of,
  };
};
