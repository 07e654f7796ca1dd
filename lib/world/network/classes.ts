/**
 * Builds interface classes: `builder.add({ id: 'App.Fn', subnets, groups, ... })`.
 *
 * A class stands in one VPC. Where conditions put a resource into one of several, there is a class for each (`App.Fn`,
 * `App.Fn#2`), under the conditions that put it there; where it may also stand outside of all, one more. Alternatives of a public
 * address are alternatives of the placement.
 *
 * What names neither subnet nor VPC stands where its groups are. A subnet that is a token is one external subnet, whatever number of
 * subnets the token stands for.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Bounds, Place } from '../facts';
import { Guard } from '../guard';
import { asText, isMap } from '../template/walk';
import type { Resource } from '../template/model';
import type { Context } from './context';
import { vpcOfUnknown } from './draft';
import { Addressing, BY_SUBNET, maybe, NEVER_PUBLIC, NO, YES, type ExposureAlternative } from './exposure';
import type { Id, InterfaceClass, Placement } from './model';
import { anyOf, rest, viewOf } from './read';
import type { Ref } from './refs';
import { ANY_CONNECTION } from './sets';
import type { InterfaceRow, Role } from './table/model';

/** One way in which the addresses of a class may be public. */
export interface Facing {
  readonly guard: Guard;
  readonly publicIpv4: readonly ExposureAlternative[];
  readonly ipv6: readonly ExposureAlternative[];
}

/** Public where the subnet makes it so: most of what is launched. */
export const AS_ITS_SUBNET: readonly Facing[] = [{ guard: Guard.ALWAYS, publicIpv4: BY_SUBNET, ipv6: BY_SUBNET }];

export interface ClassSpec {
  readonly resource: Resource;
  /** The class's id before `#2`, `#outside`. */
  readonly id: Id;
  readonly role: Role;
  readonly guard: Guard;
  readonly place: Place;
  readonly subnets: readonly Ref[];
  readonly groups: readonly Ref[];
  readonly vpcs?: readonly Ref[];
  readonly without: InterfaceRow['without'];
  readonly facings?: readonly Facing[];
  readonly ungrouped?: InterfaceRow['ungrouped'];
  readonly hiddenGroups?: InterfaceRow['hiddenGroups'];
  readonly alsoOutside?: readonly ExposureAlternative[];
  /** Fixed private addresses. */
  readonly addresses?: Bounds<AddressSet>;
  readonly accepts?: InterfaceClass['accepts'];
  readonly listeners?: InterfaceClass['listeners'];
  readonly answersOutside?: true;
}

const INTERFACE = 'AWS::EC2::NetworkInterface';

interface Home { readonly guard: Guard; readonly vpc: Id; readonly subnet: Id }

export class ClassBuilder {
  public readonly addressing: Addressing;
  private readonly internet: ReadonlySet<Id>;
  /** By subnet, of what has no addresses of its own: one list for all of them. */
  private readonly launched = new Map<Id, readonly Placement[]>();

  constructor(private readonly context: Context) {
    this.addressing = new Addressing(context);
    this.internet = new Set([...context.draft.gateways.values()].flatMap((g) => (g.kind === 'internet' ? g.attached.map((a) => a.vpc) : [])));
  }

  /** The ids of the classes that it adds. */
  public add(spec: ClassSpec): readonly Id[] {
    const homes = this.homes(spec);
    // Most stand in one subnet whenever they are there.
    if (homes.length === 1 && homes[0].guard === spec.guard && spec.guard.isSure && !spec.guard.isNever() && spec.alsoOutside === undefined) return [this.inVpc(spec, spec.guard, homes[0].vpc, homes)];
    const none = rest(spec.guard, homes);
    const vpcs = [...new Set(homes.map((h) => h.vpc))];
    const ids: Id[] = [];
    for (const vpc of vpcs) {
      const here = homes.filter((h) => h.vpc === vpc);
      const whole = here.some((h) => h.guard === spec.guard) ? spec.guard : anyOf(here.map((h) => h.guard)).and(spec.guard);
      // EC2 takes subnets of one VPC: where two are named at once, one of them is not what it seems.
      const guard = vpcs.length > 1 && homes.some((h) => h.vpc !== vpc && !h.guard.and(whole).isNever()) ? Guard.UNSURE : whole;
      if (guard.isNever()) continue;
      ids.push(this.inVpc(spec, guard, vpc, here));
    }
    const outside = spec.without === 'outside' ? none : Guard.NEVER;
    const also = spec.alsoOutside === undefined ? Guard.NEVER : anyOf(spec.alsoOutside.filter((a) => a.exposure !== 'subnet' && a.exposure.is !== 'no').map((a) => (a.exposure !== 'subnet' && a.exposure.is === 'maybe' ? Guard.UNSURE : a.guard)));
    if (outside === Guard.NEVER && also === Guard.NEVER) return ids;
    for (const guard of [outside, spec.guard.and(also).and(outside.not())]) {
      if (guard.isNever()) continue;
      ids.push(this.publish(spec, { guard, vpc: '', attachments: [], outside: true, ungrouped: true, placements: [] }, ids.length > 0));
    }
    for (const id of ids) this.context.draft.machine(spec.id, id);
    return ids;
  }

