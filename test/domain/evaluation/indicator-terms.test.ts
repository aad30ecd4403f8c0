import { describe, expect, test } from 'vitest';
import { indicatorTermFaults } from '../../../domain/evaluation/indicator-terms.ts';
import { STARTING_REGISTER } from '../../../domain/evaluation/indicators.ts';
import type { PilotDocument } from '../../../domain/pilot/agreement.ts';
import { openPilot } from '../../../functions/open-pilot.ts';
import { memoryScene } from '../../functions/memory-scene.ts';
import { smallDocument, someone } from '../../functions/small-pilot.ts';
import { newKey } from '../record/sealed-bundle.ts';

type Terms = NonNullable<PilotDocument['agreement']['indicators']>;

const documentWith = (indicators: Terms): PilotDocument => ({
  ...smallDocument,
  agreement: { ...smallDocument.agreement, indicators },
});
const faultsOf = (indicators: Terms) =>
  indicatorTermFaults(documentWith(indicators)).map(({ path, message }) => `${path}: ${message}`);

const part = { indicator: 'acties_wijkplan', indicatorVersion: '1', weight: '1', zeroAt: '0', oneAt: '1' };
const score = { name: 'Score', version: '1', approvedBy: ['INS'], parts: [part] };

describe('the indicators of an agreement', () => {
  test('may be absent, may use the starting register, and may bring their own', () => {
    expect(indicatorTermFaults(smallDocument)).toEqual([]);
    expect(faultsOf({ score })).toEqual([]);
    expect(faultsOf({ register: STARTING_REGISTER, score })).toEqual([]);
  });

  test.each<readonly [string, Terms, string]>([
    [
      'a register without versions',
      { register: [{ code: 'x' }] },
      'agreement.indicators.register[0].version: Dit ontbreekt.',
    ],
    ['an empty register', { register: [] }, 'agreement.indicators.register: Dit is leeg of te kort.'],
    [
      'a score over an indicator that is not in the register',
      { score: { ...score, parts: [{ ...part, indicator: 'x' }] } },
      'agreement.indicators.score.parts[0].indicator: Deze indicator staat niet in het register.',
    ],
    [
      'weights that are not 1',
      { score: { ...score, parts: [{ ...part, weight: '1/2' }] } },
      'agreement.indicators.score.parts: De gewichten zijn samen niet precies 1.',
    ],
  ])('%s is a fault with its place', (_, indicators, expected) => {
    expect(faultsOf(indicators)).toContain(expected);
  });

  test('with a fault open no pilot', async () => {
    const scene = memoryScene(newKey());
    const answer = await openPilot(scene.ports, someone('INS', 'signatory'), documentWith({ register: [] }));
    expect(answer).toMatchObject({
      refusal: 'request_is_malformed',
      detail: [{ path: 'agreement.indicators.register' }],
    });
    expect(scene.chain).toEqual([]);
  });
});
