/**
 * `npm run -s inspect -- FILE …`: what any delimited text file is, packed (gzip) or not, and every structural problem in
 * it, as one JSON line a file. A file with problems is an answer; one that cannot be read is reported, and the exit is 1 at the end.
 */
import { createHash } from 'node:crypto';
import { inspector } from '../domain/delivery/structure/inspection.ts';
import { unreadableFile } from '../domain/delivery/structure/unreadable-file.ts';
import { readFile } from './packed-file.ts';

const USAGE = 'Gebruik: npm run -s inspect -- BESTAND …';

const inspect = async (file: string): Promise<object> => {
  const hash = createHash('sha256');
  const inspection = inspector();
  const { bytes, isWorkbook } = await readFile(file, (chunk) => hash.update(chunk), inspection.push);
  if (isWorkbook) throw Object.assign(new Error('This file is a container.'), { code: 'IS_ZIP' });
  return { file, ...inspection.end(hash.digest('hex')), bytes };
};

const files = process.argv.slice(2);
if (files.length === 0 || files.some((file) => file.startsWith('-'))) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  for (const file of files) {
    try {
      console.log(JSON.stringify(await inspect(file)));
    } catch (error) {
      console.log(JSON.stringify({ file, problemCount: 1, problems: [unreadableFile(error)] }));
      console.error(`${file}: ${unreadableFile(error).message}`);
      process.exitCode = 1;
    }
  }
}
