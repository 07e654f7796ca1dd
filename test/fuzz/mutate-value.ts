/**
 * Mutations of a parsed template: a part is dropped, doubled, swapped, retyped, replaced by a token, a huge number, a deep
 * nest, an odd name. The original is shared and never changed: only the way down to the change is copied.
 */
import type { Random } from './random';

type Node = Record<string, unknown> | unknown[];
type Key = string | number;

/** Names that break what is careless with them. */
export const ODD_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'length', '', ' ', '0', '-1', 'AWS::NoValue', 'AWS::Region', 'a.b', 'a/b~0', '\u0000', '\u001b[31mred\u001b[0m', '\u202eevil', '\ud800', '💥', 'x'.repeat(300), 'Fn::If', 'Ref', '${A}', '\n\r\t', '{{resolve:ssm:x}}', 'internet', 'all', '0.0.0.0/0'];
const ODD_TEXTS = [...ODD_NAMES, '10.0.0.0/33', '10.0.0.1/8', '999.1.1.1/8', '::/0', '::1/129', 'fe80::%eth0/64', '0.0.0.0/0', '0.0.0.0/1', '-1', 'tcp', 'icmpv6', '65536', '1e9', 'NaN', 'true', 'sg-0123', 'pl-1', '${', '${}', '${!x}', '${A.B.C}', '${AWS::AccountId}', '{{resolve:secretsmanager:a:SecretString:b}}', '{{resolve:', 'arn:aws:::'];
const ODD_NUMBERS = [0, -0, -1, 1, 0.5, 65535, 65536, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e308, Infinity, -Infinity, NaN];
/** Types that the readers look for. */
const TYPES = ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::Route', 'AWS::EC2::RouteTable', 'AWS::EC2::NetworkAclEntry', 'AWS::EC2::Instance', 'AWS::EC2::NatGateway', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::PrefixList', 'AWS::Lambda::Function', 'AWS::ECS::Service', 'AWS::RDS::DBInstance', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::CloudFormation::Stack', 'AWS::EKS::Cluster', 'AWS::EFS::MountTarget', 'Custom::Odd', 'AWS::Serverless::Function', 'AWS::X::Y', '__proto__', ''];

/** One to four mutations. `other` lends parts. */
export function mutateValue(value: Record<string, unknown>, other: Record<string, unknown>, random: Random): unknown {
  let out: unknown = random.chance(0.85) ? cut(value, random) : value;
  for (let n = 1 + random.below(4); n > 0; n--) out = mutateOnce(out, other, random);
  return out;
}

/** Keeps a few resources: quick to judge, and full of references to nothing. */
function cut(value: Record<string, unknown>, random: Random): Record<string, unknown> {
  const resources = value.Resources;
  if (!isNode(resources) || Array.isArray(resources)) return value;
  const names = Object.keys(resources);
  const keep = 2 + random.below(10);
  if (names.length <= keep) return value;
  const from = random.below(names.length - keep + 1);
  const network = names.filter((name) => /EC2|LoadBal/.test(String((resources[name] as any)?.Type)));
  const kept = new Set([...names.slice(from, from + keep), ...network.slice(0, random.below(8))]);
  return { ...value, Resources: Object.fromEntries(Object.entries(resources).filter(([name]) => kept.has(name))) };
}

function mutateOnce(value: unknown, other: unknown, random: Random): unknown {
  const way = wayDown(value, random);
  if (way.length === 0) return random.chance(0.5) ? oddValue(value, random) : value;
  return changed(value, way, 0, (parent, key) => apply(parent, key, other, random));
}

/** Where to change: mostly in the properties of a resource, as deep as chance has it. The frame of a template is checked soon. */
function wayDown(value: unknown, random: Random): Key[] {
  const way: Key[] = [];
  let at = value;
  while (isNode(at)) {
    const keys: Key[] = Array.isArray(at) ? [...at.keys()] : Object.keys(at);
    if (keys.length === 0) break;
    const usual = way.length === 0 ? 'Resources' : way.length === 2 && way[0] === 'Resources' ? 'Properties' : undefined;
    const key = usual !== undefined && keys.includes(usual) && random.chance(0.92) ? usual : random.pick(keys);
    way.push(key);
    at = (at as any)[key];
    if ((way[0] === 'Resources' ? way.length > 3 : way.length > 1) && random.chance(0.3)) break;
  }
  return way;
}

