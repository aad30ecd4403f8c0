/**
 * A checker for every kind of file that can be delivered.
 */
import type { CheckAnswer } from './check-answer.ts';
import type { CheckContext } from './check-context.ts';
import { type Declaration, declaredForm, declaredNumbers } from './csvw.ts';
import { iv3Checker } from './iv3-check.ts';
import { DELIVERY_KINDS, type DeliveryKind } from './template.ts';
import { templateChecker } from './template-check.ts';
import { vektisChecker } from './vektis-check.ts';

/** The kinds of file: our own templates, and open data as they are published. */
export const CHECK_KINDS = [...DELIVERY_KINDS, 'vektis', 'iv3'] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** Takes the bytes of a file in chunks; `end` gets their number and their SHA-256, as hexadecimal text. */
export interface Checker {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: (bytes: number, sha256: string) => CheckAnswer;
}

/** Whether a text names a kind of file. */
export const isCheckKind = (text: string): text is CheckKind => CHECK_KINDS.some((kind) => kind === text);

/** Whether files of a kind are in our own template, and so may be workbooks. */
export const isDeliveryKind = (kind: CheckKind): kind is DeliveryKind => DELIVERY_KINDS.some((each) => each === kind);

/** A checker of one file of a kind, and what its supplier declared of it. Open data need neither: they are what they are. */
export const checker = (kind: CheckKind, context: CheckContext, declaration: Declaration | null = null): Checker => {
  if (isDeliveryKind(kind)) {
    const [numbers, form] = declaration === null ? [{}, {}] : [declaredNumbers(declaration), declaredForm(declaration)];
    const { push, end } = templateChecker(kind, context, numbers, form);
    return { push, end: (bytes, sha256) => end(bytes, sha256).answer };
  }
  return kind === 'vektis' ? vektisChecker() : iv3Checker();
};
