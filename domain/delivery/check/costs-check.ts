/**
 * The check of costs, row by row and at the end: definitions, plausibility, and the member-months that belong to them.
 */
import { add, compare, type Ratio, ZERO } from '../../money/ratio.ts';
import { printAmount, readAmount } from '../../money/text.ts';
import { dutchNumber } from '../findings/dutch-number.ts';
import { nearestNames } from '../findings/nearest-names.ts';
import type { Sentence } from '../findings/sentence.ts';
import type { CostsRow } from '../template/delivery.ts';
import { CARE_CATEGORIES, careCategory, hasRegister } from './care-categories.ts';
import { categoryKey, costCellKey } from './cell-key.ts';
import { cellRegister } from './cell-register.ts';
import { cellWords } from './cell-words.ts';
import { allowedStreams, type CheckContext, type ColumnOf, checkDeliverer, type Report } from './check-context.ts';
import { agreedPeriod, type RowsCheck } from './members-check.ts';
import { refusedRow } from './refused-rows.ts';
import { strata } from './strata-findings.ts';

/** Checks the rows of a costs delivery. */
export const costsCheck = (context: CheckContext, columnOf: ColumnOf, report: Report): RowsCheck<CostsRow> => {
  const streams = allowedStreams(context);
  const register = cellRegister(columnOf('bedrag'), report, context.earlier);
  const groups = strata(context, context.members, columnOf, report);
  const asked = new Set<string>();
  const categoryOf = categories();
  const totals = new Map<string, GroupTotal>();

  /** Whether a row is somewhere; if its stream, category, period or age band is unknown, what else is odd follows from that. */
  const isPlaced = (row: CostsRow, category: Category): boolean => {
    const stream = isKnownStream(row, streams, columnOf, report);
    const hasCategory = isKnownCategory(category, row, columnOf, report);
    const period = agreedPeriod(context, row, columnOf, report) !== null;
    const ageBand = groups.isKnownBand(row.line, row.ageBand);
    const isKnown = stream && hasCategory && period && ageBand;
    if (isKnown) groups.take(row.line, row, row.stream, category.key);
    else groups.refuse(refusedRow(row, { stream, period, ageBand }));
    return isKnown;
  };

  return {
    take: (row) => {
      if (!asked.has(row.stream)) checkDeliverer(context, row.stream, report);
      asked.add(row.stream);
      const category = categoryOf(row);
      if (!isPlaced(row, category)) return;
      const amount = readAmount(row.amount) ?? ZERO;
      const key = costCellKey(row, row.stream, category.key);
      register.take({ line: row.line, key, period: row.period, quantity: amount, isCorrection: amount.n < 0n });
      addToTotal(totals, row, category.key, amount);
      checkPersons(row, amount, columnOf, report);
      checkAboveCap(row, amount, columnOf, report);
      checkMembers(context, row, amount, columnOf, report);
    },
    end: (isWhole) => {
      register.end();
      groups.end(isWhole);
      for (const total of totals.values()) reportNegative(total, columnOf, report);
    },
  };
};

const isKnownStream = (row: CostsRow, streams: readonly string[], columnOf: ColumnOf, report: Report): boolean => {
  if (streams.includes(row.stream)) return true;
  const names = streams.join(', ');
  const detail = { nl: `De stromen zijn ${names}.`, en: `The streams are ${names}.` };
  report({ code: 'stream_must_be_agreed', line: row.line, column: columnOf('stroom'), value: row.stream, detail });
  return false;
};

/** A category as a row names it: by what it is known among the cells, and what is said of one that its register lacks. */
interface Category {
  readonly key: string;
  readonly unknown: Sentence | null;
}

/** Looks up categories, each once: a file has the same ones in very many rows, right or wrong. */
const categories = (): ((row: CostsRow) => Category) => {
  const known = new Map<string, Map<string | null, Category>>();
  return ({ stream, careCategory: text }) => {
    const ofStream = known.get(stream) ?? new Map<string | null, Category>();
    known.set(stream, ofStream);
    const found = ofStream.get(text) ?? { key: categoryKey(stream, text), unknown: unknownCategory(stream, text) };
    ofStream.set(text, found);
    return found;
  };
};

const isKnownCategory = (
  { unknown }: Category,
  { line, careCategory: text }: CostsRow,
  columnOf: ColumnOf,
  report: Report,
): boolean => {
  if (unknown === null) return true;
  report({ code: 'care_category_is_unknown', line, column: columnOf('zorgsoort'), value: text, detail: unknown });
  return false;
};

