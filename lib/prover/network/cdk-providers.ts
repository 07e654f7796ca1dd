/**
 * Functions that CDK makes by itself, for custom resources of its own: they stand outside of every VPC, call AWS's own interfaces
 * and run code of the CDK. Their way to the internet is implied, as nobody wrote it and nobody can close it.
 *
 *   isCdkProvider('CustomVpcRestrictDefaultSGCustomResourceProviderHandlerDC833E5E');   // true
 *
 * Known by the logical ids that aws-cdk-lib gives them (read in 2.263.0 and 2.276.0 on 2026-11-22): the verdict says so among its
 * assumptions. Not here: the provider framework (`Provider`), which runs code of the app.
 */
const HANDLERS: readonly RegExp[] = [
  /^Custom[A-Za-z0-9]+CustomResourceProviderHandler[0-9A-F]{8}$/,
  // Singletons: AwsCustomResource, log retention, notifications of buckets, deployments to buckets.
  /^AWS679f53fac002430cb0da5b7982bd2287[0-9A-F]{8}$/,
  /^LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a[0-9A-F]{8}$/,
  /^BucketNotificationsHandler050a0587b7544547bf325f094a3db834[0-9A-F]{8}$/,
  /^CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C[0-9A-Za-z]*[0-9A-F]{8}$/,
];

export function isCdkProvider(logicalId: string): boolean {
  return HANDLERS.some((pattern) => pattern.test(logicalId));
}
