/**
 * The register of rules: every code that a file can be told about, with its kind, the rule in Dutch and English, and a
 * right example.
 *
 * The kinds are those that municipal controllers know from Iv3: SF the structure of the file, DF the definitions that the
 * parties share, PF what is not plausible. SF and DF refuse a delivery; PF asks its supplier for a reason.
 */

/** Structure (structuur), definition (definitie) or plausibility (plausibiliteit). */
export type FindingKind = 'SF' | 'DF' | 'PF';

/** A rule. `nl` and `en` say what belongs there and what to do; `example` is right as it stands, in either language. */
export interface Rule {
  readonly kind: FindingKind;
  readonly nl: string;
  readonly en: string;
  readonly example: string;
}

const ruleOf =
  (kind: FindingKind) =>
  (nl: string, en: string, example: string): Rule => ({ kind, nl, en, example });
const structure = ruleOf('SF');
const definition = ruleOf('DF');
const plausibility = ruleOf('PF');

const COSTS_ROW = 'Parkstad;1;interventie;Zvw;farmacie;2025-K1;V;18-44;120;15432,10';
const CLOSING_ROW = 'SLUITREGEL;120;34567,89';

/** How a table of delimited text is built. */
const STRUCTURE = {
  file_is_empty: structure(
    'Een bestand heeft een kopregel en rijen. Lever het goede bestand.',
    'A file has a heading and rows. Deliver the right file.',
    COSTS_ROW,
  ),
  lines_are_quoted: structure(
    'Alleen een veld staat tussen aanhalingstekens, niet een hele regel. Haal het teken aan het begin en aan het einde van elke regel weg.',
    'Only a field stands between quotes, not a whole line. Remove the quote at the start and at the end of every line.',
    'populatie;versie;cohort;…',
  ),
  preamble: structure(
    'De kopregel is de eerste regel. Haal weg wat erboven staat.',
    'The heading is the first line. Remove what stands above it.',
    'populatie;versie;cohort;…',
  ),
  second_table: structure(
    'Een bestand bevat één tabel. Haal weg wat er niet bij hoort, of lever het apart aan.',
    'A file holds one table. Remove what does not belong to it, or deliver it as a file of its own.',
    COSTS_ROW,
  ),
  heading_is_empty: structure(
    'Elke kolom heeft een eigen naam. Vul de kop in of haal de kolom weg.',
    'Every column has a name of its own. Fill in the heading or remove the column.',
    'personen',
  ),
  heading_is_duplicate: structure(
    'Elke kolom heeft een eigen naam. Geef een van beide een andere naam of haal haar weg.',
    'Every column has a name of its own. Rename or remove one of the two.',
    'personen;bedrag',
  ),
  too_few_fields: structure(
    'Elke rij heeft evenveel velden als de kopregel. Vul de ontbrekende velden aan, desnoods leeg.',
    'Every row has as many fields as the heading. Add the missing fields, empty if need be.',
    COSTS_ROW,
  ),
  too_many_fields: structure(
    'Elke rij heeft evenveel velden als de kopregel. Haal het overtollige scheidingsteken weg, of zet de tekst waar het in staat tussen aanhalingstekens.',
    'Every row has as many fields as the heading. Remove the extra delimiter, or put quotes around the text that it stands in.',
    COSTS_ROW,
  ),
  other_delimiter: structure(
    'Een bestand heeft één scheidingsteken. Vervang het andere.',
    'A file has one delimiter. Replace the other one.',
    COSTS_ROW,
  ),
  empty_row: structure(
    'Lege regels staan alleen onderaan. Haal de regel weg.',
    'Empty lines stand at the bottom only. Remove the line.',
    COSTS_ROW,
  ),
  unbalanced_quote: structure(
    'Een veld dat met een aanhalingsteken begint, eindigt ermee; in de tekst zelf staat het dubbel.',
    'A field that starts with a quote ends with one; within the text it is doubled.',
    '"Huize ""De Linde"""',
  ),
  text_after_closing_quote: structure(
    'Na het sluitende aanhalingsteken volgt het scheidingsteken of het einde van de regel; in de tekst zelf staat het dubbel.',
    'A closing quote is followed by the delimiter or the end of the line; within the text it is doubled.',
    '"Huize ""De Linde"""',
  ),
  quote_in_unquoted_field: structure(
    'Zet het hele veld tussen aanhalingstekens en schrijf dat in de tekst dubbel.',
    'Put quotes around the whole field and double those within the text.',
    '"Huize ""De Linde"""',
  ),
  undecodable_bytes: structure(
    'Elke byte hoort bij een teken. Bewaar het bestand opnieuw als UTF-8.',
    'Every byte belongs to a character. Save the file again as UTF-8.',
    'café',
  ),
  nul_byte: structure(
    'Een NUL-teken komt in tekst niet voor. Maak het bestand opnieuw aan.',
    'Text has no NUL character. Make the file again.',
    'farmacie',
  ),
  control_character: structure(
    'Een stuurteken hoort niet in een veld. Haal het weg.',
    'A control character does not belong in a field. Remove it.',
    'farmacie',
  ),
  field_too_long: structure(
    'Een veld is ten hoogste 32.767 bytes lang. Kort het in, of zoek een ontbrekend scheidingsteken of aanhalingsteken.',
    'A field is at most 32,767 bytes long. Shorten it, or look for a missing delimiter or quote.',
    'farmacie',
  ),
  too_many_columns: structure(
    'Een tabel heeft ten hoogste 1.000 kolommen. Haal weg wat niet is gevraagd.',
    'A table has at most 1,000 columns. Remove what was not asked for.',
    'populatie;versie;cohort;…',
  ),
  metadata_is_unusable: structure(
    'Metadata bij een bestand zijn CSVW (JSON) zonder fouten. Verbeter ze, of laat ze weg.',
    'Metadata beside a file are CSVW (JSON) without faults. Correct them, or leave them out.',
    'costs.csv-metadata.json',
  ),
  file_cannot_be_read: structure(
    'Het bestand bestaat en mag worden gelezen. Kijk naam, map en rechten na.',
    'The file exists and may be read. Look at its name, folder and permissions.',
    'kosten-2025-K1.csv',
  ),
} as const;

