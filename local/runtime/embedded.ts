/**
 * The embedded run: everything that the templates of this repository describe, on one's own machine, with the very
 * handlers that run in AWS. The templates are the only list: tables, buckets, functions, rules, routes and the workflow
 * are made from them, and the handlers do not know the difference.
 */
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { type Call, type LogEntry, type Run, startRun } from './run.ts';
import type { SignInPerson } from './sign-in-page.ts';
import { currentTemplates, root } from './synthesis.ts';

/** What the embedded run needs. */
export interface EmbeddedOptions {
  /** Everything kept lives here and survives a restart. One run at a time; a second one is refused. */
  readonly stateFolder: string;
  /** The port of the HTTP API. Default: a free one. */
  readonly port?: number;
  /** Who may sign in on the pages. Default: nobody. */
  readonly people?: readonly SignInPerson[];
  /** Told of what handlers print. Default: a line in `functions.log` of the state folder. */
  readonly onLog?: (entry: LogEntry) => void;
  /** Told of each call of a verb to a service, for the comparison with the roles. */
  readonly onCall?: (call: Call) => void;
}

/** The running system. */
export type Embedded = Run;

/** Starts the embedded run. The refusals are those of `startRun`. */
export const startEmbedded = (options: EmbeddedOptions): Promise<Embedded> => {
  const handlersFile = join(options.stateFolder, 'functions', 'index.mjs');
  const handlers = join(root, 'functions', 'handlers.ts');
  // The templates and the bundle are made side by side, once the folder is ours.
  const templates = async () => {
    const made = Promise.all([
      currentTemplates(join(options.stateFolder, 'templates')),
      bundle(handlers, handlersFile),
    ]);
    return (await made)[0];
  };
  return startRun({ ...options, handlersFile, templates });
};
