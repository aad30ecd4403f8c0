import { expect, test } from 'vitest';
import { dutchNumber } from '../../../../domain/delivery/findings/dutch-number.ts';

test.each([
  ['47553064660.05', '47.553.064.660,05'],
  ['-1234.50', '-1.234,50'],
  ['-123.00', '-123,00'],
  ['999', '999'],
  ['123456789012345678901.10', '123.456.789.012.345.678.901,10'],
])('%s is written %s', (decimal, dutch) => expect(dutchNumber(decimal)).toBe(dutch));
