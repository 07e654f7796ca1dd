/**
 * A flow: one directed, port-limited, justified permission.
 *
 *   zt.addFlow({ source: api, destination: docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'reads documents' });
 */
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IFlowEnd } from './endpoint';

/** How the one who connects proves who they are. A network location proves nothing. */
export class FlowAuthentication {
  /** Requests are signed with an IAM role. Implies TLS. */
  public static readonly SIGV4 = new FlowAuthentication('sigv4');
  /** Both sides show a certificate. Implies TLS. */
  public static readonly MTLS = new FlowAuthentication('mtls');
  /** A short-lived IAM token instead of a database password. Implies TLS. */
  public static readonly RDS_IAM = new FlowAuthentication('rds-iam');
  /** Requests carry a token (OAuth, session, API token, database credentials) that the destination verifies. */
  public static readonly TOKEN = new FlowAuthentication('token');

  /** The connection is not authenticated, for a reason that will be shown to reviewers. A crown jewel refuses it. */
  public static none(because: string): FlowAuthentication {
    return new FlowAuthentication({ none: because });
  }

  /** The method as plain data. */
  public readonly data: any;

  private constructor(data: any) {
    this.data = data;
  }
}

/** How the connection is encrypted. */
export class FlowEncryption {
  public static readonly TLS = new FlowEncryption('tls');

  /** The connection is readable on the wire, for a reason that will be shown to reviewers. A crown jewel refuses it. */
  public static none(because: string): FlowEncryption {
    return new FlowEncryption({ none: because });
  }

  /** The method as plain data. */
  public readonly data: any;

  private constructor(data: any) {
    this.data = data;
  }
}

/** How often a flow is really used: how long it may be silent before it counts as unused. */
export enum Cadence {
  CONTINUOUS = 'continuous',
  DAILY = 'daily',
  WEEKLY = 'weekly',
  MONTHLY = 'monthly',
  QUARTERLY = 'quarterly',
  YEARLY = 'yearly',
  DISASTER_RECOVERY = 'disaster-recovery',
}

/** Who may reach whom, how, why and until when. */
export interface FlowProps {
  /** A segment, a legacy enclave, or an endpoint. At least one end is a segment. */
  readonly source: IFlowEnd;
  /** A segment, a legacy enclave, or an endpoint. At least one end is a segment. */
  readonly destination: IFlowEnd;
  /** Why this is permitted, in a sentence. It becomes the description of the rules. */
  readonly because: string;
  /**
   * Name in reports and in the metadata of the resources that serve the flow.
   * @default - made from both ends and the port, e.g. `api-to-docs-tcp-5432`
   */
  readonly id?: string;
  /**
   * Protocol and port at the destination.
   * @default - tcp/443 for a flow to an AWS service; required otherwise
   */
  readonly port?: ec2.Port;
  /**
   * More of them.
   * @default - only `port`
   */
  readonly ports?: ec2.Port[];
  /**
   * How the connection is authenticated.
   * @default - SigV4 for a flow to an AWS service; required otherwise
   */
  readonly authentication?: FlowAuthentication;
  /**
   * How the connection is encrypted.
   * @default - TLS where the authentication implies it or the destination is an AWS service; required otherwise
   */
  readonly encryption?: FlowEncryption;
  /**
   * The business purpose, for audits.
   * @default - none
   */
  readonly purpose?: string;
  /**
   * When the permission should end: an ISO-8601 date or instant. Reported; never compared with a clock at synth.
   * @default - no end
   */
  readonly until?: string;
  /**
   * How often the flow is really used.
   * @default Cadence.CONTINUOUS
   */
  readonly cadence?: Cadence;
  /**
   * The flow is from a segment to itself, and that is meant: its members may reach each other.
   * @default false
   */
  readonly withinSegment?: boolean;
}

/** Ports of CDK in the grammar of an intent. */
export function connectionsOf(port: ec2.Port | undefined, ports: ec2.Port[] | undefined): any {
  const all = [...(port === undefined ? [] : [port]), ...(ports ?? [])];
  if (all.length === 0) return undefined;
  return all.map((p) => {
    const { ipProtocol, fromPort, toPort } = p.toRuleJson();
    return { protocol: String(ipProtocol), fromPort, toPort };
  });
}
