import { describe, expect, test } from 'vitest';
import { checksumOf, runningChecksum } from '../../../local/s3/checksums.ts';

// The check values over "123456789" that every catalogue of CRCs gives: https://reveng.sourceforge.io/crc-catalogue/all.htm.
describe('the checksum of "123456789"', () => {
  test.for([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
    ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
  ] as const)('by %s is %s', ([algorithm, expected]) => {
    expect(checksumOf(algorithm, Buffer.from('123456789')).toString('hex')).toBe(expected);
  });
});

test.for(['crc32', 'crc32c', 'crc64nvme', 'sha256'] as const)('%s is the same in pieces as in one', (algorithm) => {
  const running = runningChecksum(algorithm);
  for (const piece of ['', '1', '2345', '6789']) running.update(Buffer.from(piece));
  expect(running.digest()).toEqual(checksumOf(algorithm, Buffer.from('123456789')));
});
