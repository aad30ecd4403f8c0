/** Every refusal of the verbs of supervision: the situation of a pilot with one draft, what is asked in it, and the rule. */
import { generateKeyPairSync } from 'node:crypto';
import { canonicalText } from '../../domain/record/canonical.ts';
import { answerObjection, answerQuestion } from '../../functions/answer.ts';
import { approve } from '../../functions/approve.ts';
import { approveAgreement } from '../../functions/approve-agreement.ts';
import { ask } from '../../functions/ask.ts';
import { ingest } from '../../functions/ingest.ts';
import { object } from '../../functions/object.ts';
import type { Person } from '../../functions/person.ts';
import { readEvents } from '../../functions/read-events.ts';
import type { STATUS_OF } from '../../functions/refusal.ts';
import { review } from '../../functions/review.ts';
import { withdrawApproval } from '../../functions/withdraw-approval.ts';
import { type MemoryScene, memoryScene } from './memory-scene.ts';
import {
  APPROVERS,
  agree,
  approveAs,
  confirm,
  granted,
  keyOf,
  open,
  reviewAs,
  statementOf,
  workflow,
} from './scene.ts';
import { bytesOf, hash } from './services.ts';
import { correctedWmo, filesFor, PILOT, type SmallFile, smallDocument, someone } from './small-pilot.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Files as they lie in the incoming bucket, taken in. */
export const takeIn = async (scene: MemoryScene, files: readonly SmallFile[]): Promise<void> => {
  for (const file of files) {
    scene.incoming.set(keyOf(file), bytesOf(file.text));
    await ingest(scene.ports, keyOf(file));
    if (file.correction === true) await confirm(scene, file);
  }
};

/** A scene in memory whose first interim statement is drafted; without the agreement where the parties did not approve it. */
export const draftedInMemory = async (isAgreed = true): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  await open(scene);
  if (isAgreed) await agree(scene);
  await takeIn(scene, filesFor('2025-K1'));
  await workflow(scene);
  return scene;
};

const NO_STATEMENT = 'f'.repeat(64);

/** What is asked of a scene. */
export type Ask = (scene: MemoryScene) => Promise<object>;

export interface SupervisionCase {
  readonly title: string;
  readonly rule: keyof typeof STATUS_OF;
  readonly situation: Situation;
  readonly asked: Ask;
}

const controller = (party: string) => someone(party, 'controller');
const signatory = (party: string) => someone(party, 'signatory');
const supervisor = someone('INS', 'supervisor');

/** The person with one role, acting in another: the same number in a second token. */
const as = (person: Person, role: Person['role']): Person => ({ ...person, role });

const draftOf = async (scene: MemoryScene) => ({
  pilot: PILOT,
  statement: (await statementOf(scene, '2025-K1')).statement,
});

export const reviewing =
  (person: Person, statement?: string): Ask =>
  async (scene) =>
    review(scene.ports, person, PILOT, statement ?? (await draftOf(scene)).statement);
export const approving =
  (person: Person, statement?: string): Ask =>
  async (scene) =>
    approve(scene.ports, person, PILOT, statement ?? (await draftOf(scene)).statement);
export const withdrawing =
  (person: Person): Ask =>
  async (scene) =>
    withdrawApproval(scene.ports, person, PILOT, (await draftOf(scene)).statement);
export const objecting =
  (person: Person, body: unknown = { line: 1, reason: 'Dit klopt niet.' }): Ask =>
  async (scene) =>
    object(scene.ports, person, await draftOf(scene), body);
export const asking =
  (person: Person, body: unknown = { question: 'Waarom?' }): Ask =>
  async (scene) =>
    ask(scene.ports, person, await draftOf(scene), body);

/** The number of the last objection or question. */
const lastNumber = async (scene: MemoryScene, of: 'objections' | 'questions'): Promise<string> =>
  `${(await statementOf(scene, '2025-K1'))[of].at(-1)?.number ?? 0}`;

export const answeringObjection =
  (person: Person, number?: string, body: unknown = { answer: 'Zo zit het.' }): Ask =>
  async (scene) => {
    const named = { ...(await draftOf(scene)), number: number ?? (await lastNumber(scene, 'objections')) };
    return answerObjection(scene.ports, person, named, body);
  };
export const answeringQuestion =
  (person: Person, number?: string, body: unknown = { answer: 'Daarom.' }): Ask =>
  async (scene) => {
    const named = { ...(await draftOf(scene)), number: number ?? (await lastNumber(scene, 'questions')) };
    return answerQuestion(scene.ports, person, named, body);
  };

const agreeing =
  (person: Person, body: unknown = { agreement: hash(canonicalText(smallDocument)) }): Ask =>
  (scene) =>
    approveAgreement(scene.ports, person, PILOT, body);

const readingEvents =
  (person: Person, after?: string, pilot = PILOT): Ask =>
  (scene) =>
    readEvents(scene.ports, person, pilot, after);

