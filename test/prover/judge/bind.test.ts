/** What the names of an intent mean in a world. */
import { bindIntent } from '../../../lib/prover/bind';
import type { MemberData } from '../../../lib/intent/model';
import { readNetwork } from '../../../lib/world/network';
import { InputError } from '../../../lib/world/input-error';
import { emptyWorld, intentFile, segment, templatesWith, worldWith } from './fakes';
import { makeFace, makeGroup } from '../replay/shop';

const resources = {
  Web: { Type: 'AWS::ECS::Service', Properties: {} },
  Fn: { Type: 'AWS::Lambda::Function', Properties: {} },
  Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Fn' } } },
  Files: { Type: 'AWS::EFS::FileSystem', Properties: {} },
  Eks: { Type: 'AWS::EKS::Cluster', Properties: {} },
  ListOf: { Type: 'AWS::EC2::PrefixList', Properties: {} },
  Sg: { Type: 'AWS::EC2::SecurityGroup', Properties: {}, Metadata: { 'aws:cdk:path': 'App/ZeroTrust/Sg' } },
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
};
const member = (logicalId: string, over: Partial<MemberData> = {}): MemberData => ({ path: `App/${logicalId}`, type: (resources as Record<string, { readonly Type: string } | undefined>)[logicalId]?.Type ?? 'AWS::X', template: 'App.template.json', logicalId, ...over });
const bind = (ids: readonly string[], ...members: readonly MemberData[]): ReturnType<typeof bindIntent> =>
  bindIntent(intentFile({ segments: [segment('web', members)] }), templatesWith([{ key: 'App', body: { Resources: resources, Parameters: { Outer: { Type: 'String' } } } }]), worldWith(...ids));
const found = (ids: readonly string[], ...members: readonly MemberData[]): readonly string[] | undefined => bind(ids, ...members).members.get('App/ZeroTrust#web');

test.each<[string, readonly string[], string, readonly string[]]>([
  ['a resource', ['App.Web', 'App.Other'], 'Web', ['App.Web']],
  ['all classes of a resource', ['App.Eks', 'App.Eks#nodes', 'App.Eks2'], 'Eks', ['App.Eks', 'App.Eks#nodes']],
  ['the function of an alias', ['App.Fn'], 'Live', ['App.Fn']],
])('a member is %s', (_, ids, logicalId, expected) => {
  expect(found(ids, member(logicalId))).toEqual(expected);
  expect(bind(ids, member(logicalId)).unbound).toEqual([]);
});

test('a member stands in the network by others, as the reader of the world says', () => {
  const vpc = { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' };
  const templates = templatesWith([{ key: 'App', body: { Resources: {
    Vpc: resources.Vpc, Subnet: { Type: 'AWS::EC2::Subnet', Properties: vpc }, Sg: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x', VpcId: { Ref: 'Vpc' } } },
    Files: resources.Files, Target: { Type: 'AWS::EFS::MountTarget', Properties: { FileSystemId: { Ref: 'Files' }, SubnetId: { Ref: 'Subnet' }, SecurityGroups: [{ 'Fn::GetAtt': ['Sg', 'GroupId'] }] } },
    Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { SecurityGroupIds: [{ 'Fn::GetAtt': ['Sg', 'GroupId'] }] } } },
    Fleet: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '1', MaxSize: '1', VPCZoneIdentifier: [{ Ref: 'Subnet' }], LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' } } },
    Groups: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { DBSubnetGroupDescription: 'x', SubnetIds: [{ Ref: 'Subnet' }] } },
    Db: { Type: 'AWS::RDS::DBCluster', Properties: { Engine: 'aurora-postgresql', DBSubnetGroupName: { Ref: 'Groups' }, VpcSecurityGroupIds: [{ 'Fn::GetAtt': ['Sg', 'GroupId'] }] } },
    Writer: { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier: { Ref: 'Db' }, Engine: 'aurora-postgresql' } },
  } } }]);
  const world = readNetwork(templates);
  for (const [id, expected] of [['Files', 'App.Target'], ['Template', 'App.Fleet'], ['Fleet', 'App.Fleet'], ['Db', 'App.Db'], ['Writer', 'App.Db']]) {
    const bound = bindIntent(intentFile({ segments: [segment('web', [member(id, { type: templates.resource(`App.${id}`)?.type })])] }), templates, world);
    expect([id, bound.members.get('App/ZeroTrust#web')?.map((c) => c.split('#')[0])]).toEqual([id, expect.arrayContaining([expected])]);
    expect(bound.unbound).toEqual([]);
  }
});

