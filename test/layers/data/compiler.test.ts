/** From declared data flows to a plan: order, stability, and the mistakes that only a kind shows. */
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { actionFacts, ACTION_PREFIXES, nearestAction } from '../../../lib/layers/data/actions';
import { compileData } from '../../../lib/layers/data/compiler';
import { accessWords, classesOf, tagValue } from '../../../lib/layers/data/compiler/admission';
import { mergeStatements } from '../../../lib/layers/data/compiler/merge';
import { Sizes } from '../../../lib/layers/data/compiler/size';
import { KINDS, kindOfType } from '../../../lib/layers/data/kinds';
import { deniedActions } from '../../../lib/layers/data/resource-policies';
import type { DataFlowFacts, StoreFacts } from '../../../lib/layers/data/model';
import { type FlowInput, protect, type Protected, role } from '../../support/iam/app';

const bucketFlow = (flow: Partial<FlowInput>): Protected => protect((stack) => ({ stores: { documents: { resource: new s3.Bucket(stack, 'Documents') } }, flows: [{ id: 'flow', source: role(stack, 'Reader'), store: 'documents', access: 'read', ...flow }] }));

const STORE: StoreFacts = { scope: 'App', id: 'documents', store: { type: 's3', cfnType: 'AWS::S3::Bucket', path: 'App/B', arn: 'arn:aws:s3:::b' }, posture: 'standard', stack: 'App', exempt: [], tagKey: 'zero-trust:x', offers: [] };
const FLOW: DataFlowFacts = {
  scope: 'App', id: 'reads', store: 'App#documents', principals: [{ path: 'arn:aws:iam::111122223333:role/r', arn: 'arn:aws:iam::111122223333:role/r', roleName: 'r', account: '111122223333' }], access: 'read', actions: ['s3:GetObject'], parts: [],
  authentication: { method: 'sigv4' }, encryption: { method: 'tls' }, because: 'x', cadence: 'continuous',
};

test('the order of declaration changes nothing', () => {
  const flows = ['a', 'b', 'c', 'd'].map((id) => ({ ...FLOW, id, principals: [{ ...FLOW.principals[0], path: `role/${id}`, arn: `arn:aws:iam::111122223333:role/${id}` }] }));
  const stores = [STORE, { ...STORE, id: 'other', store: { ...STORE.store, arn: 'arn:aws:s3:::other' } }];
  expect(compileData([...flows].reverse(), [...stores].reverse(), kindOfType)).toEqual(compileData(flows, stores, kindOfType));
});

test('adding a flow changes the plan of its role and its store, and nothing else', () => {
  const stores = ['one', 'two', 'three'].map((id) => ({ ...STORE, id, store: { ...STORE.store, arn: `arn:aws:s3:::${id}` } }));
  const flow = (id: string, store: string, name: string): DataFlowFacts => ({ ...FLOW, id, store: `App#${store}`, principals: [{ path: name, arn: `arn:aws:iam::111122223333:role/${name}`, roleName: name }] });
  const before = compileData([flow('a', 'one', 'r1'), flow('b', 'two', 'r2')], stores, kindOfType);
  const after = compileData([flow('a', 'one', 'r1'), flow('b', 'two', 'r2'), flow('c', 'two', 'r3')], stores, kindOfType);
  expect(after.roles.filter((r) => !before.roles.some((b) => JSON.stringify(b) === JSON.stringify(r))).map((r) => r.principal.path)).toEqual(['r3']);
  expect(after.stores.filter((s) => !before.stores.some((b) => JSON.stringify(b) === JSON.stringify(s))).map((s) => s.store)).toEqual(['App#two']);
});

test('every kind: what its flows grant are its own actions on resources that it names, and no wildcard', () => {
  for (const kind of KINDS) {
    const store = { type: kind.type, cfnType: kind.cfnTypes[0], path: 'App/S', arn: `arn:aws:${kind.prefix.replace('-db', '')}:us-east-1:111122223333:thing/x`, name: 'cluster-ABC' };
    const actions = [...new Set([...kind.read, ...kind.write])].sort();
    const plan = compileData([{ ...FLOW, access: 'read-write', actions }], [{ ...STORE, store }], kindOfType);
    expect([kind.type, plan.findings.map((f) => f.code)]).toEqual([kind.type, actions.length > 0 ? [] : ['DataFlowGrantsNothing']]);
    const statements = plan.roles.flatMap((r) => r.leaves.flatMap((l) => l.statements));
    const granted = statements.flatMap((s) => s.Action);
    // A Redshift cluster and a serverless namespace have one of these actions each.
    expect([kind.type, granted.filter((a) => !actions.includes(a)), granted.length > 0]).toEqual([kind.type, [], actions.length > 0]);
    expect(statements.flatMap((s) => s.Action).filter((a) => /[*?]/.test(a))).toEqual([]);
    expect(statements.flatMap((s) => s.Resource ?? []).filter((r) => r === '*')).toEqual([]);
    const denied = plan.stores.flatMap((s) => s.statements).filter((s) => s.Effect === 'Deny').flatMap((s) => s.Action);
    if (kind.policy !== undefined && kind.type !== 'kms') expect([kind.type, [...new Set(denied)].sort()]).toEqual([kind.type, deniedActions(kind)]);
  }
});

test('every action that a kind names is one that its service has', () => {
  const missing = KINDS.flatMap((k) => [...k.read, ...k.write, ...k.other]).filter((a) => ACTION_PREFIXES.includes(a.split(':')[0]) && actionFacts(a)?.name !== a);
  expect(missing).toEqual([]);
});

