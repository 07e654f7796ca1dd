/**
 * Inputs that are wrong, through the command line: exit 2 with one clear line, or an `unknown` that names the place. Never a
 * crash, never a silent pass, and nothing of a file moves the cursor.
 */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { folder, type Ran, run } from '../cli/support';
import type { AnswerFile, UnknownData, VerdictFile } from '../../lib/contract/verdicts';
import { BAD } from './bad-inputs';

const ROOT = path.join(__dirname, '..', '..');

// eslint-disable-next-line no-control-regex -- those that a terminal obeys, line breaks apart
const MOVES_THE_CURSOR = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test.each(BAD)('$name', async ({ files, args, refused, unknown }) => {
  const cwd = folder(files);
  const ran = await run(args, { cwd });
  expect(ran.code).not.toBe(70);
  expect(MOVES_THE_CURSOR.exec(ran.stdout + ran.stderr)).toBeNull();
  expect(ran.stdout + ran.stderr).not.toContain(cwd);
  if (refused !== undefined) {
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^zero-trust: [^\n]+\n$/);
    for (const words of refused) expect(ran.stderr).toContain(words);
  }
  if (unknown !== undefined) {
    const said = await unknownsOf(args, cwd);
    expect(said.map((u) => `${u.token} at ${u.template ?? ''}${u.pointer}`).filter((text) => text.includes(unknown))).not.toStrictEqual([]);
  }
});

/** Of the verdicts that are unknown, or of an answer that is. */
async function unknownsOf(args: readonly string[], cwd: string): Promise<readonly UnknownData[]> {
  const ran: Ran = await run([...args, '--format', 'json'], { cwd });
  expect([0, 1, 3]).toContain(ran.code);
  expect(ran.stderr).toBe('');
  const said = JSON.parse(ran.stdout) as VerdictFile | AnswerFile;
  return 'verdicts' in said ? said.verdicts.filter((v) => v.verdict === 'unknown').flatMap((v) => v.unknowns) : said.answer === 'unknown' ? said.unknowns : [];
}

test('five hundred resources in a megabyte are a template like any other', async () => {
  const Resources: Record<string, unknown> = { Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } };
  for (let i = 0; i < 499; i++) Resources[`Group${i}`] = { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { Ref: 'Vpc' }, GroupDescription: 'x'.repeat(1900), SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: `10.${i % 200}.0.0/16` }] } };
  const cwd = folder({ 'big.template.json': { Resources } });
  const from = process.cpuUsage();
  const ran = await run(['prove', 'big.template.json'], { cwd });
  const { user, system } = process.cpuUsage(from);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect((user + system) / 1e6).toBeLessThan(5);
}, 60_000);

test('a hundred thousand rules are judged, all of them', async () => {
  const rule = (i: number): unknown => ({ IpProtocol: 'tcp', FromPort: 1024 + (i % 60_000), ToPort: 1024 + (i % 60_000), CidrIp: `10.${(i >> 8) & 255}.${i & 255}.0/24` });
  const SecurityGroupIngress = [...Array.from({ length: 99_999 }, (_, i) => rule(i)), { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }];
  const cwd = folder({
    'g.yaml': 'schema: zero-trust/guarantees/1\nguarantees:\n  - denies: { source: internet, destination: Web, over: tcp/22 }\n  - denies: { source: 8.8.8.8/32, destination: Web, over: tcp/23, level: packet }\n...\n',
    'wide.json': JSON.stringify({
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Gateway: { Type: 'AWS::EC2::InternetGateway' },
      Attached: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } } },
      Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
      Route: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: 'Gateway' } } },
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true } },
      SubnetTable: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId: { Ref: 'Table' } } },
      Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { Ref: 'Vpc' }, GroupDescription: 'wide', SecurityGroupIngress } },
      Web: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: { Ref: 'Subnet' }, SecurityGroupIds: [{ Ref: 'Group' }] } },
    },
    }),
  });
  // In a process of its own: in here, every global is looked up through a sandbox, and that is what would be measured.
  const program = `require(${JSON.stringify(path.join(ROOT, 'lib', 'cli', 'main.ts'))}).main(['prove', 'wide.json', '--guarantees', 'g.yaml', '--format', 'json']).then((code) => { process.exitCode = code; });`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', path.join(ROOT, 'scripts', 'ts.cjs'), '-e', program], { cwd, encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 60_000 });
  expect({ status, stderr }).toStrictEqual({ status: 1, stderr: '' });
  const { verdicts } = JSON.parse(stdout) as VerdictFile;
  expect(verdicts.filter((v) => v.kind === 'denies').map((v) => `${v.subject.over} ${v.verdict}`).sort()).toStrictEqual(['tcp/22 violated', 'tcp/23 proved']);
}, 120_000);
