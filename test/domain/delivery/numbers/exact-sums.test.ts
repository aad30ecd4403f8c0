import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactSums } from '../../../../domain/delivery/numbers/exact-sums.ts';
import { ratio } from '../../../../domain/money/ratio.ts';
import { printRatio, readDecimal } from '../../../../domain/money/text.ts';

const hundredths = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.maxSafeInteger().map((value) => value % 10 ** 15),
  fc.constantFrom(10 ** 15 - 1, 1 - 10 ** 15),
);

test('sums agree with whole numbers of any length, far beyond what a JavaScript number holds', () => {
  const additions = fc.array(fc.tuple(fc.nat(2), fc.nat(1), hundredths), { maxLength: 300 });
  fc.assert(
    fc.property(additions, (each) => {
      const sums = exactSums(2);
      const slow = new Map<string, bigint>();
      for (const [key, sum, value] of each) {
        sums.addHundredths(key, sum, value);
        slow.set(`${key} ${sum}`, (slow.get(`${key} ${sum}`) ?? 0n) + BigInt(value));
      }
      for (const key of [0, 1, 2])
        for (const sum of [0, 1])
          expect(printRatio(sums.of(key, sum))).toBe(printRatio(ratio(slow.get(`${key} ${sum}`) ?? 0n, 100n)));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('a hundred thousand of the largest numbers', () => {
  const sums = exactSums(1);
  for (let row = 0; row < 100_000; row++) sums.addHundredths(0, 0, 10 ** 15 - 1);
  expect(printRatio(sums.of(0, 0))).toBe(printRatio(ratio(100_000n * (10n ** 15n - 1n), 100n)));
});

test('thousandths and longer decimals are added beside them', () => {
  const sums = exactSums(1);
  sums.addHundredths(5_000, 0, 10);
  for (const decimal of ['0.001', '0.0000001', '-0.1']) sums.add(5_000, 0, readDecimal(decimal) ?? ratio(0n));
  expect(printRatio(sums.of(5_000, 0))).toBe('10001/10000000');
});
