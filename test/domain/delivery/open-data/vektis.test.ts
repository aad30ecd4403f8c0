import { describe, expect, test } from 'vitest';
import { readVektis, type VektisFile } from '../../../../domain/delivery/open-data/vektis.ts';
import { printAmount, printRounded } from '../../../../domain/money/text.ts';
import { short } from '../read-structure.ts';

const HEADING = 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten_farmacie;kosten_overig';
const read = (text: string) => readVektis(new TextEncoder().encode(text));
const fileOf = (reading: ReturnType<typeof readVektis>): VektisFile => {
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems.slice(0, 3)));
  return reading.file;
};
const shown = ({ rows, rest }: VektisFile) => ({
  rows: rows.map((row) =>
    [row.sex, row.ageBand, row.municipality, printRounded(row.insuredYears, 2), printAmount(row.cost)].join('|'),
  ),
  rest: rest === null ? null : `${printRounded(rest.insuredYears, 2)}|${printAmount(rest.cost)}`,
});

describe('the traps of the real files, in small', () => {
  test('capitals, a space before the age class, the rest row first and no final newline', () => {
    const text = `${HEADING.toUpperCase()}\n;;;30;28.5;100;0.05\nM; 0 t/m  4 jaar;AA EN HUNZE;12;11.69;3.5;-20\nV;90+;ZWOLLE;15;12;0;1.1`;
    expect(shown(fileOf(read(text)))).toEqual({
      rows: ['M|0 t/m  4 jaar|AA EN HUNZE|11.69|-16.50', 'V|90+|ZWOLLE|12.00|1.10'],
      rest: '28.50|100.05',
    });
  });

  test('other cost columns, cut-off names, the rest row next to last', () => {
    const text = `${HEADING};kosten_medisch_specialistische_z;kosten_gzsp\nM;90+;HEERLEN;12;10;1;2;3;4\n;;;30;28;1;1;1;1\nV;90+;HEERLEN;12;10;0.1;0.2;0.3;0.4\n`;
    const file = fileOf(read(text));
    expect(file.costColumns).toEqual([
      'kosten_farmacie',
      'kosten_overig',
      'kosten_medisch_specialistische_z',
      'kosten_gzsp',
    ]);
    expect(shown(file)).toEqual({
      rows: ['M|90+|HEERLEN|10.00|10.00', 'V|90+|HEERLEN|10.00|1.00'],
      rest: '28.00|4.00',
    });
  });

  test('a file without a rest row has none', () =>
    expect(fileOf(read(`${HEADING}\nM;90+;ZWOLLE;15;12;0;1\n`)).rest).toBeNull());
});

describe('what is refused', () => {
  test.each([
    ['another file', 'a;b;c;d;e;f\n1;2;3;4;5;6\n', 'heading_is_unknown 1:-'],
    [
      'no cost columns',
      'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren\nM;90+;A;1;1\n',
      'heading_is_unknown 1:-',
    ],
    ['a decimal comma', `${HEADING}\nM;90+;A;12;10;1,5;2\n`, 'number_is_malformed 2:6'],
    ['three decimals', `${HEADING}\nM;90+;A;12;10;1;2.005\n`, 'number_is_malformed 2:7'],
    ['an empty figure', `${HEADING}\nM;90+;A;12;;1;2\n`, 'number_is_malformed 2:5'],
    ['a row without municipality only', `${HEADING}\nM;90+;;12;10;1;2\n`, 'key_is_incomplete 2:-'],
    ['two rest rows', `${HEADING}\n;;;12;10;1;2\n;;;12;10;1;2\n`, 'rest_row_is_not_alone 3:-'],
    ['a damaged row', `${HEADING}\nM;90+;A;12;10;1\n`, 'too_few_fields 2:-'],
    ['an empty file', '', 'file_is_empty -:-'],
  ])('%s', (_, text, expected) => {
    const reading = read(text);
    expect('problems' in reading ? short(reading.problems) : ['accepted']).toEqual([expected]);
  });
});
