import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingOf, findingOfProblem } from '../../../../domain/delivery/findings/finding.ts';
import type { Problem } from '../../../../domain/delivery/findings/problem.ts';
import { RULES, ruleFor } from '../../../../domain/delivery/findings/rules.ts';
import { readNumber } from '../../../../domain/delivery/numbers/number-cell.ts';
import { tooFewFields, tooManyFields } from '../../../../domain/delivery/structure/structural-problems.ts';
import { unreadableFile } from '../../../../domain/delivery/structure/unreadable-file.ts';
import {
  cellProblem,
  headingIsMissing,
  rowsDoNotAgree,
  sumsDoNotAgree,
} from '../../../../domain/delivery/template/template-problems.ts';

const root = resolve(import.meta.dirname, '../../../..');
const rules = Object.entries(RULES);

describe('the register of rules', () => {
  test('has every code that a reader can report', () => {
    const sources = [...globSync('domain/delivery/**/*.ts', { cwd: root }), 'domain/record/acceptance.ts'];
    const CODE = /\bcode: '(\w+)'|(?:rowProblem|fieldProblem|fault|aboutFile|aboutCell)\(\s*'(\w+_\w+)'/g;
    const codes = sources
      // A reason that is not taken is no finding in a file.
      .filter((file) => !file.endsWith('plausibility.ts'))
      .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(CODE)])
      .map((match) => match.slice(1).join(''))
      .filter((code) => code.includes('_'));
    expect(codes.length).toBeGreaterThan(60);
    expect([...new Set(codes)].filter((code) => !Object.hasOwn(RULES, code))).toEqual([]);
  });

  test.each(rules)('%s has a rule in both languages and an example', (_, { nl, en, example }) => {
    expect(nl).toMatch(/[.?]$/);
    expect(en).toMatch(/[.?]$/);
    expect(nl).not.toBe(en);
    expect(example).not.toBe('');
  });

  test('the guide for analysts has every rule with its kind', () => {
    const guide = readFileSync(join(root, 'docs/analist.md'), 'utf8');
    const rows = [...guide.matchAll(/^\| `(\w+)` \| (SF|DF|PF) \|/gm)].map((match) => `${match[1]} ${match[2]}`);
    expect(rules.map(([code, { kind }]) => `${code} ${kind}`).filter((row) => !rows.includes(row))).toEqual([]);
  });

  test('a code that it does not have is our own mistake', () => expect(() => ruleFor('toString')).toThrow('toString'));
});

describe('what was met stands in both languages', () => {
  const english = (problem: Problem): string => findingOfProblem(problem, ['personen', 'bedrag']).messageEnglish;
  const number = readNumber('1.234', null);
  const missing = (code: string): unknown => Object.assign(new Error('x'), { code });

  test.each([
    [
      'both readings',
      'fault' in number ? cellProblem(2, 2, 'bedrag', '1.234', number.fault) : null,
      /"1\.234"\. This may be 1234, or 1 and 234\/1000\. .* Example: 1234$/,
    ],
    ['both sums', sumsDoNotAgree(9, 'bedrag', '100,00', '99,50'), /"100,00"\. The sum counted of bedrag is 99,50\./],
    ['both numbers of rows', rowsDoNotAgree(9, '12', 11), /"12"\. There are 11\. .* Example: 11$/],
    [
      'the column that is missing',
      headingIsMissing(1, 'maanden'),
      /^The column maanden is missing\. .* Example: maanden$/,
    ],
    ['the fields of a row', tooFewFields(3, 1, 8), /^This row has 1 field; the table has 8\./],
    ['the fields of a wider row', tooManyFields(3, 9, 8), /^This row has 9 fields; the table has 8\./],
    ['a folder', unreadableFile(missing('EISDIR')), /^This is a folder and not a file\./],
    ['a damaged packed file', unreadableFile(missing('Z_DATA_ERROR')), /^This packed file \(gzip\) is damaged/],
    ['anything else', unreadableFile(missing('EIO')), /^This file cannot be read \(EIO\)\./],
  ])('%s', (_, problem, expected) => {
    if (problem === null) throw new Error('There is no problem to say.');
    expect(english(problem)).toMatch(expected);
    const { detail, value } = findingOfProblem(problem, []);
    expect(detail).not.toBeNull();
    expect(problem.code.startsWith('closing_row_') && value === null).toBe(false);
    expect(problem.message).not.toContain('Z_DATA_ERROR');
  });
});

describe('a finding', () => {
  const HEADINGS = ['cohort', 'stroom', 'bedrag'];

  test('says where, what stands there, what it was held against, the rule and an example', () => {
    const detail = { nl: 'De stromen zijn Zvw.', en: 'The streams are Zvw.' };
    expect(findingOf({ code: 'stream_must_be_agreed', line: 7, column: 2, value: 'Zwv', detail }, HEADINGS)).toEqual({
      kind: 'DF',
      code: 'stream_must_be_agreed',
      line: 7,
      column: 2,
      heading: 'stroom',
      value: 'Zwv',
      detail,
      rule: {
        nl: 'Een stroom staat in de overeenkomst. Verbeter de naam of haal de rijen weg.',
        en: 'A stream stands in the agreement. Correct its name or remove the rows.',
      },
      example: 'Zvw',
      message:
        'stroom: hier staat "Zwv". De stromen zijn Zvw. Een stroom staat in de overeenkomst. Verbeter de naam of haal de rijen weg. Voorbeeld: Zvw',
      messageEnglish:
        'stroom: here stands "Zwv". The streams are Zvw. A stream stands in the agreement. Correct its name or remove the rows. Example: Zvw',
    });
  });

  test('keeps the words of a reader, and takes the value that it gives', () => {
    const fault = { code: 'sex_is_unknown', rule: 'Hier hoort M of V.', example: 'V' };
    expect(findingOfProblem(cellProblem(3, 1, 'cohort', 'man', fault), HEADINGS)).toMatchObject({
      kind: 'DF',
      heading: 'cohort',
      value: 'man',
      message: 'cohort: hier staat "man". Hier hoort M of V. Voorbeeld: V',
      messageEnglish: 'cohort: here stands "man". Sex is M or V, or empty for all together. Example: V',
    });
  });

  test('never repeats what a reader did not give: damage and personal data', () => {
    const problem = { code: 'personal_data_is_refused', line: 3, column: 2, message: 'Weg ermee.' };
    expect(findingOfProblem(problem, HEADINGS)).toMatchObject({ kind: 'SF', heading: 'stroom', value: null });
  });

  test('shortens a long value in its sentence', () => {
    const { message } = findingOf({ code: 'party_is_unknown', line: 1, column: 1, value: 'x'.repeat(99) }, HEADINGS);
    expect(message).toContain(`"${'x'.repeat(40)}…"`);
  });
});
