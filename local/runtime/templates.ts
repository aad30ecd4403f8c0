/**
 * The synthesised templates as data: resources by type, with every reference of CloudFormation resolved to a local name.
 *
 * A resource's local name is the one that the template gives it, or else its logical id without the hash that CDK puts
 * behind it: the bucket of the incoming files is `incoming`, the function of the verb `ingest` is `ingest`. What is not
 * known here throws and names itself; nothing is guessed.
 */

/** A resource as it stands in a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
}

/** A template of CloudFormation, as far as the embedded run reads it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

/** The templates by the name of their stack. */
export type Templates = Readonly<Record<string, Template>>;

/** A resource with its references resolved. */
export interface ResolvedResource {
  /** What `Ref` gives: for most types the name, for a state machine its ARN. */
  readonly ref: string;
  readonly name: string;
  /** Empty for a type that has none or whose ARN nothing here reads. */
  readonly arn: string;
  readonly properties: unknown;
}

/** Where the embedded run says it is. No account has this number; the region is one that the AWS clients know. */
export const place = { partition: 'aws', region: 'eu-west-1', account: '000000000000' } as const;

/** A resource and the template it stands in, for the references inside it. */
interface Located {
  readonly stack: string;
  readonly logicalId: string;
  readonly resource: Resource;
}

type Values = Readonly<Record<string, unknown>>;

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::Partition': place.partition,
  'AWS::Region': place.region,
  'AWS::AccountId': place.account,
  'AWS::URLSuffix': 'amazonaws.com',
};

const regionalArn = (service: string, resource: string): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;

const arnOf: Readonly<Record<string, (name: string) => string>> = {
  'AWS::S3::Bucket': (name) => `arn:${place.partition}:s3:::${name}`,
  'AWS::DynamoDB::Table': (name) => regionalArn('dynamodb', `table/${name}`),
  'AWS::Lambda::Function': (name) => regionalArn('lambda', `function:${name}`),
  'AWS::SQS::Queue': (name) => regionalArn('sqs', name),
  'AWS::StepFunctions::StateMachine': (name) => regionalArn('states', `stateMachine:${name}`),
  'AWS::Events::Rule': (name) => regionalArn('events', `rule/${name}`),
  'AWS::Logs::LogGroup': (name) => regionalArn('logs', `log-group:${name}:*`),
  'AWS::KMS::Key': (name) => regionalArn('kms', `key/${name}`),
  'AWS::IAM::Role': (name) => `arn:${place.partition}:iam::${place.account}:role/${name}`,
};

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The property in which a template may give a resource a name of its own choice. */
const nameProperty: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

const fixedName = ({ Type: type, Properties: properties }: Resource): string | undefined => {
  const name = isValues(properties) ? properties[nameProperty[type] ?? ''] : undefined;
  return typeof name === 'string' ? name : undefined;
};

const nameOf = ({ logicalId, resource }: Located): string => {
  const name = fixedName(resource) ?? logicalId.replace(/[0-9A-F]{8}$/, '');
  return resource.Type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
};

const arnOfLocated = (located: Located): string => arnOf[located.resource.Type]?.(nameOf(located)) ?? '';

const refOf = (located: Located): string =>
  located.resource.Type === 'AWS::StepFunctions::StateMachine' ? arnOfLocated(located) : nameOf(located);

const locate = (templates: Templates, stack: string, logicalId: string): Located => {
  const resource = templates[stack]?.Resources[logicalId];
  if (resource === undefined) throw new Error(`${stack} has no resource ${logicalId}`);
  return { stack, logicalId, resource };
};

const ref = (templates: Templates, stack: string, logicalId: string): string =>
  pseudoParameters[logicalId] ?? refOf(locate(templates, stack, logicalId));

const attribute = (templates: Templates, stack: string, logicalId: string, name: string): string => {
  const located = locate(templates, stack, logicalId);
  const arn = arnOfLocated(located);
  if (name !== 'Arn' || arn === '') throw new Error(`Fn::GetAtt ${logicalId}.${name} has no local value`);
  return arn;
};

