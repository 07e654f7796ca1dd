/**
 * Small worlds by hand, with defaults as a fresh account has them:
 *
 *   const world = worldOf({
 *     groups: { WebSg: { ingress: [['internet', 'tcp/443']] }, DbSg: { ingress: [['WebSg', 'tcp/5432']], egress: [] } },
 *     interfaces: { Web: { groups: ['WebSg'], subnets: ['Public'], publicIpv4: true }, Db: { groups: ['DbSg'], role: 'store' } },
 *   });
 *   world.interfaces.get('App.Web');
 *
 * Names become `App.NAME`. Without `vpcs`, there is `Vpc` (10.0.0.0/16) with an attached internet gateway `Igw`; without `subnets`,
 * `Public` (10.0.0.0/24, routed to the gateway), `Private` (10.0.1.0/24) and `Private2` (10.0.2.0/24). A group without `egress` lets
 * everything out; an interface without `subnets` is in `Private`; lists and main tables are as AWS makes them.
 */
import { AddressSet } from '../../../lib/algebra/address-set';
import { parseConnections } from '../../../lib/algebra/connection-parse';
import { ConnectionSet } from '../../../lib/algebra/connection-set';
import { type Bounds, exactly, type Place, type Unknown } from '../../../lib/world/facts';
import { Guard } from '../../../lib/world/guard';
import type {
  Acl, AclEntry, Exposure, Forward, Gateway, GroupRule, InterfaceClass, NetworkWorld, PrefixList, Route, RouteTable, RulePeer,
  SecurityGroup, Subnet, Vpc, VpcEndpoint,
} from '../../../lib/world/network/model';

/** `internet`, a CIDR, `pl:NAME` (a prefix list), `?NAME` (a token of addresses), `??NAME` (a token of groups), or the name of a group. */
export type PeerText = string;
/** Peer, connections, and under which guard. */
export type RuleSpec = readonly [peer: PeerText, over: string, guard?: Guard];

export interface WorldSpec {
  readonly vpcs?: Readonly<Record<string, { readonly cidr?: string | Bounds<AddressSet>; readonly ipv6?: string; readonly external?: boolean; readonly blocked?: 'both' | 'ingress'; readonly guard?: Guard; readonly flat?: true }>>;
  readonly subnets?: Readonly<Record<string, SubnetSpec>>;
  readonly acls?: Readonly<Record<string, AclSpec>>;
  readonly groups?: Readonly<Record<string, GroupSpec>>;
  readonly prefixLists?: Readonly<Record<string, { readonly awsName?: string; readonly entries?: readonly string[] }>>;
  readonly gateways?: Readonly<Record<string, GatewaySpec>>;
  readonly interfaces?: Readonly<Record<string, InterfaceSpec>>;
  readonly endpoints?: Readonly<Record<string, { readonly vpc?: string; readonly kind: VpcEndpoint['kind']; readonly service: string | Unknown; readonly interface?: string; readonly routeTables?: readonly string[] }>>;
  readonly forwards?: readonly ForwardSpec[];
  readonly conditions?: Readonly<Record<string, Guard>>;
  readonly unknowns?: readonly Unknown[];
}

export interface SubnetSpec {
  readonly vpc?: string;
  readonly cidr?: string | Bounds<AddressSet>;
  readonly ipv6?: string;
  readonly external?: boolean;
  readonly guard?: Guard;
  /** Own table with these routes; none: the main table. */
  readonly routes?: readonly RouteSpec[];
  /** Propagation: routes may exist that are not here. */
  readonly openRoutes?: readonly Unknown[];
  readonly acl?: string;
  readonly acls?: readonly (readonly [name: string, guard: Guard])[];
  readonly exempt?: 'both' | 'egress';
}
/** Destination (`0.0.0.0/0`, `pl:NAME`, `?NAME`), target (name of a gateway, an endpoint `endpoint:NAME`, an interface `interface:NAME`, or `?NAME`), guard. */
export type RouteSpec = readonly [to: string, target: string, guard?: Guard];

export interface AclSpec {
  readonly open?: readonly Unknown[];
  /** Number, direction, allow or deny, addresses (`?NAME`: a token), connections. */
  readonly entries: readonly (readonly [number: number | undefined, direction: 'ingress' | 'egress', action: 'allow' | 'deny' | 'token', cidr: string, over: string, guard?: Guard])[];
}

