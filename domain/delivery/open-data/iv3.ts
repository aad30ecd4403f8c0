/**
 * Iv3 by taakveld: what municipalities report to the CBS as income (baten) and charges (lasten), in thousands of euro, one
 * row for a municipality and a taakveld.
 *
 * The file has a pseudo-municipality, Nederland, that is the sum of all others.
 */
import type { Cents } from '../../money/rounding.ts';
import type { Problem } from '../findings/problem.ts';
import { type StructuralReader, structuralReader } from '../structure/structural-reader.ts';
import type { Row } from '../structure/table.ts';
import { taakveldCode } from './taakvelden.ts';

/** A row as it was read; amounts in cents, `inhabitants` null where the file does not say. */
export interface Iv3Line {
  readonly line: number;
  readonly municipality: string;
  /** The code of the taakveld: `6.71a`. */
  readonly code: string;
  /** The taakveld and the amounts as the file writes them. */
  readonly taakveldText: string;
  readonly lastenText: string;
  readonly batenText: string;
  readonly lasten: Cents;
  readonly baten: Cents;
  readonly inhabitants: bigint | null;
}

/** Who listens to a file that is read: the places of its columns once, then sound rows and problems as they come. */
export interface Iv3Listener {
  /** By heading in lower case: the number of the column, from 1. Not called for a file of another layout. */
  readonly columns: (columns: ReadonlyMap<string, number>, line: number) => void;
  readonly row: (row: Iv3Line) => void;
  readonly problem: (problem: Problem) => void;
}

const NEEDED = ['gemeenten', 'taakveld', 'baten', 'lasten'] as const;

/** Every column that the files are known to have; the salaries (L1.1) are part of the charges. */
export const IV3_COLUMNS: readonly string[] = [
  ...NEEDED,
  'l1.1 salarissen en sociale lasten',
  'provincie',
  'gemeentegrootte',
  'stedelijkheid',
  'inwonertal',
  'centrumfunctie',
  'sociale structuur',
];

/** Reads the bytes of one file in chunks of any size. */
export const iv3Reader = (listener: Iv3Listener): StructuralReader => {
  let columns: ReadonlyMap<string, number> = new Map();
  let isIv3 = false;
  return structuralReader({
    heading: (names, line) => {
      columns = new Map(names.map((name, place) => [name.toLowerCase(), place + 1]));
      isIv3 = NEEDED.every((name) => columns.has(name));
      if (isIv3) listener.columns(columns, line);
      else listener.problem(otherLayout(line));
    },
    row: (row) => {
      if (isIv3) takeRow(columns, row, listener);
    },
    problem: listener.problem,
  });
};

const otherLayout = (line: number): Problem => ({
  code: 'heading_is_unknown',
  line,
  column: null,
  message:
    'Dit is geen bestand van Iv3 per taakveld. Het heeft ten minste de kolommen Gemeenten;Taakveld;Baten;Lasten.',
  detail: { nl: 'Dit is geen bestand van Iv3 per taakveld.', en: 'This is no file of Iv3 by taakveld.' },
  example: 'Gemeenten;Taakveld;Baten;Lasten',
});

const takeRow = (columns: ReadonlyMap<string, number>, row: Row, listener: Iv3Listener): void => {
  const problems: Problem[] = [];
  const text = (heading: string): string => textOf(columns, row, heading);
  const named = (heading: string): string => {
    if (text(heading) === '') problems.push(emptyCell(columns, row, heading));
    return text(heading);
  };
  const amount = (heading: string): Cents => {
    const cents = thousands(text(heading));
    if (cents === null) problems.push(malformed(columns, row, heading));
    return cents ?? 0n;
  };
  const [municipality, taakveldText] = [named('gemeenten'), named('taakveld')];
  const figures = { lasten: amount('lasten'), baten: amount('baten'), inhabitants: inhabitantsOf(text('inwonertal')) };
  problems.forEach(listener.problem);
  if (problems.length > 0) return;
  const code = taakveldCode(taakveldText);
  const texts = { taakveldText, lastenText: text('lasten'), batenText: text('baten') };
  listener.row({ line: row.line, municipality, code, ...texts, ...figures });
};

const textOf = (columns: ReadonlyMap<string, number>, row: Row, heading: string): string => {
  const column = columns.get(heading);
  return column === undefined ? '' : row.text(column - 1).trim();
};

const THOUSANDS = /^(-?\d+)(?:\.(\d{1,5}))?$/;

/** Thousands of euro with a decimal point, as whole cents; null for any other text. */
const thousands = (text: string): Cents | null => {
  const [, whole, decimals = ''] = THOUSANDS.exec(text) ?? [];
  return whole === undefined ? null : BigInt(whole + decimals.padEnd(5, '0'));
};

const inhabitantsOf = (text: string): bigint | null => (/^\d+$/.test(text) ? BigInt(text) : null);

const emptyCell = (columns: ReadonlyMap<string, number>, { line }: Row, heading: string): Problem => ({
  code: 'cell_is_empty',
  line,
  column: columns.get(heading) ?? null,
  message: `${heading}: hier staat niets. Deze cel mag niet leeg zijn. Ontbreekt is niet nul.`,
  value: '',
});

const AMOUNT_RULE = {
  nl: "Hier hoort een bedrag in duizenden euro's met een decimale punt.",
  en: 'Here belongs an amount in thousands of euro with a decimal point.',
};

const malformed = (columns: ReadonlyMap<string, number>, row: Row, heading: string): Problem => ({
  code: 'number_is_malformed',
  line: row.line,
  column: columns.get(heading) ?? null,
  message: `${heading}: hier staat "${textOf(columns, row, heading).slice(0, 40)}". ${AMOUNT_RULE.nl} Voorbeeld: 15319.0`,
  value: textOf(columns, row, heading),
  detail: AMOUNT_RULE,
  example: '15319.0',
});
