import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RULES } from '../domain/delivery/findings/rules.ts';
import { readDelivery } from '../domain/delivery/template/delivery.ts';
import { DELIVERY_KINDS, TEMPLATES } from '../domain/delivery/template/template.ts';
import { readPilot } from '../domain/pilot/agreement.ts';
import { BUNDLE_FILES } from '../domain/record/bundle.ts';
import { pin } from '../domain/record/due.ts';
import { stateOf } from '../domain/record/projection.ts';
import { draftStatement } from '../domain/record/statement.ts';
import { LABELS } from '../domain/settlement/labels.ts';
import { defaultSettings } from '../infra/settings.ts';
import { verbNames, verbs } from '../infra/verbs.ts';
import { baselineFiles, statementFiles } from '../local/demo/deliveries.ts';
import { demoDocument } from '../local/demo/pilot.ts';
import { acceptedOf, readPinned, recordOf } from './domain/record/demo-record.ts';

/** What the pages say about the repository is true: links, commands, paths, codes, permissions, and figures of the demo. */

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root }).sort()];

/** Every match of the first group, with the page it stands on. */
const inPages = (pattern: RegExp) =>
  pages.flatMap((page) => [...read(page).matchAll(pattern)].map((match) => ({ page, found: match[1] ?? '' })));

