/**
 * Two repositories: `docs` owns a bucket and a database and offers them, `shop` claims. Each is an app of its own with an assembly of
 * its own, as their pipelines would leave them:
 *
 *   const cwd = repositories({ docs: owner(), shop: consumer() });
 *   await prove(cwd, 'docs/cdk.out', 'shop/cdk.out')
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, type DataClaimProps, type DataOfferProps, DataProtection, type DataStore } from 'cdk-zero-trust';
import { main } from '../../../lib/cli/main';
import type { VerdictData, VerdictFile } from '../../../lib/contract/verdicts';

export const READ: DataOfferProps = { id: 'read', access: DataAccess.reads(), because: 'monthly reports' };
const made: string[] = [];
afterAll(() => made.splice(0).forEach((directory) => rmSync(directory, { recursive: true, force: true })));

export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const ARN = 'arn:aws:s3:::company-documents';

export interface Owner {
  readonly offers?: readonly DataOfferProps[];
  readonly crownJewel?: CrownJewel;
  readonly more?: (stack: Stack, data: DataProtection, documents: DataStore) => void;
  readonly strangers?: Make;
  /** Each stage has the same stack. */
  readonly stages?: Readonly<Record<string, readonly DataOfferProps[]>>;
  readonly env?: typeof ENV;
}

export type Build = (outdir: string) => App;

type Make = (stack: Stack) => void;
/** What a colleague wrote into the same stack without the library, which would refuse it at synth: put into the template afterwards. */
const STRANGERS = new WeakMap<App, { readonly id: string; readonly env: typeof ENV; readonly make: Make }>();

function admit(app: App, { id, env, make }: { readonly id: string; readonly env: typeof ENV; readonly make: Make }): void {
  const plain = appIn(mkdtempSync(path.join(tmpdir(), 'zero-trust-stranger-')));
  made.push(plain.outdir);
  make(new Stack(plain, id, { env }));
  const { Resources, Parameters } = plain.synth().getStackByName(id).template as Template;
  change(app.outdir, `${id}.template.json`, (own: Template) => {
    Object.assign(own.Resources, Resources);
    own.Parameters = { ...Parameters, ...own.Parameters };
  });
}

interface Template {
  readonly Resources: Record<string, unknown>;
  Parameters?: Record<string, unknown>;
}

function appIn(outdir: string): App {
  return new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
}

function own(scope: App | Stage, { offers = [READ], crownJewel, more, env = ENV }: Owner): void {
  const stack = new Stack(scope, 'Docs', { env });
  const data = new DataProtection(stack, 'Data');
  const bucket = new s3.Bucket(stack, 'Documents', { bucketName: 'company-documents', encryptionKey: new kms.Key(stack, 'Key') });
  const documents = data.addStore('documents', { resource: bucket, offers: [...offers], ...(crownJewel === undefined ? {} : { crownJewel }) });
  more?.(stack, data, documents);
}

export const owner = (options: Owner = {}): Build => (outdir) => {
  const app = appIn(outdir);
  if (options.stages === undefined) own(app, options);
  else for (const [id, offers] of Object.entries(options.stages)) own(new Stage(app, id), { ...options, offers });
  if (options.strangers !== undefined) STRANGERS.set(app, { id: 'Docs', env: options.env ?? ENV, make: options.strangers });
  return app;
};

export interface Consumer {
  /** What it believes is offered. */
  readonly offers?: readonly DataOfferProps[];
  readonly claims?: readonly string[];
  readonly terms?: Partial<DataClaimProps>;
  readonly storeId?: string;
  readonly more?: (stack: Stack, role: iam.Role) => void;
  readonly strangers?: Make;
  readonly stages?: readonly string[];
  readonly env?: typeof ENV;
}

function claim(scope: App | Stage, { offers = [READ], claims = ['read'], terms = {}, storeId = 'documents', more, env = ENV }: Consumer): void {
  const stack = new Stack(scope, 'Shop', { env });
  const data = new DataProtection(stack, 'Data');
  const role = new iam.Role(stack, 'Reports', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const store = data.offeredStore({ scope: 'Docs/Data', storeId, arn: ARN, keyArn: `arn:aws:kms:eu-west-1:${ENV.account}:key/1`, type: 'AWS::S3::Bucket', offers: [...offers] });
  for (const offer of claims) data.addDataClaim({ source: role, store, offer, because: 'writes the monthly report', ...terms });
  more?.(stack, role);
}

export const consumer = (options: Consumer = {}): Build => (outdir) => {
  const app = appIn(outdir);
  if (options.stages === undefined) claim(app, options);
  else for (const id of options.stages) claim(new Stage(app, id), options);
  if (options.strangers !== undefined) STRANGERS.set(app, { id: 'Shop', env: options.env ?? ENV, make: options.strangers });
  return app;
};

/** Their directories beside each other, synthesized. */
export function repositories(builds: Readonly<Record<string, Build>>): string {
  const cwd = mkdtempSync(path.join(tmpdir(), 'zero-trust-offers-'));
  made.push(cwd);
  for (const [name, build] of Object.entries(builds)) {
    const app = build(path.join(cwd, name, 'cdk.out'));
    app.synth();
    const strangers = STRANGERS.get(app);
    if (strangers !== undefined) admit(app, strangers);
  }
  return cwd;
}

/** A file of an assembly is changed after its synth. */
export function change(cwd: string, file: string, edit: (content: any) => void): void {
  const at = path.join(cwd, file);
  const content = JSON.parse(readFileSync(at, 'utf8')) as unknown;
  edit(content);
  writeFileSync(at, JSON.stringify(content, undefined, 1)); // lines, as CDK writes them
}

/** Templates of an assembly, with those of its stages. */
export function templatesIn(cwd: string, assembly: string): string[] {
  return (readdirSync(path.join(cwd, assembly), { recursive: true }) as string[]).filter((f) => f.endsWith('.template.json')).sort();
}

export interface Proof {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function prove(cwd: string, ...words: readonly string[]): Promise<Proof> {
  const said = { out: '', err: '' };
  const code = await main(['prove', ...words], { stdout: { write: (t) => { said.out += t; } }, stderr: { write: (t) => { said.err += t; } }, env: {}, cwd });
  return { code, ...said };
}

/** The exit code and the verdicts about offers and claims. */
export async function judged(cwd: string, ...words: readonly string[]): Promise<{ readonly code: number; readonly claims: readonly VerdictData[]; readonly file: VerdictFile }> {
  const { code, out, err } = await prove(cwd, ...words, '--format', 'json');
  if (out === '') throw new Error(err);
  const file = JSON.parse(out) as VerdictFile;
  return { code, file, claims: file.verdicts.filter((v) => v.kind === 'claim') };
}

/** `violated CLAIM_NOT_OFFERED`, by question. */
export const saidOf = (claims: readonly VerdictData[]): string[] => claims.map((v) => [v.verdict, ...(v.blockedBy ?? []).map((b) => b.code)].join(' ')).sort();
