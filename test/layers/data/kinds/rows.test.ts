/** The parts that rows are written with: values, keys, postures, what cannot be read. */
import { App, CfnCondition, CfnParameter, CfnResource, Fn, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Judgement } from '../../../../lib/layers/data/kind';
import { asToken, atLeast, customerKey, isFalse, isTrue, keyIn, LASTING, property, retained, whoseKey } from '../../../../lib/layers/data/kinds/helpers';
import { read } from '../../../../lib/layers/network/members/read';
import { contextOf, ENV, KEY_ARN, newStack, parameter } from './harness';

const TYPE = 'AWS::S3::Bucket';
const thing = (properties: any = {}, stack = newStack()): CfnResource => new CfnResource(stack, 'T', { type: TYPE, properties });
const words = { id: 's3.x', types: [TYPE], value: 'x', says: 'x', source: 'x' };
const flag = property({ ...words, aspect: 'recovery', path: 'A.Flag', isClosed: isTrue, write: true });
const judged = (properties: any): Judgement => flag.judge(thing(properties), contextOf());

describe('a property', () => {
  test.each([[true, 'closed'], ['true', 'closed'], [false, 'open'], ['yes', 'open'], [undefined, 'open'], [{ Ref: 'P' }, 'unknown'], [{ 'Fn::If': ['C', true, 'true'] }, 'closed'], [{ 'Fn::If': ['C', true, false] }, 'open'], [{ 'Fn::If': ['C', true, { Ref: 'AWS::NoValue' }] }, 'open'], [{ 'Fn::If': ['C', true, { Ref: 'P' }] }, 'unknown']])('%j is %s', (Flag, is) => {
    expect(judged({ A: { Flag } }).is).toBe(is);
  });
  test('inside what only the deployment knows it is unknown', () => expect(judged({ A: { Ref: 'P' } })).toMatchObject({ is: 'unknown', got: expect.stringContaining('chosen at deployment') }));
  test('of another type, or in a posture that does not ask, it is not asked', () => {
    expect(flag.judge(new CfnResource(newStack(), 'O', { type: 'AWS::S3::Other' }), contextOf()).is).toBe('not-asked');
    expect(property({ ...words, aspect: 'recovery', path: 'A', isClosed: isTrue, write: true, postures: LASTING }).judge(thing(), contextOf({ posture: 'sandbox' })).is).toBe('not-asked');
  });
  test.each<[string, unknown, string]>([
    ['a token that says it', Lazy.any({ produce: () => ({ Flag: true }) }), 'closed'], ['a token that says the opposite', Lazy.any({ produce: () => ({ Flag: false }) }), 'open'], ['a token about something else', Lazy.any({ produce: () => ({ Other: 1 }) }), 'closed'],
    ['what only the deployment knows', { Ref: 'P' }, 'unknown'], ['a text in its place', 'x', 'open'], ['a list in its place', [], 'open'], ['a deletion', undefined, 'open'],
  ])('an override above it counts: %s', (_, over, is) => {
    const resource = thing({ A: { Flag: true } });
    resource.addPropertyOverride('A', over);
    expect(flag.judge(resource, contextOf()).is).toBe(is);
  });
  test('closing writes it and nothing beside it, also where an L2 renders late', () => {
    const resource = thing({ A: { Other: Lazy.string({ produce: () => 'late' }) }, B: 1 });
    const judgement = flag.judge(resource, contextOf());
    if (judgement.is === 'open') judgement.close();
    expect(Stack.of(resource).resolve((resource as any)._toCloudFormation().Resources.T ?? Object.values(Stack.of(resource).resolve((resource as any)._toCloudFormation()).Resources)[0])).toMatchObject({ Properties: { A: { Other: 'late', Flag: true }, B: 1 } });
    expect(flag.judge(resource, contextOf()).is).toBe('closed');
  });
  test('numbers and booleans as CloudFormation takes them', () => {
    expect([7, '7', 6, '6', 'x', undefined, null].map(atLeast(7))).toEqual([true, true, false, false, false, false, false]);
    expect([isTrue('true'), isTrue(1), isFalse('false'), isFalse(undefined)]).toEqual([true, false, true, false]);
  });
});