describe('the pages name only what is there', () => {
  test('every relative link leads to a file or folder', () => {
    const links = inPages(/\]\(([^)\s]+)\)/g).filter(({ found }) => !/^(https?:|mailto:|#)/.test(found));
    const broken = links.filter(
      ({ page, found }) => !existsSync(resolve(root, dirname(page), found.replace(/#.*$/, ''))),
    );
    expect(links.length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });

  test('every npm command exists', () => {
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
    const commands = inPages(/npm run (?:-s )?([a-z][\w:-]*)/g);
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter(({ found }) => !scripts.includes(found))).toEqual([]);
  });

  test('every path of the repository exists', () => {
    const folders = 'bench|commands|docs|domain|functions|infra|local|portal|test';
    const paths = inPages(new RegExp(`\`((?:${folders})/[\\w./-]+)\``, 'g'));
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter(({ found }) => !existsSync(join(root, found)))).toEqual([]);
  });
});

describe('the guide for analysts', () => {
  const guide = read('docs/analist.md');
  const sources = [...globSync('domain/delivery/**/*.ts', { cwd: root }), 'domain/record/acceptance.ts'].sort();
  const CODE = /code: '(\w+_\w+)'|(?:rowProblem|fieldProblem|fault)\(\s*'(\w+)'|^ +\| '(\w+_must_\w+)'/gm;
  const reported = sources.flatMap((file) => [...read(file).matchAll(CODE)].map((match) => match.slice(1).join('')));
  const codes = [...Object.keys(RULES), ...reported];

  test('has every code with which a delivery can be refused', () => {
    const unique = [...new Set(codes)].sort();
    expect(unique.length).toBeGreaterThanOrEqual(46);
    expect(unique.filter((code) => !guide.includes(`\`${code}\``))).toEqual([]);
  });

  test('shows an example of each template that is accepted as it stands', () => {
    const examples = [...guide.matchAll(/```\n([^`]*SLUITREGEL[^`]*)```/g)].map((match) => match[1] ?? '');
    const readings = DELIVERY_KINDS.map((kind, place) =>
      readDelivery(kind, new TextEncoder().encode(examples[place] ?? '')),
    );
    expect(readings.flatMap((reading) => ('problems' in reading ? reading.problems : []))).toEqual([]);
  });

  test('has every column of the templates', () => {
    const headings = DELIVERY_KINDS.flatMap((kind) => TEMPLATES[kind].columns.map(({ heading }) => heading));
    expect(headings.filter((heading) => !guide.includes(`\`${heading}\``))).toEqual([]);
  });

  test('has no code that does not exist', () => {
    const named = [...guide.matchAll(/^\| `([a-z]+(?:_[a-z]+)*)` \|/gm)].map((match) => match[1] ?? '');
    const columns = DELIVERY_KINDS.flatMap((kind) => TEMPLATES[kind].columns.map(({ heading }) => heading));
    expect(named.filter((name) => ![...codes, ...columns].includes(name))).toEqual([]);
  });
});

describe('the guide for operators', () => {
  const guide = read('docs/beheerder.md');

  test.each(verbNames)('says how %s is reached and what it may do', (name) => {
    const row = guide.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    const cells = row.split('|').map((cell) => cell.trim());
    const verb = verbs[name];
    const actions = [verb.pilots, verb.incoming, verb.deliveries, verb.statements, verb.workflow, verb.access];
    expect(cells.slice(3, 9)).toEqual(actions.map((each) => (each ?? []).join(', ')));
    if (verb.reachedBy.includes('/')) expect(cells[2]).toBe(`\`${verb.reachedBy}\``);
    expect(guide).toContain(`\`${name}Errors\``);
  });

  test('has every setting, with the defaults that are numbers', () => {
    const rows = [...guide.matchAll(/^\| `(\w+)` \|.*\| ([^|]+) \|$/gm)].map((match) => [match[1], match[2]]);
    const defaults = Object.fromEntries(rows);
    expect(Object.keys(defaults)).toEqual(
      expect.arrayContaining([...Object.keys(defaultSettings), 'alarmEmail', 'portalOrigin']),
    );
    expect(defaults['retentionYears']).toBe(`${defaultSettings.retentionYears}`);
    expect(defaults['logRetentionDays']).toBe(`${defaultSettings.logRetentionDays}`);
  });
});

describe('the guide for accountants', () => {
  test('has every file of the bundle, and so has the text that lies in the bundle itself', () => {
    const guide = read('docs/accountant.md');
    expect(BUNDLE_FILES.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
    const readme = read('domain/record/readme.ts');
    expect(BUNDLE_FILES.filter((name) => name !== 'LEESMIJ.txt' && !readme.includes(`\n${name} `))).toEqual([]);
  });
});

describe('the glossary', () => {
  test('has every line of the worksheet as its labels say', () => {
    const glossary = read('docs/glossary.md');
    const rows = Object.entries(LABELS).map(
      ([code, { step, nl, en, unit }]) => `| ${step} | \`${code}\` | ${nl} | ${en} | ${unit} |`,
    );
    expect(rows.filter((row) => !glossary.includes(row))).toEqual([]);
  });
});

describe('the guide for controllers', () => {
  const guide = read('docs/controller.md');

  /** The statement of a period of the demo, settled without starting anything. */
  const statementOf = (period: string) => {
    const dates = Object.entries(demoDocument.agreement.referenceDates);
    const files = [...baselineFiles(), ...dates.flatMap(([each, date]) => statementFiles(each, date))];
    const changes = files.map((file) => ({ type: 'deliveryAccepted', delivery: acceptedOf(file) }) as const);
    const state = stateOf(recordOf(changes));
    const slot = state?.pilot.slots.find((each) => each.period.text === period);
    const reading = readPilot(demoDocument);
    if (state === null || slot === undefined || !('pilot' in reading)) throw new Error(`The demo has no ${period}.`);
    const pinned = pin(state, slot);
    const { result } = draftStatement(reading.pilot, slot, readPinned(pinned.deliveries, files), pinned);
    if (!('worksheet' in result)) throw new Error('The demo did not settle.');
    return result;
  };

  /** `1.234,50` and `−17.287,87` as they are read. */
  const asDecimal = (dutch: string): string => dutch.replaceAll('.', '').replace(',', '.').replace('−', '-');

  test('follows an amount along lines that the final statement of the demo really has', () => {
    const { lines } = statementOf('2025').worksheet;
    const told = [...guide.matchAll(/^\| (\d+) \|.*\| (−?[\d.,]+) \|$/gm)].map((match) => ({
      line: Number(match[1]),
      value: asDecimal(match[2] ?? ''),
    }));
    expect(told.length).toBeGreaterThan(35);
    expect(told).toEqual(
      told.map(({ line }) => ({ line, value: lines[line - 1]?.shown ?? lines[line - 1]?.value ?? '' })),
    );
  });

  test('shows the five results of the demo as they are', () => {
    const byDate = Object.entries(demoDocument.agreement.referenceDates).sort(([, a], [, b]) => (a < b ? -1 : 1));
    const statements = byDate.map(([period]) => period);
    const rows = [...guide.matchAll(/^\| (2025[^ ]*) \| (−?[\d.,]+) \| ([\d.,]+) \|/gm)].map((match) => ({
      period: match[1] ?? '',
      result: asDecimal(match[2] ?? ''),
      threshold: asDecimal(match[3] ?? ''),
    }));
    expect(rows.map(({ period }) => period)).toEqual(statements);
    expect(rows).toEqual(
      rows.map(({ period }) => {
        const { result, thresholds } = statementOf(period);
        return { period, result, threshold: thresholds.savings.amount };
      }),
    );
  });
});

describe('what the pages say in amounts of the demo', () => {
  test.each(['README.md', 'CHANGELOG.md', 'docs/bestuur.md', 'docs/controller.md'])(
    '%s has the two payments',
    (page) => {
      expect(read(page)).toContain('1.520.217,02');
      if (page !== 'docs/controller.md') expect(read(page)).toContain('873.756,97');
    },
  );
});