/** What a workbook (XLSX) has beside the table in it. */
const WORKBOOK = {
  workbook_is_unreadable: structure(
    'Een werkboek is een gaaf .xlsx-bestand zonder wachtwoord. Bewaar het opnieuw, of lever CSV aan.',
    'A workbook is a sound .xlsx file without a password. Save it again, or deliver CSV.',
    'kosten-2025-K1.xlsx',
  ),
  workbook_is_too_large: structure(
    'Een werkboek blijft bij het uitpakken binnen de grens. Haal lege opgemaakte rijen weg, of lever CSV aan.',
    'A workbook stays within its limit when it is unpacked. Remove empty formatted rows, or deliver CSV.',
    'kosten-2025-K1.csv',
  ),
  sheet_is_not_alone: structure(
    'Een aanlevering is één werkblad. Zet alle rijen op één blad, of lever elk blad apart aan.',
    'A delivery is one sheet. Put all rows on one sheet, or deliver every sheet as a file of its own.',
    'kosten-2025-K1.xlsx',
  ),
  cell_is_a_date: structure(
    'Geen kolom vraagt een datum. Maak de kolom op als tekst en typ de waarde opnieuw.',
    'No column asks for a date. Format the column as text and type the value again.',
    '2025-K1',
  ),
  cell_is_a_formula: structure(
    'Een cel bevat een waarde en geen formule. Kopieer het blad en plak het als waarden.',
    'A cell holds a value and no formula. Copy the sheet and paste it as values.',
    '1234,50',
  ),
  cell_is_an_error: structure(
    'Een cel bevat een waarde en geen fout van het rekenprogramma. Vul de waarde in.',
    'A cell holds a value and no error of the spreadsheet program. Fill in the value.',
    '1234,50',
  ),
  number_must_be_rounded: structure(
    'Een getal in een werkboek heeft geen rest van een berekening. Rond de uitkomst af in het blad en plak haar als waarde.',
    'A number in a workbook has no remainder of a calculation. Round it in the sheet and paste it as a value.',
    '1234,50',
  ),
  cells_are_merged: structure(
    'Elke cel heeft een eigen waarde. Hef het samenvoegen op en vul elke cel.',
    'Every cell has a value of its own. Unmerge the cells and fill each of them.',
    '2025-K1',
  ),
} as const;

