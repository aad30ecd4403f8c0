/**
 * A client of the pilot's HTTP API, as an insurer or a municipality would write one.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Role } from '../../domain/record/event.ts';
import type { DemoFile } from './deliveries.ts';
import { PILOT_ID, personOf, SUPERVISOR } from './pilot.ts';
import type { DemoCounts } from './population.ts';

/** Gives a token for a person of a party. */
export type TokenFor = (person: ReturnType<typeof personOf>) => Promise<string>;

const answered = z.object({ number: z.int(), answer: z.object({ answer: z.string() }).nullable() });
const slot = z.object({
  period: z.string(),
  kind: z.enum(['interim', 'final']),
  restates: z.string().nullable(),
  sealed: z.array(z.string()),
  referenceDate: z.string(),
  step: z.enum(['collecting', 'drafted', 'superseded', 'sealed']),
  missing: z.array(z.string()),
  statement: z.string().nullable(),
  status: z.string().nullable(),
  reviewedBy: z.array(z.string()),
  approvedBy: z.array(z.string()),
  awaits: z.array(z.string()),
  objections: z.array(answered),
  questions: z.array(answered),
});
const overview = z.object({
  agreement: z.object({ sha256: z.string(), awaits: z.array(z.string()) }),
  slots: z.array(slot),
  deliveries: z.array(z.object({ sha256: z.string(), kind: z.string(), valuationDate: z.string() })),
  refused: z.array(z.object({ sha256: z.string(), refusal: z.string(), problems: z.array(z.unknown()) })),
  held: z.array(z.object({ sha256: z.string() })),
  investments: z.array(
    z.object({ sha256: z.string(), party: z.string(), valuationDate: z.string(), awaits: z.array(z.string()) }),
  ),
});
const accessPage = z.object({ entries: z.array(z.unknown()), next: z.string().nullable() });
const upload = z.object({ url: z.string(), method: z.string(), headers: z.record(z.string(), z.string()) });

/** What a party invested, and who has still to accept it. */
export type InvestmentsSeen = z.output<typeof overview>['investments'][number];

/** A statement of the pilot and how far it is. */
export type SlotView = z.output<typeof slot>;
export type OverviewView = z.output<typeof overview>;

export interface PilotClient {
  open(document: unknown): Promise<void>;
  /** Proposes a population definition; gives its hash. */
  propose(party: string, document: unknown): Promise<string>;
  approvePopulation(party: string, population: string): Promise<void>;
  count(party: string, population: string, counts: DemoCounts): Promise<void>;
  upload(file: DemoFile): Promise<void>;
  /** Uploads a file as a correction; it counts once it was taken in and confirmed. */
  uploadCorrection(file: DemoFile): Promise<void>;
  confirm(file: DemoFile): Promise<void>;
  /** Says why what is not plausible in a held file is right. */
  explain(file: DemoFile): Promise<void>;
  /** What was invested, row by row, as a controller of a party sees it. */
  investments(party: string): Promise<string>;
  /** Accepts what another party invested. */
  acceptInvestments(party: string, investments: InvestmentsSeen): Promise<void>;
  agree(party: string, agreement: string): Promise<void>;
  review(party: string, statement: string): Promise<void>;
  approve(party: string, statement: string): Promise<void>;
  withdraw(party: string, statement: string): Promise<void>;
  object(party: string, statement: string, line: number, reason: string): Promise<void>;
  answerObjection(party: string, statement: string, number: number, answer: string): Promise<void>;
  ask(party: string, statement: string, line: number, question: string): Promise<void>;
  answerQuestion(party: string, statement: string, number: number, answer: string): Promise<void>;
  overview(party: string): Promise<OverviewView>;
  /** What the API answers when a party, or the supervisor, asks for the overview. */
  overviewText(party: string): Promise<string>;
  /** The whole record, as the supervisor gets it. */
  events(): Promise<readonly unknown[]>;
  /** Who read what so far, as the supervisor gets it. */
  access(): Promise<readonly unknown[]>;
  file(statement: string, name: string): Promise<string>;
  /** The ledger as the insurer's analyst gets it, in the form that a query asks for. */
  ledger(query: string): Promise<string>;
}

