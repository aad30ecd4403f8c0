/**
 * Where each option of an agreement stands: the article of the signed text, by the path of the option.
 *
 * Paths are those of a case file's `agreement` (`sharing.gainRate`, `streams.Zvw.pockets.INS`, `baseline[0].weight`),
 * and the names around it in the pilot document (`approvers`, `deliveryTermDays`).
 */
import { pathText } from './fault.ts';

/** Articles by path of the option: `{"sharing.gainRate": "artikel 7 lid 1"}`. */
export type Articles = Readonly<Record<string, string>>;

/** Options that an agreement may leave at their default; an article may say so, and then it names the option. */
const OPTIONS_WITH_DEFAULT = [
  'memoStreams',
  'missingStratum',
  'corridor.form',
  'mode',
  'streamRule',
  'investment',
  'caps',
  'caps.pay',
  'caps.receive',
  'forfeitsTo',
  'carryForward',
  'carryForward.investments',
  'carryForward.caps',
  'trend.perStream',
] as const;

/** The options around the terms that an article may fix. */
const OPTIONS_AROUND_TERMS = [
  'inForce',
  'approvers',
  'hasPeople',
  'deliveredBy',
  'referenceDates',
  'deliveryTermDays',
  'objectionTermDays',
  'reopeningTermDays',
  'restatementTolerance',
  'claimsExpireAfterYears',
  'completionFactors',
  'investmentBudget',
  'advances',
  'costBasis',
  'approved',
  'approved.quality',
  'approved.carryIn',
  'indicators',
  'reachesBooks',
  'signingKey',
] as const;

/** Every path that terms as written have, from the top down to each single figure. */
function* pathsIn(value: unknown, at: readonly PropertyKey[]): Generator<string> {
  if (at.length > 0) yield pathText(at);
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) yield* pathsIn(inner, [...at, isList ? Number(key) : key]);
}

/** The paths under which an article may stand: those of the terms as written, and the options left at their default. */
export const optionPaths = (terms: unknown): ReadonlySet<string> =>
  new Set([...OPTIONS_WITH_DEFAULT, ...OPTIONS_AROUND_TERMS, ...pathsIn(terms, [])]);

/** A worksheet names the α of a stream as `trend.alpha of Zvw`; the option is one for all streams. */
const ALPHA_OF_STREAM = /^(trend\.alpha) of .*$/;
const LAST_STEP = /(?:\.[^.[]*|\[\d+\])$/;

/** The option around one; the same text where there is none. */
const optionAround = (path: string): string =>
  ALPHA_OF_STREAM.test(path) ? path.replace(ALPHA_OF_STREAM, '$1') : path.replace(LAST_STEP, '');

/**
 * The article of an option, given the basis of a worksheet line (`sharing.gainShares.INS`): its own, or that of the
 * nearest option around it (`sharing.gainShares`, then `sharing`); `null` where the agreement names none.
 */
export const articleOf = (articles: Articles, path: string): string | null => {
  if (Object.hasOwn(articles, path)) return articles[path] ?? null;
  const around = optionAround(path);
  return around === path ? null : articleOf(articles, around);
};
