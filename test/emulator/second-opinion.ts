/**
 * EC2 as moto has it: a second implementation, which refuses duplicate rules and groups that do not exist, as AWS does. The
 * rules of a template are authorized one by one, new ones before old ones go, as CloudFormation does in an update.
 * That the emulator takes rules proves little: the code that makes them there is ours (ministack_zt.py).
 */
import {
  AuthorizeSecurityGroupEgressCommand, AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, CreateVpcCommand, DescribeSecurityGroupRulesCommand, EC2Client,
  type IpPermission, RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { freePort, REGION, ROOT_CREDENTIALS } from './emulator';
import type { Template } from './project';

interface Rule {
  readonly group: string;
  readonly egress: boolean;
  readonly permission: IpPermission;
}

export class SecondOpinion {
  /** @param moto path of `moto_server` */
  public static async start(moto: string, scratch: string): Promise<SecondOpinion> {
    const port = await freePort();
    const home = path.join(scratch, 'moto');
    mkdirSync(home, { recursive: true });
    const child = spawn(moto, ['-H', '127.0.0.1', '-p', String(port)], { cwd: home, env: { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home, LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' }, detached: true, stdio: 'ignore' });
    const opinion = new SecondOpinion(child, new EC2Client({ endpoint: `http://127.0.0.1:${port}`, region: REGION, credentials: ROOT_CREDENTIALS, maxAttempts: 1 }));
    for (const end = Date.now() + 60_000; ;) {
      try {
        await opinion.ec2.send(new DescribeSecurityGroupRulesCommand({ MaxResults: 5 }));
        return opinion;
      } catch (error) {
        if (Date.now() < end && child.exitCode === null) await new Promise((wait) => setTimeout(wait, 300));
        else {
          opinion.stop();
          throw new Error(`moto does not answer (${String(error)})`);
        }
      }
    }
  }

  private readonly onExit = (): void => this.stop();

  private constructor(private readonly child: ChildProcess, private readonly ec2: EC2Client) {
    process.on('exit', this.onExit);
  }

  public stop(): void {
    process.off('exit', this.onExit);
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  /** A stack of its own VPC. */
  public async stack(): Promise<StackInEc2> {
    const { Vpc } = await this.ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    return new StackInEc2(this.ec2, Vpc!.VpcId!);
  }
}

export class StackInEc2 {
  private readonly groups = new Map<string, string>();
  private readonly rules = new Map<string, Rule>();

  public constructor(private readonly ec2: EC2Client, private readonly vpc: string) {}

  /** What the template has more is made first, then what it has no longer goes. Fails where EC2 refuses. */
  public async update(template: Template): Promise<void> {
    const resources = Object.entries(template.Resources);
    for (const [id, { Type, Properties }] of resources) {
      if (Type === 'AWS::EC2::SecurityGroup' && !this.groups.has(id)) await this.createGroup(id, Properties.GroupDescription);
    }
    const wanted = new Map(resources.flatMap(([id, { Type, Properties }]) => this.rulesOf(id, Type, Properties)));
    for (const [id, rule] of wanted) {
      if (JSON.stringify(this.rules.get(id)) === JSON.stringify(rule)) continue;
      await this.authorize(rule);
      const before = this.rules.get(id);
      if (before !== undefined) await this.revoke(before);
      this.rules.set(id, rule);
    }
    for (const [id, rule] of [...this.rules].filter(([name]) => !wanted.has(name))) {
      await this.revoke(rule);
      this.rules.delete(id);
    }
    assert.equal(await this.count(), this.rules.size, 'rules that EC2 has, and those of the template');
  }

  private async createGroup(id: string, description: string): Promise<void> {
    const { GroupId } = await this.ec2.send(new CreateSecurityGroupCommand({ GroupName: id, Description: description, VpcId: this.vpc }));
    this.groups.set(id, GroupId!);
    // Every template of ours names the egress of its groups, in which case CloudFormation takes EC2's default rule away.
    await this.revoke({ group: GroupId!, egress: true, permission: { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] } });
  }

  private rulesOf(id: string, type: string, properties: any): readonly (readonly [string, Rule])[] {
    switch (type) {
      case 'AWS::EC2::SecurityGroupEgress':
      case 'AWS::EC2::SecurityGroupIngress': return [[id, { group: this.group(properties.GroupId), egress: type.endsWith('Egress'), permission: this.permission(properties) }]];
      case 'AWS::EC2::SecurityGroup': {
        const inline = (list: readonly unknown[] = [], egress: boolean): (readonly [string, Rule])[] => list.map((rule, i) => [`${id} ${egress} ${i}`, { group: this.groups.get(id)!, egress, permission: this.permission(rule) }]);
        return [...inline(properties.SecurityGroupEgress, true), ...inline(properties.SecurityGroupIngress, false)];
      }
      default: return [];
    }
  }

  private permission(p: any): IpPermission {
    const group = p.SourceSecurityGroupId ?? p.DestinationSecurityGroupId;
    const list = p.SourcePrefixListId ?? p.DestinationPrefixListId;
    const text = { Description: p.Description };
    return {
      IpProtocol: p.IpProtocol, FromPort: p.FromPort, ToPort: p.ToPort,
      ...(p.CidrIp === undefined ? {} : { IpRanges: [{ CidrIp: p.CidrIp, ...text }] }), ...(p.CidrIpv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6: p.CidrIpv6, ...text }] }),
      ...(group === undefined ? {} : { UserIdGroupPairs: [{ GroupId: this.group(group), ...text }] }), ...(list === undefined ? {} : { PrefixListIds: [{ PrefixListId: list, ...text }] }),
    };
  }

  private group(reference: any): string {
    const found = this.groups.get(reference?.['Fn::GetAtt']?.[0]);
    if (found === undefined) throw new Error(`a rule names a group that its template does not make: ${JSON.stringify(reference)}`);
    return found;
  }

  private async authorize({ group, egress, permission }: Rule): Promise<void> {
    const input = { GroupId: group, IpPermissions: [permission] };
    try {
      await (egress ? this.ec2.send(new AuthorizeSecurityGroupEgressCommand(input)) : this.ec2.send(new AuthorizeSecurityGroupIngressCommand(input)));
    } catch (error) {
      throw new Error(`EC2 refuses ${JSON.stringify(input)}: ${String(error)}`);
    }
  }

  private async revoke({ group, egress, permission }: Rule): Promise<void> {
    const input = { GroupId: group, IpPermissions: [permission] };
    await (egress ? this.ec2.send(new RevokeSecurityGroupEgressCommand(input)) : this.ec2.send(new RevokeSecurityGroupIngressCommand(input)));
  }

  private async count(): Promise<number> {
    const { SecurityGroupRules = [], NextToken } = await this.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [...this.groups.values()] }] }));
    assert.equal(NextToken, undefined);
    return SecurityGroupRules.length;
  }
}
