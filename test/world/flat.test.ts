import { readFlat } from '../../lib/world/flat';
import { readNetwork } from '../../lib/world/network';
import { templatesOf } from '../../lib/world/template';

const INSTANCE = (subnet: string) => ({ Type: 'AWS::EC2::Instance', Properties: { SubnetId: subnet, SecurityGroupIds: [{ Ref: 'Group' }] } });
const BODY = { Resources: { Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', VpcId: 'vpc-0a' } }, Machine: INSTANCE('subnet-0b') } };

function addresses(assume: Record<string, string>): { vpc: string; subnet: string; unknowns: number } {
  const world = readNetwork(templatesOf([{ key: 'App', body: BODY }], { assume }), { assume });
  const [vpc, subnet] = [world.vpcs.get('external:vpc-0a')!, world.subnets.get('external:subnet-0b')!];
  return { vpc: `${vpc.addresses.may} | ${vpc.addresses.must}`, subnet: `${subnet.addresses.may} | ${subnet.addresses.must}`, unknowns: vpc.addresses.unknowns.length };
}

test.each<[Record<string, string>, string, string, number]>([
  [{ 'vpc-0a': 'flat' }, '0.0.0.0/0, ::/0 | none', '0.0.0.0/0, ::/0 | none', 1],
  [{ 'vpc-0a': 'flat:10.0.0.0/16' }, '10.0.0.0/16 | 10.0.0.0/16', '10.0.0.0/16 | none', 0],
  [{ 'vpc-0a': 'flat:10.0.0.0/16, 10.1.0.0/16' }, '10.0.0.0/15 | 10.0.0.0/15', '10.0.0.0/15 | none', 0],
  [{ 'vpc-0a': 'flat:10.0.0.0/16', 'subnet-0b': 'flat:10.0.7.0/24' }, '10.0.0.0/16 | 10.0.0.0/16', '10.0.7.0/24 | 10.0.7.0/24', 0],
])('%j', (assume, vpc, subnet, unknowns) => expect(addresses(assume)).toStrictEqual({ vpc, subnet, unknowns }));

test('what is no CIDR is refused with its name', () => {
  expect(() => readFlat('vpc-0a', 'flat:10.0.0.1/16')).toThrow('`vpc-0a=flat:10.0.0.1/16` is assumed: cidr has host bits set in `10.0.0.1/16`; expected no bit of the address beyond the mask; write `10.0.0.0/16` for the network');
  expect(readFlat('ClientCidr', '10.0.0.0/8')).toBeUndefined();
});