export interface GroupSpec {
  readonly vpc?: string;
  readonly external?: boolean;
  readonly guard?: Guard;
  readonly ingress?: readonly RuleSpec[];
  readonly egress?: readonly RuleSpec[];
  readonly open?: readonly Unknown[];
  /** The default egress rule beside standalone ones. */
  readonly hearsayEgress?: boolean;
}

export type GatewaySpec =
  | { readonly kind: 'internet' | 'vpn'; readonly vpcs: readonly string[]; readonly guard?: Guard }
  | { readonly kind: 'egressOnly'; readonly vpc: string }
  | { readonly kind: 'nat'; readonly subnet: string; readonly private?: boolean }
  | { readonly kind: 'peering'; readonly requester: string; readonly accepter: string }
  | { readonly kind: 'transit'; readonly attachments: readonly { readonly id: string; readonly vpc?: string; readonly routes: readonly (readonly [cidr: string, attachment: string | undefined])[] }[]; readonly open?: readonly Unknown[] }
  | { readonly kind: 'unknown'; readonly token: string };

export interface InterfaceSpec {
  readonly type?: string;
  readonly role?: InterfaceClass['role'];
  readonly guard?: Guard;
  readonly vpc?: string;
  readonly outside?: boolean;
  readonly ungrouped?: boolean;
  readonly groups?: readonly (string | readonly [name: string, guard: Guard])[];
  /** A token stands in the list of groups. */
  readonly opaqueGroups?: readonly Unknown[];
  readonly subnets?: readonly (string | readonly [name: string, guard: Guard])[];
  readonly addresses?: string;
  readonly publicIpv4?: boolean | Unknown;
  readonly ipv6?: boolean | Unknown;
  readonly accepts?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly constructPath?: string;
}

export interface ForwardSpec {
  readonly source: string;
  readonly targets: readonly string[];
  readonly listens: string;
  readonly connections: string;
  readonly preservesClient?: boolean;
  readonly unlisted?: readonly Unknown[];
  /** It is an entry that is no interface: who reaches it, over what. */
  readonly entry?: readonly [from: string, over: string];
  readonly guard?: Guard;
}

export function place(resource: string, pointer = '', constructPath?: string): Place {
  const [template, logicalId] = [resource.includes('.') ? resource.slice(0, resource.indexOf('.')) : 'App', resource.slice(resource.indexOf('.') + 1)];
  return { template: `${template}.template.json`, pointer: `/Resources/${logicalId}${pointer}`, resource: logicalId, ...(constructPath === undefined ? {} : { constructPath }) };
}

export function token(name: string): Unknown {
  return { token: `Ref ${name}`, template: 'App.template.json', pointer: `/Parameters/${name}`, assume: `${name}=<value>`, why: 'a parameter that nobody sets' };
}

export function over(text: string): ConnectionSet {
  if (text === 'none') return ConnectionSet.none();
  const parsed = parseConnections(text);
  if (!parsed.ok) throw new Error(parsed.error.what);
  return parsed.value;
}

export function id(name: string): string {
  return name.includes('.') || name.startsWith('external:') || name.startsWith('entry:') ? name : `App.${name}`;
}

function addresses(cidr: string | Bounds<AddressSet> | undefined, ipv6?: string): Bounds<AddressSet> {
  if (cidr !== undefined && typeof cidr !== 'string') return cidr;
  return exactly(AddressSet.unionOf([cidr, ipv6].filter((c) => c !== undefined).map((c) => AddressSet.cidr(c))));
}

