/**
 * Whatever the identity wrote stands: each value of each resource is changed in place, added to, and taken away, and each time somebody says so.
 * What may change without a word is listed below, and nothing else.
 */
import { App, Aspects, CfnCondition, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AppClient, IdentityFoundation } from '../../../lib/layers/identity';
import { verifyIdentity } from '../../../lib/layers/identity/verify';
import { ENV, full, type Json, make, type Made, one, PORTAL } from './app';

const codes = ({ identity }: Made): string[] => verifyIdentity(identity, identity._build()).map((f) => f.code);
const resourcesOf = ({ identity }: Made): CfnResource[] => identity.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c));
const propsOf = (r: CfnResource): Json => (r as unknown as { cfnProperties: Json }).cfnProperties;
const isPlain = (v: unknown): v is Json => typeof v === 'object' && v !== null && (Array.isArray(v) || Object.getPrototypeOf(v) === Object.prototype);

/** Another value of the same type. */
function other(value: unknown): unknown {
  return typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : typeof value === 'string' ? 'ENABLED-zz' : undefined;
}

/** Each way to change a value in place, with how to take it back. */
function* mutations(holder: Json, path: string): Generator<{ readonly path: string; readonly run: () => () => void }> {
  for (const key of Object.keys(holder)) {
    const at = `${path}.${key}`;
    const value: unknown = holder[key];
    if (value === undefined || path.endsWith('.tags') || key === 'tags' || key === 'userPoolTags') continue;
    if (isPlain(value)) {
      if (Array.isArray(value)) yield { path: `${at}[+]`, run: () => { value.push(isPlain(value[0]) ? { ...value[0] as Json } : 'zz'); return () => { value.pop(); }; } };
      yield* mutations(value, at);
    }
    yield { path: at, run: () => { holder[key] = isPlain(value) ? undefined : other(value); return () => { holder[key] = value; }; } };
  }
}

/** Stricter than written, or nobody's business. */
const WELCOME = [
  'Pool.userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate[+]', // more is verified
  'Pool.policies.passwordPolicy.minimumLength',
  'Pool.accountRecoverySetting.recoveryMechanisms[+]', 'Pool.accountRecoverySetting.recoveryMechanisms.0.priority', // by e-mail or the administrator still
  'Pool.schema[+]', // an attribute more
  'Hook/Function.description', 'Hook/Function.timeout', 'Hook/Function.memorySize',
  'Hook/Log.retentionInDays', 'Activity.retentionInDays',
  'Login-portal.useCognitoProvidedValues',
  'Sessions/Nobody/Resource.description', 'Sessions/Role-employee/Resource.description', 'Sessions/Nobody/Resource.roleName', 'Sessions/Role-employee/Resource.roleName',
  'Sessions/Role-employee/Resource.managedPolicyArns.0', 'Sessions/Role-employee/Resource.managedPolicyArns', // what a persona may do is declared elsewhere
  'Sessions/Nobody/Resource.managedPolicyArns', // none, and none again
];

test('each value of each resource, in place', () => {
  const made = full();
  expect(made.text()).toBe('');
  expect(codes(made)).toEqual([]);
  const silent: string[] = [];
  let count = 0;
  for (const r of resourcesOf(made)) {
    const name = r.node.path.slice('App/Identity/'.length);
    const holder = new Proxy(propsOf(r), { get: (_, key) => (r as unknown as Json)[String(key)] as unknown, set: (_, key, value) => { (r as unknown as Json)[String(key)] = value; return true; } });
    for (const { path, run } of mutations(holder, name)) {
      const back = run();
      if (codes(made).length === 0) silent.push(path);
      back();
      count++;
    }
  }
  expect(codes(made)).toEqual([]);
  expect(silent.filter((p) => !WELCOME.includes(p))).toEqual([]);
  expect(count).toBeGreaterThan(150);
});

const late = (undo: (made: Made) => void) => (made: Made): void => { Aspects.of(made.stack).add({ visit: (node) => { if (node === made.identity) undo(made); } }, { priority: 900 }); };
const find = <T = CfnResource>({ identity }: Made, path: string): T => path.split('/').reduce<any>((at, id) => at.node.findChild(id), identity) as T;
const over = (resource: string, property: string, value: unknown) => late((made) => { find(made, resource).addPropertyOverride(property, value); });

