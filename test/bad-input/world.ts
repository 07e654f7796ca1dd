/**
 * A small app for one mistake, and what its author is told:
 *
 *   const told = tell((w) => w.zeroTrust().zt.addFlow({ ... }));
 *   told.errors   // [{ code: 'UntilNotIso', message: '...', where: 'flows.ts:12' }]
 *
 * The app is synthesized for real into a directory of its own; files, stdout and annotations are looked at afterwards.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CrownJewel, type Segment, type SegmentProps, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';

export interface Told {
  readonly code: string;
  readonly message: string;
  /** `flows.ts:12`, or empty. */
  readonly where: string;
}

export interface Outcome {
  /** One failure of synth holds them all. */
  readonly errors: readonly Told[];
  readonly warnings: readonly Told[];
  /** The whole text of the failure. */
  readonly text: string;
  /** Of the library, in the assembly. */
  readonly files: readonly string[];
  /** What synth printed. */
  readonly stdout: string;
}

export interface Declared {
  readonly zt: ZeroTrust;
  readonly web: Segment;
  readonly api: Segment;
  readonly docs: Segment;
}

export class World {
  public readonly app: App;
  public readonly stack: Stack;
  public readonly vpc: ec2.IVpc;

  constructor(private readonly directory: string) {
    this.app = new App({ outdir: path.join(directory, 'cdk.out'), analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true, 'zero-trust:validate': false } });
    this.stack = new Stack(this.app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
    this.vpc = this.importVpc('Vpc', { isolatedSubnetIds: ['subnet-0a', 'subnet-0b'], isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b'] });
  }

  public importVpc(id: string, subnets: Partial<ec2.VpcAttributes>): ec2.IVpc {
    return ec2.Vpc.fromVpcAttributes(this.stack, id, { vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'], ...subnets });
  }

  /** A façade with three segments, each with a function. */
  public zeroTrust(props: Partial<ZeroTrustProps> = {}, segments: { readonly [id: string]: SegmentProps } = {}): Declared {
    const zt = new ZeroTrust(this.stack, 'ZeroTrust', { vpc: this.vpc, ...props });
    const add = (id: string, more: SegmentProps = {}): Segment => zt.addSegment(id, { members: [this.function(id)], ...more, ...segments[id] });
    return { zt, web: add('web'), api: add('api'), docs: add('docs', { crownJewel: CrownJewel.restricted() }) };
  }

  public function(id: string, vpc: ec2.IVpc | null = this.vpc): lambda.Function {
    return new lambda.Function(this.stack, `Fn-${id}`, {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
      ...(vpc === null ? {} : { vpc, vpcSubnets: { subnets: vpc.isolatedSubnets } }),
    });
  }

  /** An intent file of this content. */
  public file(content: string | Uint8Array, name = 'intent.yaml'): string {
    const file = path.join(this.directory, name);
    writeFileSync(file, content);
    return file;
  }

  /** A façade that is declared in a file alone. */
  public intentFile(content: string | Uint8Array, name?: string): ZeroTrust {
    return new ZeroTrust(this.stack, 'ZeroTrust', { vpc: this.vpc, intentFile: this.file(content, name) });
  }
}

export function tell(build: (world: World) => void): Outcome {
  const directory = mkdtempSync(path.join(tmpdir(), 'zero-trust-bad-input-'));
  const written: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = ((chunk: string | Uint8Array): boolean => { written.push(String(chunk)); return true; }) as typeof write;
  // Jest's console does not write to stdout.
  const { log, info, debug } = console;
  console.log = console.info = console.debug = (...words: unknown[]): void => { written.push(words.join(' ')); };
  const world = new World(directory);
  let text = '';
  try {
    build(world);
    world.app.synth();
  } catch (error) {
    text = (error as Error).message;
    if (!isReport(text)) throw error;
  } finally {
    process.stdout.write = write;
    Object.assign(console, { log, info, debug });
  }
  const files = (readdirSync(directory, { recursive: true }) as string[]).filter((f) => path.basename(f).startsWith('zero-trust.')).sort();
  rmSync(directory, { recursive: true, force: true });
  return { errors: toldIn(text), warnings: warningsOf(world.app), text, files, stdout: written.join('') };
}

const LINE = /^(?:\s*\[[^\]]*\])?\s*([A-Z][A-Za-z0-9]+): (.*?)(?: \(([^\s()]+:\d+(?::\d+)?)\))?$/;

/** A failure that the library means, from CDK's validation or from a file that cannot be read. */
function isReport(text: string): boolean {
  return toldIn(text).length > 0;
}

function toldIn(text: string): Told[] {
  return text.split('\n').flatMap((line) => {
    const m = /^(Validation failed|\d+ mistakes in)/.test(line.trim()) ? null : LINE.exec(line);
    return m === null ? [] : [{ code: m[1], message: m[2], where: m[3] ?? '' }];
  });
}

function warningsOf(app: App): Told[] {
  return app.node.findAll().flatMap((c) => c.node.metadata)
    .filter((m) => m.type === 'aws:cdk:warning')
    .flatMap((m) => toldIn(String(m.data).replace(/ \[ack: [^\]]*\]$/, '')));
}
