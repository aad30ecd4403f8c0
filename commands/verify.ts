/**
 * `npm run -s verify -- BUNDLE [--key PUBLIC.pem] [--checkpoint EARLIER]`: checks a sealed bundle, a folder or a zip,
 * offline: recomputes the settlement and every line of the worksheet, every hash, the log and the signature.
 *
 * Prints what was established and exits 0, or the first thing that does not hold and exits 1; 2 on wrong usage. The same
 * file is bundled into one program without dependencies (`local/verifier.ts`), so it imports nothing but the domain and Node.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLE_RULES, type BundleFault, bundleFault, isBundleFault } from '../domain/record/bundle-fault.ts';
import { readCheckpoint } from '../domain/record/checkpoint.ts';
import { keyOfPem } from '../domain/record/signature.ts';
import { type VerifiedBundle, verifyBundle } from '../domain/record/verify.ts';
import type { Held, Means } from '../domain/record/verify-log.ts';
import { type Files, readZip } from '../domain/record/zip.ts';

const USAGE = `Gebruik: npm run -s verify -- BUNDEL [--key OPENBAAR.pem] [--checkpoint EERDER.txt]
  BUNDEL         een verzegeld afschrift: de map of het zipbestand
  --key          de openbare sleutel die u al had; haar SHA-256 staat in de overeenkomst
  --checkpoint   een controlepunt dat u eerder hebt bewaard`;

/** Many times what the largest bundle has. */
const MOST_FILES = 100;
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_HELD_BYTES = 64 * 1024;

const means: Means = {
  hash: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  hashBytes: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  verifies: (publicKey, message, signature) => {
    try {
      const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
      return verify('sha256', message, key, signature);
    } catch {
      return false;
    }
  },
};

const tooLarge = (where: string, found: string): BundleFault =>
  bundleFault(
    'bundle_must_be_small_enough',
    where,
    `ten hoogste ${MOST_FILES} bestanden en ${MOST_BYTES} bytes`,
    found,
  );

const readBundle = (path: string): Files | BundleFault => {
  try {
    const facts = statSync(path);
    if (facts.isDirectory()) return readFolder(path);
    if (!facts.isFile()) return bundleFault('bundle_must_be_readable', path, 'een map of zipbestand', 'iets anders');
    return facts.size > MOST_BYTES ? tooLarge(path, `${facts.size} bytes`) : readZipFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (reason === null) throw error;
    return bundleFault('bundle_must_be_readable', path, 'een map of zipbestand', reason);
  }
};

/** Nothing is followed and nothing is read before it is known to be a plain file of a plausible size. */
const readFolder = (path: string): Files | BundleFault => {
  const entries = readdirSync(path, { withFileTypes: true });
  if (entries.length > MOST_FILES) return tooLarge(path, `${entries.length} bestanden`);
  const stranger = entries.find((entry) => !entry.isFile());
  if (stranger !== undefined)
    return bundleFault('file_must_be_listed', stranger.name, 'alleen bestanden', 'een map of verwijzing');
  const sizeOf = ({ name }: Dirent): number => statSync(join(path, name)).size;
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > MOST_BYTES) return tooLarge(path, `${bytes} bytes`);
  return new Map(entries.map(({ name }) => [name, readFileSync(join(path, name))]));
};

const readZipFile = (path: string): Files | BundleFault => {
  const reading = readZip(readFileSync(path));
  if ('files' in reading) return reading.files;
  const { differsAt, within } = reading;
  const where = within === null ? `${path}, byte ${differsAt}` : `${path}, byte ${differsAt}, bij ${within}`;
  return bundleFault('zip_must_equal_its_contents', where, 'de zip van de inhoud', 'een ander byte');
};

