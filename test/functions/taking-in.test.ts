import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { templateChecker } from '../../domain/delivery/check/template-check.ts';
import { overviewFor } from '../../domain/record/overview.ts';
import { stateOf } from '../../domain/record/projection.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { confirmCorrection } from '../../functions/confirm-correction.ts';
import { explain, explainByForm } from '../../functions/explain.ts';
import { ingest } from '../../functions/ingest.ts';
import { linkFound, readFindings } from '../../functions/read-findings.ts';
import { isRefusal } from '../../functions/refusal.ts';
import { readUploadKey, uploadKey } from '../../functions/upload-key.ts';
import { findingsPage } from '../../portal/findings-page.ts';
import { statementPage } from '../../portal/statement-page.ts';
import { type MemoryScene, memoryScene, takeIn } from './memory-scene.ts';
import { agree, granted, keyOf, open, statementOf, workflow } from './scene.ts';
import { bytesOf, hash } from './services.ts';
import { deliveryText, filesFor, PILOT, type SmallFile, someone } from './small-pilot.ts';

/** What `check` says of a file beside the agreement, taking in says too; and what it says goes to nobody else. */

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [members, zvw, wmo] = filesFor('2025-K1');
const DATE = '2025-07-31';

const opened = async (): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  await open(scene);
  return scene;
};

/** What was announced once more is read once more. */
const readAgain = async (scene: MemoryScene): Promise<void> => {
  const announced = [...scene.incoming.keys()].filter((key) => key.startsWith('_again/'));
  for (const key of announced) {
    scene.incoming.delete(key);
    await ingest(scene.ports, key);
  }
};

const namedOf = ({ text, kind, valuationDate }: SmallFile) => ({ sha256: hash(text), kind, valuationDate });
const outcomeOf = async ({ ports }: MemoryScene, file: SmallFile) =>
  granted(await readFindings(ports, someone(file.party, 'analyst'), PILOT, namedOf(file))).outcome;
const last = ({ chain }: MemoryScene) => chain.at(-1)?.change;
const counting = ({ chain }: MemoryScene): readonly string[] =>
  stateOf(chain)?.deliveries.map(({ sha256 }) => sha256) ?? [];

const costs = (...rows: readonly string[]): SmallFile => {
  const sum = rows.reduce((all, row) => all + Number(row.split(';').at(-1)?.replace(',00', '') ?? 0), 0);
  return { ...zvw, text: deliveryText('costs', rows, sum) };
};
const counted = (...rows: readonly string[]): SmallFile => {
  const sum = rows.reduce((all, row) => all + Number(row.split(';').at(-1) ?? 0), 0);
  return { ...members, text: deliveryText('members', rows, sum) };
};
const ZVW = 'Wijk;1;interventie;Zvw;farmacie;2025-K1;;;100;9000,00';
const CELL = 'Wijk;1;interventie;2025-K1;;;100;300';

/** A file that breaks one rule, and where. */
const broken: readonly (readonly [string, string, SmallFile, readonly (readonly [number | null, number | null])[]])[] =
  [
    ['with a cell twice', 'cell_stands_twice', costs(ZVW, ZVW.replace('9000', '8000')), [[3, null]]],
    ['over a year that was not agreed', 'period_must_be_agreed', costs(ZVW.replace('2025-K1', '2019-K1')), [[2, 6]]],
    ['over a year and a quarter of it', 'periods_overlap', costs(ZVW, ZVW.replace('2025-K1', '2025')), [[3, null]]],
    ['with an unknown category', 'care_category_is_unknown', costs(ZVW.replace('farmacie', 'kapper')), [[2, 5]]],
    ['with an unknown age band', 'age_band_is_unknown', costs(ZVW.replace(';;;100', ';;18-44;100')), [[2, 8]]],
    ['with costs of nobody', 'costs_without_persons', costs(ZVW.replace(';100;', ';0;')), [[2, 9]]],
    ['with persons without months', 'persons_without_months', counted(CELL.replace(';300', ';0')), [[2, 8]]],
    ['with months of nobody', 'months_without_persons', counted(CELL.replace(';100;', ';0;')), [[2, 7]]],
    [
      'with a total beside its parts',
      'total_stands_beside_parts',
      counted(CELL.replace(';;;', ';M;;'), CELL.replace(';;;', ';V;;'), CELL),
      [[4, null]],
    ],
    [
      'with a quarter that one cohort lacks',
      'period_is_missing',
      costs(ZVW, ZVW.replace('K1', 'K2'), ZVW.replace('interventie', 'referentie')),
      [[null, 6]],
    ],
    [
      'with a category beside the whole stream',
      'total_stands_beside_parts',
      costs(ZVW.replace('farmacie', ''), ZVW),
      [[3, null]],
    ],
    [
      'with a pooled row beside everybody',
      'total_stands_beside_parts',
      counted(CELL, CELL.replace(';;;', ';;rest;')),
      [[3, null]],
    ],
    [
      'with an odd version in its first row',
      'population_differs',
      counted(CELL.replace('Wijk;1', 'Wijk;7'), CELL.replace('K1', 'K2'), CELL.replace('K1', 'K3')),
      [[2, 2]],
    ],
  ];

