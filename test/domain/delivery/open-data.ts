import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Real open data beside the repository; tests that use them are skipped, with a message, where they are absent. */

const folder = new URL('../../../../shared/data/', import.meta.url);

/** Whether the open data are absent; says so once. */
export const isOpenDataAbsent = !existsSync(folder);
if (isOpenDataAbsent) console.warn('The open data are not in ../shared/data: the tests on the real files are skipped.');

/** The bytes of a packed file of the open data, unpacked. */
export const openData = (path: string): Uint8Array => gunzipSync(readFileSync(new URL(path, folder)));
