/**
 * What people call the ends of a question, and what the ends of an answer are called:
 *
 *   names.resolve('Db')              // a segment, an enclave, a logical id, `Stack.LogicalId`, a construct path, `tag:app=web`
 *   names.of(node).label             // the segment where there is one, else the resource
 *
 * A name that means nothing, or two things, is a NameError with what was perhaps meant.
 */
import { AddressSet } from '../../algebra/address-set';
import { parseAddress } from '../../algebra/address-text';
import { parseCidr } from '../../algebra/cidr';
import { didYouMean } from '../../intent/nearest';
import type { EnclaveData, SegmentData } from '../../intent/model';
import type { Unknown } from '../../world/facts';
import { printable } from '../../world/input-error';
import type { Id } from '../../world/network/model';
import type { BoundIntent } from './model';
import type { Node, Prepared } from './prepare';
import { NOWHERE, PUBLIC, PUBLIC_IPV4, PUBLIC_IPV6 } from './sets';

export class NameError extends Error {
  constructor(public readonly code: 'UnknownName' | 'AmbiguousName' | 'NotAnEnd', public readonly got: string, message: string) {
    super(printable(message));
    this.name = 'NameError';
  }
}

export interface Segment {
  readonly key: string;
  readonly label: string;
  readonly bound: BoundIntent;
  readonly data: SegmentData;
  readonly nodes: readonly Node[];
  readonly groups: readonly Id[];
  readonly unbound: readonly Unknown[];
}

/** Everything that one name means. */
export interface EndSet {
  readonly label: string;
  readonly key: string;
  readonly nodes: readonly { readonly node: Node; readonly addresses?: AddressSet }[];
  readonly outside: AddressSet;
  /** By somebody who wrote addresses: those of a VPC count too, whoever has them there. The internet is in no VPC. */
  readonly named?: true;
  readonly lists: readonly Id[];
  readonly groups: readonly Id[];
  /** Parts of it that were not found in the world. */
  readonly missing: readonly Unknown[];
  readonly isCrownJewel: boolean;
  readonly segment?: Segment;
}

const NO_NAMES: readonly Unknown[] = [];

export class Names {
  public readonly segments: readonly Segment[];
  private readonly byNode = new Map<number, Segment[]>();
  private readonly byGroup = new Map<Id, Segment[]>();
  private readonly shortIds = new Map<string, number>();