const reviewedBy =
  (party: string) =>
  (scene: MemoryScene): Promise<void> =>
    reviewAs(scene, party, '2025-K1');
const approvedBy =
  (party: string) =>
  (scene: MemoryScene): Promise<void> =>
    approveAs(scene, party, '2025-K1');
const done =
  (step: Ask) =>
  async (scene: MemoryScene): Promise<void> =>
    void granted(await step(scene));
const corrected = (scene: MemoryScene): Promise<void> => takeIn(scene, [correctedWmo()]);
const aMonthLater = async ({ clock }: MemoryScene): Promise<void> => {
  clock.now = new Date(clock.now.getTime() + 30 * 86_400_000);
};

const raised = [
  reviewedBy('INS'),
  done(objecting(controller('MUN'))),
  done(asking(someone('MUN', 'analyst'))),
] as const;

/** What was done about the draft before: a refused act changes nothing, so one scene serves all cases of a situation. */
export const SITUATIONS = {
  drafted: [],
  midway: [reviewedBy('INS'), approvedBy('MUN')],
  approved: APPROVERS.map(approvedBy),
  superseded: [reviewedBy('INS'), corrected],
  raised,
  answered: [...raised, done(answeringObjection(controller('INS'))), done(answeringQuestion(controller('INS')))],
  lapsed: [...raised, aMonthLater],
} as const satisfies Readonly<Record<string, readonly ((scene: MemoryScene) => Promise<void>)[]>>;
export type Situation = keyof typeof SITUATIONS;

const row = (
  title: string,
  rule: SupervisionCase['rule'],
  asked: Ask,
  situation: Situation = 'drafted',
): SupervisionCase => ({ title, rule, situation, asked });

const elsewhere = someone('INS', 'controller', 'stad');
const deliverer = someone('INS', 'analyst');

/** A text with a citizen service number in it, which passes the eleven-test. */
const WITH_NUMBER = { line: 1, reason: 'Zie de declaratie van 123456782.' };

