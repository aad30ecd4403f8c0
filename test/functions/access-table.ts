/**
 * Who may do what, as one table: of every route the roles, the parties, and what somebody gets who may not. It says a second
 * time, and in one place, what the verbs decide each for itself; `access-matrix.test.ts` makes every cell from it.
 *
 * A new route needs a row here, under the name of its verb in `infra/verbs.ts`: its `roles`, and `asked`, a request that
 * somebody who may can make of the scene (`AccessScene`). Only where it differs: `parties` and `stranger` (whose people may),
 * `granted` (what somebody gets who may: `200` unless named; a rule where the scene has nothing to do it to), `before` (what
 * must have happened first), and for a thing that belongs to one party `ofOther` (what everybody else gets for it).
 */
import { canonicalText } from '../../domain/record/canonical.ts';
import type { Role } from '../../domain/record/event.ts';
import { ask } from '../../functions/ask.ts';
import { object } from '../../functions/object.ts';
import type { MemoryScene } from './memory-scene.ts';
import { approveAs, granted, reviewAs, statementOf } from './scene.ts';
import { hash } from './services.ts';
import { PILOT, type SmallFile, smallDocument, smallPopulation, someone } from './small-pilot.ts';

/** What an event of API Gateway says of a request. */
export interface Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * A pilot with a draft, an upload of each party that delivers that waits to be confirmed as a correction, and investments of
 * the municipality that others have to accept.
 */
export interface AccessScene {
  readonly statement: string;
  readonly population: string;
  readonly uploads: Readonly<Record<string, SmallFile>>;
  readonly investments: SmallFile;
}

/** Who asks, and whose thing is asked for. */
export interface Asker {
  readonly party: string;
  readonly owner: string;
}

/** A row of the table. */
export interface AccessRule {
  readonly roles: readonly Role[];
  /** Unless named every party of the agreement, and in the role of supervisor everybody. */
  readonly parties?: readonly string[];
  readonly stranger?: string;
  readonly granted?: string;
  readonly ofOther?: string;
  readonly asked: (scene: AccessScene, asker: Asker) => Asked;
  /** Of a party that approves nothing: what the insurer would have done. */
  readonly before?: (scene: MemoryScene, approver: string) => Promise<void>;
}

const ALL: readonly Role[] = ['analyst', 'controller', 'signatory', 'supervisor'];
const APPROVERS = smallDocument.agreement.approvers;
const NO_APPROVER = { parties: APPROVERS, stranger: 'approver_must_belong_to_party' } as const;

const nothing = (): Asked => ({});
const theStatement = ({ statement }: AccessScene): Asked => ({ path: { statement } });
const thePopulation = ({ population }: AccessScene): Asked => ({ path: { population } });

const theUpload =
  (format: 'json' | 'html' | 'return') =>
  ({ uploads }: AccessScene, { owner }: Asker): Asked => {
    const { text, kind, valuationDate } = uploadOf(uploads, owner);
    return { path: { delivery: hash(text) }, query: { kind, valuationDate, format } };
  };

const uploadOf = (uploads: AccessScene['uploads'], owner: string): SmallFile => {
  const found = uploads[owner];
  if (found === undefined) throw new Error(`The scene has no upload of ${owner}.`);
  return found;
};

/** The same as a body, with what else it must say. */
const aboutUpload =
  (more: object) =>
  ({ uploads }: AccessScene, { owner }: Asker): Asked => {
    const { text, kind, valuationDate } = uploadOf(uploads, owner);
    return { path: { delivery: hash(text) }, body: { kind, valuationDate, ...more } };
  };

const count = { cohort: 'intervention', period: '2025-K1', persons: 100, months: '300' };

const announcement = { kind: 'costs', valuationDate: '2025-07-31', sha256: 'a'.repeat(64), sizeBytes: 3 };

/** A controller of another party than this one, and the draft. */
const otherAndDraft = async (scene: MemoryScene, party: string) => ({
  other: someone(APPROVERS.find((each) => each !== party) ?? '', 'controller'),
  named: { pilot: PILOT, statement: (await statementOf(scene, '2025-K1')).statement },
});

/** Another party objects, so that there is something to answer: the last event. */
const objectedByOther = async (scene: MemoryScene, party: string): Promise<void> => {
  const { other, named } = await otherAndDraft(scene, party);
  granted(await object(scene.ports, other, named, { line: 1, reason: 'Waarom is dit zo hoog?' }));
};

