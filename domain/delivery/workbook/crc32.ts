/**
 * CRC-32 as ZIP has it (ISO 3309, the reversed polynomial EDB88320), so that a damaged part of a workbook is noticed.
 */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum of bytes that follow others; `before` is the checksum of those, 0 where there are none. */
export const crc32 = (bytes: Uint8Array, before = 0): number => {
  let value = ~before;
  for (let at = 0; at < bytes.length; at++) value = (TABLE[(value ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
};
