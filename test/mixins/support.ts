/** A small app, and what synth says: ``told(app)`` are the errors and warnings, ``template(stack)`` what is deployed. */
import { rmSync } from 'node:fs';
import { App, type AppProps, Stack } from 'aws-cdk-lib';
import type * as cxapi from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';

export interface Said {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

const directories = new Set<string>();
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** CDK writes an app again into the directory of the first time. */
function synth(root: IConstruct): cxapi.CloudAssembly {
  const app = root.node.root as App;
  directories.add(app.outdir);
  return app.synth({ force: true });
}

export function newStack(props: AppProps = {}): Stack {
  return new Stack(new App({ analyticsReporting: false, ...props }), 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
}

/** Synthesizes; whatever is wrong is thrown. */
export function template(stack: Stack): any {
  return structuredClone(synth(stack).getStackArtifact(stack.artifactId).template);
}

/** One line per mistake, `Code: message`, without the construct that CDK puts before it. */
export function told(root: IConstruct): Said {
  let errors: string[] = [];
  try {
    synth(root);
  } catch (error) {
    errors = (error as Error).message.split('\n').flatMap((line) => /^\s*\[[^\]]*\] (\w+: .*)$/.exec(line)?.[1] ?? []);
    if (errors.length === 0) throw error;
  }
  const warnings = root.node.root.node.findAll().flatMap((c) => c.node.metadata).filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data)).filter((text) => /^[A-Z]\w+: /.test(text));
  return { errors, warnings };
}

export function codes(lines: readonly string[]): string[] {
  return lines.map((line) => line.split(':')[0]);
}

/** Properties and attributes that differ, as `LogicalId/Properties/Name`: nothing else was touched. */
export function changed(before: any, after: any): string[] {
  const all: string[] = [];
  const walk = (a: any, b: any, path: string, depth: number): void => {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    if (depth === 0 || !isTree(a) || !isTree(b)) {
      all.push(path);
      return;
    }
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) walk(a[key], b[key], `${path}/${key}`, depth - 1);
  };
  for (const id of new Set([...Object.keys(before.Resources), ...Object.keys(after.Resources)])) walk(before.Resources[id], after.Resources[id], id, 2);
  const rest = (t: any): string => JSON.stringify({ ...t, Resources: undefined });
  return [...all, ...(rest(before) === rest(after) ? [] : ['beside Resources'])].sort();
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function only(text: any, type: string): any {
  const all = Object.values<any>(text.Resources).filter((r) => r.Type === type);
  expect(all).toHaveLength(1);
  return all[0];
}
