import { expect, test } from 'vitest';
import { lostLeadingZeros } from '../../../../domain/delivery/numbers/spreadsheet-damage.ts';

test.each([
  ['one code that is shorter than the usual length', ['0012', '0345', '1234', '12'], ['12']],
  ['a padded list of which one code lost its zero', ['01', '02', '10', '11', '9'], ['9']],
  ['one padded code beside one that is not', ['1', '01'], []],
  ['free codes of different lengths', ['007', '12'], []],
  ['one padded code among many that are not', ['1', '2', '3', '4', '05'], []],
  ['codes of one length and a shorter one, none with a zero in front', ['100', '200', '20'], []],
  ['words', ['Zvw', 'Wmo', '0', '12'], []],
  ['a bare zero beside other figures', ['0', '1', '12'], []],
])('%s', (_, codes, lost) => {
  const found = lostLeadingZeros(codes);
  expect(found.map(([code]) => code)).toEqual(lost);
  for (const [, fault] of found) expect(fault.example).toMatch(/^0/);
});
