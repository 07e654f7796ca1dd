/** The same two repositories, in one VPC: `docs` has a database and offers it, `shop` has an instance that wants it. */
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Endpoint, FlowAuthentication, type OfferProps, type OfferedSegmentProps, type Segment, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import { type Build, ENV } from './apps';

export const SQL: OfferProps = { id: 'sql', port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'reports' };
export const GROUP = 'sg-0aaaaaaaaaaaaaaa1';
const ASSUME = { 'vpc-0123456789abcdef0': 'flat:10.0.0.0/16' };

interface Parts {
  readonly stack: Stack;
  readonly zt: ZeroTrust;
  readonly segment: Segment;
}

function facade(outdir: string, name: string, segment: string, offers: readonly OfferProps[], props: Partial<ZeroTrustProps>, context: Record<string, unknown>): Parts & { readonly app: App } {
  const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true, ...context } });
  const stack = new Stack(app, name, { env: ENV });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-0a'], isolatedSubnetRouteTableIds: ['rtb-0a'],
  });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, assume: ASSUME, ...props });
  return { app, stack, zt, segment: zt.addSegment(segment, { offers: [...offers], members: [new ec2.CfnInstance(stack, 'Machine', { imageId: 'ami-1', instanceType: 't3.micro', subnetId: 'subnet-0a' })] }) };
}

export interface NetworkOwner {
  readonly offers?: readonly OfferProps[];
  /** Whom it lets in. */
  readonly opens?: readonly Endpoint[];
  readonly context?: Record<string, unknown>;
}

export const networkOwner = ({ offers = [SQL], opens = [Endpoint.cidr('10.0.0.0/16')], context = {} }: NetworkOwner = {}): Build => (outdir) => {
  const { app, zt, segment } = facade(outdir, 'Docs', 'docs', offers, {}, context);
  for (const source of opens) zt.addFlow({ source, destination: segment, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'reports of the shop' });
  return app;
};

export interface NetworkConsumer {
  readonly offered?: Partial<OfferedSegmentProps>;
  readonly isParameter?: boolean;
  readonly claims?: readonly string[];
  readonly more?: (parts: Parts & { readonly docs: ReturnType<ZeroTrust['offeredSegment']> }) => void;
  readonly props?: Partial<ZeroTrustProps>;
  readonly context?: Record<string, unknown>;
}

export const networkConsumer = ({ offered = {}, isParameter = false, claims = ['sql'], more, props = {}, context = {} }: NetworkConsumer = {}): Build => (outdir) => {
  const { app, stack, zt, segment } = facade(outdir, 'Shop', 'reports', [], props, context);
  const securityGroupId = isParameter ? new CfnParameter(stack, 'DocsGroup').valueAsString : GROUP;
  const docs = zt.offeredSegment({ scope: 'Docs/ZeroTrust', segmentId: 'docs', securityGroupId, offers: [SQL], ...offered });
  for (const offer of claims) zt.addClaim({ source: segment, segment: docs, offer, because: 'monthly report' });
  more?.({ stack, zt, segment, docs });
  return app;
};
