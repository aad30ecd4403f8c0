import { expect, test } from 'vitest';
import { statementPage } from '../../portal/statement-page.ts';
import { textOf } from './page-text.ts';
import { sealOf, statementOf, withoutWmo, wrongPocket } from './sample-statement.ts';

const pageOf = (statement: ReturnType<typeof statementOf>): string =>
  textOf(statementPage(statement, sealOf(statement)));

test('the page says beside the result what share is covered, and who left through the Wlz', () => {
  const page = pageOf(statementOf(wrongPocket));
  expect(page).toContain('Wie er geteld is');
  expect(page).toMatch(/pilot 2025\s+24\.000\s+18\.001\s+75%\s+77/);
});

test('what was not counted is called so, and is not zero', () =>
  expect(pageOf(statementOf(wrongPocket))).toMatch(
    /referentie 2025\s+niet geleverd\s+niet geleverd\s+niet geleverd\s+niet genoemd/,
  ));

test('member-months that are not the covered ones are pointed out with both numbers', () =>
  expect(pageOf(statementOf(wrongPocket))).toContain(
    'Let op (pilot 2025): dit afschrift telt 18.000 verzekerdenmaanden, en dat zijn niet de 18.001 maanden met declaraties.',
  ));

test('the overlap of neighbourhood and practice is told in a sentence', () =>
  expect(pageOf(statementOf(wrongPocket))).toContain(
    'Wijk en praktijk (pilot, 2025, kwartaal 4): 1.600 personen wonen er en zijn er ingeschreven, 250 wonen er alleen, 150 zijn er alleen ingeschreven.',
  ));

test('the definition stands in the head with its hash, on an incomplete statement too', () => {
  const statement = statementOf(withoutWmo);
  expect(pageOf(statement)).toContain(`Definitie (SHA-256): ${statement.population.sha256}`);
  expect(pageOf(statement)).toContain('Wie er geteld is');
});
