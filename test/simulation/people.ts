/**
 * The people of the simulated pilot and what they ask of it. Mostly they do what is next for them to do; now and then they
 * do what they may not, because that is what the rules are for.
 */
import { createHash } from 'node:crypto';
import { canonicalText } from '../../domain/record/canonical.ts';
import type { AcceptedDelivery, PilotEvent, Role } from '../../domain/record/event.ts';
import { ordersOf } from '../../domain/record/payment-orders.ts';
import type { PilotState, StatementState } from '../../domain/record/projection.ts';
import { PILOT, smallPopulation } from '../functions/small-pilot.ts';
import type { Random } from '../reference/random.ts';
import { DOCUMENT, fileOf, PERIODS, SOURCES, type TrueFile } from './files.ts';

/** Somebody, as a verified token says. */
export interface Somebody {
  readonly person: string;
  readonly party: string;
  readonly role: Role;
}

/** What somebody asks: the verb, its route and its body. */
export interface Request {
  readonly verb: string;
  readonly by: Somebody;
  readonly path: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The file that is announced with it. */
  readonly file?: TrueFile;
}

/** The parties that approve. */
export const PARTIES = ['INS', 'MUN', 'CARE'] as const;

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The hash by which the agreement is approved, and that of the population. */
export const AGREEMENT_HASH = hash(canonicalText(DOCUMENT));
export const POPULATION_HASH = hash(canonicalText(smallPopulation));

/** Two people of every party hold more roles than one: who delivers in the scenes, and who reviews there. */
export const DELIVERER = 8;
export const REVIEWER = 9;

/** Somebody of a party in a role, by number. */
export const somebody = (party: string, role: Role, number = 1): Somebody => ({
  person: number >= DELIVERER ? `persoon-${party}-${number}` : `persoon-${party}-${role}-${number}`,
  party,
  role,
});

const anybody = (random: Random, party: string, role: Role): Somebody =>
  somebody(party, role, random.pick([1, 1, 2, 2, DELIVERER, REVIEWER]));

const ask = (verb: string, by: Somebody, more: Partial<Request> = {}): Request => ({
  verb,
  by,
  ...more,
  path: { pilot: PILOT, ...more.path },
});

/** Announces a file, as a correction or not. */
export const announcing = (by: Somebody, file: TrueFile, isCorrection: boolean): Request => {
  const { kind, valuationDate, sha256, bytes } = file;
  const body = { kind, valuationDate, sha256, sizeBytes: bytes.byteLength };
  return ask('requestUpload', by, { body: isCorrection ? { ...body, correction: true } : body, file });
};

/** Confirms a correction. */
export const confirming = (by: Somebody, { sha256, kind, valuationDate }: TrueFile): Request =>
  ask('confirmCorrection', by, { path: { delivery: sha256 }, body: { kind, valuationDate } });

/** Accepts the investments of another party, which count once all that pay for them have done so. */
export const accepting = (by: Somebody, { sha256, party, valuationDate }: AcceptedDelivery): Request =>
  ask('acceptInvestments', by, { body: { sha256, party, valuationDate } });

/** What is asked about a statement. */
export const about = (verb: string, by: Somebody, statement: string, more: Partial<Request> = {}): Request =>
  ask(verb, by, { ...more, path: { statement, ...more.path } });

/** What opens a pilot, in order: the document, who is counted, and everybody's approval of both. */
export const opening = (): readonly Request[] => [
  ask('openPilot', somebody('INS', 'signatory'), { body: DOCUMENT }),
  ask('proposePopulation', somebody('INS', 'controller'), { body: smallPopulation }),
  ...PARTIES.map((party) =>
    ask('approvePopulation', somebody(party, 'signatory'), { path: { population: POPULATION_HASH } }),
  ),
  ...PARTIES.slice(1).map((party) =>
    ask('approveAgreement', somebody(party, 'signatory'), { body: { agreement: AGREEMENT_HASH } }),
  ),
];

/** What somebody knows who looks at the pilot before acting. */
export interface View {
  readonly random: Random;
  readonly state: PilotState | null;
  readonly chain: readonly PilotEvent[];
}

/** What nobody believes of the Wmo without a reason: ten times what it was before. */
export const UNLIKELY_EURO = 130_007;

/** Euro by which a correction differs: some below the tolerance, some that turn a gain into a loss. */
const MORE = [7, 30, 61, 76, 301, 601, 1001, 1001, 13_007, 40_001, UNLIKELY_EURO] as const;

const isSaid = ({ state }: View, { source, period, valuationDate }: TrueFile): boolean =>
  state?.deliveries.some((each) => {
    const about = each.kind === 'costs' ? each.streams[0] : each.kind;
    return (
      about === source &&
      each.valuationDate === valuationDate &&
      each.periods.includes(period === '2025' ? '2025-K4' : period)
    );
  }) ?? false;

const missingFiles = (view: View): TrueFile[] =>
  PERIODS.flatMap((period) =>
    (['members', 'Zvw', 'Wmo'] as const).map((source) => fileOf(source, period)).filter((file) => !isSaid(view, file)),
  );