export function worldOf(spec: WorldSpec): NetworkWorld {
  const vpcSpecs = spec.vpcs ?? { Vpc: { cidr: '10.0.0.0/16' } };
  const [firstVpc] = Object.keys(vpcSpecs);
  const subnetSpecs: Readonly<Record<string, SubnetSpec>> = spec.subnets ?? {
    Public: { cidr: '10.0.0.0/24', routes: [['0.0.0.0/0', 'Igw'], ['::/0', 'Igw']] },
    Private: { cidr: '10.0.1.0/24' },
    Private2: { cidr: '10.0.2.0/24' },
  };
  const gatewaySpecs: Readonly<Record<string, GatewaySpec>> = spec.gateways?.Igw === undefined && spec.vpcs === undefined ? { Igw: { kind: 'internet', vpcs: [firstVpc] }, ...spec.gateways } : spec.gateways ?? {};

  const vpcs = new Map<string, Vpc>();
  const groups = new Map<string, SecurityGroup>();
  const acls = new Map<string, Acl>();
  const routeTables = new Map<string, RouteTable>();
  const prefixLists = new Map<string, PrefixList>();
  for (const [name, v] of Object.entries(spec.prefixLists ?? {})) {
    const at = name.startsWith('external:') ? name : id(name);
    prefixLists.set(at, {
      id: at,
      place: place(at),
      ...(v.awsName === undefined ? {} : { awsName: v.awsName }),
      entries: v.entries === undefined ? { may: AddressSet.all(), must: AddressSet.none(), unknowns: [{ ...token(name), token: `prefix list ${name}` }] } : exactly(AddressSet.unionOf(v.entries.map((c) => AddressSet.cidr(c)))),
    });
  }
  const peer = (text: PeerText): RulePeer[] => {
    if (text === 'internet') return ['0.0.0.0/0', '::/0'].map((c) => ({ kind: 'addresses', addresses: AddressSet.cidr(c), text: c }));
    if (text.startsWith('??')) return [{ kind: 'opaque', atom: `Ref ${text.slice(2)}`, of: 'groups', unknown: token(text.slice(2)) }];
    if (text.startsWith('?')) return [{ kind: 'opaque', atom: `Ref ${text.slice(1)}`, of: 'addresses', unknown: token(text.slice(1)) }];
    if (text.startsWith('pl:')) return [{ kind: 'prefixList', list: text.startsWith('pl:external:') ? text.slice(3) : id(text.slice(3)) }];
    if (/^[0-9a-f:.]+\/\d+$/i.test(text)) return [{ kind: 'addresses', addresses: AddressSet.cidr(text), text }];
    return [{ kind: 'group', group: id(text) }];
  };

  for (const [name, v] of Object.entries(vpcSpecs)) {
    const at = id(name);
    const external: Unknown[] = v.external ? [{ token: name, template: '', pointer: '', assume: `${name}=flat`, why: 'the VPC is not made by these templates' }] : [];
    vpcs.set(at, {
      id: at,
      place: place(at),
      guard: v.guard ?? Guard.ALWAYS,
      external: v.external ?? false,
      addresses: v.external && v.cidr === undefined ? { may: AddressSet.all(), must: AddressSet.none(), unknowns: external } : addresses(v.cidr ?? '10.0.0.0/16', v.ipv6),
      mainRouteTable: `${at}#main`,
      defaultAcl: `${at}#acl`,
      defaultGroup: `${at}#default`,
      blocked: v.blocked === undefined ? [] : [{ guard: Guard.ALWAYS, place: place('App.Block'), direction: v.blocked }],
    });
    routeTables.set(`${at}#main`, { id: `${at}#main`, place: place(at), guard: Guard.ALWAYS, vpc: at, routes: [], open: v.flat ? [] : external });
    acls.set(`${at}#acl`, {
      id: `${at}#acl`,
      place: place(at),
      guard: Guard.ALWAYS,
      open: v.flat ? [] : external,
      entries: (['ingress', 'egress'] as const).map((direction) => ({
        guard: Guard.ALWAYS, place: place(at), direction, number: 100, allow: exactly(true), addresses: exactly(AddressSet.all()), connections: exactly(ConnectionSet.all()),
      })),
    });
    groups.set(`${at}#default`, {
      id: `${at}#default`,
      place: place(at),
      guard: Guard.ALWAYS,
      vpc: at,
      open: external,
      rules: [
        rule('ingress', { kind: 'group', group: `${at}#default` }, 'all', place(at)),
        ...['0.0.0.0/0', '::/0'].map((c) => rule('egress', { kind: 'addresses', addresses: AddressSet.cidr(c), text: c }, 'all', place(at))),
      ],
    });
  }

  for (const [name, a] of Object.entries(spec.acls ?? {})) {
    acls.set(id(name), {
      id: id(name),
      place: place(id(name)),
      guard: Guard.ALWAYS,
      open: a.open ?? [],
      entries: a.entries.map(([number, direction, action, cidr, connections, guard], i): AclEntry => ({
        guard: guard ?? Guard.ALWAYS,
        place: place(`App.${name}Entry${i}`),
        direction,
        number,
        allow: action === 'token' ? { may: true, must: false, unknowns: [token(`${name}Action`)] } : exactly(action === 'allow'),
        addresses: cidr.startsWith('?') ? { may: AddressSet.all(), must: AddressSet.none(), unknowns: [token(cidr.slice(1))] } : exactly(cidr === 'any' ? AddressSet.all() : AddressSet.cidr(cidr)),
        connections: exactly(over(connections)),
      })),
    });
  }

  const subnets = new Map<string, Subnet>();
  for (const [name, s] of Object.entries(subnetSpecs)) {
    const at = id(name);
    const vpc = id(s.vpc ?? firstVpc);
    if (s.routes !== undefined || s.openRoutes !== undefined) {
      routeTables.set(`${at}#routes`, { id: `${at}#routes`, place: place(`${at}Table`), guard: Guard.ALWAYS, vpc, open: s.openRoutes ?? [], routes: (s.routes ?? []).map((r, i) => route(r, `${at}Route${i}`)) });
    }
    subnets.set(at, {
      id: at,
      place: place(at),
      guard: s.guard ?? Guard.ALWAYS,
      vpc,
      external: s.external ?? false,
      addresses: s.cidr === undefined ? { may: vpcs.get(vpc)!.addresses.may, must: AddressSet.none(), unknowns: [token(`${name}Cidr`)] } : addresses(s.cidr, s.ipv6),
      routeTables: s.routes === undefined && s.openRoutes === undefined ? [] : [{ guard: Guard.ALWAYS, routeTable: `${at}#routes` }],
      acls: s.acls !== undefined ? s.acls.map(([acl, guard]) => ({ acl: id(acl), guard })) : s.acl === undefined ? [] : [{ guard: Guard.ALWAYS, acl: id(s.acl) }],
      exemptions: s.exempt === undefined ? [] : [{ guard: Guard.ALWAYS, direction: s.exempt }],
    });
  }

  for (const [name, g] of Object.entries(spec.groups ?? {})) {
    const at = id(name);
    const rules = (direction: 'ingress' | 'egress', list: readonly RuleSpec[]): GroupRule[] =>
      list.flatMap(([text, connections, guard], i) => peer(text).map((p) => rule(direction, p, connections, place(at, `/Properties/SecurityGroup${direction === 'ingress' ? 'Ingress' : 'Egress'}/${i}`), guard)));
    groups.set(at, {
      id: at,
      place: place(at),
      guard: g.guard ?? Guard.ALWAYS,
      vpc: id(g.vpc ?? firstVpc),
      open: g.open ?? (g.external ? [{ token: at, template: '', pointer: '', why: 'the rules of a group outside are not known' }] : []),
      rules: [
        ...rules('ingress', g.ingress ?? []),
        ...rules('egress', g.egress ?? [['internet', 'all']]),
        ...(g.hearsayEgress ? rules('egress', [['internet', 'all']]).map((r) => ({ ...r, hearsay: { ...token(name), token: `default egress of ${name}` } })) : []),
      ],
    });
  }

  const gateways = new Map<string, Gateway>();
  for (const [name, g] of Object.entries(gatewaySpecs)) {
    const at = id(name);
    const base = { id: at, place: place(at), guard: Guard.ALWAYS };
    if ('vpcs' in g) gateways.set(at, { ...base, kind: g.kind, attached: g.vpcs.map((v) => ({ guard: g.guard ?? Guard.ALWAYS, place: place(`${at}Attachment`), vpc: id(v) })) });
    else if (g.kind === 'egressOnly') gateways.set(at, { ...base, kind: 'egressOnly', vpc: id(g.vpc) });
    else if (g.kind === 'nat') gateways.set(at, { ...base, kind: 'nat', subnet: id(g.subnet), private: g.private ?? false });
    else if (g.kind === 'peering') gateways.set(at, { ...base, kind: 'peering', requester: id(g.requester), accepter: id(g.accepter) });
    else if (g.kind === 'unknown') gateways.set(at, { ...base, kind: 'unknown', unknown: token(g.token) });
    else if (g.kind === 'transit') {
      gateways.set(at, {
        ...base,
        kind: 'transit',
        open: g.open ?? [],
        attachments: g.attachments.map((a) => ({
          id: id(a.id),
          guard: Guard.ALWAYS,
          place: place(id(a.id)),
          ...(a.vpc === undefined ? {} : { vpc: id(a.vpc) }),
          routes: a.routes.map(([cidr, attachment]) => ({ guard: Guard.ALWAYS, place: place(`${at}Route`), addresses: exactly(AddressSet.cidr(cidr)), prefixLength: Number(cidr.split('/')[1]), attachment: attachment === undefined ? undefined : id(attachment) })),
        })),
      });
    }
  }

  const interfaces = new Map<string, InterfaceClass>();
  for (const [name, f] of Object.entries(spec.interfaces ?? {})) {
    const at = id(name);
    const placed = (f.subnets ?? ['Private']).map((s) => (typeof s === 'string' ? ([s, Guard.ALWAYS] as const) : s));
    interfaces.set(at, {
      id: at,
      place: place(at, '', f.constructPath),
      guard: f.guard ?? Guard.ALWAYS,
      type: f.type ?? 'AWS::EC2::Instance',
      role: f.role ?? 'workload',
      tags: f.tags ?? {},
      outside: f.outside ?? false,
      vpc: id(f.vpc ?? (f.outside || placed.length === 0 ? firstVpc : subnets.get(id(placed[0][0]))!.vpc)),
      attachments: [
        ...(f.groups ?? []).map((g) => (typeof g === 'string' ? { group: id(g), guard: Guard.ALWAYS, place: place(at) } : { group: id(g[0]), guard: g[1], place: place(at) })),
        ...(f.opaqueGroups ?? []).map((unknown) => ({ unknown, guard: Guard.ALWAYS, place: place(at) })),
      ],
      ungrouped: f.ungrouped ?? false,
      placements: f.outside ? [] : placed.map(([subnet, guard]) => ({
        subnet: id(subnet),
        guard,
        ...(f.addresses === undefined ? {} : { addresses: exactly(AddressSet.address(f.addresses)) }),
        publicIpv4: exposure(f.publicIpv4),
        ipv6: exposure(f.ipv6),
        because: [place(at)],
      })),
      accepts: exactly(over(f.accepts ?? 'all')),
    });
  }

  const endpoints = new Map<string, VpcEndpoint>();
  for (const [name, e] of Object.entries(spec.endpoints ?? {})) {
    endpoints.set(id(name), {
      id: id(name),
      place: place(id(name)),
      guard: Guard.ALWAYS,
      vpc: id(e.vpc ?? firstVpc),
      kind: e.kind,
      service: e.service,
      ...(e.interface === undefined ? {} : { interface: id(e.interface) }),
      routeTables: (e.routeTables ?? []).map((subnet) => ({ guard: Guard.ALWAYS, routeTable: `${id(subnet)}#routes` })),
    });
  }

  const forwards = (spec.forwards ?? []).map((f): Forward => ({
    guard: f.guard ?? Guard.ALWAYS,
    place: place(f.source.startsWith('entry:') ? f.source.slice(6) : id(f.source), '/Listener'),
    source: id(f.source),
    ...(f.entry === undefined ? {} : { entry: { reachableFrom: exactly(f.entry[0] === 'internet' ? AddressSet.all() : AddressSet.cidr(f.entry[0])), connections: exactly(over(f.entry[1])) } }),
    targets: f.targets.map(id),
    unlisted: f.unlisted ?? [],
    connections: exactly(over(f.connections)),
    listens: exactly(over(f.listens)),
    preservesClient: f.preservesClient ?? false,
  }));

  return {
    vpcs, subnets, routeTables, acls, groups, prefixLists, gateways, interfaces, forwards, endpoints,
    conditions: new Map(Object.entries(spec.conditions ?? {})),
    coverage: { resources: interfaces.size, modelled: interfaces.size, notModelled: [] },
    unknowns: spec.unknowns ?? [],
  };
}

