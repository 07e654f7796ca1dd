/**
 * Every way in of one side of a change, so that the other side can be asked for the same: `waysIn(known, requests, rename)`.
 *
 * A way is a request (method and path), a host, a stage, a target, and what is asked (demand.ts). Compared are requests, not methods
 * of templates: where `GET /docs` is gone, `ANY /{proxy+}` answers it. What is no API is compared by the name of its route.
 */
import type { BecauseData } from '../../contract/verdicts';
import { ALWAYS, allOf, both, NEVER, not, perhaps, when } from '../../world/exposure/holds';
import type { Auth, Door, Holds, Host, Policy, Route } from '../../world/exposure/model';
import { shownText } from '../../world/exposure/text';
import type { Place, Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import { becauseOf } from '../network/witness';
import { boundDoors, boundRoutes, type BoundRoute } from './bind-doors';
import { declares } from './declared';
import { type Demand, demandOf } from './demand';
import { askedOf, callable, calledAs, meant, nobody, type Way } from './entries';
import { type FirewallLost, firewallLost, pastFirewall, type PastFirewall } from './firewall-diff';
import { standsAt, stopsAt } from './firewall-states';
import type { Known } from './names';
import { type Answering, answering, type Request } from './requests';

export interface WayIn {
  /** What has to be equal for two ways to be compared. */
  readonly group: string;
  readonly demand: Demand;
  readonly holds: Holds;
  readonly destination: string;
  readonly over: string;
  readonly declared: boolean;
  /** The door and the stage, as both sides call them. */
  readonly door: string;
  readonly stage: string;
  /** The other side has a web firewall here that stops; this one has none, or one that counts. */
  readonly losesFirewall?: PastFirewall;
  readonly flows: readonly string[];
  readonly because: readonly BecauseData[];
}

/** A request that some side of the change has a route for. */
export interface Class extends Request {
  readonly route: Route;
}

export class Side {
  private readonly routes: readonly BoundRoute[];
  private lost: FirewallLost = () => Guard.NEVER;

  /** `rename` takes out of ids what differs between two sides and means nothing: the name of the only template. */
  constructor(public readonly known: Known, public readonly rename: (text: string) => string) {
    this.routes = boundRoutes(known, boundDoors(known));
  }

  /** Ways that had a firewall on the other side are declared by nobody: an intent does not say that a firewall may go. */
  public compareWith(other: Side): void {
    this.lost = firewallLost(other, this);
  }

  public doorsById(): ReadonlyMap<string, Door> {
    return new Map(this.known.world.doors.map((d) => [this.rename(d.id), d]));
  }

  public waysOf(door: Door, asked: Class): WayIn[] {
    return answersOf(door, asked).flatMap((answer) => answer.route.targets.flatMap((called, index) => meant(this.known.world, called, door).flatMap((target) => {
      const isMeant = calledAs(called, target);
      return door.stages.flatMap((stage) => {
        const served = answer.route.served.get(stage.id) ?? NEVER;
        const through = allOf([isMeant, callable(this.known.world, called, target, stage), served, answer.holds, answer.route.reached ?? ALWAYS, when(answer.route.guard), when(stage.guard)]);
        if (through.may.isNever()) return [];
        return door.hosts.flatMap((host, hostIndex) => {
          const here = both(through, host.open);
          if (here.may.isNever() || (host.stage !== undefined && host.stage !== stage.id)) return [];
          return answer.route.auths.flatMap((auth, authIndex) => this.asking({ door, route: answer.route, target, index, stage, host, hostIndex, auth, authIndex, asked: both(here, when(auth.guard)), served }, asked));
        });
      });
    })));
  }

  private asking(way: Way, request: Class): WayIn[] {
    const { door, route, target, stage, host, auth, asked, served } = way;
    const out: WayIn[] = [];
    const group = [this.rename(door.id), request.route.method, request.route.path, this.rename(target.id), host.name, host.basePath, this.rename(stage.id)].join('\n');
    const over = `${request.route.label} of ${door.label} at ${hostText(host)}${door.stages.length > 1 ? ` (${shownText(stage.name)})` : ''}`;
    const reasons: (Place & { readonly what: string })[] = [{ ...route.place, what: 'route' }, ...auth.place.pointer === route.place.pointer ? [] : [{ ...auth.place, what: 'what it asks' }], ...host.place.pointer === route.place.pointer ? [] : [{ ...host.place, what: 'host' }]];
    const lost = this.lost(door, stage);
    const put = (demand: Demand, holds: Holds, declared: boolean): void => {
      if (holds.may.isNever()) return;
      const past = demand.firewall === true ? Guard.NEVER : holds.may.and(lost);
      const losesFirewall = past.isNever() ? undefined : pastFirewall(past, standsAt(this.known.world, door, stage));
      out.push({ group, demand, holds, destination: target.label, over, door: this.rename(door.id), stage: this.rename(stage.id), declared: declared && losesFirewall === undefined, ...losesFirewall === undefined ? {} : { losesFirewall }, flows: [], because: reasons.map((r) => becauseOf(r, r.what)) });
    };
    const stops = stopsAt(this.known.world, door, stage);
    const firewalls = stops.may.isNever() ? [false] : [false, true];
    for (const policy of door.policies) {
      for (const certificate of [false, true]) {
        for (const [apiKey, firewall] of [false, true].flatMap((k) => firewalls.map((f) => [k, f] as const))) {
          const holds = allOf([asked, when(policy.guard), firewall ? stops : not(stops), certificate ? host.certificate : not(host.certificate), apiKey ? route.apiKey : not(route.apiKey)]);
          if (holds.may.isNever()) continue;
          const demand: Demand = { ...demandOf(door, auth, policy, askedOf(way, request.method, request.path, auth.kind === 'iam'), this.rename), certificate, apiKey, firewall };
          const declared = this.isDeclared(way, certificate);
          // A policy or a check that cannot be read: at most.
          const unreadable = [...auth.kind === 'unknown' ? auth.unknowns : [], ...unreadableIn(policy)];
          put(demand, unreadable.length === 0 ? holds : both(holds, perhaps(policy.guard, ...unreadable)), declared);
          // As it once was, it may have asked for nothing.
          const stale = holds.may.and(served.must.not());
          if (auth.kind !== 'none' && !stale.isNever()) put({ ...demand, auth: 'none', issuers: [], audiences: [], scopes: [], by: '', ttl: 0 }, perhaps(stale, ...served.unknowns), false);
        }
      }
    }
    if (auth.kind === 'iam') for (const { holds, way: open } of nobody(this.known.world, { ...way, asked: both(asked, not(host.certificate)) })) if (open !== undefined) put({ auth: 'stranger', issuers: [], audiences: [], scopes: [], by: '', ttl: 0, certificate: false, apiKey: false }, holds, false);
    return out;
  }

  private isDeclared({ door, route, target, auth, host }: Way, certificate: boolean): boolean {
    return this.routes.some((r) => r.door?.door === door && r.data.method === route.method && r.data.path === route.path && (r.data.handler.kind !== 'function' || r.target === target.id) && r.data.handler.kind === target.kind && declares(r, auth, { host, certificate }));
  }
}

function answersOf(door: Door, { route, method, path }: Class): readonly Answering[] {
  if (door.kind === 'rest' || door.kind === 'http') return answering(door, { method, path });
  return door.routes.filter((r) => r.method === route.method && r.path === route.path).map((r) => ({ route: r, holds: ALWAYS }));
}

function hostText({ kind, name, basePath }: Host): string {
  if (kind === 'domain') return `${name}${basePath === '' ? '' : `/${basePath}`}`;
  return kind === 'default' ? name.replace(/^(the execute-api host) of .*$/, '$1') : kind === 'private' ? 'an interface endpoint' : 'a domain that others map';
}

export function unreadableIn({ statements, unknowns }: Policy): readonly Unknown[] {
  return [...unknowns, ...(statements ?? []).flatMap((s) => s.unknowns)];
}

/** What stands between a reader and what a door asks. */
export function unreadable(door: Door): readonly Unknown[] {
  return [...door.hidden, ...door.hosts.filter((h) => h.kind !== 'outside').flatMap((h) => [...h.open.unknowns, ...h.certificate.unknowns]), ...door.routes.flatMap((r) => r.auths.flatMap((a: Auth) => a.unknowns)), ...door.routes.flatMap((r) => r.targets.flatMap((t): Unknown[] => (t.target.unknown === undefined ? [] : [t.target.unknown]))), ...door.policies.flatMap(unreadableIn)];
}
