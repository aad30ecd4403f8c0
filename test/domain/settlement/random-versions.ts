import { settleCase } from '../../../domain/settlement/settle.ts';
import type { Version } from '../../../domain/settlement/version.ts';
import type { CaseJson } from '../../reference/case-json.ts';
import { decimalText, type Random, randomFrom } from '../../reference/random.ts';
import { randomCase } from '../../reference/random-case.ts';

/** Versions of random cases: what the parties may learn or decide between one statement and the next. */

const change = {
  deliveries: (file: CaseJson, random: Random) => {
    const row = random.pick(file.costs);
    row.amount = decimalText(BigInt(random.whole(0, 100_000_000)), 2);
    if (random.chance(0.3)) file.investments = { ...file.investments, [anyParty(file, random)]: '1234.56' };
  },
  memberMonths: (file: CaseJson, random: Random) => {
    random.pick(file.memberMonths).months = decimalText(BigInt(random.whole(1, 5_000_000)), 2);
  },
  scores: (file: CaseJson, random: Random) => {
    const score = random.pick(['0', '1/3', '0.75', '1']);
    file.quality = { ...file.quality, [anyParty(file, random)]: { score, gain: { form: 'linear' } } };
    if (random.chance(0.3)) file.carryIn = { ...file.carryIn, [anyParty(file, random)]: '99.99' };
  },
  agreement: ({ agreement }: CaseJson, random: Random) => {
    const { gainBands: _gain, lossBands: _loss, ...sharing } = agreement.sharing;
    agreement.sharing = {
      ...sharing,
      gainRate: random.pick(['1', '1/3', '2/37']),
      lossRate: random.pick(['1', '0.5']),
    };
    agreement.streamRule = random.pick(['keep', 'harmless']);
    agreement.corridor = { minimumSavingsRate: '0.001', minimumLossRate: '0.001' };
  },
} as const;

const anyParty = ({ agreement }: CaseJson, random: Random): string => random.pick(agreement.parties).id;

/** The case as it is known later: one to four of its causes changed. */
export const laterCase = (file: CaseJson, random: Random): CaseJson => {
  const later = structuredClone(file);
  for (const cause of random.shuffled(Object.values(change)).slice(0, random.whole(1, 4))) cause(later, random);
  return later;
};

/** A case and a number of later versions of it, each from the one before. */
export const randomVersions = (seed: number, count: number): CaseJson[] => {
  const random = randomFrom(seed + 7_000_000);
  const files = [randomCase(seed)];
  while (files.length < count) files.push(laterCase(files.at(-1) ?? randomCase(seed), random));
  return files;
};

/** A case as a settled version. */
export const versionOf = (file: CaseJson, name: string): Version => ({
  name,
  parties: file.agreement.parties.map(({ id }) => id),
  result: settleCase(file),
});

/** Whole cents of a printed amount. */
export const cents = (amount: string | undefined): bigint => BigInt((amount ?? 'nothing').replace('.', ''));

/** The sum of printed amounts, in cents. */
export const total = (amounts: Readonly<Record<string, string>>): bigint =>
  Object.values(amounts).reduce((all, amount) => all + cents(amount), 0n);
