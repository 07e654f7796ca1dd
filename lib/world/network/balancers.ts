/**
 * Load balancers of the second generation: their interfaces, what they listen for, and where they forward to.
 *
 *   world.forwards.filter((f) => f.source === 'App.Alb');   // one for each listener action and target group
 *
 * A target group's targets are those that it lists, those of services and Auto Scaling groups that name it, or nobody knows: then
 * they are registered at run time. A Network Load Balancer shows its targets the client's address for instances, and for addresses
 * with udp, quic or both; for addresses with tcp and tls where an attribute says so, and always for a balancer as its target
 * (Elastic Load Balancing user guide, "Client IP preservation"). An internal balancer with IPv6 keeps internet gateways out unless
 * an attribute of it changes that. Functions as targets are called, not connected to: their forwards carry no connection, and
 * belong to the exposure plane. A Gateway Load Balancer is a middle box: not modelled.
 */
import type { Bounds, Place, Unknown } from '../facts';

import { Guard } from '../guard';
import { asText, isMap, type Plain } from '../template/walk';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { Resource } from '../template/model';
import type { ClassBuilder } from './classes';
import type { Context } from './context';
import { exposures, maybe, NEVER_PUBLIC, type ExposureAlternative } from './exposure';
import { fixedAddress } from './interfaces';
import type { Forward, Id, InterfaceClass } from './model';
import { anyOf, choices, rest, unknownOf, viewInto, viewOf, type View } from './read';
import { TargetGroups } from './target-groups';
import { ALL_CONNECTIONS, joined, NO_CONNECTION, NO_CONNECTIONS, type Part, portOf } from './sets';

const LB = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
type Kind = 'application' | 'network' | 'gateway';

export function readBalancers(context: Context, builder: ClassBuilder): void {
  for (const r of context.ofType(LB)) interfaces(context, builder, r);
}

function kindOf(r: Resource): Kind | undefined {
  const kinds = choices(viewOf(r), 'Type').map((c) => (c.value === undefined ? 'application' : asText(c.value)));
  return kinds.every((k) => k === kinds[0]) && ['application', 'network', 'gateway'].includes(kinds[0] ?? '') ? kinds[0] as Kind : undefined;
}

function interfaces(context: Context, builder: ClassBuilder, r: Resource): void {
  const view = viewOf(r);
  const kind = kindOf(r);
  const publicIpv4 = kind === 'gateway' ? NEVER_PUBLIC : exposures(context, view, { path: 'Scheme', yes: ['internet-facing'], absent: 'yes' });
  const subnets = [...context.refs.all('subnet', view.items('Subnets')), ...context.refs.all('subnet', view.items('SubnetMappings.*.SubnetId'))];
  const mapping = view.items('SubnetMappings');
  const isFixed = mapping.length === 1 ? fixedAddress(viewInto(mapping[0]), ['PrivateIPv4Address']) : {};
  const groups = kind === 'gateway' ? [] : context.refs.all('group', view.items('SecurityGroups'));
  // A Network Load Balancer that has groups under a condition has none under the other: two classes.
  const bare = kind === 'network' && groups.length > 0 ? rest(r.guard, groups) : Guard.NEVER;
  const parts = bare.isNever() ? [{ guard: r.guard, groups }] : [{ guard: r.guard.and(anyOf(groups.map((g) => g.guard))), groups }, { guard: bare, groups: [] }];
  const ids = parts.flatMap((part) => builder.add({
    resource: r, id: r.id, role: 'balancer', place: r.place, subnets, without: 'default-vpc', ...part,
    // A balancer of an unknown kind may be one without groups, or have the default one.
    ungrouped: kind === 'application' ? undefined : kind === 'gateway' ? 'always' : kind === 'network' ? 'without' : undefined,
    ...kind === undefined ? { hiddenGroups: 'without' as const } : {},
    facings: [{ guard: Guard.ALWAYS, publicIpv4, ipv6: ipv6Of(context, view, publicIpv4) }],
    accepts: kind === 'gateway' ? { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [context.typeUnknown(r, 'what a Gateway Load Balancer does with packets is not modelled')] } : NO_CONNECTION,
    ...isFixed,
  }));
  if (kind !== 'network' || !choices(view, 'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic').every((c) => asText(c.value) === 'off')) return;
  for (const id of ids) context.draft.interfaces.set(id, { ...context.draft.interfaces.get(id)!, linksUnasked: true });
}

/** Dual-stack addresses of an internal balancer are kept from internet gateways by an attribute that is on by default. */
function ipv6Of(context: Context, view: View, publicIpv4: readonly ExposureAlternative[]): readonly ExposureAlternative[] {
  const dual = exposures(context, view, { path: 'IpAddressType', yes: ['dualstack', 'dualstack-without-public-ipv4'], absent: 'no' });
  return dual.flatMap((d) => publicIpv4.map((p): ExposureAlternative => {
    const guard = d.guard.and(p.guard);
    const isDual = d.exposure !== 'subnet' && d.exposure.is !== 'no';
    const isInternal = p.exposure !== 'subnet' && p.exposure.is === 'no';
    return isDual && isInternal ? { guard, place: d.place, exposure: maybe(context.unknown('ipv6.deny_all_igw_traffic', d.place ?? view.place, 'an attribute keeps internet gateways from an internal balancer')) } : { ...d, guard };
  })).filter((a) => !a.guard.isNever());
}

