/**
 * Transit gateways: what hangs on them and what each attachment sees of the others.
 *
 *   world.gateways.get('App.Tgw');   // { kind: 'transit', attachments: [{ vpc: 'App.A', routes: [...] }, ...] }
 *
 * An attachment looks routes up in the table that it is associated with: the default one where the gateway associates by
 * default and no association is written. Tables learn the blocks of the VPCs that propagate to them. VPN connections, Connect
 * attachments and peerings are ways to networks outside; what they propagate is what an assumption says, else any address in MAY.
 * Not modelled: multicast, policy tables, Cloud WAN, prefix list references (AWS CloudFormation has none).
 */
import type { AddressSet } from '../../algebra/address-set';
import { type Bounds, exactly, type Place, type Unknown } from '../facts';
import { Guard } from '../guard';
import { asText } from '../template/walk';
import type { Resource } from '../template/model';
import type { Context } from './context';
import type { Id, TransitAttachment } from './model';
import { asBoolean, choices, viewOf } from './read';
import { like } from './refs';
import { ALL_ADDRESSES, NO_ADDRESSES } from './sets';

type Route = TransitAttachment['routes'][number];

/** `isStatic`: routes to a peered gateway are written, never propagated. */
interface Attachment { readonly id: Id; readonly guard: Guard; readonly place: Place; readonly vpc?: Id; readonly isStatic?: true }
interface Gateway { readonly attachments: Attachment[]; readonly unknowns: Unknown[]; resource?: Resource }
/** id of a table, or `TGW#default`; `guard`: when. */
interface Link { readonly guard: Guard; readonly place: Place; readonly attachment: Id; readonly table: Id }

const OUTSIDE: readonly (readonly [string, string])[] = [
  ['AWS::EC2::VPNConnection', 'TransitGatewayId'], ['AWS::EC2::TransitGatewayPeeringAttachment', 'TransitGatewayId'], ['AWS::EC2::TransitGatewayPeeringAttachment', 'PeerTransitGatewayId'],
];

export function readTransit(context: Context): void {
  const gateways = new Map<Id, Gateway>();
  const gatewayOf = (id: Id, unknown?: Unknown): Gateway => {
    let known = gateways.get(id);
    if (known === undefined) gateways.set(id, known = { attachments: [], unknowns: unknown === undefined ? [] : [unknown] });
    return known;
  };
  for (const r of context.ofType('AWS::EC2::TransitGateway')) gatewayOf(r.id).resource = r;
  // Routes may have made one for a literal id already.
  for (const g of context.draft.gateways.values()) if (g.kind === 'transit') gatewayOf(g.id, g.open[0]);
  for (const r of context.ofType('AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment')) {
    const variants = context.split(r);
    for (const ref of context.refs.all('any', viewOf(r).items('TransitGatewayId'))) {
      // A gateway that another template makes, perhaps.
      if (ref.token) for (const id of context.strangers(r, 'AWS::EC2::TransitGateway')) gatewayOf(id).unknowns.push(ref.unknown!);
      for (const { id, guard, vpc } of variants) {
        const both = guard.and(ref.guard);
        if (!both.isNever()) gatewayOf(ref.id, ref.unknown).attachments.push({ id, guard: both, place: r.place, vpc });
      }
    }
  }
  for (const [type, property] of OUTSIDE) {
    for (const r of context.ofType(type)) {
      for (const ref of context.refs.all('any', viewOf(r).items(property))) {
        // The other side of a peering stands on its own gateway too, if that is here.
        if (property === 'PeerTransitGatewayId' && !gateways.has(ref.id)) continue;
        gatewayOf(ref.id, ref.unknown).attachments.push({ id: r.id, guard: ref.guard, place: r.place, ...type === 'AWS::EC2::VPNConnection' ? {} : { isStatic: true } });
      }
    }
  }
  for (const r of context.ofType('AWS::EC2::TransitGatewayConnect')) {
    const carrier = context.refs.all('any', viewOf(r).items('TransportTransitGatewayAttachmentId'));
    for (const ref of carrier) {
      const home = [...gateways].find(([, g]) => g.attachments.some((a) => a.id === ref.id));
      if (home !== undefined) home[1].attachments.push({ id: r.id, guard: r.guard.and(ref.guard), place: r.place });
    }
  }
  const tables = new Tables(context, gateways);
  for (const [id, gateway] of gateways) tables.publish(id, gateway);
}

