import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbedded } from '../../../local/runtime/embedded.ts';
import type { Call } from '../../../local/runtime/run.ts';
import { newFolder } from './fixture.ts';

test('the templates of this repository start with its handlers: routes, tokens, table and schedule', async () => {
  const calls: Call[] = [];
  const printed: string[] = [];
  const stateFolder = await newFolder();
  const embedded = await startEmbedded({
    stateFolder,
    onCall: (call) => void calls.push(call),
    onLog: ({ text }) => void printed.push(text),
  });
  onTestFinished(embedded.close);
  expect((await fetch(`${embedded.address}/pilots/wijk`)).status).toBe(401);
  const token = await embedded.token({ person: 'p1', party: 'wijk/INS', role: 'analyst' });
  const answer = await fetch(`${embedded.address}/pilots/wijk`, { headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, await answer.json()]).toMatchObject([404, { refusal: 'pilot_must_exist' }]);
  await embedded.runSchedule();
  await embedded.idle();
  expect(calls).toEqual([
    { verb: 'readPilot', action: 'dynamodb:Query', resource: 'Pilots' },
    { verb: 'readPilot', action: 'dynamodb:PutItem', resource: 'Access' },
    { verb: 'sweep', action: 'dynamodb:Query', resource: 'Pilots' },
  ]);
  expect(embedded.deadLetters()).toEqual([]);
  // The bundle of the functions is the one that goes to AWS: nothing of the issuer is in it.
  expect(await readFile(join(stateFolder, 'functions', 'index.mjs'), 'utf8')).not.toMatch(
    /oidc-provider|\/jose\/|\/koa\//,
  );
  expect(printed.map((line) => JSON.parse(line))).toEqual([
    { refused: 'token_must_be_given', route: 'GET /pilots/{pilot}' },
    { refused: 'pilot_must_exist', route: 'GET /pilots/{pilot}', pilot: 'wijk', party: 'INS', role: 'analyst' },
  ]);
});
