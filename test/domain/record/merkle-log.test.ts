import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type InclusionProof,
  type LogHead,
  leafOf,
  merkleLog,
  proveConsistency,
  proveInclusion,
  provesConsistency,
  provesInclusion,
  rootOf,
} from '../../../domain/record/merkle-log.ts';

const hashBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The public vectors of Certificate Transparency (RFC 6962): eight entries, the roots of their first 0 to 8, and proofs,
 * as the logs of Google and the Merkle library of transparency-dev are tested with.
 */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const EMPTY = ROOTS[0] ?? '';
const SOME = 'abacaba000000000000000000000000000000000000000000060061e00123456';

const INCLUSION: readonly InclusionProof[] = [
  { index: 0, size: 1, path: [] },
  {
    index: 0,
    size: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    index: 5,
    size: 8,
    path: [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  { index: 2, size: 3, path: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'] },
  {
    index: 1,
    size: 5,
    path: [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
];

interface ConsistencyVector {
  readonly earlier: number;
  readonly later: number;
  readonly path: readonly string[];
}

const CONSISTENCY: readonly ConsistencyVector[] = [
  { earlier: 1, later: 1, path: [] },
  {
    earlier: 1,
    later: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    earlier: 6,
    later: 8,
    path: [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  {
    earlier: 2,
    later: 5,
    path: [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
  {
    earlier: 6,
    later: 7,
    path: [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
];

const leaves = ENTRIES.map((entry) => leafOf(Buffer.from(entry, 'hex'), hashBytes));
const logOf = (size: number) => merkleLog(leaves.slice(0, size), hashBytes);
const headOf = (size: number): LogHead => ({ size, root: ROOTS[size] ?? '' });

/** The same digits with one bit of the first byte turned. */
const turned = (hash: string, bit: number): string =>
  `${(Number.parseInt(hash.slice(0, 2), 16) ^ bit).toString(16).padStart(2, '0')}${hash.slice(2)}`;
const withTurned = (path: readonly string[], place: number, bit: number): string[] =>
  path.map((hash, at) => (at === place ? turned(hash, bit) : hash));

describe('the log', () => {
  test.each(ROOTS.map((root, size) => [size, root] as const))('of the first %i entries has the root %s', (size, root) =>
    expect(rootOf(logOf(size))).toBe(root),
  );

  test('tells a leaf from a node: two entries cannot pass for one entry that is their node', () => {
    const node = Buffer.from(`${leaves[0]}${leaves[1]}`, 'hex');
    expect(leafOf(node, hashBytes)).not.toBe(rootOf(logOf(2)));
  });
});

describe('proofs of inclusion (public vectors)', () => {
  test.each(INCLUSION)('of leaf $index in $size are made and hold', (proof) => {
    expect(proveInclusion(logOf(proof.size), proof.index)).toEqual(proof);
    expect(provesInclusion(proof, leaves[proof.index] ?? '', ROOTS[proof.size] ?? '', hashBytes)).toBe(true);
  });

  const wrong = INCLUSION.flatMap((proof) => {
    const { index, size, path } = proof;
    const leaf = leaves[index] ?? '';
    const root = ROOTS[size] ?? '';
    const given: [string, InclusionProof, string, string][] = [
      ['the place before', { ...proof, index: index - 1 }, leaf, root],
      ['the place behind', { ...proof, index: index + 1 }, leaf, root],
      ['the place with one bit turned', { ...proof, index: index ^ 2 }, leaf, root],
      ['twice the size', { ...proof, size: size * 2 }, leaf, root],
      ['half the size', { ...proof, size: Math.floor(size / 2) }, leaf, root],
      ['a leaf that is no hash', proof, 'WrongLeaf', root],
      ['no leaf', proof, '', root],
      ['the root of nothing', proof, leaf, EMPTY],
      ['another root', proof, leaf, SOME],
      ['something behind the path', { ...proof, path: [...path, ''] }, leaf, root],
      ['the root behind the path', { ...proof, path: [...path, root] }, leaf, root],
      ['something before the path', { ...proof, path: ['', ...path] }, leaf, root],
      ['the root before the path', { ...proof, path: [root, ...path] }, leaf, root],
      ...path.map((_, place): [string, InclusionProof, string, string] => [
        `bit 3 of node ${place} turned`,
        { ...proof, path: withTurned(path, place, 8) },
        leaf,
        root,
      ]),
      ...(path.length > 0
        ? [
            ['the last node gone', { ...proof, path: path.slice(0, -1) }, leaf, root] as [
              string,
              InclusionProof,
              string,
              string,
            ],
          ]
        : []),
      ...(path.length > 1
        ? [
            ['a node put in', { ...proof, path: [path[0] ?? '', SOME, ...path.slice(1)] }, leaf, root] as [
              string,
              InclusionProof,
              string,
              string,
            ],
          ]
        : []),
    ];
    return given.map(([what, ...rest]) => [`leaf ${index} of ${size} with ${what}`, ...rest] as const);
  });

  test.each(wrong)('%s does not hold', (_, proof, leaf, root) =>
    expect(provesInclusion(proof, leaf, root, hashBytes)).toBe(false),
  );

  test.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 1],
  ])('place %i of %i without leaf or root does not hold', (index, size) => {
    const proof = { index, size, path: [] };
    expect(provesInclusion(proof, SOME, '', hashBytes)).toBe(false);
    expect(provesInclusion(proof, '', EMPTY, hashBytes)).toBe(false);
    expect(provesInclusion(proof, SOME, EMPTY, hashBytes)).toBe(false);
  });
});

describe('proofs of consistency (public vectors)', () => {
  test.each(CONSISTENCY)('of the first $earlier with $later are made and hold', ({ earlier, later, path }) => {
    expect(proveConsistency(logOf(later), earlier)).toEqual(path);
    expect(provesConsistency(headOf(earlier), headOf(later), path, hashBytes)).toBe(true);
  });

  type Given = readonly [string, LogHead, LogHead, readonly string[]];
  const wrong = CONSISTENCY.filter(({ path }) => path.length > 0).flatMap(({ earlier, later, path }) => {
    const [small, large] = [headOf(earlier), headOf(later)];
    const given: Given[] = [
      ['one fewer in the earlier', { ...small, size: earlier - 1 }, large, path],
      ['one more in the earlier', { ...small, size: earlier + 1 }, large, path],
      ['one bit turned in the earlier size', { ...small, size: earlier ^ 2 }, large, path],
      ['twice the later size', small, { ...large, size: later * 2 }, path],
      ['half the later size', small, { ...large, size: Math.floor(later / 2) }, path],
      ['a wrong earlier root', { ...small, root: 'WrongRoot' }, large, path],
      ['a wrong later root', small, { ...large, root: 'WrongRoot' }, path],
      ['the roots swapped', { ...small, root: large.root }, { ...large, root: small.root }, path],
      ['no path', small, large, []],
      ['something behind the path', small, large, [...path, '']],
      ['the earlier root behind the path', small, large, [...path, small.root]],
      ['the later root behind the path', small, large, [...path, large.root]],
      ['something before the path', small, large, ['', ...path]],
      ['the earlier root before the path', small, large, [small.root, ...path]],
      ['the later root before the path', small, large, [large.root, ...path]],
      ['its first node twice', small, large, [path[0] ?? '', ...path]],
      ['its last node gone', small, large, path.slice(0, -1)],
      ...path.map((_, place): Given => [`bit 4 of node ${place} turned`, small, large, withTurned(path, place, 16)]),
    ];
    return given.map(([what, ...rest]) => [`${earlier} with ${later} and ${what}`, ...rest] as const);
  });

  test.each(wrong)('%s does not hold', (_, small, large, path) =>
    expect(provesConsistency(small, large, path, hashBytes)).toBe(false),
  );

  const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
  test.each<readonly [number, number, string, string, readonly string[], boolean]>([
    [0, 0, one, two, [], false],
    [1, 1, one, two, [], false],
    [0, 0, one, one, [], true],
    [0, 1, one, two, [], true],
    [1, 1, two, two, [], true],
    [1, 0, one, two, [], false],
    [2, 1, one, two, [], false],
    [1, 2, one, two, [], false],
    [0, 0, EMPTY, two, [], false],
    [1, 1, EMPTY, two, [], false],
    [0, 0, EMPTY, EMPTY, [EMPTY], false],
    [0, 1, EMPTY, EMPTY, [EMPTY], false],
    [1, 1, EMPTY, EMPTY, [EMPTY], false],
  ])('sizes %i and %i, roots %s and %s, path %o: %s', (earlier, later, first, last, path, holds) =>
    expect(provesConsistency({ size: earlier, root: first }, { size: later, root: last }, path, hashBytes)).toBe(holds),
  );
});

/** The tree hash as the RFC writes it, for each list anew: slow, and obviously it. */
const slowRoot = (list: readonly string[]): string => {
  if (list.length === 0) return hashBytes(Buffer.of());
  if (list.length === 1) return list[0] ?? '';
  let cut = 1;
  while (cut * 2 < list.length) cut *= 2;
  return hashBytes(Buffer.from(`01${slowRoot(list.slice(0, cut))}${slowRoot(list.slice(cut))}`, 'hex'));
};

describe('logs of every size up to 40', () => {
  const many = Array.from({ length: 40 }, (_, place) => leafOf(Buffer.from(`entry ${place}`), hashBytes));
  const sizes = many.map((_, place) => place + 1);

  test('have the root that the definition gives', () => {
    for (const size of sizes)
      expect(rootOf(merkleLog(many.slice(0, size), hashBytes))).toBe(slowRoot(many.slice(0, size)));
  });

  test('prove every leaf, at its own place only', () => {
    for (const size of sizes) {
      const log = merkleLog(many.slice(0, size), hashBytes);
      for (let index = 0; index < size; index += 1) {
        const proof = proveInclusion(log, index);
        const holdsAt = (place: number) =>
          provesInclusion({ ...proof, index: place }, many[index] ?? '', rootOf(log), hashBytes);
        expect([holdsAt(index), holdsAt((index + 1) % (size + 1))]).toEqual([true, false]);
      }
    }
  });

  test('continue every shorter one, and none with another leaf', () => {
    for (const later of sizes) {
      const log = merkleLog(many.slice(0, later), hashBytes);
      for (let earlier = 1; earlier <= later; earlier += 1) {
        const path = proveConsistency(log, earlier);
        const head = (root: string) => ({ size: earlier, root });
        const whole = { size: later, root: rootOf(log) };
        const other = slowRoot([...many.slice(0, earlier - 1), SOME]);
        expect(provesConsistency(head(slowRoot(many.slice(0, earlier))), whole, path, hashBytes)).toBe(true);
        expect(provesConsistency(head(other), whole, path, hashBytes)).toBe(false);
      }
    }
  });

  test('have no proof of what is not in them', () => {
    const log = merkleLog(many, hashBytes);
    for (const index of [-1, 40]) expect(() => proveInclusion(log, index)).toThrow(RangeError);
    for (const size of [0, 41]) expect(() => proveConsistency(log, size)).toThrow(RangeError);
  });
});
