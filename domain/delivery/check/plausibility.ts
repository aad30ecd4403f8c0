/**
 * What is not plausible may still be right. Its supplier then says why, and the reason is printed on the statement, so
 * that the other parties read it before they approve.
 */
import type { Finding } from '../findings/finding.ts';
import type { Sentence } from '../findings/sentence.ts';
import { personalKindOf } from '../privacy/personal-data.ts';

/** A supplier's reason: for one finding, or, without a line, for every finding of a rule. */
export interface PlausibilityReason {
  readonly code: string;
  readonly line?: number;
  readonly column?: number;
  readonly reason: string;
}

/** A finding that was accepted, as it is kept with the delivery and printed on the statement. */
export interface AcceptedFinding {
  readonly code: string;
  readonly line: number | null;
  readonly column: number | null;
  /** What was found, as the supplier read it. */
  readonly message: string;
  readonly messageEnglish: string;
  readonly reason: string;
}

/** Findings of one rule with one reason, as the record keeps them and a statement prints them. */
export interface Explanation {
  readonly code: string;
  readonly reason: string;
  readonly findingCount: number;
  /** Where the first of them are. */
  readonly places: readonly { readonly line: number | null; readonly column: number | string | null }[];
  /** The first of them in full. */
  readonly message: string;
  readonly messageEnglish: string;
}

/** Why reasons are not taken. */
export interface ReasonRefusal {
  readonly code:
    | 'reason_must_be_given'
    | 'reason_must_be_short_text'
    | 'reason_must_not_hold_personal_data'
    | 'reason_must_be_for_a_finding'
    | 'finding_must_be_corrected';
  readonly finding: Pick<Finding, 'code' | 'line' | 'column'>;
  readonly message: Sentence;
}

/** Every plausibility finding with its reason, in the order of the findings; or every reason why not. */
export type PlausibilityAcceptance =
  | { readonly accepted: readonly AcceptedFinding[] }
  | { readonly refusals: readonly ReasonRefusal[] };

const LONGEST_REASON = 500;

/** Whether a reason is meant for a finding. */
const isFor = (finding: Finding, { code, line, column }: PlausibilityReason): boolean =>
  finding.code === code &&
  (line === undefined || finding.line === line) &&
  (column === undefined || finding.column === column);

/** The most precise reason for a finding: one that names its line goes before one for the whole rule. */
const reasonFor = (finding: Finding, reasons: readonly PlausibilityReason[]): PlausibilityReason | undefined => {
  const meant = reasons.filter((reason) => isFor(finding, reason));
  return meant.find(({ line }) => line !== undefined) ?? meant[0];
};

/** Takes a supplier's reasons for what was not plausible. Structure and definitions cannot be reasoned away. */
export const acceptPlausibility = (
  findings: readonly Finding[],
  reasons: readonly PlausibilityReason[],
): PlausibilityAcceptance => {
  const refusals = [...findings.flatMap((finding) => findingRefusals(finding, reasons)), ...idle(findings, reasons)];
  if (refusals.length > 0) return { refusals };
  return { accepted: findings.map((finding) => accepted(finding, reasonFor(finding, reasons)?.reason ?? '')) };
};

/** The places that an explanation keeps: a reader looks at some, and the file has them all. */
const MOST_PLACES = 10;

/**
 * A supplier's reasons, put together by rule and reason. `counts` says how often each rule was broken: findings that are not
 * listed can only be meant by a reason for their whole rule.
 */
export const explanations = (
  findings: readonly Finding[],
  counts: Readonly<Record<string, number>>,
  reasons: readonly PlausibilityReason[],
): { readonly explained: readonly Explanation[] } | { readonly refusals: readonly ReasonRefusal[] } => {
  const taken = acceptPlausibility(findings, reasons);
  if ('refusals' in taken) return taken;
  const unlisted = unlistedCounts(findings, counts);
  const unmeant = [...unlisted.keys()].filter((code) => !reasons.some((each) => isForRule(each, code)));
  if (unmeant.length > 0)
    return { refusals: unmeant.map((code) => refusalOf('reason_must_be_given', { code, line: null, column: null })) };
  const groups = Map.groupBy(taken.accepted, ({ code, reason }) => JSON.stringify([code, reason]));
  return { explained: [...groups.values()].map((group) => explanationOf(group, reasons, unlisted)) };
};

