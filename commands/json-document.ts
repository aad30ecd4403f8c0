/**
 * A document in a JSON file that people wrote: its content, or why there is none; and its faults as lines to print.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { unreadableFile } from '../domain/delivery/structure/unreadable-file.ts';
import type { Fault } from '../domain/pilot/fault.ts';

/** The document in a file, which may be packed as `.gz`, or why there is none. */
export const readDocument = (file: string): { readonly value: unknown } | { readonly complaint: string } => {
  try {
    const bytes = readFileSync(file);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { complaint: `Dit is geen JSON: ${error.message}` };
    if (error instanceof TypeError) return { complaint: 'Dit is geen tekst in UTF-8.' };
    return { complaint: unreadableFile(error).message };
  }
};

/** Faults as lines: how many, and each with its place. */
export const faultLines = (faults: readonly Fault[]): string[] => [
  faults.length === 1 ? '1 fout' : `${faults.length} fouten`,
  ...faults.map(({ path, message }) => `${path === '' ? 'document' : path}: ${message}`),
];
