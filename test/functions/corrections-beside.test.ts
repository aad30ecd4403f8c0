import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PilotDocument } from '../../domain/pilot/agreement.ts';
import { stateOf } from '../../domain/record/projection.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { confirmCorrection } from '../../functions/confirm-correction.ts';
import { ingest } from '../../functions/ingest.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import { readFindings } from '../../functions/read-findings.ts';
import { isRefusal } from '../../functions/refusal.ts';
import { requestUpload } from '../../functions/request-upload.ts';
import { type UploadName, uploadKey } from '../../functions/upload-key.ts';
import { type MemoryScene, memoryScene } from './memory-scene.ts';
import { announcement, bringIntoForce, granted, propose, statementOf, workflow } from './scene.ts';
import { bytesOf, hash } from './services.ts';
import {
  correctedWmo,
  deliveryText,
  filesFor,
  PILOT,
  type SmallFile,
  smallDocument,
  smallPopulation,
  someone,
} from './small-pilot.ts';

/** A correction is held against what is there when it is confirmed, and against the delivery that it really corrects. */

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const document: PilotDocument = {
  ...smallDocument,
  agreement: { ...smallDocument.agreement, investmentBudget: { CARE: '1000.00' } },
};

const opened = async (): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  granted(await openPilot(scene.ports, someone('INS', 'signatory'), document));
  await bringIntoForce(scene, await propose(scene, smallPopulation));
  return scene;
};

type Told = Partial<Pick<UploadName, 'numbers' | 'form' | 'announcedMilliseconds'>>;

/** Sends a file as its party's analyst and takes it in; gives what became of it. */
const sent = async (scene: MemoryScene, file: SmallFile, told: Told = {}) => {
  const { party, kind, valuationDate, text, correction = false } = file;
  const by = { pilot: PILOT, party, person: someone(party, 'analyst').person };
  const named = { kind, valuationDate, sha256: hash(text), isCorrection: correction };
  const key = uploadKey({ ...by, ...named, numbers: {}, form: {}, announcedMilliseconds: null, ...told });
  scene.incoming.set(key, bytesOf(text));
  await ingest(scene.ports, key);
  return outcomeOf(scene, file);
};

const namedOf = ({ kind, valuationDate, text }: SmallFile) => ({ kind, valuationDate, sha256: hash(text) });
const outcomeOf = async ({ ports }: MemoryScene, file: SmallFile) =>
  granted(await readFindings(ports, someone(file.party, 'analyst'), PILOT, namedOf(file))).outcome;
const confirm = async ({ ports }: MemoryScene, file: SmallFile): Promise<string> => {
  const answer = await confirmCorrection(ports, someone(file.party, 'analyst'), PILOT, namedOf(file));
  return isRefusal(answer) ? answer.refusal : 'confirmed';
};
const totals = ({ chain }: MemoryScene) => stateOf(chain)?.received.map(({ total }) => total);

const invested = (period: string, euro: number, more: Partial<SmallFile> = {}): SmallFile => {
  const text = deliveryText('investments', [`CARE;${period};artikel 5;Overleg;${euro},00;bon`], euro);
  return { party: 'CARE', kind: 'investments', valuationDate: '2025-07-31', text, ...more };
};

const [, , wmo] = filesFor('2025-K1');
const costs = (...rows: readonly (readonly [period: string, euro: number])[]): string =>
  deliveryText(
    'costs',
    rows.map(([period, euro]) => `Wijk;1;interventie;Wmo;Begeleiding;${period};;;100;${euro},00`),
    rows.reduce((all, [, euro]) => all + euro, 0),
  );
const ofWmo = (text: string, more: Partial<SmallFile> = {}): SmallFile => ({ ...wmo, text, ...more });

describe('two corrections of investments within a budget of 1,000', () => {
  test('do not pass it together: the second one is looked at anew, and then refused', async () => {
    const scene = await opened();
    await sent(scene, invested('2025-K1', 400));
    await sent(scene, invested('2025-K2', 400));
    const [first, second] = ['2025-K1', '2025-K2'].map((period) => invested(period, 600, { correction: true }));
    if (first === undefined || second === undefined) throw new Error('There are two.');
    // Each is within the budget beside the 400 of the other one.
    expect(await sent(scene, first)).toMatchObject({ state: 'proposed', isCurrent: true });
    expect(await sent(scene, second)).toMatchObject({ state: 'proposed', isCurrent: true });
    expect(await confirm(scene, first)).toBe('confirmed');
    expect(await outcomeOf(scene, second)).toMatchObject({ state: 'proposed', isCurrent: false });
    expect(await confirm(scene, second)).toBe('correction_must_be_current');
    expect(await sent(scene, second)).toMatchObject({
      state: 'refused',
      findings: [{ code: 'investment_above_budget', message: expect.stringContaining('1.200,00') }],
    });
    expect(totals(scene)).toEqual(['400.00', '400.00', '600.00']);
  });

  test('of another date do not stand in the way', async () => {
    const scene = await opened();
    await sent(scene, invested('2025-K1', 400));
    await sent(scene, invested('2025-K1', 600, { correction: true }));
    await sent(scene, invested('2025-K2', 900, { valuationDate: '2025-10-31' }));
    expect(await confirm(scene, invested('2025-K1', 600))).toBe('confirmed');
  });
});

