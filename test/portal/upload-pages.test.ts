import { describe, expect, test } from 'vitest';
import { textOf } from './page-text.ts';
import { script, uploadPages } from './sample-uploads.ts';

const page = (name: string): string => uploadPages[name] ?? '';
const text = (name: string): string => textOf(page(name));

describe('the pages of an upload', () => {
  test.each(Object.keys(uploadPages))('%s: every text is escaped, and every link inside it leads somewhere', (name) => {
    expect(page(name)).not.toMatch(/<script>alert|<b>Oost|""><script>/);
    const ids = new Set([...page(name).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    const targets = [...page(name).matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
    const labels = [...page(name).matchAll(/ (?:for|aria-describedby|aria-labelledby)="([^"]*)"/g)].flatMap(([, all]) =>
      (all ?? '').split(' '),
    );
    expect(labels.filter((id) => !ids.has(id))).toEqual([]);
  });

  test.each([
    ['form', `script-src 'sha256-${script.sha256}'; base-uri 'none'; form-action 'self'`],
    ['send', "base-uri 'none'; form-action 'self' https://incoming.example"],
    ['proposed', "base-uri 'none'; form-action 'self'"],
    ['held', "base-uri 'none'; form-action 'self'"],
    ['investments', "base-uri 'none'; form-action 'self'"],
    ['refused', "base-uri 'none'; form-action 'none'"],
  ])('%s may do no more than it needs', (name, policy) => {
    expect(page(name)).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; ${policy.replaceAll("'", '&#39;')}"`,
    );
  });

  test('what is wrong stands on top and at its field, and what was filled in stays', () => {
    expect(page('faults')).toMatch(/<div class="problems" role="alert".*href="#valuationDate".*<form/s);
    expect(page('faults')).toContain('id="valuationDate-fout"');
    expect(page('faults')).toMatch(/id="kind-2" name="kind" value="costs" checked/);
    expect(page('faults')).toMatch(/name="correction" value="ja" checked/);
    expect(page('faults')).toMatch(/<title>Fout: /);
  });

  test('a receipt says what was received, under which definitions, and what it replaced', () => {
    expect(text('accepted')).toContain('Deze aanlevering telt.');
    expect(text('accepted')).toContain('62.000,00 euro');
    expect(text('accepted')).toContain('Wmo 2025-K1 van 1 augustus 2025, 09:00:00 (UTC)');
    expect(text('superseded')).toContain('Sinds 5 augustus 2025, 08:00:00 (UTC) telt in plaats hiervan een correctie.');
  });

  test('findings say where, of which kind, and how many there are', () => {
    expect(text('refused')).toContain('Er zijn 400 bevindingen');
    expect(text('refused')).toContain('De eerste 13 van 400 bevindingen');
    for (const word of ['structuur', 'definitie', 'aannemelijkheid', 'regel 4, kolom 10'])
      expect(text('refused')).toContain(word);
    expect(page('refused')).toContain('format=return');
    expect(page('refused')).toContain('format=all');
  });

  test('a correction shows what changes before it can be confirmed, and cannot be when the record went on', () => {
    expect(text('proposed')).toContain('Deze correctie telt nog niet.');
    expect(text('proposed')).toMatch(/begeleiding pilot 22\.000,00 21\.990,50 −9,50/);
    expect(text('proposed')).toContain('1 zorgsoort blijft gelijk.');
    expect(page('proposed')).toContain('<form method="post"');
    expect(page('outdated')).not.toContain('<form');
  });

  test('a held delivery says what is odd, and asks one reason for each rule', () => {
    expect(text('held')).toContain('Deze aanlevering telt nog niet.');
    expect(text('held')).toContain('Waarom klopt dit wel? (9 bevindingen)');
    expect(page('held').match(/<input type="text" [^>]*name="reason\.[^"]*"/g)).toHaveLength(2);
    expect(page('held')).toMatch(/<div class="problems" role="alert".*href="#reason\.total_is_negative".*<form/s);
    expect(page('held')).toMatch(/<title>Fout: /);
  });

  test('a receipt has the reasons that were given, and says on whom investments wait', () => {
    expect(text('explained')).toContain(
      'De nabetaling van 2024 is <b>teruggeboekt</b>. (3 bevindingen, regels 4, 9 en verder; total_is_negative)',
    );
    expect(text('awaited')).toContain('tellen zodra INS en MUN ze hebben geaccepteerd');
  });

  test('the investments are listed with a button only where the viewer has still to accept', () => {
    expect(text('investments')).toContain('Wacht nog op Gemeente (MUN)');
    expect(page('investments').match(/<form /g)).toHaveLength(1);
    expect(text('investments')).toContain('Accepteren: 37.500,00 euro van CARE');
  });
});
