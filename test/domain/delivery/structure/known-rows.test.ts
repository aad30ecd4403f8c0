import { describe, expect, test } from 'vitest';
import { columnProfile } from '../../../../domain/delivery/structure/column-profile.ts';
import { structuralReader } from '../../../../domain/delivery/structure/structural-reader.ts';
import { type TableListener, tableReader } from '../../../../domain/delivery/structure/table.ts';
import { type DeliveryKind, TEMPLATES } from '../../../../domain/delivery/template/template.ts';
import { templateReader } from '../../../../domain/delivery/template/template-reader.ts';
import type { DraftRow } from '../../../../domain/delivery/template/template-rows.ts';
import { printRatio } from '../../../../domain/money/text.ts';
import { draws } from '../planted-mistakes.ts';

/** Small files of few texts, sound and damaged, read with every row scanned and with the known ones only recognised. */

type Draw = (below: number) => number;

const HEADINGS: Readonly<Record<string, string>> = {
  costs: 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag',
  members: 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden',
  indicators: 'indicator;bron;cohort;periode;teller;noemer',
  investments: 'partij;periode;artikel;omschrijving;bedrag;bewijs',
};
const KINDS: readonly DeliveryKind[] = ['costs', 'costs', 'members', 'indicators', 'investments'];

const one = (draw: Draw, from: readonly string[]): string => from[draw(from.length)] ?? '';

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  populatie: ['Parkstad', 'Parkstad', 'Parkstad', 'Elders', '"Parkstad"'],
  versie: ['1', '1', '1', '2', '1,5'],
  cohort: ['interventie', 'referentie', 'Referentie', 'pilot'],
  periode: ['2025', '2025-K1', '"2025"', '25'],
  geslacht: ['M', 'V', '', 'F'],
  leeftijdsklasse: ['18-44', '65+', '', 'rest', '5-sep'],
  // The last ones need more than one line, another encoding or care with quotes.
  other: [
    'farmacie',
    'wijk',
    '"wijk; nacht"',
    '"s ""Heeren"""',
    'café',
    '"a\nb"',
    '"a\rb"',
    '"a\r\nb"',
    ' wijk ',
    '0101',
  ],
};
const COMMON = ['100', '12,50', '-12,50', '1250', '7,5', '0', '0,00'];
const RARE = ['', '3', '1.234', '1,234', '12.50', '1.234,50', '7,50-', '(12,00)', '12,00 C', '"12,50"', '12,', '--1'];
const RARER = ['9'.repeat(15), '9'.repeat(40), '1'.repeat(1_100), '123456782', '1/2', ' 12', '12 ', 'n.v.t.', '1E+05'];

const number = (draw: Draw): string => one(draw, draw(12) > 0 ? COMMON : draw(4) > 0 ? RARE : RARER);

const NUMBERS = new Set(['personen', 'bedrag', 'maanden', 'teller', 'noemer']);
const cell = (draw: Draw, heading: string): string => {
  if (NUMBERS.has(heading)) return number(draw);
  const texts = TEXTS[heading] ?? TEXTS['other'] ?? [];
  return one(draw, draw(4) > 0 ? texts.slice(0, 2) : texts);
};

/** Some rows have the texts of an earlier one, with other numbers. */
const rowsOf = (draw: Draw, headings: readonly string[], count: number): string[][] => {
  const pool = Array.from({ length: 1 + draw(4) }, () => headings.map((heading) => cell(draw, heading)));
  return Array.from({ length: count }, () => {
    const base = pool[draw(pool.length)] ?? [];
    return base.map((text, place) => (NUMBERS.has(headings[place] ?? '') ? number(draw) : text));
  });
};

const LINE_ENDS: readonly (readonly string[])[] = [['\n'], ['\r\n'], ['\r'], ['\n', '\r\n'], ['\n', '\r', '\r\n']];

