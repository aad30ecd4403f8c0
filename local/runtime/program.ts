/**
 * A child program that cannot outlive this process, also when this process is killed with SIGKILL and can do nothing
 * itself: a child that stays behind would answer the next run.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A running program. */
export interface Program {
  /** Resolves when it has said what was waited for; rejects when it ends before, with everything it said. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, with everything it said, however it ended. */
  readonly ended: Promise<string>;
  /** Ends it at once and waits until it is gone. */
  stop(): Promise<void>;
}

/** What to start, and by which words the program tells that it works, on either of its outputs. */
export interface ProgramPlan {
  readonly name: string;
  readonly command: readonly string[];
  readonly readyWords: string;
}

/** How a child is bound to this process: by the kernel, or by a process that watches a pipe. */
export type Binding = 'kernel' | 'watchdog';

const watchdog = fileURLToPath(new URL('watchdog.ts', import.meta.url));

/** Not every system has setpriv, and not every setpriv can ask for a signal at the death of the parent. */
const kernelCanBind = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;

// The parent may be killed between the start of setpriv and its request to the kernel; then the child has another parent.
const onlyWithParent = '[ "$PPID" = "$1" ] || exit 1; shift; exec "$@"';

const bound = (binding: Binding, command: readonly string[]): readonly [string, ...string[]] =>
  binding === 'kernel'
    ? ['setpriv', '--pdeathsig', 'KILL', 'sh', '-c', onlyWithParent, 'sh', String(process.pid), ...command]
    : [process.execPath, watchdog, ...command];

// A program that neither works nor ends would otherwise be waited for without end.
const readyMilliseconds = 30_000;

const followUp = (child: ChildProcess, { name, readyWords }: ProgramPlan) => {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  const listen = (data: Buffer): void => {
    said += data.toString();
    if (said.includes(readyWords)) resolve();
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const ended = new Promise<string>((resolveEnd) => {
    child.once('error', (error) => resolveEnd(error.message));
    child.once('close', () => resolveEnd(said.trim()));
  });
  const late = () => reject(new Error(`${name} werkt na 30 seconden nog niet: ${said.trim()}`));
  const timer = setTimeout(late, readyMilliseconds);
  void ended.then((text) => reject(new Error(`${name} is gestopt voordat het werkte: ${text}`)));
  // Whoever only stops the program does not ask whether it works.
  ready.catch(() => undefined).finally(() => clearTimeout(timer));
  return { ready, ended };
};

/** Starts a program that ends with this process. The watchdog is used where the kernel cannot be asked. */
export const startProgram = (plan: ProgramPlan, binding: Binding = kernelCanBind ? 'kernel' : 'watchdog'): Program => {
  const [file, ...rest] = bound(binding, plan.command);
  const child = spawn(file, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
  const { ready, ended } = followUp(child, plan);
  const kill = () => void (binding === 'watchdog' ? child.stdin.destroy() : child.kill('SIGKILL'));
  process.once('exit', kill);
  void ended.then(() => process.removeListener('exit', kill));
  const stop = async () => {
    kill();
    await ended;
  };
  return { ready, ended, stop };
};
