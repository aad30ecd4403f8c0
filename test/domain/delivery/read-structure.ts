import type { Problem } from '../../../domain/delivery/findings/problem.ts';
import { type Structure, structuralReader } from '../../../domain/delivery/structure/structural-reader.ts';

/** What the structural reader tells about a file. */
export interface Reading {
  readonly structure: Structure;
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly problems: readonly Problem[];
}

/** Reads bytes, or text as UTF-8, in chunks of a given size, of which the first may be larger. */
export const readStructure = (content: string | Uint8Array, chunkBytes = 1_000_000, firstBytes = 0): Reading => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const [rows, lines, problems]: [string[][], number[], Problem[]] = [[], [], []];
  const reader = structuralReader({
    heading: () => {},
    row: (row) => {
      rows.push(Array.from({ length: row.width }, (_, place) => row.text(place)));
      lines.push(row.line);
    },
    problem: (problem) => problems.push(problem),
  });
  reader.push(bytes.slice(0, firstBytes));
  for (let at = firstBytes; at < bytes.length; at += chunkBytes) reader.push(bytes.slice(at, at + chunkBytes));
  return { structure: reader.end(), rows, lines, problems };
};

/** Problems as `code line:column`, which is what most cases compare. */
export const short = (problems: readonly Problem[]): string[] =>
  problems.map(({ code, line, column }) => `${code} ${line ?? '-'}:${column ?? '-'}`);
