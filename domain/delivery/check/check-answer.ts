/**
 * The answer of a check: what a file is, everything that was found in it, what was counted, and whether it is accepted.
 */
import type { CostBasis } from '../../pilot/cost-basis.ts';
import { type Finding, type Found, findingOf, findingOfProblem } from '../findings/finding.ts';
import { type Problem, problemOrder } from '../findings/problem.ts';
import { MOST_LISTED } from '../findings/problem-list.ts';
import { type FindingKind, ruleFor } from '../findings/rules.ts';
import { describeFile, type FileDescription } from '../structure/inspection.ts';
import type { Structure } from '../structure/structural-reader.ts';

/** Counted or declared figures by name: numbers of rows, and sums as exact decimals. */
export interface Figures {
  readonly [name: string]: string | number | Figures;
}

/** A rule that was not checked, and the file or the kind of row that it needs. */
export interface NotChecked {
  readonly rule: string;
  readonly needs: string;
}

/** What a check says about one file. SF findings are in `problems`, as an inspection has them; DF and PF in `findings`. */
export interface CheckAnswer extends FileDescription {
  readonly kind: string;
  /** No SF and no DF. What is not plausible does not refuse, but asks for a reason. */
  readonly accepted: boolean;
  readonly counts: Readonly<Record<FindingKind, number>>;
  readonly problemCount: number;
  readonly problems: readonly Finding[];
  readonly findingCount: number;
  readonly findings: readonly Finding[];
  readonly totals: { readonly counted: Figures; readonly declared: Figures | null };
  readonly notChecked: readonly NotChecked[];
  /** By stream of a costs file: gross or net as the agreement declares it, null where it does not. */
  readonly basis?: Readonly<Record<string, CostBasis | null>>;
}

/** Collects what is found. Everything is counted; of structure and of the rest the first 10,000 are kept. */
export interface Collector {
  readonly problem: (problem: Problem) => void;
  /** Counts problems of structure that their reader did not keep either. */
  readonly unlisted: (problemCount: number) => void;
  readonly found: (found: Found) => void;
  readonly counts: () => Readonly<Record<FindingKind, number>>;
  /** How often each rule was broken, of all but what was not listed by its reader. */
  readonly codes: () => Readonly<Record<string, number>>;
  /** What was kept, in the order of the file; headings and decimal sign are those of the file. */
  readonly listed: (headings: readonly string[], decimal: string | null) => readonly Finding[];
}

/** An empty collector. */
export const collector = (): Collector => {
  const counts: Record<FindingKind, number> = { SF: 0, DF: 0, PF: 0 };
  const [problems, found]: [Problem[], Found[]] = [[], []];
  const codes = new Map<string, number>();
  const isKept = (code: string): boolean => {
    const { kind } = ruleFor(code);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    counts[kind]++;
    return kind === 'SF' ? counts.SF <= MOST_LISTED : counts.DF + counts.PF <= MOST_LISTED;
  };
  return {
    problem: (problem) => {
      if (isKept(problem.code)) problems.push(problem);
    },
    found: (each) => {
      if (isKept(each.code)) found.push(each);
    },
    unlisted: (problemCount) => {
      counts.SF += problemCount;
    },
    counts: () => counts,
    codes: () => Object.fromEntries(codes),
    listed: (headings, decimal) =>
      [
        ...problems.map((each) => findingOfProblem(each, headings)),
        ...found.map((each) => findingOf(each, headings, decimal)),
      ].sort(problemOrder),
  };
};

/** What a file turned out to be: a delimited one as its reader says, a workbook in the same words. */
export type FileFacts = Omit<Structure, 'encoding'> & { readonly encoding: string };

/** What a check knows at the end of a file, beside what was found. */
export interface Checked {
  readonly kind: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly structure: FileFacts;
  readonly totals: CheckAnswer['totals'];
  readonly notChecked: readonly NotChecked[];
}

/** Puts the answer together. */
export const checkAnswer = (checked: Checked, collected: Collector): CheckAnswer => {
  const { kind, bytes, sha256, structure, totals, notChecked } = checked;
  const counts = collected.counts();
  const all = collected.listed(structure.headings, structure.decimal);
  const ofStructure = all.filter((finding) => finding.kind === 'SF');
  const others = all.filter((finding) => finding.kind !== 'SF');
  const found = {
    accepted: counts.SF + counts.DF === 0,
    counts: { ...counts },
    problemCount: counts.SF,
    problems: ofStructure,
    findingCount: counts.DF + counts.PF,
    findings: others,
  };
  return { kind, ...describeFile(bytes, sha256, structure), ...found, totals, notChecked };
};
