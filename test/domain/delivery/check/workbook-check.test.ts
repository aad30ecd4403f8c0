import { describe, expect, test } from 'vitest';
import { templateChecker } from '../../../../domain/delivery/check/template-check.ts';
import { checkWorkbook } from '../../../../domain/delivery/check/workbook-check.ts';
import { DELIVERY_KINDS } from '../../../../domain/delivery/template/template.ts';
import { templateCsv, templateXlsx } from '../../../../domain/delivery/template/template-files.ts';
import { zipOf } from '../../../../domain/record/zip.ts';
import { NOTHING } from '../checked-rows.ts';
import { inflate, sourceOf } from '../workbook.ts';

const checkText = (kind: (typeof DELIVERY_KINDS)[number], text: string) => {
  const bytes = new TextEncoder().encode(text);
  const checker = templateChecker(kind, NOTHING);
  checker.push(bytes);
  return checker.end(bytes.length, 'hash').answer;
};

describe.each(DELIVERY_KINDS)('the example of %s that suppliers download', (kind) => {
  test('has no finding as text, and the same figures as a workbook', async () => {
    const text = checkText(kind, templateCsv(kind, 'example'));
    const bytes = templateXlsx(kind, 'example', zipOf);
    const workbook = (await checkWorkbook(kind, NOTHING, sourceOf(bytes), inflate, 'hash')).answer;
    expect([...text.problems, ...text.findings, ...workbook.problems, ...workbook.findings]).toEqual([]);
    expect(workbook).toMatchObject({ accepted: true, encoding: 'xlsx', decimal: '.', bytes: bytes.length });
    expect(workbook.totals.counted).toEqual(text.totals.counted);
    expect(workbook.headings).toEqual(text.headings);
  });
});

test('what is no workbook has one problem, and is not accepted', async () => {
  const source = sourceOf(new Uint8Array([0x50, 0x4b, 3, 4]));
  const { answer } = await checkWorkbook('costs', NOTHING, source, inflate, 'hash');
  expect(answer.accepted).toBe(false);
  expect(answer.problems.map(({ kind, code }) => `${kind} ${code}`)).toContain('SF workbook_is_unreadable');
});
