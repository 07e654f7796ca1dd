/**
 * The table against an independent source: the generated L1s of aws-cdk-lib. Every path in it exists there, and every type there
 * that has a property named like a group or a subnet is in it, is read by code of its own, or has a reason.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { PREFIX_LISTS, prefixListName } from '../../../lib/layers/network/catalogue';
import { INTERFACE_TABLE, isWithoutEffect, READ_TYPES, SERVICES_WITHOUT_EFFECT, WITHOUT_EFFECT } from '../../../lib/world/network';
import { awsLists } from '../../../lib/world/network/aws-prefix-lists';
import { network, type } from './support';
import { l1Types } from './l1-schema';

const L1 = l1Types();
const READ = new Set(READ_TYPES.map((row) => row.type));

/** Left to what every unknown type gets (unmodelled.ts): an interface that may be there, and `could open a path`. */
const BY_SHAPE: Readonly<Record<string, string>> = {
  'AWS::AppRunner::VpcIngressConnection': 'names an endpoint that is a resource of its own',
  'AWS::EC2::LocalGatewayRouteTableVPCAssociation': 'Outposts',
  'AWS::EC2::RouteServerAssociation': 'routes that come over BGP',
  'AWS::EC2::TransitGatewayMulticastDomainAssociation': 'multicast',
  'AWS::GameLift::Fleet': 'a peering with a VPC of the service',
  'AWS::GameLiftStreams::StreamGroup': 'a transit with a VPC of the service',
  'AWS::NetworkManager::ConnectPeer': 'Cloud WAN',
  'AWS::NetworkManager::VpcAttachment': 'Cloud WAN',
  'AWS::NimbleStudio::StudioComponent': 'groups without an interface; the service is closed',
  'AWS::OpsWorks::Layer': 'groups without an interface; the service is closed',
  'AWS::OpsWorks::Stack': 'a default subnet; the service is closed',
  'AWS::RDS::OptionGroup': 'groups on the port of an option of a database',
  'AWS::RefactorSpaces::Application': 'it makes balancers and gateways by itself',
  'AWS::RefactorSpaces::Service': 'it makes balancers and gateways by itself',
  'AWS::SageMaker::UserProfile': 'groups of apps that are started later',
};
/** Properties that match by name and mean something else, or say nothing beside those that are read. */
const NO_REFERENCE: Readonly<Record<string, RegExp>> = {
  'a description or a name of a subnet group itself': /(SubnetGroupDescription|SubnetGroup\.SubnetGroupName)$/,
  'a switch': /(SubnetChangeProtection|SecurityGroupReferencingSupport|AppSecurityGroupManagement|EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic|UseOpsworksSecurityGroups)$/,
  'one of the subnets that are read': /PreferredSubnetId$/,
  'groups of inputs, not of a VPC': /(InputSecurityGroups|ChannelSecurityGroups)\.\*$/,
  'groups of EC2-Classic, which is gone': /(CacheSecurityGroupNames|ClusterSecurityGroups|DBSecurityGroups)\.\*$/,
  'what AWS answers, not what is written': /^Workgroup\./,
};

const last = (p: string): string => p.split('.').filter((s) => s !== '*').pop()!;
const isNamedSo = (p: string): boolean => /SecurityGroup|Subnet/i.test(last(p)) || last(p) === 'GroupSet';
const isLeaf = (p: string, all: ReadonlySet<string>): boolean => ![...all].some((q) => q.startsWith(`${p}.`));

test('there is something to compare with', () => {
  expect(L1.size).toBeGreaterThan(1500);
  expect(L1.get('AWS::Lambda::Function')).toContain('VpcConfig.SecurityGroupIds.*');
});

test('every path of the table is a property of its type', () => {
  const wrong = INTERFACE_TABLE.flatMap((row) => {
    const known = L1.get(row.type);
    const flags = [row.publicIpv4, row.ipv6, row.alsoOutside].flatMap((f) => (typeof f === 'object' ? [f.path] : []));
    const paths = [...row.subnets, ...row.groups, ...row.subnetGroup === undefined ? [] : [row.subnetGroup], ...row.vpc === undefined ? [] : [row.vpc], ...flags].map((p) => (row.each === undefined ? p : `${row.each}.${p}`));
    return paths.filter((p) => known?.has(p) !== true && known?.has(`${p}.*`) !== true).map((p) => `${row.type} ${p}`);
  });
  expect(wrong).toEqual([]);
});

