/**
 * The rows of a delivery in our own template, checked cell by cell and against the closing row.
 *
 * The cells are kept as text until the whole file was seen, because only then its decimal sign is known.
 */
import { add, compare, type Ratio, ZERO } from '../money/ratio.ts';
import { printRounded, readDecimal } from '../money/text.ts';
import { type DecimalSign, readNumber, signOf } from './number-cell.ts';
import { holdsCitizenNumber } from './personal-data.ts';
import type { Problem } from './problem.ts';
import { structuralReader } from './structural-reader.ts';
import { type Column, type DeliveryKind, hasDecimals, isText, readCell, TEMPLATES } from './template.ts';
import {
  cellProblem,
  closingCellIsNotEmpty,
  closingRowIsMissing,
  deliveryHasNoRows,
  headingIsMissing,
  headingIsUnknown,
  personalData,
  populationDiffers,
  rowAfterClosingRow,
  rowsDoNotAgree,
  sumsDoNotAgree,
} from './template-problems.ts';

/** A checked row: its values by heading, numbers as method N1 writes them. */
export interface DraftRow {
  readonly line: number;
  readonly values: Readonly<Record<string, string | null>>;
}

/** The rows and the exact sum of the months or amounts as a decimal, or every problem of the file. */
export type Draft =
  | { readonly rows: readonly DraftRow[]; readonly total: string }
  | { readonly problems: readonly Problem[] };

/** A row as it was read: the text of each cell, without the spaces around it. */
interface TextRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What the structural reader gave: the heading, the rows and the structural problems. */
interface Contents {
  readonly headings: readonly string[];
  readonly headingLine: number;
  readonly rows: readonly TextRow[];
  readonly problems: readonly Problem[];
  /** The rows of the file, those that could not be read too. */
  readonly rowCount: number;
}

/** Reads the template of a kind from the bytes of a file. */
export const readDraft = (kind: DeliveryKind, bytes: Uint8Array): Draft => {
  const contents = contentsOf(bytes);
  const { columns, sum } = TEMPLATES[kind];
  const privacy = contents.rows
    .filter((row) => !isClosing(row))
    .flatMap((row) => personalDataIn(row, contents.headings, columns));
  // Nothing else is said about such a file, because other messages repeat what a cell holds.
  if (privacy.length > 0) return { problems: privacy };
  const headingProblems = checkHeadings(contents, columns);
  if (headingProblems.length > 0) return { problems: [...contents.problems, ...headingProblems] };
  return checkRows(contents, columns, sum);
};

const contentsOf = (bytes: Uint8Array): Contents => {
  const rows: TextRow[] = [];
  const problems: Problem[] = [];
  let [headings, headingLine]: [readonly string[], number] = [[], 1];
  const reader = structuralReader({
    heading: (names, line) => {
      headings = names.map((name) => name.toLowerCase());
      headingLine = line;
    },
    row: ({ line, width, text }) => {
      rows.push({ line, cells: Array.from({ length: width }, (_, place) => text(place).trim()) });
    },
    problem: (problem) => problems.push(problem),
  });
  reader.push(bytes);
  const structure = reader.end();
  return { headings, headingLine, rows, problems, rowCount: structure.rows };
};

/** A column that the template does not know counts as text: it may hold anything. */
const personalDataIn = ({ line, cells }: TextRow, headings: readonly string[], columns: readonly Column[]): Problem[] =>
  cells.flatMap((cell, place) => {
    const column = columns.find(({ heading }) => heading === headings[place]);
    const mayHoldText = column === undefined || isText(column.kind);
    return mayHoldText && holdsCitizenNumber(cell) ? [personalData(line, place + 1)] : [];
  });

const checkHeadings = ({ headings, headingLine, problems }: Contents, columns: readonly Column[]): Problem[] => {
  // A damaged heading was reported as such; what is missing from it is the same fault.
  if (problems.some(({ line }) => line === null || line === headingLine)) return [];
  const known = columns.map(({ heading }) => heading);
  const missing = known.filter((heading) => !headings.includes(heading));
  const unknown = headings.flatMap((heading, place) =>
    known.includes(heading) && headings.indexOf(heading) === place
      ? []
      : [headingIsUnknown(headingLine, place + 1, heading, known)],
  );
  return [...missing.map((heading) => headingIsMissing(headingLine, heading)), ...unknown];
};

const CLOSING = 'SLUITREGEL';
const isClosing = ({ cells }: TextRow): boolean => cells[0]?.toUpperCase() === CLOSING;

