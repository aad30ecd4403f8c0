/**
 * The third part of checking a bundle: that the statement is the one that was sealed, rests on the record, was approved
 * by the rules, and follows to the cent from its case.
 */
import * as z from 'zod';
import { type Pilot, readPilot, type Slot } from '../pilot/agreement.ts';
import { caseFileOf, factorOf, unfinished, uses } from '../settlement/assemble.ts';
import { checkResult, type Difference, differencesIn } from '../settlement/check.ts';
import type { Result } from '../settlement/result.ts';
import { bookedBy } from './booking.ts';
import { proofText, receiptsText } from './bundle.ts';
import { type BundleFault, bundleFault, isBundleFault } from './bundle-fault.ts';
import { canonicalText, type Hash, readCanonical } from './canonical.ts';
import { inputsHash, type Pinned, type PinnedDelivery, pinDraft } from './due.ts';
import type { PilotEvent } from './event.ts';
import { brokenRules } from './lawful.ts';
import { EMPTY_LEDGER } from './ledger.ts';
import { ledgerStatement } from './ledger-statement.ts';
import {
  agreementOver,
  isApproved,
  type PilotState,
  type StatementState,
  sealedOf,
  slotOver,
  stateOf,
} from './projection.ts';
import type { Restated } from './restatement.ts';
import { fingerprintOf } from './signature.ts';
import { explainedOf, METHOD_VERSION, type Statement, type StatementDelivery, statementOn } from './statement.ts';
import { notCanonical, textOf } from './verify-files.ts';
import type { CheckedLog, Means } from './verify-log.ts';
import type { Files } from './zip.ts';

const STATEMENT = 'statement.json';

/** What is read of a statement before all of it is made again. */
const printed = z.looseObject({
  method: z.string(),
  case: z.looseObject({
    memberMonths: z.array(z.unknown()),
    costs: z.array(z.looseObject({ stream: z.string(), period: z.string(), completionFactor: z.string() })),
    investments: z.unknown(),
  }),
  result: z.looseObject({ status: z.string() }),
  restates: z.looseObject({ statement: z.string() }).optional(),
});
type Printed = z.output<typeof printed>;

/** A statement that holds, as it is printed and as the record has it. */
export interface CheckedStatement {
  readonly state: PilotState;
  readonly statement: StatementState;
  readonly result: Result;
}

/** The statement of a bundle whose files and log hold, or the first thing of it that does not. */
export const checkStatement = (files: Files, log: CheckedLog, means: Means): CheckedStatement | BundleFault => {
  const { statement } = log.end;
  const read = readStatement(files, statement, means.hash);
  if (isBundleFault(read)) return read;
  const draft = checkDraft(log, statement, means);
  if (isBundleFault(draft)) return draft;
  const restated = readRestated(files, statement, read, draft, means);
  if (isBundleFault(restated)) return restated;
  return (
    checkActs(log.chain, statement) ??
    checkGround(read, draft) ??
    checkSums(read, draft) ??
    checkWhole(read, { ...draft, ...restated }) ??
    checkBooked(read, log, statement) ??
    checkDerived(files, log, read, draft, means) ??
    checkApproval(log.chain, statement, read)
  );
};

interface ReadStatement {
  readonly text: string;
  readonly printed: Printed;
}

const readStatement = (files: Files, statement: string, hash: Hash): ReadStatement | BundleFault => {
  const text = textOf(files, STATEMENT);
  if (typeof text !== 'string') return text;
  const found = hash(text);
  if (found !== statement)
    return bundleFault('statement_must_be_the_one_sealed', STATEMENT, `SHA-256 ${statement}`, `SHA-256 ${found}`);
  const canonical = readCanonical(text);
  const read = printed.safeParse(canonical?.value);
  if (canonical === null || !read.success) return notCanonical(STATEMENT, 'geen afschrift');
  return read.data.method === METHOD_VERSION
    ? { text, printed: read.data }
    : bundleFault('method_must_be_known', STATEMENT, `methode ${METHOD_VERSION}`, `methode ${read.data.method}`);
};