export const SUPERVISION_CASES: readonly SupervisionCase[] = [
  row('a review in a pilot of others', 'person_must_belong_to_pilot', reviewing(elsewhere)),
  row('a review by an analyst', 'role_must_allow_this', reviewing(someone('INS', 'analyst'))),
  row('a review by a supervisor', 'role_must_allow_this', reviewing(supervisor)),
  row('a review by the wrong party', 'approver_must_belong_to_party', reviewing(controller('FUND'))),
  row('a review of another hash', 'statement_must_exist', reviewing(controller('INS'), NO_STATEMENT)),
  row('a review by who delivered', 'approver_must_not_be_deliverer', reviewing(as(deliverer, 'controller'))),
  row('a review twice', 'review_must_be_once', reviewing(controller('INS')), 'midway'),
  row('a review of a superseded draft', 'statement_must_be_latest', reviewing(controller('INS')), 'superseded'),
  row(
    'a review after the last approval',
    'statement_must_await_approval',
    reviewing({ ...controller('INS'), person: 'persoon-INS-controller-2' }),
    'approved',
  ),
  row('an approval of another hash', 'statement_must_exist', approving(signatory('INS'), NO_STATEMENT), 'midway'),
  row('an approval by a supervisor', 'role_must_allow_this', approving(supervisor), 'midway'),
  row('an approval by the wrong party', 'approver_must_belong_to_party', approving(signatory('FUND'))),
  row(
    'an approval of a superseded draft, before there is a newer one',
    'statement_must_be_latest',
    approving(signatory('INS')),
    'superseded',
  ),
  row('an approval without a review', 'review_must_come_first', approving(signatory('CARE')), 'midway'),
  row(
    'an approval by who reviewed',
    'approver_must_not_be_reviewer',
    approving(as(controller('INS'), 'signatory')),
    'midway',
  ),
  row(
    'an approval by who delivered',
    'approver_must_not_be_deliverer',
    approving(as(deliverer, 'signatory')),
    'midway',
  ),
  row('an approval twice', 'approval_must_be_once', approving(signatory('MUN')), 'midway'),
  row('an approval over an open objection', 'objections_must_be_settled', approving(signatory('INS')), 'raised'),
  row('a withdrawal by a controller', 'role_must_allow_this', withdrawing(controller('MUN')), 'midway'),
  row('a withdrawal of nothing', 'approval_must_stand', withdrawing(signatory('INS')), 'midway'),
  row(
    'a withdrawal after the last approval',
    'statement_must_await_approval',
    withdrawing(signatory('INS')),
    'approved',
  ),
  row('an objection without a line', 'objection_must_name_a_line', objecting(controller('INS'), { reason: 'Nee.' })),
  row(
    'an objection to line nought',
    'objection_must_name_a_line',
    objecting(controller('INS'), { line: 0, reason: 'Nee.' }),
  ),
  row(
    'an objection to a line in words',
    'objection_must_name_a_line',
    objecting(controller('INS'), { line: 'de eerste', reason: 'Nee.' }),
  ),
  row(
    'an objection to a line that is not there',
    'line_must_exist',
    objecting(controller('INS'), { line: 100_000, reason: 'Nee.' }),
  ),
  row('an objection without a reason', 'request_is_malformed', objecting(controller('INS'), { line: 1, reason: ' ' })),
  row(
    'an objection of more than a page',
    'request_is_malformed',
    objecting(controller('INS'), { line: 1, reason: 'a'.repeat(2001) }),
  ),
  row(
    'an objection with half a character',
    'request_is_malformed',
    objecting(controller('INS'), { line: 1, reason: 'a\ud800' }),
  ),
  row('an objection with a citizen number', 'request_is_malformed', objecting(controller('INS'), WITH_NUMBER)),
  row(
    'an objection that names somebody',
    'request_is_malformed',
    objecting(controller('INS'), { line: 1, reason: 'Vraag het mevrouw De Vries.' }),
  ),
  row(
    'an objection with an address',
    'request_is_malformed',
    objecting(controller('INS'), { line: 1, reason: 'Vraag het jan@example.org.' }),
  ),
  row('an objection by an analyst', 'role_must_allow_this', objecting(someone('INS', 'analyst'))),
  row('an objection by an analyst that is malformed too', 'role_must_allow_this', objecting(deliverer, null)),
  row(
    'an objection after the last approval',
    'statement_must_await_approval',
    objecting(controller('INS')),
    'approved',
  ),
  row('an answer to no objection', 'objection_must_be_open', answeringObjection(controller('INS'), '3')),
  row('an answer to an objection in words', 'objection_must_be_open', answeringObjection(controller('INS'), 'drie')),
  row(
    'an answer to an answered objection',
    'objection_must_be_open',
    answeringObjection(controller('CARE')),
    'answered',
  ),
  row(
    'an answer after the term of the agreement',
    'objection_must_be_open',
    answeringObjection(controller('INS')),
    'lapsed',
  ),
  row(
    'an answer to the own objection',
    'answer_must_come_from_another',
    answeringObjection(controller('MUN')),
    'raised',
  ),
  row(
    'an answer by the wrong party',
    'approver_must_belong_to_party',
    answeringObjection(controller('FUND')),
    'raised',
  ),
  row(
    'an answer that says nothing',
    'request_is_malformed',
    answeringObjection(controller('INS'), undefined, {}),
    'raised',
  ),
  row('an answer by a supervisor', 'role_must_allow_this', answeringObjection(supervisor), 'raised'),
  row('a question that asks nothing', 'request_is_malformed', asking(controller('INS'), {})),
  row(
    'a question about half a line',
    'request_is_malformed',
    asking(controller('INS'), { question: 'Hoe?', line: 1.5 }),
  ),
  row(
    'a question about a line that is not there',
    'line_must_exist',
    asking(controller('INS'), { question: 'Hoe?', line: 100_000 }),
  ),
  row('a question in a pilot of others', 'person_must_belong_to_pilot', asking(elsewhere)),
  row('an answer to an answered question', 'question_must_be_open', answeringQuestion(controller('CARE')), 'answered'),
  row('an answer to no question', 'question_must_be_open', answeringQuestion(controller('INS'), '1')),
  row(
    'an objection answered as if it were a question',
    'question_must_be_open',
    async (scene) => answeringQuestion(controller('INS'), await lastNumber(scene, 'objections'))(scene),
    'raised',
  ),
  row(
    'an answer to the own question',
    'answer_must_come_from_another',
    answeringQuestion(someone('MUN', 'analyst')),
    'raised',
  ),
  row('the agreement approved as a controller', 'role_must_allow_this', agreeing(controller('INS'))),
  row('the agreement approved by the wrong party', 'approver_must_belong_to_party', agreeing(signatory('FUND'))),
  row(
    'another agreement approved',
    'agreement_must_be_the_same',
    agreeing(signatory('MUN'), { agreement: NO_STATEMENT }),
  ),
  row('the agreement approved twice', 'approval_must_be_once', agreeing(signatory('MUN'))),
  row('the agreement approved by who opened with it', 'approval_must_be_once', agreeing(signatory('INS'))),
  row('an agreement that is not named', 'request_is_malformed', agreeing(signatory('MUN'), {})),
  row('the record read by a controller', 'role_must_allow_this', readingEvents(controller('INS'))),
  row('the record read after no number', 'request_is_malformed', readingEvents(supervisor, 'alles')),
  row('the record of others', 'person_must_belong_to_pilot', readingEvents(someone('INS', 'supervisor', 'stad'))),
  row(
    'the record of a pilot that is not there',
    'pilot_must_exist',
    readingEvents(someone('INS', 'supervisor', 'stad'), '0', 'stad'),
  ),
];