describe('whose key', () => {
  const stack = newStack();
  const key = new kms.CfnKey(stack, 'K');
  const alias = (id: string, targetKeyId: string): string => new kms.CfnAlias(stack, id, { aliasName: `alias/${id}`, targetKeyId }).ref;
  const of = (value: unknown, known?: string): string => {
    const resource = new CfnResource(stack, `R${stack.node.children.length}`, { type: TYPE, properties: { Key: value } });
    return whoseKey(resource, read(resource, 'Key'), known);
  };
  test.each<[string, unknown, string]>([
    ['absent', undefined, 'none'], ['empty', '', 'none'], ['an ARN', KEY_ARN, 'own'], ['an id', '0d1b3c52-0000-4000-8000-000000000001', 'own'], ['an alias', 'alias/mine', 'own'], ['of AWS', 'alias/aws/s3', 'aws'], ['of AWS, by ARN', 'arn:aws:kms:eu-west-1:111122223333:alias/aws/s3', 'aws'],
    ['a key', key.attrArn, 'own'], ['a key by id', key.ref, 'own'], ['an alias of a key', alias('own', key.ref), 'own'], ['an alias of AWS\'s', alias('theirs', 'alias/aws/s3'), 'aws'], ['a parameter', parameter(stack), 'unknown'], ['imported', Fn.importValue('x'), 'unknown'],
    ['an ARN of this account', stack.formatArn({ service: 'kms', resource: 'key', resourceName: 'x' }), 'own'], ['an alias of this account', stack.formatArn({ service: 'kms', resource: 'alias', resourceName: 'aws/s3' }), 'aws'], ['an ARN whose key is chosen later', stack.formatArn({ service: 'kms', resource: 'key', resourceName: Fn.importValue('y') }), 'unknown'],
    ['another resource', new CfnResource(stack, 'Other', { type: 'AWS::X::Y' }).ref, 'unknown'],
  ])('%s: %s is %s', (_, value, whose) => expect(of(value)).toBe(whose));
  test('the one that the layer wrote, whatever its form', () => {
    const imported = Fn.importValue('key');
    expect(of(imported, imported)).toBe('own');
    expect(of(Fn.importValue('other'), imported)).toBe('unknown');
  });
  test('its ARN, and its resource where this app makes it, across stacks too', () => {
    const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
    const named = (value: unknown): any => keyIn(new CfnResource(other, `N${other.node.children.length}`, { type: TYPE, properties: { Key: value } }), 'Key');
    expect(named(key.ref)).toMatchObject({ resource: key });
    expect(named(alias('again', key.ref)).resource).toBe(key);
    expect(named(KEY_ARN)).toEqual({ arn: KEY_ARN });
    expect(other.resolve(named('an-id').arn)['Fn::Join'][1].join('')).toContain(':kms:eu-west-1:111122223333:key/an-id');
    expect([named('alias/mine'), named('alias/aws/s3'), named(undefined)]).toEqual([undefined, undefined, undefined]);
    expect(other.resolve(named(Fn.importValue('x')).arn)).toEqual({ 'Fn::ImportValue': 'x' });
  });
});

test('a condition with an open branch is open for a key too, and a branch that nobody knows unknown', () => {
  const row = customerKey({ ...words, aspect: 'encryption', path: 'Enc.Key', hasDefault: true, write: () => {} });
  const is = (Enc: any): string => row.judge(thing({ Enc }), contextOf({ isJewel: true, keyArn: KEY_ARN })).is;
  expect([is({ 'Fn::If': ['C', { Key: KEY_ARN }, { Key: 'alias/mine' }] }), is({ 'Fn::If': ['C', { Key: KEY_ARN }, {}] }), is({ 'Fn::If': ['C', { Key: KEY_ARN }, { Key: 'alias/aws/s3' }] }), is({ 'Fn::If': ['C', { Key: KEY_ARN }, { Key: { Ref: 'P' } }] }), is({ Ref: 'P' })]).toEqual(['closed', 'open', 'open', 'unknown', 'unknown']);
});

describe('retained', () => {
  const row = retained(words);
  test('what an override says is the last word', () => {
    const resource = thing();
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(row.judge(resource, contextOf()).is).toBe('closed');
    resource.addOverride('DeletionPolicy', 'Delete');
    expect(row.judge(resource, contextOf())).toMatchObject({ is: 'open', got: '`DeletionPolicy` `Delete`' });
  });
  test('a replacement needs more than creation being undone', () => {
    const resource = thing();
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    expect(row.judge(resource, contextOf()).is).toBe('closed');
    resource.addOverride('UpdateReplacePolicy', 'RetainExceptOnCreate');
    expect(row.judge(resource, contextOf()).is).toBe('open');
  });
  test('a token is unknown', () => {
    const resource = thing();
    resource.addOverride('DeletionPolicy', { 'Fn::If': ['C', 'Retain', 'Delete'] });
    expect(row.judge(resource, contextOf()).is).toBe('unknown');
  });
});

test('what was read becomes a token again', () => {
  const stack = newStack();
  const resource = new CfnResource(stack, 'A', { type: TYPE, properties: { P: new CfnParameter(stack, 'P').valueAsString, J: `${stack.formatArn({ service: 's3', resource: 'x' })}/${new CfnResource(stack, 'B', { type: TYPE }).ref}` } });
  expect(stack.resolve(asToken(read(resource, 'P')))).toEqual({ Ref: 'P' });
  expect(stack.resolve(asToken(read(resource, 'J')))).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:eu-west-1:111122223333:x/', { Ref: 'B' }]] });
  new CfnCondition(stack, 'C');
});
