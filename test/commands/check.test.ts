import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { templateCsvw } from '../../domain/delivery/template/csvw.ts';
import { templateXlsx } from '../../domain/delivery/template/template-files.ts';
import { zipOf } from '../../domain/record/zip.ts';
import { demoDocument } from '../../local/demo/pilot.ts';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const command = fileURLToPath(new URL('../../commands/check.ts', import.meta.url));
const check = (...given: readonly string[]) =>
  spawnSync(process.execPath, [command, ...given], { encoding: 'utf8', maxBuffer: 16_000_000 });
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const MEMBERS = 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden';
const COSTS = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';
const MONTHS = `${MEMBERS}\nParkstad-Oost;1;interventie;2025-K1;M;18-44;100;300\nSLUITREGEL;1;300;;;;;\n`;
const cost = (stream: string, period: string, amount: string) =>
  `Parkstad-Oost;1;interventie;${stream};;${period};M;18-44;100;${amount}`;
const costs = (...rows: readonly string[]) => `${[COSTS, ...rows].join('\n')}\n`;

const members = file('members.csv', MONTHS);
const agreement = file('pilot.json', JSON.stringify(demoDocument));
const sound = costs(cost('Zvw', '2025-K1', '1000,50'), 'SLUITREGEL;1;1000,50;;;;;;;');
const wrong = costs(
  cost('Zwv', '2025-K1', '1000,50'),
  cost('Zvw', '2025-K2', '2000,50'),
  cost('Wmo', '2025-K1', '-5,00'),
  'Parkstad-Oost;1',
  'SLUITREGEL;5;2996,00;;;;;;;',
);

test('prints one line a file, in order: what it is, what was found, what was counted and declared', () => {
  const files = [file('sound.csv', sound), file('wrong.csv', wrong)];
  const { stdout, stderr, status } = check('costs', ...files, '--members', members, '--agreement', agreement);
  expect([stderr, status]).toEqual(['', 0]);
  expect(linesOf(stdout)).toMatchObject([
    {
      file: files[0],
      kind: 'costs',
      bytes: sound.length,
      sha256: createHash('sha256').update(sound).digest('hex'),
      encoding: 'utf-8',
      delimiter: ';',
      decimal: ',',
      columns: 10,
      rows: 2,
      accepted: true,
      problemCount: 0,
      findings: [],
      totals: {
        counted: { rows: 1, bedrag: '1000.50', streams: { Zvw: '1000.50' } },
        declared: { rows: '1', bedrag: '1000,50' },
      },
      notChecked: [],
    },
    {
      file: files[1],
      accepted: false,
      counts: { SF: 1, DF: 2, PF: 1 },
      problemCount: 1,
      problems: [{ kind: 'SF', code: 'too_few_fields', line: 5, column: null, value: null }],
      findingCount: 3,
      findings: [
        { kind: 'DF', code: 'stream_must_be_agreed', line: 2, column: 4, heading: 'stroom', value: 'Zwv' },
        { kind: 'DF', code: 'costs_without_members', line: 3, column: 10, heading: 'bedrag', value: '2000,50' },
        { kind: 'PF', code: 'total_is_negative', line: 4, column: 10 },
      ],
      totals: { counted: { rows: 4, soundRows: 3, bedrag: '2996.00' }, declared: { rows: '5', bedrag: '2996,00' } },
      notChecked: [
        { rule: 'age_band_is_missing', needs: 'sound rows' },
        { rule: 'period_is_missing', needs: 'sound rows' },
      ],
    },
  ]);
});

test('a workbook is held against member-months in a workbook', () => {
  const made = (kind: 'costs' | 'members') => file(`${kind}.xlsx`, templateXlsx(kind, 'example', zipOf));
  const { stdout, stderr, status } = check('costs', made('costs'), '--members', made('members'));
  expect([stderr, status]).toEqual(['', 0]);
  const [line] = linesOf(stdout);
  expect(line).toMatchObject({ encoding: 'xlsx', accepted: true, findings: [], totals: { counted: { rows: 4 } } });
  expect(line?.['notChecked']).not.toContainEqual({ rule: 'costs_without_members', needs: 'members' });
});

