/** What can become of an upload, as the pages show it. */
import { createHash } from 'node:crypto';
import type { Fault } from '../../domain/pilot/fault.ts';
import type { Proposal } from '../../domain/record/correction.ts';
import type { Receipt } from '../../domain/record/receipt.ts';
import { fieldGuidePage } from '../../portal/field-guide-page.ts';
import { findingsPage, type UploadOutcome } from '../../portal/findings-page.ts';
import { investmentsPage } from '../../portal/investments-page.ts';
import type { PageScript } from '../../portal/layout.ts';
import { NO_VALUES, sendPage, uploadPage } from '../../portal/upload-page.ts';
import { UPLOAD_SCRIPT } from '../../portal/upload-script.ts';

export const PILOT = { id: 'parkstad', name: 'Parkstad <b>Oost</b>' };
const SHA256 = 'ab'.repeat(32);

export const script: PageScript = {
  text: UPLOAD_SCRIPT,
  sha256: createHash('sha256').update(UPLOAD_SCRIPT, 'utf8').digest('base64'),
};

export const receipt: Receipt = {
  receipt: 1,
  pilot: PILOT,
  party: 'MUN',
  sha256: SHA256,
  kind: 'costs',
  streams: ['Wmo'],
  periods: ['2025-K1'],
  valuationDate: '2025-07-31',
  rows: 4,
  total: '-62000.00',
  unit: 'euro',
  population: { name: 'Wijk', version: '1', sha256: 'cd'.repeat(32) },
  agreement: 'ef'.repeat(32),
  accepted: '2025-08-03T10:00:00.000Z',
  event: { sequence: 12, sha256: '01'.repeat(32) },
  supersedes: [
    { sha256: '23'.repeat(32), accepted: '2025-08-01T09:00:00.000Z', parts: [{ source: 'Wmo', quarter: '2025-K1' }] },
  ],
};

export const proposal: Proposal = {
  type: 'correctionProposed',
  delivery: {
    sha256: SHA256,
    kind: 'costs',
    party: 'MUN',
    streams: ['Wmo'],
    periods: ['2025-K1'],
    valuationDate: '2025-07-31',
    rows: 4,
    total: '62001.00',
  },
  supersedes: [{ sha256: '23'.repeat(32), parts: [{ source: 'Wmo', quarter: '2025-K1' }] }],
  difference: [
    {
      stream: 'Wmo',
      category: 'begeleiding',
      cohort: 'intervention',
      before: '22000.00',
      after: '21990.50',
      difference: '-9.50',
    },
    { stream: 'Wmo', category: null, cohort: 'reference', before: '40000.00', after: '40000.00', difference: '0.00' },
  ],
  key: 'where it lies',
};

const finding = (line: number | null, column: number | string | null, code: string, message: string) => ({
  line,
  column,
  code,
  message,
});

export const findings = [
  finding(null, null, 'closing_row_is_missing', 'De laatste regel is geen sluitregel. Voeg haar toe.'),
  finding(3, null, 'too_few_fields', 'Deze rij heeft 6 velden en geen 10. Vul aan.'),
  finding(4, 10, 'number_is_malformed', 'bedrag: hier staat "<script>alert(1)</script>". Hier hoort een getal.'),
  finding(
    5,
    'populatie',
    'population_version_must_match',
    'De aanlevering gaat over een andere populatie. Lever opnieuw aan.',
  ),
  ...Array.from({ length: 9 }, (_, place) =>
    finding(6 + place, 10, 'ten_times_last_period', 'Tien keer zoveel als het kwartaal ervoor. Klopt dat?'),
  ),
];

const outcome = (each: UploadOutcome): string =>
  findingsPage({ pilot: PILOT, kind: 'costs', valuationDate: '2025-07-31', sha256: SHA256, outcome: each });
const form = { pilot: PILOT, kinds: ['members', 'costs', 'investments'], script } as const;

const EXPLAINED = [
  {
    code: 'total_is_negative',
    reason: 'De nabetaling van 2024 is <b>teruggeboekt</b>.',
    findingCount: 3,
    places: [
      { line: 4, column: 10 },
      { line: 9, column: 10 },
    ],
    message: 'bedrag: hier staat "-120,00".',
    messageEnglish: 'bedrag: here stands "-120,00".',
  },
];

/** A delivery that waits for reasons, of which one rule has none yet. */
const heldPage = (faults: readonly Fault[]): string => {
  const odd = findings.filter(({ code }) => code === 'ten_times_last_period');
  const codes = { ten_times_last_period: odd.length, total_is_negative: 1 };
  const held = { state: 'held', codes, findings: odd, isThere: true, explained: [] } as const;
  const named = { pilot: PILOT, kind: 'costs', valuationDate: '2025-07-31', sha256: SHA256 } as const;
  return findingsPage({ ...named, outcome: held }, faults);
};

const invested = (awaits: readonly string[]) => ({
  sha256: awaits.length === 0 ? SHA256 : SHA256.replace(/^./, 'e'),
  party: 'CARE',
  valuationDate: '2025-07-31',
  periods: ['2025-K1'],
  total: '37500.00',
  acceptedBy: ['INS'],
  awaits,
  rows: [
    {
      period: '2025-K1',
      article: 'artikel 5 lid 2',
      description: 'Uren voor overleg <i>',
      evidence: 'grootboek 2025-K1',
      amount: '37500.00',
    },
  ],
});

/** Every page of an upload, by what it shows. */
export const uploadPages: Readonly<Record<string, string>> = {
  form: uploadPage({ ...form, values: NO_VALUES, faults: [] }),
  faults: uploadPage({
    ...form,
    values: { ...NO_VALUES, kind: 'costs', sha256: '"><script>', correction: true },
    faults: [
      { path: 'valuationDate', message: 'Vul de datum in waarop de cijfers staan, zoals 31-07-2025.' },
      { path: 'sha256', message: 'Vul het kenmerk in: 64 cijfers en letters a tot en met f.' },
      { path: 'kind', message: 'Kies wat u aanlevert.' },
    ],
  }),
  send: sendPage({
    pilot: PILOT,
    kind: 'costs',
    valuationDate: '2025-07-31',
    sha256: SHA256,
    sizeBytes: 1234,
    url: 'https://incoming.example/bucket/',
    fields: { key: 'a/b', policy: 'c' },
    minutes: 15,
  }),
  waiting: outcome({ state: 'waiting' }),
  accepted: outcome({ state: 'accepted', receipt, supersededOn: null }),
  superseded: outcome({
    state: 'accepted',
    receipt: { ...receipt, population: null, supersedes: [] },
    supersededOn: '2025-08-05T08:00:00.000Z',
  }),
  refused: outcome({ state: 'refused', findingCount: 400, findings, isReturnable: true }),
  proposed: outcome({ state: 'proposed', proposal, isCurrent: true }),
  outdated: outcome({ state: 'proposed', proposal, isCurrent: false }),
  held: heldPage([{ path: 'reason.total_is_negative', message: 'Deze bevinding heeft nog geen reden.' }]),
  explained: outcome({ state: 'accepted', receipt: { ...receipt, explained: EXPLAINED }, supersededOn: null }),
  awaited: outcome({ state: 'accepted', receipt: { ...receipt, awaits: ['INS', 'MUN'] }, supersededOn: null }),
  investments: investmentsPage({
    pilot: PILOT,
    partyNames: { INS: 'Zorgverzekeraar', MUN: 'Gemeente', CARE: 'Zorgveld' },
    viewer: { party: 'MUN', role: 'controller' },
    investments: [invested(['MUN']), invested([])],
  }),
  guide: fieldGuidePage('costs'),
};
