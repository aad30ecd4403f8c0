/**
 * Corrections: what an accepted delivery says already is only said again by a correction, which a person confirms after
 * seeing what it changes. Nothing is overwritten: the earlier delivery stays, with the dates between which it counted.
 *
 * A delivery says something about a quarter of a source (a stream, `members`, the investments of a party) as it stands on
 * a date, under one population definition. Two deliveries that share one such quarter cannot both be right.
 */
import type { AcceptedDelivery, Change, PilotEvent } from './event.ts';
import { deliveredQuarters, type PilotState, sourcesOf } from './projection.ts';

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

/** What a delivery would take the place of: of each quarter of a source the delivery that was accepted last. */
export const supersededBy = ({ received }: Pick<PilotState, 'received'>, delivery: Content): Superseded[] => {
  const same = received.filter((each) => isOfSameMoment(each, delivery));
  const taken = new Map<string, { source: string; quarter: string }[]>();
  for (const part of partsOf(delivery)) {
    const counts = same.findLast((each) =>
      partsOf(each).some(({ source, quarter }) => source === part.source && quarter === part.quarter),
    );
    if (counts !== undefined) taken.set(counts.sha256, [...(taken.get(counts.sha256) ?? []), part]);
  }
  return [...taken].map(([sha256, parts]) => ({ sha256, parts }));
};

/** Whether something that was accepted says less than it did, because another delivery took the place of a part of it. */
export const isCorrected = (state: Pick<PilotState, 'received'>, delivery: AcceptedDelivery): boolean =>
  supersededBy(state, delivery).some(({ sha256 }) => sha256 !== delivery.sha256);

/** Quarters of sources in a sentence: `Zvw 2025-K1 en 2025-K2`. */
export const partsInWords = (parts: readonly { readonly source: string; readonly quarter: string }[]): string =>
  [...Map.groupBy(parts, ({ source }) => source)]
    .map(([source, all]) => `${NAMES[source] ?? source} ${all.map(({ quarter }) => quarter).join(', ')}`)
    .join('; ');

const NAMES: Readonly<Record<string, string>> = { members: 'verzekerdenmaanden' };

/** Why a delivery that is no correction is refused where something is there already. */
export const deliveryExistsAlready = (superseded: readonly Superseded[]) =>
  ({
    code: 'delivery_exists_already',
    line: null,
    column: null,
    message: `Over ${partsInWords(superseded.flatMap(({ parts }) => parts))} is er met deze stand per al een aanlevering. Is dit een verbetering, lever haar dan aan als correctie; u ziet eerst per zorgsoort wat er verandert.`,
  }) as const;

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
 * Whether a proposal still says what it would replace: what was accepted since may have changed that, and then the
 * difference that the analyst saw is not the difference that would be made.
 */
export const isCurrent = (state: Pick<PilotState, 'received'>, { delivery, supersedes }: Proposal): boolean => {
  const names = (all: readonly { readonly sha256: string }[]) => all.map(({ sha256 }) => sha256).join();
  return names(supersededBy(state, delivery)) === names(supersedes);
};
