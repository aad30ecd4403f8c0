import { describe, expect, test } from 'vitest';
import { xmlReader } from '../../../../domain/delivery/workbook/xlsx-xml.ts';
import { whyStopped } from '../../../../domain/delivery/workbook/xlsx-zip.ts';

/** What is heard of a text that is pushed in the given pieces; texts that follow each other are one. */
const heard = (pieces: readonly string[]): unknown[] => {
  const events: unknown[] = [];
  const reader = xmlReader('deel.xml', {
    open: (name, attributes) => events.push([name, { ...attributes }]),
    close: (name) => events.push(`/${name}`),
    text: (text) => {
      const last = events.at(-1);
      if (typeof last === 'string' && !last.startsWith('/')) events[events.length - 1] = last + text;
      else events.push(text);
    },
  });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return events;
};

const problemOf = (text: string): string => {
  try {
    heard([text]);
    return 'none';
  } catch (error) {
    return whyStopped(error).code;
  }
};

const DOCUMENT = `\ufeff<?xml version="1.0"?>\r\n<!-- > <a> --><x:a b='1>2"' x:c = "&lt;&#65;&#x42;"><d/>één\r\n&amp;<![CDATA[<e> &amp; ]]><f r:id="7" id="8" ></f ></x:a>\n`;

describe('the XML of a workbook', () => {
  test('is told tag by tag, without prefixes, with references and line ends resolved', () => {
    expect(heard([DOCUMENT])).toEqual([
      ['a', { b: '1>2"', c: '<AB' }],
      ['d', {}],
      '/d',
      'één\n&<e> &amp; ',
      ['f', { 'r:id': '7', id: '8' }],
      '/f',
      '/a',
    ]);
  });

  test('is the same however it is cut in pieces', () => {
    const whole = heard([DOCUMENT]);
    for (let at = 1; at < DOCUMENT.length; at++)
      expect(heard([DOCUMENT.slice(0, at), DOCUMENT.slice(at)]), `cut at ${at}`).toEqual(whole);
    expect(heard([...DOCUMENT])).toEqual(whole);
  });

  test.each([
    '<a>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    '<a/>text',
    'text<a/>',
    '<a b=1/>',
    '<a b="1"c="2"/>',
    '<a b="1/>',
    '<a b/>',
    '<a / >',
    '<1a/>',
    '<a>&unknown;</a>',
    '<a>&#0;</a>',
    '<a>& b</a>',
    '<a><!-- ',
    '<a><![CDATA[x',
    '<!DOCTYPE a><a/>',
    '',
  ])('%j is refused', (text) => {
    expect(problemOf(text)).toBe('workbook_is_unreadable');
  });

  test('a text or a tag of more than a million characters is refused before it ends', () => {
    expect(problemOf(`<a>${'x'.repeat(1_100_000)}`)).toBe('workbook_is_too_large');
    expect(problemOf(`<a b="${'x'.repeat(1_100_000)}`)).toBe('workbook_is_too_large');
    expect(problemOf(`<!--${'<'.repeat(1_100_000)}`)).toBe('workbook_is_too_large');
  });
});
