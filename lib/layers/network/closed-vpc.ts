/**
 * A VPC that leads nowhere until something is declared: isolated subnets, no NAT, no internet gateway, a sealed default
 * group, and flow logs that say who talked to whom.
 *
 *   const { vpc } = new ClosedVpc(this, 'Network', { maxAzs: 2 });
 *
 * A security group cannot block DNS to the VPC's own resolver: without the DNS firewall, data can leave in names.
 * Not modelled: subnets for public load balancers; bring your own VPC for these.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnFirewallDomainList, CfnFirewallRuleGroup, CfnFirewallRuleGroupAssociation } from 'aws-cdk-lib/aws-route53resolver';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { formatFinding } from '../../intent';
import { CallSite } from '../declaration/call-site';
import { POSTURE, readOption } from '../declaration/options';
import { Posture } from '../declaration/posture';

/** What the DNS firewall does with names that are not allowed. */
export enum DnsFirewallMode {
  /** Logged as an alert, and answered. */
  OBSERVE = 'observe',
  /** Not answered (NODATA). */
  ENFORCE = 'enforce',
}

/** An allow list for DNS names. */
export interface DnsFirewallProps {
  /**
   * Names that may be asked for, `*.` prefixes included, beside the VPC's own and those of AWS services in the region.
   * @default - none beside these
   */
  readonly allowedDomains?: string[];
  /** @default DnsFirewallMode.ENFORCE */
  readonly mode?: DnsFirewallMode;
}

/** A VPC that leads nowhere. */
export interface ClosedVpcProps {
  /**
   * Addresses of the VPC.
   * @default 10.0.0.0/16
   */
  readonly cidr?: string;
  /**
   * Number of zones.
   * @default 2
   */
  readonly maxAzs?: number;
  /**
   * IPv6 beside IPv4. Nothing leads out over it either.
   * @default false
   */
  readonly ipv6?: boolean;
  /**
   * SANDBOX lets the flow logs go with the stack; else they are retained. HIGH also protects an enforcing DNS firewall from
   * being changed or deleted, by CloudFormation too.
   * @default Posture.STANDARD
   */
  readonly posture?: Posture;
  /**
   * Where flow logs go. It must accept log delivery.
   * @default - a bucket of its own
   */
  readonly flowLogBucket?: IBucket;
  /**
   * Only names on a list are answered. Costs per query, nothing while idle.
   * @default - off: any name is answered
   */
  readonly dnsFirewall?: DnsFirewallProps;
}

/** Fields beyond CDK's constants: `LogFormat` of the floor version ends with version 7. */
const FIELDS = [
  ec2.LogFormat.ALL_DEFAULT_FIELDS, ec2.LogFormat.VPC_ID, ec2.LogFormat.SUBNET_ID, ec2.LogFormat.TCP_FLAGS,
  ec2.LogFormat.PKT_SRC_ADDR, ec2.LogFormat.PKT_DST_ADDR, ec2.LogFormat.PKT_SRC_AWS_SERVICE, ec2.LogFormat.PKT_DST_AWS_SERVICE,
  ec2.LogFormat.FLOW_DIRECTION, ec2.LogFormat.TRAFFIC_PATH, ec2.LogFormat.ECS_CLUSTER_NAME, ec2.LogFormat.ECS_SERVICE_NAME,
  ...['reject-reason', 'encryption-status', 'interface-type', 'next-hop-interface-id', 'next-hop-interface-type', 'interface-tag'].map((f) => ec2.LogFormat.field(f)),
];

/** The segment's tag, so that a flow log names segments without a look-up. */
const TAG_KEY = 'zero-trust:segment';

/** A VPC with isolated subnets only, a sealed default group and flow logs. */
export class ClosedVpc extends Construct {
  /** The VPC. */
  public readonly vpc: ec2.Vpc;
  /** Where its flow logs go. */
  public readonly flowLogBucket: IBucket;

