/**
 * The mistakes of 04-mistakes put right, one by one, and one more that is about data. No group, no rule and no policy is written by
 * hand: what each team believes of its stack is a guarantee, and the flows are what it really needs.
 */
import { App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as targets from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CrownJewel, DataAccess, Endpoint, FlowAuthentication, FlowEncryption, Guarantee, ReachLevel } from 'cdk-zero-trust';
import { acknowledgeBalancer, acknowledgeSecret } from './acknowledged';
import { INSIDE, Lab, PUBLIC } from './lab';
import { Partner } from './partner';

export const app = new App();

// 1. A worker behind a NAT gateway: its segment has no flow, so it talks to nobody.
const egress = new Lab(app, 'EgressAll', [ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS]);
const worker = egress.zt.addSegment('worker', { members: [egress.server('Worker', { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS })] });
egress.zt.addGuarantee(Guarantee.denies({ source: worker, destination: Endpoint.INTERNET }));

// 2. Balancer, app, database: the steps added up to a way from the internet. It was meant for the portal that employees use.
const chain = new Lab(app, 'Transitive', [ec2.SubnetType.PRIVATE_ISOLATED]);
const [portal, server, orders] = [chain.server('Portal', INSIDE), chain.server('App', INSIDE), chain.database('Database')];
const balancer = new elbv2.ApplicationLoadBalancer(chain, 'Balancer', { vpc: chain.vpc, vpcSubnets: INSIDE, internetFacing: false, dropInvalidHeaderFields: true });
balancer.addListener('Http', { port: 80, open: false }).addTargets('App', { port: 8080, targets: [new targets.InstanceTarget(server)] });
const [front, middle] = [chain.zt.addSegment('balancer', { members: [balancer] }), chain.zt.addSegment('app', { members: [server] })];
const back = chain.zt.addSegment('database', { members: [orders], crownJewel: CrownJewel.restricted() });
const plain = { authentication: FlowAuthentication.none('the app asks for a token'), encryption: FlowEncryption.none('within the VPC, for now') };
chain.zt.addFlow({ ...plain, source: chain.zt.addSegment('portal', { members: [portal] }), destination: front, port: ec2.Port.HTTP, because: 'requests of employees' });
chain.zt.addFlow({ ...plain, source: front, destination: middle, port: ec2.Port.tcp(8080), because: 'requests are passed on' });
chain.zt.addFlow({ source: middle, destination: back, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'queries' });
chain.zt.addDataFlow({
  source: server, store: chain.zt.addStore('orders', { resource: orders, crownJewel: CrownJewel.restricted() }), access: DataAccess.readsAndWrites().on('app'),
  authentication: FlowAuthentication.RDS_IAM, because: 'queries, as the database user app',
});
chain.zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: back, port: ec2.Port.POSTGRES }));

// 3. "From the VPC" was everybody in it. Now it is one segment, and the jump host is another.
const inside = new Lab(app, 'FromTheVpc');
const shop = inside.zt.addSegment('shop', { members: [inside.server('Shop', INSIDE)] });
const jump = inside.zt.addSegment('jump', { members: [inside.server('Jump', PUBLIC)] });
const stock = inside.zt.addSegment('database', { members: [inside.database('Database')] });
inside.zt.addFlow({ source: shop, destination: stock, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.TOKEN, encryption: FlowEncryption.TLS, because: 'the shop looks up what there is' });
inside.zt.addGuarantee(Guarantee.denies({ source: jump, destination: stock, level: ReachLevel.PACKET }));

// 4. "From our own network" was every network there will ever be. Now it is the one server that keeps the books.
const own = new Lab(app, 'TenSlashEight');
const ledger = own.zt.addSegment('ledger', { members: [own.server('Ledger', INSIDE)] });
const kiosk = own.zt.addSegment('kiosk', { members: [own.server('Kiosk', PUBLIC)] });
const books = own.zt.addSegment('books', { members: [own.server('Books', INSIDE)] });
own.zt.addFlow({ source: books, destination: ledger, port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'the books are kept' });
own.zt.addGuarantee(Guarantee.denies({ source: kiosk, destination: ledger, level: ReachLevel.PACKET }));

// 5. Two halves of the internet. The migration is over: nobody needs to get in.
const halves = new Lab(app, 'TwoHalves');
const admin = halves.zt.addSegment('admin', { members: [halves.server('Admin', PUBLIC)] });
halves.zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: admin, port: ec2.Port.SSH }));

// 6. One group for two: each has a segment of its own, and even members of one segment do not reach each other.
const apart = new Lab(app, 'OneGroupForTwo');
const shopWindow = apart.zt.addSegment('window', { members: [apart.server('Window', PUBLIC)] });
const vault = apart.zt.addSegment('vault', { members: [apart.server('Vault', INSIDE)] });
apart.zt.addGuarantee(Guarantee.denies({ source: shopWindow, destination: vault, level: ReachLevel.PACKET }));

// 7. The endpoint was open to the VPC, for any secret of any account. Now a data flow makes it: one reader, one secret.
const endpoint = new Lab(app, 'OpenEndpoint', [ec2.SubnetType.PRIVATE_ISOLATED]);
const secret = new secretsmanager.Secret(endpoint, 'Secret');
const reader = endpoint.zt.addSegment('reader', { members: [endpoint.server('Reader', INSIDE)] });
endpoint.zt.addSegment('visitor', { members: [endpoint.server('Visitor', INSIDE)] });
endpoint.zt.addDataFlow({
  source: reader, store: endpoint.zt.addStore('secret', { resource: secret, crownJewel: CrownJewel.restricted() }), access: DataAccess.actions(['secretsmanager:GetSecretValue']),
  because: 'the reader signs with it',
});

// 8. A bucket that another account may read: all of it, by anybody there. Now it is one role, one folder, and an end.
new Partner(app, 'OtherAccount').share();

acknowledgeBalancer(balancer);
acknowledgeSecret(secret);
