import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../domain/record/canonical.ts';
import type { Statement } from '../../domain/record/statement.ts';
import type { SettledResult } from '../../domain/settlement/result.ts';
import { statementPage } from '../../portal/statement-page.ts';
import { ids, signedFigures, sizeFigures, targets, textOf } from './page-text.ts';
import {
  ageingPopulation,
  fallenBack,
  interimStatement,
  malformed,
  manyStrata,
  netLoss,
  sealOf,
  statementOf,
  withinCorridor,
  withoutBaseline,
  withoutWmo,
  withTerms,
  wrongPocket,
} from './sample-statement.ts';

const pageOf = (statement: Statement, approvedBy: readonly string[] = [], sealed = false): string =>
  statementPage(statement, sealOf(statement, approvedBy, sealed));

const readable = (statement: Statement): string => textOf(pageOf(statement));

const samples: Readonly<Record<string, Statement>> = {
  'a gain (B.1)': statementOf(wrongPocket),
  'a gain with quality and a fund (A)': statementOf(ageingPopulation),
  'a loss with caps (C)': statementOf(netLoss),
  'a neutral year (B.4)': statementOf(withinCorridor),
  'an interim statement': interimStatement(),
  'a fall-back to a coarser grain': statementOf(fallenBack),
  'growth per stratum': statementOf(withTerms(wrongPocket, { trend: { form: 'ratioPerStratum' } })),
  'many strata': statementOf(manyStrata(4)),
};

const unsettled: Readonly<Record<string, Statement>> = {
  'an incomplete statement': statementOf(withoutWmo),
  'a malformed case': statementOf(malformed),
  'a refused case': statementOf(withoutBaseline),
};

const settled = (statement: Statement): SettledResult => {
  if (statement.result.status === 'refused' || statement.result.status === 'incomplete')
    throw new Error(`The sample has no result: ${JSON.stringify(statement.result)}`);
  return statement.result;
};

/** The value of `parties.INS.transfer` or `payments[0].amount` in a result. */
const fieldOf = (result: SettledResult, field: string): string =>
  field
    .split(/[.[\]]+/)
    .filter((name) => name !== '')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>>)[name], result) as string;