describe('what check refuses is refused when it is taken in', () => {
  test.each(broken)('a delivery %s: %s', async (_, rule, file, places) => {
    const scene = await opened();
    await takeIn(scene, file);
    expect(last(scene)).toMatchObject({
      type: 'deliveryRefused',
      refusal: rule,
      problemCount: places.length,
      codes: { [rule]: places.length },
      problems: places.map(([line, column]) => ({ code: rule, line, column })),
    });
    expect(counting(scene)).toEqual([]);
  });

  test.each(broken)('and check itself says the same of a delivery %s', (_, rule, { kind, text }) => {
    const pilot = { pilot: agreed.pilot, population: agreed.populations[0]?.population ?? null, members: null };
    const checker = templateChecker(kind, pilot);
    checker.push(bytesOf(text));
    const { answer } = checker.end(text.length, hash(text));
    expect([answer.accepted, [...answer.problems, ...answer.findings].map(({ code }) => code)]).toEqual([
      false,
      [rule],
    ]);
  });

  test('costs in a cell without member-months are refused once the member-months are known, and not before', async () => {
    const split = costs(ZVW.replace(';;;100', ';M;;100'), ZVW.replace('interventie', 'referentie'));
    const scene = await opened();
    await takeIn(scene, split);
    expect(counting(scene)).toEqual([hash(split.text)]);
    const informed = await opened();
    await takeIn(informed, members, split);
    expect(last(informed)).toMatchObject({ refusal: 'costs_without_members', problems: [{ line: 2, column: 10 }] });
    expect(counting(informed)).toEqual([hash(members.text)]);
  });

  test('a quarter of which no member-months are in yet lacks none', async () => {
    const scene = await opened();
    const later = costs(ZVW.replace('2025-K1', '2025-K2'));
    await takeIn(scene, members, later);
    expect(counting(scene)).toEqual([hash(members.text), hash(later.text)]);
  });

  test('member-months of another date are not those of a quarter that is settled', async () => {
    const scene = await opened();
    const later = { ...costs(ZVW.replace(';;;100', ';M;;100')), valuationDate: '2026-04-30' };
    await takeIn(scene, members, later);
    expect(counting(scene)).toContain(hash(later.text));
  });
});

const agreed = await (async () => {
  const state = stateOf((await opened()).chain);
  if (state === null) throw new Error('The small pilot was not opened.');
  return state;
})();

