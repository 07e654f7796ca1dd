/** The IAM evaluator of the tests, at the places where IAM is not what one expects. */
import { may, type PlainStatement, type Request } from '../support/iam/evaluate';

const ACCOUNT = '111122223333';
const READER: Request = { principal: { arn: `arn:aws:iam::${ACCOUNT}:role/reader`, account: ACCOUNT }, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
const ALLOW: PlainStatement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const ask = (request: Request, identity: readonly PlainStatement[], policy: readonly PlainStatement[] = [], more: object = {}): boolean => may(request, { identity, policy, account: ACCOUNT, ...more });

test.each<[string, boolean, PlainStatement['Condition'], Request['context']]>([
  ['no keys satisfy ForAllValues', true, { 'ForAllValues:StringEquals': { k: ['a'] } }, {}],
  ['no keys do not satisfy ForAnyValue', false, { 'ForAnyValue:StringEquals': { k: ['a'] } }, {}],
  ['every key must match', false, { 'ForAllValues:StringEquals': { k: ['a'] } }, { k: ['a', 'b'] }],
  ['a negated operator holds where the key is missing', true, { StringNotEquals: { k: 'a' } }, {}],
  ['a plain one does not', false, { StringEquals: { k: 'a' } }, {}],
  ['none of several values', false, { StringNotLike: { k: ['x', 'a*'] } }, { k: 'abc' }],
  ['IfExists holds where the key is missing', true, { BoolIfExists: { k: 'false' } }, {}],
  ['Null false asks for the key', false, { Null: { k: 'false' } }, {}],
  ['an empty set is no key', false, { Null: { k: 'false' } }, { k: [] }],
  ['a variable without a value', false, { StringEquals: { k: '${aws:PrincipalTag/sub}' } }, { k: '' }],
  ['the end of a time', false, { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }, { 'aws:CurrentTime': '2027-01-01T00:00:00Z' }],
])('%s: %s', (_, expected, condition, context) => expect(ask({ ...READER, context }, [{ ...ALLOW, Condition: condition }])).toBe(expected));

test('a deny wins; an operator that is not modelled is no answer', () => {
  expect(ask(READER, [ALLOW], [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }])).toBe(false);
  expect(() => ask({ ...READER, context: { k: '1' } }, [{ ...ALLOW, Condition: { IpAddress: { k: '1' } } }])).toThrow('not modelled');
});

test('accounts: one allow is enough within one, both are needed across; a key policy that names the account hands over to IAM', () => {
  const named: PlainStatement = { ...ALLOW, Principal: { AWS: READER.principal.arn } };
  expect([ask(READER, [], [named]), ask(READER, [ALLOW]), ask(READER, [])]).toEqual([true, true, false]);
  const foreign: Request = { ...READER, principal: { arn: 'arn:aws:iam::999988887777:role/x', account: '999988887777' } };
  const root: PlainStatement = { ...ALLOW, Principal: { AWS: 'arn:aws:iam::999988887777:root' } };
  expect([ask(foreign, [ALLOW]), ask(foreign, [], [root]), ask(foreign, [ALLOW], [root])]).toEqual([false, false, true]);
  const own: PlainStatement = { ...ALLOW, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };
  expect([ask(READER, [ALLOW], [], { needsDelegation: true }), ask(READER, [], [own], { needsDelegation: true }), ask(READER, [ALLOW], [own], { needsDelegation: true })]).toEqual([false, false, true]);
});
