/**
 * The auditor: looks at every write when it is done, at every answer when it is given, and at all of it after every step.
 * What it compares with is what the people of the simulation know, and rules written once more from the pages; of the
 * product's own code it uses only what an outsider would: reading the chain, rebuilding projections, verifying a bundle.
 */
import { createHash } from 'node:crypto';
import { BUNDLE_FILES, BUNDLE_ZIP } from '../../domain/record/bundle.ts';
import { isBundleFault } from '../../domain/record/bundle-fault.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import type { AcceptedDelivery, PilotEvent } from '../../domain/record/event.ts';
import { type LedgerView, ledgerView } from '../../domain/record/ledger-view.ts';
import type { Overview } from '../../domain/record/overview.ts';
import type { PilotState } from '../../domain/record/projection.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { verifySignature } from '../../functions/signer.ts';
import { againKey, readUploadKey } from '../../functions/upload-key.ts';
import { PILOT } from '../functions/small-pilot.ts';
import { checkAct, isApprovedByAll, type ListedOf } from './acts.ts';
import { acceptedIn, type Draft, listText, restsOn, sourceOf, standingOf } from './deliveries.ts';
import type { Fault } from './faults.ts';
import { fileWith, PERIODS, type StatementPeriod, type TrueFile } from './files.ts';
import { checkLedger, checkPaid } from './payments.ts';
import type { Request, Somebody } from './people.ts';
import type { Means } from './product.ts';
import { checkBooked, checkDraft, isSurelyAboveTolerance } from './statements.ts';
import { must, Violation } from './violation.ts';
import {
  bucketOf,
  eventTexts,
  INCOMING,
  LOCKED,
  publicKey,
  type Stored,
  TABLE,
  type World,
  type Write,
} from './world.ts';

/** Who asked a handler for something. */
export type Caller =
  | { readonly kind: 'person'; readonly verb: string; readonly by: Somebody; readonly request: Request }
  | { readonly kind: 'storage'; readonly verb: string; readonly key: string }
  | { readonly kind: 'workflow'; readonly verb: string; readonly by: 'ontschot'; readonly event: unknown }
  | { readonly kind: 'schedule'; readonly verb: string };

/** Who writes, and the moments between which that handler's own clock ran. */
export interface WriteContext {
  readonly caller: Caller;
  readonly fromMilliseconds: number;
  readonly untilMilliseconds: number;
}

type Ended = { readonly value: unknown } | { readonly error: unknown };

/** Watches one run. Every function throws a `Violation` where an invariant does not hold. */
export interface Auditor {
  /** The record as an outsider reads it. */
  chain(): readonly PilotEvent[];
  state(): PilotState | null;
  /** A write was done. */
  wrote(write: Write, context: WriteContext): void;
  /** A handler begins. */
  began(caller: Caller): void;
  /** A handler ended, and which faults it had met: most excuse an error. */
  ended(caller: Caller, outcome: Ended, faults: ReadonlySet<Fault>): void;
  /** The bytes of a file arrived in the incoming bucket, or were emptied out of it after a day. */
  arrived(key: string, file: TrueFile): void;
  expired(key: string): void;
  /** After a step: the whole of it. */
  look(): void;
  /** At the end, when nothing is under way and nothing fails: all that can be due is done, and nothing lies about. */
  atRest(): void;
}

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hashBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** How a world is watched. */
export interface AuditSetting {
  /** What an outsider computes with. */
  readonly means: Means;
  /** What the handlers compute with. */
  readonly ofProduct: Means;
  /** Whether every bundle is verified as its reader would, which takes as long as many steps of a run. */
  readonly isThorough: boolean;
}