describe('mistakes', () => {
  test.each<[string, RegExp, Partial<FlowInput>]>([
    ['DataActionUnknown', /lists `s3:GetObjects`, which is no action of AWS; did you mean `s3:GetObject`\? expected one of the data plane of the kind `S3 bucket`/, { access: 'actions', actions: ['s3:GetObjects'] }],
    ['DataActionUnknown', /which AWS spells `s3:GetObject`; write it so/, { access: 'actions', actions: ['s3:getobject'] }],
    ['DataActionWildcard', /lists `s3:Get\*`; expected exact actions/, { access: 'actions', actions: ['s3:Get*'] }],
    ['DataActionNotOfStore', /lists `s3:PutBucketPolicy`, which administers the kind `S3 bucket`/, { access: 'actions', actions: ['s3:PutBucketPolicy'] }],
    ['DataActionNotOfStore', /lists `dynamodb:GetItem`, which is not of the service of the kind `S3 bucket`/, { access: 'actions', actions: ['dynamodb:GetItem'] }],
  ])('%s %s', (code, message, flow) => {
    const { reports } = bucketFlow(flow);
    expect(reports).toEqual([{ level: 'error', code, message: expect.stringMatching(message) }]);
  });

  test('a store that is none, which was told where it was declared, permits nothing', () => {
    expect(compileData([{ ...FLOW, store: 'App#nowhere' }], [STORE], kindOfType).roles).toEqual([]);
  });

  test('parts of a store that has none', () => {
    const kind = KINDS.find((k) => k.parts === undefined)!;
    const plan = compileData([{ ...FLOW, actions: [kind.read[0]], parts: ['x'] }], [{ ...STORE, store: { ...STORE.store, type: kind.type } }], kindOfType);
    expect(plan.findings.map((f) => f.code)).toEqual(['StoreWithoutParts']);
  });

  test('another façade\'s store, without a claim or across accounts; a role that nobody here can tag', () => {
    const foreign = { ...STORE, scope: 'Owner', store: { ...STORE.store, account: '999988887777' } };
    const flow = { ...FLOW, store: 'Owner#documents' };
    expect(compileData([flow], [foreign], kindOfType).findings.map((f) => f.code).sort()).toEqual(['CrossAccountClaim', 'DataFlowWithoutOffer']);
    const claim = { ...flow, claims: { scope: 'Owner', store: 'documents', offer: 'read' } };
    const own = compileData([claim], [{ ...foreign, store: STORE.store }], kindOfType);
    expect(own.findings.map((f) => [f.level, f.code, f.message])).toEqual([['warning', 'RoleTagNotOurs', expect.stringContaining('has to tag it with `zero-trust:x` = `/read/`')]]);
    expect(own.roles[0].tags).toEqual({ 'zero-trust:x': '/read/' });
  });

  test('more tags than a role takes', () => {
    const stores = Array.from({ length: 51 }, (_, n) => ({ ...STORE, scope: 'Owner', id: `s${n}`, tagKey: `zero-trust:s${n}` }));
    const flows = stores.map((s) => ({ ...FLOW, id: s.id, store: `Owner#${s.id}`, claims: { scope: 'Owner', store: s.id, offer: 'o' } }));
    expect(compileData(flows, stores, kindOfType).findings.filter((f) => f.level === 'error').map((f) => f.code)).toEqual(['GuardedTagsTooMany']);
  });
});

test('parts of pieces: classes, words, merging', () => {
  const classes = classesOf(['a', 'b', 'c'], [{ actions: ['a', 'b'], arn: 'x', path: '2' }, { actions: ['b'], path: '1', tag: { key: 'k', word: 'read' } }]);
  expect(classes).toEqual([{ actions: ['a'], arns: ['x'], tags: {} }, { actions: ['b'], arns: ['x'], tags: { k: ['*/read/*'] } }, { actions: ['c'], arns: [], tags: {} }]);
  expect([tagValue(accessWords('read-write', [], true)), tagValue(['write', 'read', 'read'])]).toEqual(['/read/write/', '/read/write/']);
  expect(accessWords('actions', ['s3:GetObject'], true)).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/)]);
  const one = { Effect: 'Allow' as const, Action: ['a'], Resource: ['x'] };
  expect(mergeStatements([one, { ...one, Resource: ['y', 'x'] }, { ...one, Action: ['b'] }])).toEqual([{ ...one, Resource: ['x', 'y'] }, { ...one, Action: ['b'] }]);
});

test('sizes are those of the deployed policy, or a little more', () => {
  const result = protect((stack) => ({
    stores: { table: { resource: new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }) } },
    flows: [{ id: 'reads', source: role(stack, 'Reader'), store: 'table', access: 'read' }],
  }));
  const sizes = new Sizes(result.facts.flows, result.facts.stores);
  const [leaf] = result.plan.roles[0].leaves;
  const arn = 'arn:aws:dynamodb:ap-southeast-1:111122223333:table/App-Table12345678-ABCDEFGHIJKLM';
  const deployed = JSON.stringify({ Version: '2012-10-17', Statement: leaf.statements.map((s) => ({ ...s, Resource: s.Resource!.map((r) => String(r).replace(/\$\{Token\[[^\]]*\]\}/, arn)) })) }).length;
  expect(sizes.of(leaf.statements)).toBeGreaterThanOrEqual(deployed);
  expect(sizes.of(leaf.statements)).toBeLessThan(deployed + 60);
});

test('the nearest action is of the same service where that has one', () => {
  expect([nearestAction('dynamodb:GetItm'), nearestAction('s3:PutObjct'), nearestAction('sqs:Recieve')]).toEqual(['dynamodb:GetItem', 's3:PutObject', undefined]);
});
