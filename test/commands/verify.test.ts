import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pemOfKey } from '../../domain/record/signature.ts';
import { type Files, zipOf } from '../../domain/record/zip.ts';
import { newKey, publicOf, resealed, sealedPilot, textIn } from '../domain/record/sealed-bundle.ts';
import { bytesOf } from '../functions/services.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'ontschot-verify-'));
const inFolder = (name: string): string => join(folder, name);

let pilot: Awaited<ReturnType<typeof sealedPilot>>;

/** Writes a bundle as a folder; gives its path. */
const asFolder = (name: string, files: Files): string => {
  mkdirSync(inFolder(name));
  for (const [file, bytes] of files) writeFileSync(join(folder, name, file), bytes);
  return inFolder(name);
};

const asFile = (name: string, content: string | Uint8Array): string => {
  writeFileSync(inFolder(name), content);
  return inFolder(name);
};

let built: ReturnType<typeof run>;
beforeAll(async () => {
  built = run([join(root, 'local/verifier.ts'), '--out', program]);
  pilot = await sealedPilot();
  asFolder('bundle', pilot.final);
  asFile('bundle.zip', zipOf(pilot.final));
  asFile('key.pem', pemOfKey(pilot.publicKey));
  asFile('other.pem', pemOfKey(publicOf(newKey())));
  asFile('earlier.txt', textIn(pilot.interim, 'checkpoint.txt'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The command as one file, which starts sooner; that it answers as the command does is a test of its own. */
const program = inFolder('ontschot-verify.mjs');
const verify = (...options: readonly string[]) => run([program, ...options]);

/** Runs a program; no answer of it may show its inside. */
const run = (command: readonly string[]) => {
  const ended = spawnSync(process.execPath, command, { encoding: 'utf8', cwd: folder, env: {}, timeout: 60_000 });
  expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\bat .*\.(ts|mjs):\d+|Error:|Zod/);
  return { code: ended.status, lines: ended.stdout.trim().split('\n'), errors: ended.stderr };
};

describe('verify', () => {
  test('without a key says that the bundle holds and that the signer is not known, and exits 0', () => {
    const { code, lines, errors } = verify('bundle');
    expect([code, lines[0], errors]).toEqual([0, 'De bundel klopt.', '']);
    expect(lines).toContain('innerlijk kloppend; ondertekenaar niet vastgesteld');
    expect(lines).toContain('internally consistent; signer not established');
    const fingerprint = createHash('sha256').update(pilot.publicKey).digest('hex');
    expect(lines.join('\n')).toContain(`sleutel      SHA-256 ${fingerprint}; de overeenkomst noemt er geen`);
    expect(lines.join('\n')).toMatch(/nagerekend {3}\d+ regels van het rekenblad; uitkomst €\s44\.000,00 \(gain\)/);
  });

  test('with the key and an earlier checkpoint says who signed, of the zip too', () => {
    const { code, lines } = verify('bundle.zip', '--key', 'key.pem', '--checkpoint', 'earlier.txt');
    expect([code, lines[0]]).toEqual([0, 'De bundel klopt.']);
    expect(lines.at(-1)).toMatch(
      /^ondertekenaar vastgesteld: de sleutel die u opgaf; dezelfde als van uw controlepunt, en het logboek zet die \d+ gebeurtenissen voort$/,
    );
  });

  test('names the first thing that does not hold, where, and what it expected, and exits 1', () => {
    const changed = new Map([...pilot.final, ['case.json', bytesOf('{}')]]);
    const expected = createHash('sha256')
      .update(pilot.final.get('case.json') ?? '')
      .digest('hex');
    const { code, lines } = verify(asFolder('changed', changed), '--key', 'key.pem');
    expect([code, lines]).toEqual([
      1,
      [
        'De bundel klopt niet: file_must_have_its_hash',
        '  waar         case.json',
        `  verwacht     SHA-256 ${expected}`,
        `  gevonden     SHA-256 ${createHash('sha256').update('{}').digest('hex')}`,
        'Het bestand is gewijzigd na het verzegelen: het heeft een andere hash dan het manifest noemt.',
      ],
    ]);
  });

  test('another key than the one held is the first thing it says', () => {
    const { code, lines } = verify('bundle', '--key', 'other.pem');
    expect([code, lines[0]]).toEqual([1, 'De bundel klopt niet: key_must_be_the_one_held']);
  });

  const cheated = (): Files => {
    const statement = (was: Record<string, unknown>) => ({ ...was, '\u001b[31mrood\u0007': true });
    return resealed(pilot.final, pilot.privateKey, { statement });
  };

  test.each<readonly [string, () => string, string]>([
    ['a path that is not there', () => 'geen', 'bundle_must_be_readable'],
    [
      'a zip with a byte changed',
      () => asFile('bit.zip', zipOf(pilot.final).with(100, 1)),
      'zip_must_equal_its_contents',
    ],
    ['a text', () => asFile('text.zip', 'geen zip'), 'zip_must_equal_its_contents'],
    ['an empty folder', () => asFolder('empty', new Map()), 'file_must_be_present'],
    [
      'a link in the folder',
      () => {
        const path = asFolder('link', pilot.final);
        symlinkSync('/etc/hostname', join(path, 'x'));
        return path;
      },
      'file_must_be_listed',
    ],
    [
      'a file of a terabyte that takes no room',
      () => {
        const path = asFolder('sparse', pilot.final);
        truncateSync(join(path, 'events.json'), 2 ** 40);
        return path;
      },
      'bundle_must_be_small_enough',
    ],
    [
      'a folder of a thousand files',
      () => asFolder('many', new Map(Array.from({ length: 1000 }, (_, place) => [`${place}`, bytesOf('')]))),
      'bundle_must_be_small_enough',
    ],
    ['what would colour a terminal', () => asFolder('cheated', cheated()), 'statement_must_follow_from_the_agreement'],
  ])('answers to %s', (_, make, rule) => {
    const { code, lines } = verify(make());
    expect([code, lines[0]]).toEqual([1, `De bundel klopt niet: ${rule}`]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a bundle says may not reach the terminal as it is.
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f]/);
  });

  test.each([
    ['a key that is not there', '--key', 'geen.pem', 'geen.pem is niet te lezen als openbare sleutel (PEM, P-256).'],
    ['a key that is none', '--key', 'earlier.txt', 'earlier.txt is niet te lezen als openbare sleutel (PEM, P-256).'],
    ['a checkpoint that is none', '--checkpoint', 'key.pem', 'key.pem is niet te lezen als controlepunt.'],
  ])('with %s checks nothing and exits 1', (_, option, file, complaint) => {
    const { code, lines, errors } = verify('bundle', option, file);
    expect([code, lines]).toEqual([1, ['']]);
    expect(errors).toContain(complaint);
  });

  test.each([[[]], [['bundle', 'bundle.zip']], [['bundle', '--unknown']], [['bundle', '--key']]])(
    'wrong usage %o is explained and ends with 2',
    (options) => {
      const { code, lines, errors } = verify(...options);
      expect([code, lines]).toEqual([2, ['']]);
      expect(errors).toContain('Gebruik: npm run -s verify -- BUNDEL');
    },
  );
});

describe('the verifier as one file', () => {
  test('says where it lies and its SHA-256', () => {
    const sha256 = createHash('sha256').update(readFileSync(program)).digest('hex');
    expect([built.code, built.lines]).toEqual([0, [program, `SHA-256 ${sha256}`]]);
  });

  test('imports nothing but four modules of Node, none of which reaches a network, and no path of a machine', () => {
    const text = readFileSync(program, 'utf8');
    const imported = [...text.matchAll(/^import .* from "([^"]+)";$/gm)].map((match) => match[1]);
    expect(new Set(imported)).toEqual(new Set(['node:crypto', 'node:fs', 'node:path', 'node:util']));
    expect(text.match(/\brequire\(|\bimport\(|\bfetch\(|XMLHttpRequest|WebSocket\(/g)).toBeNull();
    expect(text.includes(root)).toBe(false);
  });

  test('answers as the command does', () => {
    const command = join(root, 'commands/verify.ts');
    const options = ['bundle', '--key', 'other.pem'] as const;
    expect(run([command, ...options])).toEqual(verify(...options));
    expect(run([command, 'bundle.zip', '--key', 'key.pem'])).toEqual(verify('bundle.zip', '--key', 'key.pem'));
  });

  test('is the same each time it is built', () => {
    const again = run([join(root, 'local/verifier.ts'), '--out', inFolder('again.mjs')]);
    expect(again.lines[1]).toBe(built.lines[1]);
  });
});
