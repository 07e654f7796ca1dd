/**
 * Ends of a flow that are not segments:
 *
 *   Endpoint.INTERNET
 *   Endpoint.cidr('10.20.0.0/16')
 *   Endpoint.awsService('s3', { actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] })
 */

/** One end of a flow: a `Segment`, a `LegacyEnclave` or an `Endpoint`. */
export interface IFlowEnd {
  /**
   * The end as plain data, in the grammar of an intent file.
   */
  readonly flowEnd: any;
}

/** What may be done at an AWS service, and with which of its resources. */
export interface AwsServiceOptions {
  /**
   * IAM actions, e.g. `s3:GetObject`. They go into the endpoint's policy as they stand.
   * @default - all actions of the service
   */
  readonly actions?: string[];
  /**
   * ARNs (tokens included). They go into the endpoint's policy as they stand.
   * @default - all resources of this account, and of no other
   */
  readonly resources?: string[];
}

/** A prefix list as the end of a flow. */
export interface PrefixListOptions {
  /**
   * A name that stays the same while the id may be a token; it is part of the identity of the rules.
   * @default - the id, if that is a literal
   */
  readonly name?: string;
  /**
   * Maximum number of entries. EC2 counts a rule that names the list as that many rules.
   * @default 1
   */
  readonly maxEntries?: number;
}

/** What lives in another account. Give exactly one of the two. */
export interface AccountEndpointOptions {
  /**
   * A security group of a peered VPC in the same region, e.g. `sg-0123456789abcdef0`.
   * @default - the CIDR is used
   */
  readonly securityGroupId?: string;
  /**
   * Addresses there, with a mask.
   * @default - the security group is used
   */
  readonly cidr?: string;
}

/** An end of a flow that is not a segment. */
export class Endpoint implements IFlowEnd {
  /** Everybody, over IPv4 and IPv6. */
  public static readonly INTERNET = new Endpoint('internet');
  /** Everybody, over IPv4 only. */
  public static readonly INTERNET_IPV4 = new Endpoint('internet-ipv4');
  /** Everybody, over IPv6 only. */
  public static readonly INTERNET_IPV6 = new Endpoint('internet-ipv6');

  /** Addresses, IPv4 or IPv6, with a mask and without host bits, e.g. `10.20.0.0/16`. */
  public static cidr(cidr: string): Endpoint {
    return new Endpoint({ cidr });
  }

  /** The entries of a prefix list. */
  public static prefixList(prefixListId: string, options: PrefixListOptions = {}): Endpoint {
    return new Endpoint({ prefixList: prefixListId, name: options.name, maxEntries: options.maxEntries });
  }

  /** An AWS service, by the name of its VPC endpoint: `s3`, `dynamodb`, `secretsmanager`, `ecr.api`, ... */
  public static awsService(service: string, options: AwsServiceOptions = {}): Endpoint {
    return new Endpoint({ service, actions: options.actions, resources: options.resources });
  }

  /** A security group or addresses in another account. */
  public static account(accountId: string, options: AccountEndpointOptions): Endpoint {
    return new Endpoint({ account: accountId, securityGroup: options.securityGroupId, cidr: options.cidr });
  }

  /** The end as plain data, in the grammar of an intent file. */
  public readonly flowEnd: any;

  private constructor(flowEnd: any) {
    this.flowEnd = flowEnd;
  }
}
