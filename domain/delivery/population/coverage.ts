/**
 * Whether the counts around a population may stand: the insurers whose claims are in cover the agreed share of the
 * member-months, parts are no larger than the whole, and no count gives away a group that is too small to tell.
 */
import { compare, divide, isZero, type Ratio } from '../../money/ratio.ts';
import { COHORTS, type Cohort } from '../../pilot/case-rows.ts';
import { readPeriod } from '../../pilot/period.ts';
import type { Population } from '../../pilot/population.ts';
import { percent } from '../../pilot/summary.ts';
import { disclosed, type ToldCount } from '../privacy/disclosure.ts';
import { isTooFew, smallGroup } from '../privacy/small-cells.ts';
import { overlapOf } from './overlap.ts';
import {
  groupedCounts,
  type PopulationCount,
  type PopulationCounts,
  type PopulationGroup,
} from './population-counts.ts';

/** What of a definition decides about counts. */
export type CoverageRule = Pick<Population, 'minimumCoverage' | 'minimumCellSize'>;

/** A rule that a count breaks: its name, the place of the count in the list (`null` for all together), and why. */
export interface CountProblem {
  readonly code:
    | 'group_stands_twice'
    | 'part_exceeds_whole'
    | 'coverage_must_be_counted'
    | 'coverage_must_reach_the_agreed_share'
    | 'cell_is_too_small'
    | 'group_follows_by_subtraction';
  readonly place: number | null;
  readonly message: string;
}

/**
 * Every problem of declared counts against a definition, in the order of the list. `before` are the counts that were
 * declared before of the same definition, the latest first: who has those can subtract them too.
 */
export const countProblems = (
  declared: readonly PopulationCount[],
  rule: CoverageRule,
  before: readonly PopulationCount[] = [],
): CountProblem[] => {
  const { counts, twice } = groupedCounts(declared);
  const own = counts.flatMap((each) => countsProblems(each, rule));
  const all = groupedCounts([...declared, ...before]).counts;
  const followed = followingProblems(all, declared.length, rule);
  return [...twice.map(standsTwice), ...own, ...followed, ...uncoveredQuarters(counts, rule)].sort(
    (a, b) => (a.place ?? declared.length) - (b.place ?? declared.length),
  );
};

/** The share of the member-months of a population that is covered; `null` where it was not counted. */
export const coverageOf = ({ groups }: Pick<PopulationCounts, 'groups'>): Ratio | null => {
  const [all, covered] = [groups.get('populatie'), groups.get('gedekt')];
  return all === undefined || covered === undefined || isZero(all.months) ? null : divide(covered.months, all.months);
};

/** What sound counts say, a line for each cohort and period: the share, who left through the Wlz, and the overlap. */
export const countLines = (declared: readonly PopulationCount[]): string[] =>
  groupedCounts(declared).counts.map((each) => {
    const [share, wlz, overlap] = [coverageOf(each), each.groups.get('wlz'), overlapOf(each)];
    const said = [
      ...(share === null ? [] : [`gedekt ${roundedDown(share)}`]),
      ...(wlz === undefined ? [] : [`door de Wlz weg ${wlz.persons} personen`]),
      ...(overlap === null
        ? []
        : [
            `alleen wijk ${overlap.onlyWijk}, alleen praktijk ${overlap.onlyPraktijk}, allebei ${overlap.both} personen`,
          ]),
    ];
    return `${placeOf(each)}: ${said.length === 0 ? 'geteld' : said.join('; ')}`;
  });

const countsProblems = (counts: PopulationCounts, rule: CoverageRule): CountProblem[] => {
  const parts = partProblems(counts);
  return [...parts, ...(parts.length > 0 ? [] : shareProblems(counts, rule)), ...smallProblems(counts, rule)];
};

const COHORT_WORDS: Readonly<Record<Cohort, string>> = { intervention: 'interventie', reference: 'referentie' };
const placeOf = ({ cohort, period }: PopulationCounts): string => `${COHORT_WORDS[cohort]} ${period}`;