  constructor(public readonly world: Prepared, public readonly intents: readonly BoundIntent[]) {
    const all = intents.flatMap((bound) => bound.intent.segments.map((data) => ({ bound, data })));
    const count = new Map<string, number>();
    for (const { bound, data } of all) for (const name of new Set([data.id, `${data.scope}#${data.id}`, `${bound.stage}/${data.scope}#${data.id}`])) count.set(name, (count.get(name) ?? 0) + 1);
    this.segments = all.map(({ bound, data }): Segment => {
      const local = `${data.scope}#${data.id}`;
      const key = bound.stage === '' ? local : `${bound.stage}/${local}`;
      return {
        key,
        label: count.get(data.id) === 1 ? data.id : count.get(local) === 1 ? local : key,
        bound,
        data,
        nodes: (bound.members.get(local) ?? []).map((id) => world.byId.get(id)).filter((n) => n !== undefined),
        groups: bound.memberGroups.get(local) ?? [],
        unbound: [
          ...bound.unbound.filter((u) => u.segment === local).map((u): Unknown => ({ token: `type ${u.type}`, template: u.template ?? '', pointer: u.logicalId === undefined ? '' : `/Resources/${u.logicalId}`, why: `no network interface was found for \`${u.path}\`` })),
          ...(bound.members.get(local) ?? []).filter((id) => !world.byId.has(id)).map((id): Unknown => ({ token: id, template: '', pointer: '', why: 'a member that is no network interface' })),
        ],
      };
    }).sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const segment of this.segments) {
      for (const node of segment.nodes) this.byNode.set(node.index, [...this.byNode.get(node.index) ?? [], segment]);
      for (const group of segment.groups) this.byGroup.set(group, [...this.byGroup.get(group) ?? [], segment]);
    }
    for (const node of world.nodes) this.shortIds.set(shortOf(node.id), (this.shortIds.get(shortOf(node.id)) ?? 0) + 1);
  }

  public segmentsOf(node: Node): readonly Segment[] {
    return this.byNode.get(node.index) ?? [];
  }

  public segmentsOfGroup(group: Id): readonly Segment[] {
    return this.byGroup.get(group) ?? [];
  }

  /** For sentences, and (key) for ids that stay while names stay. */
  public of(node: Node): { readonly label: string; readonly key: string; readonly segment?: Segment } {
    const [segment] = this.segmentsOf(node);
    if (segment !== undefined) return { label: segment.label, key: segment.key, segment };
    return { label: this.shortIds.get(shortOf(node.id)) === 1 ? shortOf(node.id) : node.id.replace(/^entry:/, ''), key: node.id };
  }

  public ofGroup(group: Id): { readonly label: string; readonly key: string; readonly segment?: Segment } {
    const [segment] = this.segmentsOfGroup(group);
    return segment === undefined ? { label: group.replace(/^external:/, ''), key: group } : { label: segment.label, key: segment.key, segment };
  }

  public ofList(list: Id): { readonly label: string; readonly key: string } {
    for (const bound of this.intents) {
      for (const flow of bound.intent.flows) {
        for (const end of [flow.source, flow.destination]) if (end.kind === 'prefixList' && listIdOf(end, flow.scope, bound, this.world) === list) return { label: end.name, key: list };
      }
    }
    const aws = this.world.network.prefixLists.get(list)?.awsName;
    return { label: aws === undefined ? list.replace(/^external:/, '') : aws.replace(/^com\.amazonaws\.(?:[a-z0-9-]+\.)?/, 'service:'), key: list };
  }

  public resolve(name: string): EndSet {
    const wanted = name.trim();
    const plain = { lists: [], groups: [], missing: NO_NAMES, isCrownJewel: false, nodes: [] };
    if (wanted === 'internet') return { ...plain, label: wanted, key: wanted, outside: PUBLIC };
    if (wanted === 'internet-ipv4') return { ...plain, label: wanted, key: wanted, outside: PUBLIC_IPV4 };
    if (wanted === 'internet-ipv6') return { ...plain, label: wanted, key: wanted, outside: PUBLIC_IPV6 };
    const addresses = readAddresses(wanted, name);
    if (addresses !== undefined) return this.byAddresses(wanted, addresses);
    // A key is a name in full, even where it is also how another stage calls its own segment.
    const exact = this.segments.filter((s) => s.key === wanted);
    const segments = exact.length > 0 ? exact : this.segments.filter((s) => s.data.id === wanted || `${s.data.scope}#${s.data.id}` === wanted);
    if (segments.length > 1) throw new NameError('AmbiguousName', name, `\`${name}\` is the name of ${segments.length} segments; write ${segments.map((s) => `\`${s.key}\``).join(' or ')}`);
    if (segments.length === 1) return this.ofSegment(segments[0]);
    const enclaves = this.enclaves().filter((e) => e.id === wanted || `${e.scope}#${e.id}` === wanted);
    if (enclaves.length > 1) throw new NameError('AmbiguousName', name, `\`${name}\` is the name of ${enclaves.length} enclaves; write ${enclaves.map((e) => `\`${e.scope}#${e.id}\``).join(' or ')}`);
    if (enclaves.length === 1) return this.byAddresses(enclaves[0].id, AddressSet.unionOf(enclaves[0].cidrs.map((c) => AddressSet.cidr(c))));
    return this.resource(wanted, name);
  }

  public ofSegment(segment: Segment): EndSet {
    return {
      label: segment.label, key: segment.key, nodes: segment.nodes.map((node) => ({ node })), outside: NOWHERE, lists: [], groups: segment.groups,
      missing: segment.unbound, isCrownJewel: segment.data.crownJewel !== undefined, segment,
    };
  }

  public ofNodes(label: string, nodes: readonly Node[]): EndSet {
    const segments = nodes.flatMap((n) => this.segmentsOf(n));
    return { label, key: nodes.map((n) => n.id).join(' '), nodes: nodes.map((node) => ({ node })), outside: NOWHERE, lists: [], groups: [], missing: NO_NAMES, isCrownJewel: segments.some((s) => s.data.crownJewel !== undefined) };
  }

  /** Addresses outside, and whoever in the world can have one of them. */
  private byAddresses(label: string, addresses: AddressSet): EndSet {
    const nodes = this.world.nodes.filter((n) => n.spots.some((s) => !s.may.intersection(addresses).isEmpty())).map((node) => ({ node, addresses }));
    return { label, key: label, nodes, outside: addresses, named: true, lists: [], groups: [], missing: NO_NAMES, isCrownJewel: false };
  }

  private resource(wanted: string, got: string): EndSet {
    const { nodes } = this.world;
    const tag = /^tag:([^=]+)=(.*)$/s.exec(wanted);
    if (tag !== null) {
      const tagged = nodes.filter((n) => n.face?.tags[tag[1]] === tag[2]);
      if (tagged.length > 0) return this.ofNodes(wanted, tagged);
      const known = new Set(nodes.flatMap((n) => Object.entries(n.face?.tags ?? {}).map(([k, v]) => `tag:${k}=${v}`)));
      throw new NameError('UnknownName', got, `nothing has the tag \`${wanted.slice(4)}\`${didYouMean(wanted, known, 'tags')}`);
    }
    const matching = nodes.filter((n) => baseOf(n.id) === wanted || n.id === wanted || n.id === `entry:${wanted}`);
    if (matching.length > 0) return this.ofNodes(wanted, [...new Set(matching.flatMap((n) => (n.id.includes('#outside') ? [n] : [n, ...this.world.siblings.get(n.index) ?? []])))]);
    const short = nodes.filter((n) => shortOf(baseOf(n.id)) === wanted);
    const stacks = new Set(short.map((n) => baseOf(n.id)));
    if (stacks.size > 1) throw new NameError('AmbiguousName', got, `\`${got}\` is a logical id in ${stacks.size} stacks; write ${[...stacks].sort().map((s) => `\`${s}\``).join(' or ')}`);
    if (short.length > 0) return this.ofNodes(wanted, short);
    // The instance of a cluster stands in the network as its cluster does.
    const aliased = [...this.world.network.aliases ?? []].filter(([id]) => id === wanted || shortOf(id) === wanted).flatMap(([, to]) => to.map((id) => this.world.byId.get(id))).filter((n) => n !== undefined);
    if (aliased.length > 0) return this.ofNodes(wanted, [...new Set(aliased)]);
    const below = nodes.filter((n) => isBelow(n.written.place.constructPath, wanted));
    if (below.length > 0) return this.ofNodes(wanted, below);
    this.refuse(wanted, got);
  }

  private refuse(wanted: string, got: string): never {
    const { network } = this.world;
    const groups = [...network.groups.keys(), ...network.subnets.keys(), ...network.vpcs.keys()].filter((id) => id === wanted || shortOf(id) === wanted);
    if (groups.length > 0) {
      const kind = network.groups.has(groups[0]) ? 'security group' : network.subnets.has(groups[0]) ? 'subnet' : 'VPC';
      throw new NameError('NotAnEnd', got, `\`${got}\` is a ${kind}, which sends and takes no packets; name a resource that has it, a segment or a CIDR`);
    }
    const never = [...network.never ?? []].find(([id, place]) => id === wanted || shortOf(id) === wanted || isBelow(place.constructPath, wanted));
    if (never !== undefined) {
      const [, { template, resource, condition }] = never;
      throw new NameError('NotAnEnd', got, `\`${got}\` is never there: ${shortOf(never[0]) === got ? 'it' : `\`${resource}\``} stands in \`${template}\` under ${condition === undefined ? 'a nested stack whose condition' : `condition \`${condition}\`, which`} never holds; ask about a resource that can exist, or assume other values`);
    }
    const known = new Set<string>(['internet', ...this.segments.map((s) => s.label), ...this.enclaves().map((e) => e.id), ...this.world.nodes.map((n) => shortOf(baseOf(n.id)))]);
    if (wanted.includes('.')) for (const node of this.world.nodes) known.add(baseOf(node.id));
    if (wanted.includes('/')) for (const node of this.world.nodes) for (const path of prefixesOf(node.written.place.constructPath)) known.add(path);
    throw new NameError('UnknownName', got, `unknown name \`${got}\`${didYouMean(wanted, known, 'names')}`);
  }

  private enclaves(): EnclaveData[] {
    return this.intents.flatMap((b) => b.intent.enclaves);
  }
}

