import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateCsv } from '../../domain/delivery/template/template-files.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import { keyOfPem } from '../../domain/record/signature.ts';
import { verifyBundle } from '../../domain/record/verify.ts';
import { zipOf } from '../../domain/record/zip.ts';
import { settleCase } from '../../domain/settlement/settle.ts';
import { pilotClient, type TokenFor } from '../../local/demo/client.ts';
import { demoDocument } from '../../local/demo/pilot.ts';
import { playPilot } from '../../local/demo/story.ts';
import { startEmbedded } from '../../local/runtime/embedded.ts';
import { means } from '../domain/record/sealed-bundle.ts';
import { resourcesOf, synthesise } from '../infra/synthesis.ts';
import { correctByForm } from './correct-by-form.ts';
import { type Ended, endOf, hashesIn, remove, startDemo, stateFolder } from './demo-process.ts';
import { callLedgerVerbs } from './ledger-calls.ts';

/** The hashes that the demo has always given. They change only when the method, the agreement or the figures change. */
const FINAL_STATEMENT = 'd702243aa5e27edc8b576514cec3fc781579f066118a8a3d8e1b8e19a34a20c0';

/** The embedded run over a folder, with every call that a verb makes written down in `called`. */
const startHere = async (folder: string, called: Map<string, Set<string>>) => {
  const embedded = await startEmbedded({
    stateFolder: folder,
    onCall: ({ verb, action }) => called.set(verb, (called.get(verb) ?? new Set()).add(action)),
  });
  const tokenFor: TokenFor = (person) => embedded.token(person);
  const nightly = async () => {
    await embedded.runSchedule();
    await embedded.idle();
  };
  return { embedded, tokenFor, nightly, idle: () => embedded.idle(), client: pilotClient(embedded.address, tokenFor) };
};

/** The whole pilot in this process: its statements, what it said on the way, and the calls that each verb made. */
const playHere = async (folder: string) => {
  const called = new Map<string, Set<string>>();
  const { embedded, client, idle, nightly } = await startHere(folder, called);
  const said: string[] = [];
  const slots = await playPilot({ client, idle, nightly, progress: (text) => said.push(text), without: null });
  await embedded.close();
  return { called, slots, said: said.join('\n') };
};

/**
 * Side by side: the whole pilot, of which a demo as a user starts it then tells over the kept state, and a demo from the
 * beginning that lacks a stream.
 */
const folders = [stateFolder(), stateFolder()] as const;
let here: Awaited<ReturnType<typeof playHere>>;
let told: Ended;
let incomplete: Ended;
beforeAll(async () => {
  const wholePilot = async () => {
    here = await playHere(folders[0]);
    told = await endOf(startDemo(folders[0]));
  };
  const withoutWmo = async () => {
    incomplete = await endOf(startDemo(folders[1], '--fresh', '--without', 'Wmo'));
  };
  await Promise.all([wholePilot(), withoutWmo()]);
}, 240_000);
afterAll(() => {
  for (const folder of folders) remove(folder);
});

