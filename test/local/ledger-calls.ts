/** The verbs of the ledger that the demo itself does not call: the agreement over a next year, and a payment. */
import type { Role } from '../../domain/record/event.ts';
import type { TokenFor } from '../../local/demo/client.ts';
import { demoDocument, PILOT_ID, personOf } from '../../local/demo/pilot.ts';

/** The HTTP status of each call. */
export interface Called {
  readonly proposed: number;
  readonly paid: number;
}

/** The demo's agreement over the next year: every year and every date one later. */
const nextYear = (): unknown => {
  const text = JSON.stringify(demoDocument.agreement);
  const later = text.replace(/\b20(2\d)(?=["-])/g, (_, year) => `20${Number(year) + 1}`);
  return { ...demoDocument, agreement: JSON.parse(later) };
};

/** Calls them as the insurer's people. In the demo's shadow settlement there is nothing to pay, so that is refused. */
export const callLedgerVerbs = async (address: string, tokenFor: TokenFor): Promise<Called> => {
  const post = async (role: Role, path: string, body: unknown): Promise<number> => {
    const authorization = `Bearer ${await tokenFor(personOf('INS', role))}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const url = `${address}/pilots/${PILOT_ID}/${path}`;
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };
  return {
    proposed: await post('signatory', 'agreements', nextYear()),
    paid: await post('controller', 'payments', { order: 1, amount: '1.00', date: '2025-01-01' }),
  };
};
