export { ClosedVpc, type ClosedVpcProps, type DnsFirewallProps, DnsFirewallMode } from './closed-vpc';
export { type ClaimProps, Microsegmentation, type MicrosegmentationProps, type NetworkQuotas } from './microsegmentation';
export { type ISegmentRef, OfferedSegment, type OfferedSegmentProps } from './offered-segment';
export { RulesPlacement } from './emit-rules';
export { CrownJewel, type OfferProps, Segment, type SegmentProps } from './segment';
