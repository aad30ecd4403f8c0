/**
 * The bridge between two versions of a statement: how much of each difference comes from a changed agreement, from
 * changed member-months, from new deliveries, and from changed scores (method step 12; causes add up exactly).
 *
 * One cause at a time is exchanged in the old case, always in the order of `CAUSES`, and each case on the way is settled
 * in full. The order is a convention: where two causes work on each other, the later one carries what they do together.
 * It runs from the rules to the figures, so that new figures are always judged by the rules that now hold.
 */
import { compare, subtract, ZERO } from '../money/ratio.ts';
import { printAmount } from '../money/text.ts';
import { readCase } from '../pilot/case-file.ts';
import type { Result } from './result.ts';
import { settle, settleCase } from './settle.ts';
import {
  amountFields,
  eachOnce,
  isSettled,
  refuseVersion,
  type SettledVersion,
  type Version,
  type VersionRefusal,
} from './version.ts';
import {
  type AmountBasis,
  amountLine,
  CAUSES,
  type Cause,
  emptyVersionSheet,
  madeLine,
  type PrintedVersionLine,
  printedAmount,
  printVersionLines,
  type VersionLine,
  type VersionSheet,
} from './version-sheet.ts';

/** A version of a statement by its case: its name (the hash of its statement) and its case file (method section 4). */
export interface CaseVersion {
  readonly name: string;
  readonly caseFile: Readonly<Record<string, unknown>>;
}

/** The parts of a case file that each cause stands for. `scores` are the figures that the parties approve themselves. */
const PARTS: Readonly<Record<Cause, readonly string[]>> = {
  agreement: ['agreement'],
  memberMonths: ['memberMonths'],
  deliveries: ['costs', 'investments'],
  scores: ['quality', 'carryIn'],
};

/** Why a step was taken together with the next: the case after these causes has no amounts. */
export interface Merged {
  readonly exchanged: readonly Cause[];
  readonly status: 'refused' | 'incomplete';
  readonly refusal?: string;
}

/**
 * One step: the cause, or the causes that could only be exchanged together and why, and by field what they changed, in
 * euro as text. A cause that changed nothing in the case is a step of its own whose amounts are all `0.00`.
 */
export interface BridgeStep {
  readonly causes: readonly Cause[];
  readonly merged: readonly Merged[];
  readonly changed: boolean;
  readonly amounts: Readonly<Record<string, string>>;
}

/** A bridge: for every field the old amount plus the amounts of all steps is the new amount, exactly. */
export interface Bridge {
  readonly previous: string;
  readonly current: string;
  readonly steps: readonly BridgeStep[];
  /** By field the whole difference, in euro as text. */
  readonly difference: Readonly<Record<string, string>>;
  readonly lines: readonly PrintedVersionLine[];
}

/** A case on the way: what was exchanged since the stage before it, its settlement, and what its amounts rest on. */
interface Stage {
  readonly causes: readonly Cause[];
  readonly basis: AmountBasis;
  readonly merged: readonly Merged[];
  readonly amounts: Amounts;
}

/** The printed amounts of a version by field. */
type Amounts = ReturnType<typeof amountFields>;

/** Builds the bridge between two versions; refused where one of them has no amounts of its own. */
export const bridge = (previous: CaseVersion, current: CaseVersion): Bridge | VersionRefusal => {
  const [first, last] = [settleVersion(previous), settleVersion(current)];
  if (!isSettled(first)) return refuseVersion(first);
  if (!isSettled(last)) return refuseVersion(last);
  const stages = stagesBetween(previous.caseFile, current.caseFile, last);
  const start = { basis: { version: first.name }, amounts: amountFields(first) };
  const sheet = emptyVersionSheet();
  const fields = eachOnce(...[...stages, start].reverse().map(({ amounts }) => [...amounts.keys()]));
  const rows = fields.map((field) => bridgeField(sheet, field, start, stages));
  assertExplained(rows, start.amounts, amountFields(last));
  return {
    previous: previous.name,
    current: current.name,
    steps: stepsOf(stages, rows),
    difference: Object.fromEntries(rows.map(({ field, explained }) => [field, printAmount(explained.value)])),
    lines: printVersionLines(sheet),
  };
};

const settleVersion = ({ name, caseFile }: CaseVersion): Version => {
  const reading = readCase(caseFile);
  if (!('case' in reading)) return { name, parties: [], result: settleCase(caseFile) };
  return { name, parties: reading.case.terms.parties.map(({ id }) => id), result: settle(reading.case) };
};

