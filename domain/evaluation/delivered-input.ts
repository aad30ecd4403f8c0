/**
 * The input of an evaluation document, made from what a pilot itself delivered and agreed: nobody writes it by hand.
 *
 * The costs are those that the statement rests on, completed by the agreed factors. What was not delivered is listed and
 * never made up; figures that may still change are marked provisional.
 */

import { contains, type Period, readPeriod } from '../pilot/period.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import { type ComparableStream, comparableStream } from './delivered-cells.ts';
import { areaName, type DeliveredCosts, type DeliveredGround } from './delivered-ground.ts';
import { deliveredPower } from './delivered-power.ts';
import { deliveredProfile } from './delivered-profile.ts';
import { deliveredWaterbed } from './delivered-waterbed.ts';
import { rounded, sumOf } from './floating.ts';
import { readIndicatorRegister } from './indicators.ts';

/** A document as `readEvaluationInput` reads it. */
export type InputDocument = Readonly<Record<string, unknown>>;

/** The input, or `null` where no stream can be compared: then there is nothing to evaluate. */
export const deliveredInput = (ground: DeliveredGround): InputDocument | null => {
  const compared = comparedOf(ground);
  const names = streamNames(ground);
  const readings = names.map(({ stream }) => ({ stream, reading: streamOf(ground, compared, stream) }));
  const sound = readings.flatMap(({ stream, reading }) => ('reason' in reading ? [] : [{ stream, ...reading }]));
  if (sound.length === 0) return null;
  const { pilot, population, deliveries, known, slot } = ground;
  const indicators = indicatorsOf(ground);
  return {
    title: pilot.document.pilot.name,
    pilot: population.definition,
    comparison: 'De referentie van dezelfde populatiedefinitie: alle verzekerden daarvan samen, als één gebied.',
    streams: names,
    periods: compared.periods,
    panel: sound.flatMap((each) => panelRows(ground, compared, each.stream, each)),
    provisional: provisionalOf(ground),
    selection: population.selection,
    power: deliveredPower(ground),
    waterbed: deliveredWaterbed(ground, sound),
    indicators: indicators.input,
    profile: deliveredProfile(ground),
    notObserved: [
      ...readings.flatMap(({ stream, reading }) =>
        'reason' in reading ? [`${stream}: ${reading.reason}`] : reading.notes.map((note) => `${stream}: ${note}`),
      ),
      ...indicators.notes,
      'Verhuizing in en uit de pilot: wie vertrok, is daarna niet gevolgd.',
    ],
    lateCosts: inOrder(known, ({ stream, period, valuationDate }) => [stream, period, valuationDate]),
    agreedFactors: pilot.document.agreement.completionFactors,
    quality: qualityOf(ground),
    deliveries: inOrder(deliveries, ({ source, valuationDate, sha256 }) => [source, valuationDate, sha256]),
    statement: { period: slot.period.text, referenceDate: slot.referenceDate },
  };
};

/** Parties deliver at the same time; in which order that is taken in says nothing and changes nothing. */
const inOrder = <T>(all: readonly T[], keyOf: (each: T) => readonly string[]): T[] =>
  [...all].sort((a, b) => codeUnitOrder(JSON.stringify(keyOf(a)), JSON.stringify(keyOf(b))));

/** The settled streams in the order of the agreement, then those that are only shown. */
const streamNames = ({ pilot: { terms } }: DeliveredGround) => [
  ...terms.streams.map(({ name: stream }) => ({ stream, isMemo: false })),
  ...terms.memoStreams.map((stream) => ({ stream, isMemo: true })),
];

/** The periods by the name under which they are compared: as delivered, or by year where quarters and years are mixed. */
interface Compared {
  readonly periods: readonly string[];
  readonly performance: readonly string[];
  readonly nameOf: (period: string) => string;
}

