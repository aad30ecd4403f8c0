/**
 * Makes the case of a statement out of the deliveries that were pinned for it (method step 0).
 *
 * Every row of the case keeps the delivery and the line it came from, so that the worksheet can name them. A row counts as a
 * whole or not at all: a year in one row beside a quarter of it from another delivery would count that quarter twice.
 */

import type { Explanation } from '../delivery/check/plausibility.ts';
import type { Delivery } from '../delivery/template/delivery.ts';
import { add, ZERO } from '../money/ratio.ts';
import { printAmount, readAmount } from '../money/text.ts';
import { completionFactor, type Pilot, type Slot } from '../pilot/agreement.ts';
import { type CalendarDate, quartersSince } from '../pilot/date.ts';
import type { Fault } from '../pilot/fault.ts';
import { termsOver } from '../pilot/interim.ts';
import { contains, type Period, readPeriod } from '../pilot/period.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import type { Provenance } from './run.ts';
import type { Basis } from './worksheet.ts';

/** A delivery as it was read, with what a statement needs to know about it and the quarters that it uses. */
export interface ReadDelivery {
  readonly source: string;
  readonly sha256: string;
  readonly valuationDate: CalendarDate;
  readonly quarters: readonly string[];
  readonly delivery: Delivery;
  /** Why what was not plausible in it is right, in its supplier's words. */
  readonly explained?: readonly Explanation[];
}

/** A case file as JSON (method section 4), where its rows came from, and the costs that are not fully run out. */
export interface AssembledCase {
  readonly caseFile: Readonly<Record<string, unknown>>;
  readonly provenance: Provenance;
  readonly mayStillChange: readonly Unfinished[];
  /** The rows of which only a part would count, so that no result can be given; none in a sound case. */
  readonly doubts: readonly Fault[];
}

/** Costs of a stream and period that are completed by an agreed factor, because claims are still coming in. */
export interface Unfinished {
  readonly stream: string;
  readonly period: string;
  readonly completionFactor: string;
}

/** Claims carried in from earlier periods, as the ledger has them: by party in euro as text. */
type CarryIn = Readonly<Record<string, string>>;

/** Puts the pinned deliveries together as a case. The order of the deliveries changes nothing. */
export const assembleCase = (
  pilot: Pilot,
  slot: Slot,
  deliveries: readonly ReadDelivery[],
  carryIn: CarryIn,
): AssembledCase => {
  const sorted = [...deliveries].sort((a, b) => codeUnitOrder(a.source + a.sha256, b.source + b.sha256));
  const members = sorted.flatMap((each) => membersRows(each));
  const costs = sorted.flatMap((each) => costsRows(pilot, each));
  return {
    caseFile: caseFileOf(pilot, slot, {
      memberMonths: members.map(({ row }) => row),
      costs: costs.map(({ row }) => row),
      investments: investmentsOf(sorted, slot.period),
      carryIn,
    }),
    provenance: { memberMonths: members.map(({ basis }) => basis), costs: costs.map(({ basis }) => basis) },
    mayStillChange: unfinished(costs.map(({ row }) => row)),
    doubts: sorted.flatMap((each) => partlyUsed(pilot, slot, each, sorted)),
  };
};

/** The rows of a case, what each party invested, and the claims that it begins with. */
export interface CaseRows {
  readonly memberMonths: readonly unknown[];
  readonly costs: readonly unknown[];
  readonly investments: unknown;
  readonly carryIn: CarryIn;
}

/**
 * The case file around its rows: all else follows from what was agreed. Claims come from the ledger alone; an agreement from
 * before that was so may name some, which then stand while the ledger has none.
 */
export const caseFileOf = (
  { document }: Pilot,
  { period }: Slot,
  { carryIn, ...rows }: CaseRows,
): AssembledCase['caseFile'] => ({
  case: 1,
  agreement: termsOver(document.agreement.terms, period),
  ...rows,
  ...document.agreement.approved,
  ...(Object.keys(carryIn).length === 0 ? {} : { carryIn }),
});

interface Sourced<T> {
  readonly row: T;
  readonly basis: Basis;
}

/** Whether a delivery is used for rows of a period. */
export const uses = ({ quarters }: Pick<ReadDelivery, 'quarters'>, text: string): boolean => {
  const period = readPeriod(text);
  const used = quarters.map(readPeriod);
  return (
    period !== null &&
    used.some((quarter) => quarter !== null && (contains(quarter, period) || contains(period, quarter)))
  );
};

/** The quarters of a period for which a delivery is used. */
const usedIn = (period: Period, { quarters }: Pick<ReadDelivery, 'quarters'>): readonly string[] =>
  quarters.filter((text) => {
    const quarter = readPeriod(text);
    return quarter !== null && contains(period, quarter);
  });

/** The periods of the rows of a delivery that are about its source, each with the first line that has it. */
const firstLines = ({ source, delivery }: ReadDelivery): ReadonlyMap<string, number> => {
  const lines = new Map<string, number>();
  const rows: readonly { readonly period: string; readonly line: number; readonly stream?: string }[] = delivery.rows;
  for (const { period, line, stream = source } of rows)
    if (stream === source && !lines.has(period)) lines.set(period, line);
  return lines;
};

