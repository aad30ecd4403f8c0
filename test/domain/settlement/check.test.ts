import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkResult, checkWorksheet } from '../../../domain/settlement/check.ts';
import type { PrintedLine, SettledResult } from '../../../domain/settlement/result.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import { HOW } from '../../../domain/settlement/worksheet.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';
import { nextSettled, settledCases, settledResult } from './settled-cases.ts';

const [workedA] = WORKED_CASES;
if (workedA === undefined) throw new Error('There are no worked cases.');
const caseFile = caseFileOf(workedA);
const resultA = settledResult(caseFile);

const clean = { lines: [], fields: [], dependants: [] };

/** The result with one line changed. */
const withLine = (
  result: SettledResult,
  number: number,
  change: Partial<Record<keyof PrintedLine, unknown>>,
): unknown => ({
  ...result,
  worksheet: {
    ...result.worksheet,
    lines: result.worksheet.lines.map((line) => (line.number === number ? { ...line, ...change } : line)),
  },
});

const lineOf = (result: SettledResult, field: string): number => result.worksheet.fields[field] ?? 0;

/** Every line that rests on a line, directly or through others; lines rest on earlier ones only. */
const restingOn = (lines: readonly PrintedLine[], number: number): number[] => {
  const found = new Set<number>();
  for (const line of lines) if (line.from.some((each) => each === number || found.has(each))) found.add(line.number);
  return [...found];
};

describe('a worksheet that nobody touched', () => {
  test('holds line by line and field by field', () => {
    for (const { seed, result } of settledCases(0, 80)) expect(checkWorksheet(result), `seed ${seed}`).toEqual(clean);
  });

  test('is what the case gives', () => {
    for (const { seed, file, result } of settledCases(300, 30))
      expect(checkResult(result, file), `seed ${seed}`).toEqual(clean);
  });

  test('is what the case gives for a statement whose rows name their deliveries', () => {
    const basis = (_: unknown, place: number) => ({ delivery: 'f'.repeat(64), line: place + 2 });
    const provenance = { memberMonths: caseFile.memberMonths.map(basis), costs: caseFile.costs.map(basis) };
    const result = settleCase(caseFile, provenance);
    expect(checkResult(result, caseFile)).toEqual(clean);
    expect(checkResult(result, caseFile, provenance)).toEqual(clean);
  });

  test('is not what another delivery gives', () => {
    const basis = (delivery: string) => (_: unknown, place: number) => ({ delivery, line: place + 2 });
    const from = (name: string) => ({
      memberMonths: caseFile.memberMonths.map(basis(name)),
      costs: caseFile.costs.map(basis(name)),
    });
    const [first] = checkResult(settleCase(caseFile, from('a')), caseFile, from('b')).lines;
    expect(first).toEqual({ number: 3, differences: [{ path: 'basis.delivery', should: '"b"', is: '"a"' }] });
  });

  test.each(['incomplete', 'refused'])('an answer without worksheet, %s, is compared as a whole', (status) => {
    const file = status === 'refused' ? { ...caseFile, memberMonths: [] } : { ...caseFile, costs: [] };
    const result = settleCase(file);
    expect(result.status).toBe(status);
    expect(checkResult(result, file)).toEqual(clean);
    expect(checkResult(result, caseFile).fields).toContainEqual({
      path: 'status',
      should: '"gain"',
      is: `"${status}"`,
    });
  });
});

