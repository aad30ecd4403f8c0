/**
 * What quality does with a party's part of the pool (method steps 8a and 8b): a factor from 0 to 1.
 */
import type { GainQuality, LossQuality } from '../pilot/case-file.ts';
import type { Run } from './run.ts';
import { given, type Line, made, type Subject } from './worksheet.ts';

/** The gain factor `q_p`; 1 for a party without an agreed quality rule. */
export const gainFactor = (run: Run, of: Subject): Line => {
  const quality = run.case.quality.get(of.party ?? '');
  if (quality === undefined || quality.gain === null) return run.one;
  const score = given(run.sheet, 'score', of, quality.score, { case: `quality.${of.party}.score` });
  if (quality.gain.form === 'linear') return score;
  return made(run.sheet, 'reached', 'qualityFactor', of, [score, ...stepLines(run, of, quality.gain)]);
};

/** A gate is one step whose value is 1. */
const stepLines = (run: Run, of: Subject, gain: Exclude<GainQuality, { form: 'linear' }>): Line[] => {
  const path = `quality.${of.party}.gain`;
  if (gain.form === 'gate')
    return [given(run.sheet, 'stepFrom', of, gain.threshold, { case: `${path}.threshold` }), run.one];
  return gain.steps.flatMap(({ from, rate }, place) => [
    given(run.sheet, 'stepFrom', of, from, { case: `${path}.steps[${place}].from` }),
    given(run.sheet, 'stepRate', of, rate, { case: `${path}.steps[${place}].rate` }),
  ]);
};

/** The loss factor `h_p`: `clamp(1 − slope·q, floor, ceiling)`; 1 for a party without agreed relief. */
export const lossFactor = (run: Run, of: Subject): Line => {
  const quality = run.case.quality.get(of.party ?? '');
  if (quality === undefined || quality.loss === null || quality.loss.form === 'none') return run.one;
  const score = given(run.sheet, 'score', of, quality.score, { case: `quality.${of.party}.score` });
  return reliefFactor(run, of, score, quality.loss);
};

const reliefFactor = (
  run: Run,
  of: Subject,
  score: Line,
  { slope, floor, ceiling }: LossQuality & { form: 'relief' },
) => {
  const path = `quality.${of.party}.loss`;
  const slopeLine = given(run.sheet, 'reliefSlope', of, slope, { case: `${path}.slope` });
  const relief = made(run.sheet, 'product', 'relief', of, [slopeLine, score]);
  const left = made(run.sheet, 'difference', 'relief', of, [run.one, relief]);
  const low = given(run.sheet, 'reliefBound', of, floor, { case: `${path}.floor` });
  const high = given(run.sheet, 'reliefBound', of, ceiling, { case: `${path}.ceiling` });
  const raised = made(run.sheet, 'larger', 'relief', of, [low, left]);
  return made(run.sheet, 'smaller', 'qualityFactor', of, [high, raised]);
};
