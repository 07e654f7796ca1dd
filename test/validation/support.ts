/**
 * Synthesizes an app as a unit test or the CDK CLI does, and keeps what it said.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, type AppProps, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

export function newApp(props: AppProps = {}): App {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-validation-'));
  directories.push(outdir);
  return new App({ outdir, ...props });
}

/** A stack with one group, `Group`, that everybody reaches. */
export class OpenStack extends Stack {
  public readonly group: ec2.CfnSecurityGroup;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    this.group = new ec2.CfnSecurityGroup(this, 'Group', { groupDescription: 'open', vpcId: 'vpc-0123456789abcdef0', securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, cidrIp: '0.0.0.0/0' }] });
  }
}

export interface Synthesized {
  /** Message of the error that synth ended with. In jest CDK puts the whole report into it. */
  readonly error: string | undefined;
  readonly stderr: string;
  readonly stdout: string;
  readonly report: Report | undefined;
}

export interface ReportedViolation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
  readonly suggestedFix?: string;
  readonly reason?: string;
  readonly acknowledgedAt?: string;
  readonly ruleMetadata?: Readonly<Record<string, string>>;
  readonly violatingConstructs: readonly { readonly constructPath: string; readonly cloudFormationResource?: { readonly templatePath: string; readonly logicalId: string; readonly propertyPaths?: readonly string[] }; readonly stackTraces?: readonly string[] }[];
}

export interface Report {
  readonly conclusion: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations: readonly ReportedViolation[];
  readonly suppressedViolations?: readonly ReportedViolation[];
}

export function synth(app: App, force = false): Synthesized {
  const said = { stderr: '', stdout: '' };
  const spies = [
    jest.spyOn(console, 'error').mockImplementation((...args) => { said.stderr += `${args.join(' ')}\n`; }),
    jest.spyOn(console, 'log').mockImplementation((...args) => { said.stdout += `${args.join(' ')}\n`; }),
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => { said.stdout += String(text); return true; }),
  ];
  let error: string | undefined;
  try {
    app.synth({ force });
  } catch (e) {
    error = (e as Error).message;
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
  return { error, ...said, report: reportOf(app) };
}

/** The report that CDK keeps in the assembly; undefined where our plugin had nothing to say. */
export function reportOf(app: App): Report | undefined {
  const file = path.join(app.outdir, 'validation-report.json');
  if (!existsSync(file)) return undefined;
  return reportsOf(app)[0];
}

/** One for each plugin of that name. */
export function reportsOf(app: App): readonly Report[] {
  const { pluginReports } = JSON.parse(readFileSync(path.join(app.outdir, 'validation-report.json'), 'utf8')) as { pluginReports: (Report & { pluginName: string })[] };
  return pluginReports.filter((r) => r.pluginName === 'ZeroTrust');
}

export const rules = (violations: readonly ReportedViolation[] | undefined): string[] => (violations ?? []).map((v) => `${v.severity} ${v.ruleName} @ ${v.violatingConstructs.map((c) => c.constructPath).join(', ')}`);
