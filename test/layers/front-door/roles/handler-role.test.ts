/** What a handler's role may do, asked of an IAM evaluator that shares nothing with the library. */
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { HandlerBoundary, HandlerRole } from '../../../../lib/layers/front-door/roles';
import { KINDS } from '../../../../lib/layers/data/kinds';
import type { PlainStatement } from '../../../support/iam/evaluate';
import { ACCOUNT, allows, handler, newStack, plain, template } from './support';

const only = (text: any, type: string): any => {
  const all = Object.values<any>(text.Resources).filter((r) => r.Type === type);
  expect(all).toHaveLength(1);
  return all[0];
};
const inline = (role: any): PlainStatement[] => plain(role.Properties.Policies).flatMap((p: any) => p.PolicyDocument.Statement);

describe('HandlerRole', () => {
  test('Lambda takes it on for functions of this account', () => {
    const stack = newStack();
    new HandlerRole(stack, 'Role');
    expect(only(template(stack), 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement).toStrictEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Condition: { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } } },
    ]);
  });

  test('it writes its own log, and nothing else', () => {
    const stack = newStack();
    const role = new HandlerRole(stack, 'Role');
    handler(stack, 'Fn', { role, logGroup: role.logGroup });
    const text = template(stack);
    const group = Object.keys(text.Resources).find((id) => text.Resources[id].Type === 'AWS::Logs::LogGroup')!;
    const identity = inline(only(text, 'AWS::IAM::Role'));
    const log = (name: string): string => `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:${name}`;
    expect(allows(identity, undefined, { action: 'logs:PutLogEvents', resource: `${log(group)}:log-stream:x` })).toBe(true);
    expect(allows(identity, undefined, { action: 'logs:PutLogEvents', resource: `${log('Other')}:log-stream:x` })).toBe(false);
    expect(allows(identity, undefined, { action: 'logs:CreateLogGroup', resource: log(group) })).toBe(false);
    expect(allows(identity, undefined, { action: 's3:GetObject', resource: 'arn:aws:s3:::b/o' })).toBe(false);
    expect(only(text, 'AWS::Lambda::Function').Properties.LoggingConfig.LogGroup).toStrictEqual({ Ref: group });
    expect(only(text, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(365);
    expect(Object.values<any>(text.Resources).map((r) => r.Type).sort()).toStrictEqual(['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup']);
  });

  test('a log group of one\'s own is taken, and none is made', () => {
    const stack = newStack();
    const role = new HandlerRole(stack, 'Role', { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Theirs', '/app/read') });
    const text = template(stack);
    expect(role.logGroup.logGroupName).toBe('/app/read');
    expect(inline(only(text, 'AWS::IAM::Role'))[0].Resource).toBe(`arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/app/read:*`);
    expect(Object.values<any>(text.Resources).some((r) => r.Type === 'AWS::Logs::LogGroup')).toBe(false);
  });

  test('network interfaces only where asked, by Lambda and not by the code', () => {
    const stack = newStack();
    new HandlerRole(stack, 'Role', { inVpc: true });
    const identity = inline(only(template(stack), 'AWS::IAM::Role'));
    const create = { action: 'ec2:CreateNetworkInterface', resource: `arn:aws:ec2:eu-west-1:${ACCOUNT}:network-interface/*` };
    expect(allows(identity, undefined, create)).toBe(true);
    expect(allows(identity, undefined, { ...create, context: { 'lambda:SourceFunctionArn': `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:read` } })).toBe(false);
    const other = newStack();
    new HandlerRole(other, 'Role');
    expect(allows(inline(only(template(other), 'AWS::IAM::Role')), undefined, create)).toBe(false);
  });
});

describe('HandlerBoundary', () => {
  const stack = newStack();
  const boundary = new HandlerBoundary(stack, 'Boundary', { otherAccounts: ['444455556666'], additionalActions: ['ses:SendEmail'] });
  new HandlerRole(stack, 'Role', { boundary });
  let text: any;
  let statements: PlainStatement[];
  beforeAll(() => {
    text = template(stack);
    statements = plain(only(text, 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument).Statement;
  });
  /** A policy that somebody wrote too wide. */
  const WIDE: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  const passes = (action: string, resource: string, context: Record<string, string> = {}): boolean => allows(WIDE, statements, { action, resource, context });

  test('the role has it', () => {
    const id = Object.keys(text.Resources).find((i) => text.Resources[i].Type === 'AWS::IAM::ManagedPolicy');
    expect(only(text, 'AWS::IAM::Role').Properties.PermissionsBoundary).toStrictEqual({ Ref: id });
  });

  test('every data flow of the library passes it', () => {
    for (const action of KINDS.flatMap((k) => [...k.read, ...k.write])) {
      const service = action.split(':')[0];
      const resource = service === 's3' ? 'arn:aws:s3:::documents/a' : `arn:aws:${service}:eu-west-1:${ACCOUNT}:thing/one`;
      expect([action, passes(action, resource, { 'aws:ResourceAccount': ACCOUNT })]).toStrictEqual([action, true]);
    }
  });

  test.each([
    ['iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/x`], ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/x`], ['lambda:UpdateFunctionCode', `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:x`],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::documents'], ['kms:PutKeyPolicy', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`], ['dynamodb:DeleteTable', `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/t`],
    ['ec2:RunInstances', '*'], ['logs:DeleteLogGroup', `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:x`],
  ])('%s does not', (action, resource) => expect(passes(action, resource, { 'aws:ResourceAccount': ACCOUNT })).toBe(false));

  test('administration is denied even where a resource\'s own policy grants it', () => {
    for (const action of ['iam:PassRole', 'sts:AssumeRole', 'kms:CreateGrant', 's3:PutBucketPolicy']) {
      expect(statements.some((s) => s.Effect === 'Deny' && (s.Action as string[]).some((a) => new RegExp(`^${a.replace('*', '.*')}$`).test(action)))).toBe(true);
    }
  });

  test('data of other accounts only where they are named', () => {
    const object = 'arn:aws:s3:::theirs/a';
    expect(passes('s3:GetObject', object, { 'aws:ResourceAccount': '444455556666' })).toBe(true);
    expect(passes('s3:GetObject', object, { 'aws:ResourceAccount': '999999999999' })).toBe(false);
    expect(passes('s3:GetObject', object)).toBe(false);
    expect(passes('dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:444455556666:table/t')).toBe(true);
    expect(passes('dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:999999999999:table/t')).toBe(false);
  });

  test('what is added passes', () => {
    expect(passes('ses:SendEmail', `arn:aws:ses:eu-west-1:${ACCOUNT}:identity/x`)).toBe(true);
    expect(passes('ses:SendRawEmail', `arn:aws:ses:eu-west-1:${ACCOUNT}:identity/x`)).toBe(false);
  });

  test('it grants nothing', () => expect(allows([], statements, { action: 'dynamodb:GetItem', resource: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/t` })).toBe(false));

  test('it fits a managed policy, and says so where it does not', () => {
    expect(JSON.stringify(statements).length).toBeLessThan(6144);
    const long = newStack();
    new HandlerBoundary(long, 'Boundary', { otherAccounts: Array.from({ length: 8 }, (_, i) => `44445555666${i}`) });
    expect(() => template(long)).toThrow(/HandlerBoundaryTooLong: boundary `App\/Boundary` has \d+ characters; expected at most 6144/);
  });

  test.each([[{ additionalActions: ['ses:*'] }, '`ses:*`'], [{ additionalActions: ['*'] }, '`*`'], [{ otherAccounts: ['*'] }, 'account `*`']])('no wildcard comes in: %j', (props, words) => {
    const wide = newStack();
    new HandlerBoundary(wide, 'Boundary', props);
    expect(() => template(wide)).toThrow(`HandlerBoundaryTooWide: boundary \`App/Boundary\` ${words.startsWith('account') ? 'names' : 'lets'} ${words}`);
  });
});

test('a boundary holds for any role', () => {
  const stack = newStack();
  const boundary = new HandlerBoundary(stack, 'Boundary');
  new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), permissionsBoundary: boundary });
  expect(only(template(stack), 'AWS::IAM::Role').Properties.PermissionsBoundary).toBeDefined();
});
