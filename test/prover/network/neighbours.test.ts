/** Others in the VPC: addresses that a rule takes, whoever has them. */
import { ask, templatesWith } from './neighbours-app';

const OPEN = [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/16' }];

test.each<[string, string, object[], string]>([
  ['the range of the VPC, which the rule takes', '10.0.0.0/16', OPEN, 'unknown'],
  ['an address of it at which no resource stands', '10.0.9.9/32', OPEN, 'unknown'],
  ['an address that the rule does not take', '10.0.9.9/32', [{ ...OPEN[0], CidrIp: '10.0.8.0/24' }], 'unreachable'],
  ['a rule that names a group takes nobody else', '10.0.0.0/16', [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: { 'Fn::GetAtt': ['Other', 'GroupId'] } }], 'unreachable'],
  ['the internet is in no VPC', 'internet', OPEN, 'unreachable'],
  ['addresses elsewhere', '192.168.0.0/16', OPEN, 'unreachable'],
])('%s', (_, source, rules, answer) => {
  const got = ask(templatesWith(rules), source);
  expect(got.answer).toBe(answer);
  if (answer === 'unknown') expect(got.unknowns.map((u) => u.token)).toStrictEqual(['others in App.Vpc']);
});

test('a list of the subnet keeps out who stands in another one', () => {
  const acl = { NetworkAcl: [{ RuleNumber: 100, Egress: false, RuleAction: 'allow', Protocol: -1, CidrBlock: '10.0.1.0/24' }, { RuleNumber: 100, Egress: true, RuleAction: 'allow', Protocol: -1, CidrBlock: '10.0.1.0/24' }] };
  expect(ask(templatesWith(OPEN, acl.NetworkAcl), '10.0.2.0/24').answer).toBe('unreachable');
  // Within one subnet lists do not apply.
  expect(ask(templatesWith(OPEN, []), '10.0.1.0/24').answer).toBe('unknown');
});