function rule(direction: 'ingress' | 'egress', peer: RulePeer, connections: string, at: Place, guard = Guard.ALWAYS): GroupRule {
  return { guard, place: at, direction, peer, connections: exactly(over(connections)) };
}

function route([to, target, guard]: RouteSpec, at: string): Route {
  const destination: Route['destination'] = to.startsWith('pl:')
    ? { kind: 'prefixList', list: to.startsWith('pl:external:') ? to.slice(3) : id(to.slice(3)) }
    : to.startsWith('?')
      ? { kind: 'opaque', unknown: token(to.slice(1)) }
      : { kind: 'cidr', addresses: AddressSet.cidr(to), prefixLength: Number(to.split('/')[1]) };
  const [kind, name] = target.includes(':') ? target.split(':') : ['gateway', target];
  return {
    guard: guard ?? Guard.ALWAYS,
    place: place(at),
    destination,
    target: target.startsWith('?')
      ? { kind: 'unknown', unknown: token(target.slice(1)) }
      : target === 'local'
        ? { kind: 'local' }
        : kind === 'endpoint' ? { kind: 'endpoint', endpoint: id(name) } : kind === 'interface' ? { kind: 'interface', interface: id(name) } : { kind: 'gateway', gateway: id(name) },
  };
}

function exposure(given: boolean | Unknown | undefined): Exposure {
  return given === undefined || typeof given === 'boolean' ? { is: given ? 'yes' : 'no' } : { is: 'maybe', unknown: given };
}
