/**
 * The browser of the page tests: Debian's chromium. Nothing else is downloaded. Where the package is missing and the tests
 * run as root on a system with apt-get, it is installed; elsewhere the tests are skipped and say what to do.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';
const INSTALL_MILLISECONDS = 5 * 60_000;

const run = promisify(execFile);

const install = async (): Promise<void> => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, timeout: INSTALL_MILLISECONDS, killSignal: 'SIGKILL', maxBuffer: 1e8 } as const;
  await run('apt-get', ['update'], options);
  await run('apt-get', ['install', '-y', 'chromium'], options);
};

const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Why there is no browser, as a message that says what to do; `null` where there is one. */
export const whyNoBrowser = async (): Promise<string | null> => {
  if (existsSync(EXECUTABLE)) return null;
  const remedy = `The tests in a real browser are skipped: install Debian's chromium at ${EXECUTABLE} (apt-get install chromium, as root).`;
  if (!canInstall()) return remedy;
  try {
    await install();
  } catch (error) {
    return `${remedy} Installing it here failed: ${error instanceof Error ? error.message : error}`;
  }
  return existsSync(EXECUTABLE) ? null : remedy;
};

/** Starts the browser; whoever starts it closes it. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
