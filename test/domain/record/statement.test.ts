import { describe, expect, test } from 'vitest';
import { readPilot, type Slot } from '../../../domain/pilot/agreement.ts';
import { dueOf, pin } from '../../../domain/record/due.ts';
import { type Change, readChain } from '../../../domain/record/event.ts';
import { stateOf } from '../../../domain/record/projection.ts';
import { draftStatement, sealable } from '../../../domain/record/statement.ts';
import { baselineFiles, type DemoFile, statementFiles } from '../../../local/demo/deliveries.ts';
import { demoDocument } from '../../../local/demo/pilot.ts';
import { acceptedOf, hash, readPinned, recordOf } from './demo-record.ts';

const slots = Object.entries(demoDocument.agreement.referenceDates);
const files: DemoFile[] = [...baselineFiles(), ...slots.flatMap(([period, date]) => statementFiles(period, date))];
const accepted = (some: readonly DemoFile[]): Change[] =>
  some.map((file) => ({ type: 'deliveryAccepted', delivery: acceptedOf(file) }));

const stateAfter = (changes: readonly Change[]) => {
  const state = stateOf(recordOf(changes));
  if (state === null) throw new Error('The pilot is not open.');
  return state;
};

const slotOf = (period: string): Slot => {
  const slot = stateAfter([]).pilot.slots.find((each) => each.period.text === period);
  if (slot === undefined) throw new Error(`There is no slot ${period}.`);
  return slot;
};

const statementOf = (changes: readonly Change[], period: string) => {
  const state = stateAfter(changes);
  const slot = slotOf(period);
  const pinned = pin(state, slot);
  return draftStatement(state.pilot, slot, readPinned(pinned.deliveries, files), pinned);
};

const firstQuarter = [...baselineFiles(), ...statementFiles('2025-K1', '2025-07-31')];

const lastOf = (some: readonly DemoFile[]): DemoFile => {
  const last = some.at(-1);
  if (last === undefined) throw new Error('There is no such file.');
  return last;
};

describe('what is due', () => {
  test('nothing before every stream and the member-months are in', () => {
    for (const left of firstQuarter.filter(({ source }) => source !== 'investments')) {
      const state = stateAfter(accepted(firstQuarter.filter((file) => file !== left)));
      expect(dueOf(state, null, hash).settle).toEqual([]);
    }
  });

  test('the first interim statement once they are', () =>
    expect(dueOf(stateAfter(accepted(firstQuarter)), null, hash).settle).toMatchObject([
      { period: '2025-K1', kind: 'interim' },
    ]));

  test('it names the streams that are missing', () => {
    const withoutWmo = firstQuarter.filter(({ source }) => source !== 'Wmo');
    expect(pin(stateAfter(accepted(withoutWmo)), slotOf('2025-K1')).missing).toEqual(['Wmo']);
  });

  test('an incomplete statement only after the agreed term, and only where something was delivered', () => {
    const state = stateAfter(accepted(firstQuarter.filter(({ source }) => source !== 'Wmo')));
    const dayOf = (today: string) => dueOf(state, today, hash).settle.map(({ period }) => period);
    expect([dayOf('2025-08-28'), dayOf('2025-08-29'), dayOf('2030-01-01')]).toEqual([[], ['2025-K1'], ['2025-K1']]);
  });

  test('not again once a draft of the same inputs is there, and again after a correction', () => {
    const [due] = dueOf(stateAfter(accepted(firstQuarter)), null, hash).settle;
    const draft: Change = {
      type: 'statementDrafted',
      statement: 'a'.repeat(64),
      period: '2025-K1',
      kind: 'interim',
      status: 'gain',
      inputs: due?.inputs ?? '',
    };
    expect(dueOf(stateAfter([...accepted(firstQuarter), draft]), null, hash).settle).toEqual([]);
    const corrected = acceptedOf(lastOf(firstQuarter.filter(({ source }) => source === 'Wpg')));
    const correction: Change = {
      type: 'deliveryAccepted',
      delivery: { ...corrected, sha256: 'b'.repeat(64), valuationDate: '2025-07-31', periods: ['2025-K1'] },
    };
    expect(dueOf(stateAfter([...accepted(firstQuarter), draft, correction]), null, hash).settle).toHaveLength(1);
  });

  test('sealing when every approver has approved, and not before', () => {
    const statement = 'a'.repeat(64);
    const named = { statement, period: '2025-K1', kind: 'interim' } as const;
    const draft: Change = { type: 'statementDrafted', ...named, status: 'gain', inputs: 'c'.repeat(64) };
    const approvals = ['INS', 'MUN', 'CARE'].map((party): Change => ({ type: 'statementApproved', ...named, party }));
    expect(dueOf(stateAfter([draft, ...approvals.slice(0, 2)]), null, hash).seal).toEqual([]);
    expect(dueOf(stateAfter([draft, ...approvals]), null, hash).seal).toEqual([{ statement }]);
    const sealed: Change = { type: 'statementSealed', ...named, files: [], checkpoint: { size: 1, root: statement } };
    expect(dueOf(stateAfter([draft, ...approvals, sealed]), null, hash).seal).toEqual([]);
  });
});

