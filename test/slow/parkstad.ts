/**
 * `node test/slow/parkstad.ts`: recomputes the worked example on the Vektis open data and looks whether every figure stands
 * in docs/evaluatie-parkstad.md as it comes out. Prints each row; exit 1 when one is missing.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { evaluateVektis } from '../../commands/evaluate-vektis.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/evaluatie-parkstad.md'), 'utf8').replace(/\s+/g, ' ');
const folder = join(root, '../shared/data/vektis');
const asked = ['--pilot', 'HEERLEN,KERKRADE,SIMPELVELD', '--years', '2015-2023', '--start', '2021'];
const { output = 'null', complaints = [] } = evaluateVektis([folder, ...asked]) ?? {};
const found = JSON.parse(output);
if (found === null) throw new Error(complaints.join('\n'));

const dutch = (value: number, decimals: number): string =>
  value.toLocaleString('nl-NL', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace('-', '−');
const euro = (value: number): string => `€ ${dutch(value, 0)}`;
const spread = ([low, high]: readonly [number, number]): string => `${euro(low)} tot ${euro(high)}`;
const placed = ({ rank, of, p }: { rank: number; of: number; p: number }): string =>
  `${rank} van ${of} (p = ${dutch(p, 3)})`;

const { did, sc, sdid, ratio, preTrend, placeboPeriod, leaveOneOut, eventStudy, areas, leftOut } = found;
const methodRow = (name: string, each: typeof did): string =>
  `| ${name} | ${euro(each.effect)} | ${euro(each.se)} | ${spread(each.ci)} | ${placed(each.placebo)} |`;
const named = Object.entries<number>(sdid.unitWeights).sort(([, a], [, b]) => b - a);
const half = (did.ci[1] - did.ci[0]) / 2;

const expected: readonly string[] = [
  methodRow('difference-in-differences', did),
  `| difference-in-differences, verhouding | ${dutch(ratio.ratio, 3)} | ${dutch(ratio.standardError, 3)} | ${dutch(ratio.interval.low, 3)} tot ${dutch(ratio.interval.high, 3)} | ${placed(ratio.placebo)} |`,
  methodRow('synthetische difference-in-differences', sdid),
  `| synthetische controle | ${euro(sc.effect)} | – | geen | geen |`,
  `alle ${areas}`,
  `Er blijven er ${areas - 3}.`,
  ...leftOut.map((name: string) => `${name[0]}${name.slice(1).toLowerCase()}`),
  `(Stadskanaal ${dutch(100 * sc.unitWeights['STADSKANAAL'], 0)} %, Pekela ${dutch(100 * sc.unitWeights['PEKELA'], 0)} %)`,
  `Zonder Stadskanaal is de uitkomst ${euro(leaveOneOut[0].effect)}, zonder Pekela ${euro(leaveOneOut[1].effect)}`,
  `neemt ${named.filter(([, weight]) => weight > 0).length} gemeenten`,
  `Landgraaf (${dutch(100 * (named[0]?.[1] ?? 0), 1)} %) en Diemen (${dutch(100 * (named[1]?.[1] ?? 0), 1)} %)`,
  `2020 (${dutch(sdid.timeWeights['2020'], 2)}) en 2018 (${dutch(sdid.timeWeights['2018'], 2)})`,
  ...eventStudy.map(
    (each: { period: string; distance: number; interval: { low: number; high: number } }) =>
      `| ${each.period} | ${euro(each.distance)} | ${spread([each.interval.low, each.interval.high])} |`,
  ),
  `De lijnen liepen vooraf gelijk: **${preTrend.verdict}** (p = ${dutch(preTrend.p, 3)})`,
  `op met ${euro(preTrend.drift)} per jaar; een oploop tot ${euro(preTrend.driftInterval.high)} per jaar`,
  `${euro(preTrend.margin)} (1 % van het niveau)`,
  `alsof de pilot in ${placeboPeriod.period} begon`,
  `${euro(placeboPeriod.effect)}, van ${spread([placeboPeriod.interval.low, placeboPeriod.interval.high])}`,
  `${euro(half)} breed naar elke kant, ${dutch(half / preTrend.margin, 1)} %`,
  ...complaints.map((each) => `€ ${/gemiddeld (\d+)/.exec(each)?.[1] ?? '?'}, terwijl`),
];

for (const each of expected) {
  const stands = page.includes(each.replace(/\s+/g, ' '));
  console.log(`${stands ? 'stands ' : 'MISSING'} ${each}`);
  if (!stands) process.exitCode = 1;
}
