/**
 * The flow log that the catalogue reads, field by field: that of `ClosedVpc`, written to CloudWatch Logs as text.
 *
 * INVARIANT: patterns name every field, so they match lines of exactly this format and of no other. Whoever hands over a log must write
 * it with `FLOW_LOG_FORMAT`; a log in another format would never match, and its signals would be silent.
 */

/** In the order of the line. (Amazon VPC user guide, "Flow log records"; lib/layers/network/closed-vpc.ts.) */
export const FLOW_LOG_FIELDS: readonly string[] = [
  'version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'action', 'log-status',
  'vpc-id', 'subnet-id', 'tcp-flags', 'pkt-srcaddr', 'pkt-dstaddr', 'pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path',
  'ecs-cluster-name', 'ecs-service-name', 'reject-reason', 'encryption-status', 'interface-type', 'next-hop-interface-id', 'next-hop-interface-type', 'interface-tag',
];

/** `LogFormat` of the flow log. */
export const FLOW_LOG_FORMAT = FLOW_LOG_FIELDS.map((field) => `\${${field}}`).join(' ');

/** A pattern of all fields, some with a condition: `flows({ action: '="REJECT"' })`. Names in patterns have no hyphens. */
export function flows(conditions: Readonly<Record<string, string>>): string {
  return `[${FLOW_LOG_FIELDS.map((field) => `${fieldName(field)}${conditions[field]?.replaceAll('$', fieldName(field)) ?? ''}`).join(', ')}]`;
}

function fieldName(field: string): string {
  return field.replaceAll('-', '_');
}
