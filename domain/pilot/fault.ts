/**
 * Reading untrusted JSON with every fault at once: the path of each fault and, in Dutch, what is wrong there.
 */
import * as z from 'zod';

/** One fault: where it stands (`costs[3].amount`) and what is wrong with it. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** The path of a fault as a reader writes it: names with points, places between brackets. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );

const KINDS: Readonly<Record<string, string>> = {
  string: 'een tekst (getallen staan als tekst tussen aanhalingstekens)',
  object: 'een object',
  record: 'een object',
  array: 'een lijst',
  boolean: 'true of false',
  number: 'een getal',
  tuple: 'een paar van twee waarden',
};

const messageOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return 'Deze naam komt in de methode niet voor.';
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'Dit ontbreekt.';
  if (issue.code === 'invalid_type') return `Hier hoort ${KINDS[issue.expected] ?? issue.expected}.`;
  if (issue.code === 'invalid_value') return `Hier hoort een van: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'too_small') return 'Dit is leeg of te kort.';
  return issue.message;
};

/** Of the branches of a union, the one that recognises the kind of value; its faults are the useful ones. */
const branchOf = (branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] =>
  branches.find((issues) => issues.every(({ code, path }) => code !== 'invalid_type' || path.length > 0)) ?? [];

const faultsOf = (issue: z.core.$ZodIssue, at: readonly PropertyKey[]): Fault[] => {
  const path = [...at, ...issue.path];
  if (issue.code === 'invalid_union') {
    const branch = branchOf(issue.errors);
    if (branch.length > 0) return branch.flatMap((inner) => faultsOf(inner, path));
    return [{ path: pathText(path), message: 'Deze vorm kent de methode niet.' }];
  }
  if (issue.code !== 'unrecognized_keys') return [{ path: pathText(path), message: messageOf(issue) }];
  return issue.keys.map((key) => ({ path: pathText([...path, key]), message: messageOf(issue) }));
};

/** Reads a value by a schema; adds each fault to the list, and gives `undefined` where there was one. */
export const readWith = <T>(
  schema: z.ZodType<T>,
  value: unknown,
  at: readonly PropertyKey[],
  faults: Fault[],
): T | undefined => {
  const read = schema.safeParse(value, { reportInput: true });
  if (read.success) return read.data;
  faults.push(...read.error.issues.flatMap((issue) => faultsOf(issue, at)));
  return undefined;
};

/** Any object. Made once: making a schema takes longer than reading by it. */
const anyFields = z.record(z.string(), z.unknown());

/** What an object of schemas gives when every field is read on its own: a field with a fault is `undefined`. */
export type FieldsOf<S extends Readonly<Record<string, z.ZodType>>> = {
  readonly [K in keyof S]: z.output<S[K]> | undefined;
};

/** Reads the fields of an object one by one, so that a fault in one does not hide a fault in another. */
export const readFields = <S extends Readonly<Record<string, z.ZodType>>>(
  schemas: S,
  value: unknown,
  at: readonly PropertyKey[],
  faults: Fault[],
): FieldsOf<S> | undefined => {
  const object = readWith(anyFields, value, at, faults);
  if (object === undefined) return undefined;
  for (const key of Object.keys(object))
    if (!Object.hasOwn(schemas, key))
      faults.push({ path: pathText([...at, key]), message: 'Deze naam komt in de methode niet voor.' });
  const read = Object.entries(schemas).map(([key, schema]) => [
    key,
    readWith(schema, Object.hasOwn(object, key) ? object[key] : undefined, [...at, key], faults),
  ]);
  return Object.fromEntries(read) as FieldsOf<S>;
};

/** What is given as an object, well-formed within or not; `undefined` for anything else. For checks between its parts. */
export const givenFields = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  anyFields.safeParse(value).data;

/** What is given as a list, likewise; empty for anything else. */
export const givenList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
