/**
 * What the codes of the method are called in plain Dutch. A code without words here does not pass the type checker.
 */
import type { Grain, Party, Trend } from '../domain/pilot/terms.ts';
import type { Status } from '../domain/settlement/corridor.ts';
import type { RefusedResult } from '../domain/settlement/result.ts';

export const ROLE_WORDS: Readonly<Record<Party['role'], string>> = {
  insurer: 'zorgverzekeraar',
  municipality: 'gemeente',
  careField: 'zorgveld',
  fund: 'fonds',
  patient: 'patiënten',
  other: 'andere partij',
};

export const GRAIN_WORDS: Readonly<Record<Grain, string>> = {
  sexAge: 'per geslacht en leeftijdsklasse',
  age: 'per leeftijdsklasse',
  total: 'alle inwoners samen',
};

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  gain: 'besparing die wordt gedeeld',
  loss: 'tekort dat wordt gedeeld',
  neutral: 'binnen de bandbreedte, niets te delen',
};

const FORM_WORDS: Readonly<Record<Exclude<Trend['form'], 'blend'>, string>> = {
  ratio: 'groei als verhouding',
  ratioPerStratum: 'groei als verhouding, per groep',
  amount: 'groei als bedrag',
  fixed: 'vaste index',
};

/** How the expected cost grows, in words. */
export const trendWords = (trend: Trend): string =>
  trend.form === 'blend' ? `mengsel van ${FORM_WORDS[trend.of]} en vaste index` : FORM_WORDS[trend.form];

/** The cohorts by their code; another text is shown as it is. */
export const cohortWords = (cohort: string): string =>
  cohort === 'intervention' ? 'pilot' : cohort === 'reference' ? 'referentie' : cohort;

/** What a refusal means, and what the parties can do about it. */
export interface RefusalWords {
  readonly rule: string;
  readonly meaning: string;
  readonly remedy: string;
}

export const REFUSAL_WORDS: Readonly<Record<RefusedResult['refusal'], RefusalWords>> = {
  case_is_malformed: {
    rule: 'Een rekengeval moet volledig en welgevormd zijn.',
    meaning: 'In de aangeleverde gegevens staan fouten. Ze staan hieronder, elk met de plaats.',
    remedy: 'Laat wie de gegevens aanlevert elke fout herstellen en opnieuw aanleveren. Daarna wordt opnieuw gerekend.',
  },
  row_must_count_whole: {
    rule: 'Een rij telt helemaal mee of niet.',
    meaning:
      'Een periode staat in één rij, maar alleen een deel ervan zou tellen. Wat er dan bij welk kwartaal hoort, zegt de rij niet.',
    remedy:
      'Laat wie de gegevens aanlevert de periode per kwartaal aanleveren, of nog eens als geheel. Daarna wordt opnieuw gerekend.',
  },
  population_is_empty: {
    rule: 'De pilotbevolking mag niet leeg zijn.',
    meaning: 'In de prestatieperiode heeft de pilotbevolking geen enkele verzekerdenmaand.',
    remedy:
      'Controleer de aanlevering van de bevolking: staan de periode en het cohort goed? Lever daarna opnieuw aan.',
  },
  costs_without_member_months: {
    rule: 'Waar kosten zijn, moeten ook verzekerden zijn.',
    meaning: 'In deze groep staan kosten, maar volgens de bevolking was er niemand verzekerd.',
    remedy:
      'Leg de aanlevering van de bevolking naast die van de kosten: een van beide klopt niet in deze groep. Lever de verbeterde versie opnieuw aan.',
  },
  stratum_has_no_baseline: {
    rule: 'Voor elke groep moet er een basis zijn om mee te vergelijken.',
    meaning:
      'Deze groep komt nu voor in de pilot, maar heeft geen verzekerdenmaanden in een periode waarmee wordt vergeleken.',
    remedy:
      'Vul de bevolking van die periode aan. Staat de overeenkomst nog niet toe dat met grovere groepen wordt gerekend, dan kunnen de partijen dat afspreken (missingStratum: collapse).',
  },
  reference_trend_is_undefined: {
    rule: 'De groei van de referentie moet te berekenen zijn.',
    meaning: 'De referentie heeft hier geen kosten of geen verzekerdenmaanden; delen door nul kan niet.',
    remedy:
      'Controleer de aanlevering van de referentie over deze periode, of spreek voor deze stroom een andere trendvorm af.',
  },
  expected_cost_must_be_positive: {
    rule: 'De verwachte kosten moeten groter dan nul zijn.',
    meaning: 'De verwachte kosten van deze stroom komen op nul of lager uit. Daarmee valt niets te vergelijken.',
    remedy: 'Controleer de kosten van de basisperioden: staan er correcties in die groter zijn dan de kosten zelf?',
  },
};
