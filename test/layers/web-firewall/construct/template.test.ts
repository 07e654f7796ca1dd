/** Whole templates against CloudFormation's schema, by the validator that comes with aws-cdk-lib; cdk-nag; the façade. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { BodyLimit, FirewallAction, FirewallLogFilter, FirewallMode, FirewallPreset, FirewallRuleGroup, FirewallStatement, FirewallTarget, ManagedRuleGroup, RateKey, ResponseContentType } from '../../../../lib/layers/web-firewall';
import { ZeroTrust } from '../../../../lib/zero-trust';
import { judge } from '../../../nag/judge';
import { ENV, type Json, made, synth, world } from './made';

jest.setTimeout(120_000);

const { SchemaValidator, TemplateFile } = createRequire(require.resolve('aws-cdk-lib/package.json'))('@aws/cloudformation-validate') as {
  readonly SchemaValidator: new () => { validate(file: unknown, region: string): readonly { readonly ruleId: string; readonly propertyPath?: string; readonly message: string }[] };
  readonly TemplateFile: new (file: string) => unknown;
};

let validator: InstanceType<typeof SchemaValidator> | undefined;

function problems(template: Json): string[] {
  validator ??= new SchemaValidator();
  const folder = mkdtempSync(path.join(tmpdir(), 'waf-template-'));
  try {
    const file = path.join(folder, 'template.json');
    writeFileSync(file, JSON.stringify(template));
    return validator.validate(new TemplateFile(file), 'eu-west-1').filter((d) => d.ruleId !== 'I9001').map((d) => `${d.ruleId} ${d.propertyPath ?? ''} ${d.message}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([FirewallPreset.API, FirewallPreset.LOGIN].flatMap((preset) => [FirewallMode.ENFORCE, FirewallMode.observe('2027-01-31')].map((mode) => [preset.name, mode === FirewallMode.ENFORCE ? 'acts' : 'counts', { preset, mode }] as const)))('%s that %s is a template that CloudFormation takes', (_, __, props) => {
  const w = world({ ...props, tokenDomains: ['example.com'], bodyInspection: { apiStages: BodyLimit.KB_64 }, logging: { filter: FirewallLogFilter.ACTED_ON, hiddenQueryArguments: ['token'] } });
  w.firewall.addRule('mine', { statement: FirewallStatement.addresses(['192.0.2.0/24', '2001:db8::/32']), action: FirewallAction.block({ status: 429, headers: { 'retry-after': '60' }, body: { content: 'slow down', contentType: ResponseContentType.TEXT } }), labels: ['mine:slow'] });
  w.firewall.addRule('theirs', { statement: FirewallStatement.label('mine:slow'), action: FirewallAction.captcha(), priority: 999_999 });
  w.firewall.addRateLimit('keyed', { keys: [RateKey.cookie('session'), RateKey.method()], limit: 100 });
  w.firewall.addManagedGroup(ManagedRuleGroup.antiDdos());
  w.firewall.addManagedGroup(ManagedRuleGroup.botControl());
  w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
  new FirewallRuleGroup(w.stack, 'Group', { capacity: 50 }).addRule('mine', { statement: FirewallStatement.geo(['DE']) });
  expect(problems(made(w))).toEqual([]);
});

test('the validator can fail', () => {
  const w = world();
  const template = made(w);
  const acl = Object.values<Json>(template.Resources as Json).find((r) => r.Type === 'AWS::WAFv2::WebACL')!;
  acl.Properties.Rules[0].Action = { Blok: {} };
  expect(problems(template)).not.toEqual([]);
});

test('cdk-nag asks a key for the log, and says nothing else of a firewall; the stage behind it has its web ACL', () => {
  const w = world({ preset: FirewallPreset.API });
  w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
  made(w);
  const { unexplained } = judge(w.app, []);
  expect(unexplained.filter((u) => u.includes('App/Firewall'))).toEqual(['NIST.800.53.R5-CloudWatchLogGroupEncrypted @ App/Firewall/Log']);
  expect(unexplained.filter((u) => u.startsWith('AwsSolutions-APIG3') || u.includes('APIGWAssociatedWithWAF'))).toEqual([]);
});

test('a façade lists what it costs idle, and holds it against the maximum', () => {
  const build = (maxIdleCost?: number): { readonly stack: Stack; readonly app: App } => {
    const app = new App({ analyticsReporting: false, context: { 'zero-trust:validate': false, 'zero-trust:now': '2026-11-22T00:00:00Z' } });
    const stack = new Stack(app, 'App', { env: ENV });
    const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], vpcCidrBlock: '10.0.0.0/16' }), ...(maxIdleCost === undefined ? {} : { maxIdleCost }) });
    const firewall = zt.addWebFirewall('Firewall', { preset: FirewallPreset.LOGIN });
    firewall.addManagedGroup(ManagedRuleGroup.antiDdos());
    firewall.protect(FirewallTarget.userPool(new cognito.CfnUserPool(stack, 'Pool')));
    new CfnOutput(stack, 'Arn', { value: firewall.webAclArn });
    return { app, stack };
  };
  const { app } = build();
  const { directory } = app.synth();
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const report = JSON.parse((require('node:fs') as typeof import('node:fs')).readFileSync(path.join(directory, 'zero-trust.network.json'), 'utf8')) as Json;
  expect(report.scopes[0].idleCost.lines.map((l: Json) => [l.item, l.quantity, l.monthlyUsd])).toEqual([['firewall-anti-ddos', 1, 20], ['firewall-rule', 7, 7], ['web-acl', 1, 5]]);
  expect(report.scopes[0].idleCost.monthlyUsd).toBe(11 + 21);
  expect(synth(build(10)).error).toContain('IdleCostExceeded: idle cost is 32.00 USD a month');
});
