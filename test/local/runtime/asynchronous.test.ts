import { expect, test } from 'vitest';
import { asynchronous, type DeadLetter } from '../../../local/runtime/asynchronous.ts';
import type { Functions } from '../../../local/runtime/functions.ts';
import { noWork } from '../../../local/runtime/work.ts';
import { planOf } from './fixture.ts';

/** A function that fails for the first so many events, and a sender over it. */
const sender = (failures: number) => {
  let calls = 0;
  const letters: DeadLetter[] = [];
  const work = noWork();
  const stop = new AbortController();
  const functions: Functions = {
    invoke: async () => {
      calls += 1;
      const error = { errorType: 'RangeError', errorMessage: `attempt ${calls}`, stackTrace: [] };
      return calls > failures ? { payload: 'null' } : { error };
    },
    close: async () => undefined,
  };
  const send = asynchronous(functions, work, (letter) => letters.push(letter), stop.signal);
  return { send, work, letters, stop, calls: () => calls };
};

test.each([
  ['is not tried again when it succeeds', 0, 2, 1, []],
  ['is tried again until it succeeds', 2, 2, 3, []],
  ['is a dead letter with its last error when all tries fail', 9, 2, 3, ['RangeError: attempt 3']],
  ['is a dead letter at once where the template says so', 9, 0, 1, ['RangeError: attempt 1']],
])('an event %s', async (_, failures, retries, calls, errors) => {
  const { send, work, letters, calls: counted } = sender(failures);
  send(planOf('archive', { retries }), { key: 'a' });
  await work.idle();
  expect(counted()).toBe(calls);
  expect(letters).toEqual(errors.map((error) => ({ verb: 'archive', event: { key: 'a' }, error })));
});

test('when the run closes, an event that waits for its next try is no dead letter', async () => {
  const { send, work, letters, stop, calls } = sender(9);
  send(planOf('archive'), {});
  stop.abort();
  await work.idle();
  expect([calls(), letters]).toEqual([1, []]);
});
