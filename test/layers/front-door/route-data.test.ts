/** What routes do with data: one data flow for each handler and store, with the union of what its routes say. */
import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RouteHandler, type RouteProps } from '../../../lib/layers/front-door';
import { DataAccess } from '../../../lib/layers/data/access';
import { DataProtection } from '../../../lib/layers/data/data-protection';
import type { DataStore } from '../../../lib/layers/data/data-store';
import { ZeroTrust } from '../../../lib/zero-trust';
import { codes, type Json, made, ofType, Pool, type Workshop } from './made';

const store = (data: DataProtection, w: Workshop): DataStore => data.addStore('documents', { resource: new dynamodb.Table(w.stack, 'Documents', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }) });

function actions(result: ReturnType<typeof made>): Record<string, string[]> {
  return Object.fromEntries(ofType(result, 'AWS::IAM::RolePolicy').map(([, r]): [string, string[]] => [String(r.Properties.RoleName).split('.')[0], (r.Properties.PolicyDocument.Statement as Json[]).flatMap((s) => s.Action as string[]).filter((a, i, all) => a.startsWith('dynamodb:') && all.indexOf(a) === i).sort()]));
}

function door(routes: (documents: DataStore, w: Workshop) => readonly (readonly [string, string, RouteProps['data']])[]) {
  const captured: { documents?: DataStore } = {};
  return made((d, w) => {
    for (const [id, handler, data] of routes(captured.documents as DataStore, w)) d.addRoute(id, { handler: w.handler(handler), scopes: ['documents/read'], ...(data === undefined ? {} : { data }) });
  }, { props: (w) => {
    const data = new DataProtection(w.stack, 'Data');
    captured.documents = store(data, w);
    return { dataProtection: data };
  } });
}

test('a handler gets the union of its routes, another handler nothing of it', () => {
  const result = door((documents) => [
    ['GET /documents', 'One', [{ store: documents, access: DataAccess.actions(['dynamodb:Query']) }]],
    ['GET /documents/{id}', 'One', [{ store: documents, access: DataAccess.actions(['dynamodb:GetItem', 'dynamodb:Query']) }]],
    ['PUT /documents/{id}', 'Two', [{ store: documents, access: DataAccess.actions(['dynamodb:PutItem']) }]],
    ['GET /none', 'Three', undefined],
  ]);
  expect(result.errors).toEqual([]);
  expect(actions(result)).toEqual({ One: ['dynamodb:GetItem', 'dynamodb:Query'], Two: ['dynamodb:PutItem'] });
});

test('reading and writing become both; a list beside words becomes a list', () => {
  const both = door((documents) => [['GET /a', 'One', [{ store: documents, access: DataAccess.reads() }]], ['PUT /a', 'One', [{ store: documents, access: DataAccess.writes() }]]]);
  expect(both.errors).toEqual([]);
  expect(actions(both).One).toEqual(expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:PutItem']));
  const listed = door((documents) => [['GET /a', 'One', [{ store: documents, access: DataAccess.reads() }]], ['PUT /a', 'One', [{ store: documents, access: DataAccess.actions(['dynamodb:PutItem']) }]]]);
  expect(actions(listed).One).toEqual(expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:PutItem']));
  expect(actions(listed).One).not.toContain('dynamodb:DeleteItem');
});

test('without a data layer, or without a function, it is refused', () => {
  const alone = made((d, w) => {
    const data = new DataProtection(w.stack, 'Data');
    d.addRoute('GET /a', { handler: w.handler('One'), scopes: ['documents/read'], data: [{ store: store(data, w), access: DataAccess.reads() }] });
  });
  expect(codes(alone.errors)).toEqual(['RouteDataWithoutLayer']);
  const service = made((d, w) => {
    const data = new DataProtection(w.stack, 'Data');
    d.addRoute('POST /a', { handler: RouteHandler.service({ service: 'sqs', path: 'q', actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:eu-west-1:111122223333:q'], requestTemplate: '' }), scopes: ['documents/read'], data: [{ store: store(data, w), access: DataAccess.reads() }] });
  });
  expect(codes(service.errors)).toEqual(['RouteDataWithoutRole']);
});

test('within the façade the door shares its intent, its personas and its data layer', () => {
  const pool = new Pool();
  const result = made((d, w) => {
    d.addRoute('GET /other', { handler: w.handler('Other'), publicBecause: 'a test' });
    const network = new Stack(w.stack.node.root as Stack, 'Network', { env: { account: '111122223333', region: 'eu-west-1' } });
    const zt = new ZeroTrust(w.stack, 'ZeroTrust', { vpc: new ec2.Vpc(network, 'Vpc', { subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] }) });
    const employee = zt.addPersona('employee', { groups: ['staff'] });
    const documents = store(zt.data, w);
    const inner = zt.addFrontDoor('Inner', { identity: pool });
    inner.addRoute('GET /documents', { handler: w.handler('One'), personas: [employee], scopes: ['documents/read'], data: [{ store: documents, access: DataAccess.actions(['dynamodb:Query']) }] });
  });
  expect(result.errors).toEqual([]);
  expect(actions(result)).toEqual({ One: ['dynamodb:Query'] });
  expect(pool.personas).toEqual([{ id: 'employee', groups: ['staff'] }]);
});
