/** A VPC of two zones, and servers and databases to put into it: the same as in 04-mistakes, but for the groups, which nobody writes any more. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { ZeroTrust } from 'cdk-zero-trust';
import { acknowledgeDatabase, acknowledgeServer, acknowledgeVpc } from './acknowledged';

export const PUBLIC: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PUBLIC };
export const INSIDE: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

export class Lab extends Stack {
  public readonly vpc: ec2.Vpc;
  public readonly zt: ZeroTrust;

  constructor(app: App, id: string, subnets: readonly ec2.SubnetType[] = [ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_ISOLATED]) {
    super(app, id, { env: { region: 'eu-west-1' } });
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: subnets.includes(ec2.SubnetType.PRIVATE_WITH_EGRESS) ? 1 : 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: subnets.map((subnetType) => ({ name: subnetType === ec2.SubnetType.PUBLIC ? 'Public' : 'Private', subnetType })),
    });
    this.zt = new ZeroTrust(this, 'ZeroTrust', { vpc: this.vpc });
    acknowledgeVpc(this.vpc, subnets.includes(ec2.SubnetType.PUBLIC));
  }

  public server(id: string, vpcSubnets: ec2.SubnetSelection): ec2.Instance {
    const server = new ec2.Instance(this, id, {
      vpc: this.vpc,
      vpcSubnets,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO),
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      requireImdsv2: true,
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true }) }],
    });
    acknowledgeServer(server);
    return server;
  }

  public database(id: string): rds.DatabaseInstance {
    const database = new rds.DatabaseInstance(this, id, {
      vpc: this.vpc,
      vpcSubnets: INSIDE,
      storageEncryptionKey: new kms.Key(this, `${id}Key`, { enableKeyRotation: true }),
      manageMasterUserPassword: true,
      multiAz: true,
      backupRetention: Duration.days(7),
      deletionProtection: true,
      iamAuthentication: true,
      cloudwatchLogsExports: ['postgresql', 'upgrade'],
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_9 }),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
    });
    acknowledgeDatabase(database);
    return database;
  }
}
