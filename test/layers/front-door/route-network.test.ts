/** What routes do with data, of handlers that stand in a segment: the right is theirs, and the way is opened as data flows of segments open it. */
import { App, aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_lambda as lambda, aws_rds as rds, Stack } from 'aws-cdk-lib';
import { DataAccess, type DataStore, Endpoint, FlowAuthentication, FlowEncryption, type FrontDoor, RouteHandler, type Segment, ZeroTrust } from '../../../lib';
import { Pool } from './made';

interface World {
  readonly stack: Stack;
  readonly zt: ZeroTrust;
  readonly door: FrontDoor;
  readonly handlers: Segment;
  readonly documents: DataStore;
  readonly table: dynamodb.Table;
  readonly inside: (id: string) => lambda.Function;
  readonly get: (id: string, fn: lambda.Function, store: DataStore, access?: DataAccess) => void;
}

interface Result {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** `handlers => dynamodb: GetItem, Query`. */
  readonly ways: readonly string[];
  readonly endpoints: readonly any[];
}

function synth(declare: (w: World) => void): Result {
  const app = new App({ context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
  const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
  const documents = zt.data.addStore('documents', { resource: table });
  const door = zt.addFrontDoor('Door', { identity: new Pool() });
  const handlers = zt.addSegment('handlers', { members: [] });
  const inside = (id: string): lambda.Function => new lambda.Function(stack, id, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
  const get = (id: string, fn: lambda.Function, store: DataStore, access = DataAccess.actions(['dynamodb:GetItem'])): void => { door.addRoute(id, { handler: RouteHandler.function(fn), scopes: ['documents/read'], data: [{ store, access }] }); };
  declare({ stack, zt, door, handlers, documents, table, inside, get });
  let errors: string[] = [];
  try {
    app.synth();
  } catch (error) {
    errors = [...(error as Error).message.matchAll(/\[App\/[^\]]*\] (\w+: .*)/g)].map((m) => m[1]);
    if (errors.length === 0) throw error;
  }
  const warnings = app.node.findAll().flatMap((c) => c.node.metadata).filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data));
  const { flows } = zt.network._build().intent;
  const resources = errors.length > 0 ? {} : (JSON.parse(JSON.stringify(app.synth().stacks[0].template)) as { Resources: Record<string, any> }).Resources;
  return {
    errors, warnings, ways: flows.flatMap((f) => (f.destination.kind !== 'service' || f.implied !== undefined ? [] : [`${f.source.kind === 'segment' ? f.source.segment : f.source.kind} => ${f.destination.service}: ${(f.destination.actions ?? []).map((a) => a.split(':')[1]).join(', ')}`])),
    endpoints: Object.values(resources).filter((r) => r.Type === 'AWS::EC2::VPCEndpoint'),
  };
}

test('a handler in a segment gets the way, once for all handlers there, with what their routes do', () => {
  const { errors, ways, endpoints } = synth(({ handlers, documents, inside, get }) => {
    const [one, two] = [inside('One'), inside('Two')];
    handlers.addMember(one);
    handlers.addMember(two);
    get('GET /documents/{id}', one, documents);
    get('GET /documents', one, documents, DataAccess.actions(['dynamodb:Query']));
    get('PUT /documents/{id}', two, documents, DataAccess.actions(['dynamodb:GetItem', 'dynamodb:PutItem']));
  });
  expect(errors).toEqual([]);
  expect(ways).toEqual(['handlers => dynamodb: GetItem, PutItem, Query']);
  const text = JSON.stringify(endpoints.map((e) => e.Properties.PolicyDocument));
  for (const action of ['GetItem', 'PutItem', 'Query']) expect(text).toContain(`dynamodb:${action}`);
  expect(text).not.toContain('DeleteItem');
});

