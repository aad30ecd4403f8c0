/**
 * The Merkle log (RFC 6962, section 2.1; RFC 9162, section 2.1): one hash stands for a whole sequence of entries, a short
 * proof shows that an entry is in it, and another that an earlier log is the beginning of a later one.
 *
 * Hashes are 64 lower-case hexadecimal digits. A leaf is the hash of an entry, so that a log is a list of leaves.
 */
import { bytesOfHex, joinBytes } from './byte-text.ts';
import type { HashBytes } from './canonical.ts';

/** Different first bytes for leaves and nodes: otherwise two entries could pass for a node (RFC 6962, section 2.1). */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The leaf of an entry. */
export const leafOf = (entry: Uint8Array, hashBytes: HashBytes): string => hashBytes(joinBytes([LEAF, entry]));

const nodeOf = (left: string, right: string, hashBytes: HashBytes): string =>
  hashBytes(joinBytes([NODE, bytesOfHex(left), bytesOfHex(right)]));

/** The largest power of two below a size of two or more: where a log is cut in a whole tree and the rest. */
const cutOf = (size: number): number => {
  let cut = 1;
  while (cut * 2 < size) cut *= 2;
  return cut;
};

/**
 * A log whose nodes have been computed: `levels[n]` holds the roots of every whole tree of 2ⁿ leaves, so that any root
 * or proof takes a few lookups.
 */
export interface MerkleLog {
  readonly levels: readonly (readonly string[])[];
  readonly hashBytes: HashBytes;
}

/** The log of leaves. */
export const merkleLog = (leaves: readonly string[], hashBytes: HashBytes): MerkleLog => {
  const levels = [leaves];
  for (let below = leaves; below.length > 1; ) {
    const pairs = Math.floor(below.length / 2);
    const level: readonly string[] = Array.from({ length: pairs }, (_, place) =>
      nodeOf(at(below, 2 * place), at(below, 2 * place + 1), hashBytes),
    );
    levels.push(level);
    below = level;
  }
  return { levels, hashBytes };
};

const at = (nodes: readonly string[] | undefined, place: number): string => {
  const node = nodes?.[place];
  if (node === undefined) throw new RangeError(`The log has no node ${place} there.`);
  return node;
};

/** How many leaves a log has. */
export const sizeOf = ({ levels: [leaves = []] }: MerkleLog): number => leaves.length;

/** The root of a log (MTH); that of an empty log is the hash of nothing. */
export const rootOf = (log: MerkleLog): string =>
  sizeOf(log) === 0 ? log.hashBytes(new Uint8Array()) : rootBetween(log, 0, sizeOf(log));

/** The root of the leaves from a place up to another: a whole tree is known, anything else is cut in two. */
const rootBetween = (log: MerkleLog, from: number, to: number): string => {
  const level = Math.log2(to - from);
  if (Number.isInteger(level)) return at(log.levels[level], from / (to - from));
  const middle = from + cutOf(to - from);
  return nodeOf(rootBetween(log, from, middle), rootBetween(log, middle, to), log.hashBytes);
};

/** What shows that a leaf is in a log: its place from 0, and the nodes beside its way up to the root (PATH). */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly path: readonly string[];
}

/** The proof that the leaf at a place is in the log. */
export const proveInclusion = (log: MerkleLog, index: number): InclusionProof => {
  if (index < 0 || index >= sizeOf(log)) throw new RangeError(`The log has no leaf ${index}.`);
  return { index, size: sizeOf(log), path: pathUp(log, 0, sizeOf(log), index) };
};

const pathUp = (log: MerkleLog, from: number, to: number, index: number): readonly string[] => {
  if (to - from === 1) return [];
  const middle = from + cutOf(to - from);
  return index < middle
    ? [...pathUp(log, from, middle, index), rootBetween(log, middle, to)]
    : [...pathUp(log, middle, to, index), rootBetween(log, from, middle)];
};