const dutch = new Intl.NumberFormat('nl-NL', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const inDutch = (amount: string): string => dutch.format(amount as Intl.StringNumericLiteral).replace('-', '−');

describe.each(Object.entries(samples))('the page of %s', (_, statement) => {
  const page = pageOf(statement);
  const result = settled(statement);

  test('prints every figure as the field that it says it is', () => {
    const figures = signedFigures(page);
    expect(figures.length).toBeGreaterThan(20);
    expect(figures.map(({ field, text }) => [field, text])).toEqual(
      figures.map(({ field }) => [field, inDutch(fieldOf(result, field))]),
    );
  });

  test('prints every size in a sentence as the field that it says it is, without its sign', () => {
    const figures = sizeFigures(page);
    expect(figures.length).toBeGreaterThan(4);
    expect(figures.map(({ field, text }) => [field, text])).toEqual(
      figures.map(({ field }) => [field, `€ ${inDutch(fieldOf(result, field).replace('-', ''))}`]),
    );
  });

  test('leads every figure to the line with its value', () => {
    for (const { field, line } of [...signedFigures(page), ...sizeFigures(page)]) {
      expect(result.worksheet.fields[field]).toBe(line);
      if (field.startsWith('thresholds.')) continue;
      const value = result.worksheet.lines[line - 1]?.value;
      expect([field, value === '0' ? '0.00' : value]).toEqual([field, fieldOf(result, field)]);
    }
  });

  test('shows every amount of the result', () => {
    const shown = new Set([...signedFigures(page), ...sizeFigures(page)].map(({ field }) => field));
    const amounts = Object.keys(result.worksheet.fields).filter((field) => field !== 'rate');
    expect(amounts.filter((field) => !shown.has(field))).toEqual([]);
  });

  test('shows every line of the worksheet once, and no link leads nowhere', () => {
    const known = ids(page);
    const lines = known.filter((id) => id.startsWith('regel-')).map((id) => Number(id.slice(6)));
    expect(lines.sort((a, b) => a - b)).toEqual(result.worksheet.lines.map(({ number }) => number));
    expect(new Set(known).size).toBe(known.length);
    expect(targets(page).filter((target) => !known.includes(target))).toEqual([]);
  });

  test('lets every column of every block of the party table add up', () => {
    const [, table = ''] = /<section id="partijen".*?(<table.*?<\/table>)/s.exec(page) ?? [];
    for (const [block] of table.matchAll(/<tbody.*?<\/tbody>/gs)) expectColumnsToAddUp(block);
  });
});

/** In cents: what stands at `af` is taken off, everything else added, until `is` names the outcome so far. */
const expectColumnsToAddUp = (block: string): void => {
  if (!block.includes('>is</span>')) return;
  const rows = [...block.matchAll(/<tr role="row"(?! class="group").*?<\/tr>/gs)].map(([row]) => ({
    sign: /class="sign">(\w+)</.exec(row)?.[1] ?? 'bij',
    cents: signedFigures(row).map(({ text }) => BigInt(text.replace('−', '-').replace(/[.,]/g, ''))),
  }));
  const running = rows[0]?.cents.map(() => 0n) ?? [];
  for (const { sign, cents } of rows)
    for (const [column, amount] of cents.entries()) {
      if (sign === 'is') expect(amount).toBe(running[column]);
      else running[column] = (running[column] ?? 0n) + (sign === 'af' ? -amount : amount);
    }
};

describe('what the page says', () => {
  test('a gain in the wrong pocket (B.1): what was saved, where it fell, and who would pay whom', () => {
    const text = readable(statementOf(wrongPocket));
    expect(text).toContain('Schaduwafrekening: er wordt niets betaald.');
    expect(text).toContain('De pilot heeft € 180.000,01 bespaard: 1,62% van de verwachte € 11.116.224,00.');
    expect(text).toContain('Zorgverzekeraar Geuldal (draagt Zvw): was € 300.000,01 minder kwijt dan verwacht.');
    expect(text).toContain(
      'Gemeente Brunswijk (draagt Wmo en Wpg): was € 120.000,00 meer kwijt dan verwacht en investeerde € 30.000,00.',
    );
    expect(text).toContain(
      'Het voordeel viel dus bij Zorgverzekeraar Geuldal, de extra kosten vielen bij Gemeente Brunswijk en Zorggroep Oostelijk Parkstad.',
    );
    expect(text).toContain('Zorgverzekeraar Geuldal zou € 195.000,00 betalen aan Gemeente Brunswijk.');
    expect(text).toContain('Zorgverzekeraar Geuldal zou € 60.000,00 betalen aan Zorggroep Oostelijk Parkstad.');
    expect(text).toContain('Geldstroom Verwacht Werkelijk Verschil Vergeleken');
    expect(text).toContain('Zvw 9.443.952,00 9.143.951,99 300.000,01 per leeftijdsklasse');
    expect(text).toContain('De besparing ligt € 13.256,65 boven de drempel.');
    expect(text).toContain('Met de andere vorm was de uitkomst: € 70.704,01 minder kosten dan verwacht');
    expect(text).toContain('De soort uitkomst verandert dus');
  });

  test('a gain with quality (A): what was not earned goes to the fund', () => {
    const text = readable(statementOf(ageingPopulation));
    expect(text).toContain('Van de pot is € 1.746,00 door de kwaliteitsscore niet verdiend');
    expect(text).toContain('dat gaat naar Herinvesteringsfonds Brunswijk.');
    expect(text).toContain('De rest blijft bij wie het viel.');
  });

  test('a binding loss (C): who pays whom, relief and caps', () => {
    const text = readable(statementOf(netLoss, { mode: 'binding' }));
    expect(text).toContain('Bindende afrekening.');
    expect(text).not.toContain('Schaduwafrekening: er wordt niets betaald.');
    expect(text).toContain('De pilot kostte € 470.000,00 meer dan verwacht: 3,85% van de verwachte € 12.196.320,00.');
    expect(text).toContain('Van het tekort wordt € 235.000,00 samen gedragen');
    expect(text).toContain('De kwaliteit gaf recht op verlichting van € 42.300,00');
    expect(text).toContain('Een afgesproken maximum beperkt wat er overgaat.');
    expect(text).toContain('Gemeente Brunswijk betaalt € 40.000,00 aan Zorgverzekeraar Geuldal.');
    expect(text).toContain('Het tekort ligt € 226.073,60 voorbij de drempel.');
  });

  test('a neutral year (B.4): nothing is shared, and how far the threshold still is', () => {
    const text = readable(statementOf(withinCorridor));
    expect(text).toContain('De pilot kostte € 70.704,01 minder dan verwacht');
    expect(text).toContain('Dat blijft onder de afgesproken drempel van € 165.103,92.');
    expect(text).toContain('Niemand zou iets betalen.');
    expect(text).toContain('Bij kosten die € 94.399,91 lager uitvallen, wordt de drempel voor een besparing bereikt.');
    expect(text).not.toContain('gezamenlijke pot');
  });

  test('an interim statement: that it is one, and what may still change', () => {
    const text = readable(interimStatement());
    expect(text).toContain('Tussentijds afschrift 2025, kwartaal 1 tot en met 2');
    expect(text).toContain('Het is een tussenstand, die nog kan veranderen.');
    expect(text).toContain('De pilot heeft tot nu toe € 180.000,01 bespaard');
    expect(text).toMatch(/Zvw 2025, kwartaal 2 0,88/);
  });

  test('a binding interim statement promises no payment', () => {
    const text = readable({ ...interimStatement(), mode: 'binding' });
    expect(text).toContain('Wat de partijen elkaar schuldig zijn, staat pas vast in het eindafschrift.');
    expect(text).toContain('zou € 195.000,00 betalen');
  });

  test('an incomplete statement: what is missing and from whom, what came in as memo, and no amount to pay', () => {
    const text = readable(statementOf(withoutWmo));
    expect(text).toContain('Er is nog geen uitkomst: niet alles is aangeleverd.');
    expect(text).toMatch(/Wmo: de kosten van de pilot of van de referentie ontbreken .* door Gemeente Brunswijk\./);
    expect(text).toContain('Zvw 9.143.951,99');
    expect(text).toContain('Wlz −1.234,50');
    expect(text).toContain('Jw niet aangeleverd');
    expect(text).toContain('kosten 2022 1');
    expect(text).not.toContain('zou € ');
  });

  test('a refused case: the rule, the place and the remedy', () => {
    const text = readable(statementOf(withoutBaseline));
    expect(text).toContain('Voor elke groep moet er een basis zijn om mee te vergelijken. stratum_has_no_baseline');
    expect(text).toContain('geldstroom: Wmo bevolking: pilot periode: 2023 leeftijdsklasse: 65+');
    expect(text).toContain('Vul de bevolking van die periode aan.');
  });

  test('a malformed case: every fault with its place', () => {
    const text = readable(statementOf(malformed));
    expect(text).toContain('memberMonths[3].months Hier hoort een aantal maanden van nul of meer');
    expect(text).toContain('costs[33].stream Deze stroom staat niet in de overeenkomst.');
  });

  test('a stream that fell back to a coarser grain', () => {
    const text = readable(statementOf(fallenBack));
    expect(text).toContain(
      'Zvw is grover vergeleken dan afgesproken: afgesproken was per leeftijdsklasse, gerekend is met alle inwoners samen.',
    );
  });

  test('another trend form without an outcome is not to be computed', () => {
    const index = { '2023': '1.09', '2024': '1.05' };
    const fixed = withTerms(wrongPocket, { trend: { form: 'fixed', index: { Zvw: index, Wmo: index, Wpg: index } } });
    const pilotOnly = { ...fixed, costs: fixed.costs.filter((row) => row['cohort'] === 'intervention') };
    expect(readable(statementOf(pilotOnly))).toContain('Met de andere vorm is de uitkomst niet te berekenen.');
  });

  test.each([
    ['nobody approved', [], false, 'Concept: nog niet alle partijen zijn akkoord'],
    ['one approved', ['MUN'], false, 'Concept: nog niet alle partijen zijn akkoord'],
    ['all approved', ['INS', 'MUN', 'CARE'], false, 'Alle partijen zijn akkoord; nog niet verzegeld'],
    ['sealed', ['INS', 'MUN', 'CARE'], true, 'Verzegeld: dit afschrift ligt vast'],
  ] as const)('how far the approval is: %s', (_, approvedBy, sealed, expected) => {
    const text = textOf(pageOf(statementOf(wrongPocket), approvedBy, sealed));
    expect(text).toContain(expected);
    const isApproved = (approvedBy as readonly string[]).includes('MUN');
    expect(text).toContain(`Gemeente Brunswijk: ${isApproved ? 'akkoord' : 'nog niet akkoord'}`);
  });
});

describe('the worksheet on the page', () => {
  test('names the lines that a line is made from, its rounding point and its basis', () => {
    const statement = statementOf(wrongPocket);
    const { lines, fields } = settled(statement).worksheet;
    const row = (number: number | undefined) =>
      textOf(new RegExp(`<tr id="regel-${number}">.*?</tr>`, 's').exec(pageOf(statement))?.[0] ?? '');
    const exact = lines[(fields['streams.Zvw.expected'] ?? 0) - 1]?.from[0];
    expect(row(fields['streams.Zvw.expected'])).toContain(`Verwachte kosten regel ${exact}, afgerond op centen (R1)`);
    expect(row(fields['streams.Zvw.expected'])).toContain('€ 9.443.952,00');
    expect(row(fields['rate'])).toContain('0,0161925497 exact 18000001/1111622400');
    const given = lines.find(({ code }) => code === 'costRow');
    expect(row(given?.number)).toMatch(/gegeven: aanlevering [0-9a-f]{8}, regel \d+ van het bestand/);
    const agreed = lines.find(({ code }) => code === 'minimumRate');
    expect(row(agreed?.number)).toContain('gegeven: overeenkomst, corridor.minimumSavingsRate');
  });

  test('folds the strata and keeps the totals in sight', () => {
    const page = pageOf(statementOf(manyStrata(4)));
    const inSight = page.replace(/<details class="fold">.*?<\/table>\s*<\/details>/gs, '');
    expect([page.includes('15-19'), inSight.includes('15-19')]).toEqual([true, false]);
    const shown = ids(inSight);
    const folded = signedFigures(page).filter(({ line }) => !shown.includes(`regel-${line}`));
    expect(folded).toEqual([]);
  });
});

describe('what comes from a document', () => {
  const hostile: Statement = {
    ...statementOf(wrongPocket),
    pilot: { id: 'x', name: '</title><script>alert(1)</script>' },
  };
  const { agreement } = hostile;
  const page = pageOf({
    ...hostile,
    population: { ...hostile.population, name: '"><img src=x onerror=alert(1)>', version: '&amp;', definition: "'" },
    agreement: {
      ...agreement,
      partyNames: { ...agreement.partyNames, INS: '<b onclick="x">Slim\u202Etkeerts\u202C</b>', MUN: 'a\u0000b' },
    },
  });

  test('is shown as text and never becomes markup', () => {
    expect(page).not.toMatch(/<script|<img|<b /i);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
    expect(page).toContain('&amp;amp;');
  });

  test('cannot turn the text around it: unseen characters are spelt out', () => {
    expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(page).toContain('Slim[U+202E]tkeerts[U+202C]');
    expect(page).toContain('a[U+0000]b');
  });

  test('may use names that objects have of their own', () => {
    const parties = [
      { id: 'constructor', role: 'insurer' },
      { id: 'MUN', role: 'municipality' },
    ];
    const shares = { constructor: '1' };
    const stream = { grain: 'age', pockets: shares };
    const renamed = withTerms(wrongPocket, {
      parties,
      streams: { Zvw: stream, Wmo: stream, Wpg: stream },
      sharing: { gainRate: '1', lossRate: '1', gainShares: { MUN: '1' }, lossShares: { MUN: '1' } },
    });
    const statement = statementOf({ ...renamed, investments: {} });
    expect(readable(statement)).toContain('constructor zou € 180.000,01 betalen aan Gemeente Brunswijk.');
  });
});

describe.each(Object.entries({ ...samples, ...unsettled }))('as a document, the page of %s', (_, statement) => {
  const page = pageOf(statement);

  test('is the same bytes each time, and from the canonical text of the statement', () => {
    const again: Statement = JSON.parse(canonicalText(statement));
    expect(statementPage(again, sealOf(statement))).toBe(page);
  });

  test('stands alone: no script, nothing from elsewhere, every link inside', () => {
    expect(page).not.toMatch(/<script|\bon\w+=|javascript:|\bsrc=|@import|url\(/i);
    expect(page).not.toMatch(/href="(?!#)/);
    const known = new Set(ids(page));
    expect(targets(page).filter((target) => !known.has(target))).toEqual([]);
  });

  test('names its parts in order: one first heading, and no level left out', () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [place, level] of levels.entries()) expect(level - (levels[place - 1] ?? 0)).toBeLessThanOrEqual(1);
  });
});
