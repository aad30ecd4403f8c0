/**
 * A sentence of a message, in both languages.
 */

/** A sentence in Dutch and in English. */
export interface Sentence {
  readonly nl: string;
  readonly en: string;
}
