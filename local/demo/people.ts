/** The people of the demo as the sign-in shows them. The names are invented; no token and no event carries them. */
import type { Role } from '../../domain/record/event.ts';
import type { SignInPerson } from '../runtime/sign-in-page.ts';
import { demoDocument, personOf, SUPERVISOR } from './pilot.ts';

const NAMES: readonly (readonly [party: string, role: Role, name: string])[] = [
  ['INS', 'analyst', 'Anna de Wit'],
  ['INS', 'controller', 'Bas Verhoeven'],
  ['INS', 'signatory', 'Carla Jansen'],
  ['MUN', 'analyst', 'Dirk Smeets'],
  ['MUN', 'controller', 'Emine Yilmaz'],
  ['MUN', 'signatory', 'Frans Peters'],
  ['CARE', 'analyst', 'Gaby Willems'],
  ['CARE', 'controller', 'Hassan Amrani'],
  ['CARE', 'signatory', 'Ineke Hermans'],
  [SUPERVISOR, 'supervisor', 'Joris van Dam'],
];

/** Everybody who may sign in to the demo: a person for each role of each party, and one who supervises. */
export const demoPeople: readonly SignInPerson[] = NAMES.map(([party, role, name]) => ({
  ...personOf(party, role),
  name,
  partyName: demoDocument.agreement.partyNames[party] ?? 'Toezicht',
}));
