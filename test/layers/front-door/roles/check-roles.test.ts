/** Wildcards that nobody asked for, roles that are shared, and ways past the door; and that nothing is changed by looking. */
import { Aws, Fn, CfnParameter } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { checkRoles } from '../../../../lib/layers/front-door/roles/check-roles';
import { HandlerRole } from '../../../../lib/layers/front-door/roles';
import { handler, newStack, routeTo, template } from './support';

const own = (stack: ReturnType<typeof newStack>, id = 'Fn'): lambda.Function => {
  const role = new HandlerRole(stack, `${id}Role`, { inVpc: true });
  return handler(stack, id, { role, logGroup: role.logGroup });
};
const told = (...routes: Parameters<typeof routeTo>[0][]): string[] => checkRoles(routes.map((r) => routeTo(r))).map((f) => `${f.level} ${f.code}: ${f.message}`);

test('a role of its own is fine, and looking changes nothing', () => {
  const make = (look: boolean): any => {
    const stack = newStack();
    const fn = own(stack);
    if (look) expect(told(fn)).toStrictEqual([]);
    return template(stack);
  };
  expect(make(true)).toStrictEqual(make(false));
});

test('an existing role is told, never replaced', () => {
  const stack = newStack();
  const fn = handler(stack, 'Fn');
  expect(told(fn)).toStrictEqual([expect.stringMatching(/^warning HandlerRoleTooWide: role `App\/Fn\/ServiceRole` of handler `App\/Fn` has the policy `AWSLambdaBasicExecutionRole` .*`HandlerRole`/)]);
  const text = template(stack);
  expect(Object.keys(text.Resources).filter((id) => text.Resources[id].Type === 'AWS::IAM::Role')).toStrictEqual([expect.stringMatching(/^FnServiceRole/)]);
});

test('what every function of CDK has is told once for all', () => {
  const stack = newStack();
  expect(told(handler(stack, 'A'), handler(stack, 'B'))).toStrictEqual([expect.stringMatching(/^warning HandlerRoleTooWide: roles of handlers `App\/A`, `App\/B` have the policy `AWSLambdaBasicExecutionRole`/)]);
});

