/**
 * A claim: I use what the owner of `segment` offers as `offer`. It becomes a flow with the offer's own terms.
 *
 *   { source: reports, segment: docs, offer: read, because: 'monthly report' }
 *
 * Across repositories the other side is not here: `prove a/cdk.out b/cdk.out` matches those.
 */
import type { KnownEnds } from './endpoint';
import { type Findings } from './finding';
import type { Cadence, EndpointData, FlowData, SegmentData } from './model';
import { didYouMean } from './nearest';
import type { ReadFlow } from './read-flow';
import { labelOf } from './read-segment';
import { ObjectReader } from './reader';
import { CADENCES, readId, readInstant } from './terms';

/** Who may offer something: segments as they were read, and what their declarations name, read or not. */
export interface Offers {
  /** By `SCOPE#ID`. */
  readonly segments: ReadonlyMap<string, SegmentData>;
  /** Ids of own segments and, by `SEGMENT OFFER`, of their offers that stand there with mistakes of their own. */
  readonly unreadable: ReadonlySet<string>;
  /** Ends of segments of other repositories, by `SCOPE#ID`. */
  readonly ends?: ReadonlyMap<string, EndpointData>;
}

export function readClaim(value: unknown, pointer: string, known: KnownEnds, offers: Offers, findings: Findings): ReadFlow | undefined {
  const r = new ObjectReader(value, pointer, labelOf('claim', value), findings);
  if (!r.isObject) return undefined;
  const givenId = r.has('id') ? readId(r, 'flow', 'a name', findings) : undefined;
  const scope = r.optionalText('scope') ?? known.scope;
  const segment = r.text('segment', 'the segment that makes the offer');
  const offerId = r.text('offer', 'the id of one of its offers');
  const sourceId = r.text('source', 'the segment that uses the offer');
  const because = r.text('because', 'why it is needed');
  const purpose = r.optionalText('purpose');
  const until = readInstant(r.optionalText('until'), 'until', r.at('until'), findings);
  const cadence = (r.oneOf('cadence', CADENCES) ?? 'continuous') as Cadence;
  r.done();
  const isSource = sourceId !== undefined && checkSource(sourceId, r, known, findings);
  const offer = segment === undefined || offerId === undefined ? undefined : findOffer(scope, segment, offerId, sourceId, r, known, offers, findings);
  if (sourceId !== undefined && sourceId === segment && scope === known.scope) {
    findings.error('SelfFlowNotMeant', pointer, `segment \`${segment}\` claims its own offer; members of one segment reach each other by a flow with \`withinSegment: true\``);
    return undefined;
  }
  if (!isSource || offer === undefined || segment === undefined || because === undefined) return undefined;
  const flow: FlowData = {
    scope: known.scope,
    id: givenId ?? `${sourceId}-claims-${segment}-${offer.id}`,
    source: { kind: 'segment', scope: known.scope, segment: sourceId },
    destination: offers.ends?.get(`${scope}#${segment}`) ?? { kind: 'segment', scope, segment },
    connections: offer.connections,
    authentication: offer.authentication,
    encryption: offer.encryption,
    because,
    ...(purpose === undefined ? {} : { purpose }),
    ...(until === undefined ? {} : { until }),
    cadence,
    claims: { scope, segment, offer: offer.id },
  };
  return { flow, pointer };
}

function checkSource(id: string, r: ObjectReader, known: KnownEnds, findings: Findings): boolean {
  if (known.segments.has(id)) return true;
  findings.error('UnknownSegment', r.at('source'), `source of ${r.what} is the unknown segment \`${id}\`${didYouMean(id, known.segments, 'segments')}`);
  return false;
}

function findOffer(scope: string, segment: string, offerId: string, sourceId: string | undefined, r: ObjectReader, known: KnownEnds, { segments, unreadable }: Offers, findings: Findings): SegmentData['offers'][number] | undefined {
  const isOwn = scope === known.scope;
  const owner = segments.get(`${scope}#${segment}`);
  if (owner === undefined) {
    // A segment that stands there with a mistake of its own was reported already.
    if (isOwn && unreadable.has(segment)) return undefined;
    const ids = [...segments.values()].filter((s) => s.scope === scope).map((s) => s.id);
    findings.error('UnknownSegment', r.at('segment'), `${r.what} is on the unknown segment \`${segment}\`${isOwn ? '' : ` of \`${scope}\``}${didYouMean(segment, ids, 'segments')}`);
    return undefined;
  }
  const offer = owner.offers.find((o) => o.id === offerId);
  if (offer === undefined && !(isOwn && unreadable.has(`${segment} ${offerId}`))) {
    const claimant = sourceId === undefined ? '' : ` that \`${sourceId}\` claims`;
    findings.error('ClaimNotOffered', r.at('offer'), `segment \`${segment}\` does not offer \`${offerId}\`${claimant}${didYouMean(offerId, owner.offers.map((o) => o.id), 'offers')}; ask its owner to add the offer`);
  }
  return offer;
}
