/**
 * Sets of addresses that a responder blocks, by what its calls of WAF need:
 *
 *   wafv2:GetIPSet, wafv2:UpdateIPSet on [sets.ipv4Arn, sets.ipv6Arn], with { Name, Id, Scope, LockToken, Addresses }
 *
 * Who fills them is not here. No deployment does: see emit.ts.
 */
import { Fn } from 'aws-cdk-lib';
import type { EmittedSets } from './emit';

/** Two sets of addresses, empty when they are made. */
export class BlockedAddresses {
  /** @internal */
  public static _of({ ipv4, ipv6 }: EmittedSets): BlockedAddresses {
    return new BlockedAddresses(ipv4.ref, ipv6.ref, ipv4.getAtt('Arn').toString(), ipv6.getAtt('Arn').toString());
  }

  private constructor(
    private readonly ipv4Ref: string,
    private readonly ipv6Ref: string,
    /** ARN of the set of IPv4 addresses. */
    public readonly ipv4Arn: string,
    /** ARN of the set of IPv6 addresses. */
    public readonly ipv6Arn: string,
  ) {}

  /** Name of the set of IPv4 addresses. */
  public get ipv4Name(): string {
    return partOf(this.ipv4Ref, 0);
  }

  /** Id of the set of IPv4 addresses. */
  public get ipv4Id(): string {
    return partOf(this.ipv4Ref, 1);
  }

  /** Name of the set of IPv6 addresses. */
  public get ipv6Name(): string {
    return partOf(this.ipv6Ref, 0);
  }

  /** Id of the set of IPv6 addresses. */
  public get ipv6Id(): string {
    return partOf(this.ipv6Ref, 1);
  }
}

/** Of `NAME|ID|SCOPE`, which `Ref` gives of resources of WAF. */
export function partOf(ref: string, part: 0 | 1): string {
  return Fn.select(part, Fn.split('|', ref));
}
