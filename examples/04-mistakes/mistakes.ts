/**
 * Seven mistakes in plain CDK, one stack each, as people make them: no rule looks wrong alone, and nothing of this library is
 * used. What each team believes of its stack stands in guarantees.yaml; `zero-trust prove` shows where it errs.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as targets from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as rds from 'aws-cdk-lib/aws-rds';

const PUBLIC = { subnetType: ec2.SubnetType.PUBLIC };
const INSIDE = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

/** A VPC of two zones, and servers and databases to put into it. */
class Mistake extends Stack {
  public readonly vpc: ec2.Vpc;

  constructor(app: App, id: string, natGateways = 0) {
    super(app, id, { env: { region: 'eu-west-1' } });
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Public', ...PUBLIC },
        natGateways > 0 ? { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } : { name: 'Private', ...INSIDE },
      ],
    });
  }

  public group(id: string, props: Partial<ec2.SecurityGroupProps> = {}): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, id, { vpc: this.vpc, allowAllOutbound: false, description: `${this.stackName} ${id}`, ...props });
  }

  public server(id: string, securityGroup: ec2.ISecurityGroup, vpcSubnets: ec2.SubnetSelection): ec2.Instance {
    return new ec2.Instance(this, id, {
      vpc: this.vpc,
      vpcSubnets,
      securityGroup,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO),
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
    });
  }

  public database(id: string, securityGroup: ec2.ISecurityGroup): rds.DatabaseInstance {
    return new rds.DatabaseInstance(this, id, {
      vpc: this.vpc,
      vpcSubnets: INSIDE,
      securityGroups: [securityGroup],
      storageEncrypted: true,
      backupRetention: Duration.days(7),
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_9 }),
    });
  }
}

export const app = new App();

// 1. A worker keeps the default egress rule: whatever it knows can leave, to anywhere.
const egress = new Mistake(app, 'EgressAll', 1);
egress.server('Worker', egress.group('WorkerGroup', { allowAllOutbound: true }), { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS });

// 2. Balancer, app, database: each step is meant. Nobody wrote down that they add up.
const chain = new Mistake(app, 'Transitive');
const [front, middle, back] = ['BalancerGroup', 'AppGroup', 'DatabaseGroup'].map((id) => chain.group(id));
const server = chain.server('App', middle, INSIDE);
chain.database('Database', back);
const balancer = new elbv2.ApplicationLoadBalancer(chain, 'Balancer', { vpc: chain.vpc, vpcSubnets: PUBLIC, internetFacing: true, securityGroup: front });
balancer.addListener('Http', { port: 80, open: true }).addTargets('App', { port: 8080, targets: [new targets.InstanceTarget(server)] });
front.connections.allowTo(middle, ec2.Port.tcp(8080), 'requests');
middle.connections.allowTo(back, ec2.Port.POSTGRES, 'queries');

// 3. "From the VPC" is everybody in it, the public jump host too.
const inside = new Mistake(app, 'FromTheVpc');
const orders = inside.group('DatabaseGroup');
orders.addIngressRule(ec2.Peer.ipv4(inside.vpc.vpcCidrBlock), ec2.Port.POSTGRES, 'from the VPC');
inside.database('Database', orders);
const jump = inside.group('JumpGroup', { allowAllOutbound: true });
jump.addIngressRule(ec2.Peer.ipv4('198.51.100.0/24'), ec2.Port.SSH, 'from the office');
inside.server('Jump', jump, PUBLIC);

// 4. "From our own network", all ports: 10.0.0.0/8 is every VPC and every office there will ever be.
const own = new Mistake(app, 'TenSlashEight');
const ledger = own.group('LedgerGroup');
ledger.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.allTraffic(), 'from our own network');
own.server('Ledger', ledger, INSIDE);
own.server('Kiosk', own.group('KioskGroup', { allowAllOutbound: true }), PUBLIC);

// 5. Two halves of the internet, which no search for 0.0.0.0/0 finds.
const halves = new Mistake(app, 'TwoHalves');
const admin = halves.group('AdminGroup');
for (const half of ['0.0.0.0/1', '128.0.0.0/1']) admin.addIngressRule(ec2.Peer.ipv4(half), ec2.Port.SSH, 'for the migration');
halves.server('Admin', admin, PUBLIC);

// 6. One group for two, and it lets itself in: the shop window can reach the vault.
const shared = new Mistake(app, 'OneGroupForTwo');
const both = shared.group('SharedGroup', { allowAllOutbound: true });
both.connections.allowInternally(ec2.Port.allTraffic(), 'they talk to each other');
shared.server('Window', both, PUBLIC);
shared.server('Vault', both, INSIDE);

// 7. An interface endpoint as CDK makes it: open to all of the VPC.
const endpoint = new Mistake(app, 'OpenEndpoint');
endpoint.vpc.addInterfaceEndpoint('Secrets', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });
endpoint.server('Visitor', endpoint.group('VisitorGroup', { allowAllOutbound: true }), PUBLIC);
