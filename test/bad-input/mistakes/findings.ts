/** What a proof finds, kind by kind; and what it says about itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CfnOutput, Fn, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CrownJewel, FlowAuthentication, ZeroTrust, ZeroTrustValidator } from 'cdk-zero-trust';
import { assembled, entries, type Files, found, type ProvingMistake, reason, type Synth, verdict } from '../proving';
import { api, intentOf } from '../../prove/exposure/support';
import { guarantees, SERVER } from './proving';

const ref = (Ref: string): { readonly Ref: string } => ({ Ref });
/** A server that the internet gets to. */
const OPEN: Files = {
  ...SERVER,
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attached: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') } },
  Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  Route: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') } },
  InTable: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Subnet'), RouteTableId: ref('Table') } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true } },
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc'), GroupDescription: 'x', SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }] } },
};
const guaranteed = (kind: string, line: string, words: readonly string[], resources: Files = OPEN): ProvingMistake => ({
  name: `a guarantee \`${kind}\``, code: kind, level: 'error', words,
  tell: () => verdict(kind, { 'a.json': { Resources: resources }, 'g.yaml': guarantees(`${kind}: ${line}`) }, ['prove', 'a.json', '--guarantees', 'g.yaml']),
});

const FLAT = { assume: { 'vpc-0123456789abcdef0': 'flat:10.0.0.0/16' } };

