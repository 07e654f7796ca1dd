/**
 * Target groups: who is in one, over which port, and whether it sees the client's address.
 *
 *   groups.of('App.Targets');   // [{ targets: ['App.Service'], connections: tcp/8080, ... }]
 */
import type { ConnectionSet } from '../../algebra/connection-set';
import { ConnectionSet as Connections } from '../../algebra/connection-set';
import type { Bounds, Place, Unknown } from '../facts';
import { Guard } from '../guard';
import { asText, isMap } from '../template/walk';
import type { Resource } from '../template/model';
import type { Context } from './context';
import type { Id } from './model';
import { asBoolean, choices, unknownOf, viewInto, viewOf, type Item, type View } from './read';
import { NO_CONNECTION, NO_CONNECTIONS, type Part, portOf } from './sets';

export interface Targets {
  readonly guard: Guard;
  readonly targets: readonly Id[];
  readonly unlisted: readonly Unknown[];
  readonly connections: Bounds<ConnectionSet>;
  /** Where the target is written, where that is another place than the action's. */
  readonly place?: Place;
}

type Port = Pick<Part<ConnectionSet>, 'guard' | 'bounds'>;
type Ports = (view: View, protocolPath: string, portPath: string) => readonly Port[];

const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
/** Who names a target group, and where. */
const USERS: readonly (readonly [string, string])[] = [
  ['AWS::AutoScaling::AutoScalingGroup', 'TargetGroupARNs.*'], ['AWS::AutoScaling::AutoScalingGroup', 'TrafficSources.*.Identifier'], ['AWS::ECS::Service', 'LoadBalancers.*'], ['AWS::ECS::TaskSet', 'LoadBalancers.*'],
];
/** Ports that the container agent gives to tasks in bridge mode, by default and by old kernels. */
const EPHEMERAL = Connections.tcp(1024, 65535).union(Connections.udp(1024, 65535));

export class TargetGroups {
  private readonly users = new Map<Id, { readonly guard: Guard; readonly resource: Resource; readonly item: Item }[]>();
  private readonly known = new Map<Id, readonly Targets[]>();

  constructor(private readonly context: Context, private readonly ports: Ports) {
    for (const [type, path] of USERS) {
      for (const r of context.ofType(type)) {
        for (const item of viewOf(r).items(path)) {
          const names = isMap(item.value) ? ['TargetGroupArn', 'AdvancedConfiguration.AlternateTargetGroupArn'].flatMap((name) => viewInto(item).items(name)) : [item];
          for (const ref of context.refs.all('target', names)) {
            const named = ref.token ? context.strangers(r, TARGET_GROUP).map((id) => ({ id, guard: Guard.UNSURE })) : [{ id: ref.id, guard: ref.guard }];
            for (const { id, guard } of named) this.users.set(id, [...this.users.get(id) ?? [], { guard, resource: r, item }]);
          }
        }
      }
    }
    context.ofType(TARGET_GROUP);
  }

  public of(id: Id): readonly Targets[] {
    let known = this.known.get(id);
    if (known === undefined) this.known.set(id, known = this.read(id));
    return known;
  }

  /** Whether a Network Load Balancer shows the client's address to the targets of the group. */
  public preserves(id: Id): readonly { readonly guard: Guard; readonly preserves: boolean }[] {
    const r = this.context.templates.resource(id);
    if (r === undefined) return UNSURE;
    const view = viewOf(r);
    for (const item of view.items('TargetGroupAttributes')) {
      if (!isMap(item.value)) return UNSURE;
      if (asText(item.value.Key as never) !== 'preserve_client_ip.enabled') continue;
      const out = choices(viewInto(item), 'Value').flatMap((v) => {
        const known = asBoolean(v.value);
        return known === undefined ? [...UNSURE] : [{ guard: v.guard, preserves: known }];
      });
      return r.guard.implies(item.guard) ? out : UNSURE;
    }
    return choices(view, 'TargetType').flatMap((type) => choices(view, 'Protocol').flatMap((protocol) => {
      const guard = type.guard.and(protocol.guard);
      if (guard.isNever()) return [];
      const text = type.value === undefined ? 'instance' : asText(type.value);
      if (text === 'instance' || text === 'alb') return [{ guard, preserves: true }];
      if (text !== 'ip') return text === undefined ? [...UNSURE] : [{ guard, preserves: false }];
      const over = asText(protocol.value)?.toUpperCase();
      return over === undefined ? [...UNSURE] : [{ guard, preserves: ['UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'].includes(over) }];
    }));
  }

