import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { confirmCorrection } from '../../functions/confirm-correction.ts';
import { ingest } from '../../functions/ingest.ts';
import { readFindings } from '../../functions/read-findings.ts';
import { announceUpload, readUploadPage } from '../../functions/read-upload-page.ts';
import { findingsPage, uploadAddress } from '../../portal/findings-page.ts';
import { deliver, granted, keyOf, newScene, open, type Scene } from '../functions/scene.ts';
import { hash, type Services, startServices } from '../functions/services.ts';
import { correctedWmo, filesFor, PILOT, type SmallFile, someone } from '../functions/small-pilot.ts';
import { violationsOf } from './accessibility.ts';
import { startBrowser, whyNoBrowser } from './chromium.ts';
import { script, uploadPages } from './sample-uploads.ts';

const analyst = someone('MUN', 'analyst');
const wmo = filesFor('2025-K1')[2];

/** The verbs behind the pages, as the handlers answer them, for one analyst. */
const answerTo = async (scene: Scene, { method, url = '', headers }: IncomingMessage, body: string) => {
  const { pathname, searchParams } = new URL(url, 'http://portal');
  const fields = Object.fromEntries(new URLSearchParams(body));
  const [, , , place, sha256 = '', action] = pathname.split('/');
  if (place === undefined) return { page: uploadPages[pathname.slice(1)] ?? '' };
  if (place === 'upload' && method === 'GET')
    return { page: granted(await readUploadPage(scene.ports, analyst, PILOT, script)).html };
  const sent = { pilot: PILOT, fields, origin: `http://${headers.host}` };
  if (place === 'upload') return { page: granted(await announceUpload(scene.ports, analyst, sent, script)).html };
  if (action === 'confirmations') {
    const named = { sha256, kind: fields['kind'] ?? '', valuationDate: fields['valuationDate'] ?? '' };
    const { pilot, kind, valuationDate } = granted(await confirmCorrection(scene.ports, analyst, PILOT, named));
    return { location: uploadAddress({ pilot, kind, valuationDate, sha256 }) };
  }
  const asked = {
    sha256,
    kind: searchParams.get('kind') ?? '',
    valuationDate: searchParams.get('valuationDate') ?? '',
  };
  return { page: findingsPage(granted(await readFindings(scene.ports, analyst, PILOT, asked))) };
};

const serve = async (scene: Scene): Promise<Server> => {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(scene, request, await text(request));
    const isPage = 'page' in answer;
    response.writeHead(isPage ? 200 : 303, isPage ? { 'content-type': 'text/html; charset=utf-8' } : answer);
    response.end(isPage ? answer.page : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

const absent = await whyNoBrowser();
if (absent !== null) console.warn(absent);

describe.skipIf(absent !== null)('the pages of an upload in a browser', () => {
  let browser: Browser;
  let services: Services;
  let scene: Scene;
  let server: Server;
  let context: BrowserContext;

  beforeAll(async () => {
    [browser, services] = await Promise.all([startBrowser(), startServices()]);
    scene = await newScene(services);
    await open(scene);
    server = await serve(scene);
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await services?.stop();
  });

  const visit = async (path: string, options: { width?: number; javaScriptEnabled?: boolean } = {}): Promise<Page> => {
    const { width = 1280, javaScriptEnabled = true } = options;
    context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`);
    return page;
  };

  // The pages that are left out are made of the same parts.
  test.each(['faults', 'send', 'refused', 'proposed', 'held', 'explained', 'investments'])(
    '%s has no violations of WCAG 2.2 AA',
    async (name) => {
      const page = await visit(name, { width: 320 });
      expect(await violationsOf(page)).toEqual([]);
    },
  );

  test('no page scrolls sideways at 320 pixels', async () => {
    const page = await visit('form', { width: 320 });
    const widths: Record<string, number> = {};
    for (const name of Object.keys(uploadPages)) {
      await page.goto(new URL(`/${name}`, page.url()).href);
      widths[name] = await page.locator(':root').evaluate((root): number => root.scrollWidth);
    }
    expect(widths).toEqual(Object.fromEntries(Object.keys(uploadPages).map((name) => [name, 320])));
  });

  /** Fills in the form by hand and sends the file. */
  const send = async (page: Page, { text: content, valuationDate, correction }: SmallFile): Promise<void> => {
    await page.getByLabel('Kosten', { exact: true }).check();
    await page.getByLabel('Stand per').fill(valuationDate);
    if (correction === true) await page.getByLabel('Dit is een correctie').check();
    await page.getByLabel('Kenmerk van het bestand').fill(hash(content));
    await page.getByLabel('Grootte in bytes').fill(`${content.length}`);
    await page.getByRole('button', { name: 'Verder' }).click();
    await page
      .getByLabel('Bestand', { exact: true })
      .setInputFiles({ name: 'wmo.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await page.getByRole('button', { name: 'Versturen' }).click();
  };
  const headingOf = (page: Page): Promise<string> => page.locator('h1').innerText();

  test('without script a file is delivered, corrected and confirmed', async () => {
    const page = await visit(`pilots/${PILOT}/upload`, { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Verder' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Kies wat u aanlevert.');
    await send(page, wmo);
    expect(await headingOf(page)).toBe('Het bestand wordt gelezen');
    await ingest(scene.ports, keyOf(wmo));
    await page.getByRole('link', { name: 'Opnieuw kijken' }).click();
    expect(await headingOf(page)).toBe('Ontvangstbewijs');

    await page.goto(new URL(`/pilots/${PILOT}/upload`, page.url()).href);
    await send(page, correctedWmo());
    await ingest(scene.ports, keyOf(correctedWmo()));
    await page.getByRole('link', { name: 'Opnieuw kijken' }).click();
    expect(await page.locator('main').innerText()).toMatch(/Wmo\s+alle\s+pilot\s+22\.000,00\s+22\.001,00\s+1,00/);
    await page.getByRole('button', { name: 'Correctie bevestigen' }).click();
    expect(await headingOf(page)).toBe('Ontvangstbewijs');
    expect(await page.locator('main').innerText()).toContain('Wmo 2024-K1, 2025-K1 van 1 augustus 2025');
  });

  test('with script the fingerprint and the size are filled in from the file', async () => {
    const page = await visit(`pilots/${PILOT}/upload`);
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page
      .getByLabel('Bestand', { exact: true })
      .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(wmo.text) });
    await page.getByRole('status').filter({ hasText: 'is berekend' }).waitFor();
    expect(await page.locator('#sha256').inputValue()).toBe(hash(wmo.text));
    expect(await page.locator('#sizeBytes').inputValue()).toBe(`${wmo.text.length}`);
    expect(said).toEqual([]);
  });

  test('findings stand on top and lead to their row', async () => {
    const wrong: SmallFile = { ...wmo, text: wmo.text.replace('2025-K1', '2025-Q1') };
    await deliver(scene, [wrong]);
    const named = {
      kind: 'costs',
      valuationDate: wrong.valuationDate,
      sha256: hash(wrong.text),
      pilot: { id: PILOT },
    } as const;
    const page = await visit(uploadAddress(named).slice(1));
    await page.getByRole('alert').getByRole('link').first().click();
    expect(await page.locator(':target').innerText()).toBe('4');
    expect(await page.locator('tr', { has: page.locator(':target') }).innerText()).toContain('period_is_malformed');
  });
});
