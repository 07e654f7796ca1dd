/**
 * Who makes a hop: a workload that somebody controls, or a proxy that forwards: `forwarded(world, moment, hop, previous, from)`.
 */
import type { Forward, NetworkWorld } from '../../world/network/model';
import type { PathHop } from '../path';
import type { Standing } from './ends';
import type { Moment } from './moment';
import { refuse } from './refusal';

/** Nobody gets into these: AWS runs them. */
const MANAGED: readonly string[] = ['balancer', 'link', 'endpoint'];

/** The forward that makes this hop; undefined where its source makes it by itself. */
export function forwarded(world: NetworkWorld, moment: Moment, hop: PathHop, previous: PathHop | undefined, from: Standing): Forward | undefined {
  if (hop.via !== 'proxy') {
    if (previous === undefined && hop.via !== undefined) refuse('chain', 'nobody is compromised before the first hop');
    if (previous !== undefined && hop.via === undefined) refuse('chain', 'it does not say how it goes on from the hop before');
    if (from.kind === 'entry') refuse('forward', `\`${from.name}\` only forwards`);
    if (previous !== undefined && from.kind === 'inside' && MANAGED.includes(from.face.role)) refuse('chain', `\`${from.name}\` runs no code of anybody's: it only forwards`);
    return undefined;
  }
  const forward = (hop.forward === undefined ? undefined : world.forwards[hop.forward]) ?? refuse('forward', `there is no forward ${hop.forward}`);
  if (!moment.surely(forward.guard)) refuse('forward', `forward ${hop.forward} of \`${forward.source}\` need not exist`);
  if (hop.source.kind !== 'interface' || forward.source !== hop.source.id) refuse('forward', `forward ${hop.forward} belongs to \`${forward.source}\``);
  if (hop.destination.kind !== 'interface' || !forward.targets.includes(hop.destination.id)) refuse('forward', `\`${forward.source}\` does not surely forward there`);
  if (!forward.connections.must.contains(hop.connection)) refuse('forward', `\`${forward.source}\` does not surely forward over this connection`);
  if (previous === undefined) return refuse('chain', `nobody has sent \`${forward.source}\` anything to forward`);
  if (!forward.listens.must.contains(previous.connection)) refuse('forward', `\`${forward.source}\` does not surely listen for what came in`);
  return forward;
}