describe('the record of a refused file', () => {
  const secret = costs(ZVW.replace('farmacie', 'Huize Avondrust'), ZVW.replace('farmacie', 'praktijk Oost'));

  test('has codes, counts and places, and nothing of what stands there', async () => {
    const scene = await opened();
    await takeIn(scene, secret);
    expect(last(scene)).toMatchObject({ codes: { care_category_is_unknown: 2 }, problemCount: 2 });
    expect(JSON.stringify(scene.chain)).not.toMatch(/Avondrust|praktijk/);
  });

  test('lets its own party see everything while the file is there, and the rules after that', async () => {
    const scene = await opened();
    await takeIn(scene, secret);
    const there = await outcomeOf(scene, secret);
    expect(there).toMatchObject({ findingCount: 2, isReturnable: true });
    expect(JSON.stringify(there)).toContain('Huize Avondrust');
    scene.incoming.clear();
    const gone = await outcomeOf(scene, secret);
    expect(gone).toMatchObject({
      isReturnable: false,
      findings: [
        { code: 'care_category_is_unknown', line: 2, column: 5, message: expect.stringContaining('register') },
        { line: 3 },
      ],
    });
    expect(JSON.stringify(gone)).not.toContain('Avondrust');
  });

  test('of more findings than are shown lets its party fetch them all', async () => {
    const scene = await opened();
    const many = costs(...Array.from({ length: 1_200 }, (_, place) => ZVW.replace('farmacie', `kapper ${place}`)));
    await takeIn(scene, many);
    const view = granted(await readFindings(scene.ports, someone('INS', 'analyst'), PILOT, namedOf(many)));
    if (view.outcome.state !== 'refused') throw new Error('The file was not refused.');
    expect([view.outcome.findingCount, view.outcome.findings.length]).toEqual([1_200, 1_000]);
    expect(findingsPage(view)).toContain('De eerste 1.000 van 1.200 bevindingen');
    const { location } = granted(await linkFound(scene.ports, someone('INS', 'analyst'), PILOT, namedOf(many), 'all'));
    const all = JSON.parse(new TextDecoder().decode(scene.incoming.get(location)));
    expect([all.findings.length, all.findings.at(-1).line]).toEqual([1_200, 1_201]);
  });

  test('from before that was so is read with the messages that it has', async () => {
    const scene = await opened();
    await takeIn(scene, secret);
    const event = scene.chain.at(-1);
    if (event?.change.type !== 'deliveryRefused') throw new Error('The file was not refused.');
    const { codes: _, ...before } = event.change;
    const problems = [{ code: 'care_category_is_unknown', line: 2, column: 5, message: 'hier staat "iets"' }];
    scene.chain.splice(-1, 1, { ...event, change: { ...before, problems } });
    scene.incoming.clear();
    expect(await outcomeOf(scene, secret)).toMatchObject({ findings: [{ message: 'hier staat "iets"' }] });
  });
});