/** The rows of a delivery that lie over more quarters than it is used for, each period of a source once. */
const partlyUsed = (pilot: Pilot, slot: Slot, from: ReadDelivery, all: readonly ReadDelivery[]): Fault[] =>
  [...firstLines(from)].flatMap(([text, line]) => {
    const period = readPeriod(text);
    // What was invested outside the period of a statement is not repaid by it, and no doubt about what is.
    if (period === null || (from.delivery.kind === 'investments' && !contains(slot.period, period))) return [];
    const used = usedIn(period, from);
    if (used.length === 0 || used.length === period.to - period.from + 1) return [];
    const others = all.filter(
      (each) => each !== from && each.source === from.source && usedIn(period, each).length > 0,
    );
    // What is only shown stops no statement, unless it would be shown twice.
    const isShownOnly = pilot.terms.memoStreams.includes(from.source) && others.length === 0;
    return isShownOnly ? [] : [doubtAbout(from, { period, line }, others)];
  });

/** Says which row cannot be divided, what stands beside it, and what to deliver. */
const doubtAbout = (
  from: ReadDelivery,
  { period, line }: { readonly period: Period; readonly line: number },
  others: readonly ReadDelivery[],
): Fault => {
  const named = ({ sha256, valuationDate }: ReadDelivery) => `aanlevering ${sha256} (stand per ${valuationDate})`;
  const quarters = (of: ReadDelivery) => usedIn(period, of).join(', ');
  const beside = others.map((each) => `${quarters(each)} uit ${named(each)}`).join(' en ');
  const row = `${period.text} staat als één rij in ${named(from)}, regel ${line}`;
  return {
    path: `${from.source} ${period.text}`,
    message:
      others.length > 0
        ? `${row}, en ${beside}: wat in beide staat, zou dubbel tellen. Lever ${period.text} per kwartaal aan, of nog eens als geheel.`
        : `${row}, en dit afschrift gaat daarvan alleen over ${quarters(from)}. Lever ${period.text} per kwartaal aan.`,
  };
};

const membersRows = (from: ReadDelivery): Sourced<Readonly<Record<string, unknown>>>[] =>
  from.delivery.kind !== 'members'
    ? []
    : from.delivery.rows
        .filter((row) => uses(from, row.period))
        .map(({ line, cohort, period, sex, ageBand, months }) => ({
          row: { cohort, period, sex, ageBand, months },
          basis: { delivery: from.sha256, line },
        }));

interface CaseCost {
  readonly stream: string;
  readonly cohort: string;
  readonly period: string;
  readonly sex: string | null;
  readonly ageBand: string | null;
  readonly amount: string;
  readonly completionFactor: string;
}

const costsRows = (pilot: Pilot, from: ReadDelivery): Sourced<CaseCost>[] =>
  from.delivery.kind !== 'costs'
    ? []
    : from.delivery.rows
        .filter((row) => row.stream === from.source && uses(from, row.period))
        .map(({ line, stream, cohort, period, sex, ageBand, amount }) => ({
          row: {
            stream,
            cohort,
            period,
            sex,
            ageBand,
            amount,
            completionFactor: factorOf(pilot, from, stream, period),
          },
          basis: { delivery: from.sha256, line },
        }));

/** The agreed factor for claims of a period as they stood on the delivery's date (method step 1). */
export const factorOf = (
  pilot: Pilot,
  { valuationDate }: Pick<ReadDelivery, 'valuationDate'>,
  stream: string,
  text: string,
): string => {
  const period = readPeriod(text);
  return period === null ? '1' : completionFactor(pilot, stream, quartersSince(period, valuationDate));
};

const investmentsOf = (deliveries: readonly ReadDelivery[], over: Period): Readonly<Record<string, string>> => {
  const totals = new Map<string, typeof ZERO>();
  for (const from of deliveries)
    for (const row of from.delivery.kind === 'investments' ? from.delivery.rows : []) {
      const period = readPeriod(row.period);
      if (period !== null && contains(over, period) && uses(from, row.period))
        totals.set(row.party, add(totals.get(row.party) ?? ZERO, readAmount(row.amount) ?? ZERO));
    }
  return Object.fromEntries([...totals].map(([party, total]) => [party, printAmount(total)]));
};

/** The costs that are not fully run out, each stream and period once. */
export const unfinished = (
  costs: readonly Pick<CaseCost, 'stream' | 'period' | 'completionFactor'>[],
): Unfinished[] => {
  const named = costs
    .filter((row) => row.completionFactor !== '1')
    .map(
      ({ stream, period, completionFactor: factor }) =>
        [`${stream} ${period}`, { stream, period, completionFactor: factor }] as const,
    );
  return [...new Map(named)].sort(([a], [b]) => codeUnitOrder(a, b)).map(([, each]) => each);
};
