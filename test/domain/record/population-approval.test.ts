import { describe, expect, test } from 'vitest';
import { templateChecker } from '../../../domain/delivery/check/template-check.ts';
import { acceptance, groundOf, groundText } from '../../../domain/record/acceptance.ts';
import { dueOf, inputsHash, pin } from '../../../domain/record/due.ts';
import { type Author, type Change, nextEvent, type PilotEvent } from '../../../domain/record/event.ts';
import {
  approvePopulation,
  awaitsApproval,
  type PopulationDecision,
  populationInForce,
  proposePopulation,
} from '../../../domain/record/population-approval.ts';
import { type CountsRefused, declareCounts } from '../../../domain/record/population-counts.ts';
import { type PilotState, stateOf } from '../../../domain/record/projection.ts';
import { draftStatement } from '../../../domain/record/statement.ts';
import { baselineFiles, statementFiles } from '../../../local/demo/deliveries.ts';
import { demoDocument } from '../../../local/demo/pilot.ts';
import { baselineCounts, demoPopulation, statementCounts } from '../../../local/demo/population.ts';
import { acceptedOf, hash, readPinned } from './demo-record.ts';

/** A record that grows by what is decided on it. */
const newRecord = () => {
  const chain: PilotEvent[] = [];
  const append = (change: Change, by: Author = 'ontschot') =>
    void chain.push(nextEvent(chain, { known: '2025-01-01T00:00:00.000Z', by, change }, hash));
  const state = (): PilotState => {
    const read = stateOf(chain);
    if (read === null) throw new Error('The pilot is not open.');
    return read;
  };
  /** Decides as a person, records what was decided, and gives the rule where it was refused. */
  const decide = (by: string, how: (state: PilotState) => PopulationDecision | CountsRefused): string | null => {
    const decided = how(state());
    if (decided === null) return 'nothing new';
    if ('refusal' in decided) return decided.refusal;
    append(decided, { party: by.split(' ')[0] ?? '', person: by });
    return null;
  };
  append({ type: 'pilotOpened', document: demoDocument });
  const propose = (by: string, document: unknown) => decide(by, (now) => proposePopulation(now, document, hash));
  const approve = (by: string, version: string) =>
    decide(by, (now) => {
      const found = now.populations.find(({ population }) => population.document.version === version);
      return approvePopulation(now, { party: by.split(' ')[0] ?? '', person: by }, found?.sha256 ?? 'f'.repeat(64));
    });
  return { chain, append, state, decide, propose, approve };
};

const second = { ...demoPopulation, version: '2', minimumCellSize: 20 };
const versionInForce = (state: PilotState) => populationInForce(state)?.population.document.version ?? null;

