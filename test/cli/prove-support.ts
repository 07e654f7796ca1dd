/** Small templates that somebody could have written: a web server that the internet reaches, and a database behind it. */

export interface Parts {
  /** Who may reach the web server. */
  readonly web?: string;
  readonly webPort?: number;
  /** Who may reach the database, beside the web server. */
  readonly extra?: string;
}

export function template({ web = '0.0.0.0/0', webPort = 443, extra = '' }: Parts = {}): string {
  return `Parameters:
  ClientCidr: { Type: String }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Gateway: { Type: AWS::EC2::InternetGateway }
  Attached: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway } }
  PublicSubnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  PublicTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  PublicRoute: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway } }
  PublicAssociation: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref PublicSubnet, RouteTableId: !Ref PublicTable } }
  PrivateSubnetA: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 } }
  PrivateSubnetB: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24 } }
  WebSg:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: ${webPort}, ToPort: ${webPort}, CidrIp: ${web} }
      SecurityGroupEgress:
        - { IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/16 }
  DbSg:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: db
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !GetAtt WebSg.GroupId }
${extra}      SecurityGroupEgress:
        - { IpProtocol: icmp, FromPort: 252, ToPort: 86, CidrIp: 255.255.255.255/32 }
  Web:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0123
      NetworkInterfaces:
        - { DeviceIndex: "0", SubnetId: !Ref PublicSubnet, GroupSet: [!Ref WebSg], AssociatePublicIpAddress: true }
  DbSubnets: { Type: AWS::RDS::DBSubnetGroup, Properties: { DBSubnetGroupDescription: db, SubnetIds: [!Ref PrivateSubnetA, !Ref PrivateSubnetB] } }
  Db:
    Type: AWS::RDS::DBInstance
    Properties: { Engine: postgres, DBInstanceClass: db.t4g.micro, AllocatedStorage: "20", DBSubnetGroupName: !Ref DbSubnets, VPCSecurityGroups: [!GetAtt DbSg.GroupId], PubliclyAccessible: false }
`;
}

/** A rule that a parameter without default decides. */
export const CLIENT_RULE = '        - { IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: !Ref ClientCidr }\n';

export const guarantees = (...lines: readonly string[]): string => `schema: zero-trust/guarantees/1\nguarantees:\n${lines.map((l) => `  - ${l}\n`).join('')}...\n`;
export const NEVER_DIRECT = 'denies: { source: internet, destination: Db, level: packet }';
export const NEVER = 'denies: { source: internet, destination: Db }';
export const WORKS = 'permits: { source: Web, destination: Db, over: tcp/5432 }';