type CaseFile = CaseVersion['caseFile'];

const partsOf = (of: CaseFile, cause: Cause): CaseFile =>
  Object.fromEntries(PARTS[cause].flatMap((name) => (Object.hasOwn(of, name) ? [[name, of[name]]] : [])));

/** Whether a cause changed the text of the case. Rows in another order are a change too, of nothing. */
const isChanged = (previous: CaseFile, current: CaseFile, cause: Cause): boolean =>
  JSON.stringify(partsOf(previous, cause)) !== JSON.stringify(partsOf(current, cause));

/** The settled cases on the way; a case that has no amounts hands its causes to the next. The last is the new case. */
const stagesBetween = (previous: CaseFile, current: CaseFile, last: SettledVersion): Stage[] => {
  const changed = CAUSES.filter((cause) => isChanged(previous, current, cause));
  const stages: Stage[] = [];
  let open: Pick<Stage, 'causes' | 'merged'> = { causes: [], merged: [] };
  for (const [place, cause] of changed.entries()) {
    const exchanged = changed.slice(0, place + 1);
    const isLast = exchanged.length === changed.length;
    const name = isLast ? last.name : exchanged.join(', ');
    const version = isLast ? last : settleVersion({ name, caseFile: exchange(previous, current, exchanged) });
    const basis = isLast ? { version: name } : { exchanged };
    const causes = [...open.causes, cause];
    if (isSettled(version)) stages.push({ ...open, causes, basis, amounts: amountFields(version) });
    open = isSettled(version)
      ? { causes: [], merged: [] }
      : { causes, merged: [...open.merged, mergedBecause(exchanged, version.result)] };
  }
  return stages;
};

/** The old case with the parts of some causes taken from the new one. */
const exchange = (previous: CaseFile, current: CaseFile, exchanged: readonly Cause[]): CaseFile =>
  Object.assign(
    {},
    { case: current['case'] },
    ...CAUSES.map((cause) => partsOf(exchanged.includes(cause) ? current : previous, cause)),
  );

const mergedBecause = (exchanged: readonly Cause[], result: Result): Merged =>
  result.status === 'refused'
    ? { exchanged, status: 'refused', refusal: result.refusal }
    : { exchanged, status: 'incomplete' };

/** The bridge of one field: the difference of each stage, and their sum. */
interface FieldBridge {
  readonly field: string;
  readonly differences: readonly VersionLine[];
  readonly explained: VersionLine;
}

const bridgeField = (
  sheet: VersionSheet,
  field: string,
  first: Pick<Stage, 'basis' | 'amounts'>,
  stages: readonly Stage[],
): FieldBridge => {
  let before = amountLine(sheet, field, first.amounts.get(field), first.basis);
  const differences = stages.map(({ causes, basis, amounts }) => {
    const here = amountLine(sheet, field, amounts.get(field), basis);
    const difference = madeLine(sheet, 'difference', 'cause', { field, causes }, [here, before]);
    before = here;
    return difference;
  });
  const explained = madeLine(sheet, 'sum', 'explained', { field }, differences);
  return { field, differences, explained };
};

/** Says out loud that the causes explain the whole difference between the two versions, and nothing else. */
const assertExplained = (rows: readonly FieldBridge[], first: Amounts, last: Amounts): void => {
  for (const { field, explained } of rows) {
    const [before, now] = [printedAmount(first.get(field) ?? '0'), printedAmount(last.get(field) ?? '0')];
    if (compare(explained.value, subtract(now, before)) !== 0)
      throw new Error('The causes of a bridge do not add up to its difference.');
  }
};

/** The steps in the order of `CAUSES`: the stages, and each cause that changed nothing as a step of zeros. */
const stepsOf = (stages: readonly Stage[], rows: readonly FieldBridge[]): BridgeStep[] =>
  CAUSES.flatMap((cause): BridgeStep[] => {
    const place = stages.findIndex(({ causes }) => causes.includes(cause));
    const stage = stages[place];
    if (stage === undefined)
      return [{ causes: [cause], merged: [], changed: false, amounts: amountsOf(rows, () => null) }];
    if (stage.causes[0] !== cause) return [];
    const amounts = amountsOf(rows, ({ differences }) => differences[place] ?? null);
    return [{ causes: stage.causes, merged: stage.merged, changed: true, amounts }];
  });

const amountsOf = (rows: readonly FieldBridge[], lineOf: (row: FieldBridge) => VersionLine | null) =>
  Object.fromEntries(rows.map((row) => [row.field, printAmount(lineOf(row)?.value ?? ZERO)]));
