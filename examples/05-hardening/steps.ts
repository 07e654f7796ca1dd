/**
 * From a stack as it runs to one that is proved, in five steps that can be deployed one by one. Nothing is rewritten, and
 * nothing is replaced: each step is a few lines beside the stack.
 */
import { type App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ClosedStoresGuard, CloseStore, DataAccess, FlowAuthentication, FlowEncryption, SealedGroupsGuard, SealSecurityGroup, SealVpc, ZeroTrust, ZeroTrustBlueprint } from 'cdk-zero-trust';
import { acceptedForNow, acceptedUntilDeclared, acknowledge, acknowledgeTable } from './acknowledged';
import { Orders } from './orders';

export const LAST = 5;

export function harden(app: App, step: number): Orders {
  const env = { region: 'eu-west-1' };
  const orders = new Orders(app, 'Orders', { env });
  const { vpc, worker, database, invoices, jobs } = orders;

  // 1. Look first: `zero-trust prove` over what is there, and a baseline that accepts it for now.
  if (step === 1) orders.openForOneNight();

  // 2. The network: what nobody asked for goes. The rule of that night is gone from the code as well.
  if (step >= 2) {
    vpc.with(new SealVpc());
    vpc.addFlowLog('FlowLog');
    worker.with(new SealSecurityGroup());
    database.with(new SealSecurityGroup());
    if (step < LAST) {
      worker.connections.allowTo(database, ec2.Port.POSTGRES); // CDK dropped the egress of this while the group was open
      worker.connections.allowToAnyIpv4(ec2.Port.HTTPS, 'the queue, through NAT'); // until step 5 makes its endpoint
    }
  }

  // 3. The data. What would replace the database is refused, and accepted for now, with a date.
  if (step >= 3) {
    for (const store of [invoices, jobs, database]) store.with(new CloseStore());
    acceptedForNow(database);
  }

  // 4. What comes later: closed by default, and guarded.
  if (step >= 4) {
    ClosedStoresGuard.enable(app);
    SealedGroupsGuard.enable(app);
    const drafts = new Stack(app, 'Drafts', { env, propertyInjectors: ZeroTrustBlueprint.injectors() });
    const texts = new dynamodb.Table(drafts, 'Texts', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });
    texts.with(new CloseStore()); // a policy that asks for TLS, which no property of the L2 writes: the guard told it
    if (step < LAST) acceptedUntilDeclared(worker);
    else acknowledgeTable(texts);
  }

  // 5. Say who may reach what. The proof takes the place of the baseline.
  if (step >= LAST) {
    const zt = new ZeroTrust(orders, 'ZeroTrust', { vpc });
    const segment = zt.addSegment('worker', { members: [worker] });
    const data = zt.addSegment('orders', { members: [database] });
    zt.addFlow({ source: segment, destination: data, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.TOKEN, encryption: FlowEncryption.TLS, because: 'the worker books orders' });
    const store = zt.addStore('jobs', { resource: jobs });
    zt.addDataFlow({ source: segment, store, access: DataAccess.writes(), because: 'the worker hands jobs on' });
    acknowledge(orders, zt);
  }
  return orders;
}
