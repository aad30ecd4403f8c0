import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ageBandFaults } from '../../../domain/pilot/age-band.ts';
import { readPeriod } from '../../../domain/pilot/period.ts';
import { type Population, readPopulation, uncoveredPeriods } from '../../../domain/pilot/population.ts';
import { populationSummary } from '../../../domain/pilot/population-summary.ts';

const folder = new URL('../../../docs/populations/', import.meta.url);
const example = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const wijk = example('wijk-heerlen.json');
const beide = example('wijk-en-praktijk.json');

const faultsOf = (document: unknown) => {
  const reading = readPopulation(document);
  return 'faults' in reading ? reading.faults : [];
};
const paths = (document: unknown) => faultsOf(document).map(({ path }) => path);
const populationOf = (document: unknown): Population => {
  const reading = readPopulation(document);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.population;
};

describe('a population definition', () => {
  test.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('example %s is in order', (name) =>
    expect(paths(example(name))).toEqual([]),
  );

  test('is read as it is written, with the least cell of ten persons where none is agreed', () => {
    expect(populationOf(wijk).document).toEqual(wijk);
    expect(populationOf(wijk).minimumCoverage).toEqual({ n: 85n, d: 100n });
    expect(populationOf(beide).minimumCellSize).toBe(10);
    expect(populationOf({ ...beide, minimumCellSize: 20 }).minimumCellSize).toBe(20);
  });

  test('with faults everywhere names them all at once', () =>
    expect(
      paths({
        ...wijk,
        name: ' Heerlen',
        dates: { from: '2025-12-31', until: '2025-01-01' },
        basis: 'beide',
        areaYear: 2024.5,
        intervention: { areas: ['WK091710', 'WK091710', 'GM0917', 'Heerlen'] },
        ageBands: ['00-17', '20-64', '65-74'],
        monthCounting: 'lastOfMonth',
        selection: { rule: 'Dure wijken', dearAreasChosen: 'ja' },
        wlz: { leaves: true },
        claims: { insurers: [], minimumCoverage: 0.85 },
        minimumCellSize: 1,
        unknown: true,
      }).sort(),
    ).toEqual([
      'ageBands[1]',
      'ageBands[2]',
      'areaYear',
      'claims.insurers',
      'claims.minimumCoverage',
      'combination',
      'dates.until',
      'intervention.areas[3]',
      'minimumCellSize',
      'monthCounting',
      'name',
      'selection.dearAreasChosen',
      'unknown',
      'wlz.fromMonth',
    ]));

  test.each([
    ['no value', null, ''],
    ['no version', { ...wijk, version: undefined }, 'version'],
    ['a basis without practices', { ...wijk, basis: 'beide', combination: 'either' }, 'intervention.practices'],
    ['practices on the basis of areas', { ...beide, basis: 'wijk', combination: undefined }, 'intervention.practices'],
    ['both without saying how', { ...beide, combination: undefined }, 'combination'],
    ['how, without both', { ...wijk, combination: 'both' }, 'combination'],
    ['areas of no year', { ...wijk, areaYear: undefined }, 'areaYear'],
    ['a reference of nothing', { ...wijk, reference: {} }, 'reference'],
    ['an area twice', { ...wijk, reference: { areas: ['GM0928', 'GM0928'] } }, 'reference.areas[1]'],
    ['an area inside another', { ...wijk, reference: { areas: ['GM0928', 'WK092800'] } }, 'reference.areas[1]'],
    ['the pilot inside the reference', { ...wijk, reference: { areas: ['GM0917'] } }, 'reference.areas[0]'],
    [
      'half of the pilot inside the reference',
      { ...wijk, reference: { areas: ['GM0917'], except: ['WK091710'] } },
      'reference.areas[0]',
    ],
    ['the reference inside the pilot', { ...wijk, reference: { areas: ['BU09171001'] } }, 'reference.areas[0]'],
    [
      'something taken out that is not in',
      { ...wijk, reference: { areas: ['GM0928'], except: ['WK096500'] } },
      'reference.except[0]',
    ],
    [
      'a practice in both cohorts',
      { ...beide, reference: { practices: [{ code: '01000002', name: 'Praktijk West' }] } },
      'reference.practices[0]',
    ],
    [
      'a practice without its code',
      { ...beide, intervention: { ...beide.intervention, practices: [{ code: '12', name: 'P' }] } },
      'intervention.practices[0].code',
    ],
    [
      'an insurer twice',
      { ...wijk, claims: { ...wijk.claims, insurers: [...wijk.claims.insurers, ...wijk.claims.insurers] } },
      'claims.insurers[1]',
    ],
    ['a share above one', { ...wijk, claims: { ...wijk.claims, minimumCoverage: '1.1' } }, 'claims.minimumCoverage'],
    ['a Wlz month in words', { ...wijk, wlz: { leaves: true, fromMonth: 'volgende' } }, 'wlz.fromMonth'],
    ['a closed group after its end', { ...wijk, membership: { closedOn: '2026-01-01' } }, 'membership.closedOn'],
  ])('with %s is refused there', (_, document, path) => expect(paths(document)).toEqual([path]));

  test('may take the pilot out of the municipality around it', () =>
    expect(paths({ ...wijk, reference: { areas: ['GM0917'], except: ['WK091710', 'WK091720'] } })).toEqual([]));

  test('says in Dutch what is missing and what belongs there', () =>
    expect(faultsOf({ ...wijk, version: undefined, areaYear: 'x', wlz: { leaves: true, fromMonth: 13 } })).toEqual([
      { path: 'version', message: 'Dit ontbreekt.' },
      { path: 'areaYear', message: 'Hier hoort een getal.' },
      { path: 'wlz.fromMonth', message: 'Hier hoort een heel getal van 0 tot en met 12.' },
    ]));
});