  private inVpc(spec: ClassSpec, guard: Guard, vpc: Id, here: readonly Home[]): Id {
    const attachments = this.attachments(spec, vpc);
    return this.publish(spec, {
      guard, vpc, attachments, outside: false, placements: here.length === 1 ? this.placements(spec, here[0]) : here.flatMap((h) => this.placements(spec, h)),
      ungrouped: spec.ungrouped === 'always' || (spec.ungrouped === 'without' && attachments.length === 0),
    });
  }

  private publish(spec: ClassSpec, part: Pick<InterfaceClass, 'guard' | 'vpc' | 'attachments' | 'outside' | 'placements' | 'ungrouped'>, named = false): Id {
    const id = this.fresh(named && part.outside ? `${spec.id}#outside` : spec.id);
    this.context.draft.interfaces.set(id, {
      id, type: spec.resource.type, role: spec.role, tags: tagsOf(spec.resource), place: spec.place, accepts: spec.accepts ?? ANY_CONNECTION, ...spec.listeners === undefined ? {} : { listeners: spec.listeners }, ...part,
      ...part.outside && spec.answersOutside ? { answers: this.context.typeUnknown(spec.resource, 'without a VPC it has a public endpoint, and policies decide who may call it') } : {},
    });
    this.context.draft.alias(spec.resource.id, id);
    return id;
  }

  private fresh(id: Id): Id {
    const { interfaces } = this.context.draft;
    if (!interfaces.has(id)) return id;
    for (let n = 2; ; n++) if (!interfaces.has(`${id}#${n}`)) return `${id}#${n}`;
  }

  private attachments(spec: ClassSpec, vpc: Id): InterfaceClass['attachments'] {
    const { draft, externals } = this.context;
    const out: InterfaceClass['attachments'][number][] = [];
    for (const ref of spec.groups) {
      if (ref.token) out.push({ guard: ref.guard, place: ref.place, unknown: ref.unknown! });
      else {
        if (ref.unknown !== undefined) externals.group(ref.id, ref.unknown, ref.place, vpc);
        const group = draft.groups.get(ref.id);
        if (group?.vpc === '') group.vpc = vpc;
        out.push(new Attached(ref));
      }
    }
    if (spec.hiddenGroups === undefined) return out;
    const hidden = spec.hiddenGroups === 'always' ? spec.guard : rest(spec.guard, spec.groups);
    if (!hidden.isNever()) out.push({ guard: hidden, place: spec.place, unknown: this.context.unknown(`groups of ${spec.resource.type}`, spec.place, 'the service or a launch template gives it groups that are not written here') });
    return out;
  }

