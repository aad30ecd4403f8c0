/**
 * Makes the evaluation beside every draft that has none yet: of the deliveries that the statement rests on and of those that
 * say more, as a document and as a page. Nothing of it reaches a payment; the seal of the statement takes it along.
 *
 * It runs after settling and sealing, so that an evaluation that cannot be made holds up neither.
 */

import type { Delivery } from '../domain/delivery/template/delivery.ts';
import type { DeliveredGround } from '../domain/evaluation/delivered-ground.ts';
import { deliveredInput } from '../domain/evaluation/delivered-input.ts';
import { evaluationDocument } from '../domain/evaluation/evaluation-document.ts';
import { readEvaluationInput } from '../domain/evaluation/evaluation-input.ts';
import { add, ZERO } from '../domain/money/ratio.ts';
import { printAmount, readAmount } from '../domain/money/text.ts';
import { readPeriod } from '../domain/pilot/period.ts';
import { canonicalText } from '../domain/record/canonical.ts';
import { dueEvaluations, type EvaluationGround } from '../domain/record/evaluation.ts';
import type { Change } from '../domain/record/event.ts';
import { type DeliveryState, stateOf } from '../domain/record/projection.ts';
import { factorOf, uses } from '../domain/settlement/assemble.ts';
import { evaluationPage } from '../portal/evaluation-page.ts';
import { record } from './append.ts';
import { contentTypeOf } from './content-type.ts';
import { fetchDelivery } from './fetch-delivery.ts';
import type { Ports } from './ports.ts';
import { evaluationKey } from './storage-keys.ts';

type EvaluatePorts = Pick<Ports, 'record' | 'deliveries' | 'statements' | 'now' | 'hash' | 'hashBytes'>;

/** Makes what is due; gives the statements, by hash, beside which an evaluation was made now. */
export const evaluate = async (
  ports: EvaluatePorts,
  { pilot }: { readonly pilot: string },
): Promise<{ readonly evaluated: readonly string[] }> => {
  const chain = await ports.record.read(pilot);
  const state = stateOf(chain);
  const evaluated: string[] = [];
  for (const ground of state === null ? [] : dueEvaluations(state, chain, ports.hash)) {
    const change = await evaluationOf(ports, pilot, ground);
    if (change === null) continue;
    await record(ports, pilot, 'ontschot', (now, events) =>
      dueEvaluations(now, events, ports.hash).some(({ sha256 }) => sha256 === ground.sha256) ? change : null,
    );
    evaluated.push(ground.statement.statement);
  }
  return { evaluated };
};

/** Makes and stores an evaluation; gives its event, or `null` where nothing was delivered that can be compared. */
const evaluationOf = async (ports: EvaluatePorts, pilot: string, ground: EvaluationGround): Promise<Change | null> => {
  const delivered = await groundOf(ports, pilot, ground);
  const input = delivered === null ? null : deliveredInput(delivered);
  if (input === null) return null;
  const text = canonicalText(input);
  const reading = readEvaluationInput(JSON.parse(text));
  if ('faults' in reading) {
    const [first] = reading.faults;
    throw new Error(`An evaluation was made from an input that cannot be read: ${first?.path}: ${first?.message}`);
  }
  const made = canonicalText(evaluationDocument(reading.input, ports.hash(text)));
  const page = evaluationPage(JSON.parse(made), ports.hash(made));
  return {
    type: 'evaluationMade',
    ...ground.statement,
    ground: ground.sha256,
    input: await store(ports, pilot, text, 'evaluation-input.json'),
    evaluation: await store(ports, pilot, made, 'evaluation.json'),
    page: await store(ports, pilot, page, 'evaluation.html'),
  };
};

/** Stores a text under its hash, and gives that. */
const store = async (
  { statements, hash }: EvaluatePorts,
  pilot: string,
  text: string,
  name: string,
): Promise<string> => {
  const sha256 = hash(text);
  await statements.putOnce(evaluationKey(pilot, sha256), new TextEncoder().encode(text), contentTypeOf(name));
  return sha256;
};

