import { describe, expect, test } from 'vitest';
import {
  enumeration,
  longDate,
  percentage,
  periodInWords,
  quartersInWords,
  signedNumber,
  unsignedNumber,
  visibleText,
} from '../../portal/format.ts';

describe('numbers', () => {
  test.each([
    ['0.00', '0,00'],
    ['7', '7'],
    ['-1.10', '−1,10'],
    ['999.99', '999,99'],
    ['1000.00', '1.000,00'],
    ['-123456.70', '−123.456,70'],
    ['12345678901234567890.12', '12.345.678.901.234.567.890,12'],
    ['0.1234567890', '0,1234567890'],
    ['1/3', '1/3'],
    ['geen getal', 'geen getal'],
  ])('%s is printed as %s', (text, expected) => {
    expect(signedNumber(text)).toBe(expected);
  });

  test('a size has no sign', () => {
    expect(unsignedNumber('-123456.70')).toBe('123.456,70');
  });

  test.each([
    ['0.0161925497', '1,62%'],
    ['-0.0385362142', '3,85%'],
    ['0', '0%'],
  ])('the share %s is printed as %s', (text, expected) => {
    expect(percentage(text)).toBe(expected);
  });
});

describe('dates and periods', () => {
  test.each([
    ['2026-07-31', '31 juli 2026'],
    ['2026-02-01', '1 februari 2026'],
    ['2026-13-01', '2026-13-01'],
    ['morgen', 'morgen'],
  ])('the date %s is written %s', (date, expected) => {
    expect(longDate(date)).toBe(expected);
  });

  test.each([
    ['2025', '2025'],
    ['2025-K2', '2025, kwartaal 2'],
    ['2025-K1..K3', '2025, kwartaal 1 tot en met 3'],
    ['2025-K1..K4', '2025'],
    ['voorjaar', 'voorjaar'],
  ])('the period %s is written %s', (period, expected) => {
    expect(periodInWords(period)).toBe(expected);
  });

  test('quarters that follow each other are written together, year by year', () => {
    const quarters = ['2025-K1', '2024-K4', '2024-K3', '2024-K2', '2024-K1', '2025-K3'];
    expect(quartersInWords(quarters)).toBe('2024; 2025, kwartaal 1; 2025, kwartaal 3');
    expect(quartersInWords([])).toBe('');
    expect(quartersInWords(['2024-K1', 'onbekend'])).toBe('2024-K1; onbekend');
  });
});

describe('texts', () => {
  test.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a en b'],
    [['a', 'b', 'c'], 'a, b en c'],
  ])('%j in a sentence is "%s"', (words, expected) => {
    expect(enumeration(words)).toBe(expected);
  });

  test('unseen characters are spelt out, ordinary ones and joiners stay', () => {
    expect(visibleText('Ĵö\u202Eh\u200B\u0007')).toBe('Ĵö[U+202E]h[U+200B][U+0007]');
    expect(visibleText('می\u200Cخواهم\tx\n')).toBe('می\u200Cخواهم\tx\n');
  });
});