  /** In which subnets of which VPCs, and when. */
  private homes(spec: ClassSpec): readonly Home[] {
    const { draft, externals } = this.context;
    if (spec.subnets.length > 0 && spec.subnets.every((s) => s.unknown === undefined && s.guard === spec.guard && draft.subnets.has(s.id))) {
      return spec.subnets.map((s) => ({ guard: s.guard, vpc: draft.subnets.get(s.id)!.vpc, subnet: s.id }));
    }
    const near: { guard: Guard; vpc: Id }[] = [];
    for (const s of spec.subnets) if (s.unknown === undefined && draft.subnets.has(s.id)) near.push({ guard: s.guard, vpc: draft.subnets.get(s.id)!.vpc });
    for (const v of spec.vpcs ?? []) near.push({ guard: v.guard, vpc: this.context.vpcRef(v).id });
    for (const g of spec.groups) {
      const vpc = draft.groups.get(g.id)?.vpc;
      if (vpc !== undefined && vpc !== '' && !g.token) near.push({ guard: g.guard, vpc });
    }
    for (const s of spec.subnets) if (s.unknown !== undefined && draft.subnets.has(s.id)) near.push({ guard: s.guard, vpc: draft.subnets.get(s.id)!.vpc });
    const vpcFor = (guard: Guard): Id | undefined => (near.find((n) => guard.implies(n.guard)) ?? near.find((n) => !n.guard.and(guard).isNever()))?.vpc;
    const homes: Home[] = [];
    for (const s of spec.subnets) {
      const guard = s.guard.and(spec.guard);
      if (guard.isNever()) continue;
      const subnet = s.unknown === undefined ? draft.subnets.get(s.id) : externals.subnet(s.id, s.unknown, s.place, vpcFor(guard));
      if (subnet === undefined) continue;
      if (s.unknown !== undefined) near.push({ guard, vpc: subnet.vpc });
      homes.push({ guard, vpc: subnet.vpc, subnet: subnet.id });
    }
    const none = rest(spec.guard, homes);
    return none.isNever() || spec.without === 'outside' ? homes : [...homes, ...this.homeless(spec, none, near)];
  }

  /** Where it stands without a subnet. */
  private homeless(spec: ClassSpec, none: Guard, near: readonly { readonly guard: Guard; readonly vpc: Id }[]): readonly Home[] {
    const found: { guard: Guard; vpc: Id }[] = [];
    let rest = none;
    for (const n of near) {
      const guard = n.guard.and(rest);
      if (guard.isNever()) continue;
      found.push({ guard, vpc: n.vpc });
      rest = rest.and(guard.not());
    }
    if (!rest.isNever() && spec.without === 'default-vpc') found.push({ guard: rest, vpc: this.context.defaultVpc(spec.resource).id });
    else if (!rest.isNever() && (spec.groups.some((g) => !g.guard.and(rest).isNever()) || spec.hiddenGroups === 'always' || spec.without === 'vpc')) {
      const unknown = spec.groups.find((g) => g.unknown !== undefined)?.unknown ?? this.context.unknown('no subnet', spec.place, 'neither its subnets nor its VPC are written');
      found.push({ guard: rest, vpc: this.context.externals.vpc(vpcOfUnknown(spec.groups[0]?.id ?? spec.id), unknown, spec.place).id });
    }
    return found.map(({ guard, vpc }) => {
      const unknown = this.context.unknown('no subnet', spec.place, 'its subnets are not written');
      return { guard, vpc, subnet: this.context.externals.subnet(`external:subnets-of:${vpc.replace(/^external:/, '')}`, unknown, spec.place, vpc).id };
    });
  }

  private placements(spec: ClassSpec, home: Home): readonly Placement[] {
    if (spec.facings !== AS_ITS_SUBNET || home.guard !== Guard.ALWAYS || spec.addresses !== undefined || spec.resource.type === INTERFACE || this.addressing.elastic.has(spec.resource.id)) return this.placed(spec, home);
    let known = this.launched.get(home.subnet);
    if (known === undefined) this.launched.set(home.subnet, known = this.placed(spec, home));
    return known;
  }

  private placed(spec: ClassSpec, home: Home): readonly Placement[] {
    const facings = spec.facings ?? [{ guard: Guard.ALWAYS, publicIpv4: NEVER_PUBLIC, ipv6: NEVER_PUBLIC }];
    const out: Placement[] = [];
    for (const facing of facings) {
      for (const v4 of this.settled(spec, facing.publicIpv4, home, 4)) {
        for (const v6 of this.settled(spec, facing.ipv6, home, 6)) {
          const guard = home.guard.and(facing.guard).and(v4.guard).and(v6.guard);
          if (guard.isNever()) continue;
          const because = v4.place === undefined && v6.place === undefined ? NOWHERE : [v4.place, v6.place].filter((p) => p !== undefined);
          out.push({ guard, subnet: home.subnet, publicIpv4: v4.exposure, ipv6: v6.exposure, because, ...spec.addresses === undefined ? {} : { addresses: spec.addresses } });
        }
      }
    }
    return facings.length > 1 ? distinct(out) : out;
  }

  /** Whether an interface that is made by itself gets a public IPv4 address, or only one that an instance is launched with, AWS's guides do not agree on. */
  private given(spec: ClassSpec, exposure: Placement['publicIpv4'], family: 4 | 6): Placement['publicIpv4'] {
    if (family === 6 || exposure.is !== 'yes' || spec.resource.type !== INTERFACE) return exposure;
    return maybe(this.context.unknown('MapPublicIpOnLaunch', spec.resource.place, 'whether a subnet gives a public address to an interface that no instance is launched with is not known'));
  }