const checkRows = (contents: Contents, columns: readonly Column[], sum: string): Draft => {
  const { headings } = contents;
  const problems = [...contents.problems];
  if (columns.some(({ heading }) => !headings.includes(heading))) return { problems };
  const closingAt = contents.rows.findIndex(isClosing);
  const closing = contents.rows[closingAt];
  const rows = closing === undefined ? contents.rows : contents.rows.slice(0, closingAt);
  const sign = signOf(decimalTexts(contents.rows, headings, columns, closing));
  const drafts = rows.map((row) => readRow(row, headings, columns, sign, problems));
  checkPopulation(rows, headings, problems);
  if (rows.length === 0 && problems.length === 0) problems.push(deliveryHasNoRows());
  const total = totalOf(drafts, sum);
  checkClosing(contents, closing, { sum, sign, total, areRowsSound: problems.length === 0 }, problems);
  return problems.length > 0 ? { problems } : { rows: drafts, total: total.text };
};

/** The texts of all cells that may show the decimal sign: months or amounts, and the declared sum. */
function* decimalTexts(
  rows: readonly TextRow[],
  headings: readonly string[],
  columns: readonly Column[],
  closing: TextRow | undefined,
): Generator<string> {
  const places = columns.filter(({ kind }) => hasDecimals(kind)).map(({ heading }) => headings.indexOf(heading));
  for (const row of rows) for (const place of places) yield row.cells[place] ?? '';
  if (closing !== undefined) yield closing.cells[2] ?? '';
}

const readRow = (
  { line, cells }: TextRow,
  headings: readonly string[],
  columns: readonly Column[],
  sign: DecimalSign | null,
  problems: Problem[],
): DraftRow => {
  const values: Record<string, string | null> = {};
  for (const { heading, kind } of columns) {
    const place = headings.indexOf(heading);
    const text = cells[place] ?? '';
    const reading = readCell(kind, text, sign);
    if ('value' in reading) values[heading] = reading.value;
    else problems.push(cellProblem(line, place + 1, heading, text, reading.fault));
  }
  return { line, values };
};

const checkPopulation = (rows: readonly TextRow[], headings: readonly string[], problems: Problem[]): void => {
  for (const heading of ['populatie', 'versie']) {
    const place = headings.indexOf(heading);
    const first = rows[0]?.cells[place];
    if (place < 0 || first === undefined) continue;
    for (const { line, cells } of rows) {
      const met = cells[place] ?? '';
      if (met !== first && met !== '') problems.push(populationDiffers(line, place + 1, heading, met, first));
    }
  }
};

interface Total {
  readonly exact: Ratio;
  readonly text: string;
}

/** The exact sum of a column, printed with as many decimals as the number with most of them. */
const totalOf = (rows: readonly DraftRow[], heading: string): Total => {
  let [exact, places] = [ZERO, 0];
  for (const { values } of rows) {
    const text = values[heading] ?? '0';
    exact = add(exact, readDecimal(text) ?? ZERO);
    places = Math.max(places, text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);
  }
  return { exact, text: printRounded(exact, places) };
};

interface Counted {
  readonly sum: string;
  readonly sign: DecimalSign | null;
  readonly total: Total;
  readonly areRowsSound: boolean;
}

const checkClosing = (
  contents: Contents,
  closing: TextRow | undefined,
  counted: Counted,
  problems: Problem[],
): void => {
  const last = contents.rows.at(-1)?.line ?? 0;
  if (closing === undefined) {
    // A damaged last row may be the closing row; then that damage is the one fault.
    if (!contents.problems.some(({ line }) => line === null || line > last))
      problems.push(closingRowIsMissing(counted.sum));
    return;
  }
  for (const row of contents.rows) if (row.line > closing.line) problems.push(rowAfterClosingRow(row.line));
  const [, rows = '', sum = '', ...others] = closing.cells;
  for (const [place, met] of others.entries())
    if (met !== '') problems.push(closingCellIsNotEmpty(closing.line, place + 4, met));
  const rowCount = contents.rowCount - contents.rows.filter(({ line }) => line >= closing.line).length;
  checkDeclared(closing.line, rows, sum, rowCount, counted, problems);
};

/** Compares what was declared with what was counted, where every row could be read. */
const checkDeclared = (
  line: number,
  rows: string,
  sum: string,
  rowCount: number,
  { sum: heading, sign, total, areRowsSound }: Counted,
  problems: Problem[],
): void => {
  const count = readCell('persons', rows, sign);
  const declared = readNumber(sum, sign);
  if ('fault' in count) problems.push(cellProblem(line, 2, 'aantal rijen', rows, COUNT_RULE));
  else if (areRowsSound && count.value !== `${rowCount}`) problems.push(rowsDoNotAgree(line, rows, rowCount));
  if ('fault' in declared) problems.push(cellProblem(line, 3, `som van ${heading}`, sum, declared.fault));
  else if (areRowsSound && !isSame(declared.decimal, total.exact))
    problems.push(sumsDoNotAgree(line, heading, sum, sign === ',' ? total.text.replace('.', ',') : total.text));
};

const COUNT_RULE = {
  code: 'closing_row_is_malformed',
  rule: 'Hier hoort het aantal rijen boven de sluitregel, met alleen cijfers.',
  example: '120',
};

const isSame = (decimal: string, exact: Ratio): boolean => compare(readDecimal(decimal) ?? ZERO, exact) === 0;
