/** What bills while idle, and what EC2 allows: stated, listed, and refused beyond the user's limit. */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Endpoint, Posture, ServiceAccess, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import { ground, HOW, instance, task } from '../../support/apps/ground';
import { type Json, mistakesOf, type Synthesized, synthesize } from '../../support/apps/synthesize';

const scopeOf = ({ networks }: Synthesized): Json => (JSON.parse(Object.values(networks)[0]) as Json).scopes[0] as Json;

function app(props: Partial<ZeroTrustProps>, services: readonly string[] = ['logs', 'sqs', 's3']): ReturnType<typeof ground>['app'] {
  const on = ground();
  const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc, ...props });
  const api = zt.addSegment('api', { members: [instance(on.stack, 'Api')] });
  for (const service of services) zt.addFlow({ id: `to-${service}`, source: api, destination: Endpoint.awsService(service), because: 'x' });
  return on.app;
}

describe('idle cost', () => {
  test('is listed per endpoint and zone, dearest first, with the flows that made it', () => {
    const { idleCost } = scopeOf(synthesize(app({})));
    expect(idleCost).toMatchObject({ monthlyUsd: 29.2, region: 'us-east-1' });
    expect(idleCost).not.toHaveProperty('maximumUsd');
    expect(idleCost.lines.map((l: Json) => [l.item, l.quantity, l.monthlyUsd, l.why])).toEqual([
      ['interface-endpoint', 2, 14.6, 'logs, for to-logs'], ['interface-endpoint', 2, 14.6, 'sqs, for to-sqs'], ['gateway-endpoint', 1, 0, 's3, for to-s3'],
    ]);
  });

  test('holds at the limit, and is a mistake a cent above it that names the dearest', () => {
    expect(scopeOf(synthesize(app({ maxIdleCost: 29.2 }))).idleCost.maximumUsd).toBe(29.2);
    expect(mistakesOf(app({ maxIdleCost: 29.19 }))).toEqual([expect.stringMatching(/^IdleCostExceeded: idle cost is 29\.20 USD a month, more than `maxIdleCost` 29\.19; dearest: logs, for to-logs \(14\.60\); sqs, for to-sqs \(14\.60\)/)]);
  });

  test('zero allows gateways only', () => {
    expect(mistakesOf(app({ maxIdleCost: 0 }, ['s3', 'dynamodb']))).toEqual([]);
    expect(mistakesOf(app({ maxIdleCost: 0 }, ['logs']))).toHaveLength(1);
  });

  test('what is not made here costs nothing here', () => {
    expect(mistakesOf(app({ maxIdleCost: 0, defaultServiceAccess: ServiceAccess.nat() }))).toEqual([]);
    expect(scopeOf(synthesize(app({ maxIdleCost: 0, defaultServiceAccess: ServiceAccess.sharedHub({ cidrs: ['10.100.0.0/24'] }) }))).idleCost.monthlyUsd).toBe(0);
  });

  test('implied flows count: they are what makes endpoints', () => {
    const on = ground();
    new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc, maxIdleCost: 20 }).addSegment('api', { members: [task(on.stack, 'Task')] });
    expect(mistakesOf(on.app)).toEqual([expect.stringMatching(/^IdleCostExceeded: idle cost is 29\.20 USD.*ecr\.api, for api\.image-pull\.ecr-api/)]);
  });

  test('in SANDBOX it is a warning', () => {
    const made = synthesize(app({ maxIdleCost: 1, posture: Posture.SANDBOX, defaultServiceAccess: ServiceAccess.create() }));
    expect(made.warnings).toEqual(expect.arrayContaining([expect.stringContaining('IdleCostExceeded')]));
  });

  test.each([-1, NaN])('a limit of %d is a mistake', (maxIdleCost) => {
    expect(mistakesOf(app({ maxIdleCost }, ['s3']))).toEqual([expect.stringMatching(/^WrongType: `maxIdleCost` is `(-1|NaN)`/)]);
  });
});

describe('quotas', () => {
  const withSources = (count: number, props: Partial<ZeroTrustProps> = {}): ReturnType<typeof ground>['app'] => {
    const on = ground();
    const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc, ...props });
    const web = zt.addSegment('web', { members: [instance(on.stack, 'Web')] });
    for (let i = 0; i < count; i++) zt.addFlow({ id: `f${i}`, source: Endpoint.cidr(`10.0.${i * 2}.0/24`), destination: web, port: ec2.Port.tcp(443), ...HOW });
    return on.app;
  };

  test('60 rules fit, with a warning; the 61st is a mistake that names flows', () => {
    expect(synthesize(withSources(60)).warnings).toEqual([expect.stringContaining('BudgetNearlyUsed: segment web, inbound IPv4: 60 of 60')]);
    expect(mistakesOf(withSources(61))).toEqual([expect.stringMatching(/^BudgetExceeded: segment web, inbound IPv4: 61 of 60 rules per security group; dearest: `f0` \(1\), `f1` \(1\)/)]);
  });

  test('the account may grant more: say so', () => {
    expect(mistakesOf(withSources(61, { quotas: { rulesPerGroup: 100 } }))).toEqual([]);
    expect(mistakesOf(withSources(61, { quotas: { rulesPerGroup: 200, groupsPerInterface: 5 } }))).toEqual([]);
  });

  test('but not more than EC2 grants anybody', () => {
    expect(mistakesOf(withSources(1, { quotas: { rulesPerGroup: 201 } }))).toEqual([expect.stringMatching(/^QuotasImpossible: quotas of 201 rules per group and 5 groups per interface multiply to more than 1000/)]);
    expect(mistakesOf(withSources(1, { quotas: { rulesPerGroup: 100, groupsPerInterface: 11 } }))).toHaveLength(1);
    expect(mistakesOf(withSources(1, { quotas: { rulesPerGroup: 62, groupsPerInterface: 16 } }))).toEqual([]);
  });

  test('aggregation may make them fit, and its plan is written down', () => {
    const on = ground();
    const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc, aggregateRules: true });
    const web = zt.addSegment('web', { members: [instance(on.stack, 'Web')] });
    for (let i = 0; i < 64; i++) zt.addFlow({ id: `f${i}`, source: Endpoint.cidr(`10.0.${i}.0/24`), destination: web, port: ec2.Port.tcp(443), ...HOW });
    const report = scopeOf(synthesize(on.app));
    expect(report.rules).toBe(1);
    expect(report.aggregated).toEqual([expect.stringMatching(/^ingress on segment:App\/ZeroTrust#web: 64 rules become 1 \(cidr:10\.0\.0\.0\/18 tcp\/443\), for f0, f1/)]);
  });

  test('every budget is in the network file, with its margin', () => {
    const budgets = scopeOf(synthesize(app({}))).budgets as Json[];
    expect(budgets.map((b) => b.subject)).toEqual(expect.arrayContaining(['segment api, outbound IPv4', 'endpoint logs, inbound IPv4', 'endpoint sqs']));
    for (const b of budgets) expect([b.subject, b.used > 0 && b.used <= b.limit, typeof b.relief]).toEqual([b.subject, true, 'string']);
  });
});
