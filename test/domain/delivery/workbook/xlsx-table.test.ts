import { describe, expect, test } from 'vitest';
import { heading, partsOf, streamed, tell, textRow, workbookOf, zipped } from '../workbook.ts';

const row = (line: number, amount: string): string =>
  `<row r="${line}"><c r="A${line}" t="inlineStr"><is><t>Oost</t></is></c><c r="B${line}" t="inlineStr"><is><t>2025-K1</t></is></c><c r="C${line}"><v>12</v></c>${amount}</row>`;
const amount = (line: number, value: string): string => row(line, `<c r="D${line}"><v>${value}</v></c>`);
const placesOf = ({ problems }: Awaited<ReturnType<typeof tell>>) =>
  problems.map(({ code, line, column }) => [code, line, column]);

describe('the cells of a workbook', () => {
  test('texts are shared or stand in the cell, in runs or not, and reading aids do not count', async () => {
    const sheet = `${heading()}<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>0</v></c><c r="D2" t="inlineStr"><is><r><t>12,</t></r><r><t>50</t></r></is></c></row>`;
    const texts = [
      '<t>2025-K1</t>',
      '<r><t>Oos</t></r><r><t xml:space="preserve">t &amp; W</t></r><rPh><t>x</t></rPh>',
    ];
    const { told, problems } = await tell(workbookOf({ sheets: { Blad1: sheet }, texts }));
    expect(problems).toEqual([]);
    expect(told).toEqual([[2, 'Oost & W', '2025-K1', '', '12.50']]);
  });

  test.each([
    ['1234.5', '1234.5'],
    ['-0.1', '-0.1'],
    // Excel writes the binary number with seventeen digits; fifteen are what was typed.
    ['1.1000000000000001', '1.1'],
    ['444415.33000000002', '444415.33'],
    ['3.3333333333333335', '3.3333333333333335'],
    ['1E3', '1000'],
    ['1.25E-2', '0.0125'],
    ['1.234', '1.234'],
  ])('a number cell %s is %s: its decimal sign is the point, so it is never ambiguous', async (value, read) => {
    const { told, problems } = await tell(workbookOf({ sheets: { Blad1: heading() + amount(2, value) } }));
    expect([told[0]?.[4], problems]).toEqual([read, []]);
  });

  test.each([
    ['12,50', '12.50'],
    ['-1234567,8', '-1234567.8'],
    ['1250', '1250'],
    ['0,125', '0.125'],
    ['1.234,50', '1234.50'],
    ['1,234.50', '1234.50'],
    ['10,50-', '-10.50'],
    ['(5,00)', '-5.00'],
    ['5,00 C', '5.00 C'],
    ['D 5,00', '5.00 D'],
    ['1 234,50', '1234.50'],
    ['geen', 'geen'],
  ])('a number that was typed as text, %s, is handed on as %s', async (typed, handed) => {
    const cell = `<c r="D2" t="inlineStr"><is><t>${typed}</t></is></c>`;
    const { told, problems } = await tell(workbookOf({ sheets: { Blad1: heading() + row(2, cell) } }));
    expect([told[0]?.[4], problems]).toEqual([handed, []]);
  });

  test.each(['1.234', '-12,345', '1.234-', '(1,234)', '1.234 C'])(
    'a number as text that can be read in two ways, %s, is refused',
    async (typed) => {
      const cell = `<c r="D2" t="inlineStr"><is><t>${typed}</t></is></c>`;
      expect(placesOf(await tell(workbookOf({ sheets: { Blad1: heading() + row(2, cell) } })))).toEqual([
        ['number_is_ambiguous', 2, 4],
      ]);
    },
  );

  test.each([
    ['10000.000000000002', '10000'],
    ['0.30000000000000004', '0,3'],
    ['-1234.4999999999998', '-1234,5'],
  ])('the remainder of a calculation, %s, is refused with what the sheet shows: %s', async (value, shown) => {
    const told = await tell(workbookOf({ sheets: { Blad1: heading() + amount(2, value) } }));
    expect(told.problems).toMatchObject([{ code: 'number_must_be_rounded', line: 2, column: 4, example: shown }]);
    expect(told.problems[0]?.message).toContain(`het rekenprogramma toont ${shown}`);
  });

  test('the third cell of the closing row is a number, whatever its column holds', async () => {
    const sheet = heading() + amount(2, '5') + textRow(3, 'SLUITREGEL', '1', '5,00');
    const { told } = await tell(workbookOf({ sheets: { Blad1: sheet } }));
    expect(told[1]).toEqual([3, 'SLUITREGEL', '1', '5.00', '']);
  });

  test('dates, formulas, errors and control characters are refused at their cell, and reading goes on', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="d-mmm"/><numFmt numFmtId="165" formatCode="&quot;dag&quot; #,##0.00;[Red]-0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>';
    const sheet = [
      heading(),
      row(2, '<c r="D2" s="1"><v>45786</v></c>'),
      row(3, '<c r="D3" s="2"><v>45786</v></c>'),
      row(4, '<c r="D4" s="3"><v>12.5</v></c>'),
      row(5, '<c r="D5"><f>SUM(D2:D4)</f><v>3</v></c>'),
      row(6, '<c r="D6"><f>SUM(D2:D4)</f></c>'),
      row(7, '<c r="D7" t="e"><v>#N/A</v></c>'),
      row(8, '<c r="D8" t="d"><v>2025-01-01</v></c>'),
      row(9, '<c r="D9" t="inlineStr"><is><t>a_x0007_b</t></is></c>'),
      amount(10, '1'),
    ].join('');
    const told = await tell(workbookOf({ sheets: { Blad1: sheet }, styles }));
    expect(placesOf(told)).toEqual([
      ['cell_is_a_date', 2, 4],
      ['cell_is_a_date', 3, 4],
      ['cell_is_a_formula', 5, 4],
      ['cell_is_a_formula', 6, 4],
      ['cell_is_an_error', 7, 4],
      ['cell_is_a_date', 8, 4],
      ['control_character', 9, 4],
    ]);
    expect(told.told.map(([line]) => line)).toEqual([4, 10]);
    expect(told.rows).toBe(9);
  });

  test('rows and cells may leave out their place', async () => {
    const sheet = `<row>${'<c t="inlineStr"><is><t>populatie</t></is></c><c t="inlineStr"><is><t>bedrag</t></is></c>'}</row><row><c t="inlineStr"><is><t>Oost</t></is></c><c><v>7</v></c></row>`;
    expect((await tell(workbookOf({ sheets: { Blad1: sheet } }))).told).toEqual([[2, 'Oost', '7']]);
  });
});