const comparedOf = ({ months, costs, slot }: DeliveredGround): Compared => {
  const all = new Map<string, Period>();
  for (const { period } of [...months, ...costs]) {
    const read = readPeriod(period);
    if (read !== null) all.set(period, read);
  }
  const delivered = [...all.values()];
  const isUniform = new Set(delivered.map(({ from, to }) => to - from)).size === 1;
  const nameOf = (period: string) => (isUniform ? period : `${all.get(period)?.year ?? period}`);
  const named = (periods: readonly Period[]) =>
    [...new Set(periods.map(({ text }) => nameOf(text)))].sort(codeUnitOrder);
  return {
    periods: named(delivered),
    performance: named(delivered.filter((each) => contains(slot.period, each))),
    nameOf,
  };
};

const renamed = <T extends { readonly period: string }>(rows: readonly T[], { nameOf }: Compared): T[] =>
  rows.map((row) => ({ ...row, period: nameOf(row.period) }));

/** Persons of several periods taken together are the same ones: their squares say nothing of a year. */
const withoutSquares = (rows: readonly DeliveredCosts[], { nameOf }: Compared): readonly DeliveredCosts[] =>
  rows.map((row) => (nameOf(row.period) === row.period ? row : { ...row, sumOfSquares: null }));

const streamOf = ({ months, costs }: DeliveredGround, compared: Compared, stream: string) => {
  const own = withoutSquares(
    costs.filter((row) => row.stream === stream),
    compared,
  );
  return comparableStream(renamed(months, compared), renamed(own, compared), compared);
};

const panelRows = (
  { months, population }: DeliveredGround,
  { performance, nameOf }: Compared,
  stream: string,
  { means }: ComparableStream,
) =>
  means.map(({ cohort, period, value, standardError }) => ({
    unit: areaName(population, cohort),
    period,
    stream,
    value: rounded(value),
    weight: sumOf(months, (row) => (row.cohort === cohort && nameOf(row.period) === period ? Number(row.months) : 0)),
    treated: cohort === 'intervention' && performance.includes(period) ? 1 : 0,
    ...(standardError === null ? {} : { standardError: rounded(standardError) }),
  }));

/** Costs of which claims still come in, each stream and period once. */
const provisionalOf = ({ costs }: DeliveredGround) => {
  const named = costs
    .filter(({ completionFactor }) => completionFactor !== '1')
    .map(
      ({ stream, period, completionFactor }) =>
        [JSON.stringify([stream, period]), { stream, period, completionFactor }] as const,
    );
  return [...new Map(named).values()].map(({ stream, period, completionFactor }) => ({
    source: stream,
    period,
    because: `Er komen nog declaraties binnen. Naar afspraak was op de peildatum een deel van ${completionFactor.replace('.', ',')} binnen; de rest is bijgeteld.`,
  }));
};

/** A register that cannot be read gives no indicators: without it nobody knows what the figures are. */
const indicatorsOf = ({ indicators, pilot }: DeliveredGround) => {
  const values = inOrder(indicators, ({ indicator, cohort, period, source }) => [indicator, cohort, period, source]);
  const register = pilot.document.agreement.indicators?.register;
  const reading = register === undefined ? null : readIndicatorRegister(register);
  if (values.length === 0) return { input: null, notes: [] };
  if (reading === null) return { input: { values }, notes: [] };
  if (!('faults' in reading)) return { input: { register, values }, notes: [] };
  const notes = reading.faults.map(
    ({ path, message }) => `Indicatoren: het register in de overeenkomst is niet te lezen (${path}: ${message})`,
  );
  return { input: null, notes };
};

/** The declared score with what is needed to compute it, and the scores that the agreement hands to the settlement. */
const qualityOf = ({ pilot, slot }: DeliveredGround) => {
  const { indicators, approved, approvers } = pilot.document.agreement;
  if (indicators?.score === undefined && approved?.quality === undefined) return null;
  return {
    definition: indicators?.score ?? null,
    cohort: 'intervention',
    period: slot.period.text,
    parties: approvers,
    agreed: approved?.quality ?? {},
  };
};
