import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { settleCase } from '../../../domain/settlement/settle.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';

const fieldOf = (result: unknown, path: string): unknown =>
  path.split('.').reduce((value: unknown, name) => Reflect.get(Object(value), name), result);

describe('the worked examples of the method come out to the cent', () => {
  test.each(WORKED_CASES.map((each) => [each.title, each] as const))('%s', (_, worked) => {
    const result = settleCase(caseFileOf(worked));
    const found = Object.keys(worked.expected).map((path) => [path, fieldOf(result, path)]);
    expect(Object.fromEntries(found)).toEqual(worked.expected);
  });
});

const shared = new URL('../../../../shared/cases/', import.meta.url);
const cases = existsSync(shared)
  ? readdirSync(shared).filter((name) => name.endsWith('.json') && !name.includes('expected'))
  : [];
if (cases.length === 0) console.warn('../shared/cases is absent: the shared settlements are not compared.');

describe('the shared settlements come out field by field', () => {
  test.skipIf(cases.length === 0).each(cases.length === 0 ? ['none'] : cases)('%s', (name) => {
    const read = (file: string): object => JSON.parse(readFileSync(new URL(file, shared), 'utf8'));
    expect(settleCase(read(name))).toMatchObject(read(name.replace('.json', '.expected.json')));
  });
});
