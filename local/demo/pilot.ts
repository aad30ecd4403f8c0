/**
 * The pilot of the demo: three parties in a fictitious neighbourhood of Parkstad. Everything in it is invented.
 */
import type { PilotDocument } from '../../domain/pilot/agreement.ts';
import type { Role } from '../../domain/record/event.ts';

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

/** Who supervises the pilot: no party of the agreement, but somebody who reads all and decides nothing. */
export const SUPERVISOR = 'TOEZICHT';

/**
 * The people of the demo by party and role, as the numbers that an issuer would give them: for each party one who delivers,
 * one who reviews and one who signs, and beside them one who supervises.
 */
const PEOPLE: Readonly<Record<string, Partial<Readonly<Record<Role, string>>>>> = {
  INS: {
    analyst: '8f0d3c52-61c1-4a5e-9d0b-2f6f0f6b7a11',
    controller: '0c9a7be4-5f0e-4f0a-8a39-7d1b8c0e4d27',
    signatory: 'b7e1f6d0-2c8b-4b63-9c47-5a3e9d1f0c35',
  },
  MUN: {
    analyst: '4d2b9f18-7a36-4c0d-b5e2-1e8c7a6d9b43',
    controller: 'e3c5a8f7-90d1-4e72-8f6b-6b0d2a4c8e59',
    signatory: '197f4e0b-d8c2-4a95-a1d3-9c5e7b2f6a61',
  },
  CARE: {
    analyst: 'a60c1d9e-3b74-4f28-92c5-8d7f0e1b4c73',
    controller: '5be8d2f3-1c60-4d97-b8a4-0f3a6c9e2d85',
    signatory: 'd41f7a6c-8e29-4b05-9f7d-3c2b5e8a1f97',
  },
  [SUPERVISOR]: { supervisor: '72a9e5c0-f4b8-4d13-86ae-e1d0c7b3a509' },
};

/** A person of the demo, as the issuer makes a token for. */
export const personOf = (party: string, role: Role) => {
  const person = PEOPLE[party]?.[role];
  if (person === undefined) throw new Error(`The demo has no ${role} of ${party}.`);
  return { person, party: `${PILOT_ID}/${party}`, role };
};
