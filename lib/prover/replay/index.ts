/**
 * Judges one counterexample of the prover, packet by packet, before anybody sees it:
 *
 *   const judged = replay(world, path);
 *   if (!judged.accepted) throw new DisagreementError(verdict.id, judged.why);
 *
 * It shares nothing with the prover: no sets are built, no graph is searched. It walks the hops under the path's valuation with
 * the addresses and ports that the path states, and asks at each step of docs/semantics.md whether the world surely (MUST) lets
 * this one packet pass. It does not ask whether another path would have been shorter, or whether the path answers a question.
 */
import type { NetworkWorld } from '../../world/network/model';
import type { HopEnd, Path } from '../path';
import { standing } from './ends';
import { forwarded } from './forward';
import { Moment } from './moment';
import { judgeHop } from './packet';
import { refuse, Refused } from './refusal';

export type Judged = { readonly accepted: true } | { readonly accepted: false; readonly why: string };

export function replay(world: NetworkWorld, path: Path): Judged {
  let at = 0;
  let count = 0;
  try {
    count = path.hops.length;
    const moment = new Moment(world, path.valuation);
    if (!(count > 0)) refuse('chain', 'the path has no hop');
    for (; at < count; at++) judge(world, moment, path, at);
    return { accepted: true };
  } catch (error) {
    // Whatever goes wrong in here is no acceptance.
    return { accepted: false, why: `hop ${at + 1} of ${count}: ${error instanceof Refused ? error.message : `replay: ${String(error)}`}` };
  }
}

function judge(world: NetworkWorld, moment: Moment, { hops }: Path, at: number): void {
  const hop = hops[at];
  const previous = at === 0 ? undefined : hops[at - 1];
  if (previous !== undefined && !isSame(previous.destination, hop.source)) refuse('chain', `it starts at ${nameOf(hop.source)}, and the hop before ends at ${nameOf(previous.destination)}`);
  const [from, to] = [standing(world, moment, hop.source), standing(world, moment, hop.destination)];
  const proxy = forwarded(world, moment, hop, previous, from);
  const before = previous === undefined ? undefined : standing(world, moment, previous.source);
  // What comes by PrivateLink has the balancer's own address.
  const isHandedOver = previous?.via === 'proxy' && (before?.kind === 'entry' || world.forwards[previous.forward!]?.sees === 'link') && world.forwards[previous.forward!]?.preservesClient === false;
  judgeHop(world, moment, { from, to, hop, proxy, client: proxy?.preservesClient === true && !isHandedOver ? before : undefined });
}

function isSame(a: HopEnd, b: HopEnd): boolean {
  if (a.kind === 'outside' || b.kind === 'outside') return a.kind === b.kind && a.address === b.address && (a as { list?: string }).list === (b as { list?: string }).list;
  // An interface has one address of each family, and goes on with either.
  const isOtherFamily = a.address !== undefined && b.address !== undefined && a.address.includes(':') !== b.address.includes(':');
  if (a.id !== b.id || (a.address !== b.address && !isOtherFamily)) return false;
  return a.kind === 'group' || b.kind === 'group' ? a.kind === b.kind : a.placement === b.placement;
}

function nameOf(end: HopEnd): string {
  return end.kind === 'outside' ? end.address : `\`${end.id}\`${end.address === undefined ? '' : ` (${end.address})`}`;
}