/** The rows of all deliveries, read one at a time; without a population nobody was counted. */
const groundOf = async (
  ports: EvaluatePorts,
  pilotId: string,
  { pilot, slot, population, pinned, known }: EvaluationGround,
): Promise<DeliveredGround | null> => {
  if (population === undefined) return null;
  const rows: Rows = { months: [], costs: [], known: new Map(), indicators: new Map() };
  const read = new Set([...pinned.map((each) => each.delivery), ...known]);
  for (const delivery of [...read].filter(({ kind }) => kind !== 'investments')) {
    const contents = await fetchDelivery(ports, pilotId, delivery);
    for (const { source, quarters } of pinned.filter((each) => each.delivery === delivery))
      takePinned(rows, pilot, { source, quarters, delivery, read: contents });
    const place = known.indexOf(delivery);
    if (place >= 0) takeKnown(rows, slot.period.year, { delivery, place, read: contents });
  }
  return {
    ...{ pilot, slot, population: population.population.document, months: rows.months, costs: rows.costs },
    known: [...rows.known.values()].flatMap(({ values }) => values),
    indicators: [...rows.indicators.values()].flatMap(({ values }) => values),
    deliveries: pinned.map(({ source, delivery: { sha256, valuationDate } }) => ({ source, sha256, valuationDate })),
  };
};

/** What one delivery says, with its place among those that were accepted: a later one takes the place of an earlier one. */
interface Newest<T> {
  readonly place: number;
  readonly values: readonly T[];
}

/** Rows while deliveries are read. */
interface Rows {
  readonly months: DeliveredGround['months'][number][];
  readonly costs: DeliveredGround['costs'][number][];
  readonly known: Map<string, Newest<DeliveredGround['known'][number]>>;
  readonly indicators: Map<string, Newest<DeliveredGround['indicators'][number]>>;
}

const keepNewest = <T>(newest: Map<string, Newest<T>>, key: string, place: number, values: readonly T[]): void => {
  if ((newest.get(key)?.place ?? -1) < place) newest.set(key, { place, values });
};

interface Used {
  readonly source: string;
  readonly quarters: readonly string[];
  readonly delivery: DeliveryState;
  readonly read: Delivery;
}

/** Takes the rows that the statement uses. */
const takePinned = (rows: Rows, pilot: DeliveredGround['pilot'], { source, quarters, delivery, read }: Used): void => {
  if (read.kind === 'members') rows.months.push(...read.rows.filter(({ period }) => uses({ quarters }, period)));
  if (read.kind !== 'costs') return;
  for (const row of read.rows)
    if (row.stream === source && uses({ quarters }, row.period))
      rows.costs.push({ ...row, completionFactor: factorOf(pilot, delivery, row.stream, row.period) });
};

/**
 * Takes what a delivery says of the costs of the pilot's own year, and its indicators. Years before were delivered long after,
 * and show no first steps of a development.
 */
const takeKnown = (
  rows: Rows,
  year: number,
  { delivery: { valuationDate }, place, read }: Pick<Used, 'delivery' | 'read'> & { readonly place: number },
): void => {
  if (read.kind === 'costs') {
    const own = read.rows.filter(({ period }) => readPeriod(period)?.year === year);
    for (const group of groupsBy(own, ({ stream, period }) => [stream, period])) {
      const total = group.reduce((sum, { amount }) => add(sum, readAmount(amount) ?? ZERO), ZERO);
      const [named] = group.map(({ stream, period }) => ({
        stream,
        period,
        valuationDate,
        amount: printAmount(total),
      }));
      if (named !== undefined)
        keepNewest(rows.known, JSON.stringify([named.stream, named.period, valuationDate]), place, [named]);
    }
  }
  if (read.kind === 'indicators')
    for (const group of groupsBy(read.rows, ({ indicator, period }) => [indicator, period])) {
      const values = group.map(({ line: _, ...value }) => value);
      const key = JSON.stringify(group.slice(0, 1).map(({ indicator, period }) => [indicator, period]));
      keepNewest(rows.indicators, key, place, values);
    }
};

const groupsBy = <T>(rows: readonly T[], keyOf: (row: T) => readonly string[]): readonly T[][] => [
  ...Map.groupBy(rows, (row) => JSON.stringify(keyOf(row))).values(),
];
