import { ask as askReach } from '../../../lib/prover/judge';
import type { AnswerFile } from '../../../lib/contract/verdicts';
import { templatesOf } from '../../../lib/world/template';

/** One interface in one VPC, with these ingress rules; with a list of entries where one is given. */
export function templatesWith(rules: readonly object[], entries?: readonly object[]): object {
  const acl = entries === undefined ? {} : {
    Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: { Ref: 'Vpc' } } },
    Bound: { Type: 'AWS::EC2::SubnetNetworkAclAssociation', Properties: { SubnetId: { Ref: 'Subnet' }, NetworkAclId: { Ref: 'Acl' } } },
    ...Object.fromEntries(entries.map((e, i) => [`Entry${i}`, { Type: 'AWS::EC2::NetworkAclEntry', Properties: { NetworkAclId: { Ref: 'Acl' }, ...e } }])),
  };
  return {
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.1.0/24' } },
      Other: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'other', VpcId: { Ref: 'Vpc' } } },
      Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', VpcId: { Ref: 'Vpc' }, SecurityGroupIngress: rules, SecurityGroupEgress: [{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }] } },
      Store: { Type: 'AWS::EC2::NetworkInterface', Properties: { SubnetId: { Ref: 'Subnet' }, GroupSet: [{ Ref: 'Group' }] } },
      ...acl,
    },
  };
}

export function ask(body: object, source: string): AnswerFile {
  return askReach(templatesOf([{ key: 'App', body }]), { source, destination: 'Store', over: 'tcp/5432', level: 'packet' });
}