describe('the demo', () => {
  test('settles five statements, has them approved by all parties, and seals them', () => {
    expect(here.said.match(/goedgekeurd door INS, MUN, CARE en verzegeld/g)).toHaveLength(5);
    expect(told.output.match(/verzegeld, [0-9a-f]{12}/g)).toHaveLength(5);
    expect(told.code).toBe(0);
  });

  test('says who pays whom, and that in a shadow settlement no money moves', () => {
    expect(told.output).toContain('Zorgverzekeraar zou betalen € 1.520.217,02 aan de gemeente');
    expect(told.output).toContain('Zorgverzekeraar zou betalen € 873.756,97 aan het zorgveld');
    expect(told.output).toContain('schaduwafrekening: er gaat geen geld over');
  });

  test('makes the final statement again after a late Wmo delivery, with the bridge from the one to the other', () => {
    const read = (name: string) =>
      JSON.parse(readFileSync(join(folders[0], 'afschriften', '2025-herziening-1', name), 'utf8'));
    expect(read('statement.json')).toMatchObject({ kind: 'restatement', restates: { statement: FINAL_STATEMENT } });
    expect(read('restated.json').previous).toEqual(
      JSON.parse(readFileSync(join(folders[0], 'afschriften', '2025', 'statement.json'), 'utf8')),
    );
    expect(told.output).toContain('Door nieuwe aanlevering verandert het resultaat met −€ 18.250,00.');
    // A third of 18,250.00 each; the municipality bore all of it.
    expect(told.output).toContain('Verrekening van de gemeente: € 12.166,67');
  });

  test('shows the ledger, which nets to the last statement and orders nobody to pay in shadow', () => {
    expect(told.output).toContain('Het grootboek over 2025, na 6 verzegelde afschriften');
    const { result } = JSON.parse(
      readFileSync(join(folders[0], 'afschriften', '2025-herziening-1', 'statement.json'), 'utf8'),
    );
    const settled = `€ ${Number(result.parties.MUN.transfer).toLocaleString('nl-NL', { minimumFractionDigits: 2 })}`;
    expect(told.output).toMatch(new RegExp(`Gemeente +${settled.replaceAll('.', '\\.')}`));
    expect(told.output).toContain('Schaduwafrekening: er zijn geen betaalopdrachten.');
    const orders = readFileSync(join(folders[0], 'grootboek', 'betaalopdrachten.csv'), 'utf8');
    expect(orders.trim().split('\r\n')).toHaveLength(1);
  });

  test('leaves a statement whose case settles to the same result from the command line', () => {
    const read = (name: string) => JSON.parse(readFileSync(join(folders[0], 'afschriften', '2025', name), 'utf8'));
    const { worksheet: _, ...result } = JSON.parse(JSON.stringify(settleCase(read('case.json'))));
    expect(read('statement.json').result).toMatchObject(result);
    expect(read('events.json').at(-1).change).toMatchObject({ type: 'manifestRecorded', statement: FINAL_STATEMENT });
    expect(existsSync(join(folders[0], 'afschriften', '2025', 'statement.html'))).toBe(true);
  });

  test('leaves a bundle of each statement that holds under the key of the run, as a folder and as a zip', () => {
    const publicKey = keyOfPem(readFileSync(join(folders[0], 'keys', 'SigningKey.public.pem'), 'utf8'));
    if (publicKey === null) throw new Error('The run left no public key.');
    const statements = join(folders[0], 'afschriften');
    const periods = readdirSync(statements).filter((name) => !name.endsWith('.zip'));
    expect(periods.sort()).toEqual(
      [
        ...Object.keys(demoDocument.agreement.referenceDates).map((each) => each.replace('..', '-')),
        '2025-herziening-1',
      ].sort(),
    );
    for (const period of periods) {
      const names = readdirSync(join(statements, period));
      const files = new Map(names.map((name) => [name, readFileSync(join(statements, period, name))]));
      expect(verifyBundle(files, means, { publicKey })).toMatchObject({ approvedBy: ['INS', 'MUN', 'CARE'] });
      expect(readFileSync(join(statements, `${period}.zip`)).equals(zipOf(files))).toBe(true);
    }
  });

  test('seals the evaluation beside each statement; that of the year is the example in the docs', () => {
    const folder = join(folders[0], 'afschriften');
    const read = (period: string, name: string) => readFileSync(join(folder, period, name), 'utf8');
    for (const period of readdirSync(folder).filter((name) => !name.endsWith('.zip')))
      expect(JSON.parse(read(period, 'manifest.json')).files.map(({ name }: { name: string }) => name)).toContain(
        'evaluation.json',
      );
    const example = readFileSync(join(import.meta.dirname, '../../docs/evaluations/parkstad-demo.json'), 'utf8');
    expect(canonicalText(JSON.parse(example))).toBe(read('2025', 'evaluation-input.json'));
    expect(told.output).toContain('Een effect op de kosten is niet aantoonbaar.');
  });

  test('tells over the kept state what was played before, and gives the statements that it has always given', () => {
    expect(told.errors.match(/staat er al, verzegeld/g)).toHaveLength(5);
    const statements = here.slots.map(({ statement, restates }) => (restates ?? statement)?.slice(0, 12));
    expect(hashesIn(told.output).slice(0, 5)).toEqual(statements);
    expect(hashesIn(told.output).at(-1)).toBe(FINAL_STATEMENT);
  });

  test('with a stream missing ends in incomplete statements and no payments', () => {
    expect(incomplete.code).toBe(0);
    expect(incomplete.output.match(/ontbreekt: Wmo {2}/g)).toHaveLength(5);
    expect(incomplete.output).toContain('Ontbreken is niet nul, dus er is geen uitkomst en er zijn geen betalingen.');
    expect(incomplete.output).not.toContain('zou betalen');
  });

  test.each([['--without', 'Wlz'], ['--port', 'abc'], ['--unknown']])(
    'wrong usage %s is explained and ends with 2',
    async (...options) => {
      const run = await endOf(startDemo(folders[1], ...options));
      expect([run.code, run.output]).toEqual([2, '']);
      expect(run.errors).toContain('Gebruik: npm run demo');
    },
  );
});

