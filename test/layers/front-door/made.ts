/**
 * A door in an app of its own, and everything that its templates would deploy, nested stacks included:
 *
 *   const { resources, warnings } = made((door, w) => door.addRoute('GET /health', { handler: w.handler('Health'), publicBecause: 'status page' }));
 *
 * References are words: `Read.Arn`, `Door.Api`. A logical id is what the construct path says, so that tests need no hashes.
 */
import { readFileSync, rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FrontDoor, type FrontDoorProps, RouteHandler } from '../../../lib/layers/front-door';
import type { IdentityFacts, ScopeDemand } from '../../../lib/layers/identity/model';

export type Json = Record<string, any>;
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** Whoever issues tokens, without an identity layer. */
export class Pool {
  public readonly demands: ScopeDemand[] = [];
  public readonly personas: { readonly id: string; readonly groups: readonly string[] }[] = [];

  constructor(private readonly facts: Partial<IdentityFacts> = {}) {}

  public get identityHost(): any {
    return {
      demand: (demand: ScopeDemand) => this.demands.push(demand), addPersona: (persona: { id: string; groups: string[] }) => this.personas.push(persona), findings: () => [],
      data: () => ({ path: 'App/Identity', kind: 'user-pool', clients: [] }),
      facts: () => ({ kind: 'user-pool', issuer: 'https://issuer', userPoolArn: `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${REGION}_a`, clientIds: ['web'], enforcesPersonas: true, ...this.facts }),
    };
  }
}

export class Workshop {
  public readonly pool: Pool;

  constructor(public readonly stack: Stack, facts?: Partial<IdentityFacts>) {
    this.pool = new Pool(facts);
  }

  public fn(id: string, scope: Stack = this.stack): lambda.Function {
    return (scope.node.tryFindChild(id) as lambda.Function | undefined) ?? new lambda.Function(scope, id, { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
  }

  public handler(id: string): RouteHandler {
    return RouteHandler.function(this.fn(id));
  }

  public role(id: string, scope: Stack = this.stack): iam.Role {
    return (scope.node.tryFindChild(id) as iam.Role | undefined) ?? new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  }
}

export interface Options {
  readonly props?: (w: Workshop) => FrontDoorProps;
  readonly stack?: StackProps;
  readonly identity?: Partial<IdentityFacts>;
  /** Called when everything was declared. */
  readonly then?: (door: FrontDoor, w: Workshop) => void;
  readonly context?: Record<string, unknown>;
}

export interface Made {
  /** By construct path below the stack; nested stacks are part of the path. */
  readonly resources: Readonly<Record<string, Json>>;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Of the door's stack. */
  readonly template: Json;
  readonly files: Readonly<Record<string, string>>;
}

export function made(declare: (door: FrontDoor, w: Workshop) => void, { props, stack: stackProps, identity, then, context }: Options = {}): Made {
  const outdir = mkdtempSync(path.join(tmpdir(), 'zero-trust-door-'));
  try {
    const app = new App({ outdir, context: { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true, 'zero-trust:validate': false, ...context } });
    const stack = new Stack(app, 'App', { env: { account: ACCOUNT, region: REGION }, ...stackProps });
    const w = new Workshop(stack, identity);
    const door = new FrontDoor(stack, 'Door', { identity: w.pool, ...props?.(w) });
    declare(door, w);
    then?.(door, w);
    const errors: string[] = [];
    try {
      app.synth();
    } catch (error) {
      errors.push(...[...(error as Error).message.matchAll(/\[App\/[^\]]*\] (\w+: .*)/g)].map((m) => m[1]));
      if (errors.length === 0) throw error;
    }
    const warnings = app.node.findAll().flatMap((c) => c.node.metadata).filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data));
    if (errors.length > 0) return { resources: {}, errors, warnings, template: {}, files: {} };
    const templates = new Map<string, Json>();
    const load = (file: string): Json => JSON.parse(readFileSync(path.join(outdir, file), 'utf8')) as Json;
    for (const s of app.node.findAll().filter((c): c is Stack => Stack.isStack(c))) templates.set(s.templateFile, load(s.templateFile));
    return { resources: flatten(templates, stack.templateFile), errors, warnings, template: templates.get(stack.templateFile) ?? {}, files: Object.fromEntries([...templates].map(([name, t]) => [name, JSON.stringify(t)])) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** All resources of a template and of its nested ones, with references by name. */
function flatten(templates: ReadonlyMap<string, Json>, file: string, parameters: Json = {}): Record<string, Json> {
  const { Resources = {} } = templates.get(file) as { Resources: Record<string, Json> };
  const names = Object.fromEntries(Object.entries(Resources).map(([id, r]) => [id, nameOf(id, r)]));
  const found: Record<string, Json> = {};
  for (const [id, resource] of Object.entries(Resources)) {
    const value = plain({ Type: resource.Type, Properties: resource.Properties ?? {}, DependsOn: (resource.DependsOn ?? []).map((d: string) => names[d] ?? d), Metadata: resource.Metadata, id }, names, parameters) as Json;
    const nested = resource.Type === 'AWS::CloudFormation::Stack' ? String(resource.Metadata?.['aws:asset:path'] ?? '') : '';
    if (nested !== '') Object.assign(found, flatten(templates, nested, value.Properties.Parameters ?? {}));
    else found[names[id]] = value;
  }
  return found;
}

/** `App/Door/Method-GET-health-1a2b3c4d` -> `Door.Method GET /health` is not told by a path: the last part without its hash. */
function nameOf(id: string, resource: Json): string {
  const said = resource.Metadata?.['aws:cdk:path'] as string | undefined;
  if (said === undefined) return id;
  return said.replace(/^App\//, '').replace(/\/Resource$/, '').replace(/-[0-9a-f]{8}$/, '').replace(/\//g, '.');
}

function plain(value: unknown, names: Json, parameters: Json): unknown {
  if (Array.isArray(value)) return value.map((v) => plain(v, names, parameters));
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  const v = value as Json;
  if (keys.length === 1 && typeof v.Ref === 'string') {
    if (v.Ref in parameters) return parameters[v.Ref];
    return names[v.Ref] ?? ({ 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com', 'AWS::AccountId': ACCOUNT, 'AWS::Region': REGION } as Json)[v.Ref] ?? v.Ref;
  }
  if (keys.length === 1 && Array.isArray(v['Fn::GetAtt'])) return `${names[v['Fn::GetAtt'][0]] ?? v['Fn::GetAtt'][0]}.${v['Fn::GetAtt'][1]}`;
  if (keys.length === 1 && Array.isArray(v['Fn::Join'])) return (v['Fn::Join'][1] as unknown[]).map((p) => plain(p, names, parameters)).join(v['Fn::Join'][0] as string);
  return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x, names, parameters)]));
}

export function ofType({ resources }: Pick<Made, 'resources'>, type: string): [string, Json][] {
  return Object.entries(resources).filter(([, r]) => r.Type === type);
}

export function codes(texts: readonly string[]): string[] {
  return texts.map((t) => /^(\w+):/.exec(t)?.[1] ?? t).sort();
}
