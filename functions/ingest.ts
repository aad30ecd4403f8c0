/**
 * Takes in one uploaded delivery: checks it by every rule, and accepts, holds or refuses it as a whole, in the record.
 *
 * An accepted delivery is first copied to the locked bucket under its own hash and only then recorded, so that a crash
 * in between leaves nothing that the record does not know. Every upload may be announced more than once. The record goes to
 * every party, so it says of a refused file which rules it breaks and where, and never what stands there.
 */

import { categoryKey } from '../domain/delivery/check/cell-key.ts';
import type { CheckedDelivery } from '../domain/delivery/check/template-check.ts';
import { problemOrder } from '../domain/delivery/findings/problem.ts';
import { ruleFor } from '../domain/delivery/findings/rules.ts';
import { type ComparedDelivery, correctionDifference } from '../domain/delivery/template/correction-difference.ts';
import type { DeliveryContents } from '../domain/delivery/template/delivery.ts';
import type { ByteSource } from '../domain/delivery/workbook/xlsx-zip.ts';
import { acceptance, countedPopulation, groundOf, groundText } from '../domain/record/acceptance.ts';
import { canonicalText, type Hash } from '../domain/record/canonical.ts';
import {
  deliveriesSuperseded,
  deliveryExistsAlready,
  isCorrected,
  isCurrent,
  isDeclaredOtherwise,
  isSameUpload,
  openProposal,
  type PartOfRow,
  type Proposal,
  partsOfRows,
  supersededBy,
  type UploadIdentity,
} from '../domain/record/correction.ts';
import type { AcceptedDelivery, Change, PilotEvent } from '../domain/record/event.ts';
import { mustAcceptInvestments } from '../domain/record/investments.ts';
import { type PilotState, stateOf } from '../domain/record/projection.ts';
import { record } from './append.ts';
import { checkStreamed, contentTypeOf } from './delivered-file.ts';
import { fetchCells } from './fetch-delivery.ts';
import { keepFound } from './found-in-upload.ts';
import { heldAgainst } from './held-against.ts';
import type { Ports } from './ports.ts';
import { isRefusal } from './refusal.ts';
import { startWhatIsDue } from './start-what-is-due.ts';
import { deliveryKey } from './storage-keys.ts';
import { announcedKey, readUploadKey, type UploadName, uploadKey } from './upload-key.ts';

/** The first places of a refused or held delivery that the record keeps; the analyst gets the rest from the file itself. */
const KEPT_PLACES = 100;

/** The code of a file with citizen service numbers, names, dates of birth or e-mail addresses. */
const PERSONAL_DATA = 'personal_data_is_refused';

type IngestPorts = Pick<Ports, 'record' | 'incoming' | 'beside' | 'deliveries' | 'workflow' | 'now' | 'hash'>;

/**
 * What became of an upload. `gone` is an upload that the bucket has emptied already, `wiped` one with personal data in it.
 */
export type Ingested = { readonly outcome: 'taken in' | 'wiped' | 'gone' | 'foreign key' };

/** The incoming bucket keeps an upload for at least so long. */
const KEPT_MILLISECONDS = 86_400_000;

/**
 * An upload that is not there: emptied out of the bucket, when it arrived long ago. Of one that arrived today S3 says the same
 * when the function may not read it (decision 2), and that must not be passed over: it fails, comes again, and at last waits as
 * a dead letter.
 */
const notThere = ({ now }: IngestPorts, arrived: Date | null): Ingested => {
  if (arrived !== null && now().getTime() - arrived.getTime() < KEPT_MILLISECONDS)
    throw new Error('An upload of less than a day ago cannot be read.');
  return { outcome: 'gone' };
};

/**
 * Takes in the upload that an object announces by its key, once, however often that comes. `arrived` is the moment of the
 * storage event, where there is one. Throws where an upload of that day cannot be read.
 */
