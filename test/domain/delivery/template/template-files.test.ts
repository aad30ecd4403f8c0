import { describe, expect, test } from 'vitest';
import { readDelivery } from '../../../../domain/delivery/template/delivery.ts';
import { wordsOf } from '../../../../domain/delivery/template/field-guide.ts';
import { DELIVERY_KINDS, type DeliveryKind, TEMPLATES } from '../../../../domain/delivery/template/template.ts';
import { templateCsv, templateXlsx } from '../../../../domain/delivery/template/template-files.ts';
import { readXlsx } from '../../../../domain/delivery/workbook/xlsx-table.ts';
import { zipOf } from '../../../../domain/record/zip.ts';
import { inflate, sourceOf } from '../workbook.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Every row of a workbook as our reader tells it, and the problems. */
const tellXlsx = async (kind: DeliveryKind, bytes: Uint8Array) => {
  const headings = TEMPLATES[kind].columns.map(({ heading }) => heading);
  const rows: string[][] = [];
  const problems: unknown[] = [];
  const expected = {
    isHeading: (name: string) => headings.includes(name),
    isNumber: () => false,
    closing: 'SLUITREGEL',
  };
  await readXlsx(sourceOf(bytes), inflate, expected, {
    heading: (names) => rows.push([...names]),
    row: ({ width, text }) => rows.push(Array.from({ length: width }, (_, place) => text(place))),
    problem: (problem) => problems.push(problem),
  });
  return { rows, problems };
};

describe.each(DELIVERY_KINDS)('the template of %s', (kind) => {
  test('as an example is accepted as it stands', () => {
    const reading = readDelivery(kind, bytesOf(templateCsv(kind, 'example')));
    expect('problems' in reading ? reading.problems : []).toEqual([]);
  });

  test('as a blank is refused for one thing only: it has no rows', () => {
    const reading = readDelivery(kind, bytesOf(templateCsv(kind, 'blank')));
    expect('problems' in reading ? reading.problems.map(({ code }) => code) : []).toEqual(['delivery_has_no_rows']);
  });

  test.each(['blank', 'example'] as const)('as a workbook, %s, holds the same cells as its text', async (filling) => {
    const told = await tellXlsx(kind, templateXlsx(kind, filling, zipOf));
    const lines = templateCsv(kind, filling).slice(1).trimEnd().split('\r\n');
    // The number 41250.00 is 41250 in a workbook: the same number, shown with two decimals by its format.
    const value = (text: string): string =>
      /^-?\d+,\d+$/.test(text) ? text.replace(',', '.').replace(/\.?0+$/, '') : text;
    expect(told).toEqual({ rows: lines.map((line) => line.split(';').map(value)), problems: [] });
  });

  test('is the same bytes each time', () => {
    expect(templateXlsx(kind, 'example', zipOf)).toEqual(templateXlsx(kind, 'example', zipOf));
  });

  test('types its text columns as text, so that no date is made of 5-9', () => {
    const xml = new TextDecoder().decode(templateXlsx(kind, 'blank', zipOf));
    const styles = [...xml.matchAll(/<col min="\d+" max="\d+" width="\d+" style="(\d)"/g)].map(([, style]) => style);
    const isText = TEMPLATES[kind].columns.filter(({ isOptional }) => !isOptional).map(({ isNumber }) => !isNumber);
    expect(styles.map((style) => style === '1')).toEqual(isText);
    expect(xml).toContain('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49"');
  });

  test('has words for every column in the field guide', () => {
    const words = TEMPLATES[kind].columns.map(({ heading }) => wordsOf(heading));
    expect(words.every(({ meaning, rule, example }) => meaning !== '' && rule !== '' && example !== '')).toBe(true);
  });
});