const fileOf = (draw: Draw, kind: DeliveryKind): string => {
  const delimiter = one(draw, [';', ';', ';', '\t', '|', ',']);
  const headings = (HEADINGS[kind] ?? '').split(';');
  if (draw(8) === 0) headings.reverse();
  if (draw(20) === 0) headings.push('bevinding_code', 'bevinding');
  const rows = rowsOf(draw, headings, 4 + draw(24));
  const closing = ['SLUITREGEL', `${rows.length}`, number(draw), ...Array<string>(headings.length - 3).fill('')];
  const extra = [headings, closing, [''], headings.map(() => ''), ['a', 'b'], ...rowsOf(draw, headings, 2)];
  const place = draw(3) === 0 ? draw(rows.length) : rows.length;
  rows.splice(place, 0, closing);
  for (let times = draw(3); times > 0; times--) rows.splice(draw(rows.length + 1), 0, extra[draw(extra.length)] ?? []);
  const ends = LINE_ENDS[draw(LINE_ENDS.length)] ?? [];
  return [headings, ...rows].map((fields) => fields.join(delimiter) + one(draw, ends)).join('');
};

const DAMAGE = ['"', ';', ',', '\n', '\r', '\0', '\u0085', 'é', ' ', '5', '-', '\n\n', ';;', 'SLUITREGEL', '\u001b'];

const damaged = (draw: Draw, text: string): string => {
  let result = text;
  for (let times = draw(2) === 0 ? 0 : 1 + draw(3); times > 0; times--) {
    const at = draw(result.length + 1);
    result = result.slice(0, at) + one(draw, DAMAGE) + result.slice(at + draw(3));
  }
  return result;
};

const encoded = (draw: Draw, text: string): Uint8Array => {
  if (draw(10) === 0) return Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'));
  return Uint8Array.from(Buffer.from(text, draw(4) === 0 ? 'latin1' : 'utf8'));
};

const asIs = (listener: TableListener): TableListener => listener;
const scanningAll = ({ known: _, ...listener }: TableListener): TableListener => listener;

/** Everything that reading tells, with the sums as texts. Whether a decimal sign was shown is not looked for. */
const read = (
  kind: DeliveryKind,
  bytes: Uint8Array,
  chunkBytes: number,
  isTelling: boolean,
  hearing: (listener: TableListener) => TableListener,
) => {
  const told: DraftRow[] = [];
  const reader = templateReader(TEMPLATES[kind], {
    minimumCellSize: 10,
    ...(isTelling ? { row: (row) => told.push(row) } : {}),
  });
  const listener = hearing(reader.listener);
  const structural = structuralReader(listener, (dialect) =>
    tableReader(dialect, columnProfile(bytes, dialect), listener, () => false),
  );
  for (let at = 0; at < bytes.length; at += chunkBytes) structural.push(bytes.slice(at, at + chunkBytes));
  const structure = structural.end();
  const { contents, ...reading } = reader.end(structure);
  if (contents === null) return { structure, told, ...reading };
  const { keys, sums, total, dialect } = contents;
  const printed = [...sums].map(([name, { of, places }]) => [name, places, keys.map((_, key) => printRatio(of(key)))]);
  return { structure, told, ...reading, contents: { keys, printed, total: printRatio(total), dialect } };
};

/** How many rows a listener took by their texts alone. */
const counting = () => {
  let count = 0;
  const hearing = ({ known, ...listener }: TableListener): TableListener => ({
    ...listener,
    known: () => {
      const rows = known?.() ?? null;
      if (rows === null) return null;
      return {
        ...rows,
        take: (row, number) => {
          count++;
          rows.take(row, number);
        },
      };
    },
  });
  return { hearing, count: () => count };
};