/** What a delivery in our template has as a whole. */
const TEMPLATE = {
  heading_is_missing: structure(
    'Een bestand heeft alle kolommen van zijn sjabloon. Voeg de kolom toe.',
    'A file has every column of its template. Add the column.',
    'populatie;versie;cohort;…',
  ),
  heading_is_unknown: structure(
    'Een bestand heeft alleen kolommen die het sjabloon kent. Verbeter de kop of haal de kolom weg.',
    'A file has only columns that its template knows. Correct the heading or remove the column.',
    'populatie;versie;cohort;…',
  ),
  delivery_has_no_rows: structure(
    'Een bestand heeft ten minste één rij. Ontbreekt is niet nul.',
    'A file has at least one row. Missing is not zero.',
    COSTS_ROW,
  ),
  closing_row_is_missing: structure(
    'De laatste regel is de sluitregel, met het aantal rijen en de som. Voeg haar toe.',
    'The last line is the closing row, with the number of rows and the sum. Add it.',
    CLOSING_ROW,
  ),
  row_after_closing_row: structure(
    'De sluitregel is de laatste regel. Zet de rij erboven en tel haar mee.',
    'The closing row is the last line. Put the row above it and count it.',
    CLOSING_ROW,
  ),
  closing_row_is_malformed: structure(
    'In de sluitregel staan SLUITREGEL, het aantal rijen en de som, en verder lege velden.',
    'The closing row has SLUITREGEL, the number of rows and the sum, and empty fields after those.',
    CLOSING_ROW,
  ),
  closing_row_count_differs: structure(
    'Het genoemde aantal rijen is het getelde aantal. Kijk na of er rijen ontbreken of te veel zijn.',
    'The number of rows declared is the number counted. See whether rows are missing or superfluous.',
    CLOSING_ROW,
  ),
  closing_row_sum_differs: structure(
    'De genoemde som is de getelde, tot op de cent. Kijk na of er rijen ontbreken of te veel zijn.',
    'The sum declared is the sum counted, to the cent. See whether rows are missing or superfluous.',
    CLOSING_ROW,
  ),
  too_many_cells: structure(
    'Een aanlevering telt personen per cel op en heeft ten hoogste 200.000 cellen. Voeg rijen over dezelfde cel samen.',
    'A delivery counts persons by cell and has at most 200,000 cells. Add up the rows of the same cell.',
    COSTS_ROW,
  ),
  personal_data_is_refused: structure(
    'Een bestand bevat geen persoonsgegevens. Haal de nummers, namen, geboortedatums en e-mailadressen weg.',
    'A file holds no personal data. Remove the numbers, names, dates of birth and e-mail addresses.',
    'factuur 2025-0113',
  ),
} as const;

