/**
 * The pilot of the demo: three parties in a fictitious neighbourhood of Parkstad. Everything in it is invented.
 */
import type { PilotDocument } from '../../domain/pilot/agreement.ts';

/** Terms as in a case file (method section 4), over the whole performance year. */
const terms = {
  parties: [
    { id: 'INS', role: 'insurer' },
    { id: 'MUN', role: 'municipality' },
    { id: 'CARE', role: 'careField' },
  ],
  streams: {
    Zvw: { grain: 'sexAge', pockets: { INS: '1' } },
    Wmo: { grain: 'sexAge', pockets: { MUN: '1' } },
    Wpg: { grain: 'total', pockets: { MUN: '1' } },
  },
  baseline: [
    { period: '2023', weight: '0.4' },
    { period: '2024', weight: '0.6' },
  ],
  performance: '2025',
  trend: { form: 'ratio' },
  missingStratum: 'collapse',
  corridor: { minimumSavingsRate: '0.015', minimumLossRate: '0.015', form: 'deadband' },
  mode: 'shadow',
  streamRule: 'harmless',
  investment: 'first',
  sharing: {
    gainRate: '1',
    lossRate: '1/2',
    gainShares: { INS: '1/3', MUN: '1/3', CARE: '1/3' },
    lossShares: { INS: '1/2', MUN: '1/4', CARE: '1/4' },
  },
  carryForward: { investments: true, caps: false },
};

export const PILOT_ID = 'parkstad-demo';

/** The signed pilot document of the demo. */
export const demoDocument: PilotDocument = {
  pilot: { id: PILOT_ID, name: 'Pilot Parkstad (fictief)' },
  population: {
    name: 'Parkstad-Oost',
    version: '1',
    definition:
      'Alle verzekerden die op de eerste dag van het kwartaal in de pilotwijken wonen; referentie: alle verzekerden in vergelijkbare wijken buiten de pilot.',
  },
  agreement: {
    version: '1',
    title: 'Overeenkomst gedeelde besparingen en risico’s Parkstad (fictief)',
    partyNames: { INS: 'Zorgverzekeraar', MUN: 'Gemeente', CARE: 'Zorgveld' },
    inForce: { from: '2025-01-01', until: '2026-12-31' },
    articles: {
      mode: 'artikel 2 lid 3',
      parties: 'artikel 1',
      streams: 'artikel 4',
      'streams.Wpg.grain': 'artikel 4 lid 2',
      baseline: 'artikel 3 lid 1',
      performance: 'artikel 3 lid 2',
      trend: 'artikel 3 lid 3',
      corridor: 'artikel 6',
      streamRule: 'artikel 7 lid 2',
      investment: 'artikel 5 lid 1',
      investmentBudget: 'artikel 5 lid 2',
      'sharing.gainRate': 'artikel 7 lid 1',
      'sharing.gainShares': 'artikel 7 lid 3',
      'sharing.lossRate': 'artikel 7 lid 4',
      'sharing.lossShares': 'artikel 7 lid 5',
      carryForward: 'artikel 5 lid 3',
      approvers: 'artikel 9',
      referenceDates: 'artikel 8 lid 1',
      deliveredBy: 'artikel 8 lid 2',
      deliveryTermDays: 'artikel 8 lid 3',
      completionFactors: 'bijlage B',
      reachesBooks: 'bijlage C',
    },
    approvers: ['INS', 'MUN', 'CARE'],
    deliveredBy: { members: 'INS', Zvw: 'INS', Wmo: 'MUN', Wpg: 'MUN' },
    referenceDates: {
      '2025-K1': '2025-07-31',
      '2025-K1..K2': '2025-10-31',
      '2025-K1..K3': '2026-01-31',
      '2025-K1..K4': '2026-04-30',
      '2025': '2026-10-31',
    },
    deliveryTermDays: 150,
    completionFactors: { Zvw: ['0.80', '0.93', '0.98', '1'] },
    investmentBudget: { MUN: '260000.00', CARE: '150000.00' },
    reachesBooks: {
      Zvw: { part: '0.35', because: 'risicoverevening: de bijdrage voor deze verzekerden daalt met hun kosten mee' },
      Wmo: { part: '0.80', because: 'een vijfde van de inkoop staat vast in lumpsumcontracten' },
    },
    terms,
  },
};

/** The people of the demo: for each party an analyst who delivers and a signatory who approves. */
export const personOf = (party: string, role: 'analyst' | 'signatory') => ({
  person: `${role}-${party.toLowerCase()}`,
  party: `${PILOT_ID}/${party}`,
  role,
});
