/** An analyst of the municipality who delivers by the pages: a correction, and a file that comes back with findings. */
import { createHash } from 'node:crypto';
import type { TokenFor } from '../../local/demo/client.ts';
import { type DemoFile, statementFiles } from '../../local/demo/deliveries.ts';
import { demoDocument, PILOT_ID, personOf } from '../../local/demo/pilot.ts';

/** What the pages and the downloads said on the way. */
export interface Told {
  readonly correction: string;
  readonly confirmed: number;
  readonly returned: string;
  readonly template: string;
}

const sha256Of = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const DATE = demoDocument.agreement.referenceDates['2025'] ?? '';

/** What the municipality delivered for the final statement: to correct it makes that statement due again. */
const costs = (): DemoFile => {
  const file = statementFiles('2025', DATE).find(({ party, kind }) => party === 'MUN' && kind === 'costs');
  if (file === undefined) throw new Error('The demo has no costs of the municipality.');
  return file;
};

/** The same rows in another order: another file that says the same. */
const reordered = (text: string): string => {
  const [heading = '', first = '', second = '', ...rest] = text.split('\r\n');
  return [heading, second, first, ...rest].join('\r\n');
};

/** Goes through the pages against a running portal; `idle` waits until nothing is under way. */
export const correctByForm = async (address: string, tokenFor: TokenFor, idle: () => Promise<void>): Promise<Told> => {
  const authorization = `Bearer ${await tokenFor(personOf('MUN', 'analyst'))}`;
  const pilot = `${address}/pilots/${PILOT_ID}`;
  const get = (url: string): Promise<Response> => fetch(url, { headers: { authorization }, redirect: 'manual' });
  const post = (url: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(url, { method: 'POST', headers: { authorization }, body: new URLSearchParams(fields), redirect: 'manual' });
  const pageOf = (text: string, format: string): string =>
    `${pilot}/deliveries/${sha256Of(text)}?kind=costs&valuationDate=${DATE}&format=${format}`;
  const announced = async (text: string): Promise<void> => {
    const fields = {
      kind: 'costs',
      valuationDate: DATE,
      correction: 'ja',
      sha256: sha256Of(text),
      sizeBytes: `${Buffer.byteLength(text)}`,
    };
    const page = await (await post(`${pilot}/upload`, fields)).text();
    const form = new FormData();
    for (const [, name = '', value = ''] of page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g))
      form.append(name, value.replaceAll('&amp;', '&'));
    form.append('file', new Blob([text]));
    const [, bucket = ''] = /<form method="post" action="([^"]*)"/.exec(page) ?? [];
    const sent = await fetch(bucket, { method: 'POST', body: form, redirect: 'manual' });
    if (sent.status !== 303) throw new Error(`The bucket refused the form: ${await sent.text()}`);
    await idle();
  };

  const file = costs();
  const corrected = reordered(file.text);
  const wrong = corrected.replaceAll('2025-K', '2025-Q');
  await get(`${pilot}/upload`);
  await announced(corrected);
  const correction = await (await get(pageOf(corrected, 'html'))).text();
  const confirmation = { kind: 'costs', valuationDate: DATE };
  const confirmed = await post(`${pilot}/deliveries/${sha256Of(corrected)}/confirmations`, confirmation);
  await idle();
  await announced(wrong);
  const link = (await get(pageOf(wrong, 'return'))).headers.get('location') ?? '';
  const returned = await (await fetch(link)).text();
  const template = await (await get(`${address}/templates/costs?format=csv`)).text();
  return { correction, confirmed: confirmed.status, returned, template };
};
