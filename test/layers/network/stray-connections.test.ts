/** What `connections` says about members has no effect any more: quiet where a flow says the same, a warning else. */
import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Segment, ZeroTrust } from 'cdk-zero-trust';
import { ground, type Ground, HOW, importVpc } from '../../support/apps/ground';
import { newStack, resourcesOfType, simulate, type Synthesized, synthesize } from '../../support/apps/synthesize';

interface Two extends Ground {
  readonly zt: ZeroTrust;
  readonly a: lambda.Function;
  readonly b: lambda.Function;
  readonly alpha: Segment;
  readonly bravo: Segment;
}

const newFunction = (scope: Stack, id: string, vpc: ec2.IVpc, more: Partial<lambda.FunctionProps> = {}): lambda.Function =>
  new lambda.Function(scope, id, { vpc, runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), ...more });

function two(use: (two: Two) => void, elsewhere = false): Synthesized {
  const on = ground();
  const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc });
  const other = elsewhere ? newStack(on.app, 'Other') : on.stack;
  const [a, b] = [newFunction(on.stack, 'A', on.vpc, { allowAllOutbound: false }), newFunction(other, 'B', elsewhere ? importVpc(other) : on.vpc)];
  use({ ...on, zt, a, b, alpha: zt.addSegment('alpha', { members: [a] }), bravo: zt.addSegment('bravo', { members: [b] }) });
  return synthesize(on.app);
}

const rulesIn = ({ templates }: Synthesized): number => ['Ingress', 'Egress'].reduce((sum, side) => sum + resourcesOfType(templates, `AWS::EC2::SecurityGroup${side}`).length, 0);
const fromTo = (made: Synthesized, source: string, destination: string): boolean => simulate(made).permits({ source, destination, protocol: 'tcp', port: 443 }).allowed;

test('between members without a flow: no effect, and a warning on each side that says what to declare', () => {
  const made = two(({ a, b }) => b.connections.allowFrom(a, ec2.Port.tcp(443)));
  expect(fromTo(made, 'App/A', 'App/B')).toBe(false);
  expect(rulesIn(made)).toBe(0);
  expect(made.warnings.length).toBeGreaterThan(0);
  for (const warning of made.warnings) expect(warning).toMatch(/^ConnectionIgnored: a rule from `alpha` to `bravo` \(tcp 443\) was asked for with `connections` on a member of segment `(alpha|bravo)`, and has no effect; declare it as a flow instead$/);
});

test('between members with a flow: quiet, and the flow decides', () => {
  const made = two(({ a, b, zt, alpha, bravo }) => {
    b.connections.allowFrom(a, ec2.Port.tcp(443));
    zt.addFlow({ source: alpha, destination: bravo, port: ec2.Port.tcp(443), ...HOW });
  });
  expect(made.warnings).toEqual([]);
  expect(rulesIn(made)).toBe(2);
  expect(fromTo(made, 'App/A', 'App/B')).toBe(true);
});

test('across stacks, where CDK makes rules of their own: they are gone from both templates', () => {
  const made = two(({ a, b }) => a.connections.allowTo(b, ec2.Port.tcp(443)), true);
  expect(rulesIn(made)).toBe(0);
  expect(fromTo(made, 'App/A', 'Other/B')).toBe(false);
});

test('from and to addresses: no effect, a warning each', () => {
  const made = two(({ a }) => {
    a.connections.allowFromAnyIpv4(ec2.Port.tcp(22), 'ssh');
    a.connections.allowTo(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.udpRange(53, 54));
  });
  expect(made.warnings).toEqual([
    expect.stringMatching(/^ConnectionIgnored: a rule from `0\.0\.0\.0\/0` to `alpha` \(tcp 22\)/), expect.stringMatching(/^ConnectionIgnored: a rule from `alpha` to `10\.0\.0\.0\/8` \(udp 53-54\)/),
  ]);
  expect(simulate(made).permits({ source: '8.8.8.8', destination: 'App/A', protocol: 'tcp', port: 22 }).allowed).toBe(false);
});

test('asked for before or after the member joined, it is the same', () => {
  const before = two(({ a }) => a.connections.allowFromAnyIpv4(ec2.Port.tcp(22)));
  const on = ground();
  const a = newFunction(on.stack, 'A', on.vpc);
  a.connections.allowFromAnyIpv4(ec2.Port.tcp(22));
  new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc }).addSegment('alpha', { members: [a] });
  expect(synthesize(on.app).warnings).toEqual(before.warnings);
});

test('an outsider that trusts a member\'s old group is its owner\'s, and the member has no way to it', () => {
  const made = two(({ a, stack, vpc }) => {
    const outsider = newFunction(stack, 'Outsider', vpc);
    outsider.connections.allowFrom(a, ec2.Port.tcp(443));
  });
  expect(fromTo(made, 'App/A', 'App/Outsider')).toBe(false);
  expect(made.warnings).toEqual([expect.stringMatching(/^ConnectionIgnored: /)]);
});

test('an outsider that carries a member\'s old group is told', () => {
  const made = two(({ a, stack, vpc }) => {
    newFunction(stack, 'Freeloader', vpc, { securityGroups: a.connections.securityGroups });
  });
  expect(made.warnings).toEqual([expect.stringMatching(/^GroupSealed: `App\/Freeloader\/Resource` uses the security group that came with a member of segment `alpha`, which is sealed now; add it as a member, or give it `segment\.securityGroup`$/)]);
  expect(fromTo(made, 'App/Freeloader', '8.8.8.8')).toBe(false);
});

test('members without any such call say nothing', () => {
  expect(two(() => undefined).warnings).toEqual([]);
});
