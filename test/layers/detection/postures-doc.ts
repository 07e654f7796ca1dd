/** The table of postures in docs/watch.md, from a watch over a typical app: `node -r ./scripts/ts.cjs test/layers/detection/postures-doc.ts` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AccountBaseline } from '../../../lib/layers/baseline';
import { Posture } from '../../../lib/layers/declaration';
import { Watch } from '../../../lib/layers/detection';
import { FirewallMode, FirewallPreset, FirewallTarget, WebFirewall } from '../../../lib/layers/web-firewall';

export const FILE = path.join(__dirname, '..', '..', '..', 'docs', 'watch.md');
const [BEGIN, END] = ['<!-- postures: begin -->', '<!-- postures: end -->'];

/** Its words stand in docs/watch.md. */
function typical(posture: Posture, withTrail: boolean): Watch {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  const accessLog = new logs.LogGroup(stack, 'AccessLog');
  const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { accessLogDestination: new apigateway.LogGroupLogDestination(accessLog), accessLogFormat: apigateway.AccessLogFormat.custom(Watch.ACCESS_LOG_FORMAT) } });
  const handler = new lambda.Function(stack, 'Read', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};') });
  api.root.addResource('orders').addMethod('GET', new apigateway.LambdaIntegration(handler));
  const pool = new cognito.UserPool(stack, 'Pool');
  pool.addClient('Web');
  const firewall = new WebFirewall(stack, 'Firewall', { mode: FirewallMode.ENFORCE, preset: FirewallPreset.API });
  firewall.protect(FirewallTarget.stage(api.deploymentStage));
  const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
  const bucket = new s3.Bucket(stack, 'Bucket', { metrics: [{ id: 'EntireBucket' }] });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const watch = new Watch(stack, 'Watch', { owner: 'shop team', posture, ...(withTrail ? {} : { noTrailBecause: 'the organization has one' }) });
  for (const one of [api, pool, firewall, table, bucket]) watch.observe(one);
  watch.observe(vpc, { writeFlowLog: true });
  if (withTrail) watch.observe(new AccountBaseline(stack, 'Baseline'));
  return watch;
}

export function postures(): string {
  const rows = [Posture.SANDBOX, Posture.STANDARD, Posture.HIGH].flatMap((posture) => [false, true].map((withTrail) => {
    const { plan, findings } = typical(posture, withTrail)._build();
    if (plan === undefined || findings.some((f) => f.level === 'error')) throw new Error(findings.map((f) => `${f.code} ${f.message}`).join('\n'));
    const alarms = plan.signals.reduce((sum, s) => sum + [s.ceiling, s.band].filter((a) => a !== undefined).length, 0);
    const grouped = new Set(plan.composites.flatMap((c) => c.signals));
    const paging = plan.composites.length + plan.signals.filter((s) => !grouped.has(s.key)).reduce((sum, s) => sum + [s.ceiling, s.band].filter((a) => a !== undefined).length, 0);
    return `| \`${posture}\`${withTrail ? ', with a trail' : ''} | ${new Set(plan.signals.map((s) => s.signal)).size} | ${alarms} | ${plan.composites.length} | ${paging} | ${plan.monthlyUsd.toFixed(2)} |`;
  }));
  return ['| posture | signals | alarms | composite alarms | of all these page | USD a month |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** The file with the table of today. */
export function withPostures(text: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${FILE} has no place for the table`);
  return `${text.slice(0, begin + BEGIN.length)}\n${postures()}\n${text.slice(end)}`;
}

if (require.main === module) writeFileSync(FILE, withPostures(readFileSync(FILE, 'utf8')));