test('alone, a file has its rules that need another file listed; with personal data it is refused with that alone', () => {
  const personal = wrong.replace('interventie;Wmo;', 'interventie;111222333;').replace('Zwv', '123456782');
  const { stdout, status } = check('costs', file('alone.csv', sound), file('personal.csv', personal));
  expect(status).toBe(0);
  const [alone, refused] = linesOf(stdout);
  expect(alone?.['notChecked']).toEqual([
    { rule: 'population_version_must_match', needs: 'population' },
    { rule: 'age_band_is_unknown', needs: 'population' },
    { rule: 'period_must_be_agreed', needs: 'agreement' },
    { rule: 'stream_must_be_agreed', needs: 'agreement' },
    { rule: 'costs_without_members', needs: 'members' },
    { rule: 'more_persons_than_members', needs: 'members' },
  ]);
  const problems = [{ code: 'personal_data_is_refused', value: null, heading: null }];
  expect(refused).toMatchObject({ accepted: false, findings: [], problems, headings: [] });
  expect(stdout).not.toMatch(/111222333|123456782/);
});

test('what a file is shows in its first bytes', () => {
  const names = [file('PACKED.CSV.GZ', gzipSync(sound)), file('no-name', gzipSync(sound))];
  const answers = linesOf(check('costs', ...names).stdout);
  expect(answers.map(({ accepted, delimiter }) => [accepted, delimiter])).toEqual(names.map(() => [true, ';']));
  const zip = file('vektis.csv', templateXlsx('costs', 'example', zipOf));
  const broken = file('broken.csv.gz', gzipSync(sound).subarray(0, 90));
  const { stdout, stderr, status } = check('vektis', zip, broken);
  expect(status).toBe(1);
  expect(linesOf(stdout)).toMatchObject([
    {
      accepted: false,
      problems: [{ code: 'file_cannot_be_read', messageEnglish: expect.stringContaining('ZIP file') }],
    },
    { accepted: false, problems: [{ messageEnglish: expect.stringContaining('damaged or cut off') }] },
  ]);
  expect(stderr).toContain('beschadigd of afgebroken');
});

test.each([
  ['that do not exist', () => join(folder, 'nowhere.json')],
  ['that are no JSON', () => file('text.json', 'decimalChar')],
  ['of another separator than a delivery may have', () => file('wrong.json', '{"dialect":{"delimiter":"#"}}')],
])('with metadata %s a file is not accepted, and the answer says why', (_, make) => {
  const { stdout, stderr, status } = check('costs', file('sound.csv', sound), '--metadata', make());
  expect(status).toBe(1);
  expect(stderr).not.toBe('');
  expect(linesOf(stdout)).toMatchObject([
    { accepted: false, problems: [{ kind: 'SF', code: 'metadata_is_unusable' }] },
  ]);
});

test('our own metadata say that the decimal sign is a comma, so that 1.234 is a thousand and more', () => {
  const doubtful = costs(cost('Zvw', '2025-K1', '1.234'), cost('Wmo', '2025-K1', '100'), 'SLUITREGEL;2;1334;;;;;;;');
  const delivery = file('doubtful.csv', doubtful);
  expect(linesOf(check('costs', delivery).stdout)).toMatchObject([{ accepted: false }]);
  const metadata = file('costs.csv-metadata.json', templateCsvw('costs', '2025-07-31'));
  const { stdout } = check('costs', delivery, '--metadata', metadata);
  expect(linesOf(stdout)).toMatchObject([{ accepted: true, totals: { counted: { bedrag: '1334.00' } } }]);
});

test('open data are read with no setting but the kind, packed or not', () => {
  const vektis = 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;KOSTEN_FARMACIE';
  const rows = `${vektis}\n;;;30;28.5;100\nM;90+;HEERLEN;12;11.69;3.5\n`;
  const iv3 =
    'Gemeenten;Taakveld;Baten;Lasten\nHeerlen;7.1 Volksgezondheid;1.0;2.5\nNederland;7.1 Volksgezondheid;1.0;2.5\n';
  const packed = check('vektis', file('vektis.csv', rows), file('vektis.csv.gz', gzipSync(rows)));
  expect(linesOf(packed.stdout).map(({ accepted, totals }) => [accepted, totals])).toEqual(
    Array.from({ length: 2 }, () => [
      true,
      { counted: { rows: 2, persons: '42', insuredYears: '40.19', amount: '103.50' }, declared: null },
    ]),
  );
  expect(linesOf(check('iv3', file('iv3.csv', iv3)).stdout)[0]).toMatchObject({
    accepted: true,
    totals: { counted: { lasten: '2500.00' } },
    notChecked: [
      { rule: 'booked_elsewhere', needs: 'inwonertal' },
      { rule: 'regional_in_size', needs: 'inwonertal' },
    ],
  });
});

