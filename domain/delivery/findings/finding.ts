/**
 * A finding: what a file was found to break, with the rule and a right example, in Dutch and English.
 *
 * A problem that a reader reports becomes a finding of its kind; definition and plausibility findings are made here. The
 * value is repeated only where a rule is about what a cell means: a damaged cell, or one that was refused for privacy,
 * may hold anything.
 */
import type { Problem } from './problem.ts';
import { type FindingKind, type RuleCode, ruleFor } from './rules.ts';
import type { Sentence } from './sentence.ts';

/** One finding. `message` and `messageEnglish` are all of it in a sentence or two, ready to show. */
export interface Finding extends Omit<Problem, 'value' | 'detail' | 'example'> {
  readonly kind: FindingKind;
  /** The heading of the column as the file writes it; null where a whole row or file is meant. */
  readonly heading: string | null;
  /** The text of the cell; null where it is not repeated. */
  readonly value: string | null;
  /** What the value was held against; null where the rule says it all. */
  readonly detail: Sentence | null;
  readonly rule: Sentence;
  readonly example: string;
  readonly messageEnglish: string;
}

/** What a check found: the rule that is broken, where, and the text of the cell where it may be repeated. */
export interface Found {
  readonly code: RuleCode;
  readonly line: number | null;
  readonly column: number | null;
  readonly value: string | null;
  /** The value is a decimal as method N1 writes it; a finding shows it with the decimal sign of the file. */
  readonly isDecimal?: true;
  readonly detail?: Sentence;
}

const LONGEST_SHOWN = 40;

const shown = (text: string): string => `"${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text}"`;

const metOf = (value: string | null, here: string, nothing: string): string =>
  value === null ? '' : `${here} ${value === '' ? nothing : shown(value)}. `;

const said = (detail: string | undefined): string => (detail === undefined ? '' : `${detail} `);

/** A damaged heading may be as long as a file; it is repeated with every finding of its column. */
const LONGEST_HEADING = 100;

const headingOf = (column: number | null, headings: readonly string[]): string | null =>
  column === null ? null : (headings[column - 1]?.slice(0, LONGEST_HEADING) ?? null);

/** A finding in full, its words from the register of rules; headings and decimal sign are those of the file. */
export const findingOf = (found: Found, headings: readonly string[], decimal: string | null = null): Finding => {
  const { code, line, column, detail, isDecimal } = found;
  const value = isDecimal === true && decimal === ',' ? (found.value?.replace('.', ',') ?? null) : found.value;
  const { kind, nl, en, example } = ruleFor(code);
  const heading = headingOf(column, headings);
  const where = heading === null ? '' : `${heading}: `;
  const message = `${where}${metOf(value, 'hier staat', 'niets')}${said(detail?.nl)}${nl} Voorbeeld: ${example}`;
  const messageEnglish = `${where}${metOf(value, 'here stands', 'nothing')}${said(detail?.en)}${en} Example: ${example}`;
  const words = { rule: { nl, en }, example, message, messageEnglish };
  return { kind, code, line, column, heading, value, detail: detail ?? null, ...words };
};

/** A reader's problem as a finding; `headings` are those of the file. The Dutch message stays as the reader wrote it. */
export const findingOfProblem = (problem: Problem, headings: readonly string[]): Finding => {
  const { code, line, column, message, value = null, detail = null } = problem;
  const { kind, nl, en, example: usual } = ruleFor(code);
  const example = problem.example ?? usual;
  // The fields of a closing row stand under headings that they have nothing to do with.
  const heading = code.startsWith('closing_row_') ? null : headingOf(column, headings);
  const where = heading === null ? '' : `${heading}: `;
  const messageEnglish = `${where}${metOf(value, 'here stands', 'nothing')}${said(detail?.en)}${en} Example: ${example}`;
  const words = { rule: { nl, en }, example, message, messageEnglish };
  return { kind, code, line, column, heading, value, detail, ...words };
};