/** A client that signs in as the person whom each step needs. */
export const pilotClient = (address: string, tokenFor: TokenFor): PilotClient => {
  const call = async (party: string, role: Role, path: string, body?: unknown): Promise<string> => {
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
  const act = async (party: string, role: Role, of: string, body: object = {}): Promise<void> =>
    void (await call(party, role, `${path}/${of}`, body));
  const uploadAs = async (file: DemoFile, as: { readonly correction?: true }): Promise<void> => {
    const bytes = new TextEncoder().encode(file.text);
    const answer = await call(file.party, 'analyst', `${path}/uploads`, { ...announce(file, bytes), ...as });
    await send(upload.parse(JSON.parse(answer)), bytes);
  };
  const overviewText = (party: string) => call(party, party === SUPERVISOR ? 'supervisor' : 'analyst', path);
  const eventsAfter = async (count: number): Promise<readonly unknown[]> =>
    z.array(z.unknown()).parse(JSON.parse(await call(SUPERVISOR, 'supervisor', `${path}/events?after=${count}`)));
  const accessAfter = async (query: string) =>
    accessPage.parse(JSON.parse(await call(SUPERVISOR, 'supervisor', `${path}/access${query}`)));
  return {
    open: async (document) => void (await call('INS', 'signatory', '/pilots', document)),
    propose: async (party, document) =>
      z
        .object({ population: z.string() })
        .parse(JSON.parse(await call(party, 'controller', `${path}/populations`, document))).population,
    approvePopulation: (party, population) => act(party, 'signatory', `populations/${population}/approvals`),
    count: (party, population, counts) => act(party, 'analyst', `populations/${population}/counts`, counts),
    upload: (file) => uploadAs(file, {}),
    uploadCorrection: (file) => uploadAs(file, { correction: true }),
    confirm: ({ party, kind, valuationDate, text }) => {
      const sha256 = sha256Of(new TextEncoder().encode(text));
      return act(party, 'analyst', `deliveries/${sha256}/confirmations`, { kind, valuationDate });
    },
    explain: ({ party, kind, valuationDate, text, reasons = [] }) => {
      const sha256 = sha256Of(new TextEncoder().encode(text));
      return act(party, 'analyst', `deliveries/${sha256}/explanations`, { kind, valuationDate, reasons });
    },
    investments: (party) => call(party, 'controller', `${path}/investments`),
    acceptInvestments: (by, { sha256, party, valuationDate }) =>
      act(by, 'controller', 'investments', { sha256, party, valuationDate }),
    agree: (party, agreement) => act(party, 'signatory', 'agreement/approvals', { agreement }),
    review: (party, statement) => act(party, 'controller', `statements/${statement}/reviews`),
    approve: (party, statement) => act(party, 'signatory', `statements/${statement}/approvals`),
    withdraw: (party, statement) => act(party, 'signatory', `statements/${statement}/withdrawals`),
    object: (party, statement, line, reason) =>
      act(party, 'controller', `statements/${statement}/objections`, { line, reason }),
    answerObjection: (party, statement, number, answer) =>
      act(party, 'controller', `statements/${statement}/objections/${number}/answers`, { answer }),
    ask: (party, statement, line, question) =>
      act(party, 'controller', `statements/${statement}/questions`, { line, question }),
    answerQuestion: (party, statement, number, answer) =>
      act(party, 'analyst', `statements/${statement}/questions/${number}/answers`, { answer }),
    overview: async (party) => overview.parse(JSON.parse(await overviewText(party))),
    overviewText,
    events: async () => {
      const all: unknown[] = [];
      for (let more = await eventsAfter(0); more.length > 0; more = await eventsAfter(all.length)) all.push(...more);
      return all;
    },
    access: async () => {
      const all: unknown[] = [];
      let page = await accessAfter('');
      for (all.push(...page.entries); page.next !== null; all.push(...page.entries))
        page = await accessAfter(`?after=${encodeURIComponent(page.next)}`);
      return all;
    },
    file: (statement, name) => call('INS', 'analyst', `${path}/statements/${statement}?file=${name}`),
    ledger: (query) => call('INS', 'analyst', `${path}/ledger?${query}`),
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
