/**
 * Runs a program for as long as the parent lives: `node watchdog.ts PROGRAM ARGUMENT…`. The parent holds the other end of
 * the standard input; when it is gone, however it went, the input ends and the program with it.
 */
import { spawn } from 'node:child_process';

const [program = '', ...programArguments] = process.argv.slice(2);
const child = spawn(program, programArguments, { stdio: ['ignore', 'inherit', 'inherit'] });
process.stdin.on('close', () => child.kill('SIGKILL')).resume();
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
