/** A browser without a screen: it keeps cookies by name, follows redirections one at a time, and sends what a browser sends. */

/** What it is shown. */
export interface Shown {
  readonly status: number;
  readonly location: string | null;
  readonly cookies: readonly string[];
  readonly text: string;
  /** The address that was asked. */
  readonly address: string;
}

export interface Session {
  /** Asks one address, and keeps the cookies that come with the answer. */
  ask(address: string, init?: RequestInit): Promise<Shown>;
  /** Asks an address and goes where it leads, to the first page that leads no further. */
  open(address: string): Promise<Shown>;
  /** Sends a form as a page of the address itself does. */
  submit(address: string, fields: Readonly<Record<string, string>>): Promise<Shown>;
  readonly cookies: Map<string, string>;
}

const MOST_STEPS = 8;

/** A new browser that knows nobody. */
export const newSession = (): Session => {
  const cookies = new Map<string, string>();
  const keep = (each: string): void => {
    const [name = '', value = ''] = (each.split(';')[0] ?? '').split(/=(.*)/s);
    if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(each)) cookies.delete(name);
    else cookies.set(name, value);
  };
  const ask = async (address: string, init: RequestInit = {}): Promise<Shown> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const answer = await fetch(address, { redirect: 'manual', ...init, headers });
    for (const each of answer.headers.getSetCookie()) keep(each);
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      location: location === null ? null : new URL(location, address).href,
      cookies: answer.headers.getSetCookie(),
      text: await answer.text(),
      address,
    };
  };
  const follow = async (shown: Shown, steps = 0): Promise<Shown> =>
    shown.location === null || steps > MOST_STEPS ? shown : follow(await ask(shown.location), steps + 1);
  return {
    ask,
    cookies,
    open: async (address) => follow(await ask(address)),
    submit: async (address, fields) => {
      const body = new URLSearchParams(fields);
      return follow(await ask(address, { method: 'POST', body, headers: { 'sec-fetch-site': 'same-origin' } }));
    },
  };
};
