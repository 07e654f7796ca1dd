/**
 * A segment of another repository, which offers edges:
 *
 *   const docs = zt.offeredSegment({ scope: 'Docs/ZeroTrust', segmentId: 'docs', securityGroupId: docsGroupId.valueAsString, offers: [...] });
 *   zt.addClaim({ source: reports, segment: docs, offer: 'sql', because: 'monthly report' });
 *
 * Here a claim opens the way out of its source, to that group alone. The way in is its owner's to open, with a flow from this side's
 * addresses or group; `zero-trust prove a/cdk.out b/cdk.out` holds the claim against what the owner offers and has opened. That the
 * group is really that segment's is known at deployment only, and the proof says so.
 */
import { Token } from 'aws-cdk-lib';
import type { SegmentData } from '../../intent';
import { Declaration } from '../declaration/declaration';
import type { IFlowEnd } from '../declaration/endpoint';
import { type CrownJewel, type OfferProps, Segment } from './segment';

/** A segment that may make offers: a `Segment` of this app, or an `OfferedSegment` of another repository. */
export interface ISegmentRef extends IFlowEnd {
  /** The id in the intent of its owner. */
  readonly segmentId: string;
  /** Construct path of its owner's façade within its stage. */
  readonly segmentScope: string;
}

/** A segment of another repository, as its owner describes it. */
export interface OfferedSegmentProps {
  /** Construct path of the owner's façade within its stage, as `zero-trust intent` prints it. */
  readonly scope: string;
  /** Id of the segment there. */
  readonly segmentId: string;
  /**
   * Id of its group (`Segment.securityGroupId` there), literal or from a parameter: of the same VPC, or of a peered one in the same
   * region.
   */
  readonly securityGroupId: string;
  /** What its owner offers; `prove` holds it against the owner's intent. */
  readonly offers: OfferProps[];
  /**
   * Twelve digits, where it belongs to another account.
   * @default - this account
   */
  readonly accountId?: string;
  /** @default - an ordinary segment */
  readonly crownJewel?: CrownJewel;
}

/** A segment of another repository. Made by `offeredSegment`; it can be claimed from, and named by nothing else. */
export class OfferedSegment implements ISegmentRef {
  /** @internal Mistakes are told through `report`, with those of the façade. */
  public static _create(props: OfferedSegmentProps, declaration: Declaration, report: (code: string, message: string) => void): OfferedSegment {
    const { scope, segmentId, securityGroupId: group, accountId } = props;
    const segment = new OfferedSegment(segmentId, scope);
    if (scope === declaration.scope) {
      report('OfferedIsOwn', `segment \`${segmentId}\` is offered by \`${scope}\`, which is this façade itself; expected the façade of another repository: claim from a segment of this app as \`zt.segment('${segmentId}')\`, and where the two repositories call their façades alike, give one of them another construct path`);
      return segment;
    }
    if (!Token.isUnresolved(group) && !/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(group)) report('OfferedGroupInvalid', `the group of the offered segment \`${segmentId}\` is \`${group}\`; expected \`sg-\` and 8 or 17 hexadecimal digits, or a parameter that holds such an id`);
    if (accountId !== undefined && !Token.isUnresolved(accountId) && !/^\d{12}$/.test(accountId)) report('AccountInvalid', `account \`${accountId}\` of the offered segment \`${segmentId}\` is not an account id; expected 12 digits`);
    const data = offeredData(props, declaration, report);
    if (data !== undefined) declaration.addOffered({ segment: data, end: { kind: 'offered', scope, segment: data.id, securityGroupId: group, ...(accountId === undefined || Token.isUnresolved(accountId) ? {} : { accountId }) } });
    return segment;
  }

  /** The id in the intent of its owner. */
  public readonly segmentId: string;
  /** Construct path of its owner's façade within its stage. */
  public readonly segmentScope: string;
  /** The segment as the end of a flow. */
  public readonly flowEnd: any;

  private constructor(segmentId: string, segmentScope: string) {
    this.segmentId = segmentId;
    this.segmentScope = segmentScope;
    this.flowEnd = { segment: segmentId, scope: segmentScope };
  }
}

/** Its terms are read as the owner's would be, by a declaration of its own. */
function offeredData({ scope, segmentId, offers, crownJewel }: OfferedSegmentProps, { posture }: Declaration, report: (code: string, message: string) => void): SegmentData | undefined {
  const owner = new Declaration(scope, posture);
  owner.add('segments', Segment._declare(segmentId, { offers, crownJewel }), () => '');
  const { intent, findings } = owner.normalise();
  for (const f of findings) if (f.level === 'error') report(f.code, f.message);
  return intent.segments[0];
}