/** The proof that the log of the first leaves is the beginning of the whole log (PROOF). */
export const proveConsistency = (log: MerkleLog, earlierSize: number): readonly string[] => {
  if (earlierSize < 1 || earlierSize > sizeOf(log)) throw new RangeError(`No earlier log has ${earlierSize} leaves.`);
  return subProof(log, 0, sizeOf(log), earlierSize, true);
};

/** `isWhole`: the earlier log is the very root that the verifier has, which then need not be named. */
const subProof = (log: MerkleLog, from: number, to: number, earlier: number, isWhole: boolean): readonly string[] => {
  if (earlier === to) return isWhole ? [] : [rootBetween(log, from, to)];
  const middle = from + cutOf(to - from);
  return earlier <= middle
    ? [...subProof(log, from, middle, earlier, isWhole), rootBetween(log, middle, to)]
    : [...subProof(log, middle, to, earlier, false), rootBetween(log, from, middle)];
};

/** A log as somebody knows it: how many leaves, and the root. */
export interface LogHead {
  readonly size: number;
  readonly root: string;
}

const HASH = /^[0-9a-f]{64}$/;
const areHashes = (all: readonly string[]): boolean => all.every((each) => HASH.test(each));
const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0;

/** The places of a node in the smaller and in the larger log, on the way up; halved with `Math`, for sizes above 32 bits. */
interface Places {
  readonly first: number;
  readonly last: number;
}

const up = ({ first, last }: Places): Places => ({ first: Math.floor(first / 2), last: Math.floor(last / 2) });
const isOdd = (place: number): boolean => place % 2 === 1;

/** Goes up past the levels at which the node is the last and has no node to its right, as both RFC's loops do. */
const pastLoneLevels = (places: Places): Places => {
  let at = places;
  while (!isOdd(at.first) && at.first !== 0) at = up(at);
  return at;
};

/** Whether a proof shows that the leaf is in the log with this root (RFC 9162, section 2.1.3.2). */
export const provesInclusion = (
  { index, size, path }: InclusionProof,
  leaf: string,
  root: string,
  hashBytes: HashBytes,
): boolean => {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([leaf, root, ...path])) return false;
  let places: Places = { first: index, last: size - 1 };
  let node = leaf;
  for (const beside of path) {
    if (places.last === 0) return false;
    const isRight = isOdd(places.first) || places.first === places.last;
    node = isRight ? nodeOf(beside, node, hashBytes) : nodeOf(node, beside, hashBytes);
    places = up(isRight ? pastLoneLevels(places) : places);
  }
  return places.last === 0 && node === root;
};

/**
 * Whether a path shows that the earlier log is the beginning of the later one (RFC 9162, section 2.1.4.2). A log is the
 * beginning of itself and an empty log of every other, with an empty path.
 */
export const provesConsistency = (
  earlier: LogHead,
  later: LogHead,
  path: readonly string[],
  hashBytes: HashBytes,
): boolean => {
  if (!isSize(earlier.size) || !isSize(later.size) || earlier.size > later.size) return false;
  if (earlier.size === later.size) return path.length === 0 && earlier.root === later.root;
  if (earlier.size === 0) return path.length === 0;
  return path.length > 0 && areHashes([earlier.root, later.root, ...path]) && climbs(earlier, later, path, hashBytes);
};

const climbs = (earlier: LogHead, later: LogHead, path: readonly string[], hashBytes: HashBytes): boolean => {
  const isWholeTree = cutOf(earlier.size * 2) === earlier.size;
  const [start = '', ...rest] = isWholeTree ? [earlier.root, ...path] : path;
  let places: Places = { first: earlier.size - 1, last: later.size - 1 };
  while (isOdd(places.first)) places = up(places);
  let [small, large] = [start, start];
  for (const beside of rest) {
    if (places.last === 0) return false;
    const isRight = isOdd(places.first) || places.first === places.last;
    if (isRight) small = nodeOf(beside, small, hashBytes);
    large = isRight ? nodeOf(beside, large, hashBytes) : nodeOf(large, beside, hashBytes);
    places = up(isRight ? pastLoneLevels(places) : places);
  }
  return places.last === 0 && small === earlier.root && large === later.root;
};
