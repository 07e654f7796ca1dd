/**
 * The same data for both sides: N jewels of four kinds, each with a key of its own, and N workloads that use five of them.
 *
 * One stack, as people have it: 100 jewels are 475 resources of the 500 that CloudFormation takes.
 */
import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export const KINDS = ['bucket', 'table', 'queue', 'secret'] as const;
export type Kind = (typeof KINDS)[number];

export const FLOWS_PER_ROLE = 5;
export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const BREAK_GLASS = 'arn:aws:iam::111122223333:role/break-glass';

export function jewelId(i: number): string {
  return `j${String(i).padStart(3, '0')}`;
}

export function kindOfJewel(i: number): Kind {
  return KINDS[i % KINDS.length];
}

/** The k-th data flow of workload i: to its k-th neighbour; every second one writes. */
export function dataFlowOf(i: number, k: number, jewels: number): { readonly jewel: number; readonly access: 'read' | 'write' } {
  return { jewel: (i + k) % jewels, access: k % 2 === 0 ? 'read' : 'write' };
}

/** What both sides make alike, before anything is closed. */
export const TABLE = { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST };
export const QUEUE = { visibilityTimeout: Duration.seconds(90) };

export function workload(scope: Construct, i: number): iam.Role {
  return new iam.Role(scope, `Workload${i}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

export function usage(): string {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 });
}