/** A drafted statement: the pilot then, its slot, and the deliveries that counted. */
interface Draft {
  readonly pilot: Pilot;
  readonly slot: Slot;
  readonly pinned: Pinned['deliveries'];
  readonly counted: Pick<Pinned, 'population' | 'counts' | 'carryIn'>;
  readonly deliveries: readonly StatementDelivery[];
  /** The statement over the same period that was sealed last before it, by hash. */
  readonly restates: string | null;
}

const placeOfDraft = (chain: readonly PilotEvent[], statement: string): number =>
  chain.findLastIndex(({ change }) => change.type === 'statementDrafted' && change.statement === statement);

/** Pins again what the draft was made from: the state just before its event decides. */
const checkDraft = ({ chain, publicKey }: CheckedLog, statement: string, means: Means): Draft | BundleFault => {
  const opened = chain[0]?.change;
  const reading = readPilot(opened?.type === 'pilotOpened' ? opened.document : null);
  const where = 'events.json, gebeurtenis 1';
  if ('faults' in reading)
    return bundleFault('agreement_must_be_readable', where, 'een overeenkomst', reading.faults[0]?.message ?? '');
  const agreed = reading.pilot.document.agreement.signingKey;
  const fingerprint = fingerprintOf(publicKey, means.hashBytes);
  if (agreed !== undefined && agreed !== fingerprint)
    return bundleFault('key_must_be_agreed', where, `SHA-256 ${agreed}`, `SHA-256 ${fingerprint}`);
  return unreadableAgreement(chain) ?? draftOf(chain, placeOfDraft(chain, statement), means.hash);
};

/** The first agreement over a later period that cannot be read. */
const unreadableAgreement = (chain: readonly PilotEvent[]): BundleFault | null => {
  for (const { change, sequence } of chain) {
    const reading = change.type === 'agreementProposed' ? readPilot(change.document) : null;
    if (reading === null || !('faults' in reading)) continue;
    const where = `events.json, gebeurtenis ${sequence}`;
    return bundleFault('agreement_must_be_readable', where, 'een overeenkomst', reading.faults[0]?.message ?? '');
  }
  return null;
};

const draftOf = (chain: readonly PilotEvent[], place: number, hash: Hash): Draft | BundleFault => {
  const state = stateOf(chain.slice(0, Math.max(place, 0)));
  const change = chain[place]?.change;
  if (state === null || change?.type !== 'statementDrafted')
    return bundleFault('statement_must_be_drafted', 'events.json', 'een gebeurtenis statementDrafted', 'geen');
  const where = `events.json, gebeurtenis ${place + 1}`;
  const slot = slotOver(state, change.period);
  const { pilot } = agreementOver(state, change.period);
  if (slot === undefined)
    return bundleFault('statement_must_be_drafted', where, 'een periode van de overeenkomst', change.period);
  const restates = sealedOf(state, slot).at(-1)?.statement ?? null;
  if (change.kind !== (restates === null ? slot.kind : 'restatement') || (change.restates ?? null) !== restates)
    return bundleFault(
      'restatement_must_name_what_was_sealed',
      where,
      restates === null ? slot.kind : `restatement van ${restates}`,
      change.restates === undefined ? change.kind : `${change.kind} van ${change.restates}`,
    );
  const pinned = pinDraft(state, slot);
  const inputs = inputsHash(pinned, pilot, hash);
  if (inputs !== change.inputs)
    return bundleFault('statement_must_rest_on_the_record', where, `inputs ${inputs}`, `inputs ${change.inputs}`);
  const deliveries = pinned.deliveries.map(describe);
  return { pilot, slot, pinned: pinned.deliveries, counted: pinned, deliveries, restates };
};

const describe = ({ source, delivery, quarters }: PinnedDelivery): StatementDelivery => {
  const { sha256, valuationDate, rows, total } = delivery;
  return { source, sha256, valuationDate, quarters, rows, total, ...explainedOf(delivery) };
};

const RESTATED = 'restated.json';

