/**
 * Where a firewall's log goes, and what of it is kept:
 *
 *   logging: { destination: FirewallLogDestination.bucket(bucket), filter: FirewallLogFilter.ACTED_ON }
 *
 * INVARIANT: no filter that can be said here drops what was blocked.
 * Not here: whether a bucket, its key or a stream of others lets WAF write (WAF refuses the logging configuration where not).
 */
import type { aws_kinesisfirehose as firehose, aws_logs as logs, aws_s3 as s3 } from 'aws-cdk-lib/interfaces';
import type { Properties } from './model';

export type DestinationKind = 'logGroup' | 'bucket' | 'deliveryStream';

/** Where WAF writes. Exactly one for a web ACL. */
export class FirewallLogDestination {
  /** A log group, in the region and the account of the firewall. */
  public static logGroup(logGroup: logs.ILogGroupRef): FirewallLogDestination {
    return new FirewallLogDestination('logGroup', logGroup);
  }

  /** A bucket of the same account. WAF writes every five minutes; what its policy lacks WAF adds where the deployer may. */
  public static bucket(bucket: s3.IBucketRef): FirewallLogDestination {
    return new FirewallLogDestination('bucket', bucket);
  }

  /** A stream of Data Firehose, in the region and the account of the firewall, with direct put as its source. */
  public static deliveryStream(stream: firehose.IDeliveryStreamRef): FirewallLogDestination {
    return new FirewallLogDestination('deliveryStream', stream);
  }

  private constructor(
    /** @internal */
    public readonly _kind: DestinationKind,
    /** @internal Something else in JavaScript; it is told. */
    public readonly _target: logs.ILogGroupRef | s3.IBucketRef | firehose.IDeliveryStreamRef,
  ) {}
}

/** In which order WAF's actions are written: `EXCLUDED_AS_COUNT` is what overrides let count. */
const ACTED = ['BLOCK', 'CAPTCHA', 'CHALLENGE', 'COUNT', 'EXCLUDED_AS_COUNT'];

/** What a log keeps. */
export class FirewallLogFilter {
  /** Every request. */
  public static readonly EVERYTHING = new FirewallLogFilter([]);
  /** What some rule blocked, counted, or set a puzzle for. What passed in silence is not kept. */
  public static readonly ACTED_ON = new FirewallLogFilter(ACTED.map((Action) => ({ ActionCondition: { Action } })));

  /**
   * The same, and what has one of these labels, in full: `awswaf:managed:aws:bot-control:bot:verified`.
   *
   * @param labels at least one
   */
  public static actedOnOrLabelled(labels: string[]): FirewallLogFilter {
    const said = Array.isArray(labels) ? [...labels] : [labels];
    return new FirewallLogFilter([...ACTED.map((Action) => ({ ActionCondition: { Action } })), ...said.map((LabelName) => ({ LabelNameCondition: { LabelName } }))]);
  }

  private constructor(private readonly conditions: readonly Properties[]) {}

  /** @internal `LoggingFilter`, or nothing where all is kept. */
  public _json(): Properties | undefined {
    return this.conditions.length === 0 ? undefined : { DefaultBehavior: 'DROP', Filters: [{ Behavior: 'KEEP', Conditions: this.conditions, Requirement: 'MEETS_ANY' }] };
  }

  /** @internal */
  public get _labels(): readonly unknown[] {
    return this.conditions.flatMap((c) => ('LabelNameCondition' in c ? [(c.LabelNameCondition as Properties).LabelName] : []));
  }
}
