import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRecord, refuse } from './values';

export type Template = Record<string, any>;

export interface Resource {
  /** `Stack/LogicalId`; nested and staged stacks have longer paths. */
  readonly id: string;
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly raw: Template;
  /** Construct path, if the templates or the assembly tell it. */
  readonly path?: string;
}

export interface Stack {
  /** Construct path of the stack, or what the test called it. */
  readonly path: string;
  /** Value of `AWS::StackName`; a nested stack's is made at deployment. */
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly template: Template;
  readonly resources: ReadonlyMap<string, Resource>;
  /** For a nested stack, the `AWS::CloudFormation::Stack` that makes it. */
  readonly owner?: Resource;
}

/** The nested template of a resource: its text, its key for further look-ups. */
type NestedTemplates = (owner: Resource) => { readonly template: Template; readonly path?: string };
type ConstructPaths = readonly (readonly [path: string, logicalId: string])[];

/** All stacks of a cloud assembly directory: nested stages, nested stacks. */
export function readAssembly(directory: string): Stack[] {
  const manifest = readJson(join(directory, 'manifest.json'));
  const artifacts = Object.entries<Template>(manifest.artifacts ?? {});
  const assets = artifacts.filter(([, { type }]) => type === 'cdk:asset-manifest')
    .flatMap(([, { properties }]) => Object.values<Template>(readJson(join(directory, properties.file)).files ?? {}));

  return artifacts.flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') return readAssembly(join(directory, artifact.properties.directoryName));
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    const paths = constructPaths(directory, artifact);
    return withNested({
      path: artifact.displayName ?? id,
      name: artifact.properties.stackName ?? id,
      ...environment(artifact.environment),
      template: readJson(join(directory, artifact.properties.templateFile)),
    }, paths, owner => {
      const file = nestedFile(owner, assets);
      return { template: readJson(resolve(directory, file)), path: owner.path?.replace(/\/([^/]+)\.NestedStack\/\1\.NestedStackResource$/, '/$1') };
    });
  });
}

/** Stacks from templates in memory. A nested stack's template is given as `Parent/LogicalIdOfTheStackResource`. */
export function readTemplates(templates: Record<string, Template>, environments: Record<string, string> = {}): Stack[] {
  const isNested = (key: string) => {
    const cut = key.lastIndexOf('/');
    return templates[key.slice(0, cut)]?.Resources?.[key.slice(cut + 1)]?.Type === 'AWS::CloudFormation::Stack';
  };
  const nested: NestedTemplates = owner => ({
    template: templates[owner.id] ?? refuse(owner.id, `no template for this nested stack: pass it as ${JSON.stringify(owner.id)}`),
  });
  return Object.keys(templates).filter(key => !isNested(key)).flatMap(key =>
    withNested({ path: key, name: key, ...environment(environments[key]), template: templates[key] }, [], nested));
}

function withNested(seed: Omit<Stack, 'resources'>, paths: ConstructPaths, nested: NestedTemplates): Stack[] {
  refuseMacros(seed);
  const resources = new Map<string, Resource>();
  const stack: Stack = { ...seed, resources };
  for (const [logicalId, raw] of Object.entries<Template>(seed.template.Resources ?? {})) {
    if (!isRecord(raw) || typeof raw.Type !== 'string') refuse(`${seed.path}/${logicalId}`, 'not a resource (Fn::ForEach and includes are not simulated)');
    const path = raw.Metadata?.['aws:cdk:path'] ?? paths.find(([candidate, id]) => id === logicalId && candidate.startsWith(`${seed.path}/`))?.[0];
    resources.set(logicalId, { id: `${seed.path}/${logicalId}`, stack, logicalId, type: raw.Type, raw, path });
  }
  const inner = [...resources.values()].filter(({ type }) => type === 'AWS::CloudFormation::Stack').flatMap(owner => {
    const { template, path } = nested(owner);
    return withNested({ path: path ?? owner.id, account: seed.account, region: seed.region, template, owner }, paths, nested);
  });
  return [stack, ...inner];
}

/** A macro may add any rule and any interface. */
function refuseMacros({ path, template }: Pick<Stack, 'path' | 'template'>): void {
  const macros = [template.Transform ?? []].flat().filter(name => name !== 'AWS::LanguageExtensions');
  if (macros.length > 0) refuse(path, `Transform is not simulated: ${JSON.stringify(macros)}`);
}

/** Shortest first: inside a nested stack a logical id may repeat one of its parent, under a longer path. */
function constructPaths(directory: string, artifact: Template): ConstructPaths {
  const metadata: Template = { ...artifact.metadata, ...(artifact.additionalMetadataFile ? readJson(join(directory, artifact.additionalMetadataFile)) : {}) };
  return Object.entries<Template[]>(metadata)
    .flatMap(([path, entries]) => entries.filter(({ type }) => type === 'aws:cdk:logicalId').map(({ data }) => [path.replace(/^\//, ''), data] as const))
    .sort(([a], [b]) => a.split('/').length - b.split('/').length);
}

/** The asset metadata names the file if the CLI asked for it; the asset manifest always does. */
function nestedFile(owner: Resource, assets: Template[]): string {
  const named = owner.raw.Metadata?.['aws:asset:path'];
  if (named) return named;
  const url = JSON.stringify(owner.raw.Properties?.TemplateURL ?? '');
  const asset = assets.find(({ destinations }) => Object.values<Template>(destinations ?? {}).some(({ objectKey }) => url.includes(`/${objectKey}"`)));
  return asset?.source?.path ?? refuse(owner.id, `the template of this nested stack is not in the assembly: ${url}`);
}

function environment(text = ''): Pick<Stack, 'account' | 'region'> {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(text) ?? [];
  return { account: account === 'unknown-account' ? undefined : account, region: region === 'unknown-region' ? undefined : region };
}

function readJson(file: string): Template {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return refuse(file, (error as Error).message);
  }
}
