/**
 * Networks: what is refused between segments, what leaves by NAT and endpoints, and which names are asked for.
 *
 * A segment is told by the tag of its members' interfaces: the flow log's field `interface-tag` is the value of one tag, percent-encoded.
 * It is compared whole, so a segment never counts the flows of one whose id holds its own. A log that asks for another tag first, or for
 * none, never matches (`TagFieldSpecifications` of the flow log). In the first hour tags may be missing. Not modelled: which flow was refused (see the flow log), DNS that bypasses the resolver.
 */
import { atLeast, lines, metric, type Row, row, sparse } from './build';
import { flows } from './flow-log';
import { guide, MIRROR, TABLE } from './sources';

const FLOW = guide('Amazon VPC user guide, "Flow log record examples"', 'amazon-vpc-user-guide@06e98d9');
const TAGS = `${FLOW}; CreateFlowLogs, \`TagFieldSpecifications\`: values of tags (API changes of 2026-06-09); hashicorp/terraform-provider-aws issue 48806 (2026-07-07): a field for each key`;
const NAT = `${guide('Amazon VPC user guide, "NAT gateway metrics and dimensions"', 'amazon-vpc-user-guide@1542be3')}: every minute; ${TABLE}`;
const LINK = `AWS PrivateLink guide, "CloudWatch metrics for AWS PrivateLink", endpoint metrics (${MIRROR}): every minute in which there was traffic; not of gateway endpoints, nor across regions`;
const DNS = `Route 53 developer guide, "Monitoring Resolver DNS Firewall rule groups with Amazon CloudWatch" (${MIRROR}): every five minutes; ${TABLE}`;
const QUERIES = `Route 53 developer guide, "Resolver query log example" (${MIRROR})`;
const FIREWALL = `${TABLE}; dimensions and \`Stateful\`: a sample that Elastic's integration for AWS recorded (dataset aws.firewall_metrics, 2021-11-18)`;
/** "Requests that are denied by a VPC endpoint policy, but otherwise would have been allowed, are not recorded" (AWS KMS developer guide, "Logging AWS KMS requests that use a VPC endpoint"): but as network activity. */
const TRAIL = `AWS CloudTrail user guide, "Understanding CloudTrail events", network activity events (${MIRROR}; its example is of 2024-07-15): \`VpceAccessDenied\`; other denials: "CloudTrail record contents", vpcEndpointId and errorCode`;
const GIB = 1024 ** 3;
const TAG = 'no record with a tag was seen. That its value is percent-encoded is told by two digests of the page (files of public repositories, June and July 2026), that a hyphen is written `%2D` by one: the id is looked for as it is and so';
const DROPPED = 'that this one, too, comes only with traffic: the copy ends after BytesProcessed; name and dimensions are as other people alarm on it';
const ENDPOINT = ['VPC Id', 'VPC Endpoint Id', 'Endpoint Type=Interface', 'Service Name'];

