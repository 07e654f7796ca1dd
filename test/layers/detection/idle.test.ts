/** What a watch costs idle stands in the report of its façade, with the firewall and the endpoints, and counts for `maxIdleCost`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { FirewallPreset, FirewallTarget, Posture, SignalBus, type Watch, type WatchProps, ZeroTrust, type ZeroTrustProps } from '../../../lib';
import type { NetworkReport } from '../../../lib/contract/network-report';
import { WATCH_PRICES } from '../../../lib/layers/detection/catalogue/prices';
import { idleCost, monthlyUsdOf, priceOf } from '../../../lib/layers/network/catalogue';

const directories: string[] = [];
afterAll(() => directories.forEach((d) => rmSync(d, { recursive: true, force: true })));

interface Made {
  readonly app: App;
  readonly watch: Watch;
  /** Of the façade, as the assembly has it. */
  report(): NetworkReport;
  /** What the synth ended with. */
  mistake(): string;
}

function made(zeroTrust: Partial<ZeroTrustProps> = {}, props: (stack: Stack) => Partial<WatchProps> = () => ({}), skipValidation = false): Made {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-idle-'));
  directories.push(outdir);
  const app = new App({ outdir, context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] }), ...zeroTrust });
  const watch = zt.addWatch('Watch', { owner: 'shop team', noTrailBecause: 'the organization watches it', ...props(stack) }); // before what it watches
  const table = new dynamodb.Table(stack, 'Documents', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, encryptionKey: new kms.Key(stack, 'Key') });
  zt.addStore('documents', { resource: table });
  zt.addWebFirewall('Firewall', { preset: FirewallPreset.BASELINE }).protect(FirewallTarget.userPool(new cognito.CfnUserPool(stack, 'Pool')));
  const synth = (): void => { app.synth({ skipValidation }); };
  return {
    app, watch,
    report: () => { synth(); return (JSON.parse(readFileSync(path.join(outdir, 'zero-trust.network.json'), 'utf8')) as { scopes: NetworkReport[] }).scopes[0]; },
    mistake: () => { try { synth(); return ''; } catch (error) { return (error as Error).message; } },
  };
}

const lines = ({ idleCost: { lines: all } }: NetworkReport): string[] => all.filter((l) => / of watch /.test(l.why) || /bus of watch/.test(l.why)).map((l) => `${l.quantity} ${l.item}: ${l.why}`);

test('the report has the watch beside the firewall, dearest first, and adds up', () => {
  const { watch, report } = made();
  const { idleCost: cost } = report();
  const own = watch.costs();
  expect(own.length).toBeGreaterThan(2);
  for (const { item, quantity, monthlyUsd } of own) expect(cost.lines.find((l) => l.item === item && !l.why.startsWith('alarms of the bus'))).toMatchObject({ quantity, monthlyUsd });
  expect(cost.lines.map((l) => l.item)).toEqual(expect.arrayContaining(['web-acl', 'firewall-rule', 'alarm', 'composite-alarm', 'custom-metric', 'dashboard', 'kms-key']));
  expect(cost.lines.map((l) => l.monthlyUsd)).toEqual(cost.lines.map((l) => l.monthlyUsd).sort((a, b) => b - a));
  expect(Math.round(cost.monthlyUsd * 100)).toBe(Math.round((own.reduce((sum, c) => sum + c.monthlyUsd, 0) + 10 + 1 + 0.1) * 100)); // the firewall, the key, the alarm of the bus
  expect(cost.belief).toBe(true);
});

test('what the watch did not make is not its price', () => {
  const bus = made({}, (stack) => ({ bus: new SignalBus(stack, 'Signals') }));
  expect(lines(bus.report())).toEqual(expect.not.arrayContaining([expect.stringMatching(/bus|key/)]));
  const keyed = made({}, (stack) => ({ topicKey: new kms.Key(stack, 'TopicKey') }));
  expect(lines(keyed.report()).filter((l) => /kms-key/.test(l))).toEqual([]);
});

test('counts for the limit: holds at it, and is a mistake a cent above it that names the dearest', () => {
  const monthlyUsd = made().report().idleCost.monthlyUsd;
  expect(made({ maxIdleCost: monthlyUsd }).mistake()).toBe('');
  expect(made({ maxIdleCost: monthlyUsd }).report().idleCost).toMatchObject({ monthlyUsd, maximumUsd: monthlyUsd });
  const mistake = made({ maxIdleCost: monthlyUsd - 0.01 }).mistake();
  expect(mistake).toMatch(new RegExp(`IdleCostExceeded: idle cost is ${monthlyUsd.toFixed(2)} USD a month, more than \`maxIdleCost\` .*metrics of alarms of watch Watch \\(.*turn signals of the watch off with a reason`));
  expect(mistake.match(/IdleCostExceeded/g)).toHaveLength(1);
});

test('in SANDBOX it is a warning, once, and stands in the report', () => {
  const { app, report } = made({ maxIdleCost: 1, posture: Posture.SANDBOX });
  expect(report().warnings.map((w) => w.code).filter((c) => c === 'IdleCostExceeded')).toHaveLength(1);
  expect(app.node.findAll().flatMap((c) => c.node.metadata).filter((m) => String(m.data).includes('IdleCostExceeded'))).toHaveLength(1);
});

test('the report is whole, and the limit holds, where CDK is told to validate nothing', () => {
  expect(lines(made({}, undefined, true).report())).toEqual(lines(made().report()));
  expect(made({ maxIdleCost: 1 }, undefined, true).mistake()).toContain('IdleCostExceeded');
});

test('every item of the catalogue has one price in both tables', () => {
  for (const { item, cents, ...rest } of Object.values(WATCH_PRICES)) {
    const price = priceOf(item)!;
    expect([item, Math.round(monthlyUsdOf(price) * 100), price.belief === true]).toEqual([item, cents, 'belief' in rest && rest.belief]);
    expect(idleCost([{ item, quantity: 3, why: 'x' }]).monthlyUsd).toBe((cents * 3) / 100);
  }
});
