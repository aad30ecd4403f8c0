/** The bodies that are read whole: the XML of DeleteObjects and CompleteMultipartUpload. */
import type { Body } from './chunked.ts';
import { refuse } from './errors.ts';
import { type BodyClaims, receive } from './intake.ts';

/** Enough for 10,000 parts, or 1,000 keys, with checksums. */
const longestXmlBytes = 4 * 1024 * 1024;

/** Reads and verifies an XML body; refuses one that is too long as MalformedXML. */
export const readXml = async (body: Body, claims: BodyClaims): Promise<string> => {
  const pieces: Buffer[] = [];
  let size = 0;
  await receive(body, claims, async (piece) => {
    size += piece.length;
    if (size > longestXmlBytes) refuse('MalformedXML', `The XML is longer than ${longestXmlBytes} bytes.`);
    pieces.push(piece);
  });
  return Buffer.concat(pieces).toString('utf8');
};