const PARTS: readonly (readonly [part: PopulationGroup, whole: PopulationGroup])[] = [
  ['gedekt', 'populatie'],
  ['wijk en praktijk', 'wijk'],
  ['wijk en praktijk', 'praktijk'],
];

/** A part that is larger than its whole counts somebody whom the whole does not. */
const partProblems = (counts: PopulationCounts): CountProblem[] =>
  PARTS.flatMap(([partName, wholeName]) => {
    const [part, whole] = [counts.groups.get(partName), counts.groups.get(wholeName)];
    if (part === undefined || whole === undefined) return [];
    const fits = part.persons <= whole.persons && compare(part.months, whole.months) <= 0;
    return fits ? [] : [partExceedsWhole(part.place, placeOf(counts), partName, wholeName)];
  });

const isCounted = ({ groups }: PopulationCounts): boolean => groups.has('populatie') || groups.has('gedekt');

const shareProblems = (counts: PopulationCounts, { minimumCoverage }: CoverageRule): CountProblem[] => {
  const { groups } = counts;
  const share = coverageOf(counts);
  if (share === null) return isCounted(counts) ? [coverageIsNotCounted(firstOf(counts), placeOf(counts))] : [];
  if (compare(share, minimumCoverage) >= 0) return [];
  const place = groups.get('gedekt')?.place ?? firstOf(counts);
  return [coverageIsTooLow(place, placeOf(counts), share, minimumCoverage)];
};

/** Every quarter that a row is about is covered for both cohorts, where a share was agreed. */
const uncoveredQuarters = (counts: readonly PopulationCounts[], { minimumCoverage }: CoverageRule): CountProblem[] => {
  if (isZero(minimumCoverage)) return [];
  const named = new Set(counts.flatMap(quartersOf));
  return COHORTS.flatMap((cohort) => {
    const covered = new Set(counts.filter((each) => each.cohort === cohort && isCounted(each)).flatMap(quartersOf));
    const missing = [...named].filter((quarter) => !covered.has(quarter)).sort();
    return missing.length === 0 ? [] : [coverageIsNotCounted(null, `${COHORT_WORDS[cohort]} ${missing.join(', ')}`)];
  });
};

const quartersOf = ({ period }: PopulationCounts): string[] => {
  const read = readPeriod(period);
  if (read === null) return [];
  const { year, from, to } = read;
  return Array.from({ length: to - from + 1 }, (_, place) => `${year}-K${from + place}`);
};

const firstOf = ({ groups }: PopulationCounts): number => Math.min(...[...groups.values()].map(({ place }) => place));

const smallProblems = (counts: PopulationCounts, { minimumCellSize }: CoverageRule): CountProblem[] =>
  [...counts.groups].flatMap(([group, { place, persons }]) =>
    isTooFew(persons, minimumCellSize) ? [groupIsTooSmall(place, placeOf(counts), group, minimumCellSize)] : [],
  );

/** Counts that can be played out against each other: where they are about, their first place, and what they say. */
interface Told {
  readonly where: string;
  readonly place: number;
  readonly told: readonly ToldCount[];
}

/** Where a group of too few follows from counts of which one at least is declared now: their places come before `end`. */
const followingProblems = (
  counts: readonly PopulationCounts[],
  end: number,
  { minimumCellSize }: CoverageRule,
): CountProblem[] =>
  [...counts.flatMap((each) => [coveredIn(each), overlapIn(each)]), ...leavingIn(counts)]
    // A count that is itself too small was reported as such, and whatever follows from it is the same fault.
    .filter(({ place, told }) => place < end && !told.some(({ persons }) => isTooFew(persons, minimumCellSize)))
    .filter(({ told }) => disclosed(told, minimumCellSize).length > 0)
    .map(({ place, where }) => groupFollowsBySubtraction(place, where, minimumCellSize));

const WLZ_ADVICE =
  'De uitstroom naar de Wlz kunt u over een heel jaar leveren; zijn het er ook dan te weinig, laat de rij dan weg: het afschrift zegt dat het aantal niet is genoemd.';

