/**
 * Small templates and short words for what stands in the network that is read from them:
 *
 *   rules(network({ Sg: group({ SecurityGroupIngress: [...] }) }), 'App.Sg')   // ['ingress tcp/443 from 0.0.0.0/0', ...]
 */
import type { Bounds } from '../../../lib/world/facts';
import type { Guard } from '../../../lib/world/guard';
import { readNetwork } from '../../../lib/world/network';
import type { Forward, GroupRule, InterfaceClass, NetworkWorld, RulePeer } from '../../../lib/world/network/model';
import { templatesOf } from '../../../lib/world/template';

export interface Part {
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly region?: string;
  readonly account?: string;
  readonly assume?: Readonly<Record<string, string>>;
}

export type Resources = Readonly<Record<string, unknown>>;

export function network(Resources: Resources, part: Part = {}): NetworkWorld {
  const { region, account, assume = {}, ...sections } = part;
  return networkOf([{ key: 'App', body: { ...sections, Resources }, ...region === undefined ? {} : { region }, ...account === undefined ? {} : { account } }], assume);
}

export function networkOf(templates: Parameters<typeof templatesOf>[0], assume: Readonly<Record<string, string>> = {}): NetworkWorld {
  return readNetwork(templatesOf(templates, { assume }), { assume });
}

export const type = (name: string, Properties: unknown = {}, more: object = {}): unknown => ({ Type: name.includes('::') && /^(AWS|Custom)::/.test(name) ? name : `AWS::${name}`, Properties, ...more });
export const ref = (Ref: string): unknown => ({ Ref });
export const att = (id: string, name: string): unknown => ({ 'Fn::GetAtt': [id, name] });
export const when = (condition: string, then: unknown, otherwise: unknown = { Ref: 'AWS::NoValue' }): unknown => ({ 'Fn::If': [condition, then, otherwise] });

export const VPC: Resources = { Vpc: type('EC2::VPC', { CidrBlock: '10.0.0.0/16' }) };
export const group = (properties: object = {}, more: object = {}): unknown => type('EC2::SecurityGroup', { GroupDescription: 'a group', VpcId: ref('Vpc'), ...properties }, more);
/** Two subnets, two groups in a VPC. */
export const BASE: Resources = {
  ...VPC,
  A: type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24' }),
  B: type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' }),
  Sg: group(), Other: group(),
};
/** An internet gateway on the VPC. */
export const INTERNET: Resources = {
  Igw: type('EC2::InternetGateway'),
  Attached: type('EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Igw') }),
};
export const PARAMETER = { Parameters: { P: { Type: 'String' } } };
export const PROD: Part = { Parameters: { Stage: { Type: 'String' } }, Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } } };

// ---- words --------------------------------------------------------------------------------------------------------------

export function bounds(b: Bounds<{ toString(): string }>): string {
  const [may, must] = [b.may.toString(), b.must.toString()];
  return b.unknowns.length === 0 ? may : `${must}..${may} (${b.unknowns.map((u) => u.token).join(', ')})`;
}

const under = (guard: Guard): string => (guard.isAlways() ? '' : ` when ${guard}`);

export function rules(world: NetworkWorld, id: string, direction?: GroupRule['direction']): string[] {
  const found = world.groups.get(id);
  if (found === undefined) return [`no group ${id}`];
  return found.rules.filter((r) => direction === undefined || r.direction === direction)
    .map((r) => `${r.direction} ${bounds(r.connections)} ${r.direction === 'ingress' ? 'from' : 'to'} ${peer(r.peer)}${under(r.guard)}${r.hearsay === undefined ? '' : ' hearsay'}`);
}

export function peer(p: RulePeer): string {
  switch (p.kind) {
    case 'addresses': return p.text;
    case 'group': return p.group;
    case 'prefixList': return p.list;
    case 'opaque': return `any ${p.of} ${p.atom}`;
  }
}

/** `in App.A public when ..., in App.B` */
export function places(c: InterfaceClass | undefined): string[] {
  if (c === undefined) return ['no class'];
  if (c.outside) return [`outside${under(c.guard)}`];
  return c.placements.map((p) => {
    const v4 = p.publicIpv4.is === 'yes' ? ' public' : p.publicIpv4.is === 'maybe' ? ` public? ${p.publicIpv4.unknown.token}` : '';
    const v6 = p.ipv6.is === 'yes' ? ' ipv6' : p.ipv6.is === 'maybe' ? ` ipv6? ${p.ipv6.unknown.token}` : '';
    return `in ${p.subnet}${p.addresses === undefined ? '' : ` at ${bounds(p.addresses)}`}${v4}${v6}${under(p.guard)}`;
  });
}

export function groupsOf(c: InterfaceClass | undefined): string[] {
  if (c === undefined) return ['no class'];
  if (c.ungrouped) return ['ungrouped'];
  return c.attachments.map((a) => `${a.group ?? `unknown ${a.unknown.token}`}${under(a.guard)}`);
}

export function forwards(world: NetworkWorld): string[] {
  return world.forwards.map((f: Forward) => [
    f.entry === undefined ? '' : `(${bounds(f.entry.reachableFrom)} over ${bounds(f.entry.connections)}) `,
    `${f.source} ${bounds(f.listens)} -> ${[...f.targets, ...f.unlisted.map((u) => `? ${u.token}`)].join(', ') || 'nobody'} ${bounds(f.connections)}`,
    f.preservesClient ? ' as the client' : '', under(f.guard),
  ].join(''));
}

export function routes(world: NetworkWorld, table: string): string[] {
  const found = world.routeTables.get(table);
  if (found === undefined) return [`no table ${table}`];
  return [
    ...found.routes.map((r) => {
      const d = r.destination;
      const t = r.target;
      const to = d.kind === 'cidr' ? `${d.addresses}` : d.kind === 'prefixList' ? d.list : `? ${d.unknown.token}`;
      const by = t.kind === 'gateway' ? t.gateway : t.kind === 'endpoint' ? t.endpoint : t.kind === 'interface' ? t.interface : t.kind === 'unknown' ? `? ${t.unknown.token}` : t.kind;
      return `${to} by ${by}${under(r.guard)}`;
    }),
    ...found.open.map((u) => `open ${u.token}`),
  ];
}

export function entries(world: NetworkWorld, acl: string): string[] {
  const found = world.acls.get(acl);
  if (found === undefined) return [`no list ${acl}`];
  return [
    ...found.entries.map((e) => `${e.direction} ${e.number ?? '?'} ${e.allow.unknowns.length > 0 ? 'allow?' : e.allow.may ? 'allow' : 'deny'} ${bounds(e.connections)} ${bounds(e.addresses)}${under(e.guard)}`),
    ...found.open.map((u) => `open ${u.token}`),
  ];
}
