/**
 * Gross or net: what is in the costs of a stream and what is not.
 *
 * Two parties that both say "costs" may differ by the deductible (eigen risico), the contributions of clients (eigen
 * bijdrage) and value added tax (btw). So an agreement declares it for each of its streams.
 */
import * as z from 'zod';

/** Whether a part is in the costs, is left out of them, or does not occur in the stream. */
const PARTS = ['in', 'out', 'none'] as const;
type Part = (typeof PARTS)[number];

/** What the costs of a stream hold. */
export interface CostBasis {
  readonly eigenRisico: Part;
  readonly eigenBijdrage: Part;
  readonly btw: Part;
}

const part = z.enum(PARTS);

/** The basis of a stream as untrusted JSON. */
export const costBasis = z.strictObject({ eigenRisico: part, eigenBijdrage: part, btw: part });

const WORDS: Readonly<Record<Part, string>> = { in: 'erin', out: 'eruit', none: 'speelt niet' };

/** A basis in a sentence: `eigen risico erin, eigen bijdrage eruit, btw speelt niet`. */
export const costBasisText = ({ eigenRisico, eigenBijdrage, btw }: CostBasis): string =>
  `eigen risico ${WORDS[eigenRisico]}, eigen bijdrage ${WORDS[eigenBijdrage]}, btw ${WORDS[btw]}`;
