import { describe, expect, test } from 'vitest';
import type { Role, SupervisionChange } from '../../../domain/record/event.ts';
import {
  type Action,
  act,
  isApprovedBy,
  isOpen,
  NO_PROGRESS,
  type Supervision,
} from '../../../domain/record/supervision.ts';

/**
 * Every interleaving of what people can try on one statement, up to eight steps and for three parties, looked at for a
 * way around the rules. What is checked is written here once more, from what each person was seen to do; the machine is
 * asked nothing but whether it allows a step, and whether the statement may be sealed.
 */

const PARTIES = ['A', 'B', 'C'] as const;
const DEPTH = 8;
const TERM_DAYS = 30;
const DAY = 86_400_000;
const LINES = 3;
const NAMED = { statement: 'a'.repeat(64), period: '2025-K1', kind: 'interim' } as const;

/** What was seen to happen to one objection. */
interface SeenObjection {
  readonly party: string;
  readonly person: string;
  readonly raisedDay: number;
  readonly answered: boolean;
}

/** What was seen: who reviewed and approved as what, what was objected, and what became of the statement. */
interface Seen {
  readonly reviewed: readonly string[];
  readonly approved: ReadonlyMap<string, string>;
  readonly objections: readonly SeenObjection[];
  readonly day: number;
  readonly isSuperseded: boolean;
  readonly isSealed: boolean;
}

interface Node {
  readonly machine: Supervision;
  readonly seen: Seen;
  readonly path: readonly string[];
}

/** A step that is tried: what is said of it, and the action; `null` where nobody of a party does it. */
interface Try {
  readonly name: string;
  readonly by: { readonly party: string; readonly person: string; readonly role: Role } | null;
  readonly change: SupervisionChange | 'deliver' | 'wait' | 'seal';
}

const someone = (party: string, person: string, role: Role) => ({ party, person: `${party}-${person}`, role });
const change = (of: object): SupervisionChange => ({ ...of, ...NAMED }) as SupervisionChange;
const trying = (
  by: ReturnType<typeof someone>,
  of: Readonly<Record<string, unknown>> & { readonly type: string },
): Try => ({
  name: `${by.person}(${by.role}) ${of.type}`,
  by,
  change: change(of),
});

/**
 * The people of a party: a controller, a signatory, one who may be both, and one who delivered and may be both. Beside them
 * a supervisor and an analyst, who try everything too, and a party that the agreement does not name.
 */
const triesOf = (party: string): Try[] => {
  const approval = { type: 'statementApproved', party };
  const as = (person: string, role: Role) => someone(party, person, role);
  return [
    ...['c', 'x', 'd'].map((person) => trying(as(person, 'controller'), { type: 'statementReviewed' })),
    ...['s', 'x', 'd'].map((person) => trying(as(person, 'signatory'), approval)),
    trying(as('s', 'signatory'), { type: 'approvalWithdrawn' }),
    trying(as('c', 'controller'), { type: 'objectionRaised', line: 1, reason: 'x' }),
    trying(as('c', 'controller'), { type: 'objectionRaised', line: LINES + 1, reason: 'x' }),
    trying(as('s', 'signatory'), { type: 'statementReviewed' }),
    trying(as('c', 'controller'), approval),
  ];
};

const BYSTANDERS: readonly Try[] = [
  someone('F', 'c', 'controller'),
  someone('F', 's', 'signatory'),
  someone('A', 'v', 'supervisor'),
  someone('A', 'a', 'analyst'),
].flatMap((by) =>
  [
    { type: 'statementReviewed' },
    { type: 'statementApproved', party: by.party },
    { type: 'approvalWithdrawn' },
    { type: 'objectionRaised', line: 1, reason: 'x' },
  ].map((of) => trying(by, of)),
);

const ENVIRONMENT: readonly Try[] = (['deliver', 'wait', 'seal'] as const).map((each) => ({
  name: each,
  by: null,
  change: each,
}));

/** Each objection is answered by every controller in turn, also by the one who raised it and by a stranger. */
const answersTo = ({ machine }: Node): Try[] =>
  machine.objections.flatMap(({ number }) =>
    [...PARTIES, 'F'].map((party) =>
      trying(someone(party, 'c', 'controller'), { type: 'objectionAnswered', number, answer: 'x' }),
    ),
  );

const STEADY = [...PARTIES.flatMap(triesOf), ...BYSTANDERS, ...ENVIRONMENT];

/** The moment of a day; time only ever goes on by a whole term. */
const MOMENTS = Array.from({ length: DEPTH + 1 }, (_, terms) =>
  new Date(Date.UTC(2026, 0, 1) + terms * TERM_DAYS * DAY).toISOString(),
);
const momentOf = (day: number): string => MOMENTS[day / TERM_DAYS] ?? '';

