/** Random tamperings of a bundle, the same for the same seed: what somebody with a hex editor, a zip program or a key of their own does. */
import type { KeyObject } from 'node:crypto';
import { joinBytes } from '../../../domain/record/byte-text.ts';
import { canonicalText } from '../../../domain/record/canonical.ts';
import { pemOfKey } from '../../../domain/record/signature.ts';
import type { Files } from '../../../domain/record/zip.ts';
import { zipOf } from '../../../domain/record/zip.ts';
import { bytesOf } from '../../functions/services.ts';
import { randomFrom } from '../../reference/random.ts';
import { publicOf, resealed } from './sealed-bundle.ts';

/** What to tamper with: a bundle, another one of the same pilot, one of another signer, and a key of the attacker's own. */
export interface Prey {
  readonly bundle: Files;
  readonly earlier: Files;
  readonly foreign: Files;
  readonly ownKey: KeyObject;
}

/** A tampering: what was done, and the bundle after it, as a folder or as the bytes of a zip. */
export type Tampering = { readonly what: string } & ({ readonly files: Files } | { readonly zip: Uint8Array });

/** A whole number from 0 up to, and not including, a limit. */
type Below = (limit: number) => number;

const pick = <T>(items: readonly T[], below: Below): T => {
  const item = items[below(items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
};

const flipped = (bytes: Uint8Array, below: Below): Uint8Array => {
  const other = Uint8Array.from(bytes);
  const bit = below(other.length * 8);
  other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return other;
};

const spliced = (bytes: Uint8Array, below: Below): Uint8Array => {
  const at = below(bytes.length + 1);
  const gone = below(Math.min(40, bytes.length - at) + 1);
  const added = Uint8Array.from({ length: gone === 0 ? 1 + below(8) : below(8) }, () => below(256));
  return joinBytes([bytes.subarray(0, at), added, bytes.subarray(at + gone)]);
};

const withFile = (files: Files, name: string, bytes: Uint8Array): Files => new Map([...files, [name, bytes]]);
const bytesIn = (files: Files, name: string): Uint8Array => files.get(name) ?? new Uint8Array();

const eventsOf = (files: Files): unknown[] => JSON.parse(new TextDecoder().decode(bytesIn(files, 'events.json')));
const withEvents = (files: Files, events: readonly unknown[]): Files =>
  withFile(files, 'events.json', bytesOf(canonicalText(events)));

const STRANGERS = [
  'x',
  '.DS_Store',
  'LEESMIJ.txt ',
  '../statement.json',
  'bundle.zip',
  'Statement.json',
  'evaluatie.json',
];

/** The ways to tamper. Each changes something: a bundle that comes out the same is asked for again. */
const WAYS: Readonly<Record<string, (prey: Prey, below: Below) => Files | Uint8Array>> = {
  'a bit of a file': ({ bundle }, below) => {
    const name = pick([...bundle.keys()], below);
    return withFile(bundle, name, flipped(bytesIn(bundle, name), below));
  },
  'a bit of a small file': ({ bundle }, below) => {
    const small = ['checkpoint.txt', 'public-key.pem', 'manifest.json', 'proof.json', 'receipts.json'];
    const name = pick(small, below);
    return withFile(bundle, name, flipped(bytesIn(bundle, name), below));
  },
  'a bit of the zip': ({ bundle }, below) => flipped(zipOf(bundle), below),
  'a few bytes of a file': ({ bundle }, below) => {
    const name = pick([...bundle.keys()], below);
    return withFile(bundle, name, spliced(bytesIn(bundle, name), below));
  },
  'a few bytes of the zip': ({ bundle }, below) => spliced(zipOf(bundle), below),
  'the end of the zip': ({ bundle }, below) => {
    const zip = zipOf(bundle);
    return zip.subarray(0, below(zip.length));
  },
  'the end of a file': ({ bundle }, below) => {
    const name = pick([...bundle.keys()], below);
    const bytes = bytesIn(bundle, name);
    return withFile(bundle, name, bytes.subarray(0, below(bytes.length)));
  },
  'a file gone': ({ bundle }, below) => {
    const name = pick([...bundle.keys()], below);
    return new Map([...bundle].filter(([each]) => each !== name));
  },
  'a file too many': ({ bundle }, below) => withFile(bundle, pick(STRANGERS, below), bytesOf('x')),
  'two files swapped': ({ bundle }, below) => {
    const [one, other] = [pick([...bundle.keys()], below), pick([...bundle.keys()], below)];
    return new Map([...bundle, [one, bytesIn(bundle, other)], [other, bytesIn(bundle, one)]]);
  },
  'a file of the statement before': ({ bundle, earlier }, below) => {
    const name = pick([...bundle.keys()], below);
    return withFile(bundle, name, bytesIn(earlier, name));
  },
  'files of another signer': ({ bundle, foreign }, below) =>
    new Map([...bundle].map(([name, bytes]) => [name, below(2) === 0 ? bytes : bytesIn(foreign, name)])),
  'the whole log of another signer': ({ bundle, foreign }) => {
    const names = ['checkpoint.txt', 'events.json', 'proof.json', 'public-key.pem', 'manifest.json', 'receipts.json'];
    return new Map([...bundle, ...names.map((name) => [name, bytesIn(foreign, name)] as const)]);
  },
  'events gone': ({ bundle }, below) => {
    const events = eventsOf(bundle);
    return withEvents(bundle, events.toSpliced(below(events.length), 1 + below(4)));
  },
  'events in another order': ({ bundle }, below) => {
    const events = eventsOf(bundle);
    const [from, to] = [below(events.length), below(events.length)];
    return withEvents(bundle, events.toSpliced(from, 1).toSpliced(to, 0, events[from]));
  },
  'an event twice': ({ bundle }, below) => {
    const events = eventsOf(bundle);
    return withEvents(bundle, events.toSpliced(below(events.length), 0, pick(events, below)));
  },
  'another key': ({ bundle, ownKey }) => withFile(bundle, 'public-key.pem', bytesOf(pemOfKey(publicOf(ownKey)))),
  'signed again': ({ bundle, ownKey }) => resealed(bundle, ownKey),
  'signed again with fewer events': ({ bundle, ownKey }, below) =>
    resealed(bundle, ownKey, { events: (chain) => chain.toSpliced(1 + below(chain.length - 2), 1) }),
  'signed again with another page': ({ bundle, ownKey }, below) =>
    resealed(bundle, ownKey, {
      listed: (files) => void files.set('statement.html', flipped(bytesIn(files, 'statement.html'), below)),
    }),
};

/** Whether only who holds the key can find it: all the rest is right, for another signer. */
export const needsKey = ({ what }: Tampering): boolean => /signed again|another signer/.test(what);

const sameFiles = (a: Files, b: Files): boolean =>
  a.size === b.size &&
  [...a].every(([name, bytes]) => Buffer.compare(bytes, b.get(name) ?? new Uint8Array()) === 0 && b.has(name));

/** The tampering of a number. */
export const tampering = (prey: Prey, number: number, seed: number): Tampering => {
  const random = randomFrom(seed * 1_000_003 + number);
  const below: Below = (limit) => random.whole(0, limit - 1);
  const names = Object.keys(WAYS);
  for (;;) {
    const what = pick(names, below);
    const made = WAYS[what]?.(prey, below) ?? prey.bundle;
    if (made instanceof Uint8Array) {
      if (Buffer.compare(made, zipOf(prey.bundle)) !== 0) return { what, zip: made };
    } else if (!sameFiles(made, prey.bundle)) return { what, files: made };
  }
};
