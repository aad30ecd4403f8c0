/**
 * What can be wrong with a bundle: the rule that does not hold, where, what should be there and what is. The first one is
 * the answer of a check; what follows from it is not worth reading.
 */

/** The rules of a bundle in the order in which they are checked, and in Dutch what it means when one does not hold. */
export const BUNDLE_RULES = {
  bundle_must_be_readable:
    'De bundel kan niet worden gelezen. Controleer de naam, de rechten en of het een map of zip is.',
  bundle_must_be_small_enough: 'Dit is groter dan enige bundel. Het is niet gelezen.',
  zip_must_equal_its_contents:
    'Het zipbestand is niet byte voor byte de zip van zijn eigen inhoud: er is iets in gewijzigd, of het is opnieuw ingepakt. Pak het uit en controleer de map.',
  file_must_be_present: 'Dit bestand hoort in elke bundel en ontbreekt.',
  file_must_be_listed: 'Dit bestand staat niet in het manifest en hoort niet bij de bundel. Haal het weg.',
  file_must_be_canonical: 'Het bestand is niet geschreven zoals het hoort: het is gewijzigd of beschadigd.',
  file_must_have_its_hash:
    'Het bestand is gewijzigd na het verzegelen: het heeft een andere hash dan het manifest noemt.',
  key_must_be_the_one_held:
    'De bundel is met een andere sleutel ondertekend dan u hebt. Vergelijk de SHA-256 met die in uw overeenkomst en vertrouw deze bundel tot dan niet.',
  key_must_be_of_the_signature: 'Het controlepunt is met een andere sleutel ondertekend dan in de bundel zit.',
  checkpoint_must_be_signed: 'De handtekening onder het controlepunt hoort niet bij dit controlepunt en deze sleutel.',
  events_must_form_a_chain:
    'De keten van gebeurtenissen is gebroken: er is er een gewijzigd, weggehaald, toegevoegd of verplaatst.',
  events_must_be_of_this_pilot: 'De gebeurtenissen gaan over een andere pilot dan het controlepunt.',
  log_must_have_its_root: 'De gebeurtenissen geven een ander logboek dan is ondertekend.',
  manifest_must_be_in_the_log: 'Het ondertekende logboek eindigt niet met het manifest van deze bundel.',
  log_must_continue_what_was_signed:
    'Het logboek zet een eerder ondertekend logboek van deze pilot niet voort: er is iets herschreven.',
  held_checkpoint_must_be_of_this_pilot: 'Het controlepunt dat u hebt hoort bij een andere pilot.',
  held_checkpoint_must_be_signed_alike:
    'Het controlepunt dat u hebt is niet ondertekend met de sleutel van deze bundel.',
  held_checkpoint_must_not_be_later:
    'Het controlepunt dat u hebt is jonger dan deze bundel; dan is er niets mee te bewijzen. Neem een ouder controlepunt, of de bundel van een later afschrift.',
  log_must_continue_the_held_checkpoint:
    'Het logboek zet dat van uw controlepunt niet voort: er is iets herschreven sinds u het bewaarde.',
  statement_must_be_the_one_sealed: 'Dit is niet het afschrift dat is verzegeld.',
  method_must_be_known:
    'Dit programma kent deze versie van de rekenmethode niet. Neem een nieuwere versie van het programma.',
  agreement_must_be_readable: 'De overeenkomst in deze gebeurtenis kan niet worden gelezen.',
  key_must_be_agreed: 'De overeenkomst noemt een andere sleutel dan waarmee is ondertekend.',
  statement_must_be_drafted: 'Geen enkele gebeurtenis vóór de verzegeling maakt dit afschrift.',
  statement_must_rest_on_the_record:
    'Het afschrift rust niet op de aanleveringen en de overeenkomst die volgens de gebeurtenissen golden.',
  restatement_must_name_what_was_sealed:
    'Het herziene afschrift herziet niet het afschrift dat in de gebeurtenissen het laatst over deze periode is verzegeld, of het is gewijzigd.',
  act_must_be_allowed: 'Deze handeling was volgens de regels van het gezamenlijk toezicht niet toegestaan.',
  statement_must_be_approved: 'Niet alle partijen die moeten goedkeuren hebben dit afschrift goedgekeurd.',
  case_must_follow_from_the_agreement: 'Het rekengeval past niet bij de overeenkomst en de aanleveringen.',
  line_must_follow_from_the_case: 'Deze regel van het rekenblad volgt niet uit het rekengeval.',
  line_must_name_a_delivery: 'Deze regel van het rekenblad noemt een aanlevering waarop het afschrift niet rust.',
  result_must_follow_from_the_case: 'Dit deel van de uitkomst volgt niet uit het rekengeval.',
  statement_must_follow_from_the_agreement: 'Dit deel van het afschrift volgt niet uit de overeenkomst en de uitkomst.',
  evaluation_must_be_the_one_recorded:
    'De evaluatie in de bundel is niet die welke volgens de gebeurtenissen bij dit afschrift is gemaakt.',
  booking_must_follow_from_the_statement:
    'Wat de gebeurtenissen in het grootboek boeken, volgt niet uit dit afschrift en de boekingen ervoor.',
  file_must_follow_from_the_others: 'Dit bestand is niet zoals het uit de andere bestanden van de bundel volgt.',
} as const;
export type BundleRule = keyof typeof BUNDLE_RULES;

/** The first thing of a bundle that does not hold. */
export interface BundleFault {
  readonly rule: BundleRule;
  /** The file, and the place in it where there is one to name. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** A fault of a bundle. */
export const bundleFault = (rule: BundleRule, where: string, expected: string, found: string): BundleFault => ({
  rule,
  where,
  expected,
  found,
});

/** Whether an answer is a fault. */
export const isBundleFault = (answer: object): answer is BundleFault => 'rule' in answer && 'found' in answer;