type Maker = (view: View) => Request | null;

const deliver: Maker = (view) => {
  const { random } = view;
  const missing = missingFiles(view);
  if (missing.length === 0) return null;
  const file = random.chance(0.85) ? missing[0] : random.pick(missing);
  return file === undefined ? null : announcing(anybody(random, file.party, 'analyst'), file, random.chance(0.05));
};

const deliverSomething: Maker = ({ random }) => {
  const period = random.pick(PERIODS);
  const source = random.pick(SOURCES);
  const flavour = random.pick(['good', 'good', 'wrongSum', 'personal', 'wrongParty'] as const);
  const file = fileOf(source, period, random.pick([0, ...MORE]), flavour);
  return announcing(anybody(random, file.party, 'analyst'), file, random.chance(0.3));
};

const correct: Maker = ({ random, state }) => {
  const there = state?.deliveries.filter(({ kind }) => kind === 'costs') ?? [];
  if (there.length === 0) return null;
  const { valuationDate, streams } = random.pick(there);
  const period = PERIODS.find((each) => DOCUMENT.agreement.referenceDates[each] === valuationDate);
  const source = streams[0] === 'Wmo' ? 'Wmo' : 'Zvw';
  if (period === undefined) return null;
  const file = fileOf(source, period, random.pick(MORE));
  return announcing(anybody(random, file.party, 'analyst'), file, true);
};

const confirm: Maker = ({ random, chain }) => {
  const proposed = chain.flatMap(({ change }) => (change.type === 'correctionProposed' ? [change.delivery] : []));
  const delivery = random.chance(0.8) ? proposed.at(-1) : proposed[0];
  if (delivery === undefined) return null;
  const { sha256, kind, valuationDate, party } = delivery;
  const by = anybody(random, random.chance(0.95) ? party : random.pick(PARTIES), 'analyst');
  return ask('confirmCorrection', by, { path: { delivery: sha256 }, body: { kind, valuationDate } });
};

const accept: Maker = ({ random, chain }) => {
  const waiting = chain.flatMap(({ change }) =>
    change.type === 'deliveryAccepted' && (change.delivery.awaits ?? []).length > 0 ? [change.delivery] : [],
  );
  const delivery = waiting.at(-1);
  return delivery === undefined ? null : accepting(anybody(random, random.pick(PARTIES), 'controller'), delivery);
};

/** Says why what was found implausible is right, of the delivery that was held last. */
const explain: Maker = ({ random, chain }) => {
  const held = chain.findLast(({ change }) => change.type === 'deliveryHeld')?.change;
  if (held?.type !== 'deliveryHeld') return null;
  const { sha256, kind, valuationDate, party, codes } = held;
  const reasons = Object.keys(codes).map((code) => ({ code, reason: 'Er kwam een aanbieder bij.' }));
  const by = anybody(random, party, 'analyst');
  return ask('explain', by, { path: { delivery: sha256 }, body: { kind, valuationDate, reasons } });
};

const hasComplete = ({ status }: StatementState): boolean => status !== 'incomplete' && status !== 'refused';

/** The statement that people are at: mostly the newest that is not sealed, sometimes any. */
const statementOf = ({ state, random }: View): StatementState | undefined => {
  const all = state?.statements ?? [];
  const newest = all.findLast((each) => each.sealed === null && hasComplete(each)) ?? all.at(-1);
  return random.chance(0.9) || all.length === 0 ? newest : random.pick(all);
};

/** What is next for a party that has to approve: a review by its controller, and then its signatory. */
const approveNext: Maker = (view) => {
  const { random } = view;
  const found = statementOf(view);
  if (found === undefined) return null;
  const left = PARTIES.filter((party) => !found.approvedBy.includes(party));
  const party = left.length === 0 ? random.pick(PARTIES) : random.pick(left);
  const isReviewed = found.reviews.some((each) => each.party === party);
  return isReviewed
    ? about('approve', anybody(random, party, 'signatory'), found.statement)
    : about('review', anybody(random, party, 'controller'), found.statement);
};

const approveAnyhow: Maker = (view) => {
  const { random } = view;
  const found = statementOf(view);
  if (found === undefined) return null;
  const party = random.pick([...PARTIES, ...PARTIES, 'FUND']);
  // Somebody who holds every role, who delivered or reviewed: four eyes must stop that.
  const role: Role = random.pick(['signatory', 'signatory', 'signatory', 'controller', 'analyst', 'supervisor']);
  const named = random.chance(0.95) ? found.statement : 'f'.repeat(64);
  return about('approve', somebody(party, role, random.pick([1, 2, DELIVERER, REVIEWER])), named);
};

const withdraw: Maker = (view) => {
  const found = statementOf(view);
  if (found === undefined) return null;
  const party = view.random.pick(found.approvedBy.length > 0 ? found.approvedBy : PARTIES);
  return about('withdrawApproval', anybody(view.random, party, 'signatory'), found.statement);
};