export const ingest = async (ports: IngestPorts, announced: string, arrived: Date | null = null): Promise<Ingested> => {
  const key = announcedKey(announced);
  const upload = readUploadKey(key);
  if (upload === null) return { outcome: 'foreign key' };
  const before = await ports.record.read(upload.pilot);
  const state = stateOf(before);
  if (isPersonal(state, upload)) return wipe(ports, key);
  if (state !== null && isDeclaredOtherwise(state, upload)) return refuseDeclaration(ports, upload);
  if (state !== null && isTakenIn(state, upload)) return finished(ports, upload, before);
  const source = await ports.incoming.open(key);
  if (source === null) return notThere(ports, arrived);
  const reading = await readUpload(ports, upload, source, state);
  const shown = state === null ? null : await shownOf(ports, state, upload, reading);
  const isKept = state !== null && (await keep(ports, state, upload, source, { reading, shown }));
  const chain = await record(ports, upload.pilot, sentBy(upload), (now, events) =>
    onlyKept(decide(now, events, upload, reading, shown), isKept),
  );
  if (isRefusal(chain)) throw new Error('An upload was allowed for a pilot that is not there.');
  const after = stateOf(chain);
  if (isPersonal(after, upload)) return wipe(ports, key);
  // What the file is held against changed while it was being read, as by the last approval of the population: once more.
  if (after !== null && decide(after, chain, upload, reading, shown) !== null) return ingest(ports, key, arrived);
  return finished(ports, upload, chain);
};

const sentBy = (upload: UploadName) => ({ party: upload.party, person: upload.person, role: 'analyst' as const });

/** Refuses, without reading them anew, bytes that were accepted before with another declaration. */
const refuseDeclaration = async (ports: IngestPorts, upload: UploadName): Promise<Ingested> => {
  const code = 'declaration_must_be_the_same';
  await record(ports, upload.pilot, sentBy(upload), (now) =>
    isDeclaredOtherwise(now, upload) ? refused(now, upload, code, foundOf([{ code, line: null, column: null }])) : null,
  );
  return { outcome: 'taken in' };
};

/** Of an upload that the record knows only the last step may be left to do: a crash may have come before it. */
const finished = async (ports: IngestPorts, { pilot }: UploadName, chain: readonly PilotEvent[]): Promise<Ingested> => {
  await startWhatIsDue(ports, pilot, chain);
  return { outcome: 'taken in' };
};

/** What was found in an upload, what it was held against, and the hash of what is not plausible. */
interface Reading extends CheckedDelivery {
  readonly ground: string | null;
  /** Empty where everything is plausible. */
  readonly implausible: string;
}

/** Checks an upload beside what a pilot knows at some moment. */
const readUpload = async (
  ports: Pick<Ports, 'deliveries' | 'hash'>,
  upload: UploadName,
  source: ByteSource,
  state: PilotState | null,
): Promise<Reading> => {
  const { kind, numbers, form } = upload;
  const ground = state === null ? null : groundOf(state, upload);
  const checked = await checkStreamed({ kind, source, numbers, form }, await heldAgainst(ports, upload, ground));
  if (checked.answer.sha256 !== upload.sha256) throw new Error('An upload does not have the hash of its key.');
  const implausible = implausibleOf(checked, ports.hash);
  return { ...checked, ground: ground === null ? null : groundText(ground), implausible };
};

/** A hash of everything that is not plausible: reasons are given for exactly that. */
const implausibleOf = ({ answer: { accepted, findings }, codes }: CheckedDelivery, hash: Hash): string =>
  accepted && findings.length > 0 ? hash(canonicalText({ codes, findings: findings.map(placeOf) })) : '';

/** Whether the record knows that this upload held personal data: then it is not read again, only wiped. */
const isPersonal = (state: PilotState | null, upload: UploadName): boolean =>
  state?.refused.some((each) => isSameUpload(each, upload) && each.refusal === PERSONAL_DATA) ?? false;

/** Only the fact stays, in the record; it was recorded first, so that a crash in between leaves nothing unsaid. */
const wipe = async ({ incoming }: IngestPorts, key: string): Promise<Ingested> => {
  await incoming.remove(key);
  return { outcome: 'wiped' };
};

/**
 * Before anything is recorded: copies what will be accepted, and nothing else, because what is refused must not stay in a
 * bucket that keeps it for years; of anything else keeps what was found in it. Gives whether the file is kept now.
 */
const keep = async (
  ports: IngestPorts,
  state: PilotState,
  upload: UploadName,
  source: ByteSource,
  { reading, shown }: { readonly reading: Reading; readonly shown: Shown | null },
): Promise<boolean> => {
  const change = decide(state, [], upload, reading, shown);
  if (change === 'again' || change?.type !== 'deliveryAccepted') {
    const { contents } = reading;
    const ofPilot = contents === null ? [] : pilotProblems(state, upload, contents, shown);
    await keepWhatWasFound(ports, upload, source, reading, ofPilot);
    return false;
  }
  const { pilot, sha256 } = upload;
  await ports.deliveries.copyOnce(deliveryKey(pilot, sha256), source, sha256, await contentTypeOf(source));
  return true;
};