function readAddresses(wanted: string, got: string): AddressSet | undefined {
  if (!/^[\d.]+(\/.*)?$|^[0-9a-f]*:[0-9a-f:.]*(\/.*)?$/i.test(wanted) || wanted === '') return undefined;
  const address = parseAddress(wanted);
  if (address.ok) return AddressSet.address(wanted);
  const cidr = parseCidr(wanted);
  if (cidr.ok) return AddressSet.cidr(wanted);
  const { what, expected, fix } = cidr.error;
  throw new NameError('UnknownName', got, `\`${got}\`: ${what}; expected ${expected}; ${fix}`);
}

/** `App.Web#nodes` is a part of `App.Web`. */
function baseOf(id: Id): string {
  const at = id.indexOf('#');
  return (at < 0 ? id : id.slice(0, at)).replace(/^entry:/, '');
}

function shortOf(id: Id): string {
  return id.replace(/^entry:/, '').replace(/^[^#]*?\.(?=[^./]+$)/, '');
}

function isBelow(path: string | undefined, prefix: string): boolean {
  if (path === undefined) return false;
  const wanted = prefix.replace(/\/+$/, '');
  return path === wanted || path.startsWith(`${wanted}/`);
}

function prefixesOf(path: string | undefined): string[] {
  const parts = path?.split('/') ?? [];
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** The list of the world that a flow names: its token resolved by whoever bound the intent, or a literal id. */
export function listIdOf(end: { readonly name: string; readonly prefixListId: unknown }, scope: string, bound: BoundIntent, world: Prepared): Id | undefined {
  if (bound.symbol !== undefined) return bound.symbol(scope, end.prefixListId);
  const raw = end.prefixListId;
  if (typeof raw === 'string') return [`external:${raw}`, raw].find((id) => world.network.prefixLists.has(id)) ?? `external:${raw}`;
  const ref = typeof raw === 'object' && raw !== null ? ((raw as Record<string, unknown>).Ref ?? ((raw as Record<string, unknown>)['Fn::GetAtt'] as unknown[] | undefined)?.[0]) : undefined;
  if (typeof ref !== 'string') return undefined;
  const candidates = [...world.network.prefixLists.keys()].filter((id) => shortOf(id) === ref);
  return candidates.length === 1 ? candidates[0] : undefined;
}
