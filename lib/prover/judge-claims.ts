/**
 * Whoever claims an offer of a segment needs an owner who still makes it: `claimVerdicts(intents)`.
 *
 *   a claim that its owner does not offer, or on other terms                violated
 *   a claim on another repository that its owner offers and did not open    violated: the way in is the owner's
 *   a claim whose owner is in none of the assemblies                        unknown: give the owner's assembly as well
 *
 * Within one app a claim that is matched is silent: its flow is judged like any other, on both sides. Across repositories it is
 * proved, as far as intents go: which group it really names is known at deployment.
 */
import { ConnectionSet } from '../algebra/connection-set';
import { parseConnections } from '../algebra/connection-parse';
import { compareConnections, connectionText } from '../intent/connection-text';
import type { ConnectionData, FlowData, OfferData, SegmentData } from '../intent/model';
import { didYouMean } from '../intent/nearest';
import type { VerdictData } from '../contract/verdicts';
import { claimVerdict } from './claims/claim-verdict';
import { ofStage, ownersOf } from './claims/owners';
import type { BoundIntent } from './network/model';

type Claim = NonNullable<FlowData['claims']>;

interface Wrong {
  readonly code: 'CLAIM_NOT_OFFERED' | 'OFFER_NOT_OPENED';
  readonly text: string;
}

export function claimVerdicts(intents: readonly BoundIntent[]): VerdictData[] {
  return intents.flatMap((own) => own.intent.flows.flatMap((flow) => {
    if (flow.claims === undefined) return [];
    const verdict = judgeClaim(flow, flow.claims, own, intents);
    return verdict.verdict === 'proved' && flow.destination.kind === 'segment' ? [] : [verdict];
  }));
}

function judgeClaim(flow: FlowData, claim: Claim, own: BoundIntent, intents: readonly BoundIntent[]): VerdictData {
  const owners = ownersOf(claim.scope, own, intents);
  const refused = owners.map((owner) => ({ owner, wrong: unmatched(flow, claim, owner) })).find((o) => o.wrong !== undefined);
  const source = flow.source.kind === 'segment' ? flow.source.segment : flow.scope;
  const isForeign = flow.destination.kind !== 'segment';
  return claimVerdict({
    plane: 'network', key: [own.stage, flow.scope, flow.id],
    question: `claim ${flow.id}: ${source} uses \`${claim.offer}\` of ${claim.segment}`,
    subject: { source, destination: claim.segment, over: textOf(flow.connections) },
    wrong: refused?.wrong === undefined ? [] : [{ ...refused.wrong, text: `${refused.wrong.text}${ofStage(refused.owner, owners)}` }],
    unknowns: owners.length > 0 ? [] : [{ token: `offer ${claim.offer} of ${claim.segment}`, pointer: '', why: `\`${claim.scope}\` is in none of the given assemblies; give the assembly of its owner as well: \`zero-trust prove cdk.out OTHER/cdk.out\`` }],
    assumptions: isForeign ? [`the group that claim \`${flow.id}\` names is that of segment \`${claim.segment}\` of \`${claim.scope}\`, and what its owner's flow lets in is \`${source}\``] : [],
    fix: refused?.wrong?.code === 'OFFER_NOT_OPENED' ? `its owner adds a flow to \`${claim.segment}\` from the addresses of \`${source}\` (\`Endpoint.cidr\`) or from its group (\`Endpoint.account\`)` : `ask the owner of \`${claim.segment}\` to offer it, or drop the claim`,
    flows: [flow.id],
  });
}

/** Why this owner has not agreed. */
function unmatched(flow: FlowData, claim: Claim, { intent }: BoundIntent): Wrong | undefined {
  const segments = intent.segments.filter((s) => s.scope === claim.scope);
  const segment = segments.find((s) => s.id === claim.segment);
  const offer = segment?.offers.find((o) => o.id === claim.offer);
  const why = segment === undefined
    ? `segment \`${claim.segment}\` of \`${claim.scope}\` is in none of the given assemblies${didYouMean(claim.segment, segments.map((s) => s.id), 'segments')}`
    : offer === undefined ? `segment \`${claim.segment}\` does not offer \`${claim.offer}\`${didYouMean(claim.offer, offerIds(segment), 'offers')}` : exceeds(flow, offer);
  if (why !== undefined) return { code: 'CLAIM_NOT_OFFERED', text: why };
  if (flow.destination.kind === 'segment') return undefined; // the claimant's own app opened both sides
  const open = connectionsOf(intent.flows.filter((f) => isOutside(f.source.kind) && f.destination.kind === 'segment' && f.destination.scope === claim.scope && f.destination.segment === claim.segment).flatMap((f) => f.connections), ConnectionSet.none());
  const closed = connectionsOf(flow.connections, ConnectionSet.all()).difference(open);
  return closed.isEmpty() ? undefined : { code: 'OFFER_NOT_OPENED', text: `the owner of \`${claim.segment}\` offers \`${claim.offer}\`, and no flow of its own lets anybody from outside in over ${closed.toString()}` };
}

/** Who may be in another repository. */
function isOutside(kind: FlowData['source']['kind']): boolean {
  return kind === 'account' || kind === 'cidr' || kind === 'prefixList' || kind === 'enclave' || kind === 'internet';
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