class Tables {
  private readonly associations: readonly Link[];
  private readonly propagations: readonly Link[];

  constructor(private readonly context: Context, private readonly gateways: ReadonlyMap<Id, Gateway>) {
    this.associations = this.links('AWS::EC2::TransitGatewayRouteTableAssociation');
    this.propagations = this.links('AWS::EC2::TransitGatewayRouteTablePropagation');
    context.ofType('AWS::EC2::TransitGatewayRouteTable');
  }

  public publish(id: Id, { attachments, unknowns, resource }: Gateway): void {
    const { context } = this;
    const known = context.draft.gateways.get(id);
    const outside = this.outsideOf(id, attachments);
    const read = attachments.map(({ isStatic: _, ...a }): TransitAttachment => ({ ...a, routes: this.tablesOf(id, a, resource).flatMap(({ table, guard }) => this.routesOf(id, table, guard, attachments, resource)) }));
    context.draft.gateways.set(id, {
      kind: 'transit', id, guard: resource?.guard ?? Guard.ALWAYS, place: resource?.place ?? known?.place ?? attachments[0].place,
      attachments: [...read, ...outside], open: unknowns,
    });
  }

  /** A table of the gateway by reference: its own resource, or the default one. */
  private links(type: string): Link[] {
    return this.context.ofType(type).flatMap((r) => {
      const view = viewOf(r);
      return this.context.refs.all('any', view.items('TransitGatewayAttachmentId')).flatMap((a) =>
        this.tableRefs(r, 'TransitGatewayRouteTableId').map((t) => ({ guard: a.guard.and(t.guard), place: r.place, attachment: a.id, table: t.id })).filter((l) => !l.guard.isNever()));
    });
  }

  private tableRefs(r: Resource, property: string): readonly { readonly guard: Guard; readonly id: Id; readonly unknown?: Unknown }[] {
    return this.context.refs.all('any', viewOf(r).items(property)).map((ref) => (this.gateways.has(ref.id) ? like(ref, { id: defaultOf(ref.id) }) : ref));
  }

  private tablesOf(gateway: Id, attachment: Attachment, resource: Resource | undefined): { readonly table: Id; readonly guard: Guard }[] {
    const written = this.associations.filter((l) => l.attachment === attachment.id).map((l) => ({ table: l.table, guard: l.guard.and(attachment.guard) }));
    const rest = written.reduce((g, w) => g.and(w.guard.not()), attachment.guard);
    // Associated by default and by hand is refused by EC2; which of the two stands is not asked.
    const byDefault = this.enabled(resource, 'DefaultRouteTableAssociation').and(rest);
    return [...written, ...byDefault.isNever() ? [] : [{ table: defaultOf(gateway), guard: byDefault }]].filter((w) => !w.guard.isNever());
  }

  private enabled(resource: Resource | undefined, property: string): Guard {
    if (resource === undefined) return Guard.UNSURE;
    let on = Guard.NEVER;
    for (const { guard, value } of choices(viewOf(resource), property)) {
      const text = asText(value);
      if (text === 'disable') continue;
      on = on.or(value === undefined || text === 'enable' ? guard : Guard.UNSURE);
    }
    return on;
  }