const unknownCategory = (stream: string, text: string | null): Sentence | null => {
  if (text === null || !hasRegister(stream) || careCategory(stream, text) !== null) return null;
  const codes = CARE_CATEGORIES.filter((category) => category.stream === stream).map(({ code }) => code);
  const nearest = nearestNames(text.toLowerCase(), codes).join(', ');
  return { nl: `Daarop lijken ${nearest}.`, en: `Like it are ${nearest}.` };
};

const checkPersons = (row: CostsRow, amount: Ratio, columnOf: ColumnOf, report: Report): void => {
  if (BigInt(row.persons) === 0n && amount.n > 0n)
    report({ code: 'costs_without_persons', line: row.line, column: columnOf('personen'), value: row.persons });
};

/** What of an amount lies above the cap of one person, beside the whole: none of these can be true. */
const checkAboveCap = (row: CostsRow, amount: Ratio, columnOf: ColumnOf, report: Report): void => {
  const { line, persons, personsAboveCap, amountAboveCap } = row;
  if (personsAboveCap !== null && BigInt(personsAboveCap) > BigInt(persons)) {
    const at = { line, column: columnOf('personen_boven_grens'), value: personsAboveCap };
    report({ code: 'more_persons_above_cap_than_persons', ...at, detail: countOf(persons) });
  }
  const above = amountAboveCap === null ? null : readAmount(amountAboveCap);
  if (amountAboveCap === null || above === null || above.n <= 0n) return;
  const at = { line, column: columnOf('bedrag_boven_grens'), value: amountAboveCap, isDecimal: true } as const;
  if (personsAboveCap !== null && BigInt(personsAboveCap) === 0n)
    report({ code: 'amount_above_cap_without_persons', ...at });
  // A row that corrects may take back more than what of it lies above the cap.
  if (amount.n >= 0n && compare(above, amount) > 0)
    report({ code: 'amount_above_cap_exceeds_amount', ...at, detail: amountOf(row.amount) });
};

const countOf = (persons: string): Sentence => ({
  nl: `De cel telt ${persons} personen.`,
  en: `The cell counts ${persons} persons.`,
});

const amountOf = (amount: string): Sentence => ({
  nl: `Het bedrag van de cel is ${dutchNumber(amount)}.`,
  en: `The amount of the cell is ${amount}.`,
});

const checkMembers = (
  { members }: CheckContext,
  row: CostsRow,
  amount: Ratio,
  columnOf: ColumnOf,
  report: Report,
): void => {
  if (members === null || amount.n === 0n) return;
  const { line } = row;
  const persons = members.persons(row);
  if (!members.hasMonths(row)) {
    const { nl, en } = cellWords([row.cohort, row.period, row.sex, row.ageBand]);
    const detail = { nl: `Voor ${nl} zijn er geen maanden.`, en: `There are no months for ${en}.` };
    report({
      code: 'costs_without_members',
      line,
      column: columnOf('bedrag'),
      value: row.amount,
      isDecimal: true,
      detail,
    });
  } else if (persons !== null && BigInt(row.persons) > persons) {
    const detail = { nl: `De verzekerdenmaanden tellen er ${persons}.`, en: `The member-months count ${persons}.` };
    report({ code: 'more_persons_than_members', line, column: columnOf('personen'), value: row.persons, detail });
  }
};

/** The costs of a category, period and cohort together. */
interface GroupTotal {
  readonly line: number;
  readonly name: Sentence;
  amount: Ratio;
}

const addToTotal = (totals: Map<string, GroupTotal>, row: CostsRow, category: string, amount: Ratio): void => {
  const { line, cohort, stream, period } = row;
  const key = `${cohort}|${stream}|${category}|${period}`;
  const before = totals.get(key);
  if (before === undefined) totals.set(key, { line, name: cellWords([cohort, stream, category, period]), amount });
  else before.amount = add(before.amount, amount);
};

const reportNegative = ({ line, name, amount }: GroupTotal, columnOf: ColumnOf, report: Report): void => {
  if (amount.n >= 0n) return;
  // The cell holds the amount of one row, so the total is told beside it and not as what stands there.
  const total = printAmount(amount);
  const detail = {
    nl: `Het totaal van ${name.nl} is ${dutchNumber(total)}.`,
    en: `The total of ${name.en} is ${total}.`,
  };
  report({ code: 'total_is_negative', line, column: columnOf('bedrag'), value: null, detail });
};
