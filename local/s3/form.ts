/** HTML forms with a file (multipart/form-data, RFC 7578), read as a stream: the fields first, then the file's bytes as they come. */
import { type ByteReader, byteReader, collect } from './bytes.ts';
import { refuse } from './errors.ts';

/** A form whose file has not been read yet. */
export interface Form {
  /** Field names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** The name that the browser gives the file, without folders. */
  readonly fileName: string;
  readonly file: AsyncIterable<Buffer>;
}

/** All that comes before the file: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, MaxPostPreDataLengthExceeded. */
const longestFieldsBytes = 20 * 1024;

const readBoundary = (contentType: string): Buffer => {
  const [, quoted, plain] = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return refuse('MalformedPOSTRequest', 'The body is not multipart/form-data.');
  return Buffer.from(`\r\n--${boundary}`);
};

/** The first boundary has no line before it; with one put in front it looks like all others. */
async function* afterEmptyLine(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from('\r\n');
  yield* source;
}

const readDisposition = async (reader: ByteReader): Promise<string> => {
  let disposition = '';
  for (let line = await reader.line(4096); line !== ''; line = await reader.line(4096)) {
    if (/^content-disposition:/i.test(line)) disposition = line;
  }
  return disposition;
};

const parameterOf = (disposition: string, name: string): string =>
  new RegExp(`[; ]${name}="([^"]*)"`).exec(disposition)?.[1] ?? '';

/** Reads up to the file. Refuses a body without a file, and fields of more than 20 KB before it. */
export const readForm = async (source: AsyncIterable<Buffer>, contentType: string): Promise<Form> => {
  const boundary = readBoundary(contentType);
  const reader = byteReader(afterEmptyLine(source));
  const fields = new Map<string, string>();
  let left = longestFieldsBytes - (await collect(reader.until(boundary), 1024, 'MaxPostPreDataLengthExceeded')).length;
  while ((await reader.line(4096)) === '') {
    const disposition = await readDisposition(reader);
    const name = parameterOf(disposition, 'name').toLowerCase();
    if (name === 'file') {
      const fileName = parameterOf(disposition, 'filename').replace(/^.*[/\\]/, '');
      return { fields, fileName, file: reader.until(boundary) };
    }
    const value = await collect(reader.until(boundary), left, 'MaxPostPreDataLengthExceeded');
    left -= value.length;
    fields.set(name, value.toString('utf8'));
  }
  return refuse('InvalidArgument', 'POST requires exactly one file upload per request.');
};
