import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Statement } from '../../domain/record/statement.ts';
import { statementPage } from '../../portal/statement-page.ts';
import { violationsOf } from './accessibility.ts';
import { startBrowser, whyNoBrowser } from './chromium.ts';
import {
  fallenBack,
  interimStatement,
  malformed,
  manyStrata,
  netLoss,
  sealOf,
  statementOf,
  withinCorridor,
  withoutBaseline,
  withoutWmo,
  wrongPocket,
} from './sample-statement.ts';

const longName = (statement: Statement): Statement => ({
  ...statement,
  agreement: { ...statement.agreement, partyNames: { ...statement.agreement.partyNames, MUN: 'Gemeente'.repeat(40) } },
});

const statements: Readonly<Record<string, Statement>> = {
  gain: statementOf(wrongPocket),
  loss: statementOf(netLoss, { mode: 'binding' }),
  neutral: statementOf(withinCorridor),
  interim: interimStatement(),
  fallenBack: statementOf(fallenBack),
  incomplete: statementOf(withoutWmo),
  refused: statementOf(withoutBaseline),
  malformed: statementOf(malformed),
  longName: longName(statementOf(wrongPocket)),
  large: statementOf(manyStrata(20)),
};

const serve = async (): Promise<Server> => {
  const pages = new Map(
    Object.entries(statements).map(([name, statement]) => [`/${name}`, statementPage(statement, sealOf(statement))]),
  );
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '');
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

const absent = await whyNoBrowser();
if (absent !== null) console.warn(absent);

describe.skipIf(absent !== null)('the statement page in a browser', () => {
  let browser: Browser;
  let server: Server;
  let context: BrowserContext;

  beforeAll(async () => {
    [browser, server] = await Promise.all([startBrowser(), serve()]);
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  const open = async (name: string, width = 1280, fragment = ''): Promise<Page> => {
    context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}${fragment}`);
    return page;
  };

  /** Opens everything that is folded. */
  const unfold = (page: Page) =>
    page.locator('details').evaluateAll((folds) => {
      for (const fold of folds) fold.open = true;
    });

  const widthOf = (page: Page): Promise<number> => page.locator(':root').evaluate((root): number => root.scrollWidth);

  /** Leaves of the worksheet one row of each build: checking every contrast of hundreds alike takes a minute a page. */
  const keepOneRowOfEachBuild = (page: Page) =>
    page.locator('.lines tbody tr').evaluateAll((rows) => {
      const builds = new Set<string>();
      for (const row of rows) {
        const build = Array.from(row.querySelectorAll('*'), ({ tagName }: { tagName: string }) => tagName).join();
        if (builds.has(build)) row.remove();
        builds.add(build);
      }
    });

  const violationsUnfolded = async (page: Page): Promise<string[]> => {
    await unfold(page);
    await keepOneRowOfEachBuild(page);
    return violationsOf(page);
  };

  test('what breaks WCAG is found, also deep in a folded table', async () => {
    const page = await open('gain');
    await page
      .locator('.lines tbody td')
      .first()
      .evaluate((cell) => cell.setAttribute('style', 'color: #eee'));
    expect(await violationsUnfolded(page)).toEqual([expect.stringMatching(/^color-contrast: <td.*color: #eee/)]);
  });

  test.each(['gain', 'loss', 'neutral', 'incomplete', 'refused', 'malformed'])(
    'has no violations of WCAG 2.2 AA: %s',
    async (name) => {
      expect(await violationsUnfolded(await open(name))).toEqual([]);
    },
  );

  test.each(['gain', 'incomplete'])('has no violations of WCAG 2.2 AA on a narrow screen: %s', async (name) => {
    expect(await violationsUnfolded(await open(name, 320))).toEqual([]);
  });

  test.each(Object.keys(statements))('does not scroll sideways at 320 pixels: %s', async (name) => {
    const page = await open(name, 320);
    await unfold(page);
    expect(await widthOf(page)).toBe(320);
  });

  test.each(['gain', 'incomplete', 'refused', 'longName', 'large'])(
    'prints to PDF, with nothing cut off on the right: %s',
    async (name) => {
      const page = await open(name, 680);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      await page.emulateMedia({ media: 'print' });
      expect(await widthOf(page)).toBe(680);
    },
  );

  test('shows what is folded on paper, and not on the screen before it is opened', async () => {
    const page = await open('large');
    const row = page.locator('details.fold tbody tr').first();
    expect(await row.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await row.isVisible()).toBe(true);
  });

  test('opens a folded line when a link leads to it', async () => {
    const page = await open('large');
    const folded = page.locator('details.fold tbody tr').nth(25);
    const id = await folded.getAttribute('id');
    await page
      .locator(`#berekening a[href="#${id}"]`)
      .first()
      .evaluate((link) => link.click());
    await folded.waitFor({ state: 'visible' });
    expect(await folded.evaluate((row) => row.matches(':target') && row.closest('details').open)).toBe(true);
  });

  test('leads from an amount to its line, by keyboard, with the focus in sight', async () => {
    const page = await open('gain');
    await page.keyboard.press('Tab');
    const skip = page.locator('.skip');
    expect(await skip.evaluate((link) => link.getBoundingClientRect().left >= 0)).toBe(true);
    const amount = page.locator('a[data-field="parties.INS.transfer"]').first();
    await amount.focus();
    expect(await amount.evaluate((link) => link.ownerDocument.defaultView.getComputedStyle(link).outlineStyle)).toBe(
      'solid',
    );
    await page.keyboard.press('Enter');
    expect(await page.locator('tr:target').innerText()).toMatch(/^\d+\s+Verrekening: Zorgverzekeraar Geuldal/);
  });

  test('asks nothing of the network and has nothing to say to the console', async () => {
    const page = await open('gain');
    const heard: string[] = [];
    page.on('request', (request) => heard.push(request.url()));
    page.on('console', (message) => heard.push(message.text()));
    await page.reload();
    expect(heard).toEqual([page.url()]);
  });
});
