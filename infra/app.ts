/**
 * The CDK app. `cdk synth` and `cdk deploy` run this file, and so does everything that wants the templates as data:
 * `CDK_OUTDIR=folder CDK_VALIDATION=false CDK_CONTEXT_JSON='{"aws:cdk:bundling-stacks":[]}' node infra/app.ts` writes them
 * in a second, without bundling the handlers and without the checks.
 */

import { App, Validations } from 'aws-cdk-lib';
import { alarms } from './alarms.ts';
import { functions } from './functions.ts';
import { portal } from './portal.ts';
import { readSettings, type Settings } from './settings.ts';
import { storage } from './storage.ts';
import { workflow } from './workflow.ts';

/**
 * Behaviour of CDK that later versions have by default. They stand here and not in `cdk.json`, which only the `cdk`
 * command reads: the templates must be the same however the app is started.
 */
const featureFlags = {
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
  '@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard': true,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/** An empty app with the feature flags set; the context given here counts where the command line gives none. */
export function newApp(context: Readonly<Record<string, unknown>> = {}): App {
  return new App({ context: { ...featureFlags, ...context }, analyticsReporting: false });
}

/** Builds all stacks of Ontschot in the app. Nothing in them looks anything up: no account, no network. */
export function ontschot(app: App, settings: Settings): void {
  const stored = storage(app, settings);
  const made = functions(app, settings, stored);
  const machine = workflow(app, settings, made);
  portal(app, settings, made);
  alarms(app, settings, made, machine);
}

/**
 * Has the AwsSolutions rules applied at synthesis, which then fails on each finding that is not acknowledged with a reason.
 * Loaded here alone, because the rules take longer to load than the stacks to build.
 */
async function addChecks(app: App): Promise<void> {
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

if (import.meta.main) {
  const app = newApp();
  const settings = readSettings((name) => app.node.tryGetContext(name));
  ontschot(app, settings);
  // The same variable with which CDK switches off its own rules for templates.
  if (process.env['CDK_VALIDATION'] !== 'false') await addChecks(app);
  app.synth();
}
