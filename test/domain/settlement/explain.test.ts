import { describe, expect, test } from 'vitest';
import { readRatio } from '../../../domain/money/text.ts';
import {
  type Explanation,
  explain,
  printExplanation,
  printUnknownField,
  type UnknownField,
} from '../../../domain/settlement/explain.ts';
import type { PrintedLine, SettledResult } from '../../../domain/settlement/result.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import { recomputed } from '../../../domain/settlement/worksheet.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';
import { settledCases, settledResult } from './settled-cases.ts';

const caseFile = (letter: string) => {
  const worked = WORKED_CASES.find(({ title }) => title.startsWith(letter));
  if (worked === undefined) throw new Error(`There is no worked case ${letter}.`);
  return caseFileOf(worked);
};

const explained = (result: SettledResult, field: string): Explanation => {
  const answer: Explanation | UnknownField = explain(result, field);
  if ('refusal' in answer) throw new Error(printUnknownField(answer));
  return answer;
};

const told = (result: SettledResult, field: string): string[] => printExplanation(explained(result, field)).split('\n');

describe('an amount of worked case A is traced back to what was given', () => {
  const result = settledResult(caseFile('A'));

  test('the pool rests on a rounding, a rate and the shareable result', () => {
    const lines = explained(result, 'pool').lines;
    const [pool, exact, rate] = lines;
    expect([pool?.code, pool?.value, pool?.how, pool?.from]).toEqual(['pool', '58200.00', 'rounded', [exact?.number]]);
    expect([exact?.code, exact?.how]).toEqual(['poolExact', 'product']);
    expect([rate?.code, rate?.value, rate?.shown]).toEqual(['sharingRate', '3/5', '0.6000000000']);
    expect(lines.at(-1)?.how).toBe('given');
  });

  test('the text is Dutch, with points for thousands and the rounding named', () => {
    const [head, pool, exact, rate, agreed] = told(result, 'pool');
    const { pool: number = 0 } = result.worksheet.fields;
    expect(head).toMatch(/^pool rust op \d+ regels van het rekenblad:$/);
    expect(pool).toBe(`regel ${number}  Pot  58.200,00  = afgerond(regel ${number - 1}) op hele centen (R2)`);
    expect(exact).toMatch(/^regel \d+ {2}Pot, onafgerond {2}58\.200,00 {2}= regel \d+ × regel \d+$/);
    expect(rate).toMatch(/^regel \d+ {2}Deelpercentage na de drempel {2}0,6 {2}= regel \d+ × regel 2$/);
    expect(agreed).toMatch(/Deelpercentage \(bij een besparing\) {2}0,6 {2}= gegeven: overeenkomst, sharing.gainRate$/);
  });

  test.each([
    [
      'parties.CARE.transfer',
      /^regel \d+ {2}Ontvangt \(CARE\) {2}15\.714,00 {2}= deel 3 van de verdeling van regel \d+/m,
    ],
    ['parties.INS.retained', /Niet gedeeld, onafgerond \(INS\) {2}38\.008,164 {2}= regel \d+ × regel \d+$/m],
    ['streams.Zvw.expected', /Groei van de referentie \(Zvw, 2024\) {2}1,04 {2}= regel \d+ ÷ regel \d+$/m],
    ['streams.Zvw.actual', /Uitloopfactor .* {2}0,96 {2}= gegeven: rekengeval, costs\[17\].completionFactor$/m],
    [
      'payments[0].amount',
      /^regel \d+ {2}Betaling \(van INS aan MUN\) {2}35\.251,84 {2}= kleinste van regel \d+, \d+$/m,
    ],
    ['thresholds.savings.distance', /Afstand .* \(besparing\) {2}61\.681,20 {2}= regel \d+ − regel \d+$/m],
    ['rate', /Resultaat als deel van de verwachte kosten {2}≈ 0,0344589938 \(\d+\/\d+\) {2}= regel \d+ ÷ regel \d+$/m],
  ])('%s', (field, expected) => expect(printExplanation(explained(result, field))).toMatch(expected));
});

