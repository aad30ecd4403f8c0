/**
 * Corrections: what an accepted delivery says already is only said again by a correction, which a person confirms after
 * seeing what it changes. Nothing is overwritten: the earlier delivery stays, with the dates between which it counted.
 *
 * A delivery says something about a quarter of a source (a stream, `members`, the investments of a party) as it stands on
 * a date, under one population definition. Two deliveries that share one such quarter cannot both be right.
 */
import type { DeliveryCell } from '../delivery/template/delivery.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import { canonicalText } from './canonical.ts';
import type { AcceptedDelivery, Change, PilotEvent } from './event.ts';
import { type PopulationRecord, populationInForce } from './population-approval.ts';
import { type DeliveryState, deliveredQuarters, type PilotState, sourcesOf } from './projection.ts';

/** What of an earlier delivery a later one takes the place of. */
export interface Superseded {
  readonly sha256: string;
  readonly parts: readonly { readonly source: string; readonly quarter: string }[];
}

/** What of a delivery decides whether another one says the same. */
type Content = Pick<AcceptedDelivery, 'kind' | 'streams' | 'party' | 'periods' | 'valuationDate' | 'population'>;

const partsOf = (delivery: Content): { readonly source: string; readonly quarter: string }[] =>
  sourcesOf(delivery).flatMap((source) => deliveredQuarters(delivery).map((quarter) => ({ source, quarter })));

const isOfSameMoment = (a: Content, b: Content): boolean =>
  a.valuationDate === b.valuationDate && a.population === b.population;

/** An accepted delivery, as it is read, and the quarters of its sources that another one takes the place of. */
export interface SupersededDelivery {
  readonly delivery: DeliveryState;
  readonly parts: Superseded['parts'];
}

/**
 * What a delivery would take the place of: of each quarter of a source the delivery that was accepted last. The same bytes may
 * have been accepted for another date, and read otherwise, so that a hash alone names none of them.
 */
export const deliveriesSuperseded = (
  { received }: Pick<PilotState, 'received'>,
  delivery: Content,
): SupersededDelivery[] => {
  const same = received.filter((each) => isOfSameMoment(each, delivery));
  const taken = new Map<DeliveryState, { source: string; quarter: string }[]>();
  for (const part of partsOf(delivery)) {
    const counts = same.findLast((each) =>
      partsOf(each).some(({ source, quarter }) => source === part.source && quarter === part.quarter),
    );
    if (counts !== undefined) taken.set(counts, [...(taken.get(counts) ?? []), part]);
  }
  return [...taken].map(([counts, parts]) => ({ delivery: counts, parts }));
};

/** The same by hash, as the record keeps it. */
export const supersededBy = (state: Pick<PilotState, 'received'>, delivery: Content): Superseded[] =>
  deliveriesSuperseded(state, delivery).map(({ delivery: { sha256 }, parts }) => ({ sha256, parts }));

/** Whether something that was accepted says less than it did, because another delivery took the place of a part of it. */
export const isCorrected = (state: Pick<PilotState, 'received'>, delivery: AcceptedDelivery): boolean =>
  supersededBy(state, delivery).some(({ sha256 }) => sha256 !== delivery.sha256);

/** Quarters of sources in a sentence: `Zvw 2025-K1 en 2025-K2`. */
export const partsInWords = (parts: readonly { readonly source: string; readonly quarter: string }[]): string =>
  [...Map.groupBy(parts, ({ source }) => source)]
    .map(([source, all]) => `${sourceWords(source)} ${all.map(({ quarter }) => quarter).join(', ')}`)
    .join('; ');

const sourceWords = (source: string): string =>
  source === 'members'
    ? 'verzekerdenmaanden'
    : source.replace(/^investments /, 'investeringen ').replace(/^indicators /, 'indicatoren ');

/** Why a delivery that is no correction is refused where something is there already. */
export const deliveryExistsAlready = (superseded: readonly Superseded[]) =>
  ({
    code: 'delivery_exists_already',
    line: null,
    column: null,
    message: `Over ${partsInWords(superseded.flatMap(({ parts }) => parts))} is er met deze stand per al een aanlevering. Is dit een verbetering, lever haar dan aan als correctie; u ziet eerst per zorgsoort wat er verandert.`,
  }) as const;

/** Why a correction is refused that would take the place of a part of a row. */
export interface PartOfRow {
  readonly code: 'correction_must_replace_whole_rows';
  readonly line: null;
  readonly column: null;
  readonly message: string;
}

/**
 * The rows of an earlier delivery of which a correction takes the place for some quarters only, each period of a source once:
 * what of a year belongs to the quarters that would be left, its one row does not say.
 */