/** Of a file with personal data nothing is kept, not even for its supplier. */
const keepWhatWasFound = async (
  ports: IngestPorts,
  upload: UploadName,
  source: ByteSource,
  { answer, codes, implausible }: Reading,
  ofPilot: ReturnType<typeof pilotProblems>,
): Promise<void> => {
  const findings = [...answer.problems, ...answer.findings].sort(problemOrder);
  if (codes[PERSONAL_DATA] !== undefined || findings.length + ofPilot.length === 0) return;
  const findingCount = answer.problemCount + answer.findingCount + ofPilot.length;
  const all = { findingCount, codes: { ...codes }, findings, ofPilot: [...ofPilot], implausible };
  await keepFound(ports, upload, source, all);
};

/** A change to record; nothing, where there is nothing left to do; or to be read again, because the record went on. */
type Decided = Change | null | 'again';

/** Nothing is accepted whose file was not kept. */
const onlyKept = (change: Decided, isKept: boolean): Change | null =>
  change === 'again' || (change?.type === 'deliveryAccepted' && !isKept) ? null : change;

/** What becomes of an upload. `shown` is what it would change as a correction, worked out before. */
const decide = (
  state: PilotState,
  chain: readonly PilotEvent[],
  upload: UploadName,
  reading: Reading,
  shown: Shown | null,
): Decided => {
  if (isTakenIn(state, upload)) return null;
  if (groundText(groundOf(state, upload)) !== reading.ground) return 'again';
  const { contents } = reading;
  if (contents === null) return refused(state, upload, refusalOf(reading), foundIn(reading));
  const problems = pilotProblems(state, upload, contents, shown);
  if (problems[0] !== undefined)
    return refused(state, upload, problems[0].code, foundOf(problems.slice(0, KEPT_PLACES)));
  const delivery = acceptedOf(state, upload, contents);
  const superseded = supersededBy(state, delivery);
  if (reading.implausible !== '' && !isExplained(state, upload, reading)) return held(state, upload, reading);
  if (superseded.length === 0) return { type: 'deliveryAccepted', delivery };
  const open = openProposal(chain, upload);
  // Sent once more, it is proposed anew: the file of before may be gone by the time that somebody confirms it.
  if (open?.key === uploadKey(upload) && isCurrent(state, chain, open)) return null;
  return shown !== null && isCurrent(state, [], shown.proposal) ? shown.proposal : 'again';
};

/** Whether an upload was taken in already. What was corrected since may be sent once more, as a correction back to it. */
const isTakenIn = (state: PilotState, upload: UploadName): boolean => {
  const taken = state.received.findLast((each) => isSameUpload(each, upload));
  return taken !== undefined && !(upload.isCorrection && isCorrected(state, taken));
};

/** Why a sound file is not accepted by a pilot as it stands, one thing after another. */
const pilotProblems = (state: PilotState, upload: UploadName, contents: DeliveryContents, shown: Shown | null) => {
  const early = acceptance(state, contents);
  if (early.length > 0) return early;
  if (upload.isCorrection) return shown !== null && isCurrent(state, [], shown.proposal) ? shown.partsOfRows : [];
  const superseded = supersededBy(state, acceptedOf(state, upload, contents));
  return superseded.length === 0 ? [] : [deliveryExistsAlready(superseded)];
};

/** Whether the supplier said of exactly these findings why they are right. */
const isExplained = (state: PilotState, upload: UploadName, { implausible }: Reading): boolean =>
  state.held.some((each) => isSameUpload(each, upload) && each.findings === implausible && each.explained !== null);

/** What the record keeps of a delivery that is accepted. */
const acceptedOf = (state: PilotState, upload: UploadName, delivery: DeliveryContents): AcceptedDelivery => {
  const { sha256, kind, party, valuationDate, numbers, form } = upload;
  const population = countedPopulation(state, delivery);
  const awaits = kind === 'investments' ? mustAcceptInvestments(state, party, delivery.periods) : [];
  return {
    ...{ sha256, kind, party, valuationDate },
    ...contentOf(delivery),
    ...(population === undefined ? {} : { population }),
    ...(awaits.length === 0 ? {} : { awaits: [...awaits] }),
    ...(Object.keys(numbers).length === 0 ? {} : { numbers }),
    ...(Object.keys(form).length === 0 ? {} : { form }),
  };
};