/** Segments and a flow between two of them, in a VPC that is said to be flat. */
function declare({ stack }: Synth, assume: Files = FLAT): ZeroTrust {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-0a'], isolatedSubnetRouteTableIds: ['rtb-0a'] });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, ...assume });
  const segment = (id: string): void => {
    zt.addSegment(id, { members: [new lambda.Function(stack, `Fn-${id}`, { vpc, vpcSubnets: { subnets: vpc.isolatedSubnets }, runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') })] });
  };
  ['web', 'api', 'jobs', 'mail'].forEach(segment);
  zt.addFlow({ source: zt.segment('web'), destination: zt.segment('api'), port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'forwards requests' });
  return zt;
}

function claim(synth: Synth): void {
  const zt = declare(synth);
  const docs = zt.addSegment('docs', { crownJewel: CrownJewel.restricted(), offers: [{ id: 'read', port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'reports' }] });
  zt.addClaim({ segment: docs, offer: 'read', source: zt.segment('jobs'), because: 'reports' });
}

/** In another stack, by the name of an export: synth cannot see whose group it is, the templates show it. */
function leak(synth: Synth): void {
  const zt = declare(synth);
  for (const id of ['api', 'jobs']) new CfnOutput(synth.stack, `Group-${id}`, { value: zt.segment(id).securityGroupId, exportName: `${id}-group` });
  const vendor = new Stack(synth.app, 'Vendor', { env: { account: '111122223333', region: 'eu-west-1' } });
  const ssh = { ipProtocol: 'tcp', fromPort: 22, toPort: 22 };
  new ec2.CfnSecurityGroupIngress(vendor, 'In', { ...ssh, groupId: Fn.importValue('api-group'), sourceSecurityGroupId: Fn.importValue('jobs-group') });
  new ec2.CfnSecurityGroupEgress(vendor, 'Out', { ...ssh, groupId: Fn.importValue('jobs-group'), destinationSecurityGroupId: Fn.importValue('api-group') });
}

/** The assembly of `declare`, after somebody changed it: what is found, or the reason that is given. */
function changed(name: string, code: string, words: readonly string[], change: (files: Record<string, any>) => void, build: (synth: Synth) => void = declare): ProvingMistake {
  const isReason = /^[A-Z_]+$/.test(code);
  return { name, code, level: isReason ? 'reason' : 'error', words, tell: async () => {
    const files = await assembled(build);
    change(files);
    return (isReason ? reason : verdict)(code, files, ['prove', '--assume', 'vpc-0123456789abcdef0=flat:10.0.0.0/16']);
  } };
}

function withdrawn(files: Record<string, any>): void {
  for (const segment of files['cdk.out/zero-trust.intent.json'].segments) segment.offers = [];
}

function dropped(files: Record<string, any>): void {
  const { Resources } = files['cdk.out/App.template.json'];
  for (const [id, { Type }] of Object.entries<any>(Resources)) if (Type === 'AWS::Lambda::Function' && id.startsWith('Fnweb')) delete Resources[id];
}

const NOW = { 'zero-trust:now': '2026-11-22T00:00:00Z' };
/** A baseline whose entries for what `leak` finds have these fields. */
function entry(id: string, level: ProvingMistake['level'], words: readonly string[], fields: Files, context: Files = NOW): ProvingMistake {
  return { name: `an entry with ${JSON.stringify(fields)}`, code: `baseline.${id}`, level, words, tell: async () => {
    const accepted = await entries(await assembled(leak), ['prove', '--assume', 'vpc-0123456789abcdef0=flat:10.0.0.0/16']);
    return found(`baseline.${id}`, (synth) => {
      leak(synth);
      const file = path.join(synth.directory, 'baseline.json');
      ZeroTrustValidator.enable(synth.stack, { baselineFile: file });
      writeFileSync(file, JSON.stringify({ schema: 'zero-trust/baseline/1', accepted: accepted.map((e) => ({ ...e, owner: 'web team', until: '2026-12-31', ...fields })) }));
    }, context);
  } };
}

const seen = (name: string, code: string, level: ProvingMistake['level'], words: readonly string[], build: (synth: Synth) => void, context?: Files): ProvingMistake => ({ name, code, level, words, tell: () => found(code, build, context) });
const glass = (until: string): Files => ({ ...NOW, 'zero-trust:breakGlass': { reason: 'INC-7: restore orders', by: 'mara', until } });

/** An API beside the stack's own resources, a route that declares it, and what somebody changed. */
function routed(code: string, words: readonly string[], properties: object, rest: object = {}, route: object = {}): ProvingMistake {
  return changed(`a route: ${code}`, code, words, (files) => {
    Object.assign(files['cdk.out/App.template.json'].Resources, api(properties, rest as never));
    const { doors, routes } = intentOf(route) as Record<string, unknown>;
    Object.assign(files['cdk.out/zero-trust.intent.json'], { doors, routes });
  });
}

const ROUTES: readonly ProvingMistake[] = [
  routed('ROUTE_NOT_SERVED', ['`GET /docs`'], { HttpMethod: 'POST' }),
  routed('ROUTE_NOT_CALLED', ['no statement'], {}, { Permission: { Type: 'AWS::SNS::Topic', Properties: {} } }),
  routed('ROUTE_CHECKS_LESS', ['asks for nothing'], { AuthorizationType: 'NONE' }),
  routed('ROUTE_CHECKS_MORE', ['declared public'], {}, {}, { access: 'public', scopes: [] }),
];

export const FINDINGS: readonly ProvingMistake[] = [
  seen('a rule that nobody declared', 'nothing-more', 'error', ['jobs reaches api over tcp/22', 'nobody declared it'], leak),
  changed('a flow whose rule got lost', 'nothing-less', ['web', 'api', 'tcp/443'], (files) => {
    const { Resources } = files['cdk.out/App.template.json'];
    for (const [id, { Type }] of Object.entries<any>(Resources)) if (Type === 'AWS::EC2::SecurityGroupIngress') delete Resources[id];
  }),
  guaranteed('denies', '{ source: internet, destination: Web, over: tcp/22 }', ['internet', 'Web', 'tcp/22', 'guarantee forbids']),
  guaranteed('permits', '{ source: internet, destination: Web, over: tcp/443 }', ['internet', 'Web', 'tcp/443']),
  guaranteed('onlyVia', '{ source: internet, destination: Web, via: [Proxy] }', ['internet', 'Web', 'round what a guarantee demands'], { ...OPEN, Proxy: OPEN.Web }),
  guaranteed('only', '{ principals: [Role], resource: Table, actions: ["dynamodb:GetItem"] }', ['not judged by this version']),
  guaranteed('identified', '{ target: Fn }', ['GET /docs of Api', 'without an identity'], api({ AuthorizationType: 'NONE' })),
  guaranteed('firewalled', '{ target: Fn }', ['Api', 'firewall'], api({ AuthorizationType: 'NONE' })),
  ...ROUTES,
  { name: 'a function that nobody calls', code: 'NO_ENTRY', level: 'reason', words: ['`Fn`'], tell: () => reason('NO_ENTRY', { 'a.json': { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: {} } } } }, ['ask', 'invoke', 'a.json', '--target', 'Fn']) },
  changed('an offer that was withdrawn', 'claim', ['jobs', 'docs', 'tcp/443'], withdrawn, claim),
  changed('the reason of that', 'CLAIM_NOT_OFFERED', ['docs', 'read'], withdrawn, claim),
  changed('a member that is in no template', 'member', ['nothing is proved of web'], dropped),
  changed('the reason of that', 'MEMBER_LOST', ['Fn-web', 'no member any more'], dropped),
  { name: 'a door of a template without an intent', code: 'standing', level: 'warning', words: ['Web', 'tcp/22'], tell: () => verdict('standing', { 'a.json': { Resources: OPEN } }, ['prove', 'a.json']) },
  seen('a VPC that nothing is known of', 'unknown', 'warning', ['verdicts cannot be decided'], (synth) => {
    const zt = declare(synth, {});
    for (const [source, destination] of [['api', 'jobs'], ['jobs', 'mail'], ['mail', 'web']]) zt.addFlow({ source: zt.segment(source), destination: zt.segment(destination), port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'x' });
  }),

  seen('a baseline that is not there', 'failed', 'error', ['nothing is proved', '`none.json`'], ({ stack }) => { ZeroTrustValidator.enable(stack, { baselineFile: 'none.json' }); }),
  seen('a finding in a stack of several', 'fails', 'error', ['this app', '`nothing-more.'], leak),
  seen('a VPC that was not looked up yet', 'pending', 'warning', ['nothing is proved yet', 'a look-up'], ({ stack }) => { ec2.Vpc.fromLookup(stack, 'Vpc', { isDefault: true }); ZeroTrustValidator.enable(stack); }),
  seen('a validator that is off', 'switched-off', 'warning', ['`zero-trust:validate`'], ({ app }) => { Validations.of(app).addPlugins(new ZeroTrustValidator()); }, { 'zero-trust:validate': false }),
  { name: 'a directory that another app wrote to', code: 'stale-intent', level: 'warning', words: ['zero-trust.intent.json', 'earlier synth'], tell: async () => {
    const old = await assembled(declare);
    return found('stale-intent', ({ app, stack }) => {
      mkdirSync(app.outdir, { recursive: true });
      for (const name of ['zero-trust.intent.json', 'zero-trust.network.json']) writeFileSync(path.join(app.outdir, name), JSON.stringify(old[`cdk.out/${name}`]));
      ZeroTrustValidator.enable(stack);
    });
  } },
  seen('an acknowledgement of nothing', 'acknowledgement', 'info', ['`ZeroTrust::nothing-more.1a2b3c4d`', 'hides nothing'], ({ stack }) => { ZeroTrustValidator.enable(stack); Validations.of(stack).acknowledge({ id: 'ZeroTrust::nothing-more.1a2b3c4d', reason: 'the vendor' }); }),
  seen('a broken glass', 'break-glass.open', 'warning', ['mara', 'INC-7', '2026-11-23T00:00:00Z'], ({ stack }) => { ZeroTrustValidator.enable(stack); }, glass('2026-11-23T00:00:00Z')),
  seen('a glass that stays whole', 'break-glass.refused', 'warning', ['`2027-11-23T00:00:00Z`', '7 days'], ({ stack }) => { ZeroTrustValidator.enable(stack); }, glass('2027-11-23T00:00:00Z')),
  entry('ended', 'warning', ['no longer', 'web team', '2026-10-01'], { until: '2026-10-01' }),
  entry('ending', 'warning', ['14 days', 'web team', '2026-11-20'], { until: '2026-11-20' }),
  entry('stray', 'warning', ['no longer', 'was `denies a -> b`'], { question: 'denies a -> b' }),
  entry('lasting', 'warning', ['more than a year', '2029-01-01'], { until: '2029-01-01' }),
  entry('unassigned', 'warning', ['nobody\'s name'], { owner: 'unassigned' }),
  entry('idle', 'info', ['not there any more', '`denies.0123456789abcdef`'], { id: 'denies.0123456789abcdef' }),
  entry('unchecked', 'info', ['without a look at the end'], {}, {}),
];