describe('a correction of a quarter', () => {
  test.each([
    ['costs', ofWmo(costs(['2025', 40_000])), ofWmo(costs(['2025-K1', 11_000]), { correction: true }), 'Wmo 2025'],
    ['investments', invested('2025', 900), invested('2025-K1', 300, { correction: true }), 'investeringen CARE 2025'],
  ] as const)(
    'of %s that were delivered as one row about the year is refused at once',
    async (_, year, quarter, name) => {
      const scene = await opened();
      await sent(scene, year);
      expect(await sent(scene, quarter)).toMatchObject({
        state: 'refused',
        findingCount: 1,
        findings: [
          {
            code: 'correction_must_replace_whole_rows',
            message: `In aanlevering ${hash(year.text)}, regel 2, staat ${name} als één rij; deze correctie gaat daarvan alleen over 2025-K1. Lever alle kwartalen ervan opnieuw aan, of nog eens het geheel.`,
          },
        ],
      });
      expect(await confirm(scene, quarter)).toBe('correction_must_be_proposed');
    },
  );

  test('is taken where it gives all quarters of the year: 40,000 becomes 11,000 and three times 10,000', async () => {
    const scene = await opened();
    await sent(scene, ofWmo(costs(['2025', 40_000])));
    const rows = costs(['2025-K1', 11_000], ['2025-K2', 10_000], ['2025-K3', 10_000], ['2025-K4', 10_000]);
    expect(await sent(scene, ofWmo(rows, { correction: true }))).toMatchObject({
      state: 'proposed',
      proposal: { difference: [{ before: '40000.00', after: '41000.00', difference: '1000.00' }] },
    });
  });
});

describe('the difference of a correction', () => {
  test('is that with the delivery of its own date, also where the same bytes were read in thousands for another one', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    await sent(scene, { ...wmo, valuationDate: '2025-10-31' }, { numbers: { unit: 'thousandEuro' } });
    expect(totals(scene)).toEqual(['62000.00', '62000000.00']);
    expect(await sent(scene, correctedWmo())).toMatchObject({
      proposal: {
        difference: [
          { cohort: 'intervention', before: '22000.00', after: '22001.00', difference: '1.00' },
          { cohort: 'reference', before: '40000.00', after: '40000.00', difference: '0.00' },
        ],
      },
    });
    expect(await confirm(scene, correctedWmo())).toBe('confirmed');
  });

  test('on a receipt names the moment of the delivery that it really corrects', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    scene.clock.now = new Date('2025-11-01T09:00:00.000Z');
    await sent(scene, { ...wmo, valuationDate: '2025-10-31' });
    await sent(scene, correctedWmo());
    await confirm(scene, correctedWmo());
    expect(await outcomeOf(scene, correctedWmo())).toMatchObject({
      receipt: { supersedes: [{ sha256: hash(wmo.text), accepted: '2025-08-01T09:00:00.000Z' }] },
    });
  });

  test('is nothing where a category is only spelled otherwise', async () => {
    const scene = await opened();
    const rows = costs(['2025-K1', 100]);
    await sent(scene, ofWmo(rows));
    expect(await sent(scene, ofWmo(rows.replace('Begeleiding', 'begeleiding'), { correction: true }))).toMatchObject({
      proposal: { difference: [{ category: 'Begeleiding', before: '100.00', after: '100.00', difference: '0.00' }] },
    });
  });
});

describe('a proposed correction', () => {
  test('whose upload was emptied out of the bucket is sent once more and confirmed', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    await sent(scene, correctedWmo(), { announcedMilliseconds: 1 });
    scene.incoming.clear();
    expect(await confirm(scene, correctedWmo())).toBe('upload_must_be_there');
    expect(await sent(scene, correctedWmo(), { announcedMilliseconds: 2 })).toMatchObject({ state: 'proposed' });
    expect(await confirm(scene, correctedWmo())).toBe('confirmed');
    expect(totals(scene)).toEqual(['62000.00', '62001.00']);
  });

  test('that counts a population no longer in force is not confirmed, and refused when it comes again', async () => {
    const scene = await opened();
    await sent(scene, wmo);
    await sent(scene, correctedWmo());
    await bringIntoForce(scene, await propose(scene, { ...smallPopulation, version: '2' }));
    expect(await outcomeOf(scene, correctedWmo())).toMatchObject({ state: 'proposed', isCurrent: false });
    expect(await confirm(scene, correctedWmo())).toBe('population_version_must_match');
    expect(await sent(scene, correctedWmo())).toMatchObject({
      state: 'refused',
      findings: [{ code: 'population_version_must_match' }],
    });
    expect(totals(scene)).toEqual(['62000.00']);
  });
});

