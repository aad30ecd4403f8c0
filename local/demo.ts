/**
 * `npm run demo`: a whole pilot on this machine, with the handlers that run on AWS. `npm start` does the same and keeps
 * serving.
 *
 * Options: `--fresh` starts anew, `--state DIR` keeps the state elsewhere, `--port N` serves there, `--without STREAM`
 * leaves one stream undelivered, `--serve` stays. Progress goes to standard error, the answer to standard output.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pilotClient } from './demo/client.ts';
import { baselineFiles, statementFiles } from './demo/deliveries.ts';
import { demoPeople } from './demo/people.ts';
import { demoDocument } from './demo/pilot.ts';
import { exportRecord } from './demo/record-export.ts';
import { closingReport } from './demo/report.ts';
import { playPilot } from './demo/story.ts';
import { startEmbedded } from './runtime/embedded.ts';
import { lockFolder } from './runtime/folder-lock.ts';

const USAGE = `Gebruik: npm run demo -- [--fresh] [--state MAP] [--port NUMMER] [--without STROOM] [--serve]
  --fresh            begin opnieuw: wis eerst wat er in de map staat
  --state MAP        bewaar alles in deze map (standaard .ontschot)
  --port NUMMER      poort van de API op deze machine (standaard een vrije)
  --without STROOM   lever Zvw, Wmo of Wpg niet aan, om een onvolledig afschrift te zien
  --serve            blijf draaien tot Ctrl+C`;

const SOURCES = ['members', ...Object.keys(demoDocument.agreement.deliveredBy)];

/** The options of the command line; wrong usage ends the program with exit code 2. */
const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        fresh: { type: 'boolean', default: false },
        state: { type: 'string', default: '.ontschot' },
        port: { type: 'string' },
        without: { type: 'string' },
        serve: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const isPort = values.port === undefined || /^\d{1,5}$/.test(values.port);
    const isSource = values.without === undefined || SOURCES.includes(values.without);
    if (isPort && isSource && !values.help) return values;
  } catch {
    // An option that does not exist: the usage says which ones do.
  }
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
};

const options = readOptions();
const stateFolder = resolve(options.state);
const started = performance.now();
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

/** Writes the delivery files where a newcomer can open them. */
const writeDeliveries = (): string => {
  const folder = join(stateFolder, 'aanleveringen');
  mkdirSync(folder, { recursive: true });
  const { referenceDates } = demoDocument.agreement;
  const files = [
    ...baselineFiles(),
    ...Object.entries(referenceDates).flatMap(([period, date]) => statementFiles(period, date)),
  ];
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  return folder;
};

/** Empties the state folder while holding its lock, so that the state of a living run is never taken away. */
const startAnew = (): void => {
  const release = lockFolder(stateFolder);
  const kept = readdirSync(stateFolder).filter((name) => !name.startsWith('lock.'));
  for (const name of kept) rmSync(join(stateFolder, name), { recursive: true, force: true });
  release();
};

mkdirSync(stateFolder, { recursive: true });
if (options.fresh) startAnew();
progress('Ontschot start op deze machine: DynamoDB, S3 en de functies …');
const embedded = await startEmbedded({
  stateFolder,
  people: demoPeople,
  ...(options.port === undefined ? {} : { port: Number(options.port) }),
});
const client = pilotClient(embedded.address, (person) => embedded.token(person));
const stage = {
  client,
  idle: () => embedded.idle(),
  nightly: async () => {
    await embedded.runSchedule();
    await embedded.idle();
  },
  progress,
  without: options.without ?? null,
};
const slots = await playPilot(stage);
const report = await closingReport(client, slots, { stateFolder, publicKey: embedded.publicKeyFiles[0] ?? '' });
const supervision = await exportRecord(client, stateFolder);
process.stdout.write(
  `${report}\nAangeleverde bestanden: ${writeDeliveries()}\nVoor de toezichthouder: ${supervision}\n`,
);
progress(`Klaar in ${((performance.now() - started) / 1000).toFixed(1).replace('.', ',')} seconden.`);
if (options.serve) {
  progress(`Het portaal staat op ${embedded.address}. Meld u daar aan met de code ${embedded.signIn.code}.`);
  progress(`De API luistert op ${embedded.address}. Stop met Ctrl+C.`);
} else await embedded.close();
