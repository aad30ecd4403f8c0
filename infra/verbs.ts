/**
 * The verbs and what each may do. This table is the documentation and the source at once: functions, roles, environment
 * variables, triggers and routes are all made from it, and nothing is granted anywhere else. To give a verb a permission,
 * write it here.
 *
 * An action is the name that AWS gives it without the service in front: `Query` on the table of pilots is
 * `dynamodb:Query`. Object actions reach every object of the one bucket named, and nothing of any other bucket.
 */

/** What a verb can touch: the service that names its actions, and the variable that tells the function its name. */
export const resources = {
  pilots: { service: 'dynamodb', variable: 'PILOTS_TABLE' },
  access: { service: 'dynamodb', variable: 'ACCESS_TABLE' },
  incoming: { service: 's3', variable: 'INCOMING_BUCKET' },
  deliveries: { service: 's3', variable: 'DELIVERIES_BUCKET' },
  statements: { service: 's3', variable: 'STATEMENTS_BUCKET' },
  workflow: { service: 'states', variable: 'WORKFLOW_ARN' },
  signing: { service: 'kms', variable: 'SIGNING_KEY' },
} as const;

/** The resources by the names that a row of the table uses. */
export type ResourceName = keyof typeof resources;

type TableAction = 'Query' | 'PutItem';
type ObjectAction = 'GetObject' | 'PutObject' | 'DeleteObject';
type KeyAction = 'GetPublicKey' | 'Sign';

/** A route of the HTTP API: the method, a space and the path. */
export type Route = `${'GET' | 'POST'} /${string}`;

/** One row of the table. A resource that is not named may not be touched, and the function does not learn its name. */
export interface Verb {
  readonly reachedBy: Route | 'storage event' | 'schedule' | 'workflow';
  readonly pilots?: readonly TableAction[];
  /** The access log: every verb that reads what is not public adds to it, and one lets the supervisor read it. */
  readonly access?: readonly TableAction[];
  readonly incoming?: readonly ObjectAction[];
  readonly deliveries?: readonly ObjectAction[];
  readonly statements?: readonly ObjectAction[];
  readonly workflow?: readonly ['StartExecution'];
  readonly signing?: readonly KeyAction[];
}