/** The sealed statement that this one makes again; its hash is that of a sealed one, so it has the form of one. */
const readRestated = (
  files: Files,
  statement: string,
  { printed: { restates } }: ReadStatement,
  { restates: sealed }: Draft,
  { hash }: Means,
): { readonly restated: Restated | null } | BundleFault => {
  const text = textOf(files, RESTATED);
  if (typeof text !== 'string') return text;
  const file = restatedFile.safeParse(readCanonical(text)?.value).data;
  if (file === undefined || file.statement !== statement) return notCanonical(RESTATED, 'iets anders');
  const { previous } = file;
  const found = previous === null ? null : hash(canonicalText(previous));
  const rule = 'restatement_must_name_what_was_sealed';
  if (found !== sealed) return bundleFault(rule, RESTATED, sealed ?? 'niets', found ?? 'niets');
  const named = restates?.statement ?? null;
  if (named !== sealed) return bundleFault(rule, `${STATEMENT}, restates`, sealed ?? 'niets', named ?? 'niets');
  return { restated: sealed === null ? null : ({ statement: sealed, previous } as unknown as Restated) };
};

const restatedFile = z.strictObject({ statement: z.string(), previous: z.looseObject({}).nullable() });

/** Whether everything that people did about the statement was allowed by the rules on the record as it was then. */
const checkActs = (chain: readonly PilotEvent[], statement: string): BundleFault | null => {
  for (const { sequence, rule } of brokenRules(chain)) {
    const change = chain[sequence - 1]?.change;
    if (change === undefined || !('statement' in change) || change.statement !== statement) continue;
    const where = `events.json, gebeurtenis ${sequence}`;
    return bundleFault('act_must_be_allowed', where, `${change.type} volgens de regels`, rule);
  }
  return null;
};

/** Whether the case is that of the agreement and the pinned deliveries, as far as it can be told without their files. */
const checkGround = ({ printed: { case: caseFile } }: ReadStatement, draft: Draft): BundleFault | null => {
  const { memberMonths, costs, investments } = caseFile;
  const { carryIn } = draft.counted;
  const should = caseFileOf(draft.pilot, draft.slot, { memberMonths, costs, investments, carryIn });
  const rule = 'case_must_follow_from_the_agreement';
  const [first] = differencesIn(should, caseFile);
  if (first !== undefined) return differs(rule, 'case', first);
  for (const [place, row] of costs.entries()) {
    const factors = draft.pinned
      .filter((each) => each.source === row.stream && uses(each, row.period))
      .map(({ delivery }) => factorOf(draft.pilot, delivery, row.stream, row.period));
    if (factors.includes(row.completionFactor)) continue;
    const path = `case.costs[${place}].completionFactor`;
    return bundleFault(rule, `${STATEMENT}, ${path}`, factors.join(' of ') || 'geen kosten', row.completionFactor);
  }
  return null;
};

/** The place of a difference, below a name where there is one. */
const differs = (rule: BundleFault['rule'], below: string, { path, should, is }: Difference): BundleFault => {
  const place = [below, path].filter((part) => part !== '').join('.');
  return bundleFault(rule, `${STATEMENT}, ${place}`, should ?? 'niets', is ?? 'niets');
};

const deliveredBasis = z.looseObject({
  worksheet: z.looseObject({ lines: z.array(z.looseObject({ basis: z.unknown().optional() })) }),
});
const delivered = z.looseObject({ delivery: z.string() });

/** Settles the case anew and compares every line and every amount; a line from a delivery names one of the statement's. */
const checkSums = ({ printed: { result, case: caseFile } }: ReadStatement, draft: Draft): BundleFault | null => {
  const { lines, fields } = checkResult(result, caseFile);
  const [line] = lines;
  if (line !== undefined) {
    const [first] = line.differences;
    const where = `result.worksheet, regel ${line.number}`;
    return differs('line_must_follow_from_the_case', where, first ?? { path: '', should: null, is: null });
  }
  const [field] = fields;
  if (field !== undefined) return differs('result_must_follow_from_the_case', 'result', field);
  return checkBases(result, new Set(draft.deliveries.map(({ sha256 }) => sha256)));
};