function changed(value: unknown, way: readonly Key[], depth: number, apply_: (parent: Node, key: Key) => void): unknown {
  const copy: any = Array.isArray(value) ? [...value] : own(value as object);
  if (depth === way.length - 1) apply_(copy, way[depth]);
  else copy[way[depth]] = changed(copy[way[depth]], way, depth + 1, apply_);
  return copy;
}

/** A copy in which `__proto__` is a name as any other. */
function own(value: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, v] of Object.entries(value)) put(out, key, v);
  return out;
}

function put(node: Node, key: Key, value: unknown): void {
  Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}

function apply(parent: Node, key: Key, other: unknown, random: Random): void {
  const value = (parent as any)[key];
  switch (random.below(11)) {
    case 0: // drop
      if (Array.isArray(parent)) parent.splice(key as number, 1);
      else delete parent[key as string];
      return;
    case 1: // double
      if (Array.isArray(parent)) parent.splice(key as number, 0, value);
      else put(parent, `${key}${random.below(3)}`, value);
      return;
    case 2: { // swap with a sibling
      const keys: Key[] = Array.isArray(parent) ? [...parent.keys()] : Object.keys(parent);
      const sibling = random.pick(keys);
      const theirs = (parent as any)[sibling];
      put(parent, sibling, value);
      return put(parent, key, theirs);
    }
    case 3: // rename
      if (Array.isArray(parent)) return put(parent, key, oddValue(value, random));
      delete parent[key as string];
      return put(parent, random.pick(ODD_NAMES), value);
    case 4: return put(parent, key, token(value, random));
    case 5: return put(parent, key, Array.isArray(value) ? Object.fromEntries(value.map((v, i) => [String(i), v])) : [value, value]);
    case 6: return put(parent, key, typeof value === 'string' && value.startsWith('AWS::') ? random.pick(TYPES) : random.pick(ODD_TEXTS));
    case 7: return put(parent, key, random.pick(ODD_NUMBERS));
    case 8: return put(parent, key, nest(value, random));
    case 9: return put(parent, key, partOf(other, random));
    default: return put(parent, key, oddValue(value, random));
  }
}

function oddValue(value: unknown, random: Random): unknown {
  const scalar = isNode(value) ? 'an object' : value;
  return random.pick<unknown>([null, true, false, '', [], {}, [[]], [null], { '': null }, String(scalar), Number(scalar), random.pick(ODD_TEXTS), random.pick(ODD_NUMBERS), { ['__proto__']: 1 }]);
}

function token(value: unknown, random: Random): unknown {
  const name = random.pick(['Vpc', 'VPC', 'Nothing', 'AWS::NoValue', 'AWS::Region', ...ODD_NAMES]);
  return random.pick<unknown>([
    { Ref: name }, { Ref: { Ref: name } }, { 'Fn::GetAtt': [name, 'GroupId'] }, { 'Fn::GetAtt': `${name}.CidrBlock` }, { 'Fn::GetAtt': [] }, { 'Fn::Sub': `\${${name}}-\${${name}.X}` },
    { 'Fn::Sub': ['${a}', { a: value }] }, { 'Fn::If': [name, value, { Ref: 'AWS::NoValue' }] }, { 'Fn::If': [name] }, { 'Fn::ImportValue': name }, { 'Fn::Join': [',', value] }, { 'Fn::Join': name },
    { 'Fn::Select': [random.pick(ODD_NUMBERS), value] }, { 'Fn::Split': ['', value] }, { 'Fn::Split': [',', { Ref: name }] }, { 'Fn::Cidr': [value, random.pick(ODD_NUMBERS), random.pick(ODD_NUMBERS)] },
    { 'Fn::FindInMap': [name, name, name] }, { 'Fn::GetAZs': name }, { 'Fn::Transform': { Name: name } }, { 'Fn::ForEach::x': [name, [1, 2], {}] }, { 'Fn::Nonsense': value }, { Ref: name, 'Fn::Sub': name },
    { Condition: name }, { 'Fn::Length': value }, { 'Fn::ToJsonString': value }, { 'Fn::GetStackOutput': { StackName: name, OutputName: name } }, '{{resolve:ssm:/a/b:1}}',
  ]);
}

function nest(value: unknown, random: Random): unknown {
  let out = value;
  for (let n = random.pick([3, 30, 300, 3000]); n > 0; n--) out = random.pick<unknown>([[out], { a: out }, { 'Fn::If': ['X', out, 1] }]);
  return random.chance(0.5) ? { 'Fn::Join': ['', [out]] } : out;
}

function partOf(other: unknown, random: Random): unknown {
  let at = other;
  for (const key of wayDown(other, random)) at = (at as any)[key];
  return at;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