  /** What a subnet gives filled in, and Elastic IPs put on. */
  private settled(spec: ClassSpec, alternatives: readonly ExposureAlternative[], home: Home, family: 4 | 6): readonly { readonly guard: Guard; readonly exposure: Placement['publicIpv4']; readonly place?: Place }[] {
    if (alternatives === NEVER_PUBLIC && (family === 6 || !this.addressing.elastic.has(spec.resource.id))) return NOT_PUBLIC;
    const plain = alternatives.flatMap((a) => {
      if (a.exposure === 'subnet') return this.addressing.ofSubnet(home.subnet, family).map((s) => ({ guard: a.guard.and(s.guard), exposure: this.given(spec, s.exposure as Placement['publicIpv4'], family), place: s.place }));
      // A public address does nothing without an internet gateway: what nobody wrote need not be asked about.
      const harmless = a.unwritten && (family === 4 ? !this.internet.has(home.vpc) && this.context.draft.vpcs.get(home.vpc)?.external === false : this.context.draft.subnets.get(home.subnet)?.addresses.may.ipv6.length === 0);
      return [{ guard: a.guard, exposure: harmless ? NO : a.exposure, ...a.place === undefined ? {} : { place: a.place } }];
    }).filter((a) => !a.guard.isNever());
    const elastic = family === 4 ? this.addressing.elastic.get(spec.resource.id) : undefined;
    if (elastic === undefined) return plain;
    const any = anyOf(elastic.map((e) => e.guard));
    return [...elastic.map((e) => ({ guard: e.guard, exposure: YES, place: e.place })), ...plain.map((p) => ({ ...p, guard: p.guard.and(any.not()) })).filter((p) => !p.guard.isNever())];
  }
}

/** A group that a class has; its place is made when somebody asks. */
class Attached {
  public readonly guard: Guard;
  public readonly group: Id;
  readonly #ref: Ref;

  constructor(ref: Ref) {
    this.guard = ref.guard;
    this.group = ref.id;
    this.#ref = ref;
  }

  public get place(): Place {
    return this.#ref.place;
  }
}

const NOWHERE: readonly Place[] = [];
const NOT_PUBLIC = [{ guard: Guard.ALWAYS, exposure: NO }];

function distinct(placements: readonly Placement[]): Placement[] {
  const seen = new Set<string>();
  return placements.filter((p) => {
    const key = `${p.subnet} ${p.guard} ${p.publicIpv4.is} ${p.ipv6.is}`;
    return !seen.has(key) && seen.add(key);
  });
}

const UNTAGGED: Readonly<Record<string, string>> = Object.freeze(Object.create(null) as Record<string, string>);

interface LiteralTag { readonly Key: string; readonly Value: string }

/** As CDK writes most of them. */
function isLiteralTag(raw: unknown): raw is LiteralTag {
  if (typeof raw !== 'object' || raw === null) return false;
  for (const name in raw) if (name !== 'Key' && name !== 'Value') return false;
  const { Key: key, Value: value } = raw as { readonly Key?: unknown; readonly Value?: unknown };
  return typeof key === 'string' && typeof value === 'string' && !key.includes('{{') && !value.includes('{{');
}

/** Tags with literal names and values: a list of Key and Value, or a map. */
function tagsOf(resource: Resource): Readonly<Record<string, string>> {
  const written: unknown = resource.written?.Tags;
  if (written === undefined && resource.written !== undefined) return UNTAGGED;
  const out: Record<string, string> = Object.create(null) as Record<string, string>;
  if (Array.isArray(written) && written.every(isLiteralTag)) {
    for (const { Key: key, Value: value } of written as readonly LiteralTag[]) out[key] = value;
    return out;
  }
  const items = viewOf(resource).items('Tags');
  for (const { value } of items) {
    if (!isMap(value)) continue;
    const key = asText(value.Key ?? value.key);
    const text = asText(value.Value ?? value.value);
    if (key !== undefined && text !== undefined) out[key] = text;
    else if (value.Key === undefined && value.key === undefined) for (const [k, v] of Object.entries(value)) if (asText(v) !== undefined) out[k] = asText(v)!;
  }
  return out;
}