/** What counts of one cohort and period say, given the groups of people that each of them is made of. */
const toldIn = (
  counts: PopulationCounts,
  madeOf: readonly (readonly [group: PopulationGroup, parts: readonly string[]])[],
): Told => {
  const found = madeOf.flatMap(([group, groups]) => {
    const count = counts.groups.get(group);
    return count === undefined ? [] : [{ groups, persons: count.persons, place: count.place }];
  });
  return {
    where: placeOf(counts),
    place: Math.min(...found.map(({ place }) => place)),
    told: found,
  };
};

/** The covered and the others. */
const coveredIn = (counts: PopulationCounts): Told =>
  toldIn(counts, [
    ['populatie', ['covered', 'not covered']],
    ['gedekt', ['covered']],
  ]);

/** The neighbourhood and the lists: two of the three counts may give a group away as well as all three. */
const overlapIn = (counts: PopulationCounts): Told =>
  toldIn(counts, [
    ['wijk', ['only wijk', 'both']],
    ['praktijk', ['only praktijk', 'both']],
    ['wijk en praktijk', ['both']],
  ]);

/** Who left through the Wlz, by cohort and year: somebody leaves once, so that quarters add up to their year. */
const leavingIn = (counts: readonly PopulationCounts[]): Told[] => {
  const leaving = counts.filter(({ groups }) => groups.has('wlz'));
  return [...Map.groupBy(leaving, ({ cohort, period }) => `${COHORT_WORDS[cohort]} ${readPeriod(period)?.year}`)].map(
    ([where, all]) => {
      const told = all.map((each) => ({ groups: quartersOf(each), persons: each.groups.get('wlz')?.persons ?? 0 }));
      return {
        where: `${where}, wlz`,
        place: Math.min(...all.map((each) => each.groups.get('wlz')?.place ?? 0)),
        told,
      };
    },
  );
};

const standsTwice = (place: number): CountProblem => ({
  code: 'group_stands_twice',
  place,
  message: 'Deze groep is voor dit cohort en deze periode al eerder genoemd. Tel beide op of haal er een weg.',
});

const groupIsTooSmall = (place: number, where: string, group: PopulationGroup, minimum: number): CountProblem => ({
  code: 'cell_is_too_small',
  place,
  message: `De groep ${group} (${where}): ${smallGroup(minimum)}${group === 'wlz' ? ` ${WLZ_ADVICE}` : ''}`,
});

const partExceedsWhole = (place: number, where: string, part: string, whole: string): CountProblem => ({
  code: 'part_exceeds_whole',
  place,
  message: `De groep ${part} (${where}) is groter dan de groep ${whole}, waar zij in hoort. Tel beide opnieuw.`,
});

const coverageIsNotCounted = (place: number | null, where: string): CountProblem => ({
  code: 'coverage_must_be_counted',
  place,
  message: `Voor ${where} zijn de groepen populatie en gedekt allebei nodig, met maanden. Zonder die twee is niet te zien welk deel de declaraties dekken. Ontbreekt is niet nul.`,
});

/** Rounded down, so that a share that falls short never reads as the one that was agreed. */
const roundedDown = (share: Ratio): string => {
  const hundredths = (share.n * 10_000n) / share.d;
  return percent({ n: hundredths, d: 10_000n });
};

const coverageIsTooLow = (place: number, where: string, share: Ratio, minimum: Ratio): CountProblem => ({
  code: 'coverage_must_reach_the_agreed_share',
  place,
  message: `Voor ${where} dekken de declaraties ${roundedDown(share)} van de maanden; afgesproken is ten minste ${percent(minimum)}. Lever ook de declaraties van andere verzekeraars, of spreek met alle partijen een nieuwe populatiedefinitie af.`,
});

const groupFollowsBySubtraction = (place: number, where: string, minimum: number): CountProblem => ({
  code: 'group_follows_by_subtraction',
  place,
  message: `Uit de aantallen voor ${where} volgt door aftrekken een groep van 1 tot en met ${minimum - 1} personen. Rond niet af, maar laat een van de aantallen weg of lever over een ruimer gebied.`,
});
