/** Synthesises the stacks for the tests, and turns what CloudFormation would fill in later into text that can be read. */

import type { App } from 'aws-cdk-lib';
import { vi } from 'vitest';
import { newApp, ontschot } from '../../infra/app.ts';
import { defaultSettings, type Settings } from '../../infra/settings.ts';

/** A resource of a template, as far as the tests look. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** A template, as far as the tests look. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

/** The templates by the name of their stack. */
export type Templates = ReadonlyMap<string, Template>;

/** An app with all stacks. Bundling is off, and the rules of CDK wait for the test that starts the app as a user does. */
export function appWith(settings: Partial<Settings> = {}): App {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const app = newApp({ 'aws:cdk:bundling-stacks': [] });
  ontschot(app, { ...defaultSettings, ...settings });
  return app;
}

/** The templates under the settings given, and the defaults for the rest. */
export function synthesise(settings: Partial<Settings> = {}): Templates {
  const { stacks } = appWith(settings).synth();
  return new Map(stacks.map((stack) => [stack.stackName, stack.template as Template]));
}

/**
 * The resources of a type over all stacks, by their logical id without its hash, with every reference as text: a
 * reference to a resource is its name, an attribute is `Name.Arn`, and an import is what the other stack exports.
 */
export function resourcesOf(templates: Templates, type: string): Readonly<Record<string, Resource>> {
  const found = [...templates.values()].flatMap((template) => Object.entries(template.Resources));
  return Object.fromEntries(
    found
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [nameOf(id), readable(templates, resource) as Resource]),
  );
}

/** The properties of the one resource of that type and name. */
export function propertiesOf(templates: Templates, type: string, name: string): Readonly<Record<string, unknown>> {
  const found = resourcesOf(templates, type)[name];
  if (found === undefined) throw new Error(`no ${type} is named ${name}`);
  return found.Properties;
}

function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/** Replaces the intrinsic functions in a value by text. */
export function readable(templates: Templates, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => readable(templates, item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  const text = first === undefined || entries.length > 1 ? undefined : intrinsic(templates, first[0], first[1]);
  return text ?? Object.fromEntries(entries.map(([key, item]) => [key, readable(templates, item)]));
}

function intrinsic(templates: Templates, name: string, argument: unknown): string | undefined {
  if (name === 'Ref') return nameOf(String(argument));
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `${nameOf(String(argument[0]))}.${argument[1]}`;
  if (name === 'Fn::ImportValue') return exported(templates, String(argument));
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    return (readable(templates, argument[1]) as string[]).join(String(argument[0]));
  }
  return undefined;
}

function exported(templates: Templates, name: string): string {
  const outputs = [...templates.values()].flatMap((template) => Object.values(template.Outputs ?? {}));
  const output = outputs.find((candidate) => candidate.Export?.Name === name);
  if (output === undefined) throw new Error(`no stack exports ${name}`);
  return String(readable(templates, output.Value));
}