/** What an upload would change as a correction, and the rows of which it would take the place for a part. */
interface Shown {
  readonly proposal: Proposal;
  readonly partsOfRows: readonly PartOfRow[];
}

/** What a correction would take the place of, and what that changes; `null` for what is no correction, or has faults. */
const shownOf = async (
  ports: IngestPorts,
  state: PilotState,
  upload: UploadName,
  { contents }: Reading,
): Promise<Shown | null> => {
  if (!upload.isCorrection || contents === null) return null;
  const delivery = acceptedOf(state, upload, contents);
  const now: ComparedDelivery[] = [];
  const found: PartOfRow[] = [];
  for (const each of deliveriesSuperseded(state, delivery)) {
    const cells = await fetchCells(ports, upload.pilot, each.delivery);
    found.push(...partsOfRows(each, cells));
    const streamOf = (source: string) => (upload.kind === 'costs' ? source : null);
    now.push({ cells, replaced: each.parts.map(({ source, quarter }) => ({ stream: streamOf(source), quarter })) });
  }
  const difference = correctionDifference(upload.kind, now, contents.cells(), categoryKey);
  const supersedes = supersededBy(state, delivery).map(({ sha256, parts }) => ({ sha256, parts: [...parts] }));
  const key = uploadKey(upload);
  return { proposal: { type: 'correctionProposed', delivery, supersedes, difference, key }, partsOfRows: found };
};

/**
 * A file that breaks one definition is refused by its name, and one with personal data by that, so that the record shows
 * that it was wiped; any other has problems.
 */
const refusalOf = ({ answer: { counts }, codes }: Reading): string => {
  const [first, ...more] = Object.keys(codes).filter((code) => ruleFor(code).kind !== 'PF');
  if (codes[PERSONAL_DATA] !== undefined) return PERSONAL_DATA;
  return first !== undefined && more.length === 0 && counts.SF === 0 ? first : 'delivery_has_problems';
};

/** What was found, as the record keeps it. */
interface FoundPlaces {
  readonly problemCount: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly problems: readonly Place[];
}

/** Where something was found. What stands there is for its supplier alone, who has the file. */
interface Place {
  readonly code: string;
  readonly line: number | null;
  readonly column: number | string | null;
}

const placeOf = ({ code, line, column }: Place): Place => ({ code, line, column });

const foundIn = ({ answer: { problems, findings, problemCount, findingCount }, codes }: Reading): FoundPlaces => ({
  problemCount: problemCount + findingCount,
  codes,
  problems: [...problems, ...findings].slice(0, KEPT_PLACES).map(placeOf),
});

const foundOf = (problems: readonly Place[]): FoundPlaces => ({
  problemCount: problems.length,
  codes: Object.fromEntries(problems.map(({ code }) => [code, 1])),
  problems: problems.map(placeOf),
});

/**
 * The refusal of an upload, once: what was refused before for the same reason says nothing new. What was refused because
 * its population was not approved yet may be accepted when it comes again.
 */
const refused = (
  { refused: before }: PilotState,
  upload: UploadName,
  refusal: string,
  { problemCount, problems, codes }: FoundPlaces,
): Change | null => {
  if (before.some((each) => isSameUpload(each, upload) && each.refusal === refusal)) return null;
  const found = { problemCount, problems: [...problems], codes: { ...codes } };
  return { type: 'deliveryRefused', ...named(upload), refusal, ...found };
};

/** The holding of an upload, once for what was found. Sent once more, it waits anew: the file of before may be gone by then. */
const held = ({ held: before }: PilotState, upload: UploadName, reading: Reading): Change | null => {
  const { implausible: findings } = reading;
  const identity = named(upload);
  if (before.some((each) => isSameUpload(each, upload) && each.findings === findings && each.key === identity.key))
    return null;
  const { problems, codes } = foundIn(reading);
  return { type: 'deliveryHeld', ...identity, findings, codes: { ...codes }, problems: [...problems] };
};

const named = (upload: UploadName): UploadIdentity & { readonly key: string } => {
  const { sha256, kind, party, valuationDate } = upload;
  return { sha256, kind, party, valuationDate, key: uploadKey(upload) };
};

const contentOf = (delivery: DeliveryContents) => ({
  streams: delivery.kind === 'costs' ? [...delivery.streams] : [],
  periods: [...delivery.periods],
  rows: delivery.rowCount,
  total: delivery.total,
});
