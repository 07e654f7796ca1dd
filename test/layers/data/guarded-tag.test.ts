/** A tag that admits to a store is one that nobody can give himself. */
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import { globMatches } from '../../../lib/layers/data/guarded-statements';
import { checkGuardedTags, GUARDED_PREFIX, guardedTagKey, guardingPolicy, isGuardedKey } from '../../../lib/layers/data/guarded-tag';

const KEY = guardedTagKey('App/Data', 'documents');
const stackOf = (): Stack => new Stack(new App(), 'App');
const messages = (stack: Stack, keys = [KEY]): string[] => checkGuardedTags(stack, keys).map((m) => `${m.code}: ${m.message}`);
const trusted = (conditions?: object): iam.IPrincipal => new iam.SessionTagsPrincipal(conditions === undefined ? new iam.ServicePrincipal('ecs-tasks.amazonaws.com') : new iam.ServicePrincipal('ecs-tasks.amazonaws.com').withConditions(conditions as never));

test('keys: by façade and store, short enough, the same at every synth', () => {
  expect(KEY).toBe('zero-trust:App.Data.documents');
  expect(guardedTagKey('Other/Data', 'documents')).not.toBe(KEY);
  // Texts that look alike once their odd characters are gone are still two keys.
  expect(guardedTagKey('App/Dä', 'x')).not.toBe(guardedTagKey('App/Dö', 'x'));
  const long = guardedTagKey('A/'.repeat(200), 'documents');
  expect([long.length <= 128, long.startsWith(GUARDED_PREFIX), long === guardedTagKey('A/'.repeat(200), 'documents')]).toEqual([true, true, true]);
});

test('a key outside the guarded prefix', () => {
  expect(() => messages(stackOf(), ['team'])).toThrow('tag `team` is not under `zero-trust:`');
  expect([isGuardedKey(KEY), isGuardedKey(`${GUARDED_PREFIX}${'x'.repeat(128)}`)]).toEqual([true, false]);
  expect(messages(stackOf(), [])).toEqual([]);
});

test('a session tag: a role that may be assumed with any tag', () => {
  const stack = stackOf();
  new iam.Role(stack, 'Any', { assumedBy: trusted() });
  expect(messages(stack)).toEqual([expect.stringMatching(/^TagKeySettable: `App\/Any\/Resource` may be assumed with any session tag .*tag `zero-trust:App.Data.documents`/)]);
});

test.each<[string, boolean, object]>([
  ['only named keys', true, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['sub', 'team'] } }],
  ['named keys, ours among them', false, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['sub', KEY] } }],
  ['named keys by a pattern that matches ours', false, { 'ForAllValues:StringLike': { 'aws:TagKeys': ['zero*'] } }],
  ['none under the prefix, in any spelling', true, { 'ForAllValues:StringNotLike': { 'aws:TagKeys': ['????-?????:*'] } }],
  ['none under the prefix, in one spelling: `ZERO-TRUST:` is the same key', false, { 'ForAllValues:StringNotLike': { 'aws:TagKeys': ['zero-trust:*'] } }],
  ['this tag must be absent', true, { Null: { [`aws:RequestTag/${KEY}`]: 'true' } }],
  ['this tag must be there', false, { Null: { [`aws:RequestTag/${KEY}`]: 'false' } }],
  ['some key must be named: others may be set beside', false, { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['sub'] } }],
  ['a condition on something else', false, { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
])('a condition on it: %s', (_, isGuarded, conditions) => {
  const stack = stackOf();
  new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'x' }, Action: ['sts:AssumeRole', 'sts:TagSession'], Condition: conditions }] } });
  expect(messages(stack).length === 0).toBe(isGuarded);
});

test('a role, user or policy that may tag roles, in whatever form it says so', () => {
  const says = (make: (stack: Stack) => void): string[] => {
    const stack = stackOf();
    make(stack);
    return messages(stack);
  };
  const document = (actions: unknown, more: object = {}): object => ({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*', ...more }] });
  const policy = (policyDocument: object) => (stack: Stack): void => { new iam.CfnManagedPolicy(stack, 'P', { policyDocument }); };
  for (const actions of ['iam:TagRole', ['s3:GetObject', 'IAM:Tag*'], '*', 'iam:*', 'sts:TagSession', 'iam:TagUser']) expect([actions, says(policy(document(actions))).length]).toEqual([actions, 1]);
  expect(says(policy({ Statement: [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }] }))).toHaveLength(1);
  expect(says(policy({ Statement: [{ Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], Resource: '*' }] }))).toEqual([]);
  expect(says(policy(document(['iam:GetRole', 's3:*'])))).toEqual([]);
  expect(says(policy(document('iam:TagRole', { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['cost'] } } })))).toEqual([]);
  const guarded = { Effect: 'Deny', Action: 'iam:Tag*', Resource: '*', Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['????-?????:*'] } } };
  const sloppy = { ...guarded, Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['zero-trust:*'] } } };
  expect(says(policy({ Statement: [{ Effect: 'Allow', Action: 'iam:TagRole', Resource: '*' }, guarded] }))).toEqual([]);
  expect(says(policy({ Statement: [{ Effect: 'Allow', Action: 'iam:TagRole', Resource: '*' }, sloppy] }))).toHaveLength(1);
  const user = (stack: Stack): void => { new iam.User(stack, 'U').addToPolicy(new iam.PolicyStatement({ actions: ['iam:TagRole'], resources: ['*'] })); };
  expect(says(user)).toEqual([expect.stringContaining('permits `iam:TagRole` without a condition')]);
  const inline = (stack: Stack): void => { new iam.CfnRole(stack, 'R', { assumeRolePolicyDocument: { Statement: [] }, policies: [{ policyName: 'x', policyDocument: document('iam:TagRole') }] }); };
  expect(says(inline)).toHaveLength(1);
  const admin = (stack: Stack): void => { new iam.Role(stack, 'R', { assumedBy: new iam.ServicePrincipal('x'), managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')] }); };
  expect(says(admin)).toEqual([expect.stringContaining('has the managed policy `AdministratorAccess`')]);
});

test('the service control policy refuses the prefix in any spelling', () => {
  const text = JSON.stringify(guardingPolicy());
  expect(text).toContain('"aws:TagKeys":["????-?????:*"]');
  expect(GUARDED_PREFIX).toMatch(/^.{4}-.{5}:$/);
});

test('patterns of actions and keys: as a regular expression that knows no case of A to Z', () => {
  const piece = fc.constantFrom(...'*?*?aAZ.+(\\\n', 'é', 'É', '😀');
  const byExpression = (pattern: string, text: string): boolean => {
    const lower = (s: string): string => s.replace(/[A-Z]/g, (c) => c.toLowerCase());
    const source = [...lower(pattern)].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : /[a-z0-9é😀\n]/u.test(c) ? c : `\\u{${c.codePointAt(0)!.toString(16)}}`)).join('');
    return new RegExp(`^${source}$`, 'su').test(lower(text));
  };
  const some = fc.string({ unit: piece, maxLength: 5 });
  fc.assert(fc.property(some, some, (pattern, text) => globMatches(pattern, text) === byExpression(pattern, text)), { numRuns: 2000 });
  expect([globMatches('S3:get*', 's3:GetObject'), globMatches('*É*', 'é'), globMatches('?', '😀')]).toEqual([true, false, true]);
});