const root: Node = {
  machine: {
    approvers: PARTIES,
    isAgreed: true,
    objectionTermDays: TERM_DAYS,
    isComplete: true,
    lines: LINES,
    deliverers: PARTIES.map((party) => `${party}-d`),
    isSuperseded: false,
    ...NO_PROGRESS,
  },
  seen: { reviewed: [], approved: new Map(), objections: [], day: 0, isSuperseded: false, isSealed: false },
  path: [],
};

const stillOpen = ({ raisedDay, answered }: SeenObjection, day: number): boolean =>
  !answered && day - raisedDay < TERM_DAYS;

/** What was seen after a step that the machine allowed. */
const seenAfter = (seen: Seen, { by, change: done }: Try): Seen => {
  if (done === 'wait') return { ...seen, day: seen.day + TERM_DAYS };
  if (done === 'seal') return { ...seen, isSealed: true };
  if (done === 'deliver') return { ...seen, isSuperseded: true };
  if (by === null) throw new Error('Nobody did something.');
  switch (done.type) {
    case 'statementReviewed':
      return { ...seen, reviewed: [...seen.reviewed, by.person] };
    case 'statementApproved':
      return { ...seen, approved: new Map([...seen.approved, [by.party, by.person]]) };
    case 'approvalWithdrawn':
      return { ...seen, approved: new Map([...seen.approved].filter(([party]) => party !== by.party)) };
    case 'objectionRaised': {
      const raised = { party: by.party, person: by.person, raisedDay: seen.day, answered: false };
      return { ...seen, objections: [...seen.objections, raised] };
    }
    case 'objectionAnswered':
      return {
        ...seen,
        objections: seen.objections.map((each, place) =>
          place + 1 === done.number ? { ...each, answered: true } : each,
        ),
      };
    default:
      return seen;
  }
};

const maySeal = ({ machine }: Node): boolean => isApprovedBy(machine, machine.approvers);

/** The node after a step, or `null` where the machine refuses it. Delivery and time are not the machine's to refuse. */
const stepped = (node: Node, tried: Try): Node | null => {
  const { machine, seen, path } = node;
  const next = (after: Supervision): Node => ({
    machine: after,
    seen: seenAfter(seen, tried),
    path: [...path, tried.name],
  });
  if (tried.change === 'wait') return next(machine);
  if (tried.change === 'seal') return maySeal(node) && !seen.isSealed ? next(machine) : null;
  if (tried.change === 'deliver')
    return maySeal(node) || seen.isSuperseded ? null : next({ ...machine, isSuperseded: true });
  if (tried.by === null) return null;
  const number = machine.objections.length + 1;
  const action: Action = { by: tried.by, change: tried.change, moment: momentOf(seen.day), number };
  const after = act(machine, action);
  return 'refusal' in after ? null : next(after);
};

/** Everything that is wrong about an allowed step, from what was seen before and after it. */
const wrongs = (before: Node, tried: Try, after: Node): string[] => {
  const { seen } = after;
  const act = typeof tried.change === 'string' ? tried.change : tried.change.type;
  const isOfPeople = tried.by !== null;
  const wasComplete = PARTIES.every((party) => before.seen.approved.has(party));
  const isComplete = PARTIES.every((party) => seen.approved.has(party));
  const isNew = isComplete && !wasComplete;
  const rules: readonly (readonly [string, boolean])[] = [
    ['a bystander did something', tried.by?.party === 'F' || BYSTANDERS.includes(tried)],
    ['somebody changed what all had approved', isOfPeople && wasComplete && act !== 'objectionAnswered'],
    ['it may be sealed and is not approved by all', maySeal(after) !== isComplete],
    ['it was sealed and is not approved by all', seen.isSealed && !isComplete],
    ['what is superseded was completed', isNew && seen.isSuperseded],
    ['it was completed over an open objection', isNew && seen.objections.some((each) => stillOpen(each, seen.day))],
    ['a party approved twice', act === 'statementApproved' && before.seen.approved.has(tried.by?.party ?? '')],
    ['a review was done twice', act === 'statementReviewed' && before.seen.reviewed.includes(tried.by?.person ?? '')],
    ['nothing was withdrawn', act === 'approvalWithdrawn' && !before.seen.approved.has(tried.by?.party ?? '')],
    ['somebody acted on what is superseded', isOfPeople && before.seen.isSuperseded && act !== 'objectionAnswered'],
    [
      'a line that is not there was objected to',
      typeof tried.change !== 'string' && 'line' in tried.change && tried.change.line === LINES + 1,
    ],
    ['an answer was wrong', act === 'objectionAnswered' && !isRightAnswer(before.seen, tried)],
    [
      'the machine and what was seen differ on objections',
      openIn(after) !== seen.objections.filter((each) => stillOpen(each, seen.day)).length,
    ],
    ...[...seen.approved].map(
      ([party, person]) => [`${party} approved wrongly`, !isRightApproval(seen, party, person)] as const,
    ),
  ];
  return rules.flatMap(([name, isWrong]) => (isWrong ? [`${name}: ${after.path.join(', ')}`] : []));
};

