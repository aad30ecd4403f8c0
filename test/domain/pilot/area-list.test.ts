import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { liesIn, sharedAreas } from '../../../domain/pilot/area.ts';
import { inhabitants, readAreaList, unknownAreas } from '../../../domain/pilot/area-list.ts';

const published = new URL('../../../../shared/data/kwb/kwb_2024_gemeente_wijk.json.gz', import.meta.url);
const wijk = JSON.parse(readFileSync(new URL('../../../docs/populations/wijk-heerlen.json', import.meta.url), 'utf8'));

const areas = (...codes: string[]) => ({ areas: codes, except: [] });

describe('areas by their codes', () => {
  test.each([
    ['WK091710', 'GM0917', true],
    ['BU09171003', 'WK091710', true],
    ['GM0917', 'GM0917', true],
    ['GM0917', 'WK091710', false],
    ['WK092800', 'GM0917', false],
  ])('%s lies in %s: %s', (inner, outer, expected) => expect(liesIn(inner, outer)).toBe(expected));

  test('two cohorts share the areas in which people of both live', () => {
    expect(sharedAreas(areas('GM0917', 'GM0928'), areas('WK091710'))).toEqual(['GM0917']);
    expect(sharedAreas(areas('WK091710'), areas('GM0917'))).toEqual(['WK091710']);
    expect(sharedAreas({ areas: ['GM0917'], except: ['WK091710'] }, areas('WK091710'))).toEqual([]);
    expect(sharedAreas({ areas: ['GM0917'], except: ['WK091710'] }, areas('WK091720'))).toEqual(['GM0917']);
    expect(sharedAreas({ areas: ['GM0917'], except: ['WK0917'] }, { areas: ['WK091710'], except: [] })).toEqual([]);
  });
});

const small = readAreaList({
  GM0001: { AantalInwoners_5: 1000, Mannen_6: 500 },
  WK000100: { AantalInwoners_5: 600 },
  WK000101: { AantalInwoners_5: null },
});

describe('a list of areas', () => {
  test('gives the inhabitants of areas without what is taken out, and none where one is unknown', () => {
    if (small === null) throw new Error('The list cannot be read.');
    expect(inhabitants({ areas: ['GM0001'], except: ['WK000100'] }, small)).toBe(400);
    expect(inhabitants({ areas: ['GM0001', 'WK000101'] }, small)).toBeNull();
    expect(inhabitants({ practices: [] }, small)).toBeNull();
  });

  test('does not know parts of neighbourhoods, so it says nothing of them', () => {
    if (small === null) throw new Error('The list cannot be read.');
    const document = { ...wijk, intervention: { areas: ['BU00010001', 'WK009999'] }, reference: { areas: ['GM0001'] } };
    expect(unknownAreas(document, small)).toEqual([
      { path: 'intervention.areas[1]', message: 'Het gebied WK009999 staat niet in de lijst van het CBS.' },
    ]);
  });

  test.each([[null], [[]], [{ GM0001: 5 }], [{ GM0001: { AantalInwoners_5: 'veel' } }]])('%j is no list', (value) =>
    expect(readAreaList(value)).toBeNull(),
  );

  // The published list lies beside the project; where it is absent this test says so by being skipped.
  test.skipIf(!existsSync(published))('of CBS has every area of the example, and its inhabitants', () => {
    const list = readAreaList(JSON.parse(gunzipSync(readFileSync(published)).toString('utf8')));
    if (list === null) throw new Error('The published list cannot be read.');
    expect(unknownAreas(wijk, list)).toEqual([]);
    expect(unknownAreas({ ...wijk, reference: { areas: ['GM9999'] } }, list)).toHaveLength(1);
    expect([inhabitants(wijk.intervention, list), inhabitants(wijk.reference, list)]).toEqual([9260, 55566]);
  });
});