describe('the table in a workbook', () => {
  test('a prefix before the names and sizes behind the parts change nothing', async () => {
    const made = { sheets: { Blad1: heading() + amount(2, '5') } };
    const plain = await tell(workbookOf(made));
    expect(plain.told).toEqual([[2, 'Oost', '2025-K1', '12', '5']]);
    expect(await tell(workbookOf({ ...made, prefix: 'x:' }))).toEqual(plain);
    expect(await tell(streamed(partsOf(made)))).toEqual(plain);
  });

  test('the first sheet with the headings is read; other sheets with something in them are told', async () => {
    const sheets = {
      Uitleg: textRow(1, 'Lees dit eerst'),
      Leeg: '',
      Cijfers: heading() + amount(2, '5'),
      Log: textRow(4, 'x'),
    };
    const { sheet, otherSheets, told, problems } = await tell(workbookOf({ sheets }));
    expect([sheet, otherSheets, told.length, problems]).toEqual(['Cijfers', ['Uitleg', 'Log'], 1, []]);
  });

  test('a second sheet with the headings refuses the file: its rows would be lost in silence', async () => {
    const sheets = { K1: heading() + amount(2, '5'), K2: heading(3) };
    const { problems } = await tell(workbookOf({ sheets }));
    expect(problems).toMatchObject([
      { code: 'sheet_is_not_alone', line: null, message: expect.stringContaining('tab 1, 2') },
    ]);
  });

  test('text above the headings, an empty row, cells beside the table and merged cells are each one problem', async () => {
    const sheet = [
      textRow(1, 'Kosten eerste kwartaal'),
      heading(3),
      amount(4, '5'),
      amount(7, '5'),
      row(8, '<c r="D8"><v>5</v></c><c r="F8"><v>1</v></c>'),
      amount(9, '6'),
      '<row r="12"><c r="A12" s="1"/></row>',
    ].join('');
    const after = '<mergeCells><mergeCell ref="A4:B7"/><mergeCell ref="A20:B20"/></mergeCells>';
    const told = await tell(workbookOf({ sheets: { Blad1: sheet }, after }));
    expect(placesOf(told)).toEqual([
      ['preamble', 1, null],
      ['empty_row', 5, null],
      ['empty_row', 6, null],
      ['too_many_fields', 8, null],
      ['cells_are_merged', 4, 1],
    ]);
    expect([told.rows, told.trailingEmptyRows]).toEqual([4, 3]);
  });

  test('the heading again is a second table, with the empty rows above it, and is no row', async () => {
    const sheet = [heading(), amount(2, '5'), heading(3), amount(4, '6'), heading(7), amount(8, '7')].join('');
    const told = await tell(workbookOf({ sheets: { Blad1: sheet } }));
    expect(placesOf(told)).toEqual([
      ['second_table', 3, null],
      ['second_table', 7, null],
    ]);
    expect(told.rows).toBe(3);
  });

  test('hidden rows are read like any other, and told', async () => {
    const sheet = heading() + amount(2, '5').replace('<row ', '<row hidden="1" ') + amount(3, '6');
    const { told, hiddenRows } = await tell(workbookOf({ sheets: { Blad1: sheet } }));
    expect([told.length, hiddenRows]).toEqual([2, 1]);
  });

  test('headings that are empty or stand twice are reported at their column', async () => {
    const sheet = textRow(1, 'populatie', '', 'bedrag', 'bedrag');
    expect(placesOf(await tell(workbookOf({ sheets: { Blad1: sheet } })))).toEqual([
      ['heading_is_empty', 1, 2],
      ['heading_is_duplicate', 1, 4],
    ]);
  });

  test('a workbook without any row is empty', async () => {
    expect(placesOf(await tell(workbookOf({ sheets: { Blad1: '' } })))).toEqual([['file_is_empty', null, null]]);
  });
});

