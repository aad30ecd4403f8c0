import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { confirmPayment } from '../../functions/confirm-payment.ts';
import { readLedger } from '../../functions/read-ledger.ts';
import { newKey } from '../domain/record/sealed-bundle.ts';
import { bringIn, filesOver, firstYear, openedUnder, sealOver } from '../functions/next-period.ts';
import { granted } from '../functions/scene.ts';
import { PILOT, someone } from '../functions/small-pilot.ts';
import { violationsOf } from './accessibility.ts';
import { startBrowser, whyNoBrowser } from './chromium.ts';

const insurer = someone('INS', 'controller');

/** The page of a pilot with an advance of which one order is paid and one is not; in shadow there are none. */
const pageOf = async (mode: 'shadow' | 'binding'): Promise<string> => {
  const scene = await openedUnder(newKey(), firstYear({ mode }));
  await bringIn(scene, filesOver('2025-K1'));
  await sealOver(scene, '2025-K1');
  const payment = { order: 1, amount: '2833.34', date: '2025-08-01' };
  if (mode === 'binding') granted(await confirmPayment(scene.ports, insurer, PILOT, payment));
  const asked = { period: undefined, format: 'html', of: undefined };
  const answer = granted(await readLedger(scene.ports, insurer, PILOT, asked));
  return 'html' in answer ? answer.html : '';
};

const absent = await whyNoBrowser();
if (absent !== null) console.warn(absent);

describe.skipIf(absent !== null)('the page of the ledger in a browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterEach(() => context.close());
  afterAll(() => browser?.close());

  const visit = async (mode: 'shadow' | 'binding'): Promise<Page> => {
    context = await browser.newContext({ viewport: { width: 320, height: 900 } });
    const page = await context.newPage();
    await page.setContent(await pageOf(mode));
    return page;
  };

  test.each(['shadow', 'binding'] as const)(
    'in %s mode has no violations of WCAG 2.2 AA and does not scroll sideways',
    async (mode) => {
      const page = await visit(mode);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.locator(':root').evaluate((root): number => root.scrollWidth)).toBe(320);
      // The one order that is open has a form, whose field has a name that is read aloud; in shadow there is none.
      expect(await page.getByLabel('Betaald op').count()).toBe(mode === 'binding' ? 1 : 0);
    },
  );
});
