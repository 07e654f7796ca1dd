/**
 * How an AWS service is reached from a VPC: one way per VPC and service.
 *
 *   serviceAccess: { s3: ServiceAccess.existing(vpcEndpoint), logs: ServiceAccess.sharedHub({ cidrs: ['10.100.0.0/24'] }) }
 */
import type { aws_ec2 as refs } from 'aws-cdk-lib/interfaces';

/** Where the endpoints of a shared hub live. */
export interface SharedHubOptions {
  /** CIDRs of the subnets that hold the hub's endpoints. */
  readonly cidrs: string[];
}

/** How an AWS service is reached. */
export class ServiceAccess {
  /** The library makes the endpoint: gateway where the service has one, interface else, with a narrow policy. */
  public static create(): ServiceAccess {
    return new ServiceAccess('create', []);
  }

  /** The VPC has the endpoint, as L1, L2 or imported. The library adds rules to its groups and leaves its policy alone. */
  public static existing(endpoint: refs.IVPCEndpointRef): ServiceAccess {
    return new ServiceAccess('existing', [], endpoint);
  }

  /** A hub VPC shares its endpoints over a transit gateway or peering. */
  public static sharedHub(options: SharedHubOptions): ServiceAccess {
    return new ServiceAccess('sharedHub', options.cidrs);
  }

  /** Through a NAT gateway. This opens tcp/443 to every address, and is shown as that. */
  public static nat(): ServiceAccess {
    return new ServiceAccess('nat', []);
  }

  /** `create`, `existing`, `sharedHub` or `nat`. */
  public readonly kind: string;
  /** Of a shared hub. */
  public readonly cidrs: string[];
  /** Of `existing`. */
  public readonly endpoint?: refs.IVPCEndpointRef;

  private constructor(kind: string, cidrs: string[], endpoint?: refs.IVPCEndpointRef) {
    this.kind = kind;
    this.cidrs = cidrs;
    this.endpoint = endpoint;
  }
}