test('a key with a `#` of its own is no variant', () => {
  const intent = intentFile({ segments: [segment('web', [member('Web', { template: 'b/App.template.json' })])] });
  const templates = templatesWith([{ key: 'App', body: { Resources: resources } }, { key: 'App#2', file: 'b/App.template.json', body: { Resources: resources } }], []);
  expect(bindIntent(intent, templates, worldWith('App.Web', 'App#2.Web', 'App#2.Web#tasks')).members.get('App/ZeroTrust#web')).toEqual(['App#2.Web', 'App#2.Web#tasks']);
});

describe('members that are found nowhere are told', () => {
  test.each<[string, MemberData]>([
    ['another template', member('Web', { template: 'Gone.template.json' })],
    ['another logical id', member('Gone')],
    ['a resource without interface', member('ListOf')],
    ['no place at all', { path: 'App/X', type: 'AWS::X' }],
    ['an imported member without groups', { path: 'App/X', type: 'imported', groups: [] }],
    ['an imported member whose group cannot be told', { path: 'App/X', type: 'imported', groups: [{ 'Fn::Join': ['', ['a', { Ref: 'Outer' }]] }] }],
  ])('%s', (_, lost) => {
    expect(bind(['App.Web'], lost).unbound).toEqual([expect.objectContaining({ segment: 'App/ZeroTrust#web', path: lost.path })]);
  });

  test('a member of another stage is not taken for it', () => {
    const templates = templatesWith([{ key: 'App', stage: 'Prod', body: { Resources: resources } }]);
    expect(bindIntent(intentFile({ segments: [segment('web', [member('Web')])] }), templates, worldWith('App.Web')).unbound).toHaveLength(1);
  });

  test('two files of one name are no member', () => {
    const templates = templatesWith([{ key: 'A', file: 'a/App.template.json', body: { Resources: resources } }, { key: 'B', file: 'b/App.template.json', body: { Resources: resources } }]);
    expect(bindIntent(intentFile({ segments: [segment('web', [member('Web')])] }), templates, worldWith('A.Web', 'B.Web')).unbound).toHaveLength(1);
  });
});

test('templates of members are relative to the stage', () => {
  const templates = templatesWith([{ key: 'ProdApp', stage: 'Prod', file: 'assembly-Prod/App.template.json', body: { Resources: resources } }]);
  const file = intentFile({ segments: [segment('web', [member('Web')])] }, { stage: 'Prod', directory: 'assembly-Prod' });
  expect(bindIntent(file, templates, worldWith('ProdApp.Web')).members.get('App/ZeroTrust#web')).toEqual(['ProdApp.Web']);
});

describe('imported members', () => {
  const imported = (...groups: readonly unknown[]): MemberData => ({ path: 'App/Legacy', type: 'imported', groups });
  test('keep their groups, literal or not', () => {
    const { memberGroups, unbound } = bind([], imported('sg-0b2', { 'Fn::GetAtt': ['Sg', 'GroupId'] }));
    expect(memberGroups.get('App/ZeroTrust#web')).toEqual(['App.Sg', 'external:sg-0b2']);
    expect(unbound).toEqual([]);
  });
  test('keep each of a group that stands in several VPCs', () => {
    const world = emptyWorld({ groups: new Map(['App.Sg#1', 'App.Sg#2', 'App.Sgx'].map((id) => [id, makeGroup(id, [])])) });
    const templates = templatesWith([{ key: 'App', body: { Resources: resources } }]);
    expect(bindIntent(intentFile({ segments: [segment('web', [imported({ 'Fn::GetAtt': ['Sg', 'GroupId'] })])] }), templates, world).memberGroups.get('App/ZeroTrust#web')).toEqual(['App.Sg#1', 'App.Sg#2']);
  });
  test('are whoever has the group here', () => {
    const world = emptyWorld({ interfaces: new Map([['App.Web', makeFace('App.Web', ['App.Sg'], [])], ['App.Fn', makeFace('App.Fn', ['App.Other'], [])]]) });
    const templates = templatesWith([{ key: 'App', body: { Resources: resources } }]);
    const bound = bindIntent(intentFile({ segments: [segment('web', [imported({ 'Fn::GetAtt': ['Sg', 'GroupId'] })])] }), templates, world);
    expect(bound.members.get('App/ZeroTrust#web')).toEqual(['App.Web']);
  });
});

