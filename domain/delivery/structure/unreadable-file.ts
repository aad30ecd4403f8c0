/**
 * A file that cannot be read at all, in words.
 */
import type { Problem } from '../findings/problem.ts';
import type { Sentence } from '../findings/sentence.ts';

const NOT_ALLOWED: Sentence = {
  nl: 'Dit bestand mag niet worden gelezen. Kijk de rechten na.',
  en: 'This file may not be read. Look at its permissions.',
};

const DAMAGED_GZIP: Sentence = {
  nl: 'Dit bestand kan niet worden gelezen: het is ingepakt (gzip), en beschadigd of afgebroken. Pak het opnieuw in, of lever het onverpakt.',
  en: 'This packed file (gzip) is damaged or cut off. Pack it again, or deliver it unpacked.',
};

const REASONS: Readonly<Record<string, Sentence>> = {
  ENOENT: {
    nl: 'Dit bestand bestaat niet. Kijk de naam en de map na.',
    en: 'This file does not exist. Look at its name and folder.',
  },
  EISDIR: {
    nl: 'Dit is een map en geen bestand. Noem een bestand.',
    en: 'This is a folder and not a file. Name a file.',
  },
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  IS_ZIP: {
    nl: 'Dit is een zip of een werkboek, en hier hoort CSV. Pak het uit en noem het bestand dat erin zit; alleen gzip mag ingepakt blijven.',
    en: 'This is a ZIP file or a workbook, where CSV belongs. Unpack it and name the file inside; only gzip may stay packed.',
  },
  Z_DATA_ERROR: DAMAGED_GZIP,
  Z_BUF_ERROR: DAMAGED_GZIP,
};

const otherwise = (code: string): Sentence => {
  const because = code === '' ? '' : ` (${code})`;
  return { nl: `Dit bestand kan niet worden gelezen${because}.`, en: `This file cannot be read${because}.` };
};

/** The problem of a file that could not be read; `error` is what reading threw, known by the `code` of the system. */
export const unreadableFile = (error: unknown): Problem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = REASONS[code] ?? otherwise(code);
  return { code: 'file_cannot_be_read', line: null, column: null, message: detail.nl, detail };
};
