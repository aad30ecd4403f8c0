/**
 * The text that lies in every bundle for whoever opens it without us: what each file is, and how to check it.
 */
import type { Statement } from './statement.ts';

const KINDS: Readonly<Record<string, string>> = {
  interim: 'tussentijds afschrift',
  final: 'eindafschrift',
  restatement: 'herzien afschrift',
};

const EVALUATION = `
evaluation.html  de evaluatie als pagina: werkte het, en hoe zeker is dat; zij telt in geen betaling mee
evaluation.json  hetzelfde als gegevens
evaluation-input.json waar de evaluatie uit is gemaakt, om haar opnieuw te maken`;

/** The text of `LEESMIJ.txt`, of a bundle with or without an evaluation. */
export const readmeText = (
  { pilot, kind, period, referenceDate, mode }: Statement,
  sha256: string,
  hasEvaluation: boolean,
): string =>
  `${pilot.name}
${KINDS[kind] ?? kind} over ${period}, peildatum ${referenceDate}${mode === 'shadow' ? ', schaduwafrekening' : ''}
Kenmerk (SHA-256 van statement.json): ${sha256}

WAT ER IN DEZE BUNDEL ZIT

statement.html   het afschrift als pagina, om te lezen en af te drukken
statement.json   hetzelfde als gegevens: overeenkomst, aanleveringen met hun hash, rekengeval, uitkomst en rekenblad
case.json        het rekengeval alleen, om opnieuw uit te rekenen
receipts.json    de ontvangstbewijzen: elke aanlevering waarop het afschrift rust, en wanneer zij is aangenomen
events.json      alles wat in de pilot is gebeurd tot en met deze verzegeling, als keten van hashes
restated.json    het verzegelde afschrift dat dit afschrift herziet, in zijn geheel; null als het er geen herziet
manifest.json    de hash van dit bestand, de pagina, het afschrift, het rekengeval, het herziene afschrift en de evaluatie als die er is; zelf genoemd in de laatste gebeurtenis
proof.json       het bewijs dat die gebeurtenis in het logboek staat, en dat het logboek het vorige controlepunt voortzet
checkpoint.txt   het controlepunt: omvang en wortel van het logboek, ondertekend
public-key.pem   de openbare sleutel waarmee het controlepunt is na te gaan${hasEvaluation ? EVALUATION : ''}

De aangeleverde bestanden zelf zitten er niet bij: elke partij heeft de hare en herkent ze aan hun SHA-256.

NAGAAN, ZONDER NETWERK

Met het programma ontschot-verify.mjs (één bestand, Node.js 22 of nieuwer):

    node ontschot-verify.mjs MAP-OF-ZIP --key SLEUTEL.pem

Het rekent de afrekening en elke regel van het rekenblad na, controleert elke hash, de keten, het logboek en de
handtekening, en noemt het eerste dat niet klopt. SLEUTEL.pem is de openbare sleutel die u al had: haar SHA-256 staat in de
overeenkomst. De sleutel in deze bundel bewijst op zichzelf niets, want wie de bundel namaakt, legt er zijn eigen sleutel in.
In plaats daarvan of daarnaast kan een controlepunt dat u eerder hebt bewaard:

    node ontschot-verify.mjs MAP-OF-ZIP --checkpoint EERDER.txt

Bewaar checkpoint.txt van deze bundel in uw eigen administratie. Daarmee kunt u later aantonen dat er niets is herschreven.
`;