describe('wildcards', () => {
  const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table';
  test.each<[string, Partial<iam.PolicyStatementProps>, 'error' | 'warning' | undefined]>([
    ['everything', { actions: ['*'], resources: ['*'] }, 'error'],
    ['a service on a table', { actions: ['dynamodb:*'], resources: [`${table}/t`] }, 'error'],
    ['a family of actions on a table', { actions: ['dynamodb:Get*'], resources: [`${table}/t`] }, 'warning'],
    ['an action on everything', { actions: ['dynamodb:GetItem'], resources: ['*'] }, 'error'],
    ['an action on every table', { actions: ['dynamodb:GetItem'], resources: [`${table}/*`] }, 'error'],
    ['an action on tables of every account', { actions: ['dynamodb:GetItem'], resources: ['arn:aws:dynamodb:*:*:*'] }, 'error'],
    ['every bucket', { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::*'] }, 'error'],
    ['objects of every bucket', { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::*/*'] }, 'error'],
    ['objects of a bucket', { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::documents/*'] }, undefined],
    ['indexes of a table', { actions: ['dynamodb:Query'], resources: [`${table}/t/index/*`] }, undefined],
    ['all but some actions', { notActions: ['iam:*'], resources: [`${table}/t`] }, 'error'],
    ['all but some resources', { actions: ['s3:GetObject'], notResources: ['arn:aws:s3:::secret/*'] }, 'error'],
    ['a denial', { effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] }, undefined],
    ['actions that have no resource', { actions: ['xray:PutTraceSegments', 'cloudwatch:PutMetricData'], resources: ['*'] }, undefined],
    ['these beside one that has', { actions: ['xray:PutTraceSegments', 'sqs:SendMessage'], resources: ['*'] }, 'error'],
  ])('%s', (_, statement, level) => {
    const stack = newStack();
    const fn = own(stack);
    fn.addToRolePolicy(new iam.PolicyStatement(statement));
    const lines = told(fn);
    expect(lines.map((l) => l.split(' ')[0])).toStrictEqual(level === undefined ? [] : [level]);
    if (level !== undefined) expect(lines[0]).toContain('a wildcard that no data flow asked for: got `{');
  });

  test('wherever it stands: inline, a managed policy of the app, a policy beside, an override', () => {
    for (const put of [
      (role: iam.Role) => (role.node.defaultChild as iam.CfnRole).addPropertyOverride('Policies', [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } }]),
      (role: iam.Role) => role.addManagedPolicy(new iam.ManagedPolicy(role.stack, 'Managed', { statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] })),
      (role: iam.Role) => new iam.CfnRolePolicy(role.stack, 'Beside', { roleName: role.roleName, policyName: 'p', policyDocument: { Statement: { Effect: 'Allow', Action: ['s3:*'], Resource: '*' } } }),
      (role: iam.Role) => new iam.ManagedPolicy(role.stack, 'Attached', { roles: [role], statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] }),
    ]) {
      const stack = newStack();
      const fn = own(stack);
      put(fn.role as iam.Role);
      expect(told(fn).map((l) => l.split(':')[0])).toStrictEqual(['error HandlerRoleTooWide']);
    }
  });

  test('what a reference names is named', () => {
    const stack = newStack();
    const fn = own(stack);
    const bucket = new s3.Bucket(stack, 'Bucket');
    fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] }));
    expect(told(fn)).toStrictEqual([]);
    bucket.grantRead(fn);
    expect(told(fn)).toStrictEqual([expect.stringContaining('warning HandlerRoleTooWide')]);
    new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }).grantReadData(fn);
    expect(told(fn).filter((l) => l.startsWith('error'))).toStrictEqual([]);
  });

  test.each<[string, (stack: ReturnType<typeof newStack>) => string]>([
    ['formatArn', (stack) => stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: '*' })],
    ['pseudo parameters', () => `arn:${Aws.PARTITION}:dynamodb:${Aws.REGION}:${Aws.ACCOUNT_ID}:table/*`],
    ['Fn::Sub', () => Fn.sub('arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*')],
    ['a region alone', () => `arn:aws:dynamodb:${Aws.REGION}:*:*`],
  ])('a wildcard by %s is one', (_, arn) => {
    const stack = newStack();
    const fn = own(stack);
    fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [arn(stack)] }));
    expect(told(fn).map((l) => l.split(':')[0])).toStrictEqual(['error HandlerRoleTooWide']);
  });

  test('policies of AWS are wide, and what cannot be read is said', () => {
    const stack = newStack();
    const fn = own(stack);
    fn.role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess'));
    expect(told(fn)).toStrictEqual([expect.stringContaining('error HandlerRoleTooWide: role `App/FnRole` of handler `App/Fn` has the policy `AmazonS3ReadOnlyAccess` of AWS')]);
    const other = newStack();
    const second = own(other);
    second.role!.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(other, 'Theirs', 'arn:aws:iam::111122223333:policy/theirs'));
    expect(told(second)).toStrictEqual([expect.stringContaining('warning HandlerRoleUnknown')]);
    const chosen = newStack();
    const third = own(chosen);
    (third.role!.node.defaultChild as iam.CfnRole).addPropertyOverride('ManagedPolicyArns', Fn.split(',', new CfnParameter(chosen, 'Arns').valueAsString));
    expect(told(third)).toStrictEqual([expect.stringContaining('warning HandlerRoleUnknown')]);
  });
});

test('a shared role warns once', () => {
  const stack = newStack();
  const role = new HandlerRole(stack, 'Role');
  const [a, b] = ['A', 'B'].map((id) => handler(stack, id, { role, logGroup: role.logGroup }));
  expect(told(a, b, a)).toStrictEqual([expect.stringContaining('warning HandlersShareRole: handlers `App/A`, `App/B` have one role, `App/Role`')]);
});

describe('ways past the door', () => {
  test('a function url is refused, whatever it asks, of the function, a version or an alias', () => {
    const stack = newStack();
    const fn = own(stack);
    fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
    new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion }).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
    expect(told(fn).map((l) => l.split(':')[0])).toStrictEqual(['error HandlerHasUrl', 'error HandlerHasUrl']);
  });

  test.each<[string, lambda.Permission, boolean | 'other']>([
    ['API Gateway without a source', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com') }, true],
    ['every API', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: 'arn:aws:execute-api:eu-west-1:111122223333:*/*/*/*' }, true],
    ['API Gateway of the account', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceAccount: '111122223333' }, true],
    ['a service without a source', { principal: new iam.ServicePrincipal('s3.amazonaws.com') }, true],
    ['everybody', { principal: new iam.AnyPrincipal() }, true],
    ['one API', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: 'arn:aws:execute-api:eu-west-1:111122223333:abc/live/GET/a' }, 'other'],
    ['every API, agnostically', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:*/*/*/*` }, true],
    ['APIs that begin alike', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: 'arn:aws:execute-api:eu-west-1:111122223333:a*/live/GET/a' }, true],
    ['every topic', { principal: new iam.ServicePrincipal('sns.amazonaws.com'), sourceArn: 'arn:aws:sns:*:*:topic' }, true],
    ['every bucket', { principal: new iam.ServicePrincipal('s3.amazonaws.com'), sourceArn: 'arn:aws:s3:::*' }, true],
    ['topics of the account', { principal: new iam.ServicePrincipal('sns.amazonaws.com'), sourceArn: `arn:${Aws.PARTITION}:sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:*` }, false],
    ['a bucket', { principal: new iam.ServicePrincipal('s3.amazonaws.com'), sourceArn: 'arn:aws:s3:::b' }, false],
    ['an account', { principal: new iam.AccountPrincipal('444455556666') }, 'other'],
  ])('a permission for %s', (_, permission, isWide) => {
    const stack = newStack();
    const fn = own(stack);
    new lambda.CfnPermission(stack, 'P', {
      action: 'lambda:InvokeFunction', functionName: fn.functionArn, sourceArn: permission.sourceArn, sourceAccount: permission.sourceAccount,
      principal: permission.principal instanceof iam.ServicePrincipal ? permission.principal.service : permission.principal instanceof iam.AnyPrincipal ? '*' : '444455556666',
    });
    expect(told(fn).map((l) => l.split(':')[0])).toStrictEqual(isWide === 'other' ? ['error HandlerHasOtherWay'] : isWide ? ['error InvokePermissionTooWide'] : []);
  });

  test('a permission of a version or an alias is one of the function', () => {
    const stack = newStack();
    const fn = own(stack);
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
    new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', functionName: alias.functionArn, principal: 'apigateway.amazonaws.com' });
    new lambda.CfnPermission(stack, 'Q', { action: 'lambda:InvokeFunction', functionName: `${fn.functionArn}:live`, principal: '*' });
    expect(told(fn).map((l) => l.split(':')[0])).toStrictEqual(['error InvokePermissionTooWide', 'error InvokePermissionTooWide']);
  });

  test('of other functions nothing is said', () => {
    const stack = newStack();
    const fn = own(stack);
    own(stack, 'Other').addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
    expect(told(fn)).toStrictEqual([]);
  });
});