  constructor(scope: Construct, id: string, props: ClosedVpcProps = {}) {
    super(scope, id);
    const site = new CallSite();
    const posture = readOption(props.posture ?? Posture.STANDARD, POSTURE, `\`posture\` of VPC \`${this.node.path}\``, (code, message) => { this.node.addValidation({ validate: () => [formatFinding({ code, level: 'error', pointer: '', where: site.toString(), message })] }); });
    // Two flags of CDK, whatever the app says: no gateway for IPv6 where no route leads to it, and a bucket policy that lets
    // the logs in (else the log service writes one, and CloudFormation stumbles over it).
    this.node.setContext('@aws-cdk/aws-ec2:requirePrivateSubnetsForEgressOnlyInternetGateway', true);
    this.node.setContext('@aws-cdk/aws-s3:createDefaultLoggingPolicy', true);
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(props.cidr ?? '10.0.0.0/16'),
      maxAzs: props.maxAzs ?? 2,
      natGateways: 0,
      createInternetGateway: false,
      restrictDefaultSecurityGroup: true,
      ...(props.ipv6 === true ? { ipProtocol: ec2.IpProtocol.DUAL_STACK } : {}),
      subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 20, ...(props.ipv6 === true ? { ipv6AssignAddressOnCreation: true } : {}) }],
    });
    this.flowLogBucket = props.flowLogBucket ?? this.bucket(posture ?? Posture.STANDARD);
    const log = new ec2.FlowLog(this, 'FlowLog', {
      resourceType: ec2.FlowLogResourceType.fromVpc(this.vpc),
      trafficType: ec2.FlowLogTrafficType.ALL,
      maxAggregationInterval: ec2.FlowLogMaxAggregationInterval.ONE_MINUTE,
      logFormat: FIELDS,
      destination: ec2.FlowLogDestination.toS3(this.flowLogBucket, undefined, {
        fileFormat: ec2.FlowLogFileFormat.PARQUET,
        hiveCompatiblePartitions: true,
        perHourPartition: true,
      }),
    });
    if (this.flowLogBucket.policy !== undefined) log.node.addDependency(this.flowLogBucket.policy);
    const cfnLog = log.node.defaultChild as ec2.CfnFlowLog;
    // `interface-tag` says nothing until it is told which tags to record; the L2 has no property for that.
    cfnLog.tagFieldSpecifications = [{ resourceType: 'network-interface', tagKeys: [TAG_KEY] }];
    // The L2 writes these names in a case that the schema of the type refuses (aws-cdk #25432).
    cfnLog.destinationOptions = { FileFormat: ec2.FlowLogFileFormat.PARQUET, HiveCompatiblePartitions: true, PerHourPartition: true };
    if (props.dnsFirewall !== undefined) this.dnsFirewall(props.dnsFirewall, props.posture === Posture.HIGH);
  }

  private bucket(posture: Posture): Bucket {
    const keep = posture !== Posture.SANDBOX;
    return new Bucket(this, 'FlowLogs', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  private dnsFirewall(props: DnsFirewallProps, strict: boolean): void {
    const list = (id: string, domains: string[]): string => new CfnFirewallDomainList(this, id, { domains }).attrId;
    const allowed = list('AllowedDomains', ['*.amazonaws.com', '*.compute.internal', '*.ec2.internal', ...(props.allowedDomains ?? [])].sort());
    const everything = list('AllDomains', ['*']);
    const observe = props.mode === DnsFirewallMode.OBSERVE;
    const rules = new CfnFirewallRuleGroup(this, 'DnsRules', {
      firewallRules: [
        { action: 'ALLOW', firewallDomainListId: allowed, priority: 100 },
        observe
          ? { action: 'ALERT', firewallDomainListId: everything, priority: 200 }
          : { action: 'BLOCK', blockResponse: 'NODATA', firewallDomainListId: everything, priority: 200 },
      ],
    });
    new CfnFirewallRuleGroupAssociation(this, 'DnsFirewall', {
      firewallRuleGroupId: rules.attrId,
      vpcId: this.vpc.vpcId,
      priority: 101, // 100 and below are the VPC owner's highest, by convention of the service's console
      // Enabled, the association can be neither changed nor deleted before somebody disables it by hand: only where that is wanted.
      mutationProtection: strict && !observe ? 'ENABLED' : 'DISABLED',
    });
  }
}
