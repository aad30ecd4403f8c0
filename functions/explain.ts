/**
 * Takes a supplier's reasons for what is not plausible in a held delivery, and has the delivery read once more, to be taken
 * in with them. The reasons are recorded first; a crash in between is made up for by giving them again.
 */
import * as z from 'zod';
import { explanations, type ReasonRefusal } from '../domain/delivery/check/plausibility.ts';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { isSameUpload } from '../domain/record/correction.ts';
import type { Change } from '../domain/record/event.ts';
import type { HeldDelivery, PilotState } from '../domain/record/projection.ts';
import { REASON, type UploadView } from '../portal/findings-page.ts';
import { record } from './append.ts';
import { fetchFound } from './found-in-upload.ts';
import { authorOf, mayAct, type Person } from './person.ts';
import type { Ports, ReadPort } from './ports.ts';
import { type AskedUpload, type FoundUpload, findUpload, outcomeOf, readFindings } from './read-findings.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { againKey } from './upload-key.ts';

/** So many reasons fit in one event of the record; a reason may be meant for every finding of its rule. */
const MOST_REASONS = 100;

const place = z.number().refine((value) => Number.isSafeInteger(value) && value >= 1, 'Hier hoort een nummer vanaf 1.');

const request = z.strictObject({
  reasons: z
    .array(
      z
        .strictObject({ code: z.string(), line: place.optional(), column: place.optional(), reason: z.string() })
        .transform(({ code, line, column, reason }) => ({
          ...{ code, reason },
          ...(line === undefined ? {} : { line }),
          ...(column === undefined ? {} : { column }),
        })),
    )
    .min(1)
    .refine(({ length }) => length <= MOST_REASONS, `Hier passen hoogstens ${MOST_REASONS} redenen.`),
});

type Reasons = z.output<typeof request>['reasons'];

type ExplainPorts = Pick<Ports, 'record' | 'beside' | 'now' | 'hash'> & { readonly incoming: ReadPort };

/** Explains for the person's party; gives what became of the upload. The same reasons again change nothing. */
export const explain = async (
  ports: ExplainPorts,
  person: Person,
  pilot: string,
  named: AskedUpload,
  body: unknown,
): Promise<UploadView | Refusal> => {
  const forbidden = mayAct(person, pilot, ['analyst']);
  if (forbidden !== null) return forbidden;
  const faults: Fault[] = [];
  const read = readWith(request, body, [], faults);
  if (read === undefined)
    return refuse(
      'request_is_malformed',
      'Redenen staan in reasons: code, reason, en line voor één bevinding.',
      faults,
    );
  const found = await findUpload(ports, person, pilot, named);
  if ('refusal' in found) return found;
  const refused = await explainHeld(ports, person, pilot, found, read.reasons);
  return refused ?? readFindings(ports, person, pilot, named);
};

/** Explains what is held and has it read once more; a refusal where that cannot be, nothing where it was accepted before. */
const explainHeld = async (
  ports: ExplainPorts,
  person: Person,
  pilot: string,
  found: FoundUpload,
  reasons: Reasons,
): Promise<Refusal | null> => {
  const { upload, state } = found;
  const held = state.held.find((each) => isSameUpload(each, upload));
  if (held === undefined) return (await outcomeOf(ports, found)).state === 'accepted' ? null : notHeld();
  const change = await reasoned(ports, pilot, held, reasons);
  if (isRefusal(change)) return change;
  const chain = await record(ports, pilot, authorOf(person), (now) => (isOpen(now, held) ? change : null));
  if (isRefusal(chain)) return chain;
  await announceAgain(ports, held);
  return null;
};

/** An upload is taken in when it arrives, and once more when this does: a large one takes longer than anybody waits for. */
const announceAgain = ({ beside }: ExplainPorts, { key }: HeldDelivery): Promise<void> =>
  beside.put(againKey(key), { contentType: 'text/plain', fileName: 'opnieuw.txt' }, async () => {});

