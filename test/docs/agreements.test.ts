import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { advancePart, type Pilot, readPilot } from '../../domain/pilot/agreement.ts';
import { interimDue } from '../../domain/settlement/advance.ts';
import type { SettledResult } from '../../domain/settlement/result.ts';
import { settleCase } from '../../domain/settlement/settle.ts';

/** The example agreements of the documentation: each is in order, settles a small case, and does what its title says. */

const folder = new URL('../../docs/agreements/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

const pilotOf = (name: string): Pilot => {
  const reading = readPilot(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.pilot;
};

/** What each stream costs in every baseline year and in the reference: without the pilot it would cost this again. */
const EXPECTED: Readonly<Record<string, string>> = { Zvw: '1000000.00', Wmo: '200000.00', Wpg: '50000.00' };
const SLICES = [
  ['intervention', '2023'],
  ['intervention', '2024'],
  ['reference', '2023'],
  ['reference', '2024'],
  ['reference', '2025'],
] as const;

/** A case of one group of people in which nothing changes but the given actual costs of 2025. */
const smallCase = (
  { document, terms }: Pilot,
  actual: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
) => {
  const stratum = { sex: 'V', ageBand: '18-64' };
  const pilotNow = { cohort: 'intervention', period: '2025', ...stratum };
  const streams = [...terms.streams.map(({ name }) => name), ...terms.memoStreams];
  return {
    case: 1,
    agreement: document.agreement.terms,
    memberMonths: [...SLICES, ['intervention', '2025']].map(([cohort, period]) => ({
      ...{ cohort, period, ...stratum },
      months: '1000',
    })),
    costs: streams.flatMap((stream) => [
      ...SLICES.map(([cohort, period]) => ({ stream, cohort, period, ...stratum, amount: EXPECTED[stream] })),
      { stream, ...pilotNow, amount: actual[stream] ?? EXPECTED[stream] },
    ]),
    ...document.agreement.approved,
    ...more,
  };
};

const settled = (file: unknown): SettledResult => {
  const result = settleCase(file);
  if (!('streams' in result)) throw new Error(JSON.stringify(result));
  return result;
};
const column = ({ parties }: SettledResult, field: 'transfer' | 'finalPosition') =>
  Object.fromEntries(Object.entries(parties).map(([id, party]) => [id, party[field]]));

/** The insurer saves 90,000 on the Zvw; the municipality pays 30,000 more on the Wmo. */
const WRONG_POCKET = { Zvw: '910000.00', Wmo: '230000.00' };
const LOSS = { Zvw: '1090000.00' };

describe('the example agreements', () => {
  test('are the six that the documentation names, each with a line of explanation', () => {
    const explained = readFileSync(new URL('README.md', folder), 'utf8');
    expect(names).toHaveLength(6);
    expect(names.filter((name) => !explained.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test.each(names)('%s is in order, fixes its options in articles, and settles a small case', (name) => {
    const pilot = pilotOf(name);
    expect(pilot.document.agreement.articles).toHaveProperty(['sharing.gainRate']);
    expect(pilot.document.agreement.inForce).toBeDefined();
    const { parties, status } = settled(smallCase(pilot, { Zvw: '910000.00' }));
    expect([status, Object.keys(parties)]).toEqual(['gain', pilot.terms.parties.map(({ id }) => id)]);
  });
});

describe('thirds of insurer, care field and patient', () => {
  const pilot = pilotOf('derden-verzekeraar-zorgveld-patient.json');

  test('a saving of 90,000 leaves 30,000 with each', () =>
    expect(column(settled(smallCase(pilot, WRONG_POCKET)), 'finalPosition')).toEqual({
      INS: '30000.00',
      CARE: '30000.00',
      PAT: '30000.00',
    }));

  test('the municipality’s overspend is shown and not settled', () =>
    expect(settled(smallCase(pilot, WRONG_POCKET)).memo).toEqual({ Wmo: { actual: '230000.00' } }));

  test('a loss stays with the insurer', () =>
    expect(settled(smallCase(pilot, LOSS))).toMatchObject({ status: 'loss', payments: [] }));
});

describe('thirds with the municipality instead', () => {
  const pilot = pilotOf('derden-met-gemeente.json');

  test('of what is left of a saving of 90,000 after an overspend of 30,000, each ends with 20,000', () => {
    const result = settled(smallCase(pilot, WRONG_POCKET));
    expect(column(result, 'finalPosition')).toEqual({ INS: '20000.00', MUN: '20000.00', CARE: '20000.00' });
    expect(result.payments).toEqual([
      { from: 'INS', to: 'MUN', amount: '50000.00' },
      { from: 'INS', to: 'CARE', amount: '20000.00' },
    ]);
  });

  test('investments come first: of 60,000, 15,000 goes back and the rest is shared', () =>
    expect(
      column(settled(smallCase(pilot, WRONG_POCKET, { investments: { CARE: '15000.00' } })), 'finalPosition'),
    ).toEqual({ INS: '15000.00', MUN: '15000.00', CARE: '15000.00' }));

  test('a loss is shared by thirds too', () =>
    expect(column(settled(smallCase(pilot, LOSS)), 'finalPosition')).toEqual({
      INS: '-30000.00',
      MUN: '-30000.00',
      CARE: '-30000.00',
    }));
});

describe('a reinvestment fund', () => {
  const pilot = pilotOf('herinvesteringsfonds.json');

  test('gets a quarter of 60,000 and the tenth of its quarter that the care field did not earn', () =>
    expect(column(settled(smallCase(pilot, WRONG_POCKET)), 'finalPosition')).toEqual({
      INS: '15000.00',
      MUN: '15000.00',
      CARE: '13500.00',
      FUND: '16500.00',
    }));

  test('half of an interim balance is paid in advance', () => {
    const result = settled(smallCase(pilot, WRONG_POCKET));
    const version = { name: 'tussentijds', parties: pilot.terms.parties.map(({ id }) => id), result };
    expect(interimDue(version, advancePart(pilot), [])).toMatchObject({
      due: { INS: '-37500.00', MUN: '22500.00', CARE: '6750.00', FUND: '8250.00' },
    });
  });

  test('bears nothing of a loss', () =>
    expect(column(settled(smallCase(pilot, LOSS)), 'transfer')).toMatchObject({ FUND: '0.00' }));

  test('does not approve, because it has no people', () =>
    expect(pilot.document.agreement.approvers).toEqual(['INS', 'MUN', 'CARE']));
});

describe('a one-sided first year', () => {
  const pilot = pilotOf('eenzijdig-eerste-jaar.json');

  test('half of a gain is shared', () =>
    expect(settled(smallCase(pilot, { Zvw: '910000.00' }))).toMatchObject({ status: 'gain', pool: '45000.00' }));

  test.each([LOSS, { Zvw: '1090000.00', Wmo: '150000.00' }, { Zvw: '1090000.00', Wmo: '260000.00' }])(
    'a loss moves nothing: %o',
    (actual) => {
      const result = settled(smallCase(pilot, actual, { investments: { MUN: '20000.00' } }));
      expect([result.status, result.payments]).toEqual(['loss', []]);
      expect(new Set(Object.values(column(result, 'transfer')))).toEqual(new Set(['0.00']));
    },
  );
});

describe('a shadow year', () => {
  const pilot = pilotOf('schaduwjaar.json');

  test('computes what a binding year would, and says that no money moves', () => {
    const shadow = settled(smallCase(pilot, WRONG_POCKET));
    const terms = { ...Object(pilot.document.agreement.terms), mode: 'binding' };
    const binding = settled({ ...smallCase(pilot, WRONG_POCKET), agreement: terms });
    expect([shadow.mode, binding.mode]).toEqual(['shadow', 'binding']);
    expect({ ...shadow, mode: 'binding' }).toEqual(binding);
    expect(shadow.payments).not.toEqual([]);
  });
});

describe('loss sharing with caps', () => {
  const pilot = pilotOf('verlies-delen-met-maxima.json');
  // Expected 1,250,000; 2 % is 25,000. A loss of 90,000 exceeds it by 65,000, of which half is shared: 32,500.

  test('the municipality pays its 30 % while that is below its cap; the care field half a per cent of 1,250,000', () =>
    expect(column(settled(smallCase(pilot, LOSS)), 'transfer')).toEqual({
      INS: '16000.00',
      MUN: '-9750.00',
      CARE: '-6250.00',
    }));

  test('a greater loss costs the municipality 10,000 and the care field 6,250, not more', () =>
    expect(column(settled(smallCase(pilot, { Zvw: '1500000.00' })), 'transfer')).toEqual({
      INS: '16250.00',
      MUN: '-10000.00',
      CARE: '-6250.00',
    }));

  test('a gain is shared the same way: half of 65,000, by 40, 30 and 30 per cent', () =>
    expect(column(settled(smallCase(pilot, { Zvw: '910000.00' })), 'transfer')).toEqual({
      INS: '-19500.00',
      MUN: '9750.00',
      CARE: '9750.00',
    }));
});
