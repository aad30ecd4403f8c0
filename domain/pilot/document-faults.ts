/**
 * What only the agreement as a whole can show to be wrong: names that are no party or stream, an approver who must be
 * there, dates that do not cover the performance period, articles of options that do not exist.
 */
import { optionPaths } from './articles.ts';
import { readCase } from './case-file.ts';
import { firstDay, lastDay } from './date.ts';
import type { agreementFields } from './document-fields.ts';
import { type Fault, type FieldsOf, pathText } from './fault.ts';
import { contains } from './period.ts';
import { ownValue, type Party, period, reportUnknownParties, type Terms } from './terms.ts';

/** An agreement whose fields were read one by one; a field with a fault is `undefined`. */
export type AgreementDraft = FieldsOf<typeof agreementFields>;

type Report = (path: readonly PropertyKey[], message: string) => void;

/** Adds every fault of an agreement that its terms show; without readable terms, those that show by themselves. */
export const reportAgreement = (draft: AgreementDraft, terms: Terms | undefined, faults: Fault[]): void => {
  const report: Report = (path, message) => faults.push({ path: pathText(['agreement', ...path]), message });
  reportArticles(draft, report);
  reportApproved(draft, faults);
  reportReopening(draft, report);
  if (terms === undefined) return;
  reportParties(draft, terms, report);
  reportApprovers(draft, terms, report);
  reportStreams(draft, terms, report);
  reportReferenceDates(draft, terms, report);
  reportInForce(draft, terms, report);
  reportCarrying(draft, terms, report);
};

/** A tolerance for what is never made again, in an agreement that says so itself. */
const reportReopening = ({ reopeningTermDays, restatementTolerance }: AgreementDraft, report: Report): void => {
  if (reopeningTermDays === 0 && restatementTolerance !== undefined)
    report(
      ['restatementTolerance'],
      'Een afschrift wordt nooit heropend (reopeningTermDays is 0), dus dit geldt nooit.',
    );
};

/** Without terms nothing can be said of the articles: each would be one more fault for the same reason. */
const reportArticles = ({ articles, terms }: AgreementDraft, report: Report): void => {
  if (typeof terms !== 'object') return;
  const known = optionPaths(terms);
  for (const path of Object.keys(articles ?? {}))
    if (!known.has(path)) report(['articles', path], 'Deze keuze staat niet in de overeenkomst.');
};

/** Approved figures are read exactly as a case file reads them, so that no statement can trip over them later. */
const reportApproved = ({ approved, terms: agreement }: AgreementDraft, faults: Fault[]): void => {
  const { quality = {}, carryIn = {} } = approved ?? {};
  const reading = readCase({ case: 1, agreement, memberMonths: [], costs: [], quality, carryIn });
  for (const { path, message } of 'faults' in reading ? reading.faults : [])
    if (/^(quality|carryIn)\b/.test(path)) faults.push({ path: `agreement.approved.${path}`, message });
};

const NOT_A_PARTY = 'Deze partij staat niet in de overeenkomst.';

const reportParties = (draft: AgreementDraft, { parties }: Terms, report: Report): void => {
  for (const { id } of parties)
    if (draft.partyNames !== undefined && ownValue(draft.partyNames, id) === undefined)
      report(['partyNames', id], 'De naam van deze partij ontbreekt.');
  reportUnknownParties(parties, draft.partyNames ?? {}, ['partyNames'], report);
  reportUnknownParties(parties, draft.investmentBudget ?? {}, ['investmentBudget'], report);
  for (const [place, id] of (draft.hasPeople ?? []).entries())
    if (!isParty(parties, id)) report(['hasPeople', place], NOT_A_PARTY);
};

const isParty = (parties: readonly Party[], id: string): boolean => parties.some((party) => party.id === id);

const ALWAYS_APPROVES: readonly Party['role'][] = ['insurer', 'municipality', 'careField'];

