/**
 * Ways past the gate at synth that were open once: an app that permits more must not pass because of how, or how often, it is asked.
 */
import { CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CrownJewel, Endpoint, Guarantee, Posture, ZeroTrust, ZeroTrustValidator } from 'cdk-zero-trust';
import { newApp, OpenStack, reportOf, reportsOf, rules, synth } from '../../validation/support';
import { declared, exposed, instance, member, type Parts } from './app';

const idOf = (said: ReturnType<typeof synth>, rule: string): string => said.report!.violations.map((v) => v.ruleName).find((name) => name.startsWith(rule))!;

test('a stack that is added between two synths is judged by the second', () => {
  const parts = declared();
  expect(synth(parts.app).error).toBeUndefined();
  instance(new Stack(parts.app, 'Late'), parts, { SecurityGroupIds: [parts.web.securityGroupId] });
  expect(synth(parts.app, true).error).toContain('Stranger reaches db over tcp/5432, and nobody declared it');
});

test('a stricter validator fails what another has warned of', () => {
  const { app, stack, vpc, zt } = declared();
  // Who has this parameter's group may come in: not known, and about nobody's jewel.
  exposed({ app, stack, vpc, zt } as Parts, [443], new CfnParameter(stack, 'ClientCidr').valueAsString);
  Validations.of(app).addPlugins(new ZeroTrustValidator({ failOnUnknown: true }));
  expect(synth(app).error).toBeDefined();
  expect(reportsOf(app).map((r) => new Set(r.violations.map((v) => v.severity)))).toStrictEqual([new Set(['warning']), new Set(['error'])]);
});

test('a validator that was added by hand and is switched off says so', () => {
  const app = newApp({ context: { 'zero-trust:validate': false } });
  new OpenStack(app, 'App');
  Validations.of(app).addPlugins(new ZeroTrustValidator());
  expect(synth(app).error).toBeUndefined();
  expect(rules(reportOf(app)?.violations)).toStrictEqual(['warning switched-off @ ']);
});

test('the switch is said in a stack, where the CDK CLI reads it', () => {
  const { app } = declared({}, { 'zero-trust:validate': false });
  expect(app.synth().getStackByName('App').messages.map((m) => String(m.entry.data)).join()).toContain('nothing is proved');
});

test('who acknowledged one port has not acknowledged the next', () => {
  const before = declared();
  exposed(before, [443]);
  const id = `ZeroTrust::${idOf(synth(before.app), 'nothing-more.')}`;
  const [same, more] = [[443], [443, 22]].map((ports) => {
    const parts = declared();
    exposed(parts, ports);
    Validations.of(parts.app).acknowledge({ id, reason: 'the public site' });
    return synth(parts.app);
  });
  expect(same.error).toBeUndefined();
  expect(more.error).toContain('internet reaches old over tcp/22, tcp/443, and nobody declared it');
});

test('who acknowledged half of the internet has not acknowledged the other half', () => {
  const opened = (...cidrs: readonly string[]): ReturnType<typeof declared> => {
    const parts = declared();
    exposed(parts, [443], ...cidrs);
    return parts;
  };
  const said = synth(opened('0.0.0.0/1').app);
  expect(said.error).toMatch(/most of internet \(1\.0\.0\.0\/8 and \d+ more ranges\) reaches old over tcp\/443, and nobody declared it/);
  const id = `ZeroTrust::${idOf(said, 'nothing-more.')}`;
  const [same, all, both] = [['0.0.0.0/1'], ['0.0.0.0/0'], ['0.0.0.0/1', '128.0.0.0/1']].map((cidrs) => {
    const { app } = opened(...cidrs);
    Validations.of(app).acknowledge({ id, reason: 'the vendor is somewhere in there' });
    return synth(app);
  });
  expect(same.error).toBeUndefined();
  for (const more of [all, both]) expect(more.error).toContain('internet reaches old over tcp/443, and nobody declared it');
});

test('who acknowledged a certain range has not acknowledged what a token adds to it', () => {
  const opened = (...cidrs: readonly string[]): ReturnType<typeof declared> => {
    const parts = declared({ proof: { failOnUnknown: true } });
    exposed(parts, [443], '198.51.100.0/24', ...cidrs.map((c) => c || new CfnParameter(parts.stack, 'ClientCidr').valueAsString));
    return parts;
  };
  const id = `ZeroTrust::${idOf(synth(opened().app), 'nothing-more.')}`;
  const [same, more] = [[], ['']].map((cidrs) => {
    const { app } = opened(...cidrs);
    Validations.of(app).acknowledge({ id, reason: 'the partner' });
    return synth(app);
  });
  expect(same.error).toBeUndefined();
  expect(more.error).toContain('it cannot be said whether Ref ClientCidr reaches old over tcp/443');
});

test('who acknowledged a token has not acknowledged the jewel that it may be, too', () => {
  const opened = (isJewel: boolean): ReturnType<typeof declared> => {
    const parts = declared();
    const groups = [parts.web, parts.db].map((s) => s.securityGroupId);
    if (isJewel) groups.push(parts.zt.addSegment('vault', { crownJewel: CrownJewel.restricted(), members: [member(parts, 'vault')] }).securityGroupId);
    new ec2.CfnSecurityGroupIngress(parts.stack, 'Rule', { ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '10.0.0.0/8', groupId: 'sg-0' })
      .addPropertyOverride('GroupId', { 'Fn::Select': [{ Ref: 'Which' }, groups] });
    new CfnParameter(parts.stack, 'Which');
    return parts;
  };
  const before = synth(opened(false).app);
  expect(before.error).toBeUndefined();
  const ids = before.report!.violations.map((v) => v.ruleName).filter((name) => name.startsWith('nothing-more.'));
  expect(ids.length).toBeGreaterThan(0);
  const { app } = opened(true);
  Validations.of(app).acknowledge(...ids.map((id) => ({ id: `ZeroTrust::${id}`, reason: 'a lab' })));
  expect(synth(app).error).toMatch(/reaches (Fn::Select.*)?vault.* over tcp\/22/);
});

