import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { startOnFreePort } from '../../../local/runtime/dynamodb.ts';
import { type Binding, startProgram } from '../../../local/runtime/program.ts';
import { livingWith } from './fixture.ts';

const node = process.execPath;
const forever = "console.log('listening on nothing'); setInterval(() => undefined, 60_000);";

/** A program that works when it says where it listens. */
const emulator = (command: readonly string[]) => ({ name: 'emulator', command, readyWords: 'listening on' });

test('a program that ends before it says anything is an error with what it said', async () => {
  const program = startProgram(emulator([node, '-e', "process.stderr.write('no room'); process.exit(3)"]));
  await expect(program.ready).rejects.toThrow('emulator is gestopt voordat het werkte: no room');
});

test('a program that does not exist is an error with its name', async () => {
  const program = startProgram(emulator(['/nowhere/emulator']));
  await expect(program.ready).rejects.toThrow('/nowhere/emulator');
});

const bindings: readonly Binding[] = process.platform === 'linux' ? ['kernel', 'watchdog'] : ['watchdog'];

test.each(bindings)('a program that is stopped is gone (%s)', async (binding) => {
  const mark = `mark-${process.pid}-${binding}-stopped`;
  const program = startProgram(emulator([node, '-e', forever, mark]), binding);
  await program.ready;
  expect(livingWith(mark)).not.toEqual([]);
  await program.stop();
  await expect.poll(() => livingWith(mark)).toEqual([]);
});

test.each(bindings)('a program does not outlive a parent that was killed (%s)', async (binding) => {
  const mark = `mark-${process.pid}-${binding}-orphan`;
  const module = new URL('../../../local/runtime/program.ts', import.meta.url).href;
  const plan = JSON.stringify(emulator([node, '-e', forever, mark]));
  const script = `const { startProgram } = await import(${JSON.stringify(module)});
    await startProgram(${plan}, ${JSON.stringify(binding)}).ready;
    console.log('ready');`;
  const parent = spawn(node, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  await once(parent.stdout, 'data');
  expect(livingWith(mark)).not.toEqual([]);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await expect.poll(() => livingWith(mark)).toEqual([]);
});

test('a port that somebody else took in between is given up for another', async () => {
  const listen =
    "require('node:net').createServer().on('error', () => { console.error('port already in use'); process.exit(1); })";
  const program = (port: number) =>
    startProgram(
      emulator([node, '-e', `${listen}.listen(${port}, '127.0.0.1', () => console.log('listening on it'))`]),
    );
  const [first, taken] = await startOnFreePort(program);
  onTestFinished(first.stop);
  const ports = [taken, taken];
  const [second, port] = await startOnFreePort(program, async () => ports.pop() ?? 0);
  onTestFinished(second.stop);
  expect(port).toBe(0);
});

test('a program that fails for another reason is not started again', async () => {
  let starts = 0;
  const start = () => {
    starts += 1;
    return startProgram(emulator([node, '-e', "console.error('disk is full'); process.exit(1)"]));
  };
  await expect(startOnFreePort(start)).rejects.toThrow('disk is full');
  expect(starts).toBe(1);
});