test.each<[string, string, string, (made: Made) => void]>([
  ['devices that are remembered', 'IdentityChanged', 'DeviceConfiguration', over('Pool', 'DeviceConfiguration', { DeviceOnlyRememberedOnUserPrompt: false })],
  ['sign-in by a code in a mail', 'IdentityChanged', 'Policies.SignInPolicy.AllowedFirstAuthFactors', over('Pool', 'Policies.SignInPolicy.AllowedFirstAuthFactors', ['EMAIL_OTP'])],
  ['a trigger that confirms accounts', 'IdentityChanged', 'LambdaConfig.PreSignUp', over('Pool', 'LambdaConfig.PreSignUp', 'arn:aws:lambda:eu-west-1:111122223333:function:x')],
  ['no verified address', 'IdentityChanged', 'AutoVerifiedAttributes', late((made) => { find<cognito.CfnUserPool>(made, 'Pool').autoVerifiedAttributes = []; })],
  ['no password history', 'IdentityChanged', 'Policies.PasswordPolicy.PasswordHistorySize', over('Pool', 'Policies.PasswordPolicy.PasswordHistorySize', 0)],
  ['data of the user\'s context', 'IdentityChanged', 'EnablePropagateAdditionalUserContextData', over('Client-nightly', 'EnablePropagateAdditionalUserContextData', true)],
  ['another issuer', 'IdentityChanged', 'ProviderDetails.oidc_issuer', over('Provider-Okta', 'ProviderDetails.oidc_issuer', 'https://evil.example.com')],
  ['another claim', 'IdentityChanged', 'AttributeMapping.email', over('Provider-Okta', 'AttributeMapping.email', 'nickname')],
  ['another client of the identity pool', 'IdentityChanged', 'CognitoIdentityProviders', late((made) => { find<cognito.CfnIdentityPool>(made, 'Sessions/Pool').addPropertyOverride('CognitoIdentityProviders.1', { ClientId: 'x', ProviderName: 'y', ServerSideTokenCheck: true }); })],
  ['a role for guests', 'IdentityChanged', 'Roles.unauthenticated', over('Sessions/Roles', 'Roles.unauthenticated', 'arn:aws:iam::111122223333:role/x')],
  ['a role of a group', 'IdentityChanged', 'RoleArn', over('Group-staff', 'RoleArn', 'arn:aws:iam::111122223333:role/Admin')],
  ['trust of a session role', 'IdentityChanged', 'AssumeRolePolicyDocument', late((made) => { find<iam.Role>(made, 'Sessions/Role-employee').assumeRolePolicy?.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.AnyPrincipal()] })); })],
  ['rights of nobody', 'IdentityChanged', 'ManagedPolicyArns', late((made) => { find<iam.Role>(made, 'Sessions/Nobody').addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')); })],
  ['rights of nobody, beside', 'IdentityStray', 'AWS::IAM::Policy', late((made) => { find<iam.Role>(made, 'Sessions/Nobody').addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })); })],
  ['rights of the hook', 'IdentityChanged', 'ManagedPolicyArns', over('Hook/Role', 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/AdministratorAccess'])],
  ['a condition', 'IdentityChanged', '`Condition`', late((made) => { find(made, 'Sessions/Tags').cfnOptions.condition = new CfnCondition(made.stack, 'Never', { expression: Fn.conditionEquals('a', 'b') }); })],
  ['a transform', 'IdentityChanged', '`Fn::Transform`', late((made) => { find(made, 'Hook/Function').addOverride('Fn::Transform', { Name: 'AWS::Include' }); })],
  ['a dependency that is overridden', 'IdentityChanged', '`DependsOn`', late((made) => { find(made, 'Hook/Function').addOverride('DependsOn', []); })],
  ['a condition by an override', 'IdentityChanged', '`Condition`', late((made) => { find(made, 'Hook/Permission').addOverride('Condition', 'Never'); })],
  ['a type', 'IdentityChanged', '`Type`', late((made) => { find(made, 'Sessions/Tags').addOverride('Type', 'Custom::Nothing'); })],
  ['a resource that is gone', 'IdentityChanged', 'no longer in the tree', late((made) => { made.identity.node.findChild('Hook').node.tryRemoveChild('Permission'); })],
  ['a branch that is gone', 'IdentityChanged', 'no longer in the tree', late((made) => { made.identity.node.tryRemoveChild('Sessions'); })],
  ['code in place', 'IdentityOpen', 'hook.code', over('Hook/Function', 'Code', { ZipFile: 'exports.handler = async (e) => e;' })],
  ['another handler', 'IdentityOpen', 'hook.code', over('Hook/Function', 'Handler', 'evil.handler')],
  ['a layer', 'IdentityOpen', 'hook.code', over('Hook/Function', 'Layers', ['arn:aws:lambda:eu-west-1:444455556666:layer:x:1'])],
  ['a variable for node', 'IdentityOpen', 'hook.code', over('Hook/Function', 'Environment.Variables.NODE_OPTIONS', '--require /opt/x.js')],
  ['another role', 'IdentityOpen', 'hook.code', over('Hook/Function', 'Role', 'arn:aws:iam::111122223333:role/x')],
  ['the pools of another account', 'IdentityOpen', 'hook.permission', over('Hook/Permission', 'SourceAccount', '444455556666')],
  ['a client whose class is another', 'IdentityStray', 'AWS::Cognito::UserPoolClient', (made) => { new CfnResource(made.stack, 'Naive', { type: 'Custom::X', properties: { UserPoolId: find<cognito.CfnUserPool>(made, 'Pool').ref } }).addOverride('Type', 'AWS::Cognito::UserPoolClient'); }],
  ['a client by an export of this app', 'IdentityStray', 'AWS::Cognito::UserPoolClient', (made) => { made.stack.exportValue(find<cognito.CfnUserPool>(made, 'Pool').ref, { name: 'PoolId' }); new cognito.CfnUserPoolClient(made.stack, 'Naive', { userPoolId: Fn.importValue('PoolId') }); }],
  ['a caller of a version of the hook', 'IdentityStray', 'AWS::Lambda::Permission', late((made) => { new lambda.CfnPermission(made.stack, 'Open', { action: 'lambda:InvokeFunction', principal: '*', functionName: new lambda.CfnVersion(made.stack, 'V', { functionName: find<lambda.CfnFunction>(made, 'Hook/Function').ref }).ref }); })],
  ['a URL of an alias of the hook', 'IdentityStray', 'AWS::Lambda::Url', late((made) => { new lambda.CfnUrl(made.stack, 'Url', { authType: 'NONE', targetFunctionArn: new lambda.CfnAlias(made.stack, 'A', { name: 'live', functionName: find<lambda.CfnFunction>(made, 'Hook/Function').ref, functionVersion: '1' }).ref }); })],
  ['a policy of the hook\'s role, by its name', 'IdentityStray', 'AWS::IAM::RolePolicy', late((made) => { find<iam.CfnRole>(made, 'Hook/Role').roleName = 'hook'; new iam.CfnRolePolicy(made.stack, 'More', { roleName: 'hook', policyName: 'more', policyDocument: { Statement: [] } }); })],
  ['a policy of several roles, one of them the hook\'s by its name', 'IdentityStray', 'AWS::IAM::ManagedPolicy', late((made) => { find<iam.CfnRole>(made, 'Hook/Role').roleName = 'hook'; new iam.CfnManagedPolicy(made.stack, 'More', { roles: ['other', 'hook'], policyDocument: { Statement: [] } }); })],
  ['a validation that comes after ours', 'IdentityReplaced', '`GenerateSecret`', (made) => { new Stack(made.stack.node.root as App, 'Zz').node.addValidation({ validate: () => { find(made, 'Client-portal').addPropertyOverride('GenerateSecret', true); return []; } }); }],
  ['a client that a validation adds', 'IdentityStray', 'AWS::Cognito::UserPoolClient', (made) => { new Stack(made.stack.node.root as App, 'Zz').node.addValidation({ validate: () => { if (made.stack.node.tryFindChild('Late') === undefined) new cognito.CfnUserPoolClient(made.stack, 'Late', { userPoolId: find<cognito.CfnUserPool>(made, 'Pool').ref }); return []; } }); }],
  ['a client by Fn::Sub', 'IdentityStray', 'AWS::Cognito::UserPoolClient', (made) => { new cognito.CfnUserPoolClient(made.stack, 'Naive', { userPoolId: Fn.sub(`\${${made.stack.getLogicalId(find(made, 'Pool'))}}`) }); }],
  ['a group', 'IdentityStray', '`addPersona`', ({ stack, identity }) => { new cognito.CfnUserPoolGroup(stack, 'Admins', { userPoolId: identity.userPool.userPoolRef.userPoolId, groupName: 'admins', roleArn: 'arn:aws:iam::111122223333:role/Admin' }); }],
  ['an attachment of roles', 'IdentityStray', 'IdentityPoolRoleAttachment', (made) => { new cognito.CfnIdentityPoolRoleAttachment(made.stack, 'More', { identityPoolId: find<cognito.CfnIdentityPool>(made, 'Sessions/Pool').ref, roles: {} }); }],
  ['tags of sessions', 'IdentityStray', '`sessions.tags`', (made) => { new cognito.CfnIdentityPoolPrincipalTag(made.stack, 'More', { identityPoolId: find<cognito.CfnIdentityPool>(made, 'Sessions/Pool').ref, identityProviderName: 'x' }); }],
  ['an identity pool of a client of ours', 'IdentityStray', 'AWS::Cognito::IdentityPool', (made) => { new cognito.CfnIdentityPool(made.stack, 'More', { allowUnauthenticatedIdentities: true, cognitoIdentityProviders: [{ clientId: find<cognito.CfnUserPoolClient>(made, 'Client-portal').ref, providerName: 'x' }] }); }],
  ['a URL of the hook', 'IdentityStray', 'AWS::Lambda::Url', late((made) => { new lambda.CfnUrl(made.stack, 'Url', { authType: 'NONE', targetFunctionArn: find<lambda.CfnFunction>(made, 'Hook/Function').attrArn }); })],
  ['another caller of the hook', 'IdentityStray', 'AWS::Lambda::Permission', late((made) => { new lambda.CfnPermission(made.stack, 'Open', { action: 'lambda:InvokeFunction', principal: '*', functionName: find<lambda.CfnFunction>(made, 'Hook/Function').ref }); })],
])('%s: %s', (_, code, words, undo) => {
  const made = full(undo);
  expect(made.errors()).toContain(code);
  expect(made.text()).toContain(words);
});

