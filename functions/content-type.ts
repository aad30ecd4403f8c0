/**
 * The media types of the files of a bundle, by the ending of their names.
 */

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  pem: 'application/x-pem-file',
  zip: 'application/zip',
};

/** The media type of a file; a name with another ending is our own mistake. */
export const contentTypeOf = (name: string): string => {
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
  if (type === undefined) throw new Error(`No media type is known for ${name}.`);
  return type;
};