/** Whether a delivery still waits for reasons for these findings. */
const isOpen = (state: PilotState, held: HeldDelivery): boolean =>
  state.held.some((each) => isSameUpload(each, held) && each.findings === held.findings && each.explained === null);

const notHeld = (): Refusal =>
  refuse('delivery_must_be_held', 'Er wacht geen aanlevering met dit kenmerk op een reden.');

/**
 * The event with the reasons, for the findings as they were when the file was held. Where something else was delivered since,
 * the reading that follows finds that out: then other findings ask for reasons of their own.
 */
const reasoned = async (
  ports: ExplainPorts,
  pilot: string,
  held: HeldDelivery,
  reasons: Reasons,
): Promise<Change | Refusal> => {
  const { sha256, kind, party, valuationDate, findings } = held;
  const [found, source] = [await fetchFound(ports, pilot, held), await ports.incoming.open(held.key)];
  if (found === null || source === null)
    return refuse(
      'upload_must_be_there',
      'Het bestand is er niet meer: een reden wordt binnen een dag gegeven. Lever het opnieuw aan.',
    );
  if (found.implausible !== findings) {
    await announceAgain(ports, held);
    return refuse(
      'findings_must_be_current',
      'Er is intussen iets anders aangeleverd, waardoor de bevindingen zijn veranderd. Bekijk ze opnieuw.',
    );
  }
  const taken = explanations(found.findings, found.codes, reasons);
  if ('refusals' in taken) return unsound(taken.refusals);
  const explained = taken.explained.map((each) => ({ ...each, places: [...each.places] }));
  return { type: 'plausibilityAccepted', sha256, kind, party, valuationDate, findings, explained };
};

const unsound = (refusals: readonly ReasonRefusal[]): Refusal =>
  refuse(
    'reasons_must_be_sound',
    'Niet elke bevinding heeft een goede reden; wat er ontbreekt staat hieronder.',
    refusals.map(({ code, finding: { code: finding, line, column }, message }) => ({
      ...{ code, finding, line, column },
      message: message.nl,
    })),
  );

/** A page after its form was sent, and what is wrong with the form. */
export interface ExplainedPage {
  readonly view: UploadView;
  readonly faults: readonly Fault[];
}

/** The same from the form of the page of findings, with one reason for each rule. */
export const explainByForm = async (
  ports: ExplainPorts,
  person: Person,
  pilot: string,
  named: AskedUpload,
  fields: Readonly<Record<string, string>>,
): Promise<ExplainedPage | Refusal> => {
  const given = Object.entries(fields).filter(([name, text]) => name.startsWith(REASON) && text.trim() !== '');
  const reasons = given.map(([name, reason]) => ({ code: name.slice(REASON.length), reason }));
  const answer = await explain(ports, person, pilot, named, { reasons: reasons.length === 0 ? [NO_REASON] : reasons });
  if (!('refusal' in answer)) return { view: answer, faults: [] };
  if (answer.refusal !== 'reasons_must_be_sound') return answer;
  const view = await readFindings(ports, person, pilot, named);
  return 'refusal' in view ? view : { view, faults: formFaults(view, answer) };
};

/** A form without any reason is told which rules lack one, like a form with some. */
const NO_REASON = { code: '', reason: '' };

const wrong = z.array(z.object({ finding: z.string(), message: z.string() }));

/** What is wrong with each reason, once a rule. A reason for nothing has no field. */
const formFaults = ({ outcome }: UploadView, { detail }: Refusal): Fault[] => {
  const codes = outcome.state === 'held' ? Object.keys(outcome.codes) : [];
  const told = wrong.safeParse(detail).data ?? [];
  return codes.flatMap((code) => {
    const first = told.find(({ finding }) => finding === code);
    return first === undefined ? [] : [{ path: `${REASON}${code}`, message: first.message }];
  });
};
