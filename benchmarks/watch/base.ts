/**
 * What both sides share: a front door with N routes, 20 tables, a signal bus. The library makes it on both sides, so that the difference is the watch alone.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FrontDoor, IdentitySource, RouteHandler, RoutesPlacement, SignalBus } from '../../lib';

export const TABLES = 20;
export const SHARDS = 4;

export interface Base {
  readonly app: App;
  /** Of the watch. */
  readonly stack: Stack;
  readonly door: FrontDoor;
  readonly tables: readonly dynamodb.CfnTable[];
  readonly bus: SignalBus;
}

export function routeId(i: number): string {
  return `GET /things/t${String(i).padStart(3, '0')}`;
}

export function base(routes: number, outdir: string, prefixes: string[] = []): Base {
  const app = new App({ outdir, context: { 'zero-trust:validate': false } });
  const env = { account: '111122223333', region: 'eu-west-1' };
  const api = new Stack(app, 'Api', { env });
  const pool = new cognito.CfnUserPool(api, 'Pool');
  const door = new FrontDoor(api, 'Door', { identity: IdentitySource.fromUserPool(pool, { clientIds: ['portal'] }), routesPlacement: RoutesPlacement.sharded(SHARDS) });
  // A permission for each route stands in the policy of its function.
  const handlers = Array.from({ length: Math.ceil(routes / 10) }, (_, h) => RouteHandler.function(lambda.Function.fromFunctionAttributes(api, `Handler${h}`, { functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:things-${h}`, sameEnvironment: true })));
  for (let i = 0; i < routes; i++) door.addRoute(routeId(i), { handler: handlers[Math.floor(i / 10)], scopes: ['things/read'] });
  const tables = Array.from({ length: TABLES }, (_, i) => new dynamodb.CfnTable(api, `Table${i}`, { tableName: `things-${i}`, keySchema: [{ attributeName: 'pk', keyType: 'HASH' }], attributeDefinitions: [{ attributeName: 'pk', attributeType: 'S' }], billingMode: 'PAY_PER_REQUEST' }));
  const stack = new Stack(app, 'Watching', { env });
  const bus = new SignalBus(stack, 'Signals', { alarmPrefixes: prefixes });
  return { app, stack, door, tables, bus };
}

export function usage(): string {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 });
}