describe('symbols', () => {
  const two = [{ key: 'App', body: { Resources: resources, Parameters: { Outer: { Type: 'String' } } } }, { key: 'Other', body: { Resources: { Vpc: { ...resources.Vpc, Metadata: { 'aws:cdk:path': 'Other/Vpc' } } } } }];
  const symbol = bindIntent(intentFile(), templatesWith(two), emptyWorld({ vpcs: new Map([['App.Vpc', { defaultGroup: 'App.Vpc#group' } as never]]) })).symbol!;
  test.each<[string, unknown, string | undefined]>([
    ['a literal', 'pl-0123', 'external:pl-0123'],
    ['an ARN', 'arn:aws:ec2:eu-west-1:1:prefix-list/pl-0123', 'external:pl-0123'],
    ['a resource', { Ref: 'ListOf' }, 'App.ListOf'],
    ['an attribute of one', { 'Fn::GetAtt': ['Sg', 'GroupId'] }, 'App.Sg'],
    ['the default group of a VPC', { 'Fn::GetAtt': ['Vpc', 'DefaultSecurityGroup'] }, 'App.Vpc#group'],
    ['a text that is made of several', { 'Fn::Sub': 'x-${Outer}' }, undefined],
    ['nonsense', 7, undefined],
  ])('%s', (_, raw, expected) => expect(symbol('App/ZeroTrust', raw)).toBe(expected));
  test('equal parameters are equal symbols, others are others', () => {
    const outer = symbol('App/ZeroTrust', { Ref: 'Outer' });
    expect(outer).toBeDefined();
    expect(symbol('App/ZeroTrust', { 'Fn::Sub': '${Outer}' })).toBe(outer);
    expect(symbol('App/ZeroTrust', { 'Fn::ImportValue': 'Outer' })).not.toBe(outer);
  });
  test('a façade whose stack is not known knows no symbols', () => expect(symbol('Elsewhere/ZeroTrust', { Ref: 'Outer' })).toBeUndefined());
});

test.each<[string, unknown, string]>([
  ['a list', [], 'it is no object'],
  ['another schema', { ...(intentFile().intent as object), schema: 'zero-trust/intent/2' }, '`schema` is `zero-trust/intent/2`; expected `zero-trust/intent/1`'],
  ['no flows', { ...(intentFile().intent as object), flows: undefined }, '`flows` is missing; expected a list'],
  ['a segment that is a text', { ...(intentFile().intent as object), segments: ['web'] }, '`segments[0]` is `web`; expected an object'],
  ['a member without path', intentFile({ segments: [segment('web', [{ type: 'x' } as never])] }).intent, '`segments[0].members[0].path` is missing; expected text'],
  ['a flow without end', intentFile({ flows: [{ scope: '', id: 'f', source: { kind: 'internet' }, connections: [] } as never] }).intent, '`flows[0].destination` is missing; expected an object'],
])('an intent that is %s is refused by its file', (_, intent, words) => {
  const bad = { stage: '', directory: '', file: 'assembly-Prod/zero-trust.intent.json', intent };
  const run = (): unknown => bindIntent(bad, templatesWith([{ key: 'App', body: { Resources: {} } }]), emptyWorld());
  expect(run).toThrow(InputError);
  expect(run).toThrow(words);
  expect(run).toThrow('assembly-Prod/zero-trust.intent.json');
});

test('a network report of another schema is refused', () => {
  const file = intentFile({}, { network: { schema: 'zero-trust/network/9', scopes: [] } });
  expect(() => bindIntent(file, templatesWith([{ key: 'App', body: { Resources: {} } }]), emptyWorld())).toThrow('zero-trust/network/9');
});