describe('verbs and roles', () => {
  test('every verb calls exactly what its role in the template allows: nothing is missing, nothing unused', async () => {
    const { called, slots } = here;
    const { embedded, client, idle, nightly, tokenFor } = await startHere(folders[0], called);
    for (const { statement } of slots) await client.file(statement ?? '', 'statement.html');
    await nightly();
    await client.open(demoDocument);
    await client.events();
    await client.access();
    await client.ledger('format=json');
    const ofLedger = await callLedgerVerbs(embedded.address, tokenFor);
    expect(ofLedger).toEqual({ proposed: 200, paid: 409 });
    const byForm = await correctByForm(embedded.address, tokenFor, idle);
    expect(byForm.correction).toContain('Deze correctie telt nog niet.');
    expect(byForm.confirmed).toBe(303);
    expect(byForm.returned).toContain(';period_is_malformed;');
    expect(byForm.template).toBe(templateCsv('costs', 'blank').slice(1));
    const lost = embedded.deadLetters();
    await embedded.close();
    expect(lost).toEqual([]);
    // In shadow no payment is ever recorded: `payments.test.ts` does that.
    expect(called.get('confirmPayment')).toEqual(new Set(['dynamodb:Query']));
    called.get('confirmPayment')?.add('dynamodb:PutItem');
    // No statement waits for investments in the demo: `investments.test.ts` shows one that does.
    called.get('acceptInvestments')?.add('states:StartExecution');
    // A template is made from nothing that is stored.
    expect(sorted(called)).toEqual(sorted(new Map([...allowedByRole()].filter(([verb]) => verb !== 'readTemplate'))));
    expect(allowedByRole().get('readTemplate')).toEqual(new Set());
  }, 180_000);
});

const sorted = (actions: ReadonlyMap<string, ReadonlySet<string>>) =>
  Object.fromEntries(
    [...actions].map(([verb, set]) => [verb, [...set].sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
}

/** The service actions of each verb's role in the synthesised templates; logging and dead letters are Lambda's own. */
const allowedByRole = (): Map<string, Set<string>> => {
  const templates = synthesise();
  const roles = resourcesOf(templates, 'AWS::IAM::Role');
  const functions = Object.values(resourcesOf(templates, 'AWS::Lambda::Function'));
  return new Map(
    functions.map(({ Properties: { Handler: handler, Role: role } }) => {
      const policies = (roles[String(role).replace('.Arn', '')]?.Properties['Policies'] ?? []) as readonly Policy[];
      const actions = policies.flatMap((policy) => policy.PolicyDocument.Statement.flatMap(({ Action }) => Action));
      return [String(handler).replace('index.', ''), new Set(actions.filter((action) => !/^(logs|sqs):/.test(action)))];
    }),
  );
};
