/**
 * The pages of the embedded sign-in. They stand here and not with the portal's pages because they are the issuer's: on AWS the
 * issuer brings its own.
 */
import type { Role } from '../../domain/record/event.ts';
import type { Person } from './issuer.ts';

/** Somebody who may sign in: the name that the page shows stays with the issuer, and no token carries it. */
export interface SignInPerson extends Person {
  readonly name: string;
  /** The party as people call it, such as `Gemeente`. */
  readonly partyName: string;
}

const DUTCH_ROLES: Readonly<Record<string, string>> = {
  analyst: 'analist: levert cijfers aan',
  controller: 'controller: controleert',
  signatory: 'tekenbevoegde: keurt goed',
  supervisor: 'toezichthouder: leest alles, beslist niets',
} satisfies Record<Role, string>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => ESCAPES[each] ?? each);

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
fieldset{border:1px solid #767676;margin:0 0 1rem;padding:.5rem 1rem}legend{font-weight:bold}
label{display:block;padding:.25rem 0}input[type=text]{display:block;font:inherit;padding:.5rem;border:1px solid #595959;width:12rem;max-width:100%}
button{font:inherit;margin-top:1rem;padding:.5rem 1.5rem;border:0;background:#154273;color:#fff}
:focus-visible{outline:3px solid #b45309;outline-offset:2px}.fault{border-left:4px solid #b3261e;padding:.5rem 1rem}a{color:#154273}`;

/** A page loads nothing and runs nothing; its form leads back here and, from there, to the pages of the pilot. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'";

const page = (title: string, content: string): string => `<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`;

const choice = ({ person, name, role }: SignInPerson, chosen: string): string =>
  `<label><input type="radio" name="person" value="${escaped(person)}" required${person === chosen ? ' checked' : ''}> ${escaped(name)} – ${escaped(DUTCH_ROLES[role] ?? role)}</label>`;

const partyChoices = (partyName: string, people: readonly SignInPerson[], chosen: string): string =>
  `<fieldset><legend>${escaped(partyName)}</legend>
${people.map((each) => choice(each, chosen)).join('\n')}
</fieldset>`;

/** What was sent and is not right; nothing at first. */
export interface SignInFault {
  readonly chosen: string;
  readonly message: string;
}

/** The page on which somebody says who they are. The form goes to the address of the page itself. */
export const signInPage = (people: readonly SignInPerson[], fault?: SignInFault): string => {
  const groups = [...Map.groupBy(people, ({ partyName }) => partyName)];
  const summary = fault === undefined ? '' : `<p class="fault" role="alert">${escaped(fault.message)}</p>\n`;
  return page(
    fault === undefined ? 'Aanmelden' : 'Aanmelden is nog niet gelukt',
    `${summary}<p>Dit is de aanmelding van Ontschot op deze machine. Op AWS doet uw organisatie dit.</p>
<form method="post">
${groups.map(([partyName, members]) => partyChoices(partyName, members, fault?.chosen ?? '')).join('\n')}
<label for="code">Aanmeldcode</label>
<p id="code-uitleg">De code die bij het starten van Ontschot op het scherm verscheen.</p>
<input type="text" id="code" name="code" autocomplete="off" spellcheck="false" required aria-describedby="code-uitleg">
<button type="submit">Aanmelden</button>
</form>`,
  );
};

/** The page that says that signing in went wrong, with the address at which it begins again. */
export const signInFailedPage = (message: string, beginAddress: string): string =>
  page(
    'Aanmelden is niet gelukt',
    `<p class="fault" role="alert">${escaped(message)}</p>
<p><a href="${escaped(beginAddress)}">Opnieuw aanmelden</a></p>`,
  );

/** The page that says that somebody is signed out. */
export const signedOutPage = (beginAddress: string): string =>
  page('U bent afgemeld', `<p><a href="${escaped(beginAddress)}">Opnieuw aanmelden</a></p>`);
