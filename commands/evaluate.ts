/**
 * `npm run -s evaluate -- panel|triangle|standardise FILE …` and `rehearse vektis DIR …`: runs a published data set through
 * the evaluation; `document INPUT.json` makes the evaluation document of a pilot. One JSON answer on standard output,
 * complaints and progress on standard error.
 *
 * Exit 0 when it did its work, 1 when the input could not be used, 2 on wrong usage.
 */
import type { Answer } from './evaluate-answer.ts';
import { evaluateDocument } from './evaluate-document.ts';
import { evaluatePanel } from './evaluate-panel.ts';
import { evaluateRehearse } from './evaluate-rehearse.ts';
import { evaluateStandardise } from './evaluate-standardise.ts';
import { evaluateTriangle } from './evaluate-triangle.ts';
import { evaluateVektis } from './evaluate-vektis.ts';

/** The subcommands; each gets the arguments after its name and answers `null` for wrong usage. */
const SUBCOMMANDS: Readonly<Record<string, (given: readonly string[]) => Answer | null>> = {
  panel: evaluatePanel,
  triangle: evaluateTriangle,
  standardise: evaluateStandardise,
  rehearse: evaluateRehearse,
  vektis: evaluateVektis,
  document: evaluateDocument,
};

const USAGE = `Gebruik: npm run -s evaluate -- panel PANEL.csv [--columns unit=KOP,period=KOP,value=KOP,treated=KOP]
Schat het effect van een ingreep uit een tabel met één rij per gebied en periode; met population=KOP weegt elk gebied naar zijn bevolking.
Gebruik: npm run -s evaluate -- vektis MAP --pilot GEMEENTE,GEMEENTE --years 2015-2023 --start 2021 [--category ZORGSOORT]
Hetzelfde voor gemeenten uit de open data van Vektis, met het verloop per jaar en proeven op de som; van alle zorg of van één zorgsoort.
Gebruik: npm run -s evaluate -- triangle DRIEHOEK.csv [--columns origin=KOP,development=KOP,value=KOP]
Schat wat er nog komt uit cumulatieve standen per ontstaansperiode en leeftijd.
Gebruik: npm run -s evaluate -- standardise AANTALLEN.csv [--columns area=KOP,stratum=KOP,count=KOP,population=KOP,standard=KOP]
Rekent aantallen per gebied om naar een standaardbevolking.
Gebruik: npm run -s evaluate -- rehearse vektis MAP --baseline 2017:1/2,2018:1/2 --performance 2019[,2020] --terms VOORWAARDEN.json [--outcomes]
Rekent de voorwaarden uit voor elke gemeente in jaren zonder pilot: hoe vaak was er betaald, aan wie en hoeveel.
Gebruik: npm run -s evaluate -- document INVOER.json [--html PAGINA.html]
Maakt het evaluatiedocument van een pilot, en als daarom gevraagd is de pagina voor het bestuur.`;

const [name = '', ...given] = process.argv.slice(2);
const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
const answer = subcommand?.(given) ?? { complaints: [USAGE], exitCode: 2 };
for (const complaint of answer.complaints) console.error(complaint);
if (answer.output !== undefined) console.log(answer.output);
process.exitCode = answer.exitCode;
