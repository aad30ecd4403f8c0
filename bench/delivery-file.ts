/**
 * The file of the delivery benchmark: rows of the costs template with invented amounts that depend on a seed alone. Two
 * rows in a hundred are corrections with a minus, one in a hundred has a field between quotes with a delimiter in it.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

const COHORTS = ['interventie', 'referentie'];
const CARE: Readonly<Record<string, readonly string[]>> = {
  Zvw: ['huisartsenzorg', 'farmacie', 'wijkverpleging', 'paramedisch', 'ggz', 'msz'],
  Wmo: ['begeleiding', 'dagbesteding', 'hulpmiddelen', 'huishouden'],
  Wpg: ['ouderenzorg', 'jeugd'],
};
const STREAMS = Object.keys(CARE);
const PERIODS = ['2023', '2024', '2025'].flatMap((year) => [1, 2, 3, 4].map((quarter) => `${year}-K${quarter}`));
const SEXES = ['M', 'V'];
const BANDS = Array.from({ length: 18 }, (_, band) => `${String(band * 5).padStart(2, '0')}-${band * 5 + 4}`);

/** What the file must add up to: rows, and the sum of the amounts in cents. */
export interface FileTotals {
  readonly rows: number;
  readonly cents: bigint;
}

/** Writes a delivery of the costs template with its closing row; the same seed gives the same bytes. */
export const writeDelivery = (path: string, rows: number, seed: number): FileTotals => {
  const file = openSync(path, 'w');
  let state = seed >>> 0;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const one = (texts: readonly string[]): string => texts[draw(texts.length)] ?? '';
  let text = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag\n';
  let cents = 0n;
  for (let row = 0; row < rows; row += 1) {
    const amount = (draw(50) === 0 ? -1 : 1) * (1 + draw(2_000_000));
    const stream = one(STREAMS);
    const kind = one(CARE[stream] ?? []);
    const care = draw(100) === 0 ? `"${kind}; avond"` : kind;
    text += `Parkstad;1;${one(COHORTS)};${stream};${care};${one(PERIODS)};${one(SEXES)};${one(BANDS)};${10 + draw(900)};${printed(amount)}\n`;
    cents += BigInt(amount);
    if (text.length < 1_000_000) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, `${text}SLUITREGEL;${rows};${printed(cents)};;;;;;;\n`);
  closeSync(file);
  return { rows, cents };
};

/** Cents as euro with a decimal comma. */
const printed = (cents: number | bigint): string => {
  const digits = `${cents}`.replace('-', '').padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
};