const checkBases = (result: unknown, known: ReadonlySet<string>): BundleFault | null => {
  const lines = deliveredBasis.safeParse(result).data?.worksheet.lines ?? [];
  for (const [place, { basis }] of lines.entries()) {
    const named = delivered.safeParse(basis).data?.delivery;
    if (named === undefined || known.has(named)) continue;
    const where = `${STATEMENT}, result.worksheet, regel ${place + 1}`;
    return bundleFault('line_must_name_a_delivery', where, 'een aanlevering van het afschrift', named);
  }
  return null;
};

/** Makes the whole statement again around its case and result, which have been checked by now. */
const checkWhole = (
  { text, printed: { case: caseFile, result, ...rest } }: ReadStatement,
  draft: Draft & { readonly restated: Restated | null },
) => {
  const { pilot, slot, deliveries, counted, restated } = draft;
  const ground = { deliveries, mayStillChange: unfinished(caseFile.costs), caseFile, counted, restated };
  const should = statementOn(pilot, slot, ground, result as unknown as Result);
  if (canonicalText(should) === text) return null;
  const [first] = differencesIn(should, { ...rest, case: caseFile, result });
  return differs('statement_must_follow_from_the_agreement', '', first ?? { path: '', should: null, is: null });
};

/** Whether the event that names the manifest books what the statement and the bookings before it give. */
const checkBooked = ({ text }: ReadStatement, { chain, end }: CheckedLog, sha256: string): BundleFault | null => {
  const where = `events.json, gebeurtenis ${chain.length}`;
  const rule = 'booking_must_follow_from_the_statement';
  const whole: Statement = JSON.parse(text);
  const ledger = stateOf(chain.slice(0, -1))?.ledger ?? EMPTY_LEDGER;
  const should = bookedBy(ledger, ledgerStatement(whole, { sha256, known: chain.at(-1)?.known ?? '' }));
  if ('refusal' in should) return bundleFault(rule, where, 'een afschrift dat te boeken is', should.refusal);
  const [expected, found] = [should.booked, end.booked ?? null].map((booked) =>
    booked === null ? 'niets' : canonicalText(booked),
  );
  return expected === found ? null : bundleFault(rule, where, expected ?? '', found ?? '');
};

/** Whether the files that follow from others, and were not compared before, are as they follow. */
const checkDerived = (
  files: Files,
  { chain, log }: CheckedLog,
  { printed: { case: caseFile } }: ReadStatement,
  { deliveries }: Draft,
  { hash }: Means,
): BundleFault | null => {
  const should: Readonly<Record<string, string>> = {
    'case.json': canonicalText(caseFile),
    'proof.json': proofText(chain, log),
    'receipts.json': receiptsText(chain, deliveries, hash),
  };
  const wrong = Object.entries(should).find(([name, text]) => textOf(files, name) !== text)?.[0];
  return wrong === undefined
    ? null
    : bundleFault('file_must_follow_from_the_others', wrong, 'wat uit de andere bestanden volgt', 'iets anders');
};

const checkApproval = (
  chain: readonly PilotEvent[],
  named: string,
  { printed: { result } }: ReadStatement,
): CheckedStatement | BundleFault => {
  const state = stateOf(chain);
  const statement = state?.statements.find((each) => each.statement === named);
  if (state === null || statement === undefined)
    return bundleFault('statement_must_be_drafted', 'events.json', 'een gebeurtenis statementDrafted', 'geen');
  const expected = `goedkeuring van ${agreementOver(state, statement.period).pilot.document.agreement.approvers.join(', ')}`;
  if (!isApproved(state, statement))
    return bundleFault(
      'statement_must_be_approved',
      'events.json',
      expected,
      statement.approvedBy.join(', ') || 'geen',
    );
  if (statement.status !== result.status)
    return bundleFault('statement_must_be_drafted', 'events.json', `uitkomst ${result.status}`, statement.status);
  return { state, statement, result: result as unknown as Result };
};
