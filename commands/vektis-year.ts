/**
 * The Vektis open data of one year, from a folder in which the files stand under their usual names.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { printProblems } from '../domain/delivery/findings/problem.ts';
import { readVektis, type VektisFile } from '../domain/delivery/open-data/vektis.ts';
import { vektisFileNames } from '../domain/delivery/open-data/vektis-request.ts';
import { unreadableFile } from '../domain/delivery/structure/unreadable-file.ts';

/** What a person can take in at once; `inspect` lists them all. */
const MOST_PRINTED = 20;

/** Whether a cost column, by its heading, counts in the costs. */
type IsCounted = (column: string) => boolean;

/** The file of a year, or the complaints about it. */
const readYear = (folder: string, year: string, isCounted?: IsCounted): VektisFile | readonly string[] => {
  const names = vektisFileNames(year).map((name) => join(folder, name));
  const file = names.find((name) => existsSync(name));
  if (file === undefined) return [`Voor ${year} is er geen bestand. Gezocht is naar ${names.join(' en ')}.`];
  try {
    const bytes = readFileSync(file);
    const reading = readVektis(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, isCounted);
    if ('file' in reading) return reading.file;
    return printProblems(file, reading.problems, MOST_PRINTED);
  } catch (error) {
    return [`${file}: ${unreadableFile(error).message}`];
  }
};

/** The files of several years, by year, with the costs of all columns or of those that count; or every complaint about any. */
export const readYears = (
  folder: string,
  years: readonly string[],
  isCounted?: IsCounted,
): { readonly files: ReadonlyMap<string, VektisFile> } | { readonly complaints: readonly string[] } => {
  const readings = years.map((year) => [year, readYear(folder, year, isCounted)] as const);
  const complaints = readings.flatMap(([, reading]) => ('rows' in reading ? [] : reading));
  if (complaints.length > 0) return { complaints };
  return {
    files: new Map(readings.flatMap(([year, reading]) => ('rows' in reading ? [[year, reading] as const] : []))),
  };
};