describe('the statement', () => {
  test('has the same bytes in whatever order its deliveries came in', () => {
    const texts = [accepted(files), accepted([...files].reverse())].map(
      (changes) => sealable(statementOf(changes, '2025'), hash).sha256,
    );
    expect(texts[0]).toBe(texts[1]);
  });

  test('names for every given amount the delivery and the line it came from', () => {
    const { result } = statementOf(accepted(files), '2025-K1');
    if (!('worksheet' in result)) throw new Error('The statement is not settled.');
    const rows = result.worksheet.lines.filter(({ code }) => code === 'costRow' || code === 'monthsRow');
    for (const { basis, value } of rows) {
      if (basis === undefined || !('delivery' in basis)) throw new Error('A row has no delivery.');
      const file = files.find(({ text }) => hash(text) === basis.delivery);
      const last = file?.text.split('\r\n')[basis.line - 1]?.split(';').at(-1);
      expect(last?.replace(',', '.')).toBe(value);
    }
    expect(rows.length).toBeGreaterThan(100);
  });

  test('an interim one says which costs may still change, the final one that none do', () => {
    expect(statementOf(accepted(files), '2025-K1..K2').mayStillChange).toEqual([
      { stream: 'Zvw', period: '2025-K1', completionFactor: '0.98' },
      { stream: 'Zvw', period: '2025-K2', completionFactor: '0.93' },
    ]);
    expect(statementOf(accepted(files), '2025').mayStillChange).toEqual([]);
  });

  test('without a stream is incomplete, says which one, and pays nobody', () => {
    const { result } = statementOf(accepted(files.filter(({ source }) => source !== 'Wmo')), '2025-K1');
    expect(result).toMatchObject({ status: 'incomplete', missing: ['Wmo'] });
    expect(result).not.toHaveProperty('payments');
  });
});

describe('the record', () => {
  test('a chain with a changed, missing or moved event is not read', () => {
    const chain = recordOf(accepted(firstQuarter));
    expect(readChain(chain, hash)).toEqual(chain);
    const changed = chain.map((event) =>
      event.sequence === 3 ? { ...event, known: '2026-01-02T00:00:00.000Z' } : event,
    );
    const missing = chain.filter(({ sequence }) => sequence !== 3);
    const moved = [...chain.slice(0, 2), ...chain.slice(2).reverse()];
    for (const broken of [changed, missing, moved])
      expect(() => readChain(broken, hash)).toThrow('The record is broken');
  });

  test('the document of the demo is well-formed, and every fault in one is named', () => {
    expect(readPilot(demoDocument)).toHaveProperty('pilot');
    const { agreement } = demoDocument;
    const damaged = {
      ...demoDocument,
      agreement: {
        ...agreement,
        approvers: ['XYZ'],
        deliveredBy: {},
        referenceDates: { '2026': '2026-01-01' },
        partyNames: {},
      },
    };
    const reading = readPilot(damaged);
    const paths = 'faults' in reading ? reading.faults.map(({ path }) => path) : [];
    expect(paths).toEqual(
      expect.arrayContaining([
        'agreement.approvers[0]',
        'agreement.deliveredBy.members',
        'agreement.referenceDates.2025',
        'agreement.referenceDates.2026',
        'agreement.partyNames.MUN',
      ]),
    );
  });
});