test('what opens nothing is left to whoever says it', () => {
  const made = full((m) => {
    late(() => {
      find(m, 'Pool').addPropertyOverride('EmailConfiguration', { EmailSendingAccount: 'DEVELOPER', SourceArn: 'arn:aws:ses:eu-west-1:111122223333:identity/example.com' });
      find(m, 'Pool').addPropertyOverride('LambdaConfig.PostConfirmation', 'arn:aws:lambda:eu-west-1:111122223333:function:x');
      find(m, 'Hook/Function').addPropertyOverride('TracingConfig.Mode', 'Active');
      find(m, 'Hook/Role').addPropertyOverride('PermissionsBoundary', 'arn:aws:iam::111122223333:policy/boundary');
      find<iam.Role>(m, 'Sessions/Role-employee').addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
      find(m, 'Activity').addPropertyOverride('RetentionInDays', 3653);
    })(m);
  });
  expect(made.text()).toBe('');
});

test('a secret of a provider is not told again', () => {
  expect(full(over('Provider-Okta', 'ProviderDetails.client_secret2', 'hunter2hunter2')).text()).not.toContain('hunter2');
});

test('the login prefix follows the name of the stack: one app, deployed twice', () => {
  const prefix = (stackName: string): Json => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'App', { ...ENV, stackName });
    new IdentityFoundation(stack, 'Identity', { clients: { portal: PORTAL() } });
    return one(app.synth().getStackArtifact(stack.artifactId).template as Json, 'AWS::Cognito::UserPoolDomain');
  };
  expect(prefix('blue').Domain).not.toEqual(prefix('green').Domain);
  expect(prefix('blue').Domain).toEqual(prefix('blue').Domain);
  const nested = (): unknown => { const made = make(); return new IdentityFoundation(new NestedStack(made.stack, 'Nested'), 'Identity').loginHost; };
  expect(nested).not.toThrow();
});

test('no client is said; what JavaScript leaves out is a finding', () => {
  expect(make({}, ({ identity }) => { identity.addScope('a/b'); }).warnings().join()).toMatch(/IdentityWithoutClients: .*`a\/b`/);
  expect(make({ clients: { portal: PORTAL() } }).warnings().join()).not.toContain('IdentityWithoutClients');
  expect(make({ clients: { portal: AppClient.web({} as never) } }).errors()).toEqual(['CallbackMissing']);
  expect(make({ clients: { nightly: AppClient.service({} as never) } }).errors()).toEqual(['ClientWithoutScopes']);
  const texts = make({ clients: { portal: PORTAL() } }, ({ identity }) => { identity.addPersona('employee', { groups: ['staff'] }); identity.addScope('a/b', ['employee' as never]); });
  expect(texts.errors()).toEqual(['UnknownPersona']);
  expect(texts.text()).toContain('`employee`');
});
