import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../../domain/delivery/findings/problem.ts';
import { deliveryReader, readDelivery } from '../../../../domain/delivery/template/delivery.ts';
import { returnFile } from '../../../../domain/delivery/template/return-file.ts';
import { DELIVERY_KINDS } from '../../../../domain/delivery/template/template.ts';
import { templateCsv, templateXlsx } from '../../../../domain/delivery/template/template-files.ts';
import {
  expectedTable,
  readWorkbookDelivery,
  readWorkbookRows,
} from '../../../../domain/delivery/template/workbook-delivery.ts';
import { xlsxCsv } from '../../../../domain/delivery/workbook/xlsx-csv.ts';
import { zipOf } from '../../../../domain/record/zip.ts';
import { inflate, sourceOf, textRow, workbookOf } from '../workbook.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const HEADINGS = ['partij', 'periode', 'artikel', 'omschrijving', 'bedrag', 'bewijs'] as const;

/** A workbook with investments; an amount that is a number is a number cell, any other a text cell. */
const investments = (
  rows: readonly (readonly [period: string, description: string, amount: string])[],
  sum: string,
) => {
  const cell = (line: number, letter: string, text: string): string =>
    `<c r="${letter}${line}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
  const amountCell = (line: number, text: string): string =>
    /^-?\d+(\.\d+)?$/.test(text) ? `<c r="E${line}"><v>${text}</v></c>` : cell(line, 'E', text.replace('tekst ', ''));
  const lines = rows.map(([period, description, amount], place) => {
    const line = place + 2;
    const texts = ['MUN', period, 'artikel 5', description].map((text, at) => cell(line, 'ABCD'[at] ?? '', text));
    return `<row r="${line}">${texts.join('')}${amountCell(line, amount)}${cell(line, 'F', `b${line}`)}</row>`;
  });
  const closing = textRow(rows.length + 2, 'SLUITREGEL', `${rows.length}`, sum);
  return workbookOf({ sheets: { Blad1: textRow(1, ...HEADINGS) + lines.join('') + closing } });
};

const read = (bytes: Uint8Array) => readWorkbookDelivery('investments', sourceOf(bytes), inflate);
const placesOf = (problems: readonly Problem[]) => problems.map(({ code, line, column }) => [code, line, column]);

describe('a delivery in a workbook', () => {
  test.each(DELIVERY_KINDS)('of %s is the delivery of the same cells as delimited text', async (kind) => {
    const workbook = await readWorkbookRows(kind, sourceOf(templateXlsx(kind, 'example', zipOf)), inflate);
    const delimited = readDelivery(kind, bytesOf(templateCsv(kind, 'example')));
    expect('delivery' in delimited).toBe(true);
    expect(workbook).toEqual(delimited);
  });

  test('has the problems of the template at its own row and column, beside those of its cells', async () => {
    const bytes = investments(
      [
        ['2025-Q1', 'huur', '100'],
        ['2025-K1', 'uren', 'tekst 1.234'],
        ['2025-K1', 'uren', '-5'],
        ['2025-K1', '', '12.345'],
      ],
      '1,00',
    );
    expect(placesOf((await read(bytes)).problems)).toEqual([
      ['period_is_malformed', 2, 2],
      ['number_is_ambiguous', 3, 5],
      ['investment_must_not_be_negative', 4, 5],
      ['cell_is_empty', 5, 4],
      ['amount_must_be_whole_cents', 5, 5],
    ]);
  });

  test('adds up to the cent, typed as numbers or as text', async () => {
    const bytes = investments(
      [
        ['2025-K1', 'a', '0.1'],
        ['2025-K1', 'b', '0.20000000000000001'],
        ['2025-K1', 'c', 'tekst 12,50'],
      ],
      '12,80',
    );
    const { problems, contents } = await read(bytes);
    expect([problems, contents?.total]).toEqual([[], '12.80']);
  });

  test('takes a number that was typed as text in every form that delimited text may have', async () => {
    const rows = ['1.234,50', '10,50-', '(5,00)', '5,00 C', '1 234,50', '12,00 D', "1'000.00"].map((amount) =>
      `P;1;interventie;Wmo;;2025;;;10;${amount}`.split(';'),
    );
    const headings = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag'.split(
      ';',
    );
    const lines = [headings, ...rows, ['SLUITREGEL', '7', '3.460,50']].map((cells, place) =>
      textRow(place + 1, ...cells),
    );
    const bytes = workbookOf({ sheets: { Blad1: lines.join('') } });
    const { problems, contents } = await readWorkbookDelivery('costs', sourceOf(bytes), inflate);
    expect([problems, contents?.total]).toEqual([[], '3460.50']);
  });

  test('that is none has one problem, and no other', async () => {
    expect(placesOf((await read(bytesOf('PK\x03\x04 not really'))).problems)).toEqual([
      ['workbook_is_unreadable', null, null],
    ]);
  });
});

describe('the return file of a workbook', () => {
  const returned = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const { problems } = await read(bytes);
    const pieces: Uint8Array[] = [];
    const file = returnFile(problems, (piece) => pieces.push(piece));
    await xlsxCsv(sourceOf(bytes), inflate, expectedTable('investments'), file.push);
    file.end();
    return Buffer.concat(pieces);
  };

  test('is its sheet as delimited text, row by row, and passes once it is corrected', async () => {
    const bytes = investments(
      [
        ['2025-Q1', '=1+1;x', '1000.5'],
        ['2025-K1', 'een\n"twee"', 'tekst 12.50'],
        ['2025-K1', 'drie', '1.125'],
      ],
      '1014,12',
    );
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await returned(bytes));
    expect(text.split('\r\n')).toEqual([
      `\ufeff${HEADINGS.join(';')};bevinding_code;bevinding`,
      expect.stringMatching(/^MUN;2025-Q1;artikel 5;"'=1\+1;x";1000,5;b2;period_is_malformed;"/),
      `MUN;2025-K1;artikel 5;"een ""twee""";12,50;b3;;`,
      expect.stringMatching(/^MUN;2025-K1;artikel 5;drie;1,1250;b4;amount_must_be_whole_cents;"/),
      'SLUITREGEL;3;1014,12;;;;;',
      '',
    ]);
    const pointed = await returned(investments([['2025-Q1', 'huur', 'tekst 12.50-']], '-12.50'));
    expect(new TextDecoder().decode(pointed)).toContain('-12,50;b2;');
    expect(new TextDecoder().decode(pointed)).toContain('SLUITREGEL;1;-12,50;');
    const corrected = text.replace('Q1', 'K1').replace('1,1250', '1,12');
    const reader = deliveryReader('investments');
    reader.push(bytesOf(corrected));
    expect(reader.end().problems).toEqual([]);
  });
});