describe('age bands', () => {
  test.each([
    [['0+', 'rest'], []],
    [['00-17', '18-64', '65+', 'rest'], []],
    [['00-17', '18-64', '65+'], [2]],
    [
      ['00-17', 'rest', '18+'],
      [1, 2],
    ],
    [['00-17', '19+', 'rest'], [1]],
    [['00-17', '17+', 'rest'], [1]],
    [['05-17', '18+', 'rest'], [0]],
    [['00-17', '18-64', 'rest'], [1]],
    [
      ['00-17', '65+', '18-64', 'rest'],
      [1, 2],
    ],
    [['00-17', 'volwassen', 'rest'], [1]],
    [['00-17', '64-18', '65+', 'rest'], [1]],
    [['rest'], [0]],
  ])('%j has its faults at %j', (bands, places) =>
    expect(ageBandFaults(bands).map(({ place }) => place)).toEqual(places),
  );

  test('a gap says where the band should begin', () =>
    expect(ageBandFaults(['00-17', '20+', 'rest'])).toEqual([
      { place: 1, message: 'Er is een gat: deze klasse begint bij 20 en hoort bij 18 te beginnen.' },
    ]));
});

describe('the dates of a definition', () => {
  const periods = (...texts: string[]) => texts.flatMap((text) => readPeriod(text) ?? []);

  test('cover the periods that lie in them to the day', () => {
    const population = populationOf({ ...wijk, dates: { from: '2024-01-01', until: '2025-09-30' } });
    const missing = uncoveredPeriods(population, periods('2023', '2024', '2025', '2025-K1..K3', '2025-K4'));
    expect(missing.map(({ text }) => text)).toEqual(['2023', '2025', '2025-K4']);
  });
});

describe('the summary', () => {
  test('says every choice in a line', () => {
    const lines = populationSummary(populationOf(wijk));
    expect(lines).toContain('Geteld van 1 januari 2023 tot en met 31 december 2025');
    expect(lines).toContain('Referentie: GM0928, GM0965 (CBS-indeling 2024)');
    expect(lines).toContain('Wlz: wie een Wlz-indicatie krijgt, telt vanaf de maand erna niet meer mee');
    expect(lines).toContain('Zij dekken ten minste 85 % van de maanden; anders wordt de aanlevering geweigerd');
    expect(lines).toContain(
      'Er zijn dure gebieden uitgekozen: ook zonder pilot zakken hun kosten terug naar het gemiddelde',
    );
  });

  test('of both bases says how they go together', () => {
    const lines = populationSummary(populationOf(beide)).join('\n');
    expect(lines).toContain('Basis: wie in de gebieden woont en bij de praktijken is ingeschreven');
    expect(lines).toContain('Referentie: GM0917 zonder WK091710 (CBS-indeling 2024)');
    expect(lines).toContain('Groep: gesloten: alleen wie er op 1 januari 2025 bij hoorde');
    expect(lines).toContain('Wlz: wie een Wlz-indicatie krijgt, blijft meetellen');
    expect(populationSummary(populationOf({ ...beide, combination: 'either' })).join('\n')).toContain('woont of bij');
  });
});
