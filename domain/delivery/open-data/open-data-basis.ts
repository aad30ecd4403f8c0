/**
 * Gross or net in open data. Vektis has what insurers reimburse under the basic insurance with the deductible in it; what
 * clients pay themselves is not claimed (CBS, "Zorgkosten vanuit de basisverzekering", on the same source). Iv3 counts
 * charges (lasten); contributions of clients are income (baten). Of VAT it has what the compensation fund does not give
 * back, such as on what is supplied to a single person (Wet op het BTW-compensatiefonds, article 4).
 */
import type { CostBasis } from '../../pilot/cost-basis.ts';
import type { Sentence } from '../findings/sentence.ts';

/** A basis with what is counted, in words. */
export interface OpenDataBasis extends CostBasis {
  readonly counted: Sentence;
}

/** The basis of each kind of open data. */
export const OPEN_DATA_BASIS: Readonly<Record<'vektis' | 'iv3', OpenDataBasis>> = {
  vektis: {
    eigenRisico: 'in',
    eigenBijdrage: 'out',
    btw: 'none',
    counted: {
      nl: 'Vergoede kosten van de basisverzekering, het eigen risico meegerekend.',
      en: 'Costs that the basic insurance reimburses, the deductible included.',
    },
  },
  iv3: {
    eigenRisico: 'none',
    eigenBijdrage: 'in',
    btw: 'in',
    counted: {
      nl: 'Lasten, met de btw die niet wordt gecompenseerd; de baten, waaronder eigen bijdragen, staan ernaast en gaan er niet af.',
      en: 'Charges (lasten), with the VAT that is not compensated; income (baten), such as contributions of clients, is shown beside and not subtracted.',
    },
  },
};
