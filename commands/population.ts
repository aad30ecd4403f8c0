/**
 * `npm run -s population -- FILE [--areas LIST] [--counts COUNTS]`: checks a population definition. Prints every fault at
 * once, or «in orde», the content hash that the parties approve, and what the definition says, line by line.
 *
 * LIST is the list of areas of Statistics Netherlands as JSON (or `.json.gz`), by code with `AantalInwoners_5`: then every
 * code must be in it, and the numbers of inhabitants are printed too. COUNTS are the counts around the population as they are
 * declared to a pilot: then they are checked against the definition, and what they say is printed.
 *
 * Exit 0 when the definition is in order, 1 when it is not or cannot be read, 2 on wrong usage.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type CountProblem, countLines, countProblems } from '../domain/delivery/population/coverage.ts';
import { declaredCounts, type PopulationCount } from '../domain/delivery/population/population-counts.ts';
import { type AreaList, inhabitants, readAreaList, unknownAreas } from '../domain/pilot/area-list.ts';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { type PopulationDocument, readPopulation } from '../domain/pilot/population.ts';
import { populationSummary } from '../domain/pilot/population-summary.ts';
import { canonicalText } from '../domain/record/canonical.ts';
import { faultLines, readDocument } from './json-document.ts';

const USAGE = `Gebruik: npm run -s population -- DEFINITIE.json [--areas GEBIEDEN.json] [--counts TELLING.json]
Controleert een populatiedefinitie, zegt wat erin staat en geeft de hash die de partijen goedkeuren.
Met --counts ook de tellingen eromheen: dekking, Wlz, wijk en praktijk.`;

interface Answer {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

const refused = (...lines: readonly string[]): Answer => ({ ok: false, lines });

/** The files beside the definition; `null` where none was named. */
interface Beside {
  readonly areas: AreaList | null;
  readonly counts: readonly PopulationCount[] | null;
}

const check = (file: string, { areas, counts }: Beside): Answer => {
  const read = readDocument(file);
  if ('complaint' in read) return refused(read.complaint);
  const reading = readPopulation(read.value);
  if ('faults' in reading) return refused(...faultLines(reading.faults));
  const { document } = reading.population;
  const faults = [
    ...(areas === null ? [] : unknownAreas(document, areas)),
    ...(counts === null ? [] : countProblems(counts, reading.population).map(countFault)),
  ];
  if (faults.length > 0) return refused(...faultLines(faults));
  const sha256 = createHash('sha256').update(canonicalText(document)).digest('hex');
  return {
    ok: true,
    lines: [
      'in orde',
      `SHA-256 ${sha256}`,
      ...populationSummary(reading.population),
      ...(areas === null ? [] : inhabitantLines(document, areas)),
      ...(counts === null ? [] : countLines(counts)),
    ],
  };
};

const countFault = ({ place, message }: CountProblem): Fault => ({
  path: place === null ? 'counts' : `counts[${place}]`,
  message,
});

const inhabitantLines = ({ intervention, reference }: PopulationDocument, areas: AreaList): string[] =>
  Object.entries({ pilot: intervention, referentie: reference }).flatMap(([name, cohort]) => {
    const count = inhabitants(cohort, areas);
    return count === null ? [] : [`Inwoners van de gebieden (${name}, afgerond door het CBS): ${count}`];
  });

/** What is read from a file beside the definition, or a complaint about it; `null` where no file was named. */
const readBeside = <T>(file: string | undefined, read: (value: unknown) => T | string): T | null | Answer => {
  if (file === undefined) return null;
  const document = readDocument(file);
  const value = 'complaint' in document ? document.complaint : read(document.value);
  return typeof value === 'string' ? refused(`${file}: ${value}`) : value;
};

const areasIn = (value: unknown): AreaList | string =>
  readAreaList(value) ?? 'Dit is geen lijst van gebieden van het CBS.';

const countsIn = (value: unknown): readonly PopulationCount[] | string => {
  const faults: Fault[] = [];
  const read = readWith(declaredCounts, value, [], faults);
  return read === undefined ? faultLines(faults).join('\n') : read.counts;
};

const isAnswer = (value: object | null): value is Answer => value !== null && 'ok' in value;

const answer = ({ file, areas, counts }: NonNullable<ReturnType<typeof readUsage>>): Answer => {
  const beside = { areas: readBeside(areas, areasIn), counts: readBeside(counts, countsIn) };
  if (isAnswer(beside.areas)) return beside.areas;
  if (isAnswer(beside.counts)) return beside.counts;
  return check(file, { areas: beside.areas, counts: beside.counts });
};

/** The files named on the command line; `null` on wrong usage. */
const readUsage = () => {
  try {
    const options = { areas: { type: 'string' }, counts: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [file, ...others] = positionals;
    return file === undefined || others.length > 0 ? null : { file, ...values };
  } catch {
    return null;
  }
};

const usage = readUsage();
if (usage === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const { ok, lines } = answer(usage);
  console.log(lines.join('\n'));
  process.exitCode = ok ? 0 : 1;
}
