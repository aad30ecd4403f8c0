/**
 * Bodies in `aws-chunked` form: the object's bytes in chunks, with trailing checksums and, where the chunks are signed, a chain of signatures.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and …/sigv4-streaming-trailers.html
 */
import { createHash } from 'node:crypto';
import { type ByteReader, byteReader } from './bytes.ts';
import { refuse } from './errors.ts';
import { hmac, isSameSignature, type Signer, sha256Hex } from './signature.ts';

/** The object's own bytes. The trailers are complete when the last piece has been read. */
export interface Body {
  readonly pieces: AsyncIterable<Buffer>;
  readonly trailers: Map<string, string>;
}

/** Checks one link of the chain of signatures: what kind of link, the text it covers, and the signature given. */
type CheckLink = (kind: 'PAYLOAD' | 'TRAILER', hashes: readonly string[], given: string | undefined) => void;

const longestLineBytes = 4096;
const emptyHash = sha256Hex('');

const unsignedChain: CheckLink = () => undefined;

const signedChain = (signer: Signer): CheckLink => {
  let previous = signer.signature;
  return (kind, hashes, given) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, signer.timestamp, signer.scope, previous, ...hashes].join('\n');
    previous = hmac(signer.signingKey, text).toString('hex');
    if (!isSameSignature(previous, given ?? '')) {
      refuse('SignatureDoesNotMatch', 'The chunk signature we calculated does not match the signature you provided.');
    }
  };
};

const readChunkHead = async (reader: ByteReader) => {
  const [, size, signature] =
    /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(await reader.line(longestLineBytes)) ?? [];
  if (size === undefined) return refuse('InvalidRequest', 'A chunk must begin with its size.');
  return { size: Number.parseInt(size, 16), signature };
};

async function* readChunks(reader: ByteReader, checkLink: CheckLink): AsyncGenerator<Buffer> {
  for (;;) {
    const { size, signature } = await readChunkHead(reader);
    const hash = createHash('sha256');
    for await (const piece of reader.take(size)) {
      if (checkLink !== unsignedChain) hash.update(piece);
      yield piece;
    }
    checkLink('PAYLOAD', [emptyHash, hash.digest('hex')], signature);
    if (size === 0) return;
    if ((await reader.line(longestLineBytes)) !== '') refuse('InvalidRequest', 'A chunk must end with its size.');
  }
}

const readTrailers = async (reader: ByteReader, trailers: Map<string, string>, checkLink: CheckLink): Promise<void> => {
  let covered = '';
  for (let line = await reader.line(longestLineBytes); line !== ''; line = await reader.line(longestLineBytes)) {
    const [name = '', ...value] = line.split(':');
    trailers.set(name.trim().toLowerCase(), value.join(':').trim());
    if (name !== 'x-amz-trailer-signature') covered += `${name.trim().toLowerCase()}:${value.join(':').trim()}\n`;
  }
  checkLink('TRAILER', [sha256Hex(covered)], trailers.get('x-amz-trailer-signature'));
};

const chunkedBody = (source: AsyncIterable<Buffer>, signer: Signer): Body => {
  const trailers = new Map<string, string>();
  const isSigned = signer.payload.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  async function* pieces(): AsyncGenerator<Buffer> {
    const reader = byteReader(source);
    const checkLink = isSigned ? signedChain(signer) : unsignedChain;
    yield* readChunks(reader, checkLink);
    // Without announced trailers the last chunk is followed by an empty line, which no signature covers.
    await readTrailers(reader, trailers, signer.payload.endsWith('-TRAILER') ? checkLink : unsignedChain);
  }
  return { pieces: pieces(), trailers };
};

/**
 * The object's bytes of a request, whichever of AWS's forms they come in. Refuses a broken chunk, a wrong chunk or trailer signature,
 * and as NotImplemented a `STREAMING-` form that we do not verify (ECDSA).
 */
export const bodyOf = (source: AsyncIterable<Buffer>, signer: Signer): Body => {
  if (!signer.payload.startsWith('STREAMING-')) return { pieces: source, trailers: new Map() };
  const known = /^STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?)$/;
  return known.test(signer.payload)
    ? chunkedBody(source, signer)
    : refuse('NotImplemented', `${signer.payload} is not implemented.`);
};
