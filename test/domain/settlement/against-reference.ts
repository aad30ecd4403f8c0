import { settleCase } from '../../../domain/settlement/settle.ts';
import type { CaseJson } from '../../reference/case-json.ts';
import { referenceSettleWithTrace } from '../../reference/settle.ts';

/** Every place where the settlement and the slow reference give another answer, as readable lines; none when they agree. */
export const differences = (file: CaseJson): string[] => {
  const { result, trace } = referenceSettleWithTrace(file);
  const ours = JSON.parse(JSON.stringify(settleCase(file)));
  const { detail, ...expected } = result;
  const found = [...compare(expected, ours, '')];
  const isWitness = trace.witnesses.some((witness) => canonical(witness) === canonical(ours.detail));
  if (detail !== undefined && !isWitness) found.push(`detail: ${canonical(ours.detail)} is no witness`);
  return found;
};

const canonical = (value: unknown): string =>
  JSON.stringify(Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

function* compare(expected: unknown, ours: unknown, path: string): Generator<string> {
  if (typeof expected !== 'object' || expected === null || typeof ours !== 'object' || ours === null) {
    if (expected !== ours) yield `${path}: reference ${JSON.stringify(expected)}, ours ${JSON.stringify(ours)}`;
    return;
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(path === '' ? {} : ours)]);
  for (const name of names)
    yield* compare(
      Reflect.get(expected, name),
      Object.hasOwn(ours, name) ? Reflect.get(ours, name) : undefined,
      `${path}.${name}`,
    );
}
