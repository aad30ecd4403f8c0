/**
 * A client of the pilot's HTTP API, as an insurer or a municipality would write one.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { DemoFile } from './deliveries.ts';
import { PILOT_ID, personOf } from './pilot.ts';

/** Gives a token for a person of a party. */
export type TokenFor = (person: ReturnType<typeof personOf>) => Promise<string>;

const slot = z.object({
  period: z.string(),
  kind: z.enum(['interim', 'final']),
  referenceDate: z.string(),
  step: z.enum(['collecting', 'drafted', 'sealed']),
  missing: z.array(z.string()),
  statement: z.string().nullable(),
  status: z.string().nullable(),
  awaits: z.array(z.string()),
});
const overview = z.object({
  slots: z.array(slot),
  deliveries: z.array(z.object({ sha256: z.string(), kind: z.string(), valuationDate: z.string() })),
  refused: z.array(z.object({ sha256: z.string(), refusal: z.string(), problems: z.array(z.unknown()) })),
});
const upload = z.object({ url: z.string(), method: z.string(), headers: z.record(z.string(), z.string()) });

/** A statement of the pilot and how far it is. */
export type SlotView = z.output<typeof slot>;
export type OverviewView = z.output<typeof overview>;

export interface PilotClient {
  open(document: unknown): Promise<void>;
  upload(file: DemoFile): Promise<void>;
  approve(party: string, statement: string): Promise<void>;
  overview(party: string): Promise<OverviewView>;
  file(statement: string, name: string): Promise<string>;
}

/** A client that signs in as the person whom each step needs. */
export const pilotClient = (address: string, tokenFor: TokenFor): PilotClient => {
  const call = async (party: string, role: 'analyst' | 'signatory', path: string, body?: unknown): Promise<string> => {
    const authorization = `Bearer ${await tokenFor(personOf(party, role))}`;
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${address}${path}`, {
      ...init,
      headers: { authorization, 'content-type': 'application/json' },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} antwoordt ${answer.status}: ${text}`);
    return text;
  };
  const path = `/pilots/${PILOT_ID}`;
  return {
    open: async (document) => void (await call('INS', 'signatory', '/pilots', document)),
    upload: async (file) => {
      const bytes = new TextEncoder().encode(file.text);
      const answer = await call(file.party, 'analyst', `${path}/uploads`, announce(file, bytes));
      await send(upload.parse(JSON.parse(answer)), bytes);
    },
    approve: async (party, statement) =>
      void (await call(party, 'signatory', `${path}/statements/${statement}/approvals`, {})),
    overview: async (party) => overview.parse(JSON.parse(await call(party, 'analyst', path))),
    file: (statement, name) => call('INS', 'analyst', `${path}/statements/${statement}?file=${name}`),
  };
};

/** SHA-256 of bytes, as the API wants it. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const announce = ({ kind, valuationDate }: DemoFile, bytes: Uint8Array) => ({
  kind,
  valuationDate,
  sha256: sha256Of(bytes),
  sizeBytes: bytes.byteLength,
});

const send = async (
  { url, method, headers }: z.output<typeof upload>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> => {
  const answer = await fetch(url, { method, headers, body: bytes });
  if (!answer.ok) throw new Error(`De aanlevering is niet aangekomen (${answer.status}): ${await answer.text()}`);
};
