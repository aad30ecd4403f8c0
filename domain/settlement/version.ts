/**
 * A version of a statement, as step 12 of the method looks at it: which printed amounts it has, in a fixed order.
 */
import { codeUnitOrder, ownValue } from '../pilot/terms.ts';
import type { Result, SettledResult } from './result.ts';

/** A version: its name (the hash of its statement), its parties in the order of the agreement, and its result. */
export interface Version {
  readonly name: string;
  readonly parties: readonly string[];
  readonly result: Result;
}

/** A version whose result has amounts. */
export interface SettledVersion extends Version {
  readonly result: SettledResult;
}

/** Nothing can be advanced, corrected or bridged on a statement without amounts: missing is never zero. */
export interface VersionRefusal {
  readonly refusal: 'version_is_not_settled';
  readonly detail: { readonly version: string; readonly status: 'incomplete' | 'refused' };
}

/** Whether a version has amounts. */
export const isSettled = (version: Version): version is SettledVersion => 'parties' in version.result;

/** The refusal of a version without amounts. */
export const refuseVersion = ({ name, result }: Version): VersionRefusal => ({
  refusal: 'version_is_not_settled',
  detail: { version: name, status: result.status === 'incomplete' ? 'incomplete' : 'refused' },
});

const TOTALS = ['expectedTotal', 'result', 'resultOtherForm', 'netShareable', 'pool', 'forfeited'] as const;
const STREAM_FIELDS = ['expected', 'actual', 'delta', 'expectedOtherForm'] as const;
const PARTY_FIELDS = [
  ...['pocketResult', 'invested', 'whereItFell', 'ownPosition', 'charge', 'investmentRepaid', 'carryInRepaid'],
  ...['share', 'earned', 'retained', 'returned', 'targetPosition', 'balanceBeforeCaps', 'capEffect', 'transfer'],
  ...['finalPosition', 'carryOut'],
] as const;

/** The field of a party's transfer. */
export const transferField = (party: string): string => `parties.${party}.transfer`;

/** The amounts under an object's names that are there; an absent or unknown (`null`) one is no amount. */
const amountsOf = (values: object, names: readonly string[], at: string): [string, string][] =>
  names.flatMap((name): [string, string][] => {
    const value: unknown = Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined;
    return typeof value === 'string' ? [[`${at}${name}`, value]] : [];
  });

/**
 * The printed amounts of a settled version by field (`parties.INS.transfer`): totals, then streams and memo streams in
 * code-unit order, then parties in the order of the agreement. Payments are left out: they follow from the transfers.
 */
export const amountFields = ({ result, parties }: SettledVersion): ReadonlyMap<string, string> => {
  const names = (values: object) => Object.keys(values).sort(codeUnitOrder);
  const { streams, memo = {} } = result;
  return new Map([
    ...amountsOf(result, TOTALS, ''),
    ...names(streams).flatMap((name) => amountsOf(streams[name] ?? {}, STREAM_FIELDS, `streams.${name}.`)),
    ...names(memo).flatMap((name) => amountsOf(memo[name] ?? {}, ['actual'], `memo.${name}.`)),
    ...parties.flatMap((id) => amountsOf(ownValue(result.parties, id) ?? {}, PARTY_FIELDS, `parties.${id}.`)),
  ]);
};

/** The names of several lists, each once, in the order in which they first stand. */
export const eachOnce = (...lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];
