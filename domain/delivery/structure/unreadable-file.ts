/**
 * A file that cannot be read at all, in words.
 */
import type { Problem } from '../findings/problem.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'Dit bestand bestaat niet. Kijk de naam en de map na.',
  EISDIR: 'Dit is een map en geen bestand. Noem een bestand.',
  EACCES: 'Dit bestand mag niet worden gelezen. Kijk de rechten na.',
  EPERM: 'Dit bestand mag niet worden gelezen. Kijk de rechten na.',
};

/** The problem of a file that could not be read; `error` is what reading threw, known by the `code` of the system. */
export const unreadableFile = (error: unknown): Problem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = REASONS[code] ?? `Dit bestand kan niet worden gelezen${code === '' ? '' : ` (${code})`}.`;
  return { code: 'file_cannot_be_read', line: null, column: null, message };
};
