/**
 * The checksums that S3 verifies, computed on the way of the bytes.
 * Names and forms: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A checksum algorithm as it stands in `x-amz-checksum-<name>`. */
export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha256';

/** All algorithms, each with the number of bytes of its value. */
export const checksumBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha256: 32,
};

/** A checksum in the making: bytes go in piece by piece, then the digest comes out once. */
export interface RunningChecksum {
  readonly update: (data: Buffer) => void;
  readonly digest: () => Buffer;
}

/** Whether a name such as `crc32c` is an algorithm that we verify. */
export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm => Object.hasOwn(checksumBytes, name);

const reflectedTable = (polynomial: bigint): readonly bigint[] =>
  Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = (value >> 1n) ^ ((value & 1n) === 1n ? polynomial : 0n);
    return value;
  });

// CRC-32C (Castagnoli, RFC 3720 B.4) and CRC-64/NVME (NVM Command Set 1.0, 5.2.1.3.4), both in reflected form.
const castagnoli = Uint32Array.from(reflectedTable(0x82f63b78n), Number);
const nvme = reflectedTable(0x9a6c9329ac4bc9b5n);
const nvmeLow = Uint32Array.from(nvme, (value) => Number(value & 0xffffffffn));
const nvmeHigh = Uint32Array.from(nvme, (value) => Number(value >> 32n));

const bigEndian = (...words: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => {
    bytes.writeUInt32BE(word >>> 0, index * 4);
  });
  return bytes;
};

const runningCrc32 = (): RunningChecksum => {
  let value = 0;
  return {
    update: (data) => {
      value = crc32(data, value);
    },
    digest: () => bigEndian(value),
  };
};

const runningCrc32c = (): RunningChecksum => {
  let value = -1;
  return {
    update: (data) => {
      for (const byte of data) value = (value >>> 8) ^ (castagnoli[(value ^ byte) & 255] ?? 0);
    },
    digest: () => bigEndian(~value),
  };
};

const runningCrc64 = (): RunningChecksum => {
  // Two halves of 32 bits: BigInt would allocate at every byte.
  let high = -1;
  let low = -1;
  return {
    update: (data) => {
      for (const byte of data) {
        const index = (low ^ byte) & 255;
        low = ((low >>> 8) | (high << 24)) ^ (nvmeLow[index] ?? 0);
        high = (high >>> 8) ^ (nvmeHigh[index] ?? 0);
      }
    },
    digest: () => bigEndian(~high, ~low),
  };
};

/** A hash of node:crypto in the same form as the checksums. */
export const runningHash = (name: 'md5' | 'sha256'): RunningChecksum => {
  const hash = createHash(name);
  return { update: (data) => void hash.update(data), digest: () => hash.digest() };
};

const starters: Readonly<Record<ChecksumAlgorithm, () => RunningChecksum>> = {
  crc32: runningCrc32,
  crc32c: runningCrc32c,
  crc64nvme: runningCrc64,
  sha256: () => runningHash('sha256'),
};

/** Begins a checksum over no bytes yet. */
export const runningChecksum = (algorithm: ChecksumAlgorithm): RunningChecksum => starters[algorithm]();

/** The checksum of bytes that are already at hand. */
export const checksumOf = (algorithm: ChecksumAlgorithm, data: Buffer): Buffer => {
  const running = runningChecksum(algorithm);
  running.update(data);
  return running.digest();
};
