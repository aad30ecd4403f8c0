import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { evaluateDocument } from '../../commands/evaluate-document.ts';
import type { EvaluationDocument } from '../../domain/evaluation/evaluation-document.ts';
import { EVALUATION_FILES } from '../../domain/record/bundle.ts';
import { isBundleFault } from '../../domain/record/bundle-fault.ts';
import type { Change } from '../../domain/record/event.ts';
import { verifyBundle } from '../../domain/record/verify.ts';
import { evaluate } from '../../functions/evaluate.ts';
import { ingest } from '../../functions/ingest.ts';
import { readStatement } from '../../functions/read-statement.ts';
import { bundleOf, means, newKey, publicOf, resealed, textIn } from '../domain/record/sealed-bundle.ts';
import { type MemoryScene, memoryScene, takeIn } from './memory-scene.ts';
import { APPROVERS, agree, approveAs, granted, keyOf, open, statementOf, workflow } from './scene.ts';
import { bytesOf, hash } from './services.ts';
import { filesFor, PILOT, type SmallFile, someone } from './small-pilot.ts';

const privateKey = newKey();
const publicKey = publicOf(privateKey);

type Period = '2025-K1' | '2025';

const drafted = async (period: Period, files: readonly SmallFile[] = filesFor(period)): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  await open(scene);
  await agree(scene);
  await takeIn(scene, ...files);
  await workflow(scene);
  return scene;
};

const sealIt = async (scene: MemoryScene, period: Period) => {
  for (const party of APPROVERS) await approveAs(scene, party, period);
  await workflow(scene);
  return bundleOf(scene, period);
};

const madeIn = (scene: MemoryScene) =>
  scene.chain.flatMap(({ change }) => (change.type === 'evaluationMade' ? [change] : []));

const readFile = async (scene: MemoryScene, period: Period, file: string): Promise<string> => {
  const { statement } = await statementOf(scene, period);
  const asked = { pilot: PILOT, statement, file };
  return granted(await readStatement(scene.ports, someone('MUN', 'analyst'), asked)).text;
};

const documentOf = async (scene: MemoryScene, period: Period): Promise<EvaluationDocument> =>
  JSON.parse(await readFile(scene, period, 'evaluation.json'));

const evaluatedYear = async () => {
  const scene = await drafted('2025');
  await evaluate(scene.ports, { pilot: PILOT });
  return scene;
};

