/**
 * Small templates in one line, and values as text: `valueOf({ Ref: 'P' })` is what the expression is worth in a template that has
 * parameters, conditions, mappings, a VPC, a subnet and a group.
 */
import { keyOf, templatesOf, type ReadOptions, type TemplateWorld, type Value } from '../../../lib/world/template';

export const PARTS = {
  Parameters: {
    P: { Type: 'String' },
    WithDefault: { Type: 'String', Default: '10.0.0.0/8' },
    Stage: { Type: 'String', AllowedValues: ['dev', 'prod'] },
    Port: { Type: 'Number', AllowedValues: [80, 443] },
    One: { Type: 'String', AllowedValues: ['only'] },
    Cidrs: { Type: 'CommaDelimitedList' },
    SubnetIds: { Type: 'List<AWS::EC2::Subnet::Id>' },
    VpcId: { Type: 'AWS::EC2::VPC::Id' },
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/name' },
    Size: { Type: 'String', AllowedValues: Array.from({ length: 20 }, (_, i) => `t${i}`) },
  },
  Mappings: { Regions: { 'eu-west-1': { List: 'pl-1', Many: ['a', 'b'] }, 'us-east-1': { List: 'pl-2' } }, constructor: { a: { b: 'c' } } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsOpen: { 'Fn::Equals': [{ Ref: 'P' }, 'open'] },
    Always: { 'Fn::Equals': ['a', 'a'] },
    Never: { 'Fn::Not': [{ Condition: 'Always' }] },
  },
};

const RESOURCES = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
  Ipam: { Type: 'AWS::EC2::VPC', Properties: { Ipv4NetmaskLength: 16 } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: { 'Fn::Select': [1, { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 4, 8] }] } } },
  Sg: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { 'Fn::GetAtt': ['Subnet', 'VpcId'] } } },
  Db: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'postgres' } },
  MyDb: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'postgres', Port: { Ref: 'Port' } } },
  Restored: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'postgres', DBSnapshotIdentifier: 's' } },
  Loop: { Type: 'AWS::EC2::Subnet', Condition: 'IsProd', Properties: { CidrBlock: { 'Fn::GetAtt': ['Loop', 'CidrBlock'] } } },
};

/** A world of one template `App` with one resource `X` that has the property `V`. */
export function worldWith(expression: unknown, options: ReadOptions = {}, env: { readonly region?: string; readonly account?: string } = {}): TemplateWorld {
  return templatesOf([{ key: 'App', ...env, body: { ...PARTS, Resources: { ...RESOURCES, X: { Type: 'Test::X', Properties: { V: expression } } } } }], options);
}

export function valueOf(expression: unknown, options?: ReadOptions, env?: { readonly region?: string; readonly account?: string }): Value | undefined {
  return worldWith(expression, options, env).resource('App.X')!.value('V');
}

/** Literals as JSON, symbols as `<key>`, alternatives as `(guard: value | ...)`. */
export function textOf(expression: unknown, options?: ReadOptions, env?: { readonly region?: string; readonly account?: string }): string {
  return keyOf(valueOf(expression, options, env));
}
