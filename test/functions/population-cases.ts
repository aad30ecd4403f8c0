/** Every refusal about who is counted, on the small pilot with its population in force: what is asked, and the rule. */
import { approvePopulation } from '../../functions/approve-population.ts';
import { countPopulation } from '../../functions/count-population.ts';
import { proposePopulation } from '../../functions/propose-population.ts';
import type { STATUS_OF } from '../../functions/refusal.ts';
import { propose, type Scene } from './scene.ts';
import { PILOT, smallPopulation, someone } from './small-pilot.ts';

const controller = someone('INS', 'controller');
const signatory = someone('MUN', 'signatory');
const analyst = someone('INS', 'analyst');

type Ask = (scene: Scene) => Promise<object>;

/** A newer definition: half of the population's months must be covered. */
const second = {
  ...smallPopulation,
  version: '2',
  claims: { ...smallPopulation.claims, minimumCoverage: '0.5' },
};

const proposing =
  (document: unknown, by = controller): Ask =>
  ({ ports }) =>
    proposePopulation(ports, by, PILOT, document);

const approving =
  (population: string, by = signatory): Ask =>
  ({ ports }) =>
    approvePopulation(ports, by, PILOT, population);

const count = (group: string, persons: number, cohort = 'intervention') => ({
  cohort,
  period: '2025-K1',
  group,
  persons,
  months: `${persons * 3}`,
});

/** The hash of the definition in force. */
const inForce = (scene: Scene): Promise<string> => propose(scene, smallPopulation);

const counting =
  (counts: readonly object[], by = analyst, of: (scene: Scene) => Promise<string> = inForce): Ask =>
  async (scene) =>
    countPopulation(
      scene.ports,
      by,
      { pilot: PILOT, population: await of(scene) },
      {
        valuationDate: '2025-07-31',
        counts,
      },
    );

/** Proposes the second definition and brings it into force. */
const secondInForce = async (scene: Scene): Promise<string> => {
  const population = await propose(scene, second);
  for (const party of ['INS', 'MUN', 'CARE'])
    await approvePopulation(scene.ports, someone(party, 'signatory'), PILOT, population);
  return population;
};

/** What is asked, the rule that it is refused by, and how. Asked twice it is refused twice. */
export const POPULATION_CASES: readonly (readonly [string, keyof typeof STATUS_OF, Ask])[] = [
  ['proposing as an analyst', 'role_must_allow_this', proposing(smallPopulation, analyst)],
  [
    'proposing in a pilot of others',
    'person_must_belong_to_pilot',
    ({ ports }) => proposePopulation(ports, controller, 'stad', smallPopulation),
  ],
  [
    'proposing for a party outside the agreement',
    'person_must_belong_to_pilot',
    proposing(smallPopulation, someone('BANK', 'controller')),
  ],
  ['proposing nothing', 'request_is_malformed', proposing(null)],
  [
    'proposing a text that no hash can stand for',
    'request_is_malformed',
    proposing({ ...smallPopulation, definition: 'half \ud83d' }),
  ],
  [
    'proposing another content under the same version',
    'population_version_exists_already',
    proposing({ ...smallPopulation, definition: 'Wie er werkt.' }),
  ],
  ['approving as a controller', 'role_must_allow_this', approving('f'.repeat(64), controller)],
  ['approving what is not there', 'population_must_exist', approving('f'.repeat(64))],
  [
    'approving in a pilot of others',
    'person_must_belong_to_pilot',
    approving('f'.repeat(64), someone('MUN', 'signatory', 'stad')),
  ],
  [
    'approving for a party that need not approve',
    'approver_must_belong_to_party',
    async (scene) => approving(await propose(scene, second), someone('FUND', 'signatory'))(scene),
  ],
  [
    'approving what you proposed yourself',
    'approver_must_not_be_proposer',
    async (scene) => {
      await proposing(second, signatory)(scene);
      return approving(await propose(scene, second))(scene);
    },
  ],
  [
    'approving an older proposal',
    'population_must_be_latest',
    async (scene) => {
      const older = await propose(scene, second);
      await propose(scene, { ...second, version: '3' });
      return approving(older)(scene);
    },
  ],
  ['counting as a signatory', 'role_must_allow_this', counting([count('wlz', 12)], signatory)],
  ['counting nothing', 'request_is_malformed', counting([])],
  [
    'counting for a party that does not deliver the member-months',
    'delivery_must_come_from_its_party',
    counting([count('wlz', 12)], someone('MUN', 'analyst')),
  ],
  [
    'counting by a definition that is not in force yet',
    'population_must_be_approved',
    counting([count('wlz', 12)], analyst, (scene) => propose(scene, second)),
  ],
  [
    'counting by a definition that nobody proposed',
    'population_version_must_match',
    counting([count('wlz', 12)], analyst, async () => 'f'.repeat(64)),
  ],
  ['counting too few persons', 'counts_must_be_sound', counting([count('wlz', 9)])],
  [
    'counting claims that cover too few of them',
    'coverage_must_reach_the_agreed_share',
    counting(
      ['intervention', 'reference'].flatMap((cohort) => [count('populatie', 100, cohort), count('gedekt', 49, cohort)]),
      analyst,
      secondInForce,
    ),
  ],
];