test('the same way as a data flow of the segment opens', () => {
  const route = synth(({ handlers, documents, inside, get }) => {
    const one = inside('One');
    handlers.addMember(one);
    get('GET /documents/{id}', one, documents);
  });
  const flow = synth(({ zt, door, handlers, documents, inside }) => {
    const one = inside('One');
    handlers.addMember(one);
    door.addRoute('GET /documents/{id}', { handler: RouteHandler.function(one), scopes: ['documents/read'] });
    zt.addDataFlow({ source: handlers, store: documents, access: DataAccess.actions(['dynamodb:GetItem']), because: 'a test' });
  });
  expect(flow.ways).toEqual(['handlers => dynamodb: GetItem']);
  expect(route.ways).toEqual(flow.ways);
  const policy = ({ endpoints }: Result): unknown => endpoints.map((e) => e.Properties.PolicyDocument.Statement.map((s: any) => [s.Action, s.Resource]));
  expect(policy(flow)).toHaveLength(1);
  expect(policy(route)).toEqual(policy(flow));
});

test('in whatever order: the member after the route', () => {
  const { ways } = synth(({ handlers, documents, inside, get }) => {
    const one = inside('One');
    get('GET /documents/{id}', one, documents);
    handlers.addMember(one.node.defaultChild as lambda.CfnFunction);
  });
  expect(ways).toEqual(['handlers => dynamodb: GetItem']);
});

test('a handler in no segment needs none', () => {
  expect(synth(({ stack, documents, get }) => { get('GET /documents', new lambda.Function(stack, 'Outside', { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X }), documents); }).ways).toEqual([]);
});

describe('a flow that somebody declared', () => {
  const declared = (actions: string[], resources: (w: World) => string[]) => synth((w) => {
    const { zt, handlers, documents, inside, get } = w;
    const one = inside('One');
    handlers.addMember(one);
    get('GET /documents', one, documents, DataAccess.actions(['dynamodb:GetItem', 'dynamodb:Query']));
    zt.addFlow({ source: handlers, destination: Endpoint.awsService('dynamodb', { actions, resources: resources(w) }), port: ec2.Port.HTTPS, authentication: FlowAuthentication.SIGV4, encryption: FlowEncryption.TLS, because: 'the way' });
  });

  test('and that permits it is enough', () => {
    const { errors, ways } = declared(['dynamodb:GetItem', 'dynamodb:Query'], ({ table }) => [table.tableArn]);
    expect([errors, ways]).toEqual([[], ['handlers => dynamodb: GetItem, Query']]);
    expect(declared(['dynamodb:*'], () => ['*']).ways).toEqual(['handlers => dynamodb: *']);
  });

  test.each<[string, string[], (w: World) => string[]]>([
    ['that lacks an action', ['dynamodb:GetItem'], ({ table }) => [table.tableArn]],
    ['to another table', ['dynamodb:GetItem', 'dynamodb:Query'], () => ['arn:aws:dynamodb:eu-west-1:111122223333:table/other']],
  ])('%s is not', (_, actions, resources) => {
    expect(declared(actions, resources).ways).toHaveLength(2);
  });
});

test('a store that stands in the VPC: a warning, because a flow must say the port', () => {
  const build = (isOpen: boolean): readonly string[] => synth(({ stack, zt, handlers, inside, get }) => {
    const vpc = stack.node.findChild('Vpc') as ec2.Vpc;
    const database = new rds.DatabaseInstance(stack, 'Database', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), iamAuthentication: true, storageEncrypted: true });
    const docs = zt.addSegment('docs', { members: [database] });
    const store = zt.data.addStore('records', { resource: database });
    const one = inside('One');
    handlers.addMember(one);
    get('GET /records', one, store, DataAccess.actions(['rds-db:connect']));
    if (isOpen) zt.addFlow({ source: handlers, destination: docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, encryption: FlowEncryption.TLS, because: 'a test' });
  }).warnings.filter((w) => w.startsWith('DataFlowWithoutNetwork'));
  expect(build(false)).toEqual([expect.stringMatching(/lets `App\/One` in segment `handlers` use store `records`, which stands in the VPC, and nothing reaches it there: got no network flow from `handlers` to `docs`/)]);
  expect(build(true)).toEqual([]);
});
