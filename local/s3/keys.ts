/** The order of keys in a listing: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html. */

/** JavaScript compares UTF-16 units, in which surrogates (code points above U+FFFF) come before U+E000; UTF-8 has them last. */
const rank = (unit: number): number => {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
};

/** Orders two keys by their UTF-8 bytes, as S3 lists them. Negative where the left comes first. */
export const compareKeys = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};
