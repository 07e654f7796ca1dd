import type { Resource } from './assembly';
import { isRecord } from './values';

/** Types that mention groups without taking part in the network, or that are read elsewhere. */
const HARMLESS = new RegExp(`^(${[
  'AWS::EC2::SecurityGroup(Ingress|Egress|VpcAssociation)?',
  'AWS::(CloudFormation::Stack|IAM::\\w+|SSM::Parameter)',
  'Custom::(VpcRestrictDefaultSG|CrossRegionExport(Reader|Writer))',
].join('|')})$`);

/** Whether a resource seems to put something into a security group, or to change one. */
export function namesGroups({ type, raw, stack }: Resource): boolean {
  const isGroup = (id: unknown) => stack.resources.get(String(id))?.type === 'AWS::EC2::SecurityGroup';
  const mentions = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(mentions);
    if (!isRecord(value)) return false;
    const attribute = value['Fn::GetAtt'];
    if (isGroup(value.Ref) || Array.isArray(attribute) && (isGroup(attribute[0]) || attribute[1] === 'DefaultSecurityGroup')) return true;
    return Object.entries(value).some(([key, inner]) => /security_?group/i.test(key) && inner !== undefined || mentions(inner));
  };
  return !HARMLESS.test(type) && mentions(raw.Properties);
}
