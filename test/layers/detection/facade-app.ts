/** A façade with something of every layer, and a watch that was added before any of it. */
import { App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AppClient, ClosedVpc, CrownJewel, DataAccess, FlowAuthentication, FlowEncryption, FirewallPreset, FirewallTarget, IdentityFoundation, type Posture, RouteHandler, type Watch, type WatchProps, ZeroTrust } from '../../../lib';
import { AccountBaseline } from '../../../lib/layers/baseline';
import { ENV, madeOf, type Made } from './watch-app';

export interface FacadeOptions extends Partial<WatchProps> {
  readonly withWatch?: boolean;
  readonly facadePosture?: Posture;
  readonly writeFlowLog?: boolean;
  readonly dataEvents?: boolean;
}

export function facadeApp({ withWatch = true, facadePosture, writeFlowLog = false, dataEvents = false, ...props }: FacadeOptions = {}, more: (made: { readonly zt: ZeroTrust; readonly watch?: Watch; readonly stack: Stack }) => void = () => undefined): Made {
  const app = new App({ analyticsReporting: false, context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'Shop', { env: ENV });
  const { vpc } = new ClosedVpc(stack, 'Network', { dnsFirewall: {} });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, ...(facadePosture === undefined ? {} : { posture: facadePosture }) });
  const watch = withWatch ? zt.addWatch('Watch', { owner: 'shop team', ...props }) : undefined;
  if (writeFlowLog) watch?.observe(vpc, { writeFlowLog: true });
  const handler = (id: string): lambda.Function => new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'), vpc, vpcSubnets: { subnets: vpc.isolatedSubnets } });
  const [list, read] = [handler('List'), handler('Read')];
  const web = zt.addSegment('web', { members: [list] });
  const api = zt.addSegment('api', { members: [read] });
  zt.addFlow({ source: web, destination: api, port: ec2.Port.HTTPS, authentication: FlowAuthentication.TOKEN, encryption: FlowEncryption.TLS, because: 'shows documents' });
  const table = new dynamodb.Table(stack, 'Documents', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
  const documents = zt.addStore('documents', { resource: table, crownJewel: CrownJewel.restricted() });
  zt.addStore('files', { resource: new s3.Bucket(stack, 'Files', { metrics: [{ id: 'EntireBucket' }] }) });
  zt.addDataFlow({ source: read, store: documents, access: DataAccess.reads(), because: 'shows documents' });
  const identity = new IdentityFoundation(stack, 'Identity');
  identity.addClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/signed-in'] }));
  const employee = identity.addPersona('employee', { groups: ['staff'] });
  const door = zt.addFrontDoor('Door', { identity });
  door.addRoute('GET /documents', { handler: RouteHandler.function(list), personas: [employee], scopes: ['documents/list'] });
  door.addRoute('GET /documents/{id}', { handler: RouteHandler.function(read), personas: [employee], scopes: ['documents/read', 'documents/audit'] });
  const firewall = zt.addWebFirewall('Firewall', { preset: FirewallPreset.BASELINE });
  firewall.protect(FirewallTarget.frontDoor(door));
  const baseline = new AccountBaseline(stack, 'Baseline');
  watch?.observe(baseline, { dataEvents });
  more({ zt, stack, ...(watch === undefined ? {} : { watch }) });
  return madeOf(app, stack, watch as Watch);
}