test('who acknowledged that a guarantee is not known has not acknowledged that it is violated', () => {
  const forbidden = (cidr?: string): ReturnType<typeof declared> => {
    const parts = declared();
    const old = exposed(parts, [443], cidr ?? new CfnParameter(parts.stack, 'ClientCidr').valueAsString);
    parts.zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: old }));
    return parts;
  };
  const open = synth(forbidden().app);
  expect(open.error).toBeDefined();
  const id = idOf(open, 'denies.');
  expect(id).toMatch(/^denies\.[0-9a-f]{16}\.unknown$/);
  const [unknown, violated] = [undefined, '0.0.0.0/0'].map((cidr) => {
    const { app } = forbidden(cidr);
    Validations.of(app).acknowledge({ id: `ZeroTrust::${id}`, reason: 'the parameter is a private CIDR' });
    return synth(app);
  });
  expect(unknown.error).toBeUndefined();
  expect(rules(violated.report!.violations)).toContain(`error ${id.replace('.unknown', '')} @ App/Old`);
});

test('a time that cannot be read does not keep a baseline alive', () => {
  const { app } = declared({ proof: { baselineFile: `${__dirname}/ended.baseline.json` } }, { 'zero-trust:now': '22.11.2026' });
  expect(synth(app).error).toContain('TimeInvalid: context `zero-trust:now` is `22.11.2026`');
});

test('an excess that touches a standard façade fails, where its segment is known by a token alone, too', () => {
  const { app, stack, vpc, web } = declared({ posture: Posture.SANDBOX });
  const vault = new ZeroTrust(stack, 'Real', { vpc }).addSegment('vault', { crownJewel: CrownJewel.restricted(), members: [member({ stack, vpc } as Parts, 'vault')] });
  new CfnParameter(stack, 'Which');
  const any = { 'Fn::Select': [{ Ref: 'Which' }, [web.securityGroupId, vault.securityGroupId]] };
  const ssh = { ipProtocol: 'tcp', fromPort: 22, toPort: 22 };
  new ec2.CfnSecurityGroupIngress(stack, 'In', { ...ssh, sourceSecurityGroupId: web.securityGroupId, groupId: 'sg-0' }).addPropertyOverride('GroupId', any);
  new ec2.CfnSecurityGroupEgress(stack, 'Out', { ...ssh, cidrIp: '0.0.0.0/0', groupId: 'sg-0' }).addPropertyOverride('GroupId', any);
  const { error, report } = synth(app);
  expect(error).toBeDefined();
  expect(rules(report!.violations).filter((r) => r.startsWith('error nothing-more.'))).not.toEqual([]);
});

test('mistakes of an intent fail where CDK is told to validate nothing, too', () => {
  const { app, stack, vpc } = declared();
  const lone = new ZeroTrust(stack, 'Lone', { vpc });
  lone.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: { flowEnd: { kind: 'segment', scope: 'App/Lone', segment: 'nobody' } } as never }));
  expect(() => app.synth({ skipValidation: true })).toThrow('UnknownSegment: a guarantee names the unknown segment `nobody`');
});

test('a guarantee keeps the posture of whoever wrote it, whosever segments it names', () => {
  const { stack, app, vpc, web, db } = declared({ posture: Posture.SANDBOX });
  new ZeroTrust(stack, 'Real', { vpc }).addGuarantee(Guarantee.denies({ source: web, destination: db }));
  expect(synth(app).error).toContain('web reaches db over any protocol and port, which a guarantee forbids');
});

describe('an expression that is not evaluated may be anything', () => {
  const possible = (said: ReturnType<typeof synth>): string => said.report?.violations.map((v) => v.description.replace(/\s+/g, ' ')).join('\n') ?? '';

  test('the group of a rule: one of its own template', () => {
    const { app, stack, web, db } = declared();
    new CfnParameter(stack, 'Which');
    new ec2.CfnSecurityGroupIngress(stack, 'Rule', { ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '10.0.0.0/8', groupId: 'sg-0' })
      .addPropertyOverride('GroupId', { 'Fn::Select': [{ Ref: 'Which' }, [web.securityGroupId, db.securityGroupId]] });
    expect(possible(synth(app))).toMatch(/it cannot be said whether 10\.\S+ reaches db over tcp\/22/);
  });

  test.each<[string, Record<string, unknown>]>([
    ['its interfaces', { NetworkInterfaces: { 'Fn::Transform': { Name: 'Macro' } } }],
    ['one of its interfaces', { NetworkInterfaces: [{ 'Fn::Transform': { Name: 'Macro' } }] }],
    ['all of it', { 'Fn::Transform': { Name: 'Macro' } }],
  ])('an instance, %s: a member of any group', (_, properties) => {
    const parts = declared();
    const stranger = instance(parts.stack, parts, {});
    stranger.addOverride('Properties', properties);
    stranger.addPropertyDeletionOverride('SubnetId');
    expect(possible(synth(parts.app))).toMatch(/it cannot be said whether Stranger reaches .*Fn::Transform \(db\) over any protocol and port/);
  });
});
