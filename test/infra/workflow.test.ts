import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, test } from 'vitest';
import { propertiesOf, synthesise } from './synthesis.ts';

const templates = synthesise();
const machine = propertiesOf(templates, 'AWS::StepFunctions::StateMachine', 'Settlement');
const definitionText = String(machine['DefinitionString']);

type Definition = ConstructorParameters<typeof StateMachine>[0];
type Call = readonly [verb: string, input: unknown];

/** The definition with an ARN where CloudFormation would put one: the text has the attribute `settle.Arn` there. */
const definition = JSON.parse(
  definitionText.replace(/"(\w+)\.Arn"/g, '"arn:aws:lambda:eu-west-1:123456789012:function:$1"'),
) as Definition;

/** Runs the workflow with the handlers given, and keeps every call in the order in which it came. */
async function run(handlers: Readonly<Record<string, (input: unknown) => unknown>>) {
  const calls: Call[] = [];
  const kept = Object.entries(handlers).map(([verb, handler]) => {
    const answer = async (input: unknown) => {
      calls.push([verb, structuredClone(input)]);
      return handler(input);
    };
    return [verb, answer];
  });
  const overrides = { taskResourceLocalHandlers: Object.fromEntries(kept), retryIntervalOverrides: { settle: 0 } };
  const { result } = new StateMachine(definition).run({ pilot: 'parkstad' }, { overrides });
  return { calls, outcome: await result.catch((error: Error) => error) };
}

const due = {
  pilot: 'parkstad',
  settle: [{ period: '2025-Q1' }, { period: '2025-Q2' }, { period: '2025' }],
  seal: [{ statement: 'a' }, { statement: 'b' }],
};
const nothing = () => null;

describe('the workflow that settles a pilot', () => {
  test('asks what is due, then settles one by one, then seals one by one, and evaluates what was drafted', async () => {
    const { calls, outcome } = await run({ findDue: () => due, settle: nothing, seal: nothing, evaluate: nothing });
    expect(calls).toEqual([
      ['findDue', { pilot: 'parkstad' }],
      ['settle', { pilot: 'parkstad', due: { period: '2025-Q1' } }],
      ['settle', { pilot: 'parkstad', due: { period: '2025-Q2' } }],
      ['settle', { pilot: 'parkstad', due: { period: '2025' } }],
      ['seal', { pilot: 'parkstad', due: { statement: 'a' } }],
      ['seal', { pilot: 'parkstad', due: { statement: 'b' } }],
      ['evaluate', due],
    ]);
    expect(outcome).toEqual(due);
  });

  test('only looks whether an evaluation is due where nothing else is', async () => {
    const idle = { pilot: 'parkstad', settle: [], seal: [] };
    const { calls, outcome } = await run({ findDue: () => idle, settle: nothing, seal: nothing, evaluate: nothing });
    expect(calls).toEqual([
      ['findDue', { pilot: 'parkstad' }],
      ['evaluate', idle],
    ]);
    expect(outcome).toEqual(idle);
  });

  test('does not begin an item before the one before it is done', async () => {
    const running: string[] = [];
    const settle = async () => {
      running.push('begun');
      await Promise.resolve();
      running.push('done');
    };
    await run({ findDue: () => due, settle, seal: nothing, evaluate: nothing });
    expect(running).toEqual(['begun', 'done', 'begun', 'done', 'begun', 'done']);
  });

  test('tries again when the Lambda service fails, and goes on', async () => {
    let attempts = 0;
    const settle = () => {
      attempts += 1;
      if (attempts === 1) throw Object.assign(new Error('busy'), { name: 'Lambda.TooManyRequestsException' });
      return null;
    };
    const { calls, outcome } = await run({ findDue: () => due, settle, seal: nothing, evaluate: nothing });
    expect(calls.filter(([verb]) => verb === 'settle')).toHaveLength(4);
    expect(outcome).toEqual(due);
  });

  test('fails when a verb throws, without another attempt at that item, and seals nothing', async () => {
    const settle = () => {
      throw new Error('the parts do not add up to the whole');
    };
    const { calls, outcome } = await run({ findDue: () => due, settle, seal: nothing, evaluate: nothing });
    expect(calls.filter(([verb]) => verb === 'settle').length).toBeLessThanOrEqual(due.settle.length);
    expect(calls.filter(([verb]) => verb === 'seal')).toEqual([]);
    expect(outcome).toBeInstanceOf(Error);
  });

  test('an evaluation that cannot be made holds up neither settling nor sealing', async () => {
    const evaluate = () => {
      throw new Error('no evaluation');
    };
    const { calls, outcome } = await run({ findDue: () => due, settle: nothing, seal: nothing, evaluate });
    expect(calls.filter(([verb]) => verb === 'seal')).toHaveLength(2);
    expect(outcome).toBeInstanceOf(Error);
  });
});

describe('the state machine', () => {
  test('has a fixed name, runs as a standard workflow for an hour at most, and is not traced', () => {
    expect(machine).toMatchObject({
      StateMachineName: 'ontschot-settlement',
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: false },
    });
    expect(definition).toHaveProperty('TimeoutSeconds', 3600);
  });

  test('logs every state, but not what states pass on', () => {
    expect(machine['LoggingConfiguration']).toEqual({
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: 'SettlementLogs.Arn' } }],
      IncludeExecutionData: false,
      Level: 'ALL',
    });
  });

  test('invokes each function by its own ARN, in a state of the name of the verb', () => {
    const invoked = definitionText.match(/"Resource":"[^"]*"/g);
    expect(invoked).toEqual([
      '"Resource":"findDue.Arn"',
      '"Resource":"settle.Arn"',
      '"Resource":"seal.Arn"',
      '"Resource":"evaluate.Arn"',
    ]);
  });

  test('is written in JSONPath', () => {
    expect(definitionText).not.toContain('QueryLanguage');
    expect(definitionText).not.toContain('{%');
  });

  test('may invoke its four verbs and deliver its log, and nothing else', () => {
    const role = propertiesOf(templates, 'AWS::IAM::Role', 'SettlementRole');
    expect(machine['RoleArn']).toBe('SettlementRole.Arn');
    expect(role).not.toHaveProperty('ManagedPolicyArns');
    expect(role['Policies']).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'lambda:InvokeFunction',
              Resource: ['findDue.Arn', 'settle.Arn', 'seal.Arn', 'evaluate.Arn'],
            },
          ],
        },
      },
      {
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: [
                'logs:CreateLogDelivery',
                'logs:GetLogDelivery',
                'logs:UpdateLogDelivery',
                'logs:DeleteLogDelivery',
                'logs:ListLogDeliveries',
                'logs:PutResourcePolicy',
                'logs:DescribeResourcePolicies',
                'logs:DescribeLogGroups',
              ],
              Resource: '*',
            },
          ],
        },
      },
    ]);
  });
});