describe('a population definition comes into force', () => {
  test('when every party that approves statements has approved it', () => {
    const { propose, approve, state } = newRecord();
    expect(propose('INS controller', demoPopulation)).toBeNull();
    for (const [party, awaited] of [
      ['CARE signatory', ['INS', 'MUN']],
      ['INS signatory', ['MUN']],
      ['MUN signatory', []],
    ] as const) {
      expect(versionInForce(state())).toBeNull();
      expect(approve(party, '1')).toBeNull();
      const [proposed] = state().populations;
      expect(proposed === undefined ? null : awaitsApproval(state(), proposed)).toEqual(awaited);
    }
    expect(versionInForce(state())).toBe('1');
  });

  const agreed = () => {
    const record = newRecord();
    record.propose('INS controller', demoPopulation);
    for (const party of ['INS', 'MUN', 'CARE']) record.approve(`${party} signatory`, '1');
    return record;
  };

  test('and stays so until all have approved a newer one', () => {
    const { propose, approve, state } = agreed();
    expect(propose('MUN controller', second)).toBeNull();
    approve('INS signatory', '2');
    approve('MUN signatory', '2');
    expect(versionInForce(state())).toBe('1');
    approve('CARE signatory', '2');
    expect(versionInForce(state())).toBe('2');
  });

  test('the same again, proposed or approved, changes nothing', () => {
    const { propose, approve, chain } = agreed();
    const length = chain.length;
    expect(propose('CARE controller', structuredClone(demoPopulation))).toBe('nothing new');
    expect(approve('INS signatory', '1')).toBe('nothing new');
    expect(chain).toHaveLength(length);
  });

  test.each([
    ['approving what was not proposed', 'population_must_exist', 'INS signatory', '9'],
    ['approving for a party that need not', 'approver_must_belong_to_party', 'BANK signatory', '2'],
    ['approving what you proposed yourself', 'approver_must_not_be_proposer', 'MUN signatory', '2'],
    ['approving an older proposal', 'population_must_be_latest', 'CARE signatory', '0'],
  ])('%s is refused: %s', (_, rule, by, version) => {
    const record = agreed();
    record.propose('INS controller', { ...second, version: '0' });
    record.propose('MUN signatory', second);
    expect(record.approve(by, version)).toBe(rule);
  });

  test('the one that was in force before is not proposed again under its old version', () => {
    const record = agreed();
    record.propose('MUN controller', second);
    // While the newer one waits, the first one is in force, and proposing it says so.
    expect(record.propose('CARE controller', demoPopulation)).toBe('nothing new');
    for (const party of ['INS', 'MUN', 'CARE']) record.approve(`${party} signatory`, '2');
    const length = record.chain.length;
    expect(record.propose('CARE controller', demoPopulation)).toBe('population_must_be_latest');
    expect(proposePopulation(record.state(), demoPopulation, hash)).toMatchObject({
      message:
        'Versie 1 is al eerder voorgesteld; van kracht is nu versie 2. Wilt u terug naar deze inhoud, stel haar dan voor onder een nieuwe versie.',
    });
    expect(record.chain).toHaveLength(length);
    expect(record.propose('CARE controller', { ...demoPopulation, version: '3' })).toBeNull();
  });

  test('another content under the same version is refused', () =>
    expect(agreed().propose('INS controller', { ...second, version: '1' })).toBe('population_version_exists_already'));

  test('a definition of another population, or over other years, does not fit the agreement', () => {
    const decided = proposePopulation(
      newRecord().state(),
      { ...demoPopulation, name: 'Dorp', dates: { from: '2024-01-01', until: '2025-12-31' } },
      hash,
    );
    expect(decided).toMatchObject({
      refusal: 'request_is_malformed',
      detail: [
        { path: 'name', message: 'De overeenkomst gaat over de populatie Parkstad-Oost.' },
        { path: 'dates', message: 'De periode 2023 van de overeenkomst valt er niet helemaal in.' },
      ],
    });
  });

  test('a definition with faults is refused with all of them', () =>
    expect(proposePopulation(newRecord().state(), { ...demoPopulation, ageBands: [], basis: 1 }, hash)).toMatchObject({
      refusal: 'request_is_malformed',
      detail: [{ path: 'basis' }, { path: 'ageBands' }],
    }));
});

test('a file is held against other ground when an agreement says something else, under whatever version', () => {
  const ground = groundOf(newRecord().state(), { kind: 'members', party: 'INS', valuationDate: '2025-07-31' });
  const [pilot] = ground.pilots;
  const agreement = { ...pilot.document.agreement, title: 'Een andere overeenkomst' };
  const other = { ...pilot, document: { ...pilot.document, agreement } };
  expect(groundText({ ...ground, pilots: [pilot] })).toBe(groundText(ground));
  expect(groundText({ ...ground, pilots: [other] })).not.toBe(groundText(ground));
});

/** What a delivery of member-months that names a population is about, and what it is held against. */
const deliveryOf = (state: PilotState, name: string, version: string) => {
  const { population, pilots } = groundOf(state, { kind: 'members', party: 'INS', valuationDate: '2025-07-31' });
  const checker = templateChecker('members', { pilot: pilots[0], population, members: null, party: 'INS' });
  const cells = (population?.document.ageBands ?? ['0+']).filter((band) => band !== 'rest');
  const rows = cells.map((band) => `${name};${version};interventie;2025-K1;V;${band};100;300`);
  const heading = 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden';
  const text = [heading, ...rows, `SLUITREGEL;${rows.length};${300 * rows.length};;;;;`, ''].join('\n');
  checker.push(new TextEncoder().encode(text));
  return checker.end(text.length, '');
};