/** Another party asks. */
const askedByOther = async (scene: MemoryScene, party: string): Promise<void> => {
  const { other, named } = await otherAndDraft(scene, party);
  granted(await ask(scene.ports, other, named, { question: 'Waarom is dit zo hoog?' }));
};

/** The table, by the name of the verb. */
export const ACCESS: Readonly<Record<string, AccessRule>> = {
  openPilot: { roles: ['signatory'], asked: () => ({ body: smallDocument }) },
  proposePopulation: {
    roles: ['controller', 'signatory'],
    asked: () => ({ body: { ...smallPopulation, version: '2' } }),
  },
  approvePopulation: { roles: ['signatory'], ...NO_APPROVER, asked: thePopulation },
  countPopulation: {
    roles: ['analyst'],
    parties: ['INS'],
    stranger: 'delivery_must_come_from_its_party',
    asked: (scene) => ({
      ...thePopulation(scene),
      body: {
        valuationDate: '2025-07-31',
        counts: ['populatie', 'gedekt'].map((group) => ({ ...count, group })),
      },
    }),
  },
  requestUpload: { roles: ['analyst'], asked: () => ({ body: announcement }) },
  readUploadPage: { roles: ['analyst'], asked: nothing },
  announceUpload: { roles: ['analyst'], asked: () => ({ body: { ...announcement, sizeBytes: '3' } }) },
  readFindings: { roles: ALL, granted: '200 proposed', ofOther: '200 waiting', asked: theUpload('json') },
  confirmCorrection: {
    roles: ['analyst'],
    ofOther: 'correction_must_be_proposed',
    asked: aboutUpload({}),
  },
  explain: {
    roles: ['analyst'],
    granted: 'delivery_must_be_held',
    ofOther: 'delivery_must_be_held',
    asked: aboutUpload({ reasons: [{ code: 'cost_is_far_from_before', reason: 'Dat klopt.' }] }),
  },
  readInvestments: { roles: ALL, asked: nothing },
  acceptInvestments: {
    roles: ['controller', 'signatory'],
    parties: ['INS', 'CARE'],
    stranger: 'acceptance_must_come_from_another',
    asked: ({ investments: { text, party, valuationDate } }) => ({
      body: { sha256: hash(text), party, valuationDate },
    }),
  },
  readTemplate: { roles: ALL, asked: () => ({ path: { kind: 'costs' } }) },
  proposeAgreement: { roles: ['signatory'], granted: 'request_is_malformed', asked: () => ({ body: {} }) },
  approveAgreement: {
    roles: ['signatory'],
    ...NO_APPROVER,
    granted: 'approval_must_be_once',
    asked: () => ({ body: { agreement: hash(canonicalText(smallDocument)) } }),
  },
  review: { roles: ['controller'], ...NO_APPROVER, asked: theStatement },
  approve: {
    roles: ['signatory'],
    ...NO_APPROVER,
    asked: theStatement,
    before: (scene, party) => reviewAs(scene, party, '2025-K1'),
  },
  withdrawApproval: {
    roles: ['signatory'],
    ...NO_APPROVER,
    asked: theStatement,
    before: (scene, party) => approveAs(scene, party, '2025-K1'),
  },
  object: {
    roles: ['controller', 'signatory'],
    ...NO_APPROVER,
    asked: (scene) => ({ ...theStatement(scene), body: { line: 1, reason: 'Dit klopt niet.' } }),
  },
  answerObjection: {
    roles: ['controller', 'signatory'],
    ...NO_APPROVER,
    asked: ({ statement }) => ({ path: { statement, number: 'last' }, body: { answer: 'Zo zit het.' } }),
    before: objectedByOther,
  },
  ask: {
    roles: ALL,
    asked: (scene) => ({ ...theStatement(scene), body: { question: 'Waarom?' } }),
  },
  answerQuestion: {
    roles: ['analyst', 'controller', 'signatory'],
    asked: ({ statement }) => ({ path: { statement, number: 'last' }, body: { answer: 'Daarom.' } }),
    before: askedByOther,
  },
  readLedger: { roles: ALL, asked: nothing },
  confirmPayment: {
    roles: ['controller', 'signatory'],
    granted: 'mode_must_be_binding',
    asked: () => ({ body: { order: 1, amount: '1.00', date: '2025-08-01' } }),
  },
  readPilot: { roles: ALL, asked: nothing },
  readEvents: { roles: ['supervisor'], asked: nothing },
  readAccess: { roles: ['supervisor'], asked: nothing },
  readStatement: { roles: ALL, asked: theStatement },
};
