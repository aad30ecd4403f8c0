import { describe, expect, test } from 'vitest';
import { readPilot } from '../../../domain/pilot/agreement.ts';
import { agreementSummary } from '../../../domain/pilot/summary.ts';
import { demoDocument } from '../../../local/demo/pilot.ts';

const GROSS = { eigenRisico: 'in', eigenBijdrage: 'out', btw: 'none' };
const read = (costBasis: unknown) => {
  const { agreement } = demoDocument;
  const articles = { ...agreement.articles, costBasis: 'bijlage D' };
  return readPilot({ ...demoDocument, agreement: { ...agreement, articles, costBasis } });
};

describe('whether the costs of a stream are gross or net', () => {
  test('is declared in the agreement, and said in its summary with its article', () => {
    const reading = read({ Zvw: GROSS });
    if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
    expect(agreementSummary(reading.pilot)).toContain(
      'Kosten van Zvw: eigen risico erin, eigen bijdrage eruit, btw speelt niet (bijlage D)',
    );
  });

  test.each([
    ['a stream outside the agreement', { Jw: GROSS }, 'agreement.costBasis.Jw'],
    ['another word', { Zvw: { ...GROSS, btw: 'half' } }, 'agreement.costBasis.Zvw.btw'],
    [
      'a part that is not declared',
      { Zvw: { eigenRisico: 'in', btw: 'out' } },
      'agreement.costBasis.Zvw.eigenBijdrage',
    ],
  ])('%s is a fault', (_, basis, path) => {
    const reading = read(basis);
    expect('faults' in reading ? reading.faults.map((fault) => fault.path) : []).toEqual([path]);
  });
});