test('every type with a group or a subnet is in the table, read, or has a reason', () => {
  const covered = new Map<string, Set<string>>();
  for (const row of INTERFACE_TABLE) {
    const paths = covered.get(row.type) ?? new Set<string>();
    for (const p of [...row.subnets, ...row.groups, ...row.subnetGroup === undefined ? [] : [row.subnetGroup]]) paths.add(row.each === undefined ? p : `${row.each}.${p}`).add(`${row.each === undefined ? p : `${row.each}.${p}`}.*`);
    covered.set(row.type, paths);
  }
  const missing: string[] = [];
  for (const [name, paths] of L1) {
    if (READ.has(name) || isWithoutEffect(name) || name in BY_SHAPE) continue;
    for (const p of paths) {
      if (!isNamedSo(p) || !isLeaf(p, paths) || covered.get(name)?.has(p)) continue;
      if (!Object.values(NO_REFERENCE).some((r) => r.test(`${name.split('::')[2]}.${p}`) || r.test(p))) missing.push(`${name} ${p}`);
    }
  }
  expect(missing.sort()).toEqual([]);
});

test('a type that names a VPC is in the table, read, or has a reason', () => {
  const rows = new Set(INTERFACE_TABLE.map((row) => row.type));
  const missing = [...L1].filter(([name, paths]) => [...paths].some((p) => /^VPC?(Id|Config)$|^Vpc(Id|Config)$/.test(last(p))) && !rows.has(name) && !READ.has(name) && !isWithoutEffect(name) && !(name in BY_SHAPE)).map(([name]) => name);
  expect(missing.sort()).toEqual([]);
});

test('reasons are about types that there are', () => {
  const names = [...Object.keys(BY_SHAPE), ...WITHOUT_EFFECT.keys(), ...READ].filter((name) => name.startsWith('AWS::'));
  const gone = names.filter((name) => !L1.has(name) && name !== 'AWS::CDK::Metadata');
  expect(gone).toEqual([]);
  expect([...SERVICES_WITHOUT_EFFECT.keys()].filter((prefix) => ![...L1.keys()].some((name) => name.startsWith(prefix)))).toEqual([]);
  const twice = [...READ, ...INTERFACE_TABLE.map((row) => row.type)].filter(isWithoutEffect);
  expect(twice).toEqual([]);
});

test('every type that is said to be read is read', () => {
  const names = [...READ, ...INTERFACE_TABLE.map((row) => row.type)];
  const { coverage } = network(Object.fromEntries([...new Set(names)].map((name, i) => [`R${i}`, type(name)])));
  const unread = coverage.notModelled.filter((n) => n.effect !== 'could open a path').map((n) => n.type);
  expect(unread).toEqual([]);
});

test('every type that a reader asks for is said to be read', () => {
  const dir = path.join(__dirname, '../../../lib/world/network');
  const asked = new Set(readdirSync(dir).filter((f) => f.endsWith('.ts')).flatMap((f) => [...readFileSync(path.join(dir, f), 'utf8').matchAll(/ofType\(([^)]*)\)/g)].flatMap((m) => [...m[1].matchAll(/'((?:AWS|Custom)::[^']+)'/g)].map((t) => t[1]))));
  const said = new Set([...READ, ...INTERFACE_TABLE.map((row) => row.type)]);
  expect(asked.size).toBeGreaterThan(60);
  expect([...asked].filter((name) => !said.has(name)).sort()).toEqual([]);
});

test('the prefix lists of AWS are those that the network layer writes by', () => {
  expect([...awsLists()].sort()).toEqual(PREFIX_LISTS.map((row): [string, string] => [`${row.region} ${row.id}`, prefixListName(row.service, row.region)]).sort());
});

test('docs/world.md lists what is modelled', () => {
  const text = readFileSync(path.join(__dirname, '../../../docs/world.md'), 'utf8');
  const listed = (heading: string): string[] => {
    const section = text.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? '';
    return [...section.matchAll(/`((?:AWS|Custom)::[A-Za-z0-9:-]+)`/g)].map((m) => m[1]).sort();
  };
  expect(listed('Types in the table')).toEqual([...new Set(INTERFACE_TABLE.map((row) => row.type))].sort());
  expect(listed('Types that are read by themselves')).toEqual([...READ].sort());
  expect(listed('Types without an effect')).toEqual([...WITHOUT_EFFECT.keys(), ...SERVICES_WITHOUT_EFFECT.keys()].sort());
});
