/**
 * Who gets where in several hops, by trying: breadth first over concrete hops, a finite set of probes on each.
 *
 * Whoever reaches a workload goes on from there over anything; a balancer only forwards, what the listener that took the
 * connection sends on.
 */
import type { Address } from './addresses';
import { type End, isProxy, isSeat, judge, type Packet, type Seat } from './judge';
import type { Network } from './model';

export interface Probe {
  readonly protocol: number;
  readonly port?: number;
  readonly type?: number;
  readonly code?: number;
  readonly sourcePort?: number;
  readonly natPort?: number;
}

export interface Search {
  readonly network: Network;
  /** Every seat that may be a stop. */
  readonly seats: readonly Seat[];
  readonly probes: readonly Probe[];
}

/** A stop: a seat, and of a balancer the listener that took the connection. */
interface Stop {
  readonly end: End;
  readonly port?: number;
  readonly protocol?: number;
  readonly path: readonly Packet[];
}

/** Hops from a source to a destination, the last over one of `last`; undefined where the search finds none. Never through `without`. */
export function reach(search: Search, sources: readonly End[], destinations: readonly End[], last: readonly Probe[], without: ReadonlySet<string> = new Set()): Packet[] | undefined {
  const { network } = search;
  const queue: Stop[] = sources.filter((end) => !isSeat(end) || !without.has(end.id)).map((end) => ({ end, path: [] }));
  const seen = new Set<string>();
  const starts = new Set(sources);
  const inner = search.seats.filter((s) => !without.has(s.id) && !starts.has(s));
  const keyOf = (seat: Seat, probe?: Probe): string => `${inner.indexOf(seat)} ${probe === undefined ? '' : `${probe.protocol}/${probe.port}`}`;
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const destination of destinations) {
      const [found] = hops(search, at, destination, last);
      if (found !== undefined) return [...at.path, found];
    }
    for (const next of inner) {
      const isBalancer = isProxy(network.interfaces.get(next.id)!);
      if (!isBalancer && seen.has(keyOf(next))) continue;
      for (const hop of hops(search, at, next, search.probes)) {
        const key = keyOf(next, isBalancer ? hop : undefined);
        if (seen.has(key)) continue;
        seen.add(key);
        queue.push({ end: next, path: [...at.path, hop], ...(isBalancer && { port: hop.port, protocol: hop.protocol }) });
        if (!isBalancer) break;
      }
    }
  }
  return undefined;
}

/** What gets from a stop to an end, tried one by one. */
function* hops({ network }: Search, at: Stop, destination: End, probes: readonly Probe[]): Generator<Packet> {
  if (!isPair(at.end, destination)) return;
  for (const probe of probes) {
    if (at.port !== undefined && !listened(network, at, destination, probe)) continue;
    const packet: Packet = { source: at.end, destination, ...probe };
    if (judge(network, packet) === undefined) yield packet;
  }
}

function listened(network: Network, at: Stop, destination: End, probe: Probe): boolean {
  return isSeat(destination) && network.forwards.some((f) =>
    f.source === (at.end as Seat).id && f.target === destination.id && f.protocol === probe.protocol && f.port === probe.port && f.listens.from === at.port && f.listens.protocol === at.protocol);
}

const addressOf = (end: End): Address => (isSeat(end) ? end.address : end);

export function isPair(a: End, b: End): boolean {
  const [x, y] = [addressOf(a), addressOf(b)];
  if (x.version !== y.version || (!isSeat(a) && !isSeat(b))) return false;
  if (!isSeat(a) || !isSeat(b)) return x.n !== y.n;
  return x.n !== y.n && (a.id !== b.id || (a.many === true && b.many === true));
}
