/** A pilot that goes on into a second year under a second agreement, over ports in memory. */
import type { KeyObject } from 'node:crypto';
import type { PilotDocument } from '../../domain/pilot/agreement.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import { acceptInvestments } from '../../functions/accept-investments.ts';
import { approveAgreement } from '../../functions/approve-agreement.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import { proposeAgreement } from '../../functions/propose-agreement.ts';
import { type MemoryScene, memoryScene } from './memory-scene.ts';
import { APPROVERS, approveAs, bringIntoForce, granted, propose, workflow } from './scene.ts';
import { hash } from './services.ts';
import {
  deliveryText,
  filesFor,
  PILOT,
  type SmallFile,
  smallDocument,
  smallPopulation,
  someone,
} from './small-pilot.ts';
import { takeIn } from './supervision-cases.ts';

const terms = smallDocument.agreement.terms as Readonly<Record<string, unknown>>;

/** What two years differ in: the mode, and the saving from which there is something to share. */
export interface YearTerms {
  readonly mode?: 'shadow' | 'binding';
  readonly minimumSavingsRate?: string;
}

const agreementOf = (
  performance: '2025' | '2026',
  referenceDates: Readonly<Record<string, string>>,
  { mode = 'shadow', minimumSavingsRate = '0.01' }: YearTerms,
): PilotDocument => ({
  ...smallDocument,
  agreement: {
    ...smallDocument.agreement,
    version: performance,
    referenceDates,
    advances: '1/2',
    terms: {
      ...terms,
      mode,
      performance,
      baseline: [{ period: `${Number(performance) - 1}`, weight: '1' }],
      corridor: { minimumSavingsRate, minimumLossRate: '0.01', form: 'deadband' },
    },
  },
});

/** The agreement over 2025, and the one over 2026. */
export const firstYear = (of: YearTerms = {}): PilotDocument =>
  agreementOf('2025', smallDocument.agreement.referenceDates, of);
export const secondYear = (of: YearTerms = {}): PilotDocument =>
  agreementOf('2026', { '2026-K1': '2026-07-31', '2026': '2027-04-30' }, of);

/** The files over 2025, and the same amounts a year later. */
export const filesOver = (period: '2025-K1' | '2025' | '2026-K1' | '2026'): readonly SmallFile[] => {
  const later = period.startsWith('2026');
  const files = filesFor(period.endsWith('K1') ? '2025-K1' : '2025');
  if (!later) return files;
  return files.map(({ text, valuationDate, ...file }) => ({
    ...file,
    valuationDate: valuationDate.replace(/^\d{4}/, (year) => `${Number(year) + 1}`),
    text: text.replaceAll('2025-', '2026-').replaceAll('2024-', '2025-'),
  }));
};

/** What the care field invested in a year, in whole euro. */
export const investment = (year: '2025' | '2026', euro: number): SmallFile => ({
  party: 'CARE',
  kind: 'investments',
  valuationDate: year === '2025' ? '2026-04-30' : '2027-04-30',
  text: deliveryText('investments', [`CARE;${year};1;Praktijkondersteuner;${euro},00;factuur`], euro),
});

/** A pilot that was opened under an agreement, which all approved, with people counted through 2026. */
export const openedUnder = async (
  privateKey: KeyObject,
  document: PilotDocument,
  dates = { from: '2024-01-01', until: '2026-12-31' },
): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  granted(await openPilot(scene.ports, someone('INS', 'signatory'), document));
  await approveByOthers(scene, hash(canonicalText(document)));
  await bringIntoForce(scene, await propose(scene, { ...smallPopulation, dates }));
  return scene;
};

/** The same pilot once more, in the state that it is in: what is done in it changes nothing in the first. */
export const copyOf = ({ chain, statements, clock, ports }: MemoryScene, privateKey: KeyObject): MemoryScene => {
  const copy = memoryScene(privateKey, [...chain]);
  for (const [key, bytes] of statements) copy.statements.set(key, bytes);
  const { deliveries } = copy.ports;
  const get = async (key: string) => (await deliveries.get(key)) ?? ports.deliveries.get(key);
  const open = async (key: string) => (await deliveries.open(key)) ?? ports.deliveries.open(key);
  copy.clock.now = clock.now;
  return { ...copy, ports: { ...copy.ports, deliveries: { ...deliveries, get, open } } };
};

const approveByOthers = async ({ ports }: MemoryScene, agreement: string): Promise<void> => {
  for (const party of APPROVERS.slice(1))
    granted(await approveAgreement(ports, someone(party, 'signatory'), PILOT, { agreement }));
};

/** The parties agree on the next year as well. */
export const agreeOn = async (scene: MemoryScene, document: PilotDocument): Promise<void> => {
  const { agreement } = granted(await proposeAgreement(scene.ports, someone('INS', 'signatory'), PILOT, document));
  await approveByOthers(scene, agreement);
};

/** Files are taken in, investments are accepted by who pays for them, and what is due is drafted. */
export const bringIn = async (scene: MemoryScene, files: readonly SmallFile[]): Promise<void> => {
  await takeIn(scene, files);
  for (const { text, party, valuationDate } of files.filter(({ kind }) => kind === 'investments'))
    for (const other of APPROVERS.filter((each) => each !== party))
      granted(
        await acceptInvestments(scene.ports, someone(other, 'controller'), PILOT, {
          ...{ sha256: hash(text), party, valuationDate },
        }),
      );
  await workflow(scene);
};

/** All parties approve the newest statement of a period, which is then sealed. */
export const sealOver = async (scene: MemoryScene, period: string): Promise<void> => {
  for (const party of APPROVERS) await approveAs(scene, party, period);
  await workflow(scene);
};
