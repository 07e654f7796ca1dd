/** Bad inputs: `refused` are words of the one line of an exit 2; `unknown` is a part of the token or place that must be named. */
export interface BadInput {
  readonly name: string;
  readonly files: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
  readonly refused?: readonly string[];
  readonly unknown?: string;
}

const VPC = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };
/** A server that the internet may get to, where its group lets it in. */
const PUBLIC = {
  Vpc: VPC,
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attached: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } } },
  Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
  Route: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: 'Gateway' } } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true } },
  SubnetTable: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId: { Ref: 'Table' } } },
};
const DB_SUBNETS = { Type: 'AWS::RDS::DBSubnetGroup', Properties: { DBSubnetGroupDescription: 'x', SubnetIds: [{ Ref: 'Subnet' }] } };
const database = (group: unknown): unknown => ({ Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'postgres', PubliclyAccessible: true, DBSubnetGroupName: { Ref: 'Subnets' }, VPCSecurityGroups: [group] } });
const group = (...rules: unknown[]): unknown => ({ Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x', VpcId: { Ref: 'Vpc' }, SecurityGroupIngress: rules } });
/** A public database behind a group with these rules: the standing questions ask who gets to it. */
const withRules = (...rules: unknown[]): unknown => ({ Resources: { ...PUBLIC, Subnets: DB_SUBNETS, Group: group(...rules), Db: database({ Ref: 'Group' }) } });
/** The same, and a server beside it that has another group. */
const withWeb = (...rules: unknown[]): unknown => {
  const { Resources } = withRules(...rules) as { Resources: object };
  return { Resources: { ...Resources, Other: group(), Web: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: { Ref: 'Subnet' }, SecurityGroupIds: [{ Ref: 'Other' }] } } } };
};
const MANIFEST = (template: string): unknown => ({ version: '48.0.0', artifacts: { App: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/eu-west-1', properties: { templateFile: template } } } });
const file = (name: string, content: unknown): Pick<BadInput, 'files' | 'args'> => ({ files: { [name]: content }, args: ['prove', name] });

export const BAD: readonly BadInput[] = [
  { name: 'a file that is not there', files: {}, args: ['prove', 'none.yaml'], refused: ['`none.yaml`'] },
  { name: 'an empty file', ...file('empty.yaml', ''), refused: ['`empty.yaml`'] },
  { name: 'a text that is no template', ...file('letter.txt', 'Dear Sir or Madam,\n'), refused: ['`letter.txt`'] },
  { name: 'JSON that is no template', ...file('package.json', { name: 'x', version: '1.0.0' }), refused: ['`package.json`', 'Resources'] },
  { name: 'a list', ...file('list.json', '[1, 2]'), refused: ['`list.json`'] },
  { name: 'resources that are a list', ...file('a.json', { Resources: [] }), refused: ['`a.json`', '/Resources'] },
  { name: 'a resource that is a text', ...file('a.yaml', 'Resources:\n  Vpc: please\n'), refused: ['`a.yaml`', '/Resources/Vpc'] },
  { name: 'a resource without a type', ...file('a.yaml', 'Resources:\n  Vpc: {}\n'), refused: ['`a.yaml`', '/Resources/Vpc'] },
  { name: 'bytes of a picture', ...file('logo.json', '\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR'), refused: ['`logo.json`'] },
  { name: 'broken YAML', ...file('a.yaml', 'Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n   Properties: {}\n'), refused: ['`a.yaml`', '(4:1)'] },
  { name: 'YAML with a bracket that never closes', ...file('a.yaml', 'Resources:\n  Vpc: { Type: AWS::EC2::VPC\n'), refused: ['`a.yaml`', '(3:1)'] },
  { name: 'broken JSON', ...file('a.json', '{\n "Resources": {\n  "Vpc": }\n}'), refused: ['`a.json`', '3:10'] },
  { name: 'JSON with a key twice', ...file('a.json', '{"Resources":{"A":{"Type":"AWS::EC2::VPC"},"A":{"Type":"AWS::EC2::VPC"}}}'), refused: ['`a.json`', '`A`'] },
  { name: 'aliases that multiply', ...file('a.yaml', `a: &a [${'x,'.repeat(9)}x]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nd: &d [${'*c,'.repeat(9)}*c]\ne: &e [${'*d,'.repeat(9)}*d]\nf: &f [${'*e,'.repeat(9)}*e]\nResources: { A: { Type: AWS::EC2::VPC, Properties: [*f] } }\n`), refused: ['`a.yaml`'] },
  { name: 'a nest that is too deep', ...file('a.json', `{"Resources":{"A":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}}`) },
  { name: 'references in a circle', ...file('a.yaml', 'Resources:\n  A: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: !Ref B } }\n  B: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: !GetAtt A.GroupId } }\n'), refused: ['`a.yaml`', '`A`', '`B`'] },
  { name: 'conditions in a circle', ...file('a.yaml', 'Conditions: { X: !Not [!Condition Y], Y: !Not [!Condition X] }\nResources: { A: { Type: AWS::EC2::VPC } }\n'), refused: ['`a.yaml`', '`X`', '`Y`'] },
  { name: 'a condition that is not there', ...file('a.yaml', 'Resources: { A: { Type: AWS::EC2::VPC, Condition: Prod } }\n'), refused: ['`a.yaml`', '`Prod`'] },

  { name: 'a group that names a missing group', ...file('a.json', withWeb({ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: { Ref: 'Nobody' } })), args: ['ask', 'reach', 'a.json', '--source', 'Web', '--destination', 'Db'], unknown: 'Nobody' },
  { name: 'a database that has a missing group', ...file('a.json', { Resources: { ...PUBLIC, Subnets: DB_SUBNETS, Db: database({ 'Fn::GetAtt': ['Nobody', 'GroupId'] }) } }), unknown: 'Nobody' },
  { name: 'a reversed port range', ...file('a.json', withRules({ IpProtocol: 'tcp', FromPort: 5433, ToPort: 22, CidrIp: '0.0.0.0/0' })), unknown: '/Resources/Group/Properties/SecurityGroupIngress/0' },
  { name: 'a port that is none', ...file('a.json', withRules({ IpProtocol: 'tcp', FromPort: 'many', ToPort: 70_000, CidrIp: '0.0.0.0/0' })), unknown: '/Resources/Group/Properties/SecurityGroupIngress/0' },
  { name: 'host bits in a CIDR', ...file('a.json', withRules({ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '8.8.8.8/1' })), unknown: '/Resources/Group/Properties/SecurityGroupIngress/0' },
  { name: 'a CIDR that is none', ...file('a.json', withRules({ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '300.0.0.0/8' })), unknown: '/Resources/Group/Properties/SecurityGroupIngress/0' },
  { name: 'a rule that is a text', ...file('a.json', withRules('let them in')), unknown: '/Resources/Group/Properties/SecurityGroupIngress/0' },
  { name: 'a protocol that nobody knows', ...file('a.json', withRules({ IpProtocol: 'carrier-pigeon', CidrIp: '0.0.0.0/0' })), unknown: '/Resources/Group/Properties/SecurityGroupIngress/0' },

  {
    name: 'names and texts with control characters',
    ...file('a.json', {
      Resources: {
        ...PUBLIC, 'Subnets': DB_SUBNETS,
        'G\u001b[2J': { Type: 'AWS::EC2::SecurityGroup', Metadata: { 'aws:cdk:path': 'App/\u001b]0;evil\u0007/\u202eG' }, Properties: { GroupDescription: '\u001b[31m', VpcId: { Ref: 'Vpc' }, SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '0.0.0.0/0' }, { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIp: '\u001b[5m' }] } },
        'D\u0000b\r': database({ 'Fn::GetAtt': ['G\u001b[2J', 'GroupId'] }),
        'Odd': { Type: 'AWS::Odd\u001b[1m::Thing', Properties: { SecurityGroupIds: [] } },
      },
    }),
  },
  { name: 'a file whose name has control characters', files: {}, args: ['prove', 'a\u001b[2J.yaml'], refused: ['\\u001b'] },
  { name: 'an argument of `ask` with control characters', ...file('a.json', withRules()), args: ['ask', 'reach', 'a.json', '--source', 'x\u001b[2J', '--destination', 'Db'], refused: ['\\u001b'] },

  { name: 'a directory without a manifest', files: { 'out/readme.txt': 'x' }, args: ['prove', 'out'], refused: ['`out`', 'manifest.json'] },
  { name: 'a manifest that is no manifest', files: { 'out/manifest.json': '{"name":"extension"}' }, args: ['prove', 'out'], refused: ['manifest.json'] },
  { name: 'an assembly that misses a template', files: { 'out/manifest.json': MANIFEST('App.template.json') }, args: ['prove', 'out'], refused: ['App.template.json'] },
  {
    name: 'an assembly that misses the asset of a nested stack',
    files: {
      'out/manifest.json': MANIFEST('App.template.json'),
      'out/App.template.json': { Resources: { ...PUBLIC, Subnets: DB_SUBNETS, Db: database({ Ref: 'Group' }), Group: group({ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/16' }), Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3.amazonaws.com/b/0000.json' }, Metadata: { 'aws:asset:path': 'App.nested.template.json' } } } },
    },
    args: ['prove', 'out'],
    refused: ['App.nested.template.json', '/Resources/Nested'],
  },
  { name: 'a baseline of another schema', files: { 'a.json': withRules(), 'b.json': { schema: 'zero-trust/baseline/2', accepted: [] } }, args: ['prove', 'a.json', '--baseline', 'b.json'], refused: ['`b.json`', 'zero-trust/baseline/2', 'zero-trust/baseline/1'] },
  { name: 'a baseline that is something else', files: { 'a.json': withRules(), 'b.json': { accepted: 'all' } }, args: ['prove', 'a.json', '--baseline', 'b.json'], refused: ['`b.json`'] },
  { name: 'an assumption about nothing', ...file('a.json', withRules()), args: ['prove', 'a.json', '--assume', 'Nothing=10.0.0.0/8'], refused: ['`Nothing`'] },
  { name: 'guarantees about nothing', files: { 'a.json': withRules(), 'g.yaml': 'schema: zero-trust/guarantees/1\nguarantees:\n  - denies: { source: internet, destination: Dbb }\n...\n' }, args: ['prove', 'a.json', '--guarantees', 'g.yaml'], refused: ['`Dbb`', '`Db`'] },
];
