import { describe, expect, test } from 'vitest';
import { readVektis, type VektisFile } from '../../../../domain/delivery/open-data/vektis.ts';
import { buildVektisCase, type VektisCaseRequest, yearsOf } from '../../../../domain/delivery/open-data/vektis-case.ts';
import { readVektisRequest, refusedYears } from '../../../../domain/delivery/open-data/vektis-request.ts';

const HEADING = 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten_farmacie;kosten_overig';
const fileOf = (...rows: readonly string[]): VektisFile => {
  const reading = readVektis(new TextEncoder().encode([HEADING, ...rows].join('\n')));
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.file;
};
const ROWS = [
  'M;90+;HEERLEN;12;10.01;1000;0.50',
  'M;90+;KERKRADE;12;5;500;0',
  'M;90+;ZWOLLE;20;20;900;1',
  ';;;9;8;70;7.07',
];
const FILES = new Map([
  ['2022', fileOf(...ROWS)],
  ['2023', fileOf(...ROWS)],
]);

const TERMS = {
  parties: [
    { id: 'INS', role: 'insurer' },
    { id: 'MUN', role: 'municipality' },
  ],
  streams: { Zvw: { grain: 'sexAge', pockets: { INS: '1' } } },
  trend: { form: 'ratio' },
  corridor: { minimumSavingsRate: '0.02', minimumLossRate: '0.02' },
  sharing: {
    gainRate: '1',
    lossRate: '1',
    gainShares: { INS: '1/2', MUN: '1/2' },
    lossShares: { INS: '1/2', MUN: '1/2' },
  },
};
const REQUEST: VektisCaseRequest = {
  pilot: ['Heerlen', 'KERKRADE'],
  baseline: [{ period: '2022', weight: '1' }],
  performance: '2023',
  terms: TERMS,
};
const refusals = (
  change: Partial<VektisCaseRequest>,
  files: ReadonlyMap<string, VektisFile> = FILES,
): readonly string[] => {
  const built = buildVektisCase({ ...REQUEST, ...change }, files);
  return 'refusals' in built ? built.refusals : ['accepted'];
};

describe('the case file', () => {
  const built = buildVektisCase(REQUEST, FILES);
  const { caseFile, report } = 'caseFile' in built ? built : { caseFile: {}, report: [] };

  test('has one row a cohort, period, sex and age class: months are years times twelve, costs the sum of all columns', () => {
    expect(caseFile).toEqual({
      case: 1,
      agreement: { ...TERMS, baseline: [{ period: '2022', weight: '1' }], performance: '2023' },
      memberMonths: [
        { cohort: 'intervention', period: '2022', sex: 'M', ageBand: '90+', months: '180.12' },
        { cohort: 'reference', period: '2022', sex: 'M', ageBand: '90+', months: '240.00' },
        { cohort: 'intervention', period: '2023', sex: 'M', ageBand: '90+', months: '180.12' },
        { cohort: 'reference', period: '2023', sex: 'M', ageBand: '90+', months: '240.00' },
      ],
      costs: [
        { stream: 'Zvw', cohort: 'intervention', period: '2022', sex: 'M', ageBand: '90+', amount: '1500.50' },
        { stream: 'Zvw', cohort: 'reference', period: '2022', sex: 'M', ageBand: '90+', amount: '901.00' },
        { stream: 'Zvw', cohort: 'intervention', period: '2023', sex: 'M', ageBand: '90+', amount: '1500.50' },
        { stream: 'Zvw', cohort: 'reference', period: '2023', sex: 'M', ageBand: '90+', amount: '901.00' },
      ],
    });
  });

  test('comes with the rest row and the totals of each year, in Dutch', () =>
    expect(report[0]).toBe(
      '2022: pilot 15,01 verzekerdejaren, € 1.500,50; referentie 20,00 verzekerdejaren, € 901,00; ' +
        'restregel zonder gemeente, niet meegeteld, 8,00 verzekerdejaren, € 77,07; ' +
        'totaal van het bestand 43,01 verzekerdejaren, € 2.478,57.',
    ));
});

describe('what is refused', () => {
  test('a municipality that does not occur, with the nearest names', () =>
    expect(refusals({ pilot: ['HERLEN'] })).toEqual([
      'De gemeente HERLEN komt in 2022 niet voor. Namen die erop lijken: HEERLEN, ZWOLLE, KERKRADE.',
      'De gemeente HERLEN komt in 2023 niet voor. Namen die erop lijken: HEERLEN, ZWOLLE, KERKRADE.',
    ]));

  test('a municipality that merged into another before the last year', () => {
    const files = new Map([...FILES, ['2023', fileOf('M;90+;HEERLEN;12;10;1;1', 'M;90+;ZWOLLE;12;10;1;1')]]);
    expect(refusals({}, files)).toEqual([
      'De gemeente KERKRADE komt in 2023 niet voor. Namen die erop lijken: HEERLEN, ZWOLLE.',
    ]);
  });

  test('weights that are not 1 together', () =>
    expect(refusals({ baseline: [{ period: '2022', weight: '1/2' }] })).toEqual([
      'agreement.baseline: De gewichten van de basisperioden zijn samen niet precies 1.',
    ]));

  test('a baseline year that is the performance year', () =>
    expect(refusals({ baseline: [{ period: '2023', weight: '1' }] })).toEqual([
      'agreement.baseline[0].period: Deze periode overlapt de prestatieperiode.',
    ]));

  test('malformed terms, each fault with its path', () =>
    expect(refusals({ terms: { ...TERMS, trend: undefined, mood: 'good' } })).toEqual([
      'agreement.mood: Deze naam komt in de methode niet voor.',
      expect.stringMatching(/^agreement\.trend: /),
    ]));

  test.each([[[]], ['text'], [null]])('terms that are %j', (terms) =>
    expect(refusals({ terms })).toEqual(['agreement: Hier hoort een object met de voorwaarden van de overeenkomst.']),
  );

  test('terms that name the periods themselves', () =>
    expect(refusals({ terms: { ...TERMS, performance: '2023' } })[0]).toContain('agreement.performance: '));
});

describe('the request', () => {
  const texts = { pilot: 'HEERLEN,KERKRADE', baseline: '2021:1/2,2022:1/2', performance: '2023' };

  test('is read from the texts of a command line', () =>
    expect(readVektisRequest(texts, TERMS)).toEqual({
      pilot: ['HEERLEN', 'KERKRADE'],
      baseline: [
        { period: '2021', weight: '1/2' },
        { period: '2022', weight: '1/2' },
      ],
      performance: '2023',
      terms: TERMS,
    }));

  test('a year is used once', () => {
    const baseline = [{ period: '2021', weight: '1' }];
    expect(yearsOf({ ...REQUEST, baseline, performance: '2021' })).toEqual(['2021']);
  });

  test.each([
    { ...texts, pilot: 'HEERLEN,' },
    { ...texts, baseline: '2021' },
    { ...texts, baseline: '2021:1/2:3' },
    { ...texts, baseline: '2021:' },
    { ...texts, performance: '' },
  ])('%j has not the form of a request', (wrong) => expect(readVektisRequest(wrong, TERMS)).toBeNull());

  test('a quarter is no year', () => expect(refusedYears(['2022', '2023-K1'])).toHaveLength(1));
});