/** Begins to watch a world. */
export const auditorOf = (world: World, { means, ofProduct, isThorough }: AuditSetting): Auditor => {
  const { readChain, eventHash, stateOf, dueOf, overviewDifference, brokenRules, verifyBundle } = means;
  let events: PilotEvent[] = readChain(
    eventTexts(world, PILOT).map((text) => JSON.parse(text)),
    hash,
  );
  let known: { readonly length: number; readonly state: PilotState | null } | null = null;
  let isChanged = true;
  const drafts = new Map<string, Statement>();
  const underWay = new Map<string, TrueFile>();
  const appended = new WeakMap<Caller, PilotEvent[]>();
  const started = new WeakSet<Caller>();
  const lengthAtBegin = new WeakMap<Caller, number>();

  const state = (): PilotState | null => {
    if (known?.length !== events.length) known = { length: events.length, state: stateOf(events) };
    return known.state;
  };

  const [deliveries, statements] = LOCKED.map((name) => (key: string) => bucketOf(world, name).get(key)?.bytes) as [
    (key: string) => Uint8Array | undefined,
    (key: string) => Uint8Array | undefined,
  ];

  const documentOf = (statement: string): Statement => {
    const found =
      drafts.get(statement) ??
      JSON.parse(new TextDecoder().decode(statements(`${PILOT}/statements/${statement}.json`)));
    drafts.set(statement, found);
    return found;
  };
  const listedOf: ListedOf = (statement) => documentOf(statement).deliveries;

  const today = (): string => new Date(world.nowMilliseconds).toISOString().slice(0, 10);

  const wrote = (write: Write, context: WriteContext): void => {
    isChanged = true;
    const { place, key, before } = write;
    if (place === 'workflow') started.add(context.caller);
    if (place === `${TABLE} PILOT#${PILOT}`) takeEvent(write, context);
    if (LOCKED.some((name) => name === place)) {
      must(before === undefined, 'what is in a locked bucket never changes', () => key);
      checkLocked(place, key);
    }
    checkIncoming(write);
  };

  const takeEvent = ({ before }: Write, context: WriteContext): void => {
    must(before === undefined, 'an event is never written over', () => `event ${events.length}`);
    const texts = eventTexts(world, PILOT);
    const text = texts.at(-1) ?? '';
    must(texts.length === events.length + 1, 'events follow each other without a gap', () => `${texts.length}`);
    const earlier = events;
    try {
      events = readChain([JSON.parse(text)], hash, earlier);
    } catch (error) {
      throw new Violation('every event names the one before it', String(error));
    }
    const event = events.at(-1);
    if (event === undefined) return;
    must(canonicalText(event) === text, 'events are kept as canonical text', () => text);
    appended.set(context.caller, [...(appended.get(context.caller) ?? []), event]);
    checkAuthor(event, context);
    checkEvent(earlier, event, context.caller);
  };

  const checkAuthor = ({ by, known: moment, change }: PilotEvent, context: WriteContext): void => {
    const { caller, fromMilliseconds, untilMilliseconds } = context;
    const at = Date.parse(moment);
    const isThen = fromMilliseconds <= at && at <= untilMilliseconds;
    must(isThen, 'an event is known since the moment at which it was decided', () => `${change.type} at ${moment}`);
    const expected = authorOf(caller);
    must(canonicalText(by) === canonicalText(expected), 'an event names who caused it', () => canonicalText(by));
  };

  const checkEvent = (before: readonly PilotEvent[], event: PilotEvent, caller: Caller): void => {
    const { change } = event;
    if (change.type === 'deliveryAccepted') checkAccepted(before, change.delivery, caller);
    if (change.type === 'correctionProposed') checkProposed(before, change);
    if (change.type === 'deliveryRefused') checkRefused(before, change);
    if (change.type === 'statementDrafted') checkDrafted(before, event);
    if (change.type === 'correctionWithinTolerance') checkTolerated(before, change);
    if (change.type === 'manifestRecorded') checkManifest(before, change);
    if (change.type === 'statementSealed') checkSealed(before, change);
    if (change.type === 'populationApproved') checkPopulationApproved(before, event);
    if (change.type === 'agreementApproved') checkOnce(before, event);
    checkAct(before, event, listedOf);
    if (change.type === 'paymentConfirmed') checkPayment(before, event);
  };

  /** The ledger that an outsider makes of the record has to add up after every payment. */
  const checkPayment = (before: readonly PilotEvent[], event: PilotEvent): void => {
    checkPaid(before, event);
    const now = state();
    if (now !== null) checkLedger(events, ledgerView(now));
  };

  const checkOnce = (before: readonly PilotEvent[], { change, by }: PilotEvent): void => {
    const isSame = (each: PilotEvent): boolean =>
      canonicalText(each.change) === canonicalText(change) &&
      each.by !== 'ontschot' &&
      by !== 'ontschot' &&
      each.by.party === by.party;
    must(!before.some(isSame), 'a party approves once', () => canonicalText(change));
  };

  const checkPopulationApproved = (before: readonly PilotEvent[], event: PilotEvent): void => {
    checkOnce(before, event);
    const proposed = before.find(({ change }) => change.type === 'populationProposed');
    const isSamePerson =
      proposed !== undefined &&
      proposed.by !== 'ontschot' &&
      event.by !== 'ontschot' &&
      proposed.by.person === event.by.person;
    must(!isSamePerson, 'who proposes a population does not approve it', () => canonicalText(event.by));
  };

  const fileOfDelivery = ({ party, sha256 }: { readonly party: string; readonly sha256: string }): TrueFile => {
    const file = fileWith(party, sha256);
    must(file !== undefined, 'a delivery is a file that somebody sent', () => `${party} ${sha256}`);
    return file;
  };

  const checkContent = (delivery: AcceptedDelivery): TrueFile => {
    const file = fileOfDelivery(delivery);
    must(file.flavour === 'good', 'only sound files are accepted', () => file.flavour);
    const given = [delivery.rows, delivery.total, delivery.valuationDate, ...delivery.periods].join();
    const truth = [file.rows, file.total, file.valuationDate, ...file.quarters].join();
    must(given === truth, 'what is accepted is counted right', () => `${given}, not ${truth}`);
    return file;
  };

  const saidBefore = (before: readonly PilotEvent[], delivery: AcceptedDelivery) =>
    acceptedIn(before).filter(
      (each) =>
        sourceOf(each.delivery) === sourceOf(delivery) &&
        each.delivery.valuationDate === delivery.valuationDate &&
        each.delivery.periods.some((quarter) => delivery.periods.includes(quarter)),
    );

  const checkAccepted = (before: readonly PilotEvent[], delivery: AcceptedDelivery, caller: Caller): void => {
    checkContent(delivery);
    const { sha256 } = delivery;
    const said = saidBefore(before, delivery);
    must(said.at(-1)?.delivery.sha256 !== sha256, 'a delivery is accepted once', () => sha256);
    const isConfirmed = caller.kind === 'person' && caller.verb === 'confirmCorrection';
    must(said.length === 0 || isConfirmed, 'what is said again is a correction that somebody confirmed', () => sha256);
    const bytes = deliveries(`${PILOT}/${sha256}`);
    must(bytes !== undefined && hashBytes(bytes) === sha256, 'a file is kept before it counts', () => sha256);
  };

  const checkProposed = (
    before: readonly PilotEvent[],
    { delivery, supersedes }: Extract<PilotEvent['change'], { type: 'correctionProposed' }>,
  ): void => {
    checkContent(delivery);
    const said = saidBefore(before, delivery).at(-1)?.delivery.sha256;
    const named = supersedes.map(({ sha256 }) => sha256).join();
    must(named === said, 'a correction names what it corrects', () => `${named}, not ${said}`);
  };

  const isKnownDelivery = (before: readonly PilotEvent[], sha256: string, party: string): boolean =>
    acceptedIn(before).some(({ delivery }) => delivery.sha256 === sha256 && delivery.party === party);

  const checkRefused = (
    before: readonly PilotEvent[],
    { party, sha256, refusal }: Extract<PilotEvent['change'], { type: 'deliveryRefused' }>,
  ): void => {
    const { flavour } = fileOfDelivery({ party, sha256 });
    const isRight = REFUSALS[flavour].includes(refusal);
    must(isRight, 'a file is refused for what is wrong with it', () => `${flavour}: ${refusal}`);
    const isSaid = before.some(
      ({ change }) =>
        change.type === 'deliveryRefused' &&
        change.party === party &&
        change.sha256 === sha256 &&
        change.refusal === refusal,
    );
    must(!isSaid, 'a refusal is recorded once', () => `${sha256} ${refusal}`);
    const isCounting = refusal === 'delivery_exists_already' && isKnownDelivery(before, sha256, party);
    must(!isCounting, 'what counts is not refused', () => sha256);
  };

  const lastSealed = (before: readonly PilotEvent[], period: string): string | null => {
    const found = before.findLast(({ change }) => change.type === 'statementSealed' && change.period === period);
    return found?.change.type === 'statementSealed' ? found.change.statement : null;
  };

  const lastDraft = (before: readonly PilotEvent[], period: string) => {
    const found = before.findLast(({ change }) => change.type === 'statementDrafted' && change.period === period);
    return found?.change.type === 'statementDrafted' ? found.change : null;
  };

  const checkDrafted = (before: readonly PilotEvent[], { change, known: moment }: PilotEvent): void => {
    if (change.type !== 'statementDrafted') return;
    const { statement, period, inputs } = change;
    const bytes = statements(`${PILOT}/statements/${statement}.json`);
    must(
      bytes !== undefined && hashBytes(bytes) === statement,
      'a statement is kept before it is recorded',
      () => statement,
    );
    const latest = lastDraft(before, period);
    must(latest?.inputs !== inputs, 'the same inputs are drafted once', () => statement);
    const isWaiting =
      latest !== null && isApprovedByAll(before, latest.statement) && lastSealed(before, period) !== latest.statement;
    must(!isWaiting, 'what everybody approved is not drafted anew', () => statement);
    const restates = lastSealed(before, period);
    const document = checkDraft(statement, bytes, {
      period: period as StatementPeriod,
      listed: restsOn(before, period as StatementPeriod),
      restates,
      previous: restates === null ? null : documentOf(restates),
      known: moment,
    });
    drafts.set(statement, document);
    const { result, kind } = document;
    const lines = 'worksheet' in result ? result.worksheet.lines.length : 0;
    const said = [change.kind, change.status, change.lines ?? 0, change.restates ?? null].join();
    const truth = [kind, result.status, lines, restates].join();
    must(said === truth, 'the record says of a statement what it is', () => `${said}, not ${truth}`);
  };

  const checkTolerated = (
    before: readonly PilotEvent[],
    { statement, period, inputs }: Extract<PilotEvent['change'], { type: 'correctionWithinTolerance' }>,
  ): void => {
    must(lastSealed(before, period) === statement, 'what is tolerated concerns the last seal', () => statement);
    const isSaid = before.some(
      ({ change }) =>
        change.type === 'correctionWithinTolerance' && change.inputs === inputs && change.statement === statement,
    );
    must(!isSaid, 'a correction is tolerated once', () => inputs);
    const isLarge = isSurelyAboveTolerance(listedOf(statement), restsOn(before, period as StatementPeriod));
    must(!isLarge, 'above the tolerance a statement is made again', () => statement);
  };

  const sealedFile = (statement: string, name: string): Uint8Array | undefined =>
    statements(`${PILOT}/sealed/${statement}/${name}`);

  const checkManifest = (
    before: readonly PilotEvent[],
    { statement, period, manifest, booked }: Extract<PilotEvent['change'], { type: 'manifestRecorded' }>,
  ): void => {
    must(isApprovedByAll(before, statement), 'only what all parties approved is sealed', () => statement);
    const isSaid = before.some(({ change }) => change.type === 'manifestRecorded' && change.statement === statement);
    must(!isSaid, 'a statement is booked once', () => statement);
    const bytes = sealedFile(statement, 'manifest.json');
    must(
      bytes !== undefined && hashBytes(bytes) === manifest,
      'a manifest is kept before it is recorded',
      () => statement,
    );
    const earlier = before.flatMap(({ change }) =>
      change.type === 'manifestRecorded' && change.booked !== undefined ? [change.booked] : [],
    );
    if (booked !== undefined) checkBooked([...earlier, booked], documentOf(statement), period === '2025');
  };

  const checkSealed = (
    before: readonly PilotEvent[],
    { statement, period, files }: Extract<PilotEvent['change'], { type: 'statementSealed' }>,
  ): void => {
    must(isApprovedByAll(before, statement), 'only what all parties approved is sealed', () => statement);
    const isSaid = before.some(({ change }) => change.type === 'statementSealed' && change.statement === statement);
    must(!isSaid, 'a statement is sealed once', () => statement);
    const sealed = lastSealed(before, period);
    const restates = documentOf(statement).restates?.statement ?? null;
    must(restates === sealed, 'a second seal over a period restates the first', () => `${restates}, not ${sealed}`);
    for (const { name, sha256 } of files) {
      const bytes = sealedFile(statement, name);
      must(
        bytes !== undefined && hashBytes(bytes) === sha256,
        'every file of a seal is kept before it is recorded',
        () => name,
      );
    }
    if (!isThorough) return;
    const whole = new Map(
      files.flatMap(({ name }) =>
        name === BUNDLE_ZIP ? [] : [[name, sealedFile(statement, name) ?? new Uint8Array()]],
      ),
    );
    must(BUNDLE_FILES.length <= whole.size + OPTIONAL_FILES, 'a bundle is whole', () => [...whole.keys()].join());
    const verified = verifyBundle(whole, { hash, hashBytes, verifies: verifySignature }, { publicKey: publicKey() });
    must(!isBundleFault(verified), 'a sealed bundle proves itself', () => JSON.stringify(verified));
  };

  const checkIncoming = ({ place, key, before }: Write): void => {
    if (place !== INCOMING) return;
    const [folder, , party = '', , , name = ''] = key.split('/');
    const isFound = folder === '_found' || folder === '_return';
    const isPersonal = isFound && fileWith(party, name.slice(0, 64))?.flavour === 'personal';
    must(!isPersonal, 'nothing that was found in a file with personal data is kept', () => key);
    if (before === undefined || bucketOf(world, INCOMING).has(key)) return;
    must(isRefusedAsPersonal(key), 'only a file with personal data is removed', () => key);
    underWay.delete(key);
  };

  const isRefusedAsPersonal = (key: string): boolean => {
    const upload = readUploadKey(key);
    return events.some(
      ({ change }) =>
        change.type === 'deliveryRefused' &&
        change.refusal === 'personal_data_is_refused' &&
        change.sha256 === upload?.sha256 &&
        change.party === upload.party,
    );
  };

  const checkLocked = (place: string, key: string): void => {
    const bytes = bucketOf(world, place).get(key)?.bytes ?? new Uint8Array();
    if (place === LOCKED[0]) {
      must(key === `${PILOT}/${hashBytes(bytes)}`, 'a delivery lies under its own hash', () => key);
      const isSound = ['INS', 'MUN', 'CARE'].some((party) => fileWith(party, hashBytes(bytes))?.flavour === 'good');
      must(isSound, 'what is refused is not kept', () => key);
      return;
    }
    const [, folder, name = ''] = key.split('/');
    if (folder === 'statements')
      must(name === `${hashBytes(bytes)}.json`, 'a statement lies under its own hash', () => key);
    if (folder === 'sealed')
      must(isApprovedByAll(events, name), 'nothing of a bundle is written before all approved', () => key);
  };

  const ended = (caller: Caller, outcome: Ended, faults: ReadonlySet<Fault>): void => {
    const isExcused = [...faults].some((fault) => !HARMLESS.includes(fault));
    if ('error' in outcome) {
      const { error } = outcome;
      const met = error instanceof Error ? error.message : String(error);
      // The same event, come twice: one removes a file with personal data while the other still reads it, and is tried again.
      const isGone = caller.kind === 'storage' && !bucketOf(world, INCOMING).has(caller.key);
      must(isExcused || isGone, 'a handler fails only when a service does', () => `${caller.verb}: ${met}`);
      return;
    }
    checkStarted(caller, isExcused);
    if (caller.kind === 'person') checkAnswered(caller, outcome.value, isExcused);
    if (caller.kind === 'storage') checkTakenIn(caller.key, outcome.value, isExcused);
    if (caller.verb === 'findDue' && faults.size === 0) checkDue(caller, outcome.value);
    if (caller.kind === 'schedule' && !isExcused && events.length > 0)
      must(started.has(caller), 'every night the workflow of every pilot is started', () => PILOT);
  };

  /** Whoever made something due, and was not hindered, has started the workflow that does it. */
  const checkStarted = (caller: Caller, isExcused: boolean): void => {
    const last = appended.get(caller)?.at(-1);
    const starts = last !== undefined && ['deliveryAccepted', 'statementApproved'].includes(last.change.type);
    if (isExcused || !starts) return;
    const then = stateOf(events.slice(0, last.sequence));
    const due = then === null ? null : dueOf(then, null, hash);
    const isDue = due !== null && due.settle.length + due.seal.length > 0;
    must(!isDue || started.has(caller), 'what is due is started', () => caller.verb);
  };

  const checkDue = (caller: Caller, value: unknown): void => {
    const { overdue } =
      caller.kind === 'workflow' ? (caller.event as { readonly overdue: boolean }) : { overdue: false };
    const now = state();
    const expected = now === null ? { settle: [], seal: [] } : dueOf(now, overdue ? today() : null, hash);
    const { settle, seal } = value as ReturnType<typeof dueOf>;
    const [given, wanted] = [canonicalText({ settle, seal }), canonicalText(expected)];
    must(given === wanted, 'what is due is what the events say', () => `${given}, not ${wanted}`);
  };

  const isMentioned = (key: string): boolean => {
    const upload = readUploadKey(key);
    return events.some(({ change }) => {
      const named =
        'delivery' in change
          ? change.delivery
          : change.type === 'deliveryRefused' || change.type === 'deliveryHeld'
            ? change
            : null;
      return named !== null && named.sha256 === upload?.sha256 && named.party === upload.party;
    });
  };

  const checkTakenIn = (key: string, value: unknown, isExcused: boolean): void => {
    const { outcome } = value as { readonly outcome: string };
    const isThere = bucketOf(world, INCOMING).has(key);
    if (outcome === 'taken in') must(isMentioned(key), 'what was taken in is in the record', () => key);
    if (outcome === 'wiped') must(!isThere, 'a file with personal data is removed', () => key);
    if (outcome === 'gone' && !isExcused) must(!isThere, 'only a file that is gone is passed over', () => key);
    if (outcome === 'foreign key') must(!underWay.has(key), 'no upload of ours is foreign', () => key);
    if (outcome === 'taken in' || outcome === 'wiped') underWay.delete(key);
  };

  const checkAnswered = (
    caller: Extract<Caller, { readonly kind: 'person' }>,
    value: unknown,
    isExcused: boolean,
  ): void => {
    const { statusCode, body } = value as { readonly statusCode: number; readonly body: string };
    const own = appended.get(caller) ?? [];
    if (statusCode !== 200) {
      must(isExcused || own.length === 0, 'a refusal changes nothing', () => `${caller.verb}: ${body}`);
      return;
    }
    must(own.length <= 1, 'one request is recorded once', () => caller.verb);
    if (!isExcused) for (const { change } of own) checkReadAgain(change);
    checkGranted(caller, JSON.parse(body), isExcused ? 0 : (lengthAtBegin.get(caller) ?? 0));
  };

  const checkReadAgain = (change: PilotEvent['change']): void => {
    if (change.type !== 'plausibilityAccepted') return;
    const { held } = state() ?? { held: [] };
    const waits = held.find(({ sha256, explained }) => sha256 === change.sha256 && explained !== null);
    const isAnnounced = waits === undefined || bucketOf(world, INCOMING).has(againKey(waits.key));
    must(isAnnounced, 'what was explained is read once more', () => change.sha256);
  };

  const checkGranted = (
    { verb, by, request }: Extract<Caller, { readonly kind: 'person' }>,
    answer: Readonly<Record<string, unknown>>,
    least: number,
  ): void => {
    if (verb === 'readPilot') checkOverview(answer as unknown as Overview, least);
    if (verb === 'confirmCorrection') checkReceipt(answer);
    if (verb === 'readLedger') checkLedger(events, answer as unknown as LedgerView);
    const type = GRANTED[verb];
    if (type === undefined) return;
    const statement = request.path['statement'];
    const isThere = events.some(
      (event) =>
        event.change.type === type &&
        event.by !== 'ontschot' &&
        event.by.party === by.party &&
        (statement === undefined || ('statement' in event.change && event.change.statement === statement)),
    );
    must(isThere, 'what was granted is in the record', () => `${verb} by ${by.party}`);
  };

  const checkOverview = (overview: Overview, least: number): void => {
    const differs = overviewDifference(events, overview, hash);
    must(differs === null, 'what is shown is what the events say', () => `${differs}`);
    const isNewest = overview.events >= least;
    must(isNewest, 'what is shown is the newest', () => `${overview.events} of ${events.length} events`);
  };

  const checkReceipt = (answer: Readonly<Record<string, unknown>>): void => {
    const { event, sha256 } = answer as {
      readonly event: { sequence: number; sha256: string };
      readonly sha256: string;
    };
    const found = events[event.sequence - 1];
    const isRight =
      found?.change.type === 'deliveryAccepted' &&
      found.change.delivery.sha256 === sha256 &&
      eventHash(found, hash) === event.sha256;
    must(isRight, 'a receipt is of what is in the record', () => sha256);
  };

  const look = (): void => {
    if (!isChanged) return;
    isChanged = false;
    checkProjections();
    checkStandings();
  };

  const checkProjections = (): void => {
    const [live, rebuilt] = [ofProduct.stateOf(events), state()];
    must((live === null) === (rebuilt === null), 'projections are what the events say', () => 'no pilot');
    if (live === null || rebuilt === null) return;
    const [given, wanted] = [projected(live), projected(rebuilt)];
    must(given === wanted, 'projections are what the events say', () => firstDifference(given, wanted));
  };

  /** The newest draft over each period, and what it rests on. */
  const newestDrafts = (): Draft[] =>
    PERIODS.flatMap((period) => {
      const draft = lastDraft(events, period);
      if (draft === null) return [];
      const place = events.findLastIndex(
        ({ change }) => change.type === 'statementDrafted' && change.statement === draft.statement,
      );
      return [{ place, period, listed: listedOf(draft.statement) }];
    });

  const checkStandings = (): void => {
    const newest = newestDrafts();
    for (const of of acceptedIn(events))
      for (const quarter of of.delivery.periods) {
        const standing = standingOf(events, of, quarter, newest);
        must(
          standing !== 'lost',
          'every accepted delivery is used, superseded or pending',
          () => `${sourceOf(of.delivery)} ${quarter} ${of.delivery.sha256.slice(0, 8)}`,
        );
      }
  };

  const atRest = (): void => {
    isChanged = true;
    look();
    const now = state();
    if (now === null) return;
    const due = dueOf(now, today(), hash);
    must(due.settle.length + due.seal.length === 0, 'at rest nothing is due', () => canonicalText(due));
    checkAllDrafted();
    const left = [...underWay.keys()].filter((key) => bucketOf(world, INCOMING).has(key) && !isMentioned(key));
    must(left.length === 0, 'at rest every upload was taken in or refused', () => left.join());
    const personal = [...bucketOf(world, INCOMING).keys()].filter(isRefusedAsPersonal);
    must(personal.length === 0, 'a file with personal data is removed', () => personal.join());
    const broken = brokenRules(events);
    must(broken.length === 0, 'no rule of supervision was broken', () => JSON.stringify(broken));
    checkKept();
  };

  /** What is complete is drafted on what counts now, sealed, or was tolerated. */
  const checkAllDrafted = (): void => {
    for (const period of PERIODS) {
      const draft = lastDraft(events, period);
      const waits = draft !== null && isApprovedByAll(events, draft.statement);
      if (waits)
        must(
          lastSealed(events, period) === draft.statement,
          'what all approved is sealed at rest',
          () => draft.statement,
        );
      const listed = restsOn(events, period);
      const isUpToDate = draft !== null && listText(listedOf(draft.statement)) === listText(listed);
      const isComplete = ['members', 'Zvw', 'Wmo'].every((source) =>
        listed.some((each) => each.source === source && each.quarters.includes(period === '2025' ? '2025-K4' : period)),
      );
      if (isUpToDate || !isComplete || isClosed(period)) continue;
      const sealed = lastSealed(events, period);
      const isTolerated = sealed !== null && !isSurelyAboveTolerance(listedOf(sealed), listed);
      must(isTolerated, 'at rest everything that is complete is drafted', () => period);
    }
  };

  /** An interim statement is overtaken once the one over the year is sealed. */
  const isClosed = (period: StatementPeriod): boolean =>
    period === '2025-K1' && lastSealed(events, period) !== null && lastSealed(events, '2025') !== null;

  /** Every object that is kept is known to the record, or is what a crash may leave: sound, under its own hash, of ours. */
  const checkKept = (): void => {
    const drafted = new Set(events.flatMap(({ change }) => ('statement' in change ? [change.statement] : [])));
    for (const [key, { bytes }] of bucketOf(world, LOCKED[1]) as Map<string, Stored>) {
      const [, folder, name = ''] = key.split('/');
      const isKnown =
        folder === 'sealed' ? drafted.has(name) : folder !== 'statements' || name === `${hashBytes(bytes)}.json`;
      must(isKnown, 'every object that is kept is known or harmless', () => key);
    }
    for (const { delivery } of acceptedIn(events))
      must(deliveries(`${PILOT}/${delivery.sha256}`) !== undefined, 'what was accepted is kept', () => delivery.sha256);
  };

  return {
    ...{ state, wrote, ended, look, atRest },
    chain: () => events,
    began: (caller) => void lengthAtBegin.set(caller, events.length),
    arrived: (key, file) => void underWay.set(key, file),
    expired: (key) => void underWay.delete(key),
  };
};

