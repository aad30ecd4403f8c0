/**
 * What a party delivered before of the same source, by cell: a delivery is plausible beside it, or its supplier says why not.
 */
import { add, type Ratio, ZERO } from '../../money/ratio.ts';
import { readDecimal } from '../../money/text.ts';
import { REST } from '../../pilot/age-band.ts';
import type { DeliveryCell } from '../template/delivery.ts';
import { type DeliveryKind, TEMPLATES } from '../template/template.ts';
import { categoryKey, costCellKey, memberCellKey } from './cell-key.ts';

/** How a cohort and sex were divided by age before, over all periods; `stream` is empty for member-months. */
export interface EarlierGroup {
  readonly cohort: string;
  readonly stream: string;
  readonly sex: string | null;
  readonly bands: ReadonlySet<string>;
}

/** What was delivered before. */
export interface EarlierCells {
  /** Months or euro of a cell in a period; null where it was not delivered. */
  readonly quantity: (key: string, period: string) => Ratio | null;
  readonly groups: () => readonly EarlierGroup[];
  /** What was delivered of each period, over all cells. */
  readonly byPeriod: () => ReadonlyMap<string, Ratio>;
}

/** Cells that are taken one by one. */
export interface EarlierTaking extends EarlierCells {
  readonly take: (cell: DeliveryCell) => void;
}

/** Nothing delivered before of a kind. */
export const earlierCells = (kind: DeliveryKind): EarlierTaking => {
  const cells = new Map<string, Map<string, Ratio>>();
  const groups = new Map<string, EarlierGroup & { readonly bands: Set<string> }>();
  const periods = new Map<string, Ratio>();
  return {
    take: ({ values, sums }) => {
      const quantity = readDecimal(sums[TEMPLATES[kind].sum] ?? '') ?? ZERO;
      const period = values['periode'] ?? '';
      periods.set(period, add(periods.get(period) ?? ZERO, quantity));
      if (kind !== 'members' && kind !== 'costs') return;
      const [sex, ageBand, stream] = [
        values['geslacht'] ?? null,
        values['leeftijdsklasse'] ?? null,
        values['stroom'] ?? '',
      ];
      const cell = { cohort: values['cohort'] ?? '', sex, ageBand };
      const key =
        kind === 'members'
          ? memberCellKey(cell)
          : costCellKey(cell, stream, categoryKey(stream, values['zorgsoort'] ?? null));
      const ofCell = cells.get(key) ?? new Map<string, Ratio>();
      cells.set(key, ofCell);
      ofCell.set(period, add(ofCell.get(period) ?? ZERO, quantity));
      if (ageBand === null || ageBand === REST) return;
      const name = `${cell.cohort}|${stream}|${sex ?? ''}`;
      const group = groups.get(name) ?? { cohort: cell.cohort, stream, sex, bands: new Set<string>() };
      groups.set(name, group);
      group.bands.add(ageBand);
    },
    quantity: (key, period) => cells.get(key)?.get(period) ?? null,
    groups: () => [...groups.values()],
    byPeriod: () => periods,
  };
};