/** What a single cell holds: its form is structure, its meaning is definition. */
const CELLS = {
  cell_is_empty: structure(
    'Deze cel mag niet leeg zijn; nul is 0. Ontbreekt is niet nul.',
    'This cell may not be empty; zero is 0. Missing is not zero.',
    '0',
  ),
  period_is_malformed: structure(
    'Een periode is een jaar of een kwartaal.',
    'A period is a year or a quarter.',
    '2025 of 2025-K1',
  ),
  persons_must_be_whole: structure(
    'Een aantal personen is een heel getal van nul of meer, met alleen cijfers.',
    'A number of persons is a whole number of zero or more, in digits only.',
    '1250',
  ),
  amount_must_be_whole_cents: structure(
    'Een bedrag heeft ten hoogste twee decimalen. Rond af op centen in uw eigen systeem.',
    'An amount has at most two decimals. Round to cents in your own system.',
    '1234,50',
  ),
  number_is_malformed: structure(
    'Hier hoort een getal in een vorm die het bestand gebruikt.',
    'Here belongs a number, in a form that the file uses.',
    '1234,50',
  ),
  number_is_ambiguous: structure(
    'Een getal kan maar op één manier worden gelezen. Schrijf bedragen met twee decimalen.',
    'A number can be read in one way only. Write amounts with two decimals.',
    '1234,00',
  ),
  decimal_sign_differs: structure(
    'Een bestand heeft één decimaalteken. Gebruik overal hetzelfde.',
    'A file has one decimal sign. Use the same one everywhere.',
    '1234,50',
  ),
  months_must_not_be_negative: definition(
    'Een aantal maanden is nul of meer.',
    'A number of months is zero or more.',
    '3750',
  ),
  investment_must_not_be_negative: definition(
    'Een investering is nul of meer.',
    'An investment is zero or more.',
    '1234,50',
  ),
  cohort_is_unknown: definition(
    'Een cohort is interventie of referentie.',
    'A cohort is interventie (intervention) or referentie (reference).',
    'interventie',
  ),
  sex_is_unknown: definition(
    'Geslacht is M of V, of leeg voor iedereen samen.',
    'Sex is M or V, or empty for all together.',
    'V',
  ),
  care_category_is_unknown: definition(
    'Een zorgsoort staat in het register van zijn stroom, of is leeg. Gebruik de code uit het register.',
    'A care category stands in the register of its stream, or is empty. Use the code of the register.',
    'wijkverpleging',
  ),
  age_band_is_unknown: definition(
    'Een leeftijdsklasse is een van de klassen van de afgesproken populatie, rest, of leeg voor iedereen samen.',
    'An age band is one of those of the agreed population, rest, or empty for all together.',
    '18-44',
  ),
  cost_column_is_unknown: definition(
    'Elke kolom met kosten hoort bij een zorgsoort van het register. De kolom is meegeteld in het totaal, maar bij geen zorgsoort.',
    'Every column of costs belongs to a category of the register. The column is in the total, but in no category.',
    'kosten_farmacie',
  ),
  taakveld_is_unknown: definition(
    'Een taakveld staat in de lijst van Iv3. Verbeter de code, of vraag om uitbreiding van het register.',
    'A taakveld stands in the list of Iv3. Correct the code, or ask for an extension of the register.',
    '6.71b Begeleiding (WMO)',
  ),
  denominator_is_zero: definition(
    'De noemer is groter dan nul, want er wordt door gedeeld. Laat de rij weg waar niemand is geteld.',
    'The denominator is above zero, because it divides. Leave out the row where nobody was counted.',
    '1250',
  ),
  sum_of_squares_must_not_be_negative: definition(
    'Een som van kwadraten is nul of meer.',
    'A sum of squares is zero or more.',
    '123456,78',
  ),
  number_is_scientific: structure(
    'Een getal staat voluit, zonder exponent. Zet de kolom in Excel op een getal met twee decimalen.',
    'A number is written in full, without an exponent. In Excel, format the column as a number with two decimals.',
    '1234567,00',
  ),
  code_became_date: structure(
    'Excel heeft van een code een datum gemaakt. Zet de kolom eerst op Tekst en vul de code opnieuw in.',
    'Excel made a date of a code. Format the column as Text first and type the code again.',
    '05-09',
  ),
  code_became_number: structure(
    'Excel heeft van een code een getal met een exponent gemaakt. Zet de kolom eerst op Tekst en vul de code opnieuw in.',
    'Excel made a number with an exponent of a code. Format the column as Text first and type the code again.',
    '01234567',
  ),
  leading_zero_is_lost: structure(
    'Andere codes van deze kolom hebben nullen vooraan; hier zijn zij weg. Zet de kolom in Excel eerst op Tekst.',
    'Other codes of this column start with zeros; here they are gone. In Excel, format the column as Text first.',
    '00-17',
  ),
  cell_is_spreadsheet_error: structure(
    'Een cel bevat een waarde, geen foutmelding van een rekenprogramma. Verbeter de formule en plak als waarden.',
    'A cell holds a value, not an error of a spreadsheet. Correct the formula and paste as values.',
    '1234,50',
  ),
  cell_is_too_small: definition(
    'Een cel gaat over ten minste het afgesproken aantal personen, of over niemand. Voeg kleine cellen samen in een rij met leeftijdsklasse rest.',
    'A cell is about at least the agreed number of persons, or about nobody. Pool small cells in a row with age band rest.',
    'rest;28',
  ),
  amount_above_cap_is_of_too_few: definition(
    'Een bedrag boven de grens gaat over ten minste het afgesproken aantal personen. Voeg het samen in een rij met leeftijdsklasse rest.',
    'An amount above the cap is about at least the agreed number of persons. Pool it in a row with age band rest.',
    'rest;28',
  ),
} as const;

