/** Data flows to engines that have users of their own: what IAM carries of them, and what is said of the rest. */
import { type App, type Stack } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import { DataAccess, DataProtection, FlowAuthentication, Posture } from 'cdk-zero-trust';
import type { IConstruct } from 'constructs';
import { mistakesOf, newApp, newStack, resourcesOfType, synthesize } from '../../support/apps/synthesize';

const ENGINES: Readonly<Record<string, (stack: Stack) => IConstruct>> = {
  documentdb: (stack) => new docdb.CfnDBCluster(stack, 'Store', { engineVersion: '5.0.0', storageEncrypted: true }),
  elasticache: (stack) => new elasticache.CfnReplicationGroup(stack, 'Store', { engine: 'valkey', replicationGroupDescription: 'd', transitEncryptionEnabled: true, atRestEncryptionEnabled: true, userGroupIds: ['users'] }),
  rds: (stack) => new rds.CfnDBInstance(stack, 'Store', { engine: 'postgres', engineVersion: '17.2', storageEncrypted: true, enableIamDatabaseAuthentication: true }),
  redshift: (stack) => new redshift.CfnCluster(stack, 'Store', { clusterType: 'single-node', dbName: 'd', masterUsername: 'm', nodeType: 'ra3.large', manageMasterPassword: true, encrypted: true, clusterIdentifier: 'warehouse', clusterSubnetGroupName: 's' }),
};

function flowTo(engine: string, authentication: FlowAuthentication | undefined, access = DataAccess.reads(), count = 1): App {
  const app = newApp();
  const stack = newStack(app, 'Home');
  const data = new DataProtection(stack, 'Data', { posture: Posture.SANDBOX });
  const store = data.addStore('documents', { resource: ENGINES[engine](stack) });
  for (let n = 0; n < count; n++) data.addDataFlow({ id: `reads-${n}`, source: new iam.Role(stack, `Reader${n}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), store, access, authentication, because: 'reads' });
  return app;
}

test.each([
  ['documentdb', undefined, []],
  ['documentdb', FlowAuthentication.TOKEN, []],
  ['elasticache', undefined, ['elasticache:Connect']],
  ['elasticache', FlowAuthentication.TOKEN, []],
  ['rds', FlowAuthentication.RDS_IAM, ['rds-db:connect']],
  ['rds', FlowAuthentication.TOKEN, []],
  ['redshift', undefined, ['redshift:GetClusterCredentialsWithIAM']],
  ['redshift', FlowAuthentication.TOKEN, []],
])('%s by %j grants %j, and says so once where that is nothing', (engine, authentication, actions) => {
  const made = synthesize(flowTo(engine, authentication, undefined, 2));
  const granted = resourcesOfType(made.templates, 'AWS::IAM::RolePolicy').flatMap((r) => r.Properties.PolicyDocument.Statement.flatMap((s: { Action: unknown }) => s.Action));
  expect([...new Set(granted)]).toEqual(actions);
  const told = made.warnings.filter((m) => m.includes('DataFlowGrantsNothing'));
  expect(told).toEqual(actions.length > 0 ? [] : [expect.stringMatching(/data flows `reads-0`, `reads-1` to store `documents` grant nothing/)]);
});

test('listed actions of an engine without any are told, and none is made up', () => {
  expect(mistakesOf(flowTo('documentdb', undefined, DataAccess.actions(['rds:CopyDBClusterSnapshot'])))).toEqual([expect.stringMatching(/^DataActionNotOfStore: .*lists `rds:CopyDBClusterSnapshot`, and IAM has no action/)]);
});

test.each([['rds', undefined], ['documentdb', FlowAuthentication.RDS_IAM], ['redshift', FlowAuthentication.MTLS]])('%s has no %j', (engine, authentication) => {
  expect(mistakesOf(flowTo(engine, authentication))).toEqual([expect.stringMatching(/^AuthenticationNotOfStore: data flow `reads-0` authenticates by/)]);
});

test('the Data API of RDS is called by SigV4', () => {
  expect(mistakesOf(flowTo('rds', undefined, DataAccess.actions(['rds-data:ExecuteStatement'])))).toEqual([]);
});
