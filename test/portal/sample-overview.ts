/** Overviews of a pilot in several states, written out by hand. */
import type { SlotOverview } from '../../domain/record/overview.ts';
import type { PilotView, ShownOverview } from '../../portal/pilot-page.ts';

const hashOf = (digit: string): string => digit.repeat(64);

/** A statement that nobody has done anything about. */
export const collecting: SlotOverview = {
  period: '2025-K1',
  kind: 'interim',
  restates: null,
  sealed: [],
  tolerated: [],
  referenceDate: '2025-07-31',
  step: 'collecting',
  missing: ['members', 'Wmo'],
  statement: null,
  status: null,
  reviewedBy: [],
  approvedBy: [],
  awaits: [],
  objections: [],
  questions: [],
  superseded: null,
};

/** A draft that one party reviewed and approved and another reviewed. */
export const drafted: SlotOverview = {
  ...collecting,
  step: 'drafted',
  missing: [],
  statement: hashOf('a'),
  status: 'gain',
  reviewedBy: ['INS', 'MUN'],
  approvedBy: ['INS'],
  awaits: ['MUN', 'CARE'],
};

/** A sealed statement that took the place of an earlier one. */
export const sealedAgain: SlotOverview = {
  ...drafted,
  period: '2025',
  kind: 'final',
  step: 'sealed',
  restates: hashOf('b'),
  sealed: [hashOf('b'), hashOf('c')],
  statement: hashOf('c'),
  approvedBy: ['INS', 'MUN', 'CARE'],
  awaits: [],
  referenceDate: '2025-07-01',
};

const overview: ShownOverview = {
  pilot: { id: 'wijk', name: 'Een wijk <script>' },
  viewer: { party: 'MUN', role: 'analyst' },
  moment: '2025-08-01T09:00:00.000Z',
  agreement: { sha256: hashOf('d'), approvedBy: ['INS', 'MUN'], awaits: ['CARE'], following: [] },
  population: {
    inForce: { sha256: hashOf('e'), name: 'Wijk', version: '1', approvedBy: ['INS', 'MUN', 'CARE'], awaits: [] },
    proposed: { sha256: hashOf('f'), name: 'Wijk', version: '2', approvedBy: ['INS'], awaits: ['MUN', 'CARE'] },
  },
  slots: [collecting],
  deliveries: [
    {
      sha256: hashOf('1'),
      kind: 'costs',
      party: 'MUN',
      streams: ['Wmo'],
      periods: ['2024-K1', '2025-K1'],
      valuationDate: '2025-07-31',
      rows: 4,
      total: '62000.00',
      standing: 'used',
      by: [hashOf('a')],
    },
  ],
  held: [],
  investments: [],
  refused: [
    {
      sha256: hashOf('2'),
      kind: 'costs',
      party: 'MUN',
      valuationDate: '2025-07-31',
      refusal: 'period_is_malformed',
      problemCount: 3,
      problems: [],
    },
  ],
};

/** What somebody sees of the pilot; what is given takes the place of what is there. */
export const viewWith = (changed: Partial<ShownOverview> = {}): PilotView => ({
  overview: { ...overview, ...changed },
  agreement: {
    title: 'Overeenkomst',
    version: '1',
    partyNames: { INS: 'Zorgverzekeraar', MUN: 'Gemeente', CARE: 'Zorgveld' },
    approvers: ['INS', 'MUN', 'CARE'],
    deliveredBy: { members: 'INS', Zvw: 'INS', Wmo: 'MUN' },
  },
  evaluated: [],
});
