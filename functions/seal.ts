/**
 * Seals an approved statement: writes its bundle, file by file, and records the hashes.
 *
 * Every file depends on the statement and its approvals alone, so sealing that stopped half-way writes the same bytes
 * when it is done again.
 */

import { canonicalText } from '../domain/record/canonical.ts';
import type { Change, PilotEvent } from '../domain/record/event.ts';
import { isApproved, type PilotState, type StatementState, stateOf } from '../domain/record/projection.ts';
import type { Statement } from '../domain/record/statement.ts';
import { statementPage } from '../portal/statement-page.ts';
import { record } from './append.ts';
import type { Ports } from './ports.ts';
import { BUNDLE_FILES, type BundleFile, bundleKey, statementKey } from './storage-keys.ts';

type SealPorts = Pick<Ports, 'record' | 'statements' | 'now' | 'hash' | 'hashBytes'>;

const CONTENT_TYPES: Readonly<Record<BundleFile, string>> = {
  'statement.json': 'application/json',
  'statement.html': 'text/html; charset=utf-8',
  'case.json': 'application/json',
  'events.json': 'application/json',
};

/** Seals the statement, unless it is sealed already or no longer approved by everybody. */
export const seal = async (
  ports: SealPorts,
  { pilot, due }: { readonly pilot: string; readonly due: { readonly statement: string } },
): Promise<{ readonly sealed: boolean }> => {
  const chain = await ports.record.read(pilot);
  const state = stateOf(chain);
  const approved = state === null ? undefined : readyToSeal(state, due.statement);
  if (approved === undefined) return { sealed: false };
  const files = await writeBundle(ports, pilot, approved, chain);
  const { statement, period, kind } = approved;
  const change: Change = { type: 'statementSealed', statement, period, kind, files };
  await record(ports, pilot, 'ontschot', (now) => (readyToSeal(now, statement) === undefined ? null : change));
  return { sealed: true };
};

const readyToSeal = (state: PilotState, named: string): StatementState | undefined =>
  state.statements.find((each) => each.statement === named && each.sealed === null && isApproved(state, each));

const writeBundle = async (ports: SealPorts, pilot: string, approved: StatementState, chain: readonly PilotEvent[]) => {
  const text = await fetchText(ports, pilot, approved.statement);
  const contents = bundleOf(text, approved, chain);
  return Promise.all(
    BUNDLE_FILES.map(async (name) => {
      const bytes = new TextEncoder().encode(contents[name]);
      const key = bundleKey(pilot, approved.statement, name);
      const isNew = await ports.statements.putOnce(key, bytes, CONTENT_TYPES[name]);
      if (!isNew) await assertSame(ports, key, bytes);
      return { name, sha256: ports.hashBytes(bytes) };
    }),
  );
};

const fetchText = async ({ statements, hash }: SealPorts, pilot: string, statement: string): Promise<string> => {
  const bytes = await statements.get(statementKey(pilot, statement));
  const text = new TextDecoder().decode(bytes ?? undefined);
  if (bytes === null || hash(text) !== statement) throw new Error('A drafted statement is not under its hash.');
  return text;
};

const bundleOf = (text: string, approved: StatementState, chain: readonly PilotEvent[]): Record<BundleFile, string> => {
  const statement: Statement = JSON.parse(text);
  const { approvedBy } = approved;
  return {
    'statement.json': text,
    'statement.html': statementPage(statement, { sha256: approved.statement, sealed: true, approvedBy }),
    'case.json': canonicalText(statement.case),
    'events.json': canonicalText(eventsUpTo(chain, approved.statement)),
  };
};

/** The record up to the last approval of the statement. */
const eventsUpTo = (chain: readonly PilotEvent[], statement: string): readonly PilotEvent[] => {
  const last = chain.findLastIndex(
    ({ change }) => change.type === 'statementApproved' && change.statement === statement,
  );
  return chain.slice(0, last + 1);
};

const assertSame = async ({ statements, hashBytes }: SealPorts, key: string, bytes: Uint8Array): Promise<void> => {
  const stored = await statements.get(key);
  if (stored === null || hashBytes(stored) !== hashBytes(bytes))
    throw new Error('A file of a sealed bundle differs from the one that was written before.');
};
