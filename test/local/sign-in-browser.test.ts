import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { demoPeople } from '../../local/demo/people.ts';
import { demoDocument, PILOT_ID, personOf } from '../../local/demo/pilot.ts';
import { type Embedded, startEmbedded } from '../../local/runtime/embedded.ts';
import { pilotPage } from '../../portal/pilot-page.ts';
import { violationsOf } from '../portal/accessibility.ts';
import { startBrowser, whyNoBrowser } from '../portal/chromium.ts';
import { collecting, drafted, sealedAgain, viewWith } from '../portal/sample-overview.ts';

const absent = await whyNoBrowser();
if (absent !== null) console.warn(absent);

describe.skipIf(absent !== null)('signing in with a real browser to the embedded run', () => {
  let folder: string;
  let embedded: Embedded;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ontschot-browser-'));
    [browser, embedded] = await Promise.all([
      startBrowser(),
      startEmbedded({ stateFolder: folder, people: demoPeople, onLog: () => undefined }),
    ]);
    const authorization = `Bearer ${await embedded.token(personOf('INS', 'signatory'))}`;
    const init = { method: 'POST', body: JSON.stringify(demoDocument), headers: { authorization } };
    const opened = await fetch(`${embedded.address}/pilots`, init);
    if (!opened.ok) throw new Error(`The pilot was not opened: ${await opened.text()}`);
  }, 60_000);
  afterEach(() => context?.close());
  afterAll(async () => {
    await browser?.close();
    await embedded?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const visit = async (path = ''): Promise<Page> => {
    context = await browser.newContext({ viewport: { width: 320, height: 900 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(embedded.address + path);
    return page;
  };

  const signIn = async (page: Page, name: string, code = embedded.signIn.code): Promise<void> => {
    await page.getByLabel(name).check();
    await page.getByLabel('Aanmeldcode').fill(code);
    await page.getByRole('button', { name: 'Aanmelden' }).click();
  };

  const headingOf = (page: Page): Promise<string> => page.locator('h1').innerText();

  /** What breaks WCAG 2.2 AA, at 320 pixels, and whether the page scrolls sideways. */
  const violations = async (html: string): Promise<readonly string[]> => {
    const scripted = await browser.newContext({ viewport: { width: 320, height: 900 } });
    const copy = await scripted.newPage();
    await copy.setContent(html);
    const width = await copy.locator(':root').evaluate((root): number => root.scrollWidth);
    const found = await violationsOf(copy);
    await scripted.close();
    const wide = width > 320 ? [`${width} pixels wide`] : [];
    return [...found, ...wide];
  };

  test('a controller signs in without script, sees the pilot as that party does, and signs out', async () => {
    const page = await visit();
    expect(await headingOf(page)).toBe('Aanmelden');
    expect(await violations(await page.content())).toEqual([]);
    await signIn(page, 'Emine Yilmaz', 'fout-code');
    expect(await page.getByRole('alert').innerText()).toBe('De aanmeldcode klopt niet.');
    expect(await page.getByLabel('Emine Yilmaz').isChecked()).toBe(true);
    await signIn(page, 'Emine Yilmaz');
    expect(page.url()).toBe(`${embedded.address}/pilots/${PILOT_ID}?format=html`);
    expect(await headingOf(page)).toBe('Overzicht van de pilot');
    const text = await page.locator('body').innerText();
    expect(text).toContain('U bent aangemeld als controller van Gemeente.');
    expect(text).toMatch(/De overeenkomst goedkeuren\s+Gemeente en Zorgveld\s+uw partij/);

    const cookies = await context.cookies(embedded.address);
    expect(cookies.find(({ name }) => name === 'ontschot-sessie')).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    await page.getByRole('button', { name: 'Afmelden' }).click();
    expect(await headingOf(page)).toBe('U bent afgemeld');
    await page.goto(`${embedded.address}/pilots/${PILOT_ID}?format=html`);
    expect(await headingOf(page)).toBe('Aanmelden');
  });

  test('the page of a pilot in which everything happens has no violations of WCAG 2.2 AA', async () => {
    const view = viewWith({ slots: [collecting, drafted, sealedAgain] });
    expect(await violations(pilotPage(view))).toEqual([]);
  });

  test('an analyst is led back to the page that was asked for, and its form is taken', async () => {
    const page = await visit(`/pilots/${PILOT_ID}/upload`);
    await signIn(page, 'Dirk Smeets');
    expect(page.url()).toBe(`${embedded.address}/pilots/${PILOT_ID}/upload`);
    await page.getByRole('button', { name: 'Verder' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Kies wat u aanlevert.');
  });

  test('a form on a page of another program on this machine, sent by somebody who is signed in, changes nothing', async () => {
    const page = await visit();
    await signIn(page, 'Frans Peters');
    const target = `${embedded.address}/pilots/${PILOT_ID}/agreement/approvals`;
    // The issuer has another port of the same machine, so to the browser its pages are of the same site.
    await page.goto(`${embedded.issuerAddress}/personen/none`);
    await page.setContent(`<form method="post" action="${target}"><button>Win</button></form>`);
    await page.getByRole('button', { name: 'Win' }).click();
    expect(await page.locator('body').innerText()).toContain('request_must_come_from_own_page');
  });
});
