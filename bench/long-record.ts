/**
 * A record as long as wanted, of one pilot that goes on for very long: round after round a correction supersedes a draft, the
 * new one is reviewed, discussed, approved by two parties and withdrawn again, and nobody ever ends it.
 */
import { canonicalText, type Hash } from '../domain/record/canonical.ts';
import { type Author, type Change, nextEvent, type PilotEvent, type Role } from '../domain/record/event.ts';
import { demoDocument } from '../local/demo/pilot.ts';
import { demoPopulation } from '../local/demo/population.ts';

const PARTIES = demoDocument.agreement.approvers;
const PERIOD = '2025-K1';
const by = (party: string, role: Role): Author => ({ party, person: `${party}-${role}`, role });

type Step = readonly [by: Author, change: Change];

const beginning = (hash: Hash): Step[] => {
  const population = hash(canonicalText(demoPopulation));
  const agreement = hash(canonicalText(demoDocument));
  return [
    [by('INS', 'signatory'), { type: 'pilotOpened', document: demoDocument }],
    ...PARTIES.filter((party) => party !== 'INS').map(
      (party): Step => [by(party, 'signatory'), { type: 'agreementApproved', agreement }],
    ),
    [by('INS', 'controller'), { type: 'populationProposed', population, document: demoPopulation }],
    ...PARTIES.map((party): Step => [by(party, 'signatory'), { type: 'populationApproved', population, party }]),
  ];
};

/** One round of sixteen events. `number` is the place that its first event gets. */
const round = (number: number, hash: Hash): Step[] => {
  const statement = hash(`statement ${number}`);
  const named = { statement, period: PERIOD, kind: 'interim' } as const;
  const delivery = {
    sha256: hash(`delivery ${number}`),
    kind: 'costs' as const,
    party: 'MUN',
    streams: ['Wmo'],
    periods: ['2023-K1', '2024-K1', '2025-K1'],
    valuationDate: '2025-07-31',
    population: hash(canonicalText(demoPopulation)),
    rows: 228,
    total: '12345.67',
  };
  const review = (party: string): Step => [by(party, 'controller'), { type: 'statementReviewed', ...named }];
  const approval = (party: string): Step => [by(party, 'signatory'), { type: 'statementApproved', ...named, party }];
  const asked = number + 5;
  return [
    [by('MUN', 'analyst'), { type: 'deliveryAccepted', delivery }],
    ['ontschot', { type: 'statementDrafted', ...named, status: 'gain', inputs: hash(`inputs ${number}`), lines: 1400 }],
    ...PARTIES.map(review),
    [by('INS', 'analyst'), { type: 'questionAsked', ...named, line: 7, question: 'Waarom is dit hoger dan eerst?' }],
    [by('MUN', 'analyst'), { type: 'questionAnswered', ...named, number: asked, answer: 'Er kwam een nota na.' }],
    [by('CARE', 'controller'), { type: 'objectionRaised', ...named, line: 9, reason: 'Deze nota hoort er niet bij.' }],
    [by('MUN', 'controller'), { type: 'objectionAnswered', ...named, number: asked + 2, answer: 'Zie het contract.' }],
    approval('INS'),
    approval('MUN'),
    [by('INS', 'signatory'), { type: 'approvalWithdrawn', ...named }],
    ...Array.from({ length: 4 }, (_, place): Step[] => [
      [by('CARE', 'signatory'), { type: 'questionAsked', ...named, line: 100 + place, question: 'En deze regel?' }],
    ]).flat(),
  ];
};

/** A record of exactly that many events. */
export const longRecord = (count: number, hash: Hash): PilotEvent[] => {
  const chain: PilotEvent[] = [];
  const start = Date.UTC(2025, 7, 1);
  while (chain.length < count)
    for (const [author, change] of chain.length === 0 ? beginning(hash) : round(chain.length + 1, hash)) {
      if (chain.length === count) break;
      const known = new Date(start + chain.length * 1000).toISOString();
      chain.push(nextEvent(chain, { known, by: author, change }, hash));
    }
  return chain;
};
