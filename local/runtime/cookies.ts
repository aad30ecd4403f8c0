/**
 * The cookies of signing in: the token of who is signed in, and what the door and the issuer must know while somebody signs
 * in. A browser does not tell the ports of this machine apart, so each of them is sent to the door as well as to the issuer.
 */
import type { IncomingMessage } from 'node:http';

/** What the names of all our cookies begin with. */
const OURS = 'ontschot-';

/** Holds the token, for every page. */
export const SESSION_COOKIE = `${OURS}sessie`;
/** Holds the sign-in under way, for the addresses of signing in alone. */
export const FLOW_COOKIE = `${OURS}aanmelding`;

/** Those of the issuer, by what they are to `oidc-provider`. */
export const ISSUER_COOKIES = {
  session: `${OURS}uitgever`,
  interaction: `${OURS}uitgever-keuze`,
  resume: `${OURS}uitgever-verder`,
} as const;

/**
 * A cookie as it is set; of no seconds it is taken away. No script can read it, and a form of another site does not bring it
 * along. Only loopback is without TLS: a door anywhere else has to add `Secure`.
 */
export const cookie = (name: string, value: string, path: string, seconds: number): string =>
  `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;

const pairs = ({ headers }: IncomingMessage): string[] => headers.cookie?.split('; ') ?? [];

/** The value of a cookie of a request; empty where it is not there. */
export const cookieOf = (message: IncomingMessage, name: string): string =>
  pairs(message)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

/** The cookies of a request that are not ours, which is all that a function gets to see of them; undefined where there are none. */
export const foreignCookies = (message: IncomingMessage): readonly string[] | undefined => {
  const foreign = pairs(message).filter((pair) => !pair.startsWith(OURS));
  return foreign.length === 0 ? undefined : foreign;
};
