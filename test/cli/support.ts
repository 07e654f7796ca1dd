/** Runs the command line in this process, and writes assemblies for it to read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Io, Sink } from '../../lib/cli/io';
import { main } from '../../lib/cli/main';
import type { StageFiles } from '../../lib/evidence';
import { impliedFlow, intentOf, SCOPE, stageOf } from '../evidence/support';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(argv: readonly string[], { cwd = process.cwd(), env = {}, terminal }: { cwd?: string; env?: Io['env']; terminal?: { columns?: number } } = {}): Promise<Ran> {
  const text = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof text): Sink => ({ write: (part) => { text[name] += part; }, ...(terminal === undefined ? {} : { isTTY: true, ...terminal }) });
  const code = await main(argv, { stdout: sink('stdout'), stderr: sink('stderr'), env, cwd });
  return { code, ...text };
}

/** Files by path (text as it stands, anything else as JSON) in a directory that goes with the test. */
export function folder(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'zero-trust-cli-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }
  return root;
}

const made: string[] = [];
afterAll(() => made.splice(0).forEach((root) => rmSync(root, { recursive: true, force: true })));

export const MANIFEST = { version: '48.0.0', artifacts: { Docs: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Docs.template.json' } } } };

export const STAGE: StageFiles = stageOf(intentOf({
  segments: [{ id: 'web' }, { id: 'api' }, { id: 'docs', crownJewel: { classification: 'restricted' }, offers: [{ id: 'read', over: 'tcp/5432', authentication: 'rds-iam', because: 'reports' }] }],
  enclaves: [{ id: 'mainframe', cidrs: ['10.90.0.0/24'], owner: 'records', until: '2027-06-30', compensation: 'a firewall' }],
  flows: [
    { source: 'web', destination: 'api', over: 'tcp/8443', authentication: 'mtls', because: 'forwards requests' },
    { source: 'api', destination: 'docs', over: 'tcp/5432', authentication: 'rds-iam', because: 'reads documents', until: '2027-01-01' },
    { source: 'web', destination: 'service:s3', because: 'stores uploads' },
  ],
  guarantees: [{ denies: { source: 'internet', destination: 'docs' } }],
}, SCOPE, [impliedFlow('web', 'image-pull', 's3')]), {
  endpoints: [{ service: 's3', kind: 'gateway', access: 'create', zones: 0, flows: ['web-to-s3', 'web.image-pull.s3'] }],
  budgets: [{ name: 'rules per security group', subject: 'segment web, outbound IPv4', used: 3, limit: 60, relief: 'split it', flows: [{ flow: 'web-to-s3', cost: 1 }] }],
  idleCost: { monthlyUsd: 0, lines: [{ item: 'gateway-endpoint', quantity: 1, why: 's3', monthlyUsd: 0, belief: false, source: 'guide' }], belief: false, pricesAsOf: '2026-08', region: 'us-east-1', maximumUsd: 50 },
  warnings: [{ code: 'DummyLookup', message: 'the VPC is a placeholder' }],
});

/** An assembly of one stage; `over` replaces or, with `undefined`, leaves out files. */
export function assembly(over: Readonly<Record<string, unknown>> = {}): string {
  const files: Record<string, unknown> = { 'manifest.json': MANIFEST, 'zero-trust.intent.json': STAGE.intent, 'zero-trust.network.json': STAGE.network, ...over };
  return folder(Object.fromEntries(Object.entries(files).filter(([, content]) => content !== undefined)));
}
