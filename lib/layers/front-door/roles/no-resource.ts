/** Actions that name no resource: ``namesNoResource('xray:PutTraceSegments')``. Apart from boundary-statements.ts, which loads every kind of store. */

/** (Service Authorization Reference.) Network interfaces: "Giving Lambda functions access to resources in an Amazon VPC". */
export const INTERFACES = ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses'];
export const OF_NO_RESOURCE = ['cloudwatch:PutMetricData', ...INTERFACES, 'xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** Actions for which IAM knows no resource: `*` is no wildcard there. */
export function namesNoResource(action: string): boolean {
  return OF_NO_RESOURCE.includes(action);
}
