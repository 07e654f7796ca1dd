/**
 * Public addresses: what decides that an interface has one.
 *
 *   exposures(context, view, { path: 'PubliclyAccessible', absent: 'no' });   // one alternative for each condition
 *
 * `subnet` is left open here: what a subnet gives to new interfaces is asked where the interface is placed.
 */
import type { Place, Unknown } from '../facts';
import { Guard } from '../guard';
import { asText, symsIn } from '../template/walk';
import type { Context } from './context';
import type { Exposure, Id } from './model';
import { asBoolean, choices, unknownOf, viewOf, type View } from './read';
import type { Flag } from './table/model';

export interface ExposureAlternative {
  readonly guard: Guard;
  readonly exposure: Exposure | 'subnet';
  /** Nobody wrote it: a VPC without an internet gateway makes it harmless. */
  readonly unwritten?: true;
  readonly place?: Place;
}

export const NO: Exposure = { is: 'no' };
export const YES: Exposure = { is: 'yes' };
export const NEVER_PUBLIC: readonly ExposureAlternative[] = [{ guard: Guard.ALWAYS, exposure: NO }];
export const BY_SUBNET: readonly ExposureAlternative[] = [{ guard: Guard.ALWAYS, exposure: 'subnet' }];

export function exposures(context: Context, view: View, flag: Flag | 'subnet' | 'maybe' | undefined): readonly ExposureAlternative[] {
  if (flag === undefined) return NEVER_PUBLIC;
  if (flag === 'subnet') return BY_SUBNET;
  if (flag === 'maybe') return [{ guard: Guard.ALWAYS, exposure: maybe(context.unknown('public address', view.place, 'the type decides by itself')), unwritten: true }];
  const items = view.items(flag.path);
  if (items.length === 0 && flag.absent === 'no') return NEVER_PUBLIC;
  if (items.length === 0 && flag.absent === 'subnet') return BY_SUBNET;
  return choices(view, flag.path).map(({ guard, value, place }): ExposureAlternative => {
    if (value === undefined) {
      if (flag.absent === 'subnet') return { guard, exposure: 'subnet' };
      if (flag.absent === 'maybe') return { guard, exposure: maybe(context.unknown(flag.path, view.place, flag.why ?? 'its default is not known')), unwritten: true };
      return { guard, exposure: { is: flag.absent }, place };
    }
    if (flag.yes === 'any') return { guard, exposure: YES, place };
    const known = flag.yes === undefined ? asBoolean(value) : readsAs(asText(value), flag.yes);
    return { guard, place, exposure: known === undefined ? maybe(unknownOf(value, place, 'not a flag')) : known ? YES : NO };
  });
}

function readsAs(text: string | undefined, yes: readonly string[]): boolean | undefined {
  return text === undefined ? undefined : yes.includes(text.toLowerCase());
}

export function maybe(unknown: Unknown): Exposure {
  return { is: 'maybe', unknown };
}

/** What subnets give to interfaces that are made in them, and which interfaces have an Elastic IP. */
export class Addressing {
  private readonly subnets = new Map<string, readonly ExposureAlternative[]>();
  public readonly elastic: ReadonlyMap<Id, readonly { readonly guard: Guard; readonly place: Place }[]>;

  constructor(private readonly context: Context) {
    this.elastic = elasticIps(context);
  }

  public ofSubnet(subnet: Id, family: 4 | 6): readonly ExposureAlternative[] {
    const key = `${family} ${subnet}`;
    let known = this.subnets.get(key);
    if (known === undefined) this.subnets.set(key, known = this.read(subnet, family));
    return known;
  }

  private read(subnet: Id, family: 4 | 6): readonly ExposureAlternative[] {
    const found = this.context.draft.subnets.get(subnet);
    const resource = this.context.templates.resource(subnet.replace(/#vpc\d+$/, ''));
    if (found === undefined || found.external || resource === undefined) {
      const unknown = found?.addresses.unknowns[0] ?? this.context.unknown(subnet, found?.place ?? { template: '', pointer: '', resource: '' }, 'what a subnet outside gives to interfaces is not known');
      return [{ guard: Guard.ALWAYS, exposure: maybe(unknown) }];
    }
    const path = family === 4 ? 'MapPublicIpOnLaunch' : 'AssignIpv6AddressOnCreation';
    return choices(viewOf(resource), path).map(({ guard, value, place }) => {
      const known = value === undefined ? false : asBoolean(value);
      return { guard, place, exposure: known === undefined ? maybe(unknownOf(value, place, 'not a flag')) : known ? YES : NO };
    });
  }
}

function elasticIps(context: Context): ReadonlyMap<Id, { guard: Guard; place: Place }[]> {
  const out = new Map<Id, { guard: Guard; place: Place }[]>();
  for (const r of context.ofType('AWS::EC2::EIP', 'AWS::EC2::EIPAssociation')) {
    for (const property of ['InstanceId', 'NetworkInterfaceId']) {
      for (const ref of context.refs.all('interface', viewOf(r).items(property))) {
        if (ref.unknown === undefined) out.set(ref.id, [...out.get(ref.id) ?? [], { guard: ref.guard, place: r.place }]);
        // `NetworkInterfaceIds` of an interface endpoint.
        const [of] = ref.token ? viewOf(r).items(property).flatMap((item) => symsIn(item.value)) : [];
        const owner = of === undefined ? undefined : /([^:()\s]+):NetworkInterfaceIds/.exec(of.key)?.[1];
        if (owner !== undefined) out.set(owner, [...out.get(owner) ?? [], { guard: Guard.UNSURE, place: r.place }]);
        if (ref.token) for (const id of context.strangers(r, 'AWS::EC2::Instance', 'AWS::EC2::NetworkInterface', 'AWS::EC2::VPCEndpoint', 'AWS::Lambda::Function')) out.set(id, [...out.get(id) ?? [], { guard: Guard.UNSURE, place: r.place }]);
      }
    }
  }
  return out;
}