type Protocol = 'tcp' | 'udp' | 'both';

function overOf(value: Plain | undefined): Protocol | undefined {
  switch (asText(value)?.toUpperCase()) {
    case undefined: return value === undefined ? 'tcp' : undefined;
    case 'HTTP': case 'HTTPS': case 'TCP': case 'TLS': case 'SSL': return 'tcp';
    case 'UDP': case 'QUIC': return 'udp';
    case 'TCP_UDP': case 'TCP_QUIC': return 'both';
    default: return undefined;
  }
}

/** Each protocol and port that conditions leave; `guard` includes the view's. */
export function portsOf(view: View, protocolPath: string, portPath: string): readonly Part<ConnectionSet>[] {
  const parts: Part<ConnectionSet>[] = [];
  for (const p of choices(view, protocolPath)) {
    const over = overOf(p.value);
    for (const port of choices(view, portPath)) {
      const guard = p.guard.and(port.guard);
      if (guard.isNever()) continue;
      const bounds: Bounds<ConnectionSet> = over === undefined ? { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [unknownOf(p.value, p.place, 'not a protocol')] } : portOf(over, port.value, port.place);
      parts.push({ guard, place: port.place, bounds });
    }
  }
  return parts;
}

/** Listeners, rules and target groups, once every class is there. */
export function readForwards(context: Context): TargetGroups {
  const groups = new TargetGroups(context, portsOf);
  const listened = new Map<Id, Part<ConnectionSet>[]>();
  const listeners = new Map<Id, Omit<Listening, 'place'>[]>();
  for (const r of context.ofType('AWS::ElasticLoadBalancingV2::Listener')) {
    const view = viewOf(r);
    const ports = portsOf(view, 'Protocol', 'Port');
    for (const ref of context.refs.all('balancer', view.items('LoadBalancerArn'))) {
      const named = ref.unknown === undefined ? [{ id: ref.id, on: ref.guard }] : ref.token ? context.strangers(r, LB).map((id) => ({ id, on: Guard.UNSURE })) : [];
      for (const { id, on } of named) {
        for (const { guard: written, bounds: listens } of ports) {
          const guard = on.and(written);
          if (guard.isNever()) continue;
          const at = { guard, balancer: id, listens, listener: r.place };
          listened.set(id, [...listened.get(id) ?? [], { guard, place: r.place, bounds: listens }]);
          listeners.set(r.id, [...listeners.get(r.id) ?? [], at]);
          actions(context, groups, view, 'DefaultActions', { ...at, place: r.place });
        }
      }
    }
  }
  for (const r of context.ofType('AWS::ElasticLoadBalancingV2::ListenerRule')) {
    const view = viewOf(r);
    for (const ref of context.refs.all('listener', view.items('ListenerArn'))) {
      const named = ref.token ? context.strangers(r, 'AWS::ElasticLoadBalancingV2::Listener').flatMap((id) => (listeners.get(id) ?? []).map((l) => ({ ...l, guard: Guard.UNSURE }))) : listeners.get(ref.id) ?? [];
      for (const l of named) actions(context, groups, view, 'Actions', { ...l, guard: l.guard.and(ref.guard), place: r.place });
    }
  }
  context.ofType('AWS::ElasticLoadBalancingV2::ListenerCertificate', 'AWS::ElasticLoadBalancingV2::TrustStore', 'AWS::ElasticLoadBalancingV2::TrustStoreRevocation');
  for (const [id, parts] of listened) {
    for (const classId of context.draft.aliases.get(id) ?? []) {
      const known = context.draft.interfaces.get(classId);
      if (known !== undefined && kindOf(context.templates.resource(id)!) !== 'gateway') context.draft.interfaces.set(classId, { ...known, ...listening(known.guard, parts) });
    }
  }
  return groups;
}

interface Listening { readonly guard: Guard; readonly place: Place; readonly balancer: Id; readonly listens: Bounds<ConnectionSet>; readonly listener: Place }

function listening(guard: Guard, parts: readonly Part<ConnectionSet>[]): Pick<InterfaceClass, 'accepts' | 'listeners'> {
  return { accepts: joined(NO_CONNECTIONS, guard, parts), listeners: parts.map((p) => ({ guard: p.guard, place: p.place, connections: p.bounds })) };
}

function actions(context: Context, groups: TargetGroups, view: View, path: string, at: Listening): void {
  for (const item of view.items(path)) {
    if (!isMap(item.value)) {
      emit(context, groups, { ...at, guard: at.guard.and(item.guard), place: item.place }, undefined, unknownOf(item.value, item.place, 'not an action'));
      continue;
    }
    const action = viewInto(item);
    const names = ['TargetGroupArn', 'ForwardConfig.TargetGroups.*.TargetGroupArn'].flatMap((p) => action.items(p));
    for (const ref of context.refs.all('target', names)) {
      const guard = at.guard.and(ref.guard);
      if (!guard.isNever()) emit(context, groups, { ...at, guard, place: item.place }, ref.unknown === undefined ? ref.id : undefined, ref.unknown);
    }
  }
}

