import { expect, test } from 'vitest';
import { tableUses } from '../../../local/runtime/dynamodb-recorder.ts';

test.each([
  ['a query', 'Query', { TableName: 'Pilots' }, ['dynamodb:Query Pilots']],
  [
    'a transaction, as the actions it is made of, each once',
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 'Pilots' } },
        { Put: { TableName: 'Pilots' } },
        { Update: { TableName: 'Pilots' } },
        { Delete: { TableName: 'Other' } },
        { ConditionCheck: { TableName: 'Pilots' } },
      ],
    },
    [
      'dynamodb:PutItem Pilots',
      'dynamodb:UpdateItem Pilots',
      'dynamodb:DeleteItem Other',
      'dynamodb:ConditionCheckItem Pilots',
    ],
  ],
  [
    'reading in a transaction',
    'TransactGetItems',
    { TransactItems: [{ Get: { TableName: 'A' } }] },
    ['dynamodb:GetItem A'],
  ],
  [
    'a batch over two tables',
    'BatchWriteItem',
    { RequestItems: { A: [], B: [] } },
    ['dynamodb:BatchWriteItem A', 'dynamodb:BatchWriteItem B'],
  ],
])('%s', (_, operation, body, expected) => {
  expect(tableUses(operation, JSON.stringify(body)).map(({ action, table }) => `${action} ${table}`)).toEqual(expected);
});
