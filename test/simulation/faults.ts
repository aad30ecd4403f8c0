/**
 * The faults that the simulator adds, each as it happens on AWS, and how often each was met.
 */
import type { Random } from '../reference/random.ts';
import { type Command, ServiceFailure } from './sdk.ts';
import { isWrite } from './world.ts';

/** What can go wrong, and what it looks like from within a handler. */
export const FAULTS = {
  timeoutBeforeWrite: 'a write was not done, and its caller sees an error',
  timeoutAfterWrite: 'a write was done, and its caller sees an error',
  repeatedWrite: 'a write was done, its answer was lost, and the client sent it again',
  throttling: 'a service asks to come back later',
  crashBetweenWrites: 'a function is gone after one of its writes, with or without the call that comes next',
  partialFailure: 'one call of several fails: of those under way together, or a read after others were answered',
  staleRead: 'a read of the record misses the newest events',
  clockSkew: 'the clock of a function is minutes off',
  duplicateEvent: 'an event or request comes twice',
  reorderedEvent: 'an event overtakes an earlier one',
  poisonedMessage: 'an event that is none of ours, or about bytes that were never announced',
  lostRace: 'another event took the place in the record first',
} as const;
export type Fault = keyof typeof FAULTS;

/** How often each fault was met. */
export type FaultCounts = Record<Fault, number>;

/** No faults yet. */
export const noFaults = (): FaultCounts =>
  Object.fromEntries(Object.keys(FAULTS).map((fault) => [fault, 0])) as FaultCounts;

/** The faults of one call, which the scheduler decides on when its turn comes. */
export type CallFault = Extract<
  Fault,
  | 'timeoutBeforeWrite'
  | 'timeoutAfterWrite'
  | 'repeatedWrite'
  | 'throttling'
  | 'crashBetweenWrites'
  | 'partialFailure'
  | 'staleRead'
>;

/** What decides which faults a call can meet. */
export interface CallSituation {
  readonly command: Command;
  /** How many calls and writes its invocation has done, and how many of its calls are under way. */
  readonly calls: number;
  readonly writes: number;
  readonly underWay: number;
}

/** Chances of a call in calm weather; a seed makes them several times larger or none. */
const CHANCES: readonly (readonly [CallFault, number, (of: CallSituation) => boolean])[] = [
  ['timeoutBeforeWrite', 0.12, ({ command }) => isWrite(command)],
  ['timeoutAfterWrite', 0.13, ({ command }) => isWrite(command)],
  ['repeatedWrite', 0.16, ({ command }) => isWrite(command) && command.name !== 'DeleteObjectCommand'],
  ['throttling', 0.014, () => true],
  ['crashBetweenWrites', 0.17, ({ command, writes }) => writes > 0 || isWrite(command)],
  ['partialFailure', 0.025, ({ command, calls, underWay }) => underWay > 1 || (calls > 0 && !isWrite(command))],
  ['staleRead', 0.04, ({ command }) => command.name === 'QueryCommand'],
];

/** The fault that a call meets, if any. `storm` is how many times as likely faults are as in calm weather. */
export const faultOf = (random: Random, storm: number, situation: CallSituation): CallFault | null => {
  const possible = CHANCES.filter(([, , canMeet]) => canMeet(situation));
  const met = possible.find(([, chance]) => random.chance(chance * storm));
  return met?.[0] ?? null;
};

/** What a caller sees of a call whose answer never came. */
export const timeout = (): ServiceFailure => new ServiceFailure('Simulated', 'TimeoutError');

/** What a caller sees when a service is too busy, by the service that was asked. */
export const throttled = ({ name }: Command): ServiceFailure =>
  new ServiceFailure('Simulated', /Object/.test(name) ? 'SlowDown' : 'ThrottlingException');