/** Reads a file that the reader held; why it cannot be used is for standard error. */
const readHeld = <Read>(path: string, what: string, read: (text: string) => Read | null): Read => {
  let found: Read | null = null;
  try {
    const { size } = statSync(path);
    found = size > MOST_HELD_BYTES ? null : read(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
  if (found !== null) return found;
  console.error(`${printable(path)} is niet te lezen als ${what}. Er is niets nagegaan.`);
  process.exit(1);
};

/** A bundle may hold anything, also what would make a terminal do things. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '\ufffd').slice(0, 400);

const KINDS: Readonly<Record<string, string>> = {
  interim: 'tussentijds afschrift',
  final: 'eindafschrift',
  restatement: 'herzien afschrift',
};
const euro = new Intl.NumberFormat('nl-NL', { style: 'currency', currency: 'EUR' });
const inEuro = (amount: string | null): string =>
  amount === null ? 'geen bedrag' : euro.format(amount as Intl.StringNumericLiteral);

const signerLines = ({ publicKey, checkpoint }: Held): readonly string[] => {
  const ways = [
    ...(publicKey === undefined ? [] : ['de sleutel die u opgaf']),
    ...(checkpoint === undefined
      ? []
      : [`dezelfde als van uw controlepunt, en het logboek zet die ${checkpoint.size} gebeurtenissen voort`]),
  ];
  return ways.length === 0
    ? [
        'innerlijk kloppend; ondertekenaar niet vastgesteld',
        'internally consistent; signer not established',
        'Vergelijk de SHA-256 van de sleutel met die in uw overeenkomst, of geef --key of --checkpoint op.',
      ]
    : [`ondertekenaar vastgesteld: ${ways.join('; ')}`];
};

const verifiedText = (found: VerifiedBundle, held: Held): string => {
  const { agreedFingerprint: agreed } = found;
  const rows = [
    ['pilot', `${found.pilot.name} (${found.pilot.id})`],
    ['afschrift', `${KINDS[found.kind] ?? found.kind} over ${found.period}, kenmerk ${found.statement}`],
    [
      'nagerekend',
      `${found.lines.toLocaleString('nl-NL')} regels van het rekenblad; uitkomst ${inEuro(found.result)} (${found.status})`,
    ],
    ['goedgekeurd', found.approvedBy.join(', ')],
    ['logboek', `${found.checkpoint.size} gebeurtenissen, wortel ${found.checkpoint.root}`],
    [
      'sleutel',
      `SHA-256 ${found.fingerprint}${agreed === null ? '; de overeenkomst noemt er geen' : ', zoals de overeenkomst haar noemt'}`,
    ],
  ];
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(12)} ${printable(value)}`);
  return ['De bundel klopt.', ...lines, ...signerLines(held)].join('\n');
};

const faultText = ({ rule, where, expected, found }: BundleFault): string =>
  [
    `De bundel klopt niet: ${rule}`,
    `  waar         ${printable(where)}`,
    `  verwacht     ${printable(expected)}`,
    `  gevonden     ${printable(found)}`,
    BUNDLE_RULES[rule],
  ].join('\n');

/** The arguments; wrong usage ends the program with exit code 2. */
const readArguments = () => {
  try {
    const options = { key: { type: 'string' }, checkpoint: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [bundle, ...more] = positionals;
    if (bundle !== undefined && more.length === 0) return { bundle, ...values };
  } catch {
    // An option that does not exist: the usage says which ones do.
  }
  console.error(USAGE);
  process.exit(2);
};

const { bundle, key, checkpoint } = readArguments();
const held: Held = {
  ...(key === undefined ? {} : { publicKey: readHeld(key, 'openbare sleutel (PEM, P-256)', keyOfPem) }),
  ...(checkpoint === undefined ? {} : { checkpoint: readHeld(checkpoint, 'controlepunt', readCheckpoint) }),
};

/** Whatever a bundle does to this program, its reader gets an answer and not the inside of the program. */
const check = (): VerifiedBundle | BundleFault => {
  try {
    const files = readBundle(bundle);
    return isBundleFault(files) ? files : verifyBundle(files, means, held);
  } catch (error) {
    const found = error instanceof Error ? error.message : 'onbekend';
    return bundleFault('bundle_must_be_readable', bundle, 'een bundel die kan worden nagerekend', found);
  }
};

const answer = check();
console.log(isBundleFault(answer) ? faultText(answer) : verifiedText(answer, held));
if (isBundleFault(answer)) process.exitCode = 1;