  /** What a table knows: the static routes, and the blocks of what propagates to it. */
  private routesOf(gateway: Id, table: Id, guard: Guard, attachments: readonly Attachment[], resource: Resource | undefined): Route[] {
    const out: Route[] = [];
    const add = (g: Guard, place: Place, addresses: Bounds<AddressSet>, prefixLength: number, attachment: Id | undefined, propagated?: true): void => {
      const both = g.and(guard);
      if (!both.isNever()) out.push({ guard: both, place, addresses, prefixLength, attachment, ...propagated === undefined ? {} : { propagated } });
    };
    for (const r of this.context.ofType('AWS::EC2::TransitGatewayRoute')) {
      for (const t of this.tableRefs(r, 'TransitGatewayRouteTableId')) {
        if (t.id !== table) continue;
        const view = viewOf(r);
        for (const d of choices(view, 'DestinationCidrBlock')) {
          const addresses = this.context.sets.addresses(d.value, d.place, ALL_ADDRESSES);
          const text = asText(d.value);
          const read = text === undefined ? undefined : this.context.sets.cidr(text);
          const length = read?.ok ? read.prefixLength : 0;
          for (const hole of choices(view, 'Blackhole')) {
            const isHole = hole.value === undefined ? false : asBoolean(hole.value);
            const g = t.guard.and(d.guard).and(hole.guard);
            if (isHole !== true) for (const a of this.context.refs.all('any', view.items('TransitGatewayAttachmentId'))) add(isHole === undefined ? Guard.UNSURE : g.and(a.guard), r.place, addresses, length, a.id);
            if (isHole !== false) add(isHole === undefined ? Guard.UNSURE : g, r.place, addresses, length, undefined);
          }
        }
      }
    }
    const propagating = this.propagations.filter((l) => l.table === table).map((l) => ({ id: l.attachment, guard: l.guard, place: l.place }));
    if (table === defaultOf(gateway)) {
      const on = this.enabled(resource, 'DefaultRouteTablePropagation');
      for (const a of attachments) if (a.isStatic !== true && !on.and(a.guard).isNever()) propagating.push({ id: a.id, guard: on.and(a.guard), place: a.place });
    }
    for (const p of propagating) {
      const a = attachments.find((candidate) => candidate.id === p.id);
      const vpc = a?.vpc === undefined ? undefined : this.context.draft.vpcs.get(a.vpc);
      // An attachment that is not here may be one of a network outside.
      const g = a === undefined ? p.guard : p.guard.and(a.guard);
      if (a === undefined || vpc === undefined) {
        const { said, unknown } = this.context.propagated(p.id, p.place);
        for (const route of said?.routes ?? []) add(g, p.place, exactly(route.addresses), route.prefixLength, p.id, true);
        if (said?.routes === undefined) add(g, p.place, { may: said?.addresses ?? ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [unknown] }, 0, p.id, true);
      }
      else {
        const whole = vpc.addresses.must.toCidrs();
        for (const cidr of whole) {
          const read = this.context.sets.cidr(cidr);
          if (read.ok) add(g, a.place, exactly(read.addresses), read.prefixLength, a.id, true);
        }
        if (vpc.addresses.unknowns.length > 0) add(g, a.place, { may: vpc.addresses.may.difference(vpc.addresses.must), must: NO_ADDRESSES, unknowns: vpc.addresses.unknowns }, 0, a.id, true);
      }
    }
    return out;
  }

  /** Attachments that routes name and that are not here: networks outside, perhaps. */
  private outsideOf(id: Id, attachments: readonly Attachment[]): TransitAttachment[] {
    const out = new Map<Id, TransitAttachment>();
    const mine = new Set([defaultOf(id), ...this.context.ofType('AWS::EC2::TransitGatewayRouteTable').filter((t) => this.context.refs.all('any', viewOf(t).items('TransitGatewayId')).some((ref) => ref.id === id)).map((t) => t.id)]);
    for (const r of this.context.ofType('AWS::EC2::TransitGatewayRoute')) {
      if (!this.tableRefs(r, 'TransitGatewayRouteTableId').some((t) => mine.has(t.id))) continue;
      for (const ref of this.context.refs.all('any', viewOf(r).items('TransitGatewayAttachmentId'))) {
        if (ref.unknown !== undefined && !attachments.some((a) => a.id === ref.id)) out.set(ref.id, { id: ref.id, guard: Guard.UNSURE, place: r.place, routes: [] });
      }
    }
    return [...out.values()];
  }
}

function defaultOf(gateway: Id): Id {
  return `${gateway}#default-table`;
}