describe('a delivery', () => {
  const problemsOf = (state: PilotState, name: string, version: string): string[] => {
    const { answer, contents } = deliveryOf(state, name, version);
    const found = contents === null ? answer.findings : acceptance(state, contents);
    return found.map(({ code, message }) => `${code}: ${message}`);
  };

  test('counts only when all parties have approved its population, and says who has still to', () => {
    const { propose, approve, state } = newRecord();
    expect(problemsOf(state(), 'Parkstad-Oost', '1')).toEqual([
      expect.stringMatching(/^population_must_be_approved: Voor de populatie Parkstad-Oost is nog geen definitie/),
    ]);
    propose('INS controller', demoPopulation);
    approve('INS signatory', '1');
    expect(problemsOf(state(), 'Parkstad-Oost', '1')).toEqual([
      'population_must_be_approved: De definitie van populatie Parkstad-Oost, versie 1, is nog niet door alle partijen goedgekeurd: nog niet door MUN, CARE. Een aanlevering telt pas daarna.',
    ]);
    approve('MUN signatory', '1');
    approve('CARE signatory', '1');
    expect(problemsOf(state(), 'Parkstad-Oost', '1')).toEqual([]);
  });

  test('of another population or version is refused by the one in force', () => {
    const { propose, approve, state } = newRecord();
    expect(problemsOf(state(), 'Dorp', '1')).toEqual([
      expect.stringContaining('afgesproken is Parkstad-Oost, versie 1'),
    ]);
    propose('INS controller', demoPopulation);
    for (const party of ['INS', 'MUN', 'CARE']) approve(`${party} signatory`, '1');
    propose('INS controller', second);
    for (const version of ['2', '3'])
      expect(problemsOf(state(), 'Parkstad-Oost', version)).toEqual([
        expect.stringMatching(/^population_version_must_match: .*afgesproken is Parkstad-Oost, versie 1/),
      ]);
    for (const party of ['INS', 'MUN', 'CARE']) approve(`${party} signatory`, '2');
    expect(problemsOf(state(), 'Parkstad-Oost', '1')).toEqual([
      expect.stringContaining('afgesproken is Parkstad-Oost, versie 2'),
    ]);
  });

  test('is held against the cell size of the definition in force', () => {
    const { propose, approve, state } = newRecord();
    propose('INS controller', { ...second, minimumCellSize: 101 });
    for (const party of ['INS', 'MUN', 'CARE']) approve(`${party} signatory`, '2');
    const { codes } = deliveryOf(state(), 'Parkstad-Oost', '2');
    expect(Object.keys(codes)).toEqual(['cell_is_too_small']);
  });
});

