/**
 * The words of a statement, explained to somebody who sits on a board and not in this material.
 */
import { descriptions, type Section } from './layout.ts';
import { hasResult, type View } from './statement-view.ts';

type Entry = readonly [word: string, meaning: string];

const ALWAYS: readonly Entry[] = [
  [
    'Afschrift',
    'Dit document: de uitkomst van de pilot over een periode, met de berekening. Tussentijds is het een tussenstand, het eindafschrift gaat over het hele jaar.',
  ],
  [
    'Geldstroom',
    'Een wet of regeling waaruit zorg wordt betaald. Zvw: Zorgverzekeringswet. Wmo: Wet maatschappelijke ondersteuning. Wpg: Wet publieke gezondheid.',
  ],
  ['Peildatum', 'De dag waarop de aanleveringen zijn vastgezet. Wat later bekend werd, telt niet mee.'],
  [
    'Prestatieperiode en basisperiode',
    'De prestatieperiode is de tijd waarover wordt afgerekend. De basisperioden zijn de jaren ervoor, waarmee wordt vergeleken.',
  ],
  ['Referentie', 'Inwoners buiten de pilot. Hun kosten laten zien hoe de zorg zich zonder pilot ontwikkelde.'],
  ['Schaduwafrekening', 'Een afrekening op papier: alles wordt uitgerekend, maar er wordt niets betaald.'],
  ['SHA-256', 'Een kenmerk dat bij precies één bestand hoort. Verandert er één teken, dan verandert het kenmerk.'],
  [
    'Uitloopfactor',
    'Het deel van de kosten dat naar verwachting al binnen is. Door die factor wordt gedeeld om op de volledige kosten te komen.',
  ],
  [
    'Verzekerdenmaand',
    'Eén inwoner die één maand verzekerd was. Twaalf verzekerdenmaanden zijn samen één verzekerd jaar.',
  ],
];

const SETTLED: readonly Entry[] = [
  [
    'Bandbreedte en drempel',
    'Kleine verschillen kunnen toeval zijn. Pas als het resultaat de afgesproken drempel haalt, wordt er gedeeld. Wat daaronder blijft, ligt binnen de bandbreedte.',
  ],
  ['Eigen portemonnee', 'Wat een partij zelf meer of minder kwijt was, omdat zij een geldstroom draagt.'],
  ['Eindpositie', 'Hoe een partij er na de verrekening voor staat, vergeleken met wat verwacht was.'],
  ['Fijnmazigheid', 'De groepen waarin wordt vergeleken: per geslacht en leeftijd, per leeftijd, of iedereen samen.'],
  [
    'Kwaliteitsscore',
    'Een cijfer van 0 tot 1 dat bepaalt welk deel van de pot een partij verdient, of welk deel van een tekort zij draagt.',
  ],
  ['Maximum', 'Het afgesproken bedrag dat een partij hoogstens betaalt of ontvangt.'],
  ['Pot', 'Het deel van het resultaat dat de partijen samen delen.'],
  [
    'Trendvorm',
    'De afgesproken manier om kosten van toen naar nu te brengen: met hetzelfde percentage als de referentie, met hetzelfde bedrag, of met een vaste index.',
  ],
  [
    'Verkeerde portemonnee',
    'De ene partij maakt de kosten, de andere heeft het voordeel. De afrekening brengt die twee bij elkaar.',
  ],
  ['Verwachte kosten', 'Wat de zorg voor de inwoners van nu zou hebben gekost zonder de pilot.'],
];

/** The words of the page, explained. */
export const glossarySection = (view: View): Section => {
  const isSettled = hasResult(view);
  const entries = [...ALWAYS, ...(isSettled ? SETTLED : [])].sort(([a], [b]) => (a < b ? -1 : 1));
  return { id: 'woorden', heading: 'Woordenlijst', content: descriptions(entries) };
};
