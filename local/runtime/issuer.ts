/**
 * The embedded issuer of tokens: a key in the state folder, in place of the OpenID Connect issuer that a deployment names.
 * It makes tokens for who asks in this process; there is no page to sign in.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { AuthorizerPlan } from './deployment.ts';

/** Who a token is about. `party` and `role` become the claims `custom:party` and `custom:role`. */
export interface Person {
  readonly person: string;
  readonly party: string;
  readonly role: string;
}

/** What a verified token says, each claim as text. */
export type Claims = Readonly<Record<string, string>>;

/** The issuer. */
export interface Issuer {
  /** A token for one hour. */
  token(authorizer: AuthorizerPlan, person: Person): Promise<string>;
  /** The claims of a token that the authorizer accepts; undefined for every other. */
  verify(authorizer: AuthorizerPlan, token: string): Promise<Claims | undefined>;
}

// The authorizers of API Gateway know RSA only. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
const algorithm = 'RS256';

const readKey = (file: string): JWK | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const makeKey = async (file: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const key = await exportJWK(privateKey);
  writeFileSync(`${file}.new`, JSON.stringify(key), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return key;
};

/** API Gateway hands every claim to the handler as text, and a list as its words between brackets. */
const asText = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value));

/** Opens the issuer of a state folder; its key is made at the first start and stays. */
export const openIssuer = async (folder: string): Promise<Issuer> => {
  const file = join(folder, 'issuer-key.json');
  const key = readKey(file) ?? (await makeKey(file));
  const { kty, n, e } = key;
  const privateKey = await importJWK(key, algorithm);
  const publicKey = await importJWK({ kty, n, e } as JWK, algorithm);

  const token = ({ issuer, audiences }: AuthorizerPlan, { person, party, role }: Person): Promise<string> =>
    new SignJWT({ 'custom:party': party, 'custom:role': role })
      .setProtectedHeader({ alg: algorithm })
      .setSubject(person)
      .setIssuer(issuer)
      .setAudience([...audiences])
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);

  const verify = async ({ issuer, audiences }: AuthorizerPlan, given: string): Promise<Claims | undefined> => {
    const accepted = { algorithms: [algorithm], issuer, audience: [...audiences], requiredClaims: ['exp'] };
    try {
      const { payload } = await jwtVerify(given, publicKey, accepted);
      return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asText(value)]));
    } catch {
      return undefined;
    }
  };
  return { token, verify };
};