describe('what a statement explains besides', () => {
  test('rows name their delivery and the line in it', () => {
    const file = caseFile('A');
    const basis = (name: string) => (_: unknown, place: number) => ({ delivery: name.repeat(32), line: place + 2 });
    const provenance = { memberMonths: file.memberMonths.map(basis('ab')), costs: file.costs.map(basis('cd')) };
    const result = settleCase(file, provenance);
    if (!('worksheet' in result)) throw new Error('not settled');
    expect(printExplanation(explained(result, 'streams.Wmo.actual'))).toMatch(
      /488\.400,00 {2}= gegeven: aanlevering cdcdcdcdcdcd, regel \d+ van het bestand$/m,
    );
  });

  test('a memo stream is traced like any other', () => {
    const { agreement, ...rest } = caseFile('A');
    const { Zvw, Wmo } = agreement['streams'] as Record<string, unknown>;
    const result = settledResult({ ...rest, agreement: { ...agreement, streams: { Zvw, Wmo }, memoStreams: ['Wpg'] } });
    expect(explained(result, 'memo.Wpg.actual').lines[0]?.value).toBe('30540.00');
  });

  test('a table and a step are read off from the lines that they name', () => {
    const { agreement, ...rest } = caseFile('A');
    const table = {
      byPersons: [
        ['500', '0.05'],
        ['5000', '0.01'],
      ],
    };
    const corridor = { minimumSavingsRate: table, minimumLossRate: '0.02' };
    const quality = { CARE: { score: '0.9', gain: { form: 'steps', steps: [{ from: '0.8', rate: '1/2' }] } } };
    const text = told(
      settledResult({ ...rest, quality, agreement: { ...agreement, corridor } }),
      'thresholds.savings.amount',
    );
    expect(text.join('\n')).toMatch(/= bij regel \d+ afgelezen uit de tabel van regel \d+ t\/m \d+$/m);
    const earned = told(settledResult({ ...rest, quality, agreement }), 'parties.CARE.earned');
    expect(earned.join('\n')).toMatch(
      /Kwaliteitsfactor \(CARE\) {2}0,5 {2}= hoogste trede die regel \d+ bereikt, treden in/,
    );
  });
});

describe('a field that is not printed', () => {
  const result = settledResult(caseFile('B.4'));

  test('is answered with the fields that look most like it', () => {
    expect(explain(result, 'parties.CARE.transfr')).toEqual({
      refusal: 'field_is_unknown',
      detail: {
        field: 'parties.CARE.transfr',
        nearest: ['parties.CARE.transfer', 'parties.INS.transfer', 'parties.MUN.transfer'],
      },
    });
  });

  test.each(['constructor', '__proto__', 'pool', ''])('%j is none in a neutral year', (field) => {
    expect(explain(result, field)).toMatchObject({ refusal: 'field_is_unknown', detail: { field } });
  });

  test('is told as a sentence', () => {
    const answer: UnknownField = { refusal: 'field_is_unknown', detail: { field: 'pot', nearest: ['pool', 'rate'] } };
    expect(printUnknownField(answer)).toBe(
      'Het veld pot staat niet in dit resultaat. De namen die er het meest op lijken: pool, rate.',
    );
  });
});

/** The value of the first line, calculated from the given lines of the explanation alone. */
const recalculated = ({ lines }: Explanation) => {
  const values = new Map<number, NonNullable<ReturnType<typeof readRatio>>>();
  for (const line of lines.toReversed()) {
    const from = line.from.map((number) => values.get(number));
    const known = from.filter((value) => value !== undefined);
    expect(known.length, `line ${line.number} rests on lines that were not explained`).toBe(from.length);
    const value = recomputed(line.how, known, line.place ?? 0) ?? readRatio(line.value);
    if (value !== null) values.set(line.number, value);
  }
  return values.get(lines[0]?.number ?? 0);
};

const isSame = (line: PrintedLine | undefined, value: ReturnType<typeof recalculated>): boolean => {
  const printed = readRatio(line?.value ?? '');
  return printed !== null && value !== undefined && printed.n * value.d === value.n * printed.d;
};

describe('over random settlements', () => {
  test('every printed field is recomputed by the lines it is explained with', () => {
    for (const { seed, result } of settledCases(0, 6))
      for (const field of Object.keys(result.worksheet.fields)) {
        const explanation = explained(result, field);
        expect(explanation.lines[0]?.number, `seed ${seed}, ${field}`).toBe(result.worksheet.fields[field]);
        expect(isSame(explanation.lines[0], recalculated(explanation)), `seed ${seed}, ${field}`).toBe(true);
      }
  });

  test('an explanation holds no line that nothing in it rests on', () => {
    for (const { seed, result } of settledCases(100, 40)) {
      const { lines } = explained(result, 'result');
      const used = new Set(lines.flatMap(({ from }) => from));
      expect(
        lines.slice(1).filter(({ number }) => !used.has(number)),
        `seed ${seed}`,
      ).toEqual([]);
    }
  });
});