export const NETWORK: readonly Row[] = [
  row(lines('flowLog', flows({ action: '="REJECT"' })), {
    id: 'vpc.rejected', subject: 'vpc', title: 'Refused flows in the network', ceiling: atLeast(20000, 5000, 2000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Somebody inside looks for open ports, or a release tries a way that is not declared.', first: 'See in the flow log which interface sends them; quarantine it if no release explains it.', from: 'standard', reference: FLOW,
  }),
  row(lines('flowLog', flows({ action: '="ACCEPT"', dstport: '=22 || $=3389' })), {
    id: 'vpc.adminPortAccepted', subject: 'vpc', title: 'Accepted connections to SSH or RDP', ceiling: atLeast(100, 1, 1), severity: 'high',
    why: 'Nobody administers over the network where Session Manager does it with an identity.', first: 'Find both ends in the flow log, and the rule that let them.', from: 'high', reference: FLOW,
  }),
  row(lines('flowLog', flows({ 'action': '="REJECT"', 'interface-tag': '="<segment>" || $="<segment%>"' })), {
    id: 'segment.rejected', subject: 'segment', title: 'Refused flows at members of a segment', ceiling: atLeast(5000, 500, 200), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Something tries ways in or out of the segment that nobody declared.', first: 'See in the flow log who sends them, and to which port; declare the flow, or quarantine the sender.', from: 'standard', reference: TAGS, unverified: TAG,
  }),
  row(metric('AWS/NATGateway', 'BytesOutToDestination', ['NatGatewayId'], 'Sum'), {
    id: 'natGateway.bytesOut', subject: 'natGateway', title: 'Bytes that leave by a NAT gateway', ceiling: atLeast(20 * GIB, 5 * GIB, 2 * GIB), band: 3, datapoints: [2, 3], severity: 'high',
    why: 'Data is carried out.', first: 'See in the flow log which interface sends, and where to; cut it off.', from: 'standard', reference: NAT,
  }),
  row(metric('AWS/NATGateway', 'ActiveConnectionCount', ['NatGatewayId'], 'Maximum'), {
    id: 'natGateway.connections', subject: 'natGateway', title: 'Connections through a NAT gateway', ceiling: atLeast(40000, 20000, 10000), band: 3, datapoints: [3, 3], severity: 'medium',
    why: 'Something inside calls many places at once: a scanner, or a program that was told to.', first: 'See in the flow log which interface opens them.', from: 'standard', reference: NAT,
  }),
  row(metric('AWS/NATGateway', 'ErrorPortAllocation', ['NatGatewayId'], 'Sum'), {
    id: 'natGateway.portErrors', subject: 'natGateway', title: 'Connections that a NAT gateway could not open', ceiling: atLeast(100, 1, 1), severity: 'medium',
    why: 'One destination is called so often that no port is left: a loop, or an attack from inside.', first: 'See in the flow log which interface and which destination.', from: 'standard', reference: NAT,
  }),
  row(sparse('AWS/PrivateLinkEndpoints', 'BytesProcessed', ENDPOINT), {
    id: 'endpoint.bytes', subject: 'endpoint', title: 'Bytes through an endpoint', ceiling: atLeast(50 * GIB, 20 * GIB, 10 * GIB), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Data is carried to a service, maybe to a bucket or key of somebody else.', first: 'See in CloudTrail which principal calls the service through this endpoint.', from: 'standard', reference: LINK,
  }),
  row(sparse('AWS/PrivateLinkEndpoints', 'PacketsDropped', ENDPOINT), {
    id: 'endpoint.dropped', subject: 'endpoint', title: 'Packets that an endpoint dropped', ceiling: atLeast(10000, 1000, 500), band: 3, datapoints: [3, 3], severity: 'low',
    why: 'The endpoint is at its limit, or not well.', first: 'See which interfaces send the most to it.', from: 'high', reference: LINK, unverified: DROPPED,
  }),
  row(lines('cloudTrail', '{ ($.vpcEndpointId = "<VPC Endpoint Id>") && ($.errorCode = "*AccessDenied*") }'), {
    id: 'endpoint.denied', subject: 'endpoint', title: 'Calls that were denied through an endpoint', ceiling: atLeast(50, 10, 5), severity: 'high',
    why: 'Somebody inside tries what its principal may not or, where the trail records network activity, what the endpoint\'s policy forbids.', first: 'See in CloudTrail which principal and which service.', from: 'high', reference: TRAIL,
  }),
  row(metric('AWS/Route53Resolver', 'FirewallRuleGroupVpcQueryVolume', ['FirewallRuleGroupId', 'VpcId'], 'Sum', { isSparse: true, minimumPeriod: 300 }), {
    id: 'dnsFirewall.matched', subject: 'dnsFirewall', title: 'Names that the DNS firewall\'s rules matched', ceiling: atLeast(200000, 50000, 20000), band: 3, datapoints: [3, 3], severity: 'low',
    why: 'Many more names are asked for: data may leave in them.', first: 'See in the query log which instance asks, and for which names.', from: 'high', reference: DNS, unverified: 'that it does not come as zero: the page does not say',
  }),
  row(lines('resolverLog', '{ $.firewall_rule_action = "BLOCK" }'), {
    id: 'dnsFirewall.blocked', subject: 'dnsFirewall', title: 'Names that the DNS firewall blocked', ceiling: atLeast(100, 10, 1), severity: 'high',
    why: 'Something inside asks for names that nobody declared: a program that calls home, or a release.', first: 'See in the query log which instance asks; quarantine it if no release explains it.', from: 'standard', reference: QUERIES,
  }),
  row(lines('resolverLog', '{ $.firewall_rule_action = "ALERT" }'), {
    id: 'dnsFirewall.alerted', subject: 'dnsFirewall', title: 'Names that the DNS firewall reported and answered', ceiling: atLeast(100, 10, 1), severity: 'medium',
    why: 'What the firewall would block if it did not observe.', first: 'Declare the names that are right, then let the firewall block.', from: 'standard', reference: QUERIES,
  }),
  row(metric('AWS/NetworkFirewall', 'DroppedPackets', ['FirewallName', 'AvailabilityZone', 'Engine=Stateful'], 'Sum', { isSparse: true }), {
    id: 'networkFirewall.dropped', subject: 'networkFirewall', title: 'Packets that the network firewall dropped', ceiling: atLeast(20000, 5000, 2000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Something inside tries ways out that are closed.', first: 'See in the alert log of the firewall who sends, and where to.', from: 'standard', reference: FIREWALL, unverified: 'that it comes every minute, not as zero: the service\'s own page was not found',
  }),
];
