/** Data flows that nothing leads to, and crown jewels that are no stores: told where it is so, and nowhere else. */
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, DataProtection, FlowAuthentication, type Segment, ZeroTrust } from 'cdk-zero-trust';
import type { IConstruct } from 'constructs';

jest.setTimeout(60_000);

class World {
  public readonly app = new App({ context: { 'zero-trust:validate': false } });
  public readonly stack = new Stack(this.app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  public readonly vpc = ec2.Vpc.fromVpcAttributes(this.stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'], isolatedSubnetIds: ['subnet-0a', 'subnet-0b'], isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b'] });
  public readonly subnets = { subnets: this.vpc.isolatedSubnets };
  public readonly zt = new ZeroTrust(this.stack, 'ZeroTrust', { vpc: this.vpc });
  public readonly api = this.zt.addSegment('api', { members: [this.reader('Api')] });

  public reader(id: string): lambda.Function {
    return new lambda.Function(this.stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'), vpc: this.vpc, vpcSubnets: this.subnets });
  }

  public database(id = 'Database'): rds.DatabaseCluster {
    return new rds.DatabaseCluster(this.stack, id, { engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_7 }), writer: rds.ClusterInstance.serverlessV2('Writer'), storageEncrypted: true, vpc: this.vpc, vpcSubnets: this.subnets });
  }

  public reads(source: IConstruct, resource: IConstruct, id = 'documents', authentication = FlowAuthentication.RDS_IAM): void {
    this.zt.addDataFlow({ source, store: this.zt.addStore(id, { resource }), access: DataAccess.reads(), authentication, because: 'shows documents' });
  }

  public flow(destination: Segment): void {
    this.zt.addFlow({ source: this.api, destination, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'shows documents' });
  }

  /** `CODE: message`, of these two warnings. */
  public warnings(): string[] {
    this.app.synth();
    return this.app.node.findAll().flatMap((c) => c.node.metadata).filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data)).filter((m) => /^(DataFlowWithoutNetwork|JewelNotAStore)/.test(m));
  }
}

describe('a data flow to a database', () => {
  test('with a network flow to the segment that holds it is whole', () => {
    const w = new World();
    const database = w.database();
    w.flow(w.zt.addSegment('docs', { members: [database] }));
    w.reads(w.api, database);
    expect(w.warnings()).toEqual([]);
  });

  test('without one is told, with the segment and the place', () => {
    const w = new World();
    const database = w.database();
    w.zt.addSegment('docs', { members: [database] });
    w.reads(w.api, database);
    expect(w.warnings()).toEqual([expect.stringMatching(/^DataFlowWithoutNetwork: data flow `api-reads-documents` lets segment `api` use store `documents`, which stands in the VPC, and nothing reaches it there: got no network flow from `api` to `docs`, .* \(check-network\.test\.ts:\d+\)/)]);
  });

  test('with a network flow of another segment is told', () => {
    const w = new World();
    const database = w.database();
    w.flow(w.zt.addSegment('docs', { members: [database] }));
    w.reads(w.zt.addSegment('other', { members: [w.reader('Other')] }), database);
    expect(w.warnings()).toEqual([expect.stringContaining('no network flow from `other` to `docs`')]);
  });

  test('that no segment holds is told', () => {
    const w = new World();
    w.reads(w.api, w.database());
    expect(w.warnings()).toEqual([expect.stringContaining('no segment of this façade holds it')]);
  });

  test('by a role is not looked at: it may be outside of the VPC', () => {
    const w = new World();
    w.reads(w.reader('Outside'), w.database());
    expect(w.warnings()).toEqual([]);
  });

  test('L1 and L2 of one database are the same', () => {
    const w = new World();
    const database = w.database();
    w.flow(w.zt.addSegment('docs', { members: [database] }));
    w.reads(w.api, database.node.defaultChild as IConstruct);
    expect(w.warnings()).toEqual([]);
  });

  test('a file system is held by its mount targets\' segment', () => {
    const w = new World();
    const files = new efs.FileSystem(w.stack, 'Files', { vpc: w.vpc, vpcSubnets: w.subnets, encrypted: true });
    w.flow(w.zt.addSegment('files', { members: [files] }));
    w.reads(w.api, files, 'documents', FlowAuthentication.SIGV4);
    expect(w.warnings()).toEqual([]);
  });
});

test('stores with an endpoint need no segment', () => {
  const w = new World();
  w.reads(w.api, new s3.CfnBucket(w.stack, 'Bucket'), 'files', FlowAuthentication.SIGV4);
  expect(w.warnings()).toEqual([]);
});

describe('a crown-jewel segment', () => {
  const jewel = { crownJewel: CrownJewel.restricted() };

  test('whose database is a store is whole, one whose database is none is told', () => {
    const w = new World();
    const [kept, forgotten] = [w.database('Kept'), w.database('Forgotten')];
    w.zt.addSegment('docs', { members: [kept, forgotten], ...jewel });
    w.zt.addStore('documents', { resource: kept });
    expect(w.warnings()).toEqual([expect.stringMatching(/^JewelNotAStore: crown jewel `docs` has the member `App\/Forgotten`, a database of RDS or Aurora, which is no store/)]);
  });

  test('of functions, and an ordinary segment with a database, are not looked at', () => {
    const w = new World();
    w.zt.addSegment('signer', { members: [w.reader('Signer')], ...jewel });
    w.zt.addSegment('cache', { members: [w.database()] });
    expect(w.warnings()).toEqual([]);
  });

  test('an imported database is looked at too', () => {
    const w = new World();
    const old = rds.DatabaseCluster.fromDatabaseClusterAttributes(w.stack, 'Old', { clusterIdentifier: 'old', clusterResourceIdentifier: 'cluster-ABC', port: 5432, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(w.stack, 'OldGroup', 'sg-0123456789abcdef0')] });
    w.zt.addSegment('docs', { members: [old], ...jewel });
    expect(w.warnings()).toEqual([expect.stringContaining('`App/Old`')]);
  });
});

test('the data layer alone has no network to look at', () => {
  const app = new App({ context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'App');
  const data = new DataProtection(stack, 'Data');
  data.addStore('documents', { resource: new s3.CfnBucket(stack, 'Bucket') });
  expect(() => app.synth()).not.toThrow();
});
