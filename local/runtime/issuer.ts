/**
 * The tokens of the embedded issuer: a key in the state folder, in place of that of the OpenID Connect issuer that a
 * deployment names. People get their tokens by signing in (`provider.ts`); the demo and the tests, which play many people in
 * this process, are given the same tokens, signed by the same key.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { AuthorizerPlan } from './deployment.ts';

/** Who a token is about. `party` and `role` become the claims `custom:party` and `custom:role`. */
export interface Person {
  readonly person: string;
  readonly party: string;
  readonly role: string;
}

/** What a verified token says, each claim as text. */
export type Claims = Readonly<Record<string, string>>;

/** Why a token is not taken, named after the rule that it breaks. */
export type TokenRefusal =
  | 'token_must_be_signed_by_the_issuer'
  | 'token_must_come_from_the_issuer'
  | 'token_must_name_the_audience'
  | 'token_must_be_valid_now';

/** What a token says, or why it is not taken. */
export type Verified = { readonly claims: Claims } | { readonly refused: TokenRefusal };

/** The issuer. */
export interface Issuer {
  /** The key that signs, with its private half: nothing but the pages of this issuer may have it. */
  readonly key: JWK;
  /** A token for one hour. */
  token(authorizer: AuthorizerPlan, person: Person): Promise<string>;
  /** Whether an authorizer accepts a token. */
  verify(authorizer: AuthorizerPlan, token: string): Promise<Verified>;
}

/** How long a token is valid. */
export const TOKEN_SECONDS = 3600;

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

/** The rule of each claim that an authorizer checks; a date that is missing is as good as one that has passed. */
const RULE_OF_CLAIM: Readonly<Record<string, TokenRefusal>> = {
  iss: 'token_must_come_from_the_issuer',
  aud: 'token_must_name_the_audience',
};

const refusalOf = (error: unknown): TokenRefusal => {
  if (error instanceof errors.JWTExpired) return 'token_must_be_valid_now';
  return error instanceof errors.JWTClaimValidationFailed
    ? (RULE_OF_CLAIM[error.claim] ?? 'token_must_be_valid_now')
    : 'token_must_be_signed_by_the_issuer';
};

/** Opens the issuer of a state folder; its key is made at the first start and stays. */
export const openIssuer = async (folder: string): Promise<Issuer> => {
  const file = join(folder, 'issuer-key.json');
  const made = readKey(file) ?? (await makeKey(file));
  const key: JWK = { ...made, alg: algorithm, use: 'sig', kid: await calculateJwkThumbprint(made) };
  const { kty, n, e, kid } = key;
  const privateKey = await importJWK(key, algorithm);
  const publicKey = await importJWK({ kty, n, e } as JWK, algorithm);

  const token = ({ issuer, audiences }: AuthorizerPlan, { person, party, role }: Person): Promise<string> =>
    new SignJWT({ 'custom:party': party, 'custom:role': role })
      .setProtectedHeader({ alg: algorithm, kid: kid ?? '' })
      .setSubject(person)
      .setIssuer(issuer)
      .setAudience([...audiences])
      .setIssuedAt()
      .setExpirationTime(`${TOKEN_SECONDS}s`)
      .sign(privateKey);

  const verify = async ({ issuer, audiences }: AuthorizerPlan, given: string): Promise<Verified> => {
    const accepted = { algorithms: [algorithm], issuer, audience: [...audiences], requiredClaims: ['exp'] };
    try {
      const { payload } = await jwtVerify(given, publicKey, accepted);
      return { claims: Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asText(value)])) };
    } catch (error) {
      return { refused: refusalOf(error) };
    }
  };
  return { key, token, verify };
};