describe('an evaluation made from what was delivered', () => {
  let year: MemoryScene;
  beforeAll(async () => {
    year = await evaluatedYear();
  });

  test('finds the effect of the deliveries, by hand, and calls it not shown', async () => {
    const document = await documentOf(year, '2025');
    const [wmo, zvw] = document.streams;
    if (zvw === undefined || 'refused' in zvw || wmo === undefined || 'refused' in wmo) throw new Error('No effect.');
    // A quarter: pilot 90,000 − 100,000 over 300 months, reference 206,000 − 200,000 over 600.
    expect(zvw.perMonth.value).toBeCloseTo(-10_000 / 300 - 6_000 / 600, 5);
    expect(wmo.perMonth.value).toBeCloseTo(2_000 / 300, 5);
    expect([zvw.shown, wmo.shown, document.total]).toMatchObject(['notShown', 'notShown', { shown: 'notShown' }]);
    expect(document.before).toEqual(['2024-K1', '2024-K2', '2024-K3', '2024-K4']);
    expect(document.after).toEqual(['2025-K1', '2025-K2', '2025-K3', '2025-K4']);
  });

  test('always says what the pilot could have shown, with its own numbers of persons', async () => {
    const { power } = await documentOf(year, '2025');
    expect(power.design).toMatchObject({ persons: 100, referencePersons: 200, baselinePeriods: 1 });
    expect(power.agreed.minimumSavingsRate).toBe(0.01);
    expect(power.minimalDetectableEffect).toBeGreaterThan(0.5);
  });

  test('shows the waterbed with the amounts of the settlement: 52,000 less Zvw beside 8,000 more Wmo', async () => {
    const { waterbed } = await documentOf(year, '2025');
    expect(waterbed?.lines.map(({ name, change }) => [name, Math.round(change)])).toEqual([
      ['Wmo', 8_000],
      ['Zvw', -52_000],
    ]);
    expect(waterbed?.flags[0]).toContain('lager uit Zvw (€ 52.000); hoger uit Wmo (€ 8.000)');
  });

  test('lists what was not delivered, and says where the uncertainty would come from', async () => {
    const { notObserved, indicators, meanCosts, selection, quality } = await documentOf(year, '2025');
    expect(notObserved.join('\n')).toContain('er zijn geen indicatoren aangeleverd');
    expect(notObserved.join('\n')).toContain('Wet langdurige zorg: hierover is niets geleverd');
    expect({ indicators, quality }).toEqual({ indicators: null, quality: null });
    expect(meanCosts.note).toContain('De onzekerheid komt dan alleen uit gebieden zonder pilot');
    expect(selection).toEqual({ rule: 'De wijk die mee wilde doen.', dearAreasChosen: false, warning: null });
  });

  test('proposes no completion factors from one valuation, and says why', async () => {
    const { completion } = await documentOf(year, '2025');
    expect(completion?.proposals.map((each) => 'refused' in each && each.refused)).toEqual([
      'triangle_cannot_be_formed',
      'triangle_cannot_be_formed',
    ]);
  });

  test('of an interim statement with one quarter before is refused by the method, in the document', async () => {
    const scene = await drafted('2025-K1');
    await evaluate(scene.ports, { pilot: PILOT });
    const { total, power } = await documentOf(scene, '2025-K1');
    expect(total).toMatchObject({ refused: 'too_few_periods_before' });
    expect(power.because).toContain('Over een deel van een jaar is het toeval groter');
  });

  test('names the deliveries that it rests on, and can be made again from its input, byte for byte', async () => {
    const scene = year;
    const folder = mkdtempSync(join(tmpdir(), 'ontschot-evaluate-'));
    const file = join(folder, 'input.json');
    writeFileSync(file, await readFile(scene, '2025', 'evaluation-input.json'));
    const answer = evaluateDocument([file]);
    rmSync(folder, { recursive: true });
    expect(answer?.output).toBe(await readFile(scene, '2025', 'evaluation.json'));
    const { deliveries } = await documentOf(scene, '2025');
    const [members, zvw, wmo] = filesFor('2025').map(({ text }) => hash(text));
    expect(deliveries.map(({ source, sha256 }) => [source, sha256])).toEqual([
      ['Wmo', wmo],
      ['Zvw', zvw],
      ['members', members],
    ]);
  });

  test('is readable before anybody approves, and is no file of a statement that has none', async () => {
    const scene = await drafted('2025');
    const { statement } = await statementOf(scene, '2025');
    const asked = { pilot: PILOT, statement, file: 'evaluation.html' };
    const ask = () => readStatement(scene.ports, someone('MUN', 'analyst'), asked);
    expect(await ask()).toMatchObject({ refusal: 'file_must_exist' });
    await evaluate(scene.ports, { pilot: PILOT });
    expect(granted(await ask()).text).toContain('niet aantoonbaar');
  });
});

describe('making evaluations', () => {
  test('is done once, however often it is asked', async () => {
    const scene = await evaluatedYear();
    const { statement } = await statementOf(scene, '2025');
    expect(madeIn(scene).map((each) => each.statement)).toEqual([statement]);
    expect(await evaluate(scene.ports, { pilot: PILOT })).toEqual({ evaluated: [] });
    expect(madeIn(scene)).toHaveLength(1);
  });

  test('gives the same in whatever order the parties delivered', async () => {
    const [one, other] = [await evaluatedYear(), await drafted('2025', filesFor('2025').toReversed())];
    await evaluate(other.ports, { pilot: PILOT });
    expect(madeIn(other)[0]?.evaluation).toBe(madeIn(one)[0]?.evaluation);
  });

  test('is done again when a delivery comes in before the last approval, and the workflow is started for that', async () => {
    const scene = await evaluatedYear();
    const rows = ['acties_wijkplan;interventie;2025;9;12;verslag', 'acties_wijkplan;interventie;2024;6;12;verslag'];
    const text = ['indicator;cohort;periode;teller;noemer;bron', ...rows, 'SLUITREGEL;2;15;;;', ''].join('\r\n');
    const date = filesFor('2025')[0].valuationDate;
    const indicators = { party: 'CARE', kind: 'indicators' as const, valuationDate: date, text };
    const key = keyOf(indicators as unknown as SmallFile);
    const startedBefore = scene.started.length;
    scene.incoming.set(key, bytesOf(text));
    await ingest(scene.ports, key);
    expect(scene.started.length).toBe(startedBefore + 1);
    await evaluate(scene.ports, { pilot: PILOT });
    expect(madeIn(scene)).toHaveLength(2);
    const { indicators: part, notObserved } = await documentOf(scene, '2025');
    expect(part?.lines.map(({ period, pilot }) => [period, pilot !== null && 'value' in pilot && pilot.value])).toEqual(
      [
        ['2024', 0.5],
        ['2025', 0.75],
      ],
    );
    expect(notObserved.join('\n')).not.toContain('er zijn geen indicatoren aangeleverd');
    expect(verifyBundle(await sealIt(scene, '2025'), means, { publicKey })).toMatchObject({ period: '2025' });
  });

  test('changes nothing about the statement: its hash and its files stay as they are', async () => {
    const [plain, evaluated] = [await drafted('2025'), await evaluatedYear()];
    expect((await statementOf(evaluated, '2025')).statement).toBe((await statementOf(plain, '2025')).statement);
    const [a, b] = [await sealIt(plain, '2025'), await sealIt(evaluated, '2025')];
    for (const name of ['statement.json', 'statement.html', 'case.json'] as const)
      expect(textIn(b, name)).toBe(textIn(a, name));
  });

  test('ends with the last approval, so that what is sealed is what could be read', async () => {
    const scene = await drafted('2025');
    for (const party of APPROVERS) await approveAs(scene, party, '2025');
    expect(await evaluate(scene.ports, { pilot: PILOT })).toEqual({ evaluated: [] });
  });

  test('of a pilot that is not there makes nothing', async () => {
    expect(await evaluate(memoryScene(privateKey).ports, { pilot: 'elders' })).toEqual({ evaluated: [] });
  });
});