test('what cannot be used has its line or its complaint, and the other files are still checked', () => {
  const files = [join(folder, 'nowhere.csv'), file('broken.csv.gz', 'this is not gzip'), file('other.csv', sound)];
  const bad = ['--members', file('bad.csv', MONTHS.replace(';300', ';veel')), '--agreement', file('bad.json', '{')];
  const { stdout, stderr, status } = check('costs', ...files, ...bad, '--population', file('p.json', '{}'));
  expect(status).toBe(1);
  expect(linesOf(stdout)).toMatchObject([
    { file: files[0], accepted: false, problemCount: 1, problems: [{ code: 'file_cannot_be_read', kind: 'SF' }] },
    { file: files[1], accepted: false, problems: [{ code: 'file_cannot_be_read' }] },
    { file: files[2], accepted: true, notChecked: { length: 6 } },
  ]);
  const said = ['nowhere.csv: Dit bestand bestaat niet.', 'bad.csv, regel 2, kolom 8: ', 'bad.json: Dit is geen JSON'];
  for (const each of [...said, 'p.json: ']) expect(stderr).toContain(each);
});

test.each([[['costs']], [['budget', 'a.csv', '--valuation', 'x']]])('wrong usage %j says how it is used', (given) => {
  const { stdout, stderr, status } = check(...given);
  expect([stdout, status]).toEqual(['', 2]);
  expect(stderr).toContain('Gebruik: npm run -s check -- SOORT BESTAND');
});

test('what the metadata declare decides, also where the bytes of a file would say otherwise', () => {
  const metadata = (name: string, dialect: object, format: object = {}, unit = 'euro') =>
    file(
      name,
      JSON.stringify({
        dialect,
        'schema:unitText': unit,
        tableSchema: { columns: [{ datatype: { base: 'decimal', format } }] },
      }),
    );
  // By itself 1.234 may be read in two ways, and one é in Windows-1252 is no UTF-8.
  const text = costs(cost('Wlz', '2025-K1', '1.234').replace(';;', ';café;'), 'SLUITREGEL;1;1.234;;;;;;;');
  const given = file('declared.csv', Buffer.from(text, 'latin1'));
  const declared = metadata(
    'declared.json',
    { encoding: 'windows-1252', delimiter: ';' },
    { decimalChar: ',', groupChar: '.' },
    'cent',
  );
  const answerOf = (...more: readonly string[]) => linesOf(check('costs', given, ...more).stdout)[0];
  expect(answerOf()).toMatchObject({ accepted: false });
  expect(answerOf('--metadata', declared)).toMatchObject({
    accepted: true,
    encoding: 'windows-1252',
    totals: { counted: { rows: 1, bedrag: '12.34', streams: { Wlz: '12.34' } } },
  });
  const wrong = metadata('wrong.json', { encoding: 'utf-8', delimiter: '|' });
  expect(answerOf('--metadata', wrong)).toMatchObject({ accepted: false, delimiter: '|', encoding: 'utf-8' });
});

test('a file with more numbers in doubt than can wait is read once more, so that no row stays unchecked', () => {
  const rows = Array.from({ length: 10_001 }, (_, row) => `P;1;interventie;Wlz;z${row};2025;;;100;1.200`);
  // The last row that could not wait stands twice, and only the closing row shows what a point means.
  const doubled = [...rows, rows[10_000] ?? ''];
  const sum = `${1_200 * doubled.length}`.replace(/\B(?=(\d{3})+$)/g, '.');
  const text = costs(...doubled, `SLUITREGEL;${doubled.length};${sum},00;;;;;;;`);
  const [answer] = linesOf(check('costs', file('doubt.csv', text)).stdout);
  const findings = answer?.['findings'] as readonly { readonly code: string; readonly line: number }[];
  expect(findings.filter(({ code }) => code === 'cell_stands_twice').map(({ line }) => line)).toEqual([10_003]);
});

test('metadata that cannot be read are complained about', () => {
  const { stderr, status } = check('costs', file('sound.csv', sound), '--metadata', file('bad.json', '{"dialect":1}'));
  expect([status, stderr]).toEqual([1, expect.stringContaining('dialect')]);
});
