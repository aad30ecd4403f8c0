/**
 * `npm run -s rebuild -- EVENTS.json [OVERVIEW.json …]`: rebuilds every projection of a pilot from its exported events, and
 * prints each as one JSON line with its SHA-256. With overviews that a portal answered: rebuilds those, and says of each
 * whether it is the same and, if not, where it first differs.
 *
 * Exit 0 when all is the same and no rule was broken, 1 when something is not or cannot be read, 2 on wrong usage.
 */
import { createHash } from 'node:crypto';
import { canonicalText } from '../domain/record/canonical.ts';
import { type PilotEvent, ROLES, readChain } from '../domain/record/event.ts';
import { brokenRules } from '../domain/record/lawful.ts';
import { type OverviewOrigin, overviewDifference, rebuild } from '../domain/record/rebuild.ts';
import { readDocument } from './json-document.ts';

const USAGE = `Gebruik: npm run -s rebuild -- GEBEURTENISSEN.json [OVERZICHT.json …]
Maakt uit de gebeurtenissen van een pilot opnieuw wat het portaal laat zien, en vergelijkt dat met wat het liet zien.`;

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

type Read<T> = { readonly value: T } | { readonly complaint: string };

const readEvents = (file: string): Read<readonly PilotEvent[]> => {
  const document = readDocument(file);
  if ('complaint' in document) return document;
  if (!Array.isArray(document.value)) return { complaint: 'Hier hoort een lijst van gebeurtenissen.' };
  try {
    return { value: readChain(document.value, hash) };
  } catch {
    return { complaint: 'Deze gebeurtenissen vormen geen hele keten: er is er een gewijzigd, weg of bij.' };
  }
};

const isOverview = (value: unknown): value is OverviewOrigin => {
  if (typeof value !== 'object' || value === null) return false;
  const { viewer, moment, events } = value as Partial<OverviewOrigin>;
  const isViewer = typeof viewer?.party === 'string' && ROLES.includes(viewer.role);
  return isViewer && Number.isSafeInteger(events) && typeof moment === 'string' && !Number.isNaN(Date.parse(moment));
};

const readOverview = (file: string): Read<OverviewOrigin> => {
  const document = readDocument(file);
  if ('complaint' in document) return document;
  return isOverview(document.value)
    ? { value: document.value }
    : { complaint: 'Dit is geen overzicht dat een portaal heeft gegeven.' };
};

const complain = (file: string, complaint: string): false => {
  console.error(`${file}: ${complaint}`);
  return false;
};

const compare = (chain: readonly PilotEvent[], file: string): boolean => {
  const given = readOverview(file);
  if ('complaint' in given) return complain(file, given.complaint);
  const differsAt = overviewDifference(chain, given.value, hash);
  const { viewer, moment, events } = given.value;
  console.log(JSON.stringify({ file, viewer, moment, events, same: differsAt === null, differsAt }));
  return differsAt === null;
};

/** Without overviews everything is printed, as it stood right after the last event. */
const printAll = (chain: readonly PilotEvent[]): void => {
  for (const each of rebuild(chain, chain.at(-1)?.known ?? '', hash))
    console.log(JSON.stringify({ ...each, sha256: hash(canonicalText(each.content)) }));
};

const run = (eventsFile: string, overviews: readonly string[]): boolean => {
  const events = readEvents(eventsFile);
  if ('complaint' in events) return complain(eventsFile, events.complaint);
  if (overviews.length === 0) printAll(events.value);
  const same = overviews.map((file) => compare(events.value, file));
  const broken = brokenRules(events.value);
  for (const { sequence, rule } of broken) console.error(`Gebeurtenis ${sequence} had niet gemogen: ${rule}.`);
  return same.every((each) => each) && broken.length === 0;
};

const [eventsFile, ...overviews] = process.argv.slice(2);
if (eventsFile === undefined || [eventsFile, ...overviews].some((file) => file.startsWith('-'))) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  process.exitCode = run(eventsFile, overviews) ? 0 : 1;
}