/** What rows say together, and beside what the parties agreed. */
const DEFINITIONS = {
  population_differs: definition(
    'Een bestand hoort bij één populatie en één versie daarvan. Splits het bestand of verbeter de rij.',
    'A file belongs to one population and one version of it. Split the file or correct the row.',
    'Parkstad;1',
  ),
  population_version_must_match: definition(
    'Een aanlevering gaat over de afgesproken populatie en versie. Lever over die populatie.',
    'A delivery is about the agreed population and version. Deliver about that population.',
    'Parkstad;1',
  ),
  population_must_be_approved: definition(
    'De populatiedefinitie is door alle partijen goedgekeurd voordat een aanlevering telt. Wacht op de goedkeuring.',
    'Every party has approved the population definition before a delivery counts. Wait for that approval.',
    'Parkstad;1',
  ),
  delivery_must_come_from_its_party: definition(
    'Elke bron heeft één partij die haar aanlevert. Laat die partij aanleveren.',
    'Every source has one party that delivers it. Let that party deliver.',
    'Zvw: de zorgverzekeraar',
  ),
  stream_must_be_agreed: definition(
    'Een stroom staat in de overeenkomst. Verbeter de naam of haal de rijen weg.',
    'A stream stands in the agreement. Correct its name or remove the rows.',
    'Zvw',
  ),
  period_must_be_agreed: definition(
    'Een periode ligt in de prestatieperiode of in een basisperiode van de overeenkomst. Haal de rij weg.',
    'A period lies in the performance period or a baseline period of the agreement. Remove the row.',
    '2025-K1',
  ),
  cell_stands_twice: definition(
    'Een cel staat één keer in een bestand; alleen een correctie, met een negatief bedrag, mag erbij. Tel de rijen op of haal er een weg.',
    'A cell stands once in a file; only a correction, with a negative amount, may be beside it. Add the rows up or remove one.',
    COSTS_ROW,
  ),
  periods_overlap: definition(
    'Een cel wordt over een jaar geleverd of over kwartalen daarvan, niet over beide. Haal een van beide weg.',
    'A cell is delivered over a year or over quarters of it, not both. Remove one of them.',
    '2025-K1',
  ),
  total_stands_beside_parts: definition(
    'Waar rijen naar geslacht, leeftijd of zorgsoort zijn gesplitst, staat niet ook een rij voor alles samen. Haal een van beide weg.',
    'Where rows are split by sex, age or care category there is no row for all together as well. Remove one of them.',
    COSTS_ROW,
  ),
  period_is_missing: definition(
    'Elke stroom en elk cohort van een bestand heeft rijen in elke periode ervan; ontbreekt is niet nul. Is er niets uitgegeven, schrijf dan een rij met 0; lever stromen over andere perioden elk in een eigen bestand.',
    'Every stream and cohort of a file has rows in every period of it; missing is not zero. Where nothing was spent write a row with 0; deliver streams over other periods in files of their own.',
    'Parkstad;1;interventie;Wmo;;2025-K3;;;1250;0,00',
  ),
  persons_without_months: definition(
    'Wie is geteld, heeft ten minste een deel van een maand. Vul de maanden in of haal de personen weg.',
    'Whoever was counted has at least part of a month. Fill in the months or remove the persons.',
    '120 personen, 360 maanden',
  ),
  months_without_persons: definition(
    'Maanden horen bij personen. Vul de personen in of haal de maanden weg.',
    'Months belong to persons. Fill in the persons or remove the months.',
    '120 personen, 360 maanden',
  ),
  costs_without_persons: definition(
    'Kosten horen bij personen. Vul in hoeveel personen in deze cel zijn geteld.',
    'Costs belong to persons. Fill in how many persons were counted in this cell.',
    COSTS_ROW,
  ),
  more_persons_above_cap_than_persons: definition(
    'Wie boven de grens uitkomt, is een van de personen van de cel. Kijk na of de kolommen zijn verwisseld.',
    'Whoever is above the cap is one of the persons of the cell. See whether the columns were exchanged.',
    'personen 120, personen_boven_grens 14',
  ),
  amount_above_cap_without_persons: definition(
    'Een bedrag boven de grens is van personen die erboven uitkomen. Vul in hoeveel dat er zijn, of zet het bedrag op 0.',
    'An amount above the cap is of persons who are above it. Fill in how many those are, or make the amount 0.',
    'bedrag_boven_grens 0,00, personen_boven_grens 0',
  ),
  amount_above_cap_exceeds_amount: definition(
    'Het bedrag boven de grens is een deel van het bedrag van de cel. Kijk na of de kolommen zijn verwisseld.',
    'The amount above the cap is part of the amount of the cell. See whether the columns were exchanged.',
    'bedrag 15432,10, bedrag_boven_grens 2500,00',
  ),
  costs_without_members: definition(
    'Kosten staan in een cel waarvoor verzekerdenmaanden zijn geleverd. Lever die maanden of verbeter de cel.',
    'Costs stand in a cell for which member-months were delivered. Deliver those months or correct the cell.',
    COSTS_ROW,
  ),
  party_is_unknown: definition(
    'Een investering is van een partij van de overeenkomst. Verbeter de naam.',
    'An investment is of a party of the agreement. Correct its name.',
    'MUN',
  ),
  delivery_exists_already: definition(
    'Over een kwartaal van een bron is er per stand één aanlevering. Lever een verbetering aan als correctie.',
    'A quarter of a source has one delivery as it stands on a date. Deliver an improvement as a correction.',
    'Wmo 2025-K1, stand per 2025-07-31',
  ),
  correction_must_replace_whole_rows: definition(
    'Een correctie vervangt een rij van de eerdere aanlevering helemaal of niet. Lever alle kwartalen van die rij opnieuw aan, of nog eens het geheel.',
    'A correction replaces a row of the earlier delivery as a whole or not at all. Deliver all quarters of that row again, or the whole once more.',
    'Wmo 2025-K1 tot en met 2025-K4 in plaats van Wmo 2025',
  ),
  declaration_must_be_the_same: definition(
    'Dezelfde bytes worden met dezelfde stand per één keer gelezen, zoals zij de eerste keer waren opgegeven. Was de opgave fout, verander dan het bestand zelf, bijvoorbeeld met de bedragen in euro, en lever het aan als correctie.',
    'The same bytes are read once as they stand on a date, as they were declared the first time. If that was wrong, change the file itself, for example with its amounts in euro, and deliver it as a correction.',
    'bedragen in euro in plaats van een andere opgave van de eenheid',
  ),
  investment_must_be_own: definition(
    'Een partij levert alleen haar eigen investeringen aan. Haal de andere rijen weg.',
    'A party delivers its own investments only. Remove the other rows.',
    'MUN',
  ),
  investment_above_budget: definition(
    'De investeringen van een partij blijven binnen haar afgesproken budget. Overleg met de andere partijen of lever minder.',
    'The investments of a party stay within its agreed budget. Consult the other parties or deliver less.',
    '62500,00',
  ),
  coverage_must_be_counted: definition(
    'Naast de verzekerden van wie de kosten binnen zijn, is de hele populatie geteld. Lever beide groepen.',
    'Beside the insured whose costs are in, the whole population is counted. Deliver both groups.',
    'populatie;26500;79500',
  ),
  coverage_must_reach_the_agreed_share: definition(
    'De verzekeraars van wie de kosten binnen zijn, dekken het afgesproken deel van de verzekerdenmaanden.',
    'The insurers whose costs are in cover the agreed share of the member-months.',
    'gedekt;25100;75300',
  ),
  group_stands_twice: definition(
    'Een groep staat één keer in een cohort en periode. Haal een van beide rijen weg.',
    'A group stands once in a cohort and period. Remove one of the two rows.',
    'gedekt;25100;75300',
  ),
  group_follows_by_subtraction: definition(
    'Een groep van te weinig personen mag ook niet volgen door aftrekken. Voeg groepen samen of laat er nog een weg.',
    'A group of too few persons may not follow by subtraction either. Pool groups or leave out another one.',
    'wijk;14100;42300',
  ),
  part_exceeds_whole: definition(
    'Een deel is niet groter dan het geheel. Kijk na of de groepen zijn verwisseld.',
    'A part is not larger than the whole. See whether the groups were exchanged.',
    'populatie;26500;79500',
  ),
  cost_columns_differ: definition(
    'De kostenkolommen van een bestand van Vektis zijn die van zijn jaar. Gebruik het bestand zoals Vektis het geeft.',
    'The cost columns of a Vektis file are those of its year. Use the file as Vektis publishes it.',
    'kosten_farmacie',
  ),
  key_is_incomplete: definition(
    'Een rij noemt geslacht, leeftijdsklasse en gemeente alle drie; alleen de restregel geen van drie. Gebruik het bestand zoals Vektis het geeft.',
    'A row names sex, age band and municipality, all three; only the rest row none. Use the file as Vektis publishes it.',
    'V;90+;ZWOLLE',
  ),
  rest_row_is_not_alone: definition(
    'Een jaar heeft ten hoogste één restregel. Gebruik het bestand zoals Vektis het geeft.',
    'A year has at most one rest row. Use the file as Vektis publishes it.',
    ';;;30;28.5',
  ),
} as const;

