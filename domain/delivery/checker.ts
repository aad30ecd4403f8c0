/**
 * A checker for every kind of file that can be delivered.
 */
import type { CheckAnswer } from './check/check-answer.ts';
import type { CheckContext } from './check/check-context.ts';
import { templateChecker } from './check/template-check.ts';
import type { DeclaredNumbers } from './numbers/number-dialect.ts';
import { iv3Checker } from './open-data/iv3-check.ts';
import { vektisChecker } from './open-data/vektis-check.ts';
import { type Declaration, declaredForm, declaredNumbers } from './template/csvw.ts';
import { DELIVERY_KINDS, type DeliveryKind } from './template/template.ts';

/** The kinds of file: our own templates, and open data as they are published. */
export const CHECK_KINDS = [...DELIVERY_KINDS, 'vektis', 'iv3'] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** Takes the bytes of a file in chunks; `end` gets their number and their SHA-256, as hexadecimal text. */
export interface Checker {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: (bytes: number, sha256: string) => Answered;
}

/** The answer, and what to check the file with once more where not all of its rows could be checked: `template-check.ts`. */
export type Answered = { readonly answer: CheckAnswer; readonly again: DeclaredNumbers | null };

/** Whether a text names a kind of file. */
export const isCheckKind = (text: string): text is CheckKind => CHECK_KINDS.some((kind) => kind === text);

/** Whether files of a kind are in our own template, and so may be workbooks. */
export const isDeliveryKind = (kind: CheckKind): kind is DeliveryKind => DELIVERY_KINDS.some((each) => each === kind);

/**
 * A checker of one file of a kind, with what its supplier declared of it, and what is known of its numbers. Open data need
 * neither: they are what they are.
 */
export const checker = (
  kind: CheckKind,
  context: CheckContext,
  declaration: Declaration | null = null,
  numbers: DeclaredNumbers = declaration === null ? {} : declaredNumbers(declaration),
): Checker => {
  if (isDeliveryKind(kind))
    return templateChecker(kind, context, numbers, declaration === null ? {} : declaredForm(declaration));
  const { push, end } = kind === 'vektis' ? vektisChecker() : iv3Checker();
  return { push, end: (bytes, sha256) => ({ answer: end(bytes, sha256), again: null }) };
};