describe('a tampered line of worked case A is named', () => {
  const pool = lineOf(resultA, 'pool');

  test.each([
    ['a cent more', { value: '58200.01' }, { rule: 'value', should: '58200.00', is: '58200.01' }],
    ['the same amount written otherwise', { value: '58200' }, { rule: 'value', should: '58200.00', is: '58200' }],
    ['an amount that is no number', { value: 'veel' }, { rule: 'readable', should: null }],
    ['a number', { value: 58200 }, { rule: 'readable', should: null }],
    ['no value at all', { value: undefined }, { rule: 'readable', should: null }],
    ['a way of making that does not exist', { how: 'guessed' }, { rule: 'readable', should: null }],
    ['made of two lines instead of one', { how: 'quotient' }, { rule: 'from', should: null }],
    ['another line number', { number: pool + 1 }, { rule: 'number', should: `${pool}`, is: `${pool + 1}` }],
    ['another unit', { unit: 'months' }, { rule: 'unit', should: 'euro', is: 'months' }],
    ['a code without a unit', { code: 'constructor' }, { rule: 'unit', should: null, is: 'euro' }],
    ['resting on itself', { from: [pool] }, { rule: 'from', should: null, is: `${pool}` }],
    ['resting on a later line', { from: [pool + 1] }, { rule: 'from', should: null, is: `${pool + 1}` }],
    ['resting on a line that is not there', { from: [0] }, { rule: 'from', should: null, is: '0' }],
    ['resting on nothing', { from: [] }, { rule: 'from', should: null, is: '' }],
    ['a part of a split that is none', { place: 0 }, { rule: 'from' }],
    ['decimals beside whole cents', { shown: '58200.0000000000' }, { rule: 'shown', should: null }],
  ])('%s', (_, change, expected) => {
    const check = checkWorksheet(withLine(resultA, pool, change));
    expect(check.lines[0]).toMatchObject({ number: pool, ...expected });
    expect(check.dependants.filter((number) => number !== pool)).toEqual(restingOn(resultA.worksheet.lines, pool));
  });

  test('a fraction whose decimals are not its own', () => {
    const rate = lineOf(resultA, 'rate');
    const [fault] = checkWorksheet(withLine(resultA, rate, { shown: '0.0344593502' })).lines;
    expect(fault).toEqual({ number: rate, rule: 'shown', should: '0.0344589938', is: '0.0344593502' });
  });

  test('a part of a split beyond its parties, and a split of part of a cent', () => {
    const share = lineOf(resultA, 'parties.CARE.share');
    const exact = lineOf(resultA, 'rate');
    const from = resultA.worksheet.lines[share - 1]?.from ?? [];
    expect(checkWorksheet(withLine(resultA, share, { place: 4 })).lines[0]).toMatchObject({
      number: share,
      rule: 'from',
    });
    const [fault] = checkWorksheet(withLine(resultA, share, { from: [exact, ...from.slice(1)] })).lines;
    expect(fault).toMatchObject({ number: share, rule: 'value', should: null });
  });

  test('a division by a line that is zero has no value', () => {
    const rate = lineOf(resultA, 'rate');
    const [fault] = checkWorksheet(withLine(resultA, rate, { from: [2, 1] })).lines;
    expect(fault).toMatchObject({ number: rate, rule: 'value', should: null });
  });

  test('a line that is gone shifts the others, and the first of them is named', () => {
    const lines = resultA.worksheet.lines.filter(({ number }) => number !== pool);
    const tampered = { ...resultA, worksheet: { ...resultA.worksheet, lines } };
    expect(checkWorksheet(tampered).lines[0]).toMatchObject({ number: pool, rule: 'number', is: `${pool + 1}` });
    expect(checkResult(tampered, caseFile).lines[0]?.number).toBe(pool);
  });
});

describe('a tampered field is named', () => {
  test('an amount that is not the value of its line', () => {
    const parties = { ...resultA.parties, INS: { ...resultA.parties['INS'], transfer: '-52711.83' } };
    const tampered = { ...resultA, parties };
    const number = lineOf(resultA, 'parties.INS.transfer');
    const fault = { field: 'parties.INS.transfer', number, should: '-52711.84', is: '"-52711.83"' };
    expect(checkWorksheet(tampered)).toEqual({ ...clean, fields: [fault] });
    const difference = { path: 'parties.INS.transfer', should: '"-52711.84"', is: '"-52711.83"' };
    expect(checkResult(tampered, caseFile)).toEqual({ ...clean, fields: [difference] });
  });

  test('an amount whose line is taken away, and a line whose amount is', () => {
    const { pool, ...fields } = resultA.worksheet.fields;
    const without = { ...resultA, worksheet: { ...resultA.worksheet, fields } };
    expect(checkWorksheet(without).fields).toEqual([{ field: 'pool', number: 0, should: null, is: '"58200.00"' }]);
    const { pool: _, ...unpooled } = resultA;
    expect(checkWorksheet(unpooled).fields).toEqual([{ field: 'pool', number: pool, should: '58200.00', is: null }]);
  });

  test('an amount that is a JSON number, though it has the same digits', () => {
    const payments = resultA.payments.map((payment) => ({ ...payment, amount: Number(payment.amount) }));
    const [fault] = checkWorksheet({ ...resultA, payments }).fields;
    expect(fault).toMatchObject({ field: 'payments[0].amount', should: '35251.84', is: '35251.84' });
  });

  test('a payment that nobody calculated', () => {
    const payments = [...resultA.payments, { from: 'INS', to: 'CARE', amount: '0.01' }];
    const [fault] = checkWorksheet({ ...resultA, payments }).fields;
    expect(fault).toEqual({ field: `payments[${payments.length - 1}].amount`, number: 0, should: null, is: '"0.01"' });
  });

  test('the status', () => {
    const differences = checkResult({ ...resultA, status: 'neutral' }, caseFile).fields;
    expect(differences).toEqual([{ path: 'status', should: '"gain"', is: '"neutral"' }]);
  });
});