/** What is not wrong by itself, but seldom right. */
const PLAUSIBILITY = {
  ten_times_last_period: plausibility(
    'Een cel is zelden tien keer zo groot als in de periode ervoor. Kijk na of een decimaalteken is verschoven.',
    'A cell is seldom ten times as large as in the period before. See whether a decimal sign has moved.',
    '15432,10',
  ),
  age_band_is_missing: plausibility(
    'Elke leeftijdsklasse komt in elke periode en elk cohort voor. Lever haar, of zeg waarom zij ontbreekt.',
    'Every age band occurs in every period and cohort. Deliver it, or say why it is missing.',
    '75+',
  ),
  total_is_negative: plausibility(
    'De kosten van een zorgsoort, periode en cohort samen zijn zelden negatief. Kijk na of een correctie dubbel is geboekt.',
    'The costs of a category, period and cohort together are seldom negative. See whether a correction was booked twice.',
    '15432,10',
  ),
  months_do_not_fit_persons: plausibility(
    'Maanden zijn ongeveer het aantal personen maal de maanden van de periode: twaalf voor een jaar, drie voor een kwartaal.',
    'Months are about the number of persons times the months of the period: twelve for a year, three for a quarter.',
    '120 personen, 360 maanden',
  ),
  more_persons_than_members: plausibility(
    'Een cel met kosten telt zelden meer personen dan dezelfde cel van de verzekerdenmaanden.',
    'A cell of costs seldom counts more persons than the same cell of the member-months.',
    '120',
  ),
  numerator_above_denominator: plausibility(
    'Een teller is zelden groter dan zijn noemer. Kijk na of zij verwisseld zijn.',
    'A numerator is seldom above its denominator. See whether they were exchanged.',
    '812;1250',
  ),
  booked_elsewhere: plausibility(
    'Een gemeente met 50.000 inwoners of meer heeft op dit taakveld zelden niets of bijna niets. Elders geboekt?',
    'A municipality of 50,000 inhabitants or more seldom has nothing or next to nothing on this taakveld. Booked elsewhere?',
    '5652',
  ),
  regional_in_size: plausibility(
    'Een gemeente met 50.000 inwoners of meer heeft op 6.81 zelden het dubbele van het landelijk gemiddelde per inwoner. Voor de regio geboekt?',
    'A municipality of 50,000 inhabitants or more seldom has twice the national average per inhabitant on 6.81. Booked for the region?',
    '11280',
  ),
  taakveld_is_missing: plausibility(
    'Een gemeente heeft een regel voor elk taakveld dat andere hebben. Ontbreekt is niet nul: voeg haar toe, of zeg waarom zij ontbreekt.',
    'A municipality has a row for every taakveld that others have. Missing is not zero: add it, or say why it is missing.',
    'Heerlen;7.1 Volksgezondheid',
  ),
  pseudo_municipality_is_missing: plausibility(
    'Een bestand van Iv3 heeft voor elk taakveld een regel van heel Nederland. Zonder die regel valt niet na te gaan of er een gemeente ontbreekt.',
    'An Iv3 file has a row of the whole of Nederland for every taakveld. Without it nobody can tell whether a municipality is missing.',
    'Nederland;7.1 Volksgezondheid',
  ),
  pseudo_municipality_differs: plausibility(
    'De regel van heel Nederland is de som van de gemeenten. Zij telt nergens mee.',
    'The row of the whole of Nederland is the sum of the municipalities. It counts nowhere.',
    '1150290',
  ),
} as const;

/** Every rule by its code. */
export const RULES = { ...STRUCTURE, ...WORKBOOK, ...TEMPLATE, ...CELLS, ...DEFINITIONS, ...PLAUSIBILITY } as const;

/** The code of a rule. */
export type RuleCode = keyof typeof RULES;

/** The rule of a code; a code that the register does not have is our own mistake, so it throws. */
export const ruleFor = (code: string): Rule => {
  if (!isRuleCode(code)) throw new Error(`The register of rules does not have ${code}.`);
  return RULES[code];
};

const isRuleCode = (code: string): code is RuleCode => Object.hasOwn(RULES, code);
