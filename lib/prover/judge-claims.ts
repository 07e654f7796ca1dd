/**
 * Whoever claims an offer needs an owner who still makes it: `claimVerdicts(intents)` are the claims that nobody matches, over all
 * assemblies that were given together.
 *
 * The owner is looked for in the same stage first, because two stages of one app have the same scopes. Not here: whether the rules
 * of a claim stand in the templates; its flow is judged like any other.
 */
import { ConnectionSet } from '../algebra/connection-set';
import { parseConnections } from '../algebra/connection-parse';
import { compareConnections, connectionText } from '../intent/connection-text';
import type { ConnectionData, FlowData, OfferData, SegmentData } from '../intent/model';
import { didYouMean } from '../intent/nearest';
import type { VerdictData } from '../contract/verdicts';
import type { BoundIntent } from './network/model';
import { shortHash } from './short-hash';

type Claim = NonNullable<FlowData['claims']>;

export function claimVerdicts(intents: readonly BoundIntent[]): VerdictData[] {
  return intents.flatMap((bound) => bound.intent.flows.flatMap((flow) => {
    const why = flow.claims === undefined ? undefined : unmatched(flow, flow.claims, bound, intents);
    return why === undefined ? [] : [verdictOf(flow, flow.claims!, bound.stage, why)];
  }));
}

/** Why nobody has agreed to the claim. */
function unmatched(flow: FlowData, claim: Claim, own: BoundIntent, intents: readonly BoundIntent[]): string | undefined {
  const near = [own, ...intents.filter((b) => b !== own)];
  const owner = firstOf(near, (b) => b.intent.segments.find((s) => s.scope === claim.scope && s.id === claim.segment));
  if (owner === undefined) {
    const ids = near.flatMap((b) => b.intent.segments.filter((s) => s.scope === claim.scope).map((s) => s.id));
    return `segment \`${claim.segment}\` of \`${claim.scope}\` is in none of the given assemblies${ids.length === 0 ? '; give the assembly of its owner as well' : didYouMean(claim.segment, ids, 'segments')}`;
  }
  const offer = owner.offers.find((o) => o.id === claim.offer);
  if (offer === undefined) return `segment \`${claim.segment}\` does not offer \`${claim.offer}\`${didYouMean(claim.offer, offerIds(owner), 'offers')}`;
  return exceeds(flow, offer);
}

function exceeds(flow: FlowData, offer: OfferData): string | undefined {
  if (!connectionsOf(flow.connections, ConnectionSet.all()).isSubsetOf(connectionsOf(offer.connections, ConnectionSet.none()))) return `offer \`${offer.id}\` is over ${textOf(offer.connections)}, and the claim over ${textOf(flow.connections)}`;
  for (const how of ['authentication', 'encryption'] as const) {
    if (flow[how].method !== offer[how].method) return `offer \`${offer.id}\` wants ${how} \`${offer[how].method}\`, and the claim has \`${flow[how].method}\``;
  }
  return undefined;
}

function offerIds({ offers }: SegmentData): string[] {
  return offers.map((o) => o.id);
}

function connectionsOf(list: readonly ConnectionData[], unreadable: ConnectionSet): ConnectionSet {
  return ConnectionSet.unionOf(list.map((c) => {
    const parsed = parseConnections(connectionText(c));
    return parsed.ok ? parsed.value : unreadable;
  }));
}

function textOf(list: readonly ConnectionData[]): string {
  return [...list].sort(compareConnections).map(connectionText).join(', ');
}

function firstOf<A, B>(list: readonly A[], find: (a: A) => B | undefined): B | undefined {
  for (const a of list) {
    const found = find(a);
    if (found !== undefined) return found;
  }
  return undefined;
}

function verdictOf(flow: FlowData, claim: Claim, stage: string, why: string): VerdictData {
  const source = flow.source.kind === 'segment' ? flow.source.segment : flow.scope;
  return {
    id: `claim.${shortHash([stage, flow.scope, flow.id].join('\n'))}`,
    question: `claim ${flow.id}: ${source} uses \`${claim.offer}\` of ${claim.segment}`,
    plane: 'network', level: 'packet', verdict: 'violated', kind: 'claim', severity: 'error', strict: true,
    subject: { source, destination: claim.segment, over: textOf(flow.connections) },
    blockedBy: [{ code: 'CLAIM_NOT_OFFERED', text: why, because: [] }],
    unknowns: [], assumptions: [], flows: [flow.id],
    fix: `ask the owner of \`${claim.segment}\` to offer it, or drop the claim`,
  };
}