describe('what is no result at all', () => {
  test.each([null, undefined, 1, 'x', [], {}, { worksheet: null }, { worksheet: { lines: {}, fields: [] } }])(
    '%j has no worksheet',
    (value) => {
      expect(checkWorksheet(value).lines).toEqual([
        { number: 0, rule: 'readable', should: null, is: 'geen rekenblad' },
      ]);
      expect(checkResult(value, caseFile).lines.length).toBe(resultA.worksheet.lines.length);
    },
  );

  test('a line that is no line does not hold', () => {
    expect(checkWorksheet({ worksheet: { lines: [null], fields: {} } }).lines).toEqual([
      { number: 1, rule: 'readable', should: null, is: 'null' },
    ]);
  });
});

const kinds = ['value', 'how', 'from', 'unit', 'number'] as const;
type Kind = (typeof kinds)[number];

/** The line changed in one place, to something else that could stand there. */
const tamper = (line: PrintedLine, kind: Kind, draw: number): Partial<Record<keyof PrintedLine, unknown>> => {
  const other = <T>(list: readonly T[], own: T): T | undefined => {
    const others = list.filter((each) => each !== own);
    return others[draw % others.length];
  };
  if (kind === 'value') return { value: line.value === '0.01' ? '0.02' : '0.01' };
  if (kind === 'how') return { how: other(HOW, line.how) };
  if (kind === 'unit') return { unit: other(['euro', 'months', 'persons', 'euroPerMonth', 'ratio'], line.unit) };
  if (kind === 'number') return { number: line.number + 1 + (draw % 9) };
  return { from: line.from.length === 0 ? [1] : [...line.from.slice(1), (draw % line.number) + line.number] };
};

const drawn = fc.record({ seed: fc.nat(5000), place: fc.nat(), draw: fc.nat() });

describe('over random settlements', () => {
  test.each(kinds)('a tampered %s is named, and every line that rests on it', (kind) => {
    const holds = fc.property(drawn, ({ seed, place, draw }) => {
      const { file, result } = nextSettled(seed);
      const { lines } = result.worksheet;
      const number = (place % lines.length) + 1;
      const line = lines[number - 1];
      if (line === undefined) throw new Error('no such line');
      const check = checkResult(withLine(result, number, tamper(line, kind, draw)), file);
      expect(check.lines.map((each) => each.number)).toEqual([number]);
      expect(check.lines[0]?.differences.map(({ path }) => path.replace(/\[\d+\]$/, ''))).toContain(kind);
      expect(check.dependants).toEqual(expect.arrayContaining(restingOn(lines, number)));
    });
    fc.assert(holds, { numRuns: 20, seed: 20250101 });
  });

  test('a wrong value of a calculated line is found in the worksheet alone, without the case', () => {
    const holds = fc.property(drawn, ({ seed, place }) => {
      const { result } = nextSettled(seed);
      const calculated = result.worksheet.lines.filter(({ how }) => how !== 'given');
      const line = calculated[place % calculated.length];
      if (line === undefined) throw new Error('nothing was calculated');
      const check = checkWorksheet(withLine(result, line.number, tamper(line, 'value', 0)));
      expect(check.lines.map(({ number }) => number)).toContain(line.number);
      expect(check.dependants).toEqual(expect.arrayContaining(restingOn(result.worksheet.lines, line.number)));
    });
    fc.assert(holds, { numRuns: 50, seed: 20250102 });
  });
});