function emit(context: Context, groups: TargetGroups, at: Listening, group: Id | undefined, unknown: Unknown | undefined): void {
  if (at.guard.isNever()) return;
  const resource = context.templates.resource(at.balancer);
  const isNetwork = resource === undefined || kindOf(resource) !== 'application';
  for (const source of context.draft.aliases.get(at.balancer) ?? []) {
    const base: Pick<Forward, 'source' | 'listens' | 'listener'> = { source, listens: at.listens, listener: at.listener };
    if (group === undefined) {
      context.draft.forwards.push({ ...base, guard: at.guard, place: at.place, targets: [], unlisted: [unknown!], connections: { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [unknown!] }, preservesClient: false });
      continue;
    }
    for (const to of groups.of(group)) {
      const guard = at.guard.and(to.guard);
      if (guard.isNever()) continue;
      for (const { guard: g, preserves } of isNetwork ? groups.preserves(group) : [{ guard: Guard.ALWAYS, preserves: false }]) {
        const both = guard.and(g);
        if (both.isNever()) continue;
        const forward: Forward = { ...base, guard: both, place: to.place ?? at.place, targets: to.targets, unlisted: to.unlisted, connections: to.connections, preservesClient: preserves };
        context.draft.forwards.push(forward);
        context.draft.behind.set(group, [...context.draft.behind.get(group) ?? [], forward]);
      }
    }
  }
}

/** Classic load balancers. */
export function readClassicBalancers(context: Context, builder: ClassBuilder): void {
  for (const r of context.ofType('AWS::ElasticLoadBalancing::LoadBalancer')) {
    const view = viewOf(r);
    const listens = view.items('Listeners').flatMap((item) => portsOf(viewInto(item), 'Protocol', 'LoadBalancerPort').map((p) => ({ ...p, place: item.place })));
    const { accepts, listeners } = listening(r.guard, listens);
    builder.add({
      resource: r, id: r.id, role: 'balancer', guard: r.guard, place: r.place, subnets: context.refs.all('subnet', view.items('Subnets')), groups: context.refs.all('group', view.items('SecurityGroups')), without: 'default-vpc',
      facings: [{ guard: Guard.ALWAYS, publicIpv4: exposures(context, view, { path: 'Scheme', yes: ['internet-facing'], absent: 'yes' }), ipv6: NEVER_PUBLIC }],
      accepts, listeners,
    });
  }
}

export function readClassicForwards(context: Context): void {
  for (const r of context.ofType('AWS::ElasticLoadBalancing::LoadBalancer')) {
    const view = viewOf(r);
    const registered = classicTargets(context, r.id);
    for (const ref of context.refs.all('interface', view.items('Instances'))) registered.push({ guard: ref.guard, classes: ref.unknown === undefined ? context.draft.aliases.get(ref.id) ?? [] : [], unlisted: ref.unknown === undefined ? [] : [ref.unknown] });
    if (registered.length === 0) registered.push({ guard: r.guard, classes: [], unlisted: [context.unknown('targets', r.place, 'instances are registered at run time')] });
    for (const item of view.items('Listeners')) {
      const l = viewInto(item);
      const ports = portsOf(l, 'Protocol', 'LoadBalancerPort').flatMap((listens) => choices(l, 'InstanceProtocol').flatMap((own) =>
        portsOf(l, own.value === undefined ? 'Protocol' : 'InstanceProtocol', 'InstancePort').map((to) => ({ guard: listens.guard.and(own.guard).and(to.guard), listens: listens.bounds, connections: to.bounds }))));
      for (const source of context.draft.aliases.get(r.id) ?? []) {
        for (const t of registered) {
          for (const { guard: written, listens, connections } of ports) {
            const guard = written.and(t.guard);
            if (!guard.isNever()) context.draft.forwards.push({ guard, place: item.place, source, targets: t.classes, unlisted: t.unlisted, connections, listens, listener: item.place, preservesClient: false });
          }
        }
      }
    }
  }
}

/** Auto Scaling groups and services that name a classic balancer. */
function classicTargets(context: Context, id: Id): { guard: Guard; classes: readonly Id[]; unlisted: readonly Unknown[] }[] {
  const out: { guard: Guard; classes: readonly Id[]; unlisted: readonly Unknown[] }[] = [];
  for (const [type, path] of [['AWS::AutoScaling::AutoScalingGroup', 'LoadBalancerNames'], ['AWS::ECS::Service', 'LoadBalancers.*.LoadBalancerName']] as const) {
    for (const r of context.ofType(type)) {
      for (const ref of context.refs.all('balancer', viewOf(r).items(path))) {
        if (ref.id !== id) continue;
        const classes = context.draft.aliases.get(r.id) ?? [];
        out.push({ guard: ref.guard, classes, unlisted: classes.length > 0 ? [] : [context.unknown('targets', r.place, 'the service runs on instances that are not said here')] });
      }
    }
  }
  return out;
}