  private read(id: Id): readonly Targets[] {
    const { context } = this;
    const r = context.templates.resource(id);
    if (r === undefined) return [];
    const view = viewOf(r);
    const isFunction = choices(view, 'TargetType').every((t) => asText(t.value) === 'lambda');
    const ports = isFunction ? [{ guard: r.guard, bounds: NO_CONNECTION }] : this.ports(view, 'Protocol', 'Port');
    const out: Targets[] = view.items('Targets').flatMap((item) => this.target(item, isFunction, view, ports));
    for (const user of this.users.get(id) ?? []) out.push(...this.user(user, ports));
    // Nothing says who is in it: somebody registers targets.
    if (out.every((t) => !t.guard.isSure)) for (const p of ports) out.push({ guard: p.guard, targets: [], unlisted: isFunction ? [] : [context.unknown('targets', r.place, 'targets are registered at run time')], connections: p.bounds });
    return out;
  }

  private target(item: Item, isFunction: boolean, group: View, ports: readonly Port[]): readonly Targets[] {
    const { context } = this;
    const over = (port: Port, guard: Guard, of: Pick<Targets, 'targets' | 'unlisted'>): Targets => ({ guard: guard.and(port.guard), place: item.place, ...of, connections: port.bounds });
    if (!isMap(item.value)) return ports.map((p) => over(p, item.guard, { targets: [], unlisted: [unknownOf(item.value, item.place, 'not a target')] }));
    const view = viewInto(item);
    const own = isFunction ? ports : choices(view, 'Port').flatMap((p): readonly Port[] => (p.value === undefined ? ports.map((of) => ({ ...of, guard: of.guard.and(p.guard) })) : this.portLike(group, p.value, p)));
    return view.items('Id').flatMap((id) => {
      const named = context.refs.of('any', id)[0];
      const classes = named.unknown === undefined ? context.draft.aliases.get(named.id) ?? [] : this.byAddress(asText(id.value));
      const unlisted = classes.length > 0 ? [] : [named.unknown ?? unknownOf(id.value, id.place, 'what it names has no interface that is known')];
      return own.map((p) => over(p, id.guard, { targets: classes, unlisted }));
    });
  }

  /** The same protocol as the group's, another port. */
  private portLike(group: View, value: Item['value'], { guard, place }: Pick<Item, 'guard' | 'place'>): readonly Port[] {
    return choices(group, 'Protocol').map((p) => {
      const text = asText(p.value)?.toUpperCase();
      return { guard: guard.and(p.guard), bounds: portOf(text === 'UDP' || text === 'QUIC' ? 'udp' : text === 'TCP_UDP' || text === 'TCP_QUIC' ? 'both' : 'tcp', value, place) };
    });
  }

  /** Interfaces with a fixed address. */
  private byAddress(text: string | undefined): readonly Id[] {
    if (text === undefined || !/^[0-9a-fA-F.:]+$/.test(text)) return [];
    const out: Id[] = [];
    for (const c of this.context.draft.interfaces.values()) {
      if (c.placements.some((p) => p.addresses !== undefined && p.addresses.must.toString().split('/')[0] === text)) out.push(c.id);
    }
    return out;
  }

  private user({ guard, resource, item }: { readonly guard: Guard; readonly resource: Resource; readonly item: Item }, ports: readonly Port[]): readonly Targets[] {
    const { context } = this;
    const classes = context.draft.aliases.get(resource.id) ?? [];
    if (!isMap(item.value)) return ports.map((p) => ({ guard: guard.and(p.guard), targets: classes, unlisted: [], connections: p.bounds }));
    // A service without interfaces of its own runs on instances of its cluster, on ports that the agent picks or the host gives.
    if (classes.length === 0) {
      const unknown = context.unknown('targets', item.place, 'the service runs on instances that are not said here');
      return ports.map((p) => ({ guard: guard.and(p.guard), place: item.place, targets: [], unlisted: [unknown], connections: { may: p.bounds.may.union(EPHEMERAL), must: NO_CONNECTIONS, unknowns: [unknown] } }));
    }
    return choices(viewInto(item), 'ContainerPort').flatMap((written) => ports.map((p) => ({
      guard: guard.and(written.guard).and(p.guard), place: item.place, targets: classes, unlisted: [],
      connections: written.value === undefined ? p.bounds : over(p.bounds, portOf('both', written.value, written.place)),
    })));
  }
}

const UNSURE = [{ guard: Guard.UNSURE, preserves: true }, { guard: Guard.UNSURE, preserves: false }] as const;

/** The protocols of the group on the port of the container. */
function over(group: Bounds<ConnectionSet>, port: Bounds<ConnectionSet>): Bounds<ConnectionSet> {
  const protocols = Connections.unionOf(group.may.protocols().filter((p) => p === 6 || p === 17).map((p) => Connections.protocol(p)));
  return { may: port.may.intersection(protocols), must: group.must.isEmpty() && group.unknowns.length > 0 ? NO_CONNECTIONS : port.must.intersection(protocols), unknowns: [...port.unknowns, ...group.must.isEmpty() ? group.unknowns : []] };
}