/** Faults that a handler must cope with without anybody noticing. */
const HARMLESS: readonly Fault[] = ['repeatedWrite', 'clockSkew'];

/** Bundles have these files only where there is something to say in them: a restated statement, an evaluation. */
const OPTIONAL_FILES = 6;

/** What is granted to a person, and the type of the event that then is in the record. */
const GRANTED: Readonly<Record<string, PilotEvent['change']['type']>> = {
  openPilot: 'pilotOpened',
  proposePopulation: 'populationProposed',
  approvePopulation: 'populationApproved',
  approveAgreement: 'agreementApproved',
  review: 'statementReviewed',
  approve: 'statementApproved',
  withdrawApproval: 'approvalWithdrawn',
  object: 'objectionRaised',
  answerObjection: 'objectionAnswered',
  ask: 'questionAsked',
  confirmPayment: 'paymentConfirmed',
};

/** For what a file may be refused; a sound one only for what the record says at that moment. */
const REFUSALS: Readonly<Record<TrueFile['flavour'], readonly string[]>> = {
  good: ['delivery_exists_already', 'population_must_be_approved', 'population_version_must_match'],
  wrongSum: ['delivery_has_problems'],
  personal: ['personal_data_is_refused'],
  wrongParty: ['delivery_must_come_from_its_party', 'population_must_be_approved', 'investment_must_be_own'],
};

/** Whom an event has to name, from who asked. */
const authorOf = (caller: Caller): PilotEvent['by'] => {
  if (caller.kind === 'person') {
    const { person, party, role } = caller.by;
    return { party, person, role };
  }
  if (caller.kind !== 'storage') return 'ontschot';
  const upload = readUploadKey(caller.key);
  return { party: upload?.party ?? '', person: upload?.person ?? '', role: 'analyst' };
};

/** The parts of a state that are lists of plain values, as one text. */
const projected = ({
  deliveries,
  refused,
  statements,
  agreementApprovedBy,
  populations,
  counts,
  events,
}: PilotState): string =>
  JSON.stringify({
    ...{ events, deliveries, refused, statements, agreementApprovedBy, counts },
    populations: populations.map(({ sha256, approvedBy, proposedBy }) => ({ sha256, approvedBy, proposedBy })),
  });

const firstDifference = (a: string, b: string): string => {
  let place = 0;
  while (place < a.length && a[place] === b[place]) place += 1;
  return `${a.slice(Math.max(0, place - 60), place + 60)} … ${b.slice(Math.max(0, place - 60), place + 60)}`;
};