describe('rows that are known by their texts', () => {
  test.each([1, 2])('are read as rows that are scanned, in a thousand small files (seed %i)', (seed) => {
    const draw = draws(seed);
    const { hearing, count } = counting();
    for (let file = 0; file < 1_000; file++) {
      const kind = KINDS[draw(KINDS.length)] ?? 'costs';
      const bytes = encoded(draw, damaged(draw, fileOf(draw, kind)));
      const [chunkBytes, isTelling] = [draw(3) === 0 ? 1 + draw(200) : 100_000, draw(2) === 0];
      const known = read(kind, bytes, chunkBytes, isTelling, hearing);
      expect(JSON.stringify(known), `file ${file}`).toBe(
        JSON.stringify(read(kind, bytes, chunkBytes, isTelling, scanningAll)),
      );
    }
    expect(count()).toBeGreaterThan(2_000);
  });

  const HEADING = HEADINGS['indicators'] ?? '';
  const row = (figures: string, start = 'a;b') => `${start};interventie;2025;${figures}`;
  const taken = (rows: readonly string[], end = '\n') => {
    const { hearing, count } = counting();
    const bytes = new TextEncoder().encode([HEADING, ...rows, 'SLUITREGEL;1;1;;;'].join(end));
    const known = read('indicators', bytes, 1_000_000, true, hearing);
    expect(known).toEqual(read('indicators', bytes, 1_000_000, true, scanningAll));
    return count();
  };

  test.each([
    ['the same texts', row('3;4'), 1],
    ['the same texts and a damaged number', row('3-;4'), 1],
    ['the same texts and an empty number', row(';4'), 1],
    ['a letter among the figures', row('3;x'), 0],
    ['a quoted number', row('"3";4'), 0],
    ['a number too many', row('3;4;5'), 0],
    ['a number too few', row('4'), 0],
    ['a longer text', row('3;4', 'a;bb'), 0],
    ['the same text between quotes', row('3;4', 'a;"b"'), 0],
    ['more figures than numbers are long', row(`${'3'.repeat(1_100)};4`), 0],
  ])('%s', (_, second, count) => expect(taken([row('1;2'), second])).toBe(count));

  test('end with a line feed', () => {
    const rows = [row('1;2'), row('3;4'), row('5;6')];
    expect([taken(rows), taken(rows, '\r\n'), taken(rows, '\r')]).toEqual([2, 2, 0]);
  });

  test('are not known where a quoted text has several lines, of which the lines count', () =>
    expect(taken([row('1;2', '"a\rc";b'), row('3;4', '"a\rc";b')])).toBe(0));

  test('are not known under a heading that is wider than its table', () => {
    const { hearing, count } = counting();
    const rows = [HEADING.replace('teller', ';teller'), row('1;2'), row('1;2'), row('3;4'), row('3;4')];
    const bytes = new TextEncoder().encode(rows.join('\n'));
    const known = read('indicators', bytes, 1_000_000, false, hearing);
    expect(known).toEqual(read('indicators', bytes, 1_000_000, false, scanningAll));
    expect(count()).toBe(0);
  });

  test('are not known under the closing row', () =>
    expect(taken([row('1;2'), 'SLUITREGEL;1;1;;;', row('3;4')])).toBe(0));

  test('read as those of a large file, in which the decimal sign is looked for first', () => {
    const rows = Array.from({ length: 3_000 }, (_, at) =>
      row(`${at},50;${1 + (at % 7)}`, at % 5 === 0 ? '"a";b' : 'a;b'),
    );
    const bytes = new TextEncoder().encode(`${[HEADING, ...rows, 'SLUITREGEL;3000;4500000,00;;;'].join('\r\n')}\r\n`);
    const outcome = (hearing: (listener: TableListener) => TableListener) => {
      const reader = templateReader(TEMPLATES.indicators, {});
      const structural = structuralReader(hearing(reader.listener));
      structural.push(bytes);
      const structure = structural.end();
      return { structure, reading: JSON.stringify(reader.end(structure).problems) };
    };
    const { hearing, count } = counting();
    expect(outcome(hearing)).toEqual(outcome(scanningAll));
    expect(outcome(asIs)).toMatchObject({
      reading: '[]',
      structure: { decimal: ',', rows: 3_001, lineEnds: { crlf: 3_002, lf: 0, cr: 0 } },
    });
    expect(count()).toBe(2_000);
  });
});