describe('the very bytes that were accepted', () => {
  test.each([
    ['in another unit', { numbers: { unit: 'euro' as const } }, { unit: 'euro' }],
    [
      'with another decimal sign',
      { numbers: { unit: 'thousandEuro' as const, decimal: '.' as const } },
      { unit: 'thousandEuro', decimal: '.' },
    ],
  ])('are not taken once more %s: the request says to change the file', async (_, told, fields) => {
    const scene = await opened();
    await sent(scene, wmo, { numbers: { unit: 'thousandEuro' } });
    const again = { ...wmo, correction: true } as const;
    const body = { ...announcement(again), ...fields };
    const answer = await requestUpload(scene.ports, someone('MUN', 'analyst'), PILOT, body);
    expect(answer).toMatchObject({
      refusal: 'declaration_must_be_the_same',
      message: expect.stringContaining('verander dan het bestand zelf'),
    });
    // Announced before the first one was taken in, it comes all the same.
    await sent(scene, again, told);
    expect(scene.chain.at(-1)?.change).toMatchObject({
      type: 'deliveryRefused',
      refusal: 'declaration_must_be_the_same',
    });
    expect(totals(scene)).toEqual(['62000000.00']);
  });

  test('are answered with their receipt when they are declared as before', async () => {
    const scene = await opened();
    await sent(scene, wmo, { numbers: { unit: 'cent' } });
    const before = scene.chain.length;
    const body = { ...announcement(wmo), unit: 'cent' };
    granted(await requestUpload(scene.ports, someone('MUN', 'analyst'), PILOT, body));
    expect(await sent(scene, wmo, { numbers: { unit: 'cent' } })).toMatchObject({ receipt: { total: '620.00' } });
    expect(scene.chain).toHaveLength(before);
  });

  test('are put right by a file with other bytes', async () => {
    const scene = await opened();
    await sent(scene, wmo, { numbers: { unit: 'thousandEuro' } });
    const inEuro = ofWmo(wmo.text.replaceAll('\r\n', '\n'), { correction: true });
    expect(await sent(scene, inEuro)).toMatchObject({
      proposal: { difference: [{ before: '22000000.00', after: '22000.00' }, { difference: '-39960000.00' }] },
    });
    expect(await confirm(scene, inEuro)).toBe('confirmed');
  });
});

describe('the same bytes for a later date, in the right unit', () => {
  test('are another delivery, with which the statement is drafted anew', async () => {
    const scene = await opened();
    const [members, zvw] = filesFor('2025-K1');
    const wmoOf = (year: number, valuationDate: string): SmallFile => {
      const rows = wmo.text.split('\r\n').filter((row) => row.includes(`;${year}-K1;`));
      return { ...wmo, valuationDate, text: deliveryText('costs', rows, year === 2024 ? 30_000 : 32_000) };
    };
    for (const file of [members, zvw, wmoOf(2025, '2025-07-31')]) await sent(scene, file);
    await sent(scene, wmoOf(2024, '2025-06-30'), { numbers: { unit: 'thousandEuro' } });
    const baseline = async () => {
      await workflow(scene);
      const { statement } = await statementOf(scene, '2025-K1');
      const bytes = scene.statements.get(`${PILOT}/statements/${statement}.json`);
      const { case: read }: Statement = JSON.parse(new TextDecoder().decode(bytes));
      const row = { stream: 'Wmo', cohort: 'intervention', period: '2024-K1' };
      return [read['costs']]
        .flat()
        .find((each) => Object.entries(row).every(([name, text]) => Object(each)[name] === text));
    };
    expect(await baseline()).toMatchObject({ amount: '10000000.00' });
    await sent(scene, wmoOf(2024, '2025-07-30'));
    expect(await baseline()).toMatchObject({ amount: '10000.00' });
  });
});

describe('what a request declares beside the metadata of a file', () => {
  const metadata = {
    'schema:unitText': 'cent',
    tableSchema: { columns: [{ datatype: { base: 'decimal', format: { decimalChar: ',' } } }] },
  };
  const asked = async (fields: object) => {
    const { ports } = await opened();
    const body = { ...announcement(wmo), declaration: metadata, ...fields };
    return requestUpload(ports, someone('MUN', 'analyst'), PILOT, body);
  };

  test('may be the same', async () => {
    granted(await asked({ unit: 'cent', decimal: ',' }));
  });

  test('is a fault for each thing that is otherwise', async () => {
    expect(await asked({ unit: 'euro', decimal: '.' })).toMatchObject({
      refusal: 'request_is_malformed',
      detail: [
        { path: 'decimal', message: expect.stringContaining('De metadata noemt ",", deze opgave ".".') },
        { path: 'unit', message: expect.stringContaining('De metadata noemt "cent", deze opgave "euro".') },
      ],
    });
  });
});
