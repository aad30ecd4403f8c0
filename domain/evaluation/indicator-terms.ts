/**
 * What an agreement says of indicators: its register, and the quality score that is declared over it. It is read when the
 * agreement is proposed, so that nobody signs a register that no evaluation can use.
 */
import type { PilotDocument } from '../pilot/agreement.ts';
import type { Fault } from '../pilot/fault.ts';
import { type IndicatorRegister, readIndicatorRegister, STARTING_REGISTER } from './indicators.ts';
import { readScoreDefinition } from './quality-score.ts';

/** The register that a pilot can start from, by code. */
export const STARTING_INDICATORS: IndicatorRegister = new Map(STARTING_REGISTER.map((each) => [each.code, each]));

/** Every fault in the register and the score of an agreement, with its path; a score is read against the register. */
export const indicatorTermFaults = ({ agreement: { indicators } }: PilotDocument): Fault[] => {
  if (indicators === undefined) return [];
  const reading = indicators.register === undefined ? null : readIndicatorRegister(indicators.register);
  if (reading !== null && 'faults' in reading) return below('register', reading.faults);
  if (indicators.score === undefined) return [];
  const score = readScoreDefinition(indicators.score, reading?.register ?? STARTING_INDICATORS);
  return 'faults' in score ? below('score', score.faults) : [];
};

const below = (name: string, faults: readonly Fault[]): Fault[] =>
  faults.map(({ path, message }) => {
    const separator = path === '' || path.startsWith('[') ? '' : '.';
    return { path: `agreement.indicators.${name}${separator}${path}`, message };
  });
