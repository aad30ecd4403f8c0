/**
 * Opens a pilot: writes the signed pilot document as the first event of its record.
 */
import { indicatorTermFaults } from '../domain/evaluation/indicator-terms.ts';
import { readPilot } from '../domain/pilot/agreement.ts';
import { canonicalText } from '../domain/record/canonical.ts';
import { nextEvent } from '../domain/record/event.ts';
import { typedClaims } from '../domain/record/following-agreement.ts';
import { authorOf, mayAct, mustBeParty, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Opens the pilot of a document. Opening the same document again changes nothing. */
export const openPilot = async (
  { record, now, hash }: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  document: unknown,
): Promise<{ readonly pilot: string } | Refusal> => {
  const reading = readPilot(document);
  const faults = 'faults' in reading ? reading.faults : indicatorTermFaults(reading.pilot.document);
  if ('faults' in reading || faults.length > 0)
    return refuse(
      'request_is_malformed',
      'De pilot kan zo niet worden geopend; elke fout staat hieronder met zijn plaats.',
      faults,
    );
  const typed = typedClaims(reading.pilot);
  if (typed !== null) return typed;
  const { id } = reading.pilot.document.pilot;
  const forbidden = mayAct(person, id, ['signatory']) ?? mustBeParty(person, reading.pilot);
  if (forbidden !== null) return forbidden;
  const by = authorOf(person);
  const change = { type: 'pilotOpened', document } as const;
  if (await record.open(id, nextEvent([], { known: now().toISOString(), by, change }, hash))) return { pilot: id };
  const opened = (await record.read(id))[0]?.change;
  const isSame = opened?.type === 'pilotOpened' && canonicalText(opened.document) === canonicalText(document);
  return isSame ? { pilot: id } : refuse('pilot_exists_already', `Er is al een pilot ${id}, met een ander document.`);
};