export const partsOfRows = ({ delivery, parts }: SupersededDelivery, cells: readonly DeliveryCell[]): PartOfRow[] => {
  const found = new Map<string, PartOfRow>();
  for (const { values, firstLine } of cells) {
    const [text, stream] = [values['periode'] ?? '', delivery.kind === 'costs' ? values['stroom'] : undefined];
    const own = parts.filter(({ source }) => source === (stream ?? source));
    const [first] = own;
    const quarters = deliveredQuarters({ periods: [text] });
    const replaced = quarters.filter((quarter) => own.some((part) => part.quarter === quarter));
    if (first === undefined || replaced.length === 0 || replaced.length === quarters.length) continue;
    const name = `${sourceWords(first.source)} ${text}`;
    if (!found.has(name)) found.set(name, partOfRow(name, delivery, firstLine, replaced));
  }
  return [...found].sort(([a], [b]) => codeUnitOrder(a, b)).map(([, each]) => each);
};

const partOfRow = (name: string, { sha256 }: DeliveryState, line: number, replaced: readonly string[]): PartOfRow => ({
  code: 'correction_must_replace_whole_rows',
  line: null,
  column: null,
  message: `In aanlevering ${sha256}, regel ${line}, staat ${name} als één rij; deze correctie gaat daarvan alleen over ${replaced.join(', ')}. Lever alle kwartalen ervan opnieuw aan, of nog eens het geheel.`,
});

/** A correction that waits for its confirmation. */
export type Proposal = Change & { readonly type: 'correctionProposed' };

/** What names an upload. */
export interface UploadIdentity {
  readonly sha256: string;
  readonly party: string;
  readonly kind: string;
  readonly valuationDate: string;
}

/** Whether two uploads are one. */
export const isSameUpload = (a: UploadIdentity, b: UploadIdentity): boolean =>
  a.sha256 === b.sha256 && a.party === b.party && a.kind === b.kind && a.valuationDate === b.valuationDate;

/** The newest proposal of an upload that was not confirmed yet, if any. */
export const openProposal = (chain: readonly PilotEvent[], upload: UploadIdentity): Proposal | null => {
  const changes = chain.map(({ change }) => change);
  const place = changes.findLastIndex(
    (change) => change.type === 'correctionProposed' && isSameUpload(change.delivery, upload),
  );
  const isAccepted = changes.some(
    (change, at) => at > place && change.type === 'deliveryAccepted' && isSameUpload(change.delivery, upload),
  );
  const proposal = isAccepted ? undefined : changes[place];
  return proposal?.type === 'correctionProposed' ? proposal : null;
};

/**
 * Whether a proposal still says what it would replace, and was held against what is there now: what was accepted since may have
 * changed that, and then the difference that the analyst saw is not the difference that would be made. `chain` is the record
 * that the proposal is in; one that is not in it yet was made just now.
 */
export const isCurrent = (
  state: Pick<PilotState, 'received'> & PopulationRecord,
  chain: readonly PilotEvent[],
  proposal: Proposal,
): boolean => {
  const { delivery, supersedes } = proposal;
  const names = (all: readonly { readonly sha256: string }[]) => all.map(({ sha256 }) => sha256).join();
  return (
    isOfPopulationInForce(state, delivery) &&
    !isInvestedBeside(chain, proposal) &&
    names(supersededBy(state, delivery)) === names(supersedes)
  );
};

/** Whether a delivery counts the people of the definition in force; one that counts nobody always may. */
export const isOfPopulationInForce = (
  record: PopulationRecord,
  { population }: Pick<AcceptedDelivery, 'population'>,
): boolean => population === undefined || population === populationInForce(record)?.sha256;

/** Whether other investments were accepted after a proposal: the budget is for all of a party and a date together. */
const isInvestedBeside = (chain: readonly PilotEvent[], proposal: Proposal): boolean => {
  const { kind, party, valuationDate } = proposal.delivery;
  const place = chain.findIndex(({ change }) => change === proposal);
  return (
    kind === 'investments' &&
    place >= 0 &&
    chain
      .slice(place)
      .some(
        ({ change }) =>
          change.type === 'deliveryAccepted' &&
          change.delivery.kind === kind &&
          change.delivery.party === party &&
          change.delivery.valuationDate === valuationDate,
      )
  );
};

/** What was declared of a file, and names it. */
type Declared = UploadIdentity & Pick<AcceptedDelivery, 'numbers' | 'form'>;

const declaredText = ({ numbers = {}, form = {} }: Declared): string =>
  canonicalText({ ...numbers, unit: numbers.unit ?? 'euro', ...form });

/**
 * Whether the very bytes of an upload were accepted before, for the same date, with another declaration. They would get another
 * meaning under the hash by which receipts and statements name them.
 */
export const isDeclaredOtherwise = ({ received }: Pick<PilotState, 'received'>, upload: Declared): boolean =>
  received.some((each) => isSameUpload(each, upload) && declaredText(each) !== declaredText(upload));