describe('a file that cannot be read as a workbook', () => {
  const sound = partsOf({ sheets: { Blad1: heading() + amount(2, '5') } });
  const without = (name: string) => Object.fromEntries(Object.entries(sound).filter(([each]) => each !== name));
  const withPart = (name: string, xml: string) => zipped({ ...sound, [name]: xml });
  const damagedAt = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 0x55);

  test.each<[string, Uint8Array]>([
    ['cut off', zipped(sound).subarray(0, 900)],
    ['one byte of a sheet changed', damagedAt(zipped(sound), Buffer.from(zipped(sound)).indexOf('sheet1.xml') + 60)],
    ['without the list of sheets', zipped(without('xl/workbook.xml'))],
    ['without its sheet', zipped(without('xl/worksheets/sheet1.xml'))],
    ['without relations', zipped(without('_rels/.rels'))],
    ['OpenDocument', zipped({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', ...sound })],
    ['binary', withPart('_rels/.rels', sound['_rels/.rels']?.replace('workbook.xml', 'workbook.bin') ?? '')],
    ['old or with a password', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)],
    ['no well-formed XML', withPart('xl/worksheets/sheet1.xml', '<worksheet><sheetData></worksheet>')],
    ['with a document type', withPart('xl/sharedStrings.xml', '<!DOCTYPE x [<!ENTITY a "aaaa">]><sst/>')],
    ['with an unknown entity', withPart('xl/sharedStrings.xml', '<sst><si><t>&x;</t></si></sst>')],
    ['too deep', withPart('xl/styles.xml', '<a>'.repeat(200) + '</a>'.repeat(200))],
    [
      'rows out of order',
      withPart(
        'xl/worksheets/sheet1.xml',
        `<worksheet><sheetData>${heading(5)}${amount(4, '1')}</sheetData></worksheet>`,
      ),
    ],
    [
      'a shared text that is not there',
      withPart(
        'xl/worksheets/sheet1.xml',
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>3</v></c></row></sheetData></worksheet>',
      ),
    ],
    ['nothing', new Uint8Array(0)],
    ['a few bytes', Uint8Array.of(0x50, 0x4b, 3, 4)],
  ])('%s: one problem that says so', async (_, bytes) => {
    expect((await tell(bytes)).problems).toMatchObject([{ code: 'workbook_is_unreadable', line: null }]);
  });
});

describe('a workbook with changed bytes', () => {
  test('is refused or read as it was, and never as something else', async () => {
    const made = { sheets: { Blad1: heading() + amount(2, '5') + amount(3, '6.25') }, texts: ['<t>Oost</t>'] };
    const files = [workbookOf(made), streamed(partsOf(made))];
    const sound = (await tell(workbookOf(made))).told;
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let round = 0; round < 120; round++) {
      const bytes = Uint8Array.from(files[round % 2] ?? []);
      const at = next(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8));
      const { told, problems } = await tell(bytes);
      if (problems.length === 0) expect(told, `byte ${at} in round ${round}`).toEqual(sound);
    }
  });
});

describe('a workbook that grows when it is unpacked', () => {
  test('is stopped by its proportion long before it is unpacked', async () => {
    const bomb = partsOf({ sheets: { Blad1: heading() + '<row/>'.repeat(900_000) } });
    const { problems } = await tell(zipped(bomb));
    expect(problems).toMatchObject([{ code: 'workbook_is_too_large', message: expect.stringContaining('200 keer') }]);
  });

  test('is stopped where one text never ends', async () => {
    // Pseudo-random letters hardly pack, so that no proportion gives it away.
    const letters = new Uint8Array(1_300_000);
    for (let at = 0, seed = 7; at < letters.length; at++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      letters[at] = 97 + ((seed >> 8) % 26);
    }
    const text = Buffer.from(letters).toString('latin1');
    const { problems } = await tell(zipped(partsOf({ sheets: { Blad1: heading() }, texts: [`<t>${text}</t>`] })));
    expect(problems).toMatchObject([
      { code: 'workbook_is_too_large', message: expect.stringContaining('lange teksten') },
    ]);
  });

  test('twenty thousand rows of the same figures are no bomb', async () => {
    const rows = Array.from({ length: 20_000 }, (_, place) => amount(place + 2, '5')).join('');
    const { problems, rows: count } = await tell(workbookOf({ sheets: { Blad1: heading() + rows } }));
    expect([count, problems]).toEqual([20_000, []]);
  });
});
