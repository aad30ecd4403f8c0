import { describe, expect, test } from 'vitest';
import { type PilotDocument, readPilot } from '../../../domain/pilot/agreement.ts';
import { pin } from '../../../domain/record/due.ts';
import { stateOf } from '../../../domain/record/projection.ts';
import { draftStatement, type Statement } from '../../../domain/record/statement.ts';
import { baselineFiles, statementFiles } from '../../../local/demo/deliveries.ts';
import { demoDocument } from '../../../local/demo/pilot.ts';
import { acceptedOf, readPinned, recordOf } from './demo-record.ts';

type Agreement = PilotDocument['agreement'];

const files = [...baselineFiles(), ...statementFiles('2025', '2026-10-31')];

/** The final statement of the demo under an agreement with other fields, from the files that `keep` holds for. */
const finalStatement = (changes: object, keep: (source: string) => boolean = () => true): Statement => {
  const reading = readPilot({ ...demoDocument, agreement: { ...demoDocument.agreement, ...changes } });
  const kept = files.filter(({ source }) => keep(source));
  const state = stateOf(recordOf(kept.map((file) => ({ type: 'deliveryAccepted', delivery: acceptedOf(file) }))));
  if ('faults' in reading || state === null) throw new Error('The pilot is not open.');
  const slot = reading.pilot.slots.find(({ kind }) => kind === 'final');
  if (slot === undefined) throw new Error('There is no final statement.');
  const pinned = pin({ ...state, pilot: reading.pilot }, slot);
  return draftStatement(reading.pilot, slot, readPinned(pinned.deliveries, files), pinned);
};

const withBooks = (part: string): Partial<Agreement> => ({ reachesBooks: { Zvw: { part, because: 'proef' } } });

describe('what a saving means in the books', () => {
  test('is the agreed part of the stream’s saving, rounded for reading', () => {
    const { memo, result } = finalStatement(withBooks('1/3'));
    const delta = 'streams' in result ? result.streams['Zvw']?.delta : undefined;
    expect(delta).toBe('3117730.96');
    // 3,117,730.96 / 3 = 1,039,243.6533…
    expect(memo?.reachesBooks).toEqual({ Zvw: { part: '1/3', because: 'proef', delta, amount: '1039243.65' } });
  });

  test('cannot reach a payment: whatever the part, case and result have the same bytes', () => {
    const bytes = ['0', '0.35', '1'].map((part) => {
      const { case: file, result } = finalStatement(withBooks(part));
      return JSON.stringify([file, result]);
    });
    expect(new Set(bytes).size).toBe(1);
  });

  test('is not there where the agreement says nothing, and not where nothing was settled', () => {
    expect(finalStatement({ reachesBooks: undefined, investmentBudget: undefined })).not.toHaveProperty('memo');
    const incomplete = finalStatement(withBooks('1/3'), (source) => source !== 'Wmo');
    expect(incomplete.result.status).toBe('incomplete');
    expect(incomplete).not.toHaveProperty('memo');
  });
});

describe('investments beside their budget', () => {
  test('what was invested, and what is left, also when that is less than nothing', () => {
    const { memo } = finalStatement({ investmentBudget: { INS: '5', MUN: '260000', CARE: '149999.99' } });
    expect(memo?.investmentBudget).toEqual({
      INS: { budget: '5.00', invested: '0.00', left: '5.00' },
      MUN: { budget: '260000.00', invested: '250000.00', left: '10000.00' },
      CARE: { budget: '149999.99', invested: '150000.00', left: '-0.01' },
    });
  });

  test('a budget limits no repayment: the result has the same bytes', () => {
    const [tight, wide] = ['1.00', '999999.00'].map((MUN) => finalStatement({ investmentBudget: { MUN } }).result);
    expect(JSON.stringify(tight)).toBe(JSON.stringify(wide));
  });
});

describe('figures that the parties approved', () => {
  const approved = { quality: { CARE: { score: '1/2', gain: { form: 'linear' } } }, carryIn: { MUN: '1000.00' } };
  const statement = finalStatement({ approved });

  test('reach the case as they are written', () => expect(statement.case).toMatchObject(approved));

  test('and are settled: half of the share is earned, the claim is repaid', () => {
    const { result } = statement;
    if (!('streams' in result)) throw new Error('The statement is not settled.');
    expect(result.parties['MUN']?.carryInRepaid).toBe('1000.00');
    const { share = '', earned } = result.parties['CARE'] ?? {};
    const cents = BigInt(share.replace('.', ''));
    expect(earned?.replace('.', '')).toBe(`${(cents + 1n) / 2n}`);
  });
});
