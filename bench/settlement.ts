/**
 * One contestant of the settlement benchmark, in a process of its own: `node bench/settlement.ts ours|reference COUNT
 * STREAMS BANDS`. Prints one JSON line: seconds, the median of one settlement in milliseconds, and peak memory.
 */
import { settleCase } from '../domain/settlement/settle.ts';
import { referenceSettle } from '../test/reference/settle.ts';
import { benchCase } from './settlement-case.ts';

const [contestant = 'ours', count = '1', streams = '3', bands = '19'] = process.argv.slice(2);
const settle: (file: unknown) => object = contestant === 'ours' ? settleCase : referenceSettle;
const size = { streams: Number(streams), bands: Number(bands) };
const texts = Array.from({ length: 20 }, (_, seed) => benchCase(size, seed));

const single: number[] = [];
let printedBytes = 0;
const warmUps = contestant === 'ours' ? 5 : 0;
for (let warm = 0; warm < warmUps; warm += 1) settle(JSON.parse(texts[warm] ?? ''));
const started = performance.now();
for (let done = 0; done < Number(count); done += 1) {
  const before = performance.now();
  const result = settle(JSON.parse(texts[done % texts.length] ?? ''));
  single.push(performance.now() - before);
  if (done === 0) printedBytes = JSON.stringify(result).length;
}
const seconds = (performance.now() - started) / 1000;
const medianMilliseconds = single.sort((a, b) => a - b)[Math.floor(single.length / 2)];
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ contestant, seconds, medianMilliseconds, peakMegabytes, printedBytes })}\n`);