const isForRule = ({ code, line, column }: PlausibilityReason, wanted: string): boolean =>
  code === wanted && line === undefined && column === undefined;

/** By rule how many findings there are beside those that are listed; only where there are any. */
const unlistedCounts = (
  findings: readonly Finding[],
  counts: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> => {
  const listed = Map.groupBy(findings, ({ code }) => code);
  const more = [...listed].map(([code, all]) => [code, (counts[code] ?? 0) - all.length] as const);
  return new Map(more.filter(([, count]) => count > 0));
};

const explanationOf = (
  group: readonly AcceptedFinding[],
  reasons: readonly PlausibilityReason[],
  unlisted: ReadonlyMap<string, number>,
): Explanation => {
  const [first] = group;
  if (first === undefined) throw new Error('A reason was taken for no finding.');
  const { code, reason, message, messageEnglish } = first;
  const isOfRule = reasons.some((each) => isForRule(each, code) && each.reason.trim() === reason);
  const findingCount = group.length + (isOfRule ? (unlisted.get(code) ?? 0) : 0);
  const places = group.slice(0, MOST_PLACES).map(({ line, column }) => ({ line, column }));
  return { code, reason, findingCount, places, message, messageEnglish };
};

const accepted = ({ code, line, column, message, messageEnglish }: Finding, reason: string): AcceptedFinding => ({
  code,
  line,
  column,
  message,
  messageEnglish,
  reason: reason.trim(),
});

const findingRefusals = (finding: Finding, reasons: readonly PlausibilityReason[]): ReasonRefusal[] => {
  const { code, line, column } = finding;
  const refuse = (refusal: ReasonRefusal['code']): ReasonRefusal[] => [refusalOf(refusal, { code, line, column })];
  if (finding.kind !== 'PF') return refuse('finding_must_be_corrected');
  const text = reasonFor(finding, reasons)?.reason.trim();
  if (text === undefined) return refuse('reason_must_be_given');
  if (text === '' || text.length > LONGEST_REASON) return refuse('reason_must_be_short_text');
  return personalKindOf(text) === null ? [] : refuse('reason_must_not_hold_personal_data');
};

/** A reason for nothing is a mistake in its place; taking it in silence would hide that. */
const idle = (findings: readonly Finding[], reasons: readonly PlausibilityReason[]): ReasonRefusal[] =>
  reasons
    .filter((reason) => !findings.some((finding) => isFor(finding, reason)))
    .map(({ code, line, column }) =>
      refusalOf('reason_must_be_for_a_finding', { code, line: line ?? null, column: column ?? null }),
    );

const refusalOf = (code: ReasonRefusal['code'], finding: ReasonRefusal['finding']): ReasonRefusal => ({
  code,
  finding,
  message: REFUSALS[code],
});

const REFUSALS: Readonly<Record<ReasonRefusal['code'], Sentence>> = {
  reason_must_be_given: {
    nl: 'Deze bevinding heeft nog geen reden. Verbeter het bestand, of zeg waarom het zo klopt.',
    en: 'This finding has no reason yet. Correct the file, or say why it is right as it is.',
  },
  reason_must_be_short_text: {
    nl: `Een reden is een tekst van 1 tot en met ${LONGEST_REASON} tekens; zij komt op het afschrift.`,
    en: `A reason is a text of 1 to ${LONGEST_REASON} characters; it is printed on the statement.`,
  },
  reason_must_not_hold_personal_data: {
    nl: 'Deze reden gaat over een persoon: er staat een nummer in dat een burgerservicenummer kan zijn, een e-mailadres, een geboortedatum of een naam met een aanspreking. Een reden komt op het afschrift van alle partijen. Haal het weg.',
    en: 'This reason is about a person: it holds a number that may be a citizen service number, an e-mail address, a date of birth or a name with a form of address. A reason is printed on the statement of every party. Remove it.',
  },
  reason_must_be_for_a_finding: {
    nl: 'Bij deze reden is er geen bevinding. Kijk code, regel en kolom na.',
    en: 'There is no finding for this reason. Look at its code, line and column.',
  },
  finding_must_be_corrected: {
    nl: 'Een fout in structuur of definitie kan niet met een reden worden geaccepteerd. Verbeter het bestand.',
    en: 'A fault of structure or definition cannot be accepted with a reason. Correct the file.',
  },
};