describe('counts around a population', () => {
  const counted = () => {
    const record = newRecord();
    record.propose('INS controller', demoPopulation);
    for (const party of ['INS', 'MUN', 'CARE']) record.approve(`${party} signatory`, '1');
    const population = populationInForce(record.state())?.sha256 ?? '';
    const declare = (party: string, declared = baselineCounts(), about = population) =>
      record.decide(`${party} analyst`, (now) => declareCounts(now, party, { population: about, ...declared }));
    return { ...record, population, declare };
  };

  test('are declared by the party that delivers the member-months, about the definition in force', () => {
    const { declare } = counted();
    expect(declare('MUN')).toBe('delivery_must_come_from_its_party');
    expect(declare('INS', baselineCounts(), 'f'.repeat(64))).toBe('population_version_must_match');
    expect(declare('INS')).toBeNull();
    expect(declare('INS')).toBe('nothing new');
    const before = newRecord();
    expect(
      before.decide('INS analyst', (now) => declareCounts(now, 'INS', { population: 'x', ...baselineCounts() })),
    ).toBe('population_must_be_approved');
  });

  test('below the agreed share are refused by that rule, and other faults by theirs', () => {
    const { declare } = counted();
    const { valuationDate, counts } = baselineCounts();
    const fewer = counts.map((each) =>
      each.group === 'gedekt' ? { ...each, persons: 20_000, months: '60000' } : each,
    );
    expect(declare('INS', { valuationDate, counts: fewer })).toBe('coverage_must_reach_the_agreed_share');
    expect(declare('INS', { valuationDate, counts: counts.slice(1) })).toBe('counts_must_be_sound');
  });

  test('are held against what was declared before of the same definition, on another date too', () => {
    const { declare } = counted();
    const { valuationDate, counts } = baselineCounts();
    const leaving = (period: string, persons: number) =>
      ({ cohort: 'intervention', period, group: 'wlz', persons, months: '30' }) as const;
    const covered = counts.filter(({ group }) => group !== 'wlz');
    const quarters = ['2024-K1', '2024-K2', '2024-K3'].map((period) => leaving(period, 12));
    expect(declare('INS', { valuationDate, counts: [...covered, ...quarters] })).toBeNull();
    expect(declare('INS', { valuationDate: '2025-07-01', counts: [...covered, leaving('2024', 40)] })).toBe(
      'counts_must_be_sound',
    );
    expect(declare('INS', { valuationDate: '2025-07-01', counts: [...covered, leaving('2024', 46)] })).toBeNull();
  });

  /** The demo's final year delivered and counted, but for what is left out. */
  const delivered = (leaveOut: (name: 'counts' | 'files') => boolean = () => false) => {
    const record = counted();
    const files = [...baselineFiles(), ...statementFiles('2025', '2026-10-31')];
    const { population } = record;
    for (const file of files)
      record.append({ type: 'deliveryAccepted', delivery: { ...acceptedOf(file), population } });
    record.declare('INS');
    if (!leaveOut('counts')) record.declare('INS', statementCounts('2025', '2026-10-31'));
    const slot = record.state().pilot.slots.find(({ kind }) => kind === 'final');
    if (slot === undefined) throw new Error('There is no final statement.');
    return { ...record, slot, files };
  };

  test('are waited for where a share was agreed', () => {
    const { state, slot } = delivered((name) => name === 'counts');
    expect(pin(state(), slot).missing).toEqual(['population']);
    const whole = delivered();
    expect(pin(whole.state(), whole.slot).missing).toEqual([]);
  });

  test('stand on the statement by cohort and agreed period, with the hash of the definition', () => {
    const { state, slot, files, population } = delivered();
    const pinned = pin(state(), slot);
    const statement = draftStatement(state().pilot, slot, readPinned(pinned.deliveries, files), pinned);
    expect(statement.population).toMatchObject({ name: 'Parkstad-Oost', version: '1', sha256: population });
    const { counts } = statement.population;
    expect(counts.map(({ cohort, period }) => `${cohort} ${period}`)).toEqual([
      'intervention 2023',
      'intervention 2024',
      'intervention 2025',
      'reference 2023',
      'reference 2024',
      'reference 2025',
    ]);
    const declared = [...baselineCounts().counts, ...statementCounts('2025', '').counts];
    const total = (group: string, cohort: string, year: string, of: 'persons' | 'months') =>
      declared
        .filter((each) => each.group === group && each.cohort === cohort && each.period.startsWith(year))
        .reduce((sum, each) => sum + Number(each[of]), 0);
    for (const { cohort, period, coverage, wlz } of counts) {
      expect(coverage?.covered).toBe(`${total('gedekt', cohort, period, 'months')}`);
      expect(coverage?.counted).toBe(coverage?.covered);
      expect(coverage?.population).toBe(`${total('populatie', cohort, period, 'months')}`);
      const share = total('gedekt', cohort, period, 'months') / total('populatie', cohort, period, 'months');
      expect(coverage?.shown).toBe((Math.floor(share * 10_000) / 10_000).toFixed(4));
      expect(wlz).toEqual({
        persons: total('wlz', cohort, period, 'persons'),
        months: `${total('wlz', cohort, period, 'months')}`,
      });
    }
    expect(counts[2]?.overlap?.period).toBe('2025-K4');
    expect(counts[3]?.overlap).toBeNull();
  });

  test('a newer definition takes the place of what rests on the older one', () => {
    const { state, slot, propose, approve } = delivered();
    const before = inputsHash(pin(state(), slot), state().pilot, hash);
    expect(dueOf(state(), null, hash).settle).toMatchObject([{ kind: 'final' }]);
    propose('INS controller', second);
    for (const party of ['INS', 'MUN', 'CARE']) approve(`${party} signatory`, '2');
    expect(pin(state(), slot).missing).toEqual(['members', 'Wmo', 'Wpg', 'Zvw', 'population']);
    expect(dueOf(state(), null, hash).settle).toEqual([]);
    expect(inputsHash(pin(state(), slot), state().pilot, hash)).not.toBe(before);
  });

  test('before a definition is in force nothing is due, also when the term is over', () => {
    const { chain, append, state } = newRecord();
    for (const file of statementFiles('2025', '2026-10-31'))
      append({ type: 'deliveryAccepted', delivery: acceptedOf(file) });
    expect(chain.length).toBeGreaterThan(3);
    expect(dueOf(state(), '2030-01-01', hash)).toEqual({ settle: [], seal: [] });
  });
});
