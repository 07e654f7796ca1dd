/**
 * Functions outside of every VPC whose way to the internet is implied: nobody wrote it, and Lambda gives it to each.
 *
 *   CDK's own, for custom resources of its own: they call AWS's own interfaces and run code of the CDK
 *   functions that answer doors and do nothing else (exposure/explained.ts): what they may do with data their roles say
 *
 *   isCdkProvider('CustomVpcRestrictDefaultSGCustomResourceProviderHandlerDC833E5E');   // true
 *
 * Known by the logical ids that aws-cdk-lib gives them (read in 2.263.0 and 2.276.0 on 2026-11-22): the verdict says so among its
 * assumptions. So are the pre-token hook, the signal relay and the chat webhook of this library (`codeOf`), as long as they are what was written. Not here: the provider framework (`Provider`), which runs code of the app.
 */
import { hookMark } from '../../contract/hook-mark';
import type { Place } from '../../world/facts';
import type { Explained } from './model';
import type { Node } from './prepare';

const HANDLERS: readonly RegExp[] = [
  /^Custom[A-Za-z0-9]+CustomResourceProviderHandler[0-9A-F]{8}$/,
  // Singletons: AwsCustomResource, log retention, notifications of buckets, deployments to buckets.
  /^AWS679f53fac002430cb0da5b7982bd2287[0-9A-F]{8}$/,
  /^LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a[0-9A-F]{8}$/,
  /^BucketNotificationsHandler050a0587b7544547bf325f094a3db834[0-9A-F]{8}$/,
  /^CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C[0-9A-Za-z]*[0-9A-F]{8}$/,
];

/** Whose code a function runs that nobody of the app wrote; undefined for all others. */
export function codeOf({ resource, hook }: Place): 'the CDK, as its logical id says' | 'cdk-zero-trust, as the mark in its metadata says' | undefined {
  if (isCdkProvider(resource)) return 'the CDK, as its logical id says';
  // A function of ours, while it runs what was written.
  return hook !== undefined && hook.mark === hookMark(hook.properties) ? 'cdk-zero-trust, as the mark in its metadata says' : undefined;
}

export interface Reason {
  readonly reason: (label: string) => string;
  /** What somebody does who wants it closed. */
  readonly advice?: string;
}

const ANSWERS: Reason = {
  reason: () => 'a function that only answers doors, and stands outside of every VPC, reaches the internet, as Lambda has it; what it may do with data its role says',
  advice: 'a function outside a VPC reaches the internet: put it into a segment to say where it may go',
};

/** Why nobody has to declare that a class reaches the internet; undefined for all that stand in a VPC, and for what nothing explains. */
export function reasonOf({ id, outside, written }: Node, explained: Explained | undefined): Reason | undefined {
  if (!outside) return undefined;
  const code = codeOf(written.place);
  if (code !== undefined) return { reason: (label) => `\`${label}\` runs code of ${code}` };
  return explained?.handlers.has(id) === true ? ANSWERS : undefined;
}

export function isCdkProvider(logicalId: string): boolean {
  return HANDLERS.some((pattern) => pattern.test(logicalId));
}
