/**
 * The names of the worksheet's lines: for each code the step of the method it belongs to, its unit, and what it is
 * called in Dutch and in English. A line without a label here does not exist.
 */

/** What a value is measured in. Euro lines are whole cents after a rounding or a split, exact ratios before it. */
export type Unit = 'euro' | 'months' | 'persons' | 'euroPerMonth' | 'ratio';

interface Label {
  readonly step: string;
  readonly unit: Unit;
  readonly nl: string;
  readonly en: string;
}

const label = (step: string, unit: Unit, nl: string, en: string): Label => ({ step, unit, nl, en });

export const LABELS = {
  zero: label('0', 'ratio', 'Nul', 'Zero'),
  one: label('0', 'ratio', 'Eén', 'One'),
  monthsRow: label('0', 'months', 'Verzekerdenmaanden, aangeleverde rij', 'Member-months, delivered row'),
  costRow: label('0', 'euro', 'Kosten, aangeleverde rij', 'Cost, delivered row'),
  excessRow: label('1', 'euro', 'Deel boven de grens per persoon', 'Part above the cap per person'),
  netRow: label('1', 'euro', 'Kosten onder de grens', 'Cost below the cap'),
  completionFactor: label('1', 'ratio', 'Uitloopfactor', 'Completion factor'),
  completedRow: label('1', 'euro', 'Kosten na uitloop', 'Completed cost'),
  memberMonths: label('2', 'months', 'Verzekerdenmaanden', 'Member-months'),
  cost: label('2', 'euro', 'Kosten van de cel', 'Cost of the cell'),
  population: label('3', 'months', 'Verzekerdenmaanden van de pilot', 'Member-months of the pilot'),
  costRate: label('3', 'euroPerMonth', 'Kosten per maand', 'Cost per month'),
  costAtMix: label('3', 'euro', 'Kosten bij de pilotbevolking van nu', 'Cost at the present pilot mix'),
  baselineAtMix: label(
    '3',
    'euro',
    'Basiskosten bij de pilotbevolking van nu',
    'Baseline cost at the present pilot mix',
  ),
  referenceAtMix: label(
    '3',
    'euro',
    'Referentiekosten bij de pilotbevolking van nu',
    'Reference cost at the present pilot mix',
  ),
  referenceGrowth: label('3', 'ratio', 'Groei van de referentie', 'Growth of the reference'),
  referenceIncrease: label(
    '3',
    'euro',
    'Toename van de referentie bij de pilotbevolking',
    'Increase of the reference at the pilot mix',
  ),
  index: label('3', 'ratio', 'Afgesproken index', 'Agreed index'),
  grown: label('3', 'euro', 'Basiskosten, gegroeid met de referentie', 'Baseline cost, grown with the reference'),
  baselineWeight: label('3', 'ratio', 'Gewicht van de basisperiode', 'Weight of the baseline period'),
  weighted: label(
    '3',
    'euro',
    'Verwachte kosten volgens deze basisperiode, gewogen',
    'Expected cost by this baseline period, weighted',
  ),
  weightedIncrease: label(
    '3',
    'euro',
    'Toename sinds deze basisperiode, gewogen',
    'Increase since this baseline period, weighted',
  ),
  expectedExact: label('3', 'euro', 'Verwachte kosten, onafgerond', 'Expected cost, unrounded'),
  blendShare: label('3', 'ratio', 'Aandeel in het mengsel', 'Share in the blend'),
  blended: label('3', 'euro', 'Deel in het mengsel', 'Part in the blend'),
  expected: label('3', 'euro', 'Verwachte kosten', 'Expected cost'),
  actualExact: label('4', 'euro', 'Werkelijke kosten, onafgerond', 'Actual cost, unrounded'),
  actual: label('4', 'euro', 'Werkelijke kosten', 'Actual cost'),
  delta: label('4', 'euro', 'Verschil: besparing (+) of meerkosten (−)', 'Difference: saving (+) or overspend (−)'),
  pocketShare: label(
    '5',
    'ratio',
    'Deel van de stroom dat de partij draagt',
    'Part of the stream that the party bears',
  ),
  pocketDelta: label(
    '5',
    'euro',
    'Verschil in de eigen portemonnee, per stroom',
    'Difference in the own pocket, per stream',
  ),
  pocketResult: label('5', 'euro', 'Resultaat in de eigen portemonnee', 'Result in the own pocket'),
  result: label('5', 'euro', 'Resultaat van de pilot', 'Result of the pilot'),
  expectedTotal: label('5', 'euro', 'Verwachte kosten, alle stromen', 'Expected cost, all streams'),
  invested: label('5', 'euro', 'Geïnvesteerd', 'Invested'),
  whereItFell: label(
    '5',
    'euro',
    'Waar het viel: eigen resultaat na investering',
    'Where it fell: own result after investment',
  ),
  rate: label('6', 'ratio', 'Resultaat als deel van de verwachte kosten', 'Result as part of the expected cost'),
  monthsInPeriod: label('6', 'months', 'Maanden in de prestatieperiode', 'Months in the performance period'),
  persons: label('6', 'persons', 'Personen in de pilot', 'Persons in the pilot'),
  tablePersons: label('6', 'persons', 'Personen in de tabel', 'Persons in the table'),
  tableRate: label('6', 'ratio', 'Drempel in de tabel', 'Threshold in the table'),
  minimumRate: label('6', 'ratio', 'Drempel', 'Threshold'),
  threshold: label('6', 'euro', 'Drempelbedrag', 'Threshold amount'),
  distance: label('6', 'euro', 'Afstand van het resultaat tot de drempel', 'Distance of the result from the threshold'),
  aboveThreshold: label('6', 'euro', 'Deel boven de drempel', 'Part above the threshold'),
  ramp: label('6', 'ratio', 'Deel dat boven de drempel ligt', 'Fraction above the threshold'),
  opposite: label('7', 'euro', 'Tegengesteld bedrag', 'Opposite amount'),
  sameSign: label('7', 'euro', 'Deel met het teken van het resultaat', 'Part with the sign of the result'),
  ownPosition: label('7', 'euro', 'Eigen positie', 'Own position'),
  investedTotal: label('8', 'euro', 'Geïnvesteerd, alle partijen', 'Invested, all parties'),
  repaidTotal: label('8', 'euro', 'Terug te betalen investeringen', 'Investments to repay'),
  investmentRepaid: label('8', 'euro', 'Investering terugbetaald', 'Investment repaid'),
  carryIn: label('8', 'euro', 'Meegenomen vordering', 'Claim carried in'),
  carryInTotal: label('8', 'euro', 'Meegenomen vorderingen, alle partijen', 'Claims carried in, all parties'),
  afterInvestments: label('8', 'euro', 'Resultaat na investeringen', 'Result after investments'),
  carryInRepaidTotal: label('8', 'euro', 'Terug te betalen vorderingen', 'Claims to repay'),
  carryInRepaid: label('8', 'euro', 'Vordering terugbetaald', 'Claim repaid'),
  claims: label('8', 'euro', 'Vorderingen vooraf', 'Claims first'),
  chargeable: label('8', 'euro', 'Winst waarop vorderingen drukken', 'Gain that bears the claims'),
  charge: label('8', 'euro', 'Bijdrage aan de vorderingen', 'Charge for the claims'),
  positionAfterCharge: label('8', 'euro', 'Eigen positie na vorderingen', 'Own position after claims'),
  netShareable: label('8', 'euro', 'Te delen resultaat', 'Shareable result'),
  bandTop: label('8', 'ratio', 'Bovengrens van de schijf', 'Upper bound of the band'),
  bandRate: label('8', 'ratio', 'Deelpercentage van de schijf', 'Sharing rate of the band'),
  bandFilled: label('8', 'ratio', 'Resultaat tot de bovengrens van de schijf', 'Result up to the bound of the band'),
  bandWidth: label('8', 'ratio', 'Deel van het resultaat in de schijf', 'Part of the result in the band'),
  bandShare: label('8', 'ratio', 'Gedeeld in de schijf', 'Shared in the band'),
  bandsShare: label('8', 'ratio', 'Gedeeld in alle schijven', 'Shared in all bands'),
  agreedRate: label('8', 'ratio', 'Deelpercentage', 'Sharing rate'),
  sharingRate: label('8', 'ratio', 'Deelpercentage na de drempel', 'Sharing rate after the corridor'),
  keptRate: label('8', 'ratio', 'Niet gedeeld percentage', 'Rate that is not shared'),
  poolExact: label('8', 'euro', 'Pot, onafgerond', 'Pool, unrounded'),
  pool: label('8', 'euro', 'Pot', 'Pool'),
  shareWeight: label('8', 'ratio', 'Aandeel in de pot', 'Share of the pool'),
  share: label('8', 'euro', 'Deel van de pot', 'Part of the pool'),
  score: label('8', 'ratio', 'Kwaliteitsscore', 'Quality score'),
  stepFrom: label('8', 'ratio', 'Drempel van de trede', 'Threshold of the step'),
  stepRate: label('8', 'ratio', 'Waarde van de trede', 'Value of the step'),
  reliefSlope: label('8', 'ratio', 'Helling van de verlichting', 'Slope of the relief'),
  reliefBound: label('8', 'ratio', 'Grens van de verlichting', 'Bound of the relief'),
  relief: label('8', 'ratio', 'Verlichting', 'Relief'),
  qualityFactor: label('8', 'ratio', 'Kwaliteitsfactor', 'Quality factor'),
  earnedExact: label('8', 'euro', 'Verdiend of gedragen, onafgerond', 'Earned or borne, unrounded'),
  earnedByQuality: label('8', 'euro', 'Verdiend of gedragen naar kwaliteit', 'Earned or borne by quality'),
  earned: label('8', 'euro', 'Verdiend of gedragen', 'Earned or borne'),
  forfeitedPart: label('8', 'euro', 'Niet verdiend of verlicht', 'Forfeited or relieved'),
  forfeited: label('8', 'euro', 'Niet verdiend of verlicht, alle partijen', 'Forfeited or relieved, all parties'),
  returnedTo: label('8', 'euro', 'Grondslag van de teruggave', 'Basis of what is returned'),
  returned: label('8', 'euro', 'Teruggegeven', 'Returned'),
  keptQuota: label('8', 'euro', 'Niet gedeeld, onafgerond', 'Not shared, unrounded'),
  keptTotal: label('8', 'euro', 'Niet gedeeld, alle partijen', 'Not shared, all parties'),
  retained: label('8', 'euro', 'Behouden', 'Retained'),
  targetPosition: label('8', 'euro', 'Positie na verdeling', 'Position after sharing'),
  balanceBeforeCaps: label('9', 'euro', 'Saldo vóór maxima', 'Balance before caps'),
  cap: label('9', 'euro', 'Maximum', 'Cap'),
  capFraction: label('9', 'ratio', 'Maximum als deel van de verwachte kosten', 'Cap as part of the expected cost'),
  capExact: label('9', 'euro', 'Maximum, onafgerond', 'Cap, unrounded'),
  owed: label('9', 'euro', 'Te betalen vóór maxima', 'To pay before caps'),
  due: label('9', 'euro', 'Te ontvangen vóór maxima', 'To receive before caps'),
  payable: label('9', 'euro', 'Te betalen binnen het maximum', 'To pay within the cap'),
  receivable: label('9', 'euro', 'Te ontvangen binnen het maximum', 'To receive within the cap'),
  payableTotal: label('9', 'euro', 'Te betalen, alle partijen', 'To pay, all parties'),
  receivableTotal: label('9', 'euro', 'Te ontvangen, alle partijen', 'To receive, all parties'),
  moved: label('9', 'euro', 'Bedrag dat van hand wisselt', 'Amount that changes hands'),
  paid: label('9', 'euro', 'Betaalt', 'Pays'),
  received: label('9', 'euro', 'Ontvangt', 'Receives'),
  transfer: label('9', 'euro', 'Verrekening', 'Transfer'),
  capEffect: label('9', 'euro', 'Werking van de maxima', 'Effect of the caps'),
  finalPosition: label('9', 'euro', 'Eindpositie', 'Final position'),
  stillToPay: label('10', 'euro', 'Nog te betalen', 'Still to pay'),
  stillToReceive: label('10', 'euro', 'Nog te ontvangen', 'Still to receive'),
  payment: label('10', 'euro', 'Betaling', 'Payment'),
  unpaidInvestment: label('11', 'euro', 'Niet terugbetaalde investering', 'Investment not repaid'),
  unpaidClaim: label('11', 'euro', 'Niet terugbetaalde vordering', 'Claim not repaid'),
  missed: label('11', 'euro', 'Gemist door een maximum', 'Missed because of a cap'),
  carryOut: label('11', 'euro', 'Mee te nemen naar volgende periode', 'Carried to the next period'),
} as const satisfies Readonly<Record<string, Label>>;

/** The English code of a line. */
export type LineCode = keyof typeof LABELS;

/** The Dutch label of a line; a code without one is shown as it is. */
export const dutchLabel = (code: string): string => (isLineCode(code) ? LABELS[code].nl : code);

/** Whether a text is the code of a line. */
export const isLineCode = (code: string): code is LineCode => Object.hasOwn(LABELS, code);

/** The Dutch words for the sides of a line's subject: which threshold, which sharing, which cap. */
export const SIDE_WORDS: Readonly<Record<string, string>> = {
  minimumSavingsRate: 'besparing',
  minimumLossRate: 'tekort',
  gain: 'bij een besparing',
  loss: 'bij een tekort',
  pay: 'betalen',
  receive: 'ontvangen',
};