const objectTo: Maker = (view) => {
  const found = statementOf(view);
  if (found === undefined) return null;
  const { random } = view;
  const by = anybody(random, random.pick(PARTIES), random.pick(['controller', 'signatory'] as const));
  const line = random.chance(0.9) ? random.whole(1, Math.max(found.lines, 1)) : found.lines + 1;
  return about('object', by, found.statement, { body: { line, reason: 'Dit klopt niet.' } });
};

const answerTo: Maker = (view) => {
  const found = statementOf(view);
  const { random } = view;
  const objection = found?.objections.findLast(({ answer }) => answer === null) ?? found?.objections.at(-1);
  if (found === undefined || objection === undefined) return null;
  const by = anybody(random, random.pick(PARTIES), 'controller');
  const path = { number: `${objection.number}` };
  return about('answerObjection', by, found.statement, { path, body: { answer: 'Zo zit het.' } });
};

const askAbout: Maker = (view) => {
  const found = statementOf(view);
  if (found === undefined) return null;
  const by = anybody(view.random, view.random.pick(PARTIES), 'analyst');
  return about('ask', by, found.statement, { body: { question: 'Waarom?' } });
};

const open: Maker = ({ random, chain }) => {
  const all = opening();
  const next = all[Math.min(chain.length, all.length - 1)];
  return random.chance(0.7) && next !== undefined ? next : random.pick(all);
};

/** Looks at the overview: the scheduler compares what is shown with what the events say. */
const look: Maker = ({ random }) =>
  ask(
    'readPilot',
    random.pick([...PARTIES.map((party) => somebody(party, 'analyst')), somebody('TOEZICHT', 'supervisor')]),
  );

/** Pays an order, mostly one that is open, and says so the day after. */
const pay: Maker = ({ random, state, chain }) => {
  const orders = state === null ? [] : ordersOf(state);
  const open = orders.filter(({ standing }) => standing.step === 'open');
  if (orders.length === 0) return null;
  const { number, from, amount } = random.pick(open.length > 0 && random.chance(0.5) ? open : orders);
  const role = random.pick(['controller', 'signatory', 'controller', 'signatory', 'analyst'] as const);
  const date = chain.at(-1)?.known.slice(0, 10);
  const by = anybody(random, random.chance(0.95) ? from : random.pick(PARTIES), role);
  return ask('confirmPayment', by, { body: { order: number, amount: random.chance(0.95) ? amount : '1.00', date } });
};

/** Looks at the ledger: the auditor compares what is shown with what was booked and paid. */
const readBooks: Maker = ({ random }) => ask('readLedger', somebody(random.pick(PARTIES), 'controller'));

const lookUp: Maker = ({ random, chain }) => {
  const known = chain.flatMap(({ change }) => ('delivery' in change ? [change.delivery] : []));
  if (known.length === 0) return null;
  const { sha256, kind, valuationDate, party } = random.pick(known);
  const query = { kind, valuationDate };
  return ask('readFindings', somebody(party, 'analyst'), { path: { delivery: sha256 }, query });
};

/** What people do once a pilot is open, and how often. */
const MAKERS: readonly (readonly [number, Maker])[] = [
  [30, deliver],
  [6, deliverSomething],
  [12, correct],
  [16, confirm],
  [6, accept],
  [8, explain],
  [34, approveNext],
  [14, approveAnyhow],
  [4, withdraw],
  [5, objectTo],
  [5, answerTo],
  [4, askAbout],
  [5, look],
  [3, lookUp],
  [16, pay],
  [4, readBooks],
  [2, open],
];

const drawn = (random: Random, makers: readonly (readonly [number, Maker])[]): Maker => {
  let left = random.next() * makers.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, maker] of makers) {
    left -= weight;
    if (left < 0) return maker;
  }
  return look;
};

/** Whether the last thing that happened to deliveries is a correction that nobody has confirmed. */
const waits = ({ chain }: View): boolean =>
  chain.findLast(({ change }) => 'delivery' in change)?.change.type === 'correctionProposed';

/** Whether something is held that nobody has explained. */
const isHeld = ({ state }: View): boolean => state?.held.some(({ explained }) => explained === null) ?? false;

/** What somebody does next; when there is nothing of that kind to do, somebody looks at the overview. */
export const nextRequest = (view: View): Request => {
  const isOpen = view.chain.length >= opening().length;
  const other = (): Request | null => (isOpen || view.random.chance(0.1) ? drawn(view.random, MAKERS) : open)(view);
  const confirmed = waits(view) && view.random.chance(0.3) ? confirm(view) : null;
  const urgent = isHeld(view) && view.random.chance(0.6) ? explain(view) : confirmed;
  // Where there is nothing of a kind to do, somebody else has something to do.
  return urgent ?? other() ?? other() ?? other() ?? look(view) ?? ask('readPilot', somebody('INS', 'analyst'));
};

/** Something small that is always allowed, by which somebody else can take a place in the record first. */
export const smallRequest = (view: View): Request => askAbout(view) ?? open(view) ?? nextRequest(view);