const imported = (templates: Templates, name: string): string => {
  for (const [stack, { Outputs: outputs = {} }] of Object.entries(templates)) {
    const output = Object.values(outputs).find((candidate) => candidate.Export?.Name === name);
    if (output !== undefined) return text(templates, stack, output.Value);
  }
  throw new Error(`Fn::ImportValue ${name} is exported by no stack`);
};

const substituted = (templates: Templates, stack: string, pattern: string): string =>
  pattern.replace(/\$\{([^}]+)\}/g, (_, variable: string) => {
    if (variable.startsWith('!')) return `\${${variable.slice(1)}}`;
    const [logicalId = '', name] = variable.split('.');
    return name === undefined ? ref(templates, stack, logicalId) : attribute(templates, stack, logicalId, name);
  });

const intrinsic = (templates: Templates, stack: string, name: string, argument: unknown): string => {
  const parts: readonly unknown[] = Array.isArray(argument) ? argument : [];
  if (name === 'Ref') return ref(templates, stack, String(argument));
  if (name === 'Fn::GetAtt') return attribute(templates, stack, String(parts[0]), String(parts[1]));
  if (name === 'Fn::ImportValue') return imported(templates, text(templates, stack, argument));
  if (name === 'Fn::Sub' && typeof argument === 'string') return substituted(templates, stack, argument);
  if (name === 'Fn::Join' && Array.isArray(parts[1])) {
    return parts[1].map((part) => text(templates, stack, part)).join(String(parts[0]));
  }
  throw new Error(`${name} in the template of ${stack} is not known to the embedded run`);
};

const text = (templates: Templates, stack: string, value: unknown): string => {
  const found = resolved(templates, stack, value);
  if (typeof found !== 'string') throw new Error(`${JSON.stringify(value)} in ${stack} should come out as text`);
  return found;
};

const isIntrinsic = (name: string): boolean => name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');

/** A value of a template with its references resolved. Throws on an intrinsic function that is not known here, naming it. */
export const resolved = (templates: Templates, stack: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => resolved(templates, stack, item));
  if (!isValues(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first !== undefined && entries.length === 1 && isIntrinsic(first[0])) {
    return intrinsic(templates, stack, first[0], first[1]);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolved(templates, stack, item)]));
};

const refuseSharedNames = (type: string, found: readonly ResolvedResource[]): void => {
  const names = found.map(({ name }) => name);
  const shared = names.find((name, index) => names.indexOf(name) !== index);
  if (shared !== undefined) throw new Error(`two resources of type ${type} have the local name ${shared}`);
};

/** All resources of a type over all stacks, in the order of the templates. Throws when two would have the same local name. */
export const resourcesOfType = (templates: Templates, type: string): readonly ResolvedResource[] => {
  const found = Object.entries(templates).flatMap(([stack, { Resources: resources }]) =>
    Object.entries(resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, resource]): ResolvedResource => {
        const located = { stack, logicalId, resource };
        const properties = resolved(templates, stack, resource.Properties ?? {});
        return { ref: refOf(located), name: nameOf(located), arn: arnOfLocated(located), properties };
      }),
  );
  refuseSharedNames(type, found);
  return found;
};

const withMark = (logicalId: string, resource: Resource, mark: string): Resource => {
  if (resource.Type !== 'AWS::DynamoDB::Table' || !isValues(resource.Properties)) return resource;
  const name = nameOf({ stack: '', logicalId, resource });
  return { ...resource, Properties: { ...resource.Properties, TableName: `${name}-${mark}` } };
};

/** The same templates with a mark in the name of every table, for a DynamoDB that others may use too. */
export const withMarkedTables = (templates: Templates, mark: string): Templates =>
  Object.fromEntries(
    Object.entries(templates).map(([stack, template]) => {
      const marked = Object.entries(template.Resources).map(([id, resource]) => [id, withMark(id, resource, mark)]);
      return [stack, { ...template, Resources: Object.fromEntries(marked) }];
    }),
  );
