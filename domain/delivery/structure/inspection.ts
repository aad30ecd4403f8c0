/**
 * The inspection of one file: its structure and its problems, all counted and the first of them listed.
 */
import { type Problem, problemOrder } from '../findings/problem.ts';
import { MOST_LISTED } from '../findings/problem-list.ts';
import { structuralReader } from './structural-reader.ts';

/** What a file is, whatever is found in it. */
export interface FileDescription {
  readonly bytes: number;
  readonly sha256: string;
  readonly encoding: string;
  readonly byteOrderMark: boolean;
  readonly delimiter: string | null;
  readonly decimal: string | null;
  readonly columns: number;
  readonly rows: number;
  readonly headings: readonly string[];
  readonly trailingEmptyRows: number;
  readonly lineEnds: { readonly crlf: number; readonly lf: number; readonly cr: number };
}

/** Describes a file of so many bytes, with their SHA-256 as hexadecimal text, from what its structure turned out to be. */
export const describeFile = (
  bytes: number,
  sha256: string,
  {
    encoding,
    byteOrderMark,
    delimiter,
    decimal,
    columns,
    rows,
    headings,
    trailingEmptyRows,
    lineEnds,
  }: Omit<FileDescription, 'bytes' | 'sha256'>,
): FileDescription => {
  const found = { encoding, byteOrderMark, delimiter, decimal, columns, rows, headings };
  return { bytes, sha256, ...found, trailingEmptyRows, lineEnds };
};

/** What an inspection prints, beside the name of the file. */
export interface Inspection extends FileDescription {
  readonly problemCount: number;
  readonly problems: readonly Problem[];
}

/** Takes the bytes of a file in chunks; `end` gets the SHA-256 of all of them, as hexadecimal text. */
export interface Inspector {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: (sha256: string) => Inspection;
}

/** An inspector of one file. */
export const inspector = (): Inspector => {
  const problems: Problem[] = [];
  let [bytes, problemCount] = [0, 0];
  const reader = structuralReader({
    heading: () => {},
    row: () => {},
    problem: (problem) => {
      problemCount++;
      if (problems.length < MOST_LISTED) problems.push(problem);
    },
  });
  return {
    push: (chunk) => {
      bytes += chunk.length;
      reader.push(chunk);
    },
    end: (sha256) => {
      const description = describeFile(bytes, sha256, reader.end());
      return { ...description, problemCount, problems: problems.sort(problemOrder) };
    },
  };
};
