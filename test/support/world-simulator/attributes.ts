/**
 * What `Fn::GetAtt` is worth where templates decide it: the GroupId of a group, the CidrBlock of a VPC, the port of a database.
 * Everything else a valuation must give.
 */
import { refuse } from './addresses';
import type { Resource, Stacks } from './stacks';

const PORTS: readonly (readonly [RegExp, number])[] = [
  [/mysql|mariadb/, 3306], [/postgres/, 5432], [/oracle/, 1521], [/sqlserver/, 1433],
];

export function attributeOf(resource: Resource, attribute: string, world: Stacks): unknown {
  const { type, id } = resource;
  if (attribute === 'VpcId' && type !== 'AWS::EC2::VPC') return resource.property('VpcId');
  if (type === 'AWS::EC2::VPC') {
    if (attribute === 'CidrBlock') return resource.property('CidrBlock');
    if (attribute === 'DefaultSecurityGroup') return `${id}/default-group`;
    if (attribute === 'DefaultNetworkAcl') return `${id}/default-list`;
    if (attribute === 'Ipv6CidrBlocks') return blocks6(world, id);
  }
  if (type === 'AWS::EC2::Subnet') {
    if (attribute === 'CidrBlock') return resource.property('CidrBlock');
    if (attribute === 'Ipv6CidrBlocks') return [resource.property('Ipv6CidrBlock')].filter((b) => b !== undefined);
  }
  if (type === 'AWS::RDS::DBInstance' && attribute === 'Endpoint.Port') {
    return String(resource.property('Port') ?? PORTS.find(([engine]) => engine.test(String(resource.property('Engine'))))?.[1] ?? refuse(`${id}: port`));
  }
  if (/(^|\.)(\w*Id|\w*Arn)$/.test(attribute)) return id;
  return refuse(`${id}.${attribute} is known to a deployment only`);
}

/** IPv6 blocks of a VPC: those that are written, and Amazon's, which a valuation gives or which is made up from the VPC's place. */
export function blocks6(world: Stacks, vpc: string): string[] {
  return world.resources('AWS::EC2::VPCCidrBlock').filter((r) => r.property('VpcId') === vpc).flatMap((r) => {
    const written = r.property('Ipv6CidrBlock');
    if (written !== undefined) return [String(written)];
    if (!r.flag('AmazonProvidedIpv6CidrBlock')) return [];
    const index = world.resources('AWS::EC2::VPC').findIndex(({ id }) => id === vpc);
    return [String(world.valuation.attributes[`${vpc}.Ipv6`] ?? `2a05:d018:${(0x100 + index).toString(16)}:a00::/56`)];
  });
}