const openIn = ({ machine, seen }: Node): number =>
  machine.objections.filter((each) => isOpen(each, TERM_DAYS, momentOf(seen.day))).length;

const isRightAnswer = (seen: Seen, { by, change: done }: Try): boolean => {
  const objection = typeof done !== 'string' && 'number' in done ? seen.objections[done.number - 1] : undefined;
  return objection !== undefined && stillOpen(objection, seen.day) && objection.person !== by?.person;
};

/** A signatory of the party who did not deliver, and beside this person a controller who reviewed and did not deliver. */
const isRightApproval = ({ reviewed }: Seen, party: string, person: string): boolean =>
  [`${party}-s`, `${party}-x`].includes(person) &&
  [`${party}-c`, `${party}-x`].some((reviewer) => reviewer !== person && reviewed.includes(reviewer)) &&
  !reviewed.includes(`${party}-d`);

/** What matters of a node. Objections that stand alike are the same, whoever came first, and so are parties that do. */
const keyOf = ({ machine, seen }: Node, isSymmetric: boolean): string => {
  const ofParty = (party: string): string => {
    const reviews = machine.reviews.filter((each) => each.party === party).map(({ person }) => person.slice(2));
    const approval = machine.approvals.filter((each) => each.party === party).map(({ person }) => person.slice(2));
    const objections = seen.objections
      .filter((each) => each.party === party)
      .map((each) => (stillOpen(each, seen.day) ? 'o' : '-'));
    return `${reviews.sort().join('')}/${approval.join('')}/${objections.sort().join('')}`;
  };
  const parties = PARTIES.map(ofParty);
  return [isSymmetric ? parties.sort() : parties, seen.isSuperseded, seen.isSealed].join('|');
};

interface Explored {
  readonly keys: ReadonlySet<string>;
  readonly wrong: readonly string[];
  readonly steps: number;
  readonly sealed: number;
}

/** Goes breadth first through every node up to a depth, each once, and tries every step in it. */
const explore = (start: Node, depth: number, isSymmetric: boolean): Explored => {
  const keys = new Set([keyOf(start, isSymmetric)]);
  const wrong: string[] = [];
  let [steps, sealed] = [0, 0];
  let layer: Node[] = [start];
  for (let at = 0; at < depth; at += 1) {
    const next: Node[] = [];
    for (const node of layer)
      for (const tried of [...STEADY, ...answersTo(node)]) {
        steps += 1;
        const after = stepped(node, tried);
        if (after === null) continue;
        wrong.push(...wrongs(node, tried, after));
        const key = keyOf(after, isSymmetric);
        if (keys.has(key)) continue;
        keys.add(key);
        if (after.seen.isSealed) sealed += 1;
        next.push(after);
      }
    layer = next;
  }
  return { keys, wrong, steps, sealed };
};

describe(`every interleaving of three parties up to depth ${DEPTH}`, () => {
  test('holds no way around the rules, and reaches the seal among thousands of other states', () => {
    const { wrong, keys, steps, sealed } = explore(root, DEPTH, true);
    expect(wrong).toEqual([]);
    expect(keys.size).toBeGreaterThan(10_000);
    expect(steps).toBeGreaterThan(300_000);
    expect(sealed).toBeGreaterThan(0);
  });

  test('counts parties that stand alike as one, which leaves nothing out', () => {
    const sorted = (key: string) => {
      const [parties = '', ...rest] = key.split('|');
      return [parties.split(',').sort().join(','), ...rest].join('|');
    };
    const [apart, together] = [explore(root, 4, false).keys, explore(root, 4, true).keys];
    expect(new Set([...apart].map(sorted))).toEqual(together);
    expect(apart.size).toBeGreaterThan(together.size);
  });
});

describe('a statement that nobody may approve is never sealed', () => {
  test.each([
    ['the agreement itself is not approved', { isAgreed: false }],
    ['it is incomplete', { isComplete: false }],
    ['it is superseded', { isSuperseded: true }],
    [
      'only those who delivered it are there',
      { deliverers: PARTIES.flatMap((party) => [...'csxd'].map((each) => `${party}-${each}`)) },
    ],
  ])('because %s', (_, facts) => {
    const start = { ...root, machine: { ...root.machine, ...facts } };
    const { sealed } = explore(start, 7, true);
    expect(sealed).toBe(0);
  });
});