describe('a delivery of which something is not plausible', () => {
  const odd = counted(CELL.replace(';300', ';100'), CELL.replace('interventie', 'referentie'));
  const CODE = 'months_do_not_fit_persons';
  const REASON = 'De wijk is op 1 maart opgeleverd.';
  const analyst = someone('INS', 'analyst');
  const explaining = (scene: MemoryScene, reasons: readonly object[], person = analyst, file = odd) =>
    explain(scene.ports, person, PILOT, namedOf(file), { reasons });
  const ruleOf = (answer: object) => (isRefusal(answer) ? answer.refusal : null);

  test('is held, and counts for nothing until its supplier says why it is right', async () => {
    const scene = await opened();
    await takeIn(scene, odd, odd);
    expect(scene.chain.filter(({ change }) => change.type === 'deliveryHeld')).toHaveLength(1);
    expect(last(scene)).toMatchObject({ codes: { [CODE]: 1 }, problems: [{ code: CODE, line: 2, column: 8 }] });
    expect(counting(scene)).toEqual([]);
    expect(await outcomeOf(scene, odd)).toMatchObject({
      state: 'held',
      isThere: true,
      findings: [{ code: CODE, message: expect.stringContaining('100 personen in 2025-K1 is 300 maanden') }],
    });
    const explained = granted(await explaining(scene, [{ code: CODE, line: 2, reason: REASON }]));
    expect(explained.outcome).toMatchObject({ state: 'held', explained: [{ reason: REASON }] });
    expect(counting(scene)).toEqual([]);
    await readAgain(scene);
    expect(await outcomeOf(scene, odd)).toMatchObject({
      state: 'accepted',
      receipt: { explained: [{ code: CODE, reason: REASON, findingCount: 1, places: [{ line: 2, column: 8 }] }] },
    });
    expect(counting(scene)).toEqual([hash(odd.text)]);
    const before = scene.chain.length;
    expect(granted(await explaining(scene, [{ code: CODE, reason: REASON }])).outcome.state).toBe('accepted');
    expect(scene.chain).toHaveLength(before);
  });

  test('stands in the overview of its own party, and its reason on the statement that rests on it', async () => {
    const scene = await opened();
    await agree(scene);
    const thin = { ...members, text: members.text.replace(';100;300', ';100;200').replace(';1800;', ';1700;') };
    await takeIn(scene, thin, zvw, wmo);
    const heldFor = (party: string) => {
      const state = stateOf(scene.chain);
      return state === null
        ? []
        : overviewFor(state, { party, role: 'analyst' }, '2025-08-02T00:00:00.000Z', hash).held;
    };
    expect([heldFor('INS').length, heldFor('MUN').length]).toEqual([1, 0]);
    granted(await explaining(scene, [{ code: CODE, reason: REASON }], analyst, thin));
    await readAgain(scene);
    expect(heldFor('INS')).toEqual([]);
    await workflow(scene);
    const { statement } = await statementOf(scene, '2025-K1');
    const text = new TextDecoder().decode(scene.statements.get(`${PILOT}/statements/${statement}.json`));
    const read: Statement = JSON.parse(text);
    expect(read.deliveries.find(({ source }) => source === 'members')?.explained).toMatchObject([{ reason: REASON }]);
    expect(read.deliveries.filter(({ explained }) => explained !== undefined)).toHaveLength(1);
    expect(statementPage(read, { sha256: statement, sealed: false, approvedBy: [] })).toContain(REASON);
  });

  test.each([
    ['no reason at all', [{ code: 'total_is_negative', reason: REASON }]],
    ['an empty reason', [{ code: CODE, reason: ' ' }]],
    ['a reason with a citizen service number', [{ code: CODE, reason: 'Zie 123456782.' }]],
    ['a reason for another line', [{ code: CODE, line: 3, reason: REASON }]],
  ])('is not taken in with %s', async (_, reasons) => {
    const scene = await opened();
    await takeIn(scene, odd);
    const before = scene.chain.length;
    expect(ruleOf(await explaining(scene, reasons))).toBe('reasons_must_be_sound');
    expect(scene.chain).toHaveLength(before);
  });

  test('is explained by an analyst of its own party alone, and only while it is held and there', async () => {
    const scene = await opened();
    const reasons = [{ code: CODE, reason: REASON }];
    expect(ruleOf(await explaining(scene, reasons))).toBe('delivery_must_be_held');
    await takeIn(scene, odd);
    expect(ruleOf(await explaining(scene, reasons, someone('INS', 'controller')))).toBe('role_must_allow_this');
    expect(ruleOf(await explaining(scene, reasons, someone('MUN', 'analyst')))).toBe('delivery_must_be_held');
    expect(ruleOf(await explaining(scene, []))).toBe('request_is_malformed');
    scene.incoming.clear();
    expect(ruleOf(await explaining(scene, reasons))).toBe('upload_must_be_there');
    expect(await outcomeOf(scene, odd)).toMatchObject({ state: 'held', isThere: false });
    expect(counting(scene)).toEqual([]);
  });

  test('by the form of its page is told at each field what is missing', async () => {
    const scene = await opened();
    await takeIn(scene, odd);
    const send = (text: string) =>
      explainByForm(scene.ports, analyst, PILOT, namedOf(odd), { [`reason.${CODE}`]: text });
    const wrong = granted(await send(''));
    expect(wrong.faults).toEqual([{ path: `reason.${CODE}`, message: expect.stringContaining('nog geen reden') }]);
    const page = findingsPage(wrong.view, wrong.faults);
    expect(page).toContain(`name="reason.${CODE}"`);
    expect(page).toContain('aria-invalid="true"');
    const right = granted(await send(REASON));
    expect([right.faults, right.view.outcome.state]).toEqual([[], 'held']);
    const waiting = findingsPage(right.view);
    expect(waiting).toContain(REASON);
    expect(waiting).toContain('<h1>Het bestand wordt gelezen</h1>');
    expect(waiting).not.toContain('<form');
    await readAgain(scene);
    const view = granted(await readFindings(scene.ports, analyst, PILOT, namedOf(odd)));
    expect(view.outcome.state).toBe('accepted');
    expect(findingsPage(view)).toContain(REASON);
  });

  const LATER = '2025-08-31';
  const wmoOf = (euro: number, period = '2025-K1', valuationDate = DATE, more = ''): SmallFile => {
    const row = `Wijk;1;interventie;Wmo;;${period};${more};;100;${euro},00`;
    return { party: 'MUN', kind: 'costs', valuationDate, text: deliveryText('costs', [row], euro) };
  };

  test('is compared with what was delivered before: ten times the quarter before it', async () => {
    const scene = await opened();
    await takeIn(scene, wmoOf(12_000, '2025-K1'), wmoOf(119_999, '2025-K2'));
    expect(counting(scene)).toHaveLength(2);
    await takeIn(scene, wmoOf(1_200_000, '2025-K3'));
    expect(last(scene)).toMatchObject({ type: 'deliveryHeld', codes: { ten_times_last_period: 1 } });
    expect(counting(scene)).toHaveLength(2);
  });

  test('is held where a sex that was delivered before has no row any more', async () => {
    const bands = (...sexes: readonly string[]): SmallFile => {
      const rows = sexes.map((sex) => `Wijk;1;interventie;2025-K1;${sex};0+;100;300`);
      return { ...members, text: deliveryText('members', rows, 300 * sexes.length) };
    };
    const scene = await opened();
    await takeIn(scene, bands('M', 'V'), { ...bands('M'), valuationDate: LATER });
    expect(last(scene)).toMatchObject({ type: 'deliveryHeld', codes: { age_band_is_missing: 1 } });
    const { findings } = (await outcomeOf(scene, { ...bands('M'), valuationDate: LATER })) as {
      findings: readonly { message: string }[];
    };
    expect(findings[0]?.message).toContain(
      'Eerder waren er rijen voor 0+; nu is er geen enkele voor interventie, 2025-K1, V.',
    );
  });

  test('is read anew when it was explained, and taken in where nothing is odd any more', async () => {
    const scene = await opened();
    const large = wmoOf(1_200_000, '2025-K2', LATER);
    await takeIn(scene, wmoOf(12_000), large);
    expect(last(scene)).toMatchObject({ type: 'deliveryHeld' });
    // The quarter before turns out to be larger, so nothing is odd any more.
    await takeIn(scene, wmoOf(900_000, '2025-K1', '2025-08-15'));
    granted(
      await explaining(scene, [{ code: 'ten_times_last_period', reason: REASON }], someone('MUN', 'analyst'), large),
    );
    await readAgain(scene);
    expect(await outcomeOf(scene, large)).toMatchObject({ state: 'accepted' });
  });

  test('waits for other reasons where the reading finds something else by then', async () => {
    const row = (sex: string, months: number) => `Wijk;1;interventie;2025-K1;${sex};0+;100;${months}`;
    const scene = await opened();
    const thin = { ...counted(row('M', 100)), valuationDate: LATER };
    await takeIn(scene, thin, counted(row('M', 300), row('V', 300)));
    const reasons = [{ code: CODE, reason: REASON }];
    granted(await explaining(scene, reasons, analyst, thin));
    await readAgain(scene);
    expect(await outcomeOf(scene, thin)).toMatchObject({
      state: 'held',
      explained: [],
      codes: { [CODE]: 1, age_band_is_missing: 1 },
    });
    expect(ruleOf(await explaining(scene, reasons, analyst, thin))).toBe('reasons_must_be_sound');
    const more = [...reasons, { code: 'age_band_is_missing', reason: REASON }];
    granted(await explaining(scene, more, analyst, thin));
    await readAgain(scene);
    expect(await outcomeOf(scene, thin)).toMatchObject({ state: 'accepted' });
  });

  test('cannot be explained while it is being read once more and its findings are not recorded yet', async () => {
    const scene = await opened();
    await takeIn(scene, odd);
    const [key = ''] = [...scene.incoming.keys()].filter((each) => each.startsWith('_found/'));
    const found = JSON.parse(new TextDecoder().decode(scene.incoming.get(key)));
    scene.incoming.set(key, bytesOf(JSON.stringify({ ...found, implausible: hash('something else') })));
    expect(ruleOf(await explaining(scene, [{ code: CODE, reason: REASON }]))).toBe('findings_must_be_current');
    await readAgain(scene);
    granted(await explaining(scene, [{ code: CODE, reason: REASON }]));
  });

  test('and was emptied out of the bucket can be sent and explained once more', async () => {
    const scene = await opened();
    await takeIn(scene, odd);
    scene.incoming.clear();
    const upload = readUploadKey(keyOf(odd));
    if (upload === null) throw new Error('A key of ours cannot be read.');
    const later = uploadKey({ ...upload, announcedMilliseconds: 1 });
    scene.incoming.set(later, bytesOf(odd.text));
    await ingest(scene.ports, later);
    granted(await explaining(scene, [{ code: CODE, reason: REASON }]));
    await readAgain(scene);
    expect(await outcomeOf(scene, odd)).toMatchObject({ state: 'accepted' });
  });

  test('that is a correction is explained first, shown then, and confirmed last', async () => {
    const scene = await opened();
    const [first, second] = [wmoOf(12_000, '2025-K1'), wmoOf(13_000, '2025-K2')];
    const correction: SmallFile = { ...wmoOf(130_000, '2025-K2'), correction: true };
    await takeIn(scene, first, second, correction);
    const municipality = someone('MUN', 'analyst');
    expect(ruleOf(await confirmCorrection(scene.ports, municipality, PILOT, namedOf(correction)))).toBe(
      'correction_must_be_proposed',
    );
    const reasons = [{ code: 'ten_times_last_period', reason: REASON }];
    granted(await explaining(scene, reasons, municipality, correction));
    await readAgain(scene);
    expect(await outcomeOf(scene, correction)).toMatchObject({
      state: 'proposed',
      proposal: { difference: [{ difference: '117000.00' }] },
    });
    expect(counting(scene)).toHaveLength(2);
    granted(await confirmCorrection(scene.ports, municipality, PILOT, namedOf(correction)));
    expect(await outcomeOf(scene, correction)).toMatchObject({ receipt: { explained: [{ reason: REASON }] } });
  });

  test('that is a correction cannot be confirmed while something new about it is not explained', async () => {
    const scene = await opened();
    const correction: SmallFile = { ...wmoOf(130_000, '2025-K2'), correction: true };
    await takeIn(scene, wmoOf(13_000, '2025-K2'), correction);
    expect(await outcomeOf(scene, correction)).toMatchObject({ state: 'proposed' });
    await takeIn(scene, wmoOf(1_000, '2025-K1'));
    await ingest(scene.ports, keyOf(correction));
    const answer = await confirmCorrection(scene.ports, someone('MUN', 'analyst'), PILOT, namedOf(correction));
    expect(ruleOf(answer)).toBe('findings_must_be_explained');
  });
});

test('indicators are taken in like any other kind', async () => {
  const rows = [
    'ervaren-gezondheid;interventie;2025-K1;60;100;enquete',
    'ervaren-gezondheid;referentie;2025-K1;120;200;enquete',
  ];
  const file: SmallFile = {
    party: 'CARE',
    kind: 'indicators',
    valuationDate: DATE,
    text: deliveryText('indicators', rows, 180),
  };
  const scene = await opened();
  await takeIn(scene, file);
  expect(last(scene)).toMatchObject({
    type: 'deliveryAccepted',
    delivery: { kind: 'indicators', rows: 2, total: '180' },
  });
  expect(await outcomeOf(scene, file)).toMatchObject({ state: 'accepted', receipt: { unit: 'personen' } });
  const other = { ...file, text: file.text.replace(';60;', ';61;').replace(';180;', ';181;') };
  await takeIn(scene, other);
  expect(last(scene)).toMatchObject({ refusal: 'delivery_exists_already' });
});