const table = {
  openPilot: {
    reachedBy: 'POST /pilots',
    pilots: ['Query', 'PutItem'],
  },
  proposePopulation: {
    reachedBy: 'POST /pilots/{pilot}/populations',
    pilots: ['Query', 'PutItem'],
  },
  approvePopulation: {
    reachedBy: 'POST /pilots/{pilot}/populations/{population}/approvals',
    pilots: ['Query', 'PutItem'],
  },
  countPopulation: {
    reachedBy: 'POST /pilots/{pilot}/populations/{population}/counts',
    pilots: ['Query', 'PutItem'],
    workflow: ['StartExecution'],
  },
  requestUpload: {
    reachedBy: 'POST /pilots/{pilot}/uploads',
    pilots: ['Query'],
    incoming: ['PutObject'],
  },
  readUploadPage: {
    reachedBy: 'GET /pilots/{pilot}/upload',
    pilots: ['Query'],
    access: ['PutItem'],
  },
  announceUpload: {
    reachedBy: 'POST /pilots/{pilot}/upload',
    pilots: ['Query'],
    incoming: ['PutObject'],
  },
  ingest: {
    reachedBy: 'storage event',
    pilots: ['Query', 'PutItem'],
    incoming: ['GetObject', 'PutObject', 'DeleteObject'],
    deliveries: ['GetObject', 'PutObject'],
    workflow: ['StartExecution'],
  },
  readFindings: {
    reachedBy: 'GET /pilots/{pilot}/deliveries/{delivery}',
    pilots: ['Query'],
    access: ['PutItem'],
    incoming: ['GetObject'],
  },
  confirmCorrection: {
    reachedBy: 'POST /pilots/{pilot}/deliveries/{delivery}/confirmations',
    pilots: ['Query', 'PutItem'],
    incoming: ['GetObject'],
    deliveries: ['PutObject'],
    workflow: ['StartExecution'],
  },
  explain: {
    reachedBy: 'POST /pilots/{pilot}/deliveries/{delivery}/explanations',
    pilots: ['Query', 'PutItem'],
    incoming: ['GetObject', 'PutObject'],
  },
  readInvestments: {
    reachedBy: 'GET /pilots/{pilot}/investments',
    pilots: ['Query'],
    access: ['PutItem'],
    deliveries: ['GetObject'],
  },
  acceptInvestments: {
    reachedBy: 'POST /pilots/{pilot}/investments',
    pilots: ['Query', 'PutItem'],
    workflow: ['StartExecution'],
  },
  readTemplate: {
    reachedBy: 'GET /templates/{kind}',
  },
  findDue: {
    reachedBy: 'workflow',
    pilots: ['Query'],
  },
  settle: {
    reachedBy: 'workflow',
    pilots: ['Query', 'PutItem'],
    deliveries: ['GetObject'],
    statements: ['GetObject', 'PutObject'],
  },
  proposeAgreement: {
    reachedBy: 'POST /pilots/{pilot}/agreements',
    pilots: ['Query', 'PutItem'],
  },
  approveAgreement: {
    reachedBy: 'POST /pilots/{pilot}/agreement/approvals',
    pilots: ['Query', 'PutItem'],
  },
  review: {
    reachedBy: 'POST /pilots/{pilot}/statements/{statement}/reviews',
    pilots: ['Query', 'PutItem'],
  },
  approve: {
    reachedBy: 'POST /pilots/{pilot}/statements/{statement}/approvals',
    pilots: ['Query', 'PutItem'],
    workflow: ['StartExecution'],
  },
  withdrawApproval: {
    reachedBy: 'POST /pilots/{pilot}/statements/{statement}/withdrawals',
    pilots: ['Query', 'PutItem'],
  },
  object: {
    reachedBy: 'POST /pilots/{pilot}/statements/{statement}/objections',
    pilots: ['Query', 'PutItem'],
  },
  answerObjection: {
    reachedBy: 'POST /pilots/{pilot}/statements/{statement}/objections/{number}/answers',
    pilots: ['Query', 'PutItem'],
  },
  ask: {
    reachedBy: 'POST /pilots/{pilot}/statements/{statement}/questions',
    pilots: ['Query', 'PutItem'],
  },
  answerQuestion: {
    reachedBy: 'POST /pilots/{pilot}/statements/{statement}/questions/{number}/answers',
    pilots: ['Query', 'PutItem'],
  },
  readLedger: {
    reachedBy: 'GET /pilots/{pilot}/ledger',
    pilots: ['Query'],
    access: ['PutItem'],
  },
  confirmPayment: {
    reachedBy: 'POST /pilots/{pilot}/payments',
    pilots: ['Query', 'PutItem'],
  },
  seal: {
    reachedBy: 'workflow',
    pilots: ['Query', 'PutItem'],
    statements: ['GetObject', 'PutObject'],
    signing: ['GetPublicKey', 'Sign'],
  },
  evaluate: {
    reachedBy: 'workflow',
    pilots: ['Query', 'PutItem'],
    deliveries: ['GetObject'],
    statements: ['PutObject'],
  },
  sweep: {
    reachedBy: 'schedule',
    pilots: ['Query'],
    workflow: ['StartExecution'],
  },
  readPilot: {
    reachedBy: 'GET /pilots/{pilot}',
    pilots: ['Query'],
    access: ['PutItem'],
  },
  readEvents: {
    reachedBy: 'GET /pilots/{pilot}/events',
    pilots: ['Query'],
    access: ['PutItem'],
  },
  readAccess: {
    reachedBy: 'GET /pilots/{pilot}/access',
    pilots: ['Query'],
    access: ['Query', 'PutItem'],
  },
  readStatement: {
    reachedBy: 'GET /pilots/{pilot}/statements/{statement}',
    pilots: ['Query'],
    access: ['PutItem'],
    statements: ['GetObject'],
  },
} as const satisfies Readonly<Record<string, Verb>>;

/** The name of a verb is the name of its handler, of its function in the template and of its state in the workflow. */
export type VerbName = keyof typeof table;

/** The table itself. */
export const verbs: Readonly<Record<VerbName, Verb>> = table;

/** The names in the order of the table: the order in which everything is made, so that templates come out the same. */
export const verbNames = Object.keys(verbs) as readonly VerbName[];

/** The resources that a verb touches, with the actions in full, such as `s3:GetObject`. */
export function permissions(verb: Verb): readonly { readonly on: ResourceName; readonly actions: readonly string[] }[] {
  return (Object.keys(resources) as ResourceName[]).flatMap((on) => {
    const actions = verb[on] ?? [];
    return actions.length === 0 ? [] : [{ on, actions: actions.map((action) => `${resources[on].service}:${action}`) }];
  });
}

/** The method and the path of a verb that is reached over HTTP; nothing for the others. */
export function routeOf(verb: Verb): { readonly method: 'GET' | 'POST'; readonly path: string } | undefined {
  const [method, path] = verb.reachedBy.split(' ');
  return (method === 'GET' || method === 'POST') && path !== undefined ? { method, path } : undefined;
}

/** Whether nobody waits for the answer: then the service retries, and what still fails goes to a dead-letter queue. */
export function isAsynchronous(verb: Verb): boolean {
  return verb.reachedBy === 'storage event' || verb.reachedBy === 'schedule';
}