/**
 * Who approves: insurer, municipality and care field always. A fund or a patient party can be a name on a ledger; it
 * approves only where the agreement says that there are people to do so, or a statement would wait for nobody.
 */
const reportApprovers = ({ approvers, hasPeople }: AgreementDraft, { parties }: Terms, report: Report): void => {
  if (approvers === undefined) return;
  for (const { id, role } of parties)
    if (ALWAYS_APPROVES.includes(role) && !approvers.includes(id))
      report(['approvers'], `De partij ${id} (${role}) keurt elk afschrift goed en ontbreekt hier.`);
  for (const [place, id] of approvers.entries()) {
    const party = parties.find((each) => each.id === id);
    if (approvers.indexOf(id) !== place) report(['approvers', place], 'Deze partij staat er twee keer.');
    if (party === undefined) report(['approvers', place], NOT_A_PARTY);
    else if (!ALWAYS_APPROVES.includes(party.role) && !hasPeople?.includes(id))
      report(['approvers', place], 'Deze partij heeft geen mensen die goedkeuren (hasPeople).');
  }
};

const NOT_A_STREAM = 'Deze stroom staat niet in de overeenkomst.';

const reportStreams = (draft: AgreementDraft, terms: Terms, report: Report): void => {
  const settled = terms.streams.map(({ name }) => name);
  const shown = [...settled, ...terms.memoStreams];
  for (const source of ['members', ...settled])
    if (draft.deliveredBy !== undefined && ownValue(draft.deliveredBy, source) === undefined)
      report(['deliveredBy', source], 'Hier hoort de partij die dit aanlevert.');
  for (const [source, id] of Object.entries(draft.deliveredBy ?? {})) {
    if (source !== 'members' && !shown.includes(source)) report(['deliveredBy', source], NOT_A_STREAM);
    if (!isParty(terms.parties, id)) report(['deliveredBy', source], NOT_A_PARTY);
  }
  for (const stream of Object.keys(draft.completionFactors ?? {}))
    if (!shown.includes(stream)) report(['completionFactors', stream], NOT_A_STREAM);
  for (const stream of Object.keys(draft.costBasis ?? {}))
    if (!shown.includes(stream)) report(['costBasis', stream], NOT_A_STREAM);
  for (const stream of Object.keys(draft.reachesBooks ?? {}))
    if (!settled.includes(stream))
      report(['reachesBooks', stream], 'Deze stroom wordt in de overeenkomst niet verrekend.');
};

const reportReferenceDates = ({ referenceDates }: AgreementDraft, { performance }: Terms, report: Report): void => {
  if (referenceDates === undefined) return;
  if (ownValue(referenceDates, performance.text) === undefined)
    report(['referenceDates', performance.text], 'De peildatum van het eindafschrift ontbreekt.');
  for (const each of Object.keys(referenceDates)) {
    const read = period.safeParse(each);
    if (!read.success || !contains(performance, read.data) || read.data.from !== performance.from)
      report(['referenceDates', each], 'Een afschrift gaat over de eerste kwartalen van de prestatieperiode.');
  }
};

const reportInForce = ({ inForce }: AgreementDraft, { performance }: Terms, report: Report): void => {
  if (inForce === undefined) return;
  const { from, until } = inForce;
  if (from > firstDay(performance))
    report(['inForce', 'from'], 'De overeenkomst geldt pas na het begin van de prestatieperiode.');
  if (until !== undefined && until < lastDay(performance))
    report(['inForce', 'until'], 'De overeenkomst eindigt vóór het einde van de prestatieperiode.');
};

/** What is not carried cannot lapse: then the term says something that the carrying does not. */
const reportCarrying = ({ claimsExpireAfterYears }: AgreementDraft, { carryForward }: Terms, report: Report): void => {
  if (claimsExpireAfterYears !== undefined && !carryForward.investments && !carryForward.caps)
    report(['claimsExpireAfterYears'], 'Er gaat niets mee naar de volgende periode, dus er kan niets vervallen.');
};
