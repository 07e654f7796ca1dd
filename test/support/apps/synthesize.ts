/**
 * Makes it possible to write:
 *
 *   const { templates, intent, simulator } = synthesize(newApp());
 *
 * An app is synthesized into a directory of its own, read back into memory and the directory removed: what tests judge is
 * what `cdk deploy` would read, not what constructs say of themselves. Not for apps with asset files: these are gone after.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, NestedStack, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { fromTemplates, type PacketSimulator, type SimulatorOptions } from '../packet-simulator';

export type Json = Record<string, any>;
export type Templates = Record<string, Json>;

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const ENV = { account: ACCOUNT, region: REGION };

export interface Synthesized {
  /** By construct path of the stack; nested stacks as `Parent/LogicalId` of the resource that makes them. */
  readonly templates: Templates;
  /** `aws://account/region` by construct path. */
  readonly environments: Readonly<Record<string, string>>;
  /** Annotations of all constructs, as `Code: message`. */
  readonly warnings: readonly string[];
  /** `zero-trust.intent.json` and `zero-trust.network.json` as text, by path of the stage (`` for the app itself). */
  readonly intents: Readonly<Record<string, string>>;
  readonly networks: Readonly<Record<string, string>>;
}

/**
 * An app whose templates carry construct paths, so that a simulator and a person can name what is in them. It is not proved:
 * tests of layers use VPCs of which nothing is known, one subnet in two of them, flows from an internet that has no way in.
 */
export function newApp(context: Json = {}): App {
  return new App({
    outdir: mkdtempSync(join(tmpdir(), 'zero-trust-')),
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    context: { 'aws:cdk:enable-path-metadata': true, 'zero-trust:validate': false, ...context },
  });
}

export function newStack(scope: App | Stage, id: string, props: StackProps = {}): Stack {
  return new Stack(scope, id, { env: ENV, ...props });
}

export function synthesize(app: App): Synthesized {
  try {
    const assembly = app.synth();
    const templates: Templates = {};
    const environments: Record<string, string> = {};
    const intents: Record<string, string> = {};
    const networks: Record<string, string> = {};
    const stages = app.node.findAll().filter((c): c is Stage => Stage.isStage(c));
    for (const stage of stages) {
      const directory = stage === app ? assembly.directory : assembly.getNestedAssembly(stage.artifactId).directory;
      readStage(stage, directory, templates, environments);
      const text = (name: string): string | undefined => (existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8') : undefined);
      const [intent, network] = ['zero-trust.intent.json', 'zero-trust.network.json'].map(text);
      if (intent !== undefined) intents[stage.node.path] = intent;
      if (network !== undefined) networks[stage.node.path] = network;
    }
    return { templates, environments, warnings: warningsOf(app), intents, networks };
  } finally {
    rmSync(app.outdir, { recursive: true, force: true });
  }
}

/** The messages that stop synth, one a line, without the place in a file. */
export function mistakesOf(app: App): string[] {
  try {
    synthesize(app);
  } catch (error) {
    return (error as Error).message.split('\n').filter((line) => /\[[^\]]*\] [A-Z]\w+: /.test(line)).map((line) => line.replace(/^.*?\] /, '').replace(/ \([\w.-]+:\d+\)$/, ''));
  }
  return [];
}

export function simulate({ templates, environments }: Pick<Synthesized, 'templates' | 'environments'>, options: SimulatorOptions = {}): PacketSimulator {
  return fromTemplates(templates, { environments, standaloneEgressStripsDefault: true, ...options });
}

export function resourcesOf(templates: Templates): [id: string, resource: Json][] {
  return Object.entries(templates).flatMap(([stack, { Resources }]) => Object.entries<Json>(Resources ?? {}).map(([id, r]): [string, Json] => [`${stack}/${id}`, r]));
}

export function resourcesOfType(templates: Templates, type: string): Json[] {
  return resourcesOf(templates).filter(([, r]) => r.Type === type).map(([, r]) => r);
}

/** Standalone rules of a flow, by the metadata that they carry. */
export function rulesOfFlow(templates: Templates, flow: string): Json[] {
  return resourcesOf(templates).filter(([, r]) => /SecurityGroup(Ingress|Egress)$/.test(r.Type) && flowsOf(r).includes(flow)).map(([, r]) => r);
}

export function flowsOf(resource: Json): readonly string[] {
  return resource.Metadata?.['zero-trust']?.flows ?? [];
}

function readStage(stage: Stage, directory: string, templates: Templates, environments: Record<string, string>): void {
  const stacks = stage.node.findAll().filter((c): c is Stack => Stack.isStack(c) && Stage.of(c) === stage);
  for (const stack of stacks) {
    const key = keyOf(stack);
    templates[key] = JSON.parse(readFileSync(join(directory, stack.templateFile), 'utf8')) as Json;
    if (!stack.nested) environments[key] = stack.environment;
  }
}

function keyOf(stack: Stack): string {
  if (!(stack instanceof NestedStack) || stack.nestedStackParent === undefined) return stack.node.path;
  return `${keyOf(stack.nestedStackParent)}/${String(stack.nestedStackParent.resolve(stack.nestedStackResource?.logicalId))}`;
}

function warningsOf(app: App): string[] {
  return app.node.findAll()
    .flatMap((c) => c.node.metadata.filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data).replace(/ \([\w.-]+:\d+\)(?= \[ack|$)/, '').replace(/ \[ack: .*\]$/, '')))
    .filter((warning) => !warning.startsWith('nothing is proved: '))
    .sort();
}
