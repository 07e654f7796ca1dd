/** Credentials of AWS for people: each with its own rows, and no tag that admits to a store. */
import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { DataAccess, DataProtection, OwnerRows } from 'cdk-zero-trust';
import { AppClient } from '../../../lib/layers/identity';
import { ENV, type Json, make, ofType, one, PORTAL } from './app';

test('a role with rows of its owner: trust, tags and policy fit together', () => {
  const made = make({ clients: { portal: PORTAL(), nightly: AppClient.service({ scopes: ['a/import'] }) } }, ({ identity, stack }) => {
    identity.addScope('a/import');
    const employee = identity.addPersona('employee', { groups: ['staff'] });
    const role = identity.sessionRole(employee);
    expect(identity.sessionRole(employee)).toBe(role);
    const data = new DataProtection(stack, 'Data');
    const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
    const documents = data.addStore('documents', { resource: table });
    data.addDataFlow({ source: role, store: documents, access: DataAccess.reads(), rows: OwnerRows.byTag('sub', { prefix: 'USER#' }), because: 'reads own documents' });
  });
  const template = made.template();
  const policy = JSON.stringify(ofType(template, 'AWS::IAM::RolePolicy').map(([, p]) => p.Properties as Json));
  expect(policy).toContain('USER#${aws:PrincipalTag/sub}');
  expect(one(template, 'AWS::Cognito::IdentityPoolPrincipalTag')).toMatchObject({ UseDefaults: false, PrincipalTags: { sub: 'sub' } });
  const trusts = ofType(template, 'AWS::IAM::Role').filter(([id]) => id.includes('Sessions')).map(([, r]) => r.Properties.AssumeRolePolicyDocument.Statement as Json[]);
  expect(trusts).toHaveLength(2);
  for (const statements of trusts) {
    expect(statements.map((s) => s.Action as string)).toEqual(['sts:AssumeRoleWithWebIdentity', 'sts:TagSession']);
    for (const s of statements) expect(s.Condition).toMatchObject({ 'StringEquals': { 'cognito-identity.amazonaws.com:aud': { Ref: expect.stringContaining('SessionsPool') } }, 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } });
    expect(statements[1].Condition['ForAllValues:StringEquals']).toEqual({ 'aws:TagKeys': ['sub'] });
  }
  // Groups choose the role; the client that signs nobody in has no part in it.
  expect(one(template, 'AWS::Cognito::UserPoolGroup').RoleArn).toEqual({ 'Fn::GetAtt': [expect.stringContaining('Roleemployee'), 'Arn'] });
  expect(Object.keys(one(template, 'AWS::Cognito::IdentityPoolRoleAttachment').RoleMappings as Json)).toEqual(['portal']);
  expect(one(template, 'AWS::Cognito::IdentityPoolRoleAttachment').Roles).toEqual({ authenticated: { 'Fn::GetAtt': [expect.stringContaining('Nobody'), 'Arn'] } });
});

test('a store of another stack knows the role by a tag, and no session can set it', () => {
  const made = make({ clients: { portal: PORTAL() } }, ({ identity, app, stack }) => {
    const role = identity.sessionRole(identity.addPersona('employee', { groups: ['staff'] }));
    const owner = new DataProtection(new Stack(app, 'Owner', ENV), 'Data');
    const table = new dynamodb.Table(Stack.of(owner), 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
    const documents = owner.addStore('documents', { resource: table, offers: [{ id: 'read', access: DataAccess.reads(), because: 'people read their own' }] });
    new DataProtection(stack, 'Data').addDataClaim({ source: role, store: documents, offer: 'read', rows: OwnerRows.byTag('sub'), because: 'reads own documents' });
  });
  expect(made.text()).toBe('');
  const [[, role]] = ofType(made.template(), 'AWS::IAM::Role').filter(([id]) => id.includes('Roleemployee'));
  expect(role.Properties.Tags).toEqual([expect.objectContaining({ Key: 'zero-trust:Owner.Data.documents' })]);
});

test.each<[string, Record<string, string>, string[]]>([
  ['the subject', { sub: 'sub' }, []],
  ['an attribute that nobody may write', { team: 'custom:team' }, []],
  ['a tag that admits to a store', { 'zero-trust:App.Data.documents': 'sub' }, ['SessionTagGuarded']],
  ['the same in other capitals', { 'Zero-Trust:x': 'sub' }, ['SessionTagGuarded']],
  ['an attribute that the user writes', { owner: 'email' }, ['SessionTagWritable']],
  ['a standard attribute, which a provider could fill', { owner: 'nickname' }, ['SessionTagWritable']],
  ['a list', { who: 'zt:personas' }, ['SessionTagInvalid']],
  ['one of AWS', { 'aws:x': 'sub' }, ['SessionTagInvalid']],
  ['twice, for IAM', { Sub: 'sub', sub: 'sub' }, ['SessionTagInvalid']],
])('tags: %s', (_, tags, expected) => {
  const made = make({ sessions: { tags }, clients: { portal: PORTAL() } }, ({ identity }) => { identity.sessionRole(identity.addPersona('p', { groups: ['g'] })); });
  expect(made.errors()).toEqual(expected);
});

test('a group of two roles is refused; without session roles there is no identity pool', () => {
  const twice = make({ clients: { portal: PORTAL() } }, ({ identity }) => { for (const id of ['a', 'b']) identity.sessionRole(identity.addPersona(id, { groups: ['shared', id] })); });
  expect(twice.errors()).toEqual(['GroupOfTwoRoles']);
  expect(ofType(make({ clients: { portal: PORTAL() } }).template(), 'AWS::Cognito::IdentityPool')).toEqual([]);
});
