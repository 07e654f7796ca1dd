/** Who is everybody: an Allow for all principals, unless a condition names somebody. */
import { Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { SQS } from '../../../../lib/layers/data/kinds/sqs';
import { judge, newStack, only } from './harness';

function is(condition: (stack: Stack) => any, principal: any = '*'): string {
  const stack = newStack();
  const queue = new sqs.CfnQueue(stack, 'Q');
  new sqs.CfnQueuePolicy(stack, 'P', { queues: [queue.ref], policyDocument: { Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sqs:SendMessage', Resource: '*', Condition: condition(stack) }] } });
  return judge(only(SQS, 'sqs.no-public-policy'), queue)[0].is;
}

test.each<[string, any]>([
  ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
  ['this account', { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } }],
  ['a bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } }],
  ['all alarms of an account', { ArnLike: { 'AWS:SourceArn': 'arn:aws:cloudwatch:*:111122223333:alarm:*' } }],
  ['sessions of a role', { StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }],
  ['a unit of an organization', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-1/r-1/*'] } }],
  ['somebody and more', { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:SecureTransport': 'true' } }],
])('names somebody: %s', (_, condition) => expect(is(() => condition)).toBe('closed'));

test.each<[string, any]>([
  ['no condition', undefined],
  ['a wildcard', { StringLike: { 'aws:PrincipalOrgID': '*' } }],
  ['a prefix of all organizations', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
  ['any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } }],
  ['any account, as ARNs are equal', { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } }],
  ['any bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }],
  ['one of two is anybody', { ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::bucket', 'arn:aws:s3:::*'] } }],
  ['himself', { StringEquals: { 'aws:PrincipalArn': '${aws:PrincipalArn}' } }],
  ['all but somebody', { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } }],
  ['somebody if he says so', { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } }],
  ['what is true of nothing', { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/' } }],
  ['how, not who', { Bool: { 'aws:SecureTransport': 'true' } }],
])('names nobody: %s', (_, condition) => expect(is(() => condition)).toBe('refused'));

test('a parameter may hold a wildcard, where the operator takes one', () => {
  const parameter = (stack: Stack): string => new CfnParameter(stack, 'Who').valueAsString;
  expect(is((s) => ({ StringLike: { 'aws:PrincipalOrgID': parameter(s) } }))).toBe('refused');
  expect(is((s) => ({ StringEquals: { 'aws:PrincipalOrgID': parameter(s) } }))).toBe('closed');
});

test.each([[{ AWS: '*' }], [{ AWS: ['arn:aws:iam::111122223333:root', '*'] }], [{ Federated: '*' }]])('everybody as %j', (principal) => expect(is(() => undefined, principal)).toBe('refused'));
test.each([[{ AWS: '111122223333' }], [{ Service: 's3.amazonaws.com' }]])('not everybody: %j', (principal) => expect(is(() => undefined, principal)).toBe('closed'));
