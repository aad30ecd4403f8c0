import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluationDocument } from '../../domain/evaluation/evaluation-document.ts';
import { evaluationPage } from '../../portal/evaluation-page.ts';
import { demoInput, type InputJson, inputOf, manyAreas, parts } from '../domain/evaluation/evaluation-sample.ts';
import { violationsOf } from './accessibility.ts';
import { startBrowser, whyNoBrowser } from './chromium.ts';

const samples: Readonly<Record<string, InputJson>> = {
  demo: demoInput(),
  'forty areas': manyAreas(-40, {
    ...parts,
    pilot: 'Geuldal'.repeat(30),
    streams: [{ stream: 'Zvw' }, { stream: `Wlz${'lang'.repeat(30)}`, isMemo: true }],
  }),
};

const absent = await whyNoBrowser();
if (absent !== null) console.warn(absent);

describe.skipIf(absent !== null)('the evaluation page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  /** A page without script, as it is sent; whoever opens it closes it. */
  const open = async (name: string, width: number): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.setContent(
      evaluationPage(evaluationDocument(inputOf(samples[name] ?? {}), 'a'.repeat(64)), 'b'.repeat(64)),
    );
    return page;
  };

  /** Leaves one of all rows, items and folds that are built alike: to check the contrast of each takes half a minute. */
  const keepOneOfEachBuild = (page: Page) =>
    page.locator('details, tbody tr, li').evaluateAll((rows) => {
      const builds = new Set<string>();
      for (const row of rows) {
        const parts = [row, ...row.querySelectorAll('*')];
        const build = parts.map(({ tagName, className }) => `${tagName}.${className}`).join();
        if (builds.has(build)) row.remove();
        builds.add(build);
      }
    });

  const widthOf = (page: Page): Promise<number> => page.locator(':root').evaluate((root): number => root.scrollWidth);

  test.each([
    ['demo', 1280],
    ['forty areas', 320],
  ])('has no violations of WCAG 2.2 AA: %s at %i pixels', async (name, width) => {
    const page = await open(name, width);
    await page.locator('details').evaluateAll((folds) => {
      for (const fold of folds) fold.open = true;
    });
    await keepOneOfEachBuild(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['demo', 1280],
    ['demo', 320],
    ['forty areas', 1024],
    ['forty areas', 320],
  ])('does not scroll sideways, nor let a label run over the edge: %s at %i pixels', async (name, width) => {
    const page = await open(name, width);
    expect(await widthOf(page)).toBe(width);
    const over = await page.locator('svg text').evaluateAll(
      (labels) =>
        labels.filter((label) => {
          const [box, frame] = [label.getBoundingClientRect(), label.ownerSVGElement.getBoundingClientRect()];
          return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1);
        }).length,
    );
    expect(over).toBe(0);
    await page.context().close();
  });

  test('fills the first sheet of paper with what a board reads, and nothing else', async () => {
    const page = await open('demo', 680);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    expect(await widthOf(page)).toBe(680);
    // A4 less the margins of the sheet is 263 mm high and 180 mm, 680 pixels, wide.
    const bottom = await page.locator('#bestuur').evaluate((part) => part.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThan((263 / 25.4) * 96);
    await page.context().close();
  });
});
