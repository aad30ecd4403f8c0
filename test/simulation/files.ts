/**
 * The files that the parties of the simulated pilot can send, and what is true of each: a person who made a file knows what
 * is in it, so what the product says of it can be compared with that.
 */
import { createHash } from 'node:crypto';
import type { PilotDocument } from '../../domain/pilot/agreement.ts';
import { deliveryText, filesFor, type SmallFile, smallDocument } from '../functions/small-pilot.ts';

/**
 * The small pilot with payments and with short terms, so that they pass within a run: objections, reopening, and a
 * tolerance of 50 euro.
 */
export const DOCUMENT: PilotDocument = {
  ...smallDocument,
  agreement: {
    ...smallDocument.agreement,
    objectionTermDays: 10,
    reopeningTermDays: 45,
    restatementTolerance: '50.00',
    advances: '1/2',
    terms: { ...(smallDocument.agreement.terms as object), mode: 'binding' },
  },
};

/** The statements that were agreed: the first quarter and the whole year. */
export const PERIODS = ['2025-K1', '2025'] as const;
export type StatementPeriod = (typeof PERIODS)[number];

/** What a file is about. */
export const SOURCES = ['members', 'Zvw', 'Wmo', 'investments'] as const;
export type Source = (typeof SOURCES)[number];

/** How a file is: as it should be, or with a wrong sum, a citizen service number, or sent by a party that may not. */
export type Flavour = 'good' | 'wrongSum' | 'personal' | 'wrongParty';

/** A file, and what is true of it. */
export interface TrueFile extends SmallFile {
  readonly source: Source;
  readonly period: StatementPeriod;
  readonly flavour: Flavour;
  /** How many euro the pilot's costs of the first quarter are above the usual, or what was invested. */
  readonly moreEuro: number;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** The rows, the sum as it stands in the record, and the quarters that it has rows for. */
  readonly rows: number;
  readonly total: string;
  readonly quarters: readonly string[];
}

/** Usual costs of the pilot's first quarter, by stream. */
const USUAL: Readonly<Record<string, number>> = { Zvw: 90_000, Wmo: 12_000 };

const baseOf = (source: Source, period: StatementPeriod, euro: number): SmallFile => {
  const [members, zvw, wmo] = filesFor(period);
  if (source === 'members') return members;
  if (source !== 'investments') return source === 'Zvw' ? zvw : wmo;
  const row = `CARE;2025-K1;artikel 5;inzet;${euro},00;bon 1`;
  const { valuationDate } = members;
  return { party: 'CARE', kind: 'investments', valuationDate, text: deliveryText('investments', [row], euro) };
};

const sumIn = (text: string): number => Number(/SLUITREGEL;\d+;(\d+)/.exec(text)?.[1]);

const raised = (file: SmallFile, source: Source, more: number): SmallFile => {
  const usual = USUAL[source];
  if (usual === undefined) return file;
  const sum = sumIn(file.text);
  const text = file.text
    .replace(`;2025-K1;;;100;${usual},00`, `;2025-K1;;;100;${usual + more},00`)
    .replace(`;${sum},00`, `;${sum + more},00`);
  return { ...file, text };
};

/** A file with something wrong in it, each in its own way. */
const spoiled = (file: SmallFile, flavour: Flavour): SmallFile => {
  const sum = sumIn(file.text);
  if (flavour === 'wrongSum') return { ...file, text: file.text.replace(`;${sum}`, `;${sum + 1}`) };
  if (flavour === 'personal') return { ...file, text: file.text.replace('inzet', 'uren voor 123456782') };
  return flavour === 'wrongParty' ? { ...file, party: file.party === 'CARE' ? 'MUN' : 'CARE' } : file;
};

const made = (source: Source, period: StatementPeriod, moreEuro: number, flavour: Flavour): TrueFile => {
  const file = spoiled(raised(baseOf(source, period, moreEuro), source, moreEuro), flavour);
  const bytes = new TextEncoder().encode(file.text);
  const lines = file.text.split('\r\n').slice(1, -2);
  const place = { members: 3, costs: 5, investments: 1, indicators: 2 }[file.kind];
  const sum = sumIn(file.text);
  return {
    ...file,
    ...{ source, period, flavour, moreEuro, bytes },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows: lines.length,
    total: file.kind === 'members' ? `${sum}` : `${sum}.00`,
    quarters: [...new Set(lines.map((line) => line.split(';')[place] ?? ''))],
  };
};

const known = new Map<string, TrueFile>();
const byHash = new Map<string, TrueFile>();

/** The file of a source over a period. Of a file with a personal number there is only one kind: about investments. */
export const fileOf = (source: Source, period: StatementPeriod, moreEuro = 0, flavour: Flavour = 'good'): TrueFile => {
  const about = flavour === 'personal' ? 'investments' : flavour === 'wrongParty' ? 'Wmo' : source;
  // A file that only the wrong party sends has an amount of its own, so that its bytes are nobody else's.
  const more = flavour === 'wrongParty' ? moreEuro + 5 : moreEuro;
  const euro = about === 'members' ? 0 : about === 'investments' ? Math.max(more, 1) : more;
  const key = [about, period, euro, flavour].join();
  const found = known.get(key) ?? made(about, period, euro, flavour);
  known.set(key, found);
  byHash.set(`${found.party} ${found.sha256}`, found);
  return found;
};

/** The file that a party sent with a hash, if there is one. */
export const fileWith = (party: string, sha256: string): TrueFile | undefined => byHash.get(`${party} ${sha256}`);
