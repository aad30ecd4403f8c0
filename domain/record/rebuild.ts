/**
 * Every projection of a pilot, rebuilt from its events: what the verbs decide on and what the portal shows. Nothing of it is
 * stored, so this is also how they came about.
 */
import { canonicalText, type Hash } from './canonical.ts';
import { dueOf } from './due.ts';
import type { PilotEvent } from './event.ts';
import { type BrokenRule, brokenRules } from './lawful.ts';
import { ledgerView } from './ledger-view.ts';
import { type Overview, overviewFor, type Viewer } from './overview.ts';
import { type PilotState, stateOf } from './projection.ts';

/** A projection by name; `of` is the viewer of an overview. */
export interface Projection {
  readonly projection: 'statements' | 'deliveries' | 'refused' | 'due' | 'ledger' | 'overview' | 'brokenRules';
  readonly of?: Viewer;
  readonly content: unknown;
}

/** Every projection at a moment in UTC; none where no pilot was opened. Each party sees what its analysts see. */
export const rebuild = (chain: readonly PilotEvent[], moment: string, hash: Hash): readonly Projection[] => {
  const state = stateOf(chain);
  if (state === null) return [];
  const viewers: readonly Viewer[] = [
    ...state.pilot.terms.parties.map(({ id }) => ({ party: id, role: 'analyst' as const })),
    { party: '', role: 'supervisor' },
  ];
  const { statements, deliveries, refused } = state;
  return [
    { projection: 'statements', content: statements },
    { projection: 'deliveries', content: deliveries },
    { projection: 'refused', content: refused },
    { projection: 'due', content: dueOf(state, moment.slice(0, 10), hash) },
    { projection: 'ledger', content: ledgerView(state) },
    ...viewers.map((of): Projection => ({ projection: 'overview', of, content: overviewFor(state, of, moment, hash) })),
    { projection: 'brokenRules', content: brokenRules(chain) satisfies BrokenRule[] },
  ];
};

/** What an overview says of itself: how much of the record it is made from, for whom and at which moment. */
export type OverviewOrigin = Pick<Overview, 'viewer' | 'moment' | 'events'>;

/**
 * The first place in which an overview differs from the one that its events give, such as `slots[0].approvedBy`; `null`
 * where they are the same.
 */
export const overviewDifference = (chain: readonly PilotEvent[], given: OverviewOrigin, hash: Hash): string | null => {
  const state: PilotState | null = given.events > chain.length ? null : stateOf(chain.slice(0, given.events));
  if (state === null) return 'events';
  const { viewer, moment } = given;
  return firstDifference(overviewFor(state, viewer, moment, hash), given, '');
};

const firstDifference = (ours: unknown, theirs: unknown, path: string): string | null => {
  if (isComposite(ours) && isComposite(theirs) && Array.isArray(ours) === Array.isArray(theirs)) {
    const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
    for (const name of names) {
      const step = Array.isArray(ours) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
      const found = firstDifference(ours[name], theirs[name], step);
      if (found !== null) return found;
    }
    return null;
  }
  return ours === theirs ||
    (ours !== undefined && theirs !== undefined && canonicalText(ours) === canonicalText(theirs))
    ? null
    : path;
};

const isComposite = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
