/**
 * What a subcommand of `evaluate` answers.
 */

/** What to print where, and the exit code: 0 it did its work, 1 the input could not be used, 2 wrong usage. */
export interface Answer {
  readonly output?: string;
  readonly complaints: readonly string[];
  readonly exitCode: 0 | 1 | 2;
}
