/**
 * Random intents with random members, as plain data, and the app that they become:
 *
 *   fc.property(randomWorlds, (world) => simulate(synthesizeWorld(world)))
 *
 * Flows run between all kinds of ends; members are of cheap types, some imported; they live in the stack of the intent or
 * in another one. Every world is without mistakes: mistakes have tests of their own.
 */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type MicrosegmentationProps, RulesPlacement, ServiceAccess, ZeroTrust } from 'cdk-zero-trust';
import type { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { declare, type PlainEnd, type PlainFlow, type PlainIntent } from './declare';
import type { OracleActor, OracleWorld } from './oracle';
import { newApp, newStack, type Synthesized, synthesize } from './synthesize';

export type MemberKind = 'instance' | 'function' | 'cache' | 'task' | 'imported';

export interface RandomMember {
  readonly name: string;
  readonly kind: MemberKind;
  /** In the stack of the intent, or in another one. */
  readonly elsewhere: boolean;
}

export interface RandomWorld {
  readonly intent: PlainIntent;
  readonly members: Readonly<Record<string, readonly RandomMember[]>>;
  readonly perSegment: boolean;
}

export const SEGMENTS = ['alpha', 'bravo', 'charlie', 'delta'];
export const PREFIX_LISTS: Readonly<Record<string, readonly string[]>> = { 'pl-0123456789abcdef0': ['203.0.113.0/25', '2001:db8:ff::/48'], 'pl-6da54004': ['3.5.64.0/21'] };
export const ENCLAVE = { id: 'mainframe', cidrs: ['10.200.7.0/28', '2001:db8:7::/64'], owner: 'finance', until: '2028-01-01', compensation: 'a firewall of its own' };
export const HUB = ['10.100.0.0/24'];
export const FOREIGN_GROUP = 'sg-0fedcba9876543210';
const OFFICES = { prefixList: 'pl-0123456789abcdef0', name: 'offices', maxEntries: 2 };
/** Ends outside by the IP versions that they have. `10.0.0.0/14` holds every member. */
const BOTH: readonly PlainEnd[] = ['internet', ENCLAVE.id, OFFICES, `account:444455556666/${FOREIGN_GROUP}`];
const FOUR: readonly PlainEnd[] = ['internet-ipv4', '10.0.0.0/14', '198.51.100.0/24', '198.51.100.128/25', 'account:777788889999/10.80.0.0/16'];
const SIX: readonly PlainEnd[] = ['internet-ipv6', '2001:db8:5::/48'];
/** Interface, gateway, hub, NAT, and one that tasks need to boot, as they need S3. */
const SERVICES = ['logs', 's3', 'sqs', 'sns', 'ecr.dkr'];

const range = fc.tuple(fc.constantFrom(1, 22, 80, 443, 8000, 65534), fc.constantFrom(0, 1, 10)).map(([from, more]) => (more === 0 ? `${from}` : `${from}-${Math.min(65535, from + more)}`));
const anyVersion = fc.oneof({ weight: 6, arbitrary: fc.tuple(fc.constantFrom('tcp', 'udp'), range).map((parts) => parts.join('/')) }, fc.constantFrom('tcp', 'all', 'ip/50'));
const overs = (icmp: readonly string[]): fc.Arbitrary<string> => fc.oneof({ weight: 8, arbitrary: anyVersion }, fc.constantFrom(...icmp));
const ICMP = ['icmp', 'icmp/8', 'icmp/3/4'];
const ICMP6 = ['icmpv6', 'icmpv6/128'];

function flowsOf(segments: readonly string[]): fc.Arbitrary<PlainFlow> {
  const segment = fc.constantFrom(...segments);
  const text = { because: fc.constantFrom('serves pages', 'reads documents', 'because of history'), authentication: fc.constantFrom('mtls', 'sigv4') };
  const between = fc.record({ ...text, source: segment, destination: segment, over: overs([...ICMP, ...ICMP6]) })
    .map((f) => (f.source === f.destination ? { ...f, withinSegment: true } : f));
  const outside = (ends: readonly PlainEnd[], icmp: readonly string[]): fc.Arbitrary<PlainFlow> =>
    fc.record({ ...text, inside: segment, end: fc.constantFrom(...ends), over: overs(icmp), inbound: fc.boolean() })
      .map(({ inside, end, inbound, ...f }) => ({ ...f, ...(inbound ? { source: end, destination: inside } : { source: inside, destination: end }) }));
  const service = fc.record({ because: text.because, source: segment, service: fc.constantFrom(...SERVICES), actions: fc.constantFrom<string[] | undefined>(undefined, ['x:Get'], ['x:Get', 'x:Put']) })
    .map(({ service: name, actions, ...f }) => ({ ...f, destination: { service: name, ...(actions === undefined ? {} : { actions: actions.map((a) => a.replace('x', name.split('.')[0])) }) } }));
  return fc.oneof(
    { weight: 5, arbitrary: between }, { weight: 2, arbitrary: outside(BOTH, [...ICMP, ...ICMP6]) }, { weight: 2, arbitrary: outside(FOUR, ICMP) },
    { weight: 1, arbitrary: outside(SIX, ICMP6) }, { weight: 3, arbitrary: service },
  );
}

/** One flow per pair of ends: a second one might ask for the same again, which is a mistake. */
export function pairOf({ source, destination }: PlainFlow): string {
  return JSON.stringify([source, destination]);
}

const memberKinds = fc.oneof({ weight: 6, arbitrary: fc.constantFrom<MemberKind>('instance', 'function', 'cache', 'task', 'task') }, { weight: 1, arbitrary: fc.constant<MemberKind>('imported') });
const membersOf = (segment: string): fc.Arbitrary<RandomMember[]> => fc.array(fc.record({ kind: memberKinds, elsewhere: fc.boolean() }), { minLength: 1, maxLength: 2 })
  .map((list) => list.map((m, i) => ({ ...m, name: `${segment}-${i}` })));

export const randomWorlds: fc.Arbitrary<RandomWorld> = fc.integer({ min: 2, max: SEGMENTS.length }).chain((count) => {
  const ids = SEGMENTS.slice(0, count);
  return fc.record({
    flows: fc.uniqueArray(flowsOf(ids), { minLength: 1, maxLength: 9, selector: pairOf }),
    members: fc.record(Object.fromEntries(ids.map((id) => [id, membersOf(id)]))),
    perSegment: fc.boolean(),
  }).map(({ flows, members: byId, perSegment }) => ({
    intent: { segments: ids.map((id) => ({ id })), enclaves: [ENCLAVE], flows: flows.map((f, i) => ({ ...f, id: `flow-${i}` })) },
    members: byId,
    perSegment,
  }));
});

export function synthesizeWorld(world: RandomWorld, props: Partial<MicrosegmentationProps> = {}): Synthesized {
  const app = newApp();
  const home = newStack(app, 'Home');
  const other = newStack(app, 'Other');
  const zt = new ZeroTrust(home, 'ZeroTrust', {
    vpc: importVpc(home),
    serviceAccess: { sqs: ServiceAccess.sharedHub({ cidrs: HUB }), sns: ServiceAccess.nat() },
    rulesPlacement: world.perSegment ? RulesPlacement.PER_SEGMENT : RulesPlacement.TOGETHER,
    ...props,
  });
  const made = Object.entries(world.members).map(([id, list]): [string, IConstruct[]] => [id, list.map((m) => makeMember(m.elsewhere ? other : home, m))]);
  declare(zt, world.intent, Object.fromEntries(made));
  return synthesize(app);
}

/** Where the simulator finds an actor. */
export function whereIs(world: RandomWorld, actor: string): string {
  const { segment, endpoint, groups } = actorsOf(world)[actor] ?? {};
  if (endpoint !== undefined) return `Home/ZeroTrust/Network/Endpoints/${endpoint}`;
  return segment === undefined || groups !== undefined ? actor : `${world.members[segment].find((m) => m.name === actor)!.elsewhere ? 'Other' : 'Home'}/${actor}`;
}

/** Everybody with an interface: members, endpoints that a flow or a task asks for, and a peer in another account. */
export function actorsOf(world: RandomWorld): Record<string, OracleActor> {
  const actors: Record<string, OracleActor> = { peer: { groups: [FOREIGN_GROUP], addresses: ['10.90.0.5', '2001:db8:90::5'] } };
  for (const [segment, list] of Object.entries(world.members)) {
    for (const { name, kind } of list) actors[name] = { segment, addresses: at(SEGMENTS.indexOf(segment), Number(name.slice(-1))), ...(kind === 'imported' ? { groups: [importedGroup(name)] } : {}) };
  }
  const services = [...Object.values(impliedOf(world)).flat(), ...world.intent.flows.map((f) => (typeof f.destination === 'string' ? undefined : f.destination.service))];
  ['logs', 'ecr.api', 'ecr.dkr'].forEach((service, i) => {
    if (services.includes(service)) actors[`endpoint.${service}`] = { endpoint: service, addresses: at(9, i) };
  });
  return actors;
}

export function oracleOf(world: RandomWorld): OracleWorld {
  const actors = actorsOf(world);
  return {
    intent: world.intent,
    actors,
    prefixLists: PREFIX_LISTS,
    serviceAddresses: { s3: PREFIX_LISTS['pl-6da54004'], sqs: HUB, sns: ['0.0.0.0/0'] },
    implied: impliedOf(world),
    foreignGroups: foreignGroups(world),
  };
}

/** Groups outside of the app let everything out; the peer's lets everything in as well. */
export function foreignGroups(world: RandomWorld): NonNullable<OracleWorld['foreignGroups']> {
  const everybody = [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, { IpProtocol: '-1', CidrIpv6: '::/0' }];
  return Object.fromEntries(Object.values(actorsOf(world)).flatMap((a) => a.groups ?? []).map((id) => [id, { SecurityGroupIngress: id === FOREIGN_GROUP ? everybody : [], SecurityGroupEgress: everybody }]));
}

function impliedOf({ members }: RandomWorld): Record<string, string[]> {
  const withTask = Object.entries(members).filter(([, list]) => list.some(({ kind }) => kind === 'task'));
  return Object.fromEntries(withTask.map(([segment]) => [segment, ['ecr.api', 'ecr.dkr', 's3']]));
}

function at(subnet: number, host: number): string[] {
  return [`10.1.${subnet}.${host + 10}`, `2001:db8:10:${subnet}::${host + 10}`];
}

function makeMember(stack: Stack, { name: id, kind }: RandomMember): IConstruct {
  const subnets = ['subnet-0a'];
  switch (kind) {
    case 'instance': return new ec2.CfnInstance(stack, id, { imageId: 'ami-1', instanceType: 't3.micro', subnetId: 'subnet-0a', securityGroupIds: ['sg-0ccccccccccccccc1'] });
    case 'function': return new lambda.CfnFunction(stack, id, { role: 'arn:aws:iam::111122223333:role/r', code: { zipFile: 'x' }, vpcConfig: { subnetIds: subnets } });
    case 'cache': return new elasticache.CfnCacheCluster(stack, id, { cacheNodeType: 'cache.t3.micro', engine: 'redis', numCacheNodes: 1, cacheSubnetGroupName: 'cache' });
    case 'task': return new ecs.CfnService(stack, id, { cluster: 'cluster', taskDefinition: 'task:1', launchType: 'FARGATE', networkConfiguration: { awsvpcConfiguration: { subnets } } });
    case 'imported': return ec2.SecurityGroup.fromSecurityGroupId(stack, id, importedGroup(id));
  }
}

function importedGroup(name: string): string {
  return `sg-0bbbbbbbbbbbb${SEGMENTS.indexOf(name.slice(0, -2))}${name.slice(-1)}11`;
}

function importVpc(scope: Construct): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-0a'], isolatedSubnetRouteTableIds: ['rtb-0a'] });
}