describe('the sealed bundle', () => {
  const faultOf = (files: ReadonlyMap<string, Uint8Array>) => {
    const answer = verifyBundle(new Map(files), means, { publicKey });
    return isBundleFault(answer) ? [answer.rule, answer.where] : 'holds';
  };

  let bundle: ReadonlyMap<string, Uint8Array>;
  let without: ReadonlyMap<string, Uint8Array>;
  beforeAll(async () => {
    bundle = await sealIt(await evaluatedYear(), '2025');
    without = await sealIt(await drafted('2025'), '2025');
  });

  test('has the evaluation in its manifest and in its readme, and holds; without one it holds as it always did', () => {
    const listed: { files: { name: string }[] } = JSON.parse(textIn(bundle, 'manifest.json'));
    expect(listed.files.map(({ name }) => name)).toEqual(expect.arrayContaining([...EVALUATION_FILES]));
    expect(textIn(bundle, 'LEESMIJ.txt')).toContain('evaluation.html');
    expect(faultOf(bundle)).toBe('holds');
    expect(EVALUATION_FILES.filter((name) => without.has(name))).toEqual([]);
    expect(textIn(without, 'LEESMIJ.txt')).not.toContain('evaluation.html');
    expect(faultOf(without)).toBe('holds');
  });

  test('shows a change of one bit in any file of the evaluation, and one that was left out', () => {
    for (const name of EVALUATION_FILES) {
      const bytes = new Uint8Array(bundle.get(name) ?? []);
      bytes[50] = (bytes[50] ?? 0) ^ 4;
      expect(faultOf(new Map([...bundle, [name, bytes]]))).toEqual(['file_must_have_its_hash', name]);
      const left = new Map(bundle);
      left.delete(name);
      expect(faultOf(left)).toEqual(['file_must_be_present', name]);
    }
  });

  test('with another evaluation than the record names does not hold, even when it was signed', () => {
    const listed = (files: Map<string, Uint8Array>) => void files.set('evaluation.json', bytesOf('{}'));
    expect(faultOf(resealed(bundle, privateKey, { listed }))).toEqual([
      'evaluation_must_be_the_one_recorded',
      'evaluation.json',
    ]);
    const removed = (files: Map<string, Uint8Array>) => EVALUATION_FILES.forEach((name) => void files.delete(name));
    expect(faultOf(resealed(bundle, privateKey, { listed: removed }))).toEqual([
      'evaluation_must_be_the_one_recorded',
      'evaluation-input.json',
    ]);
  });

  test('that never had one cannot be given one', () => {
    const listed = (files: Map<string, Uint8Array>) => void files.set('evaluation.json', bytesOf('{}'));
    expect(faultOf(resealed(without, privateKey, { listed }))).toEqual([
      'evaluation_must_be_the_one_recorded',
      'evaluation.json',
    ]);
  });
});

test('the event names nothing but hashes and the statement', async () => {
  const [made] = madeIn(await evaluatedYear());
  const { type, ...named } = made as Change & { type: 'evaluationMade' };
  expect([type, Object.keys(named).sort()]).toEqual([
    'evaluationMade',
    ['evaluation', 'ground', 'input', 'kind', 'page', 'period', 'statement'],
  ]);
});
