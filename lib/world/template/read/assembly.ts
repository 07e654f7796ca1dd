/**
 * Cloud assemblies: a directory with a manifest.json, its stacks, its stages (assemblies within it), and the intents beside them.
 *
 *   const { sources, intents } = readAssembly('/abs/cdk.out', 'cdk.out', '');
 *
 * The manifest is read as it is written, without CDK: CDK groups stacks of other regions apart, and this does not. What the
 * manifest names and is not there is an error, because a template that is left out would pass silently.
 */
import * as path from 'node:path';
import { InputError } from '../../input-error';
import type { IntentFile } from '../model';
import { type Body, isRaw, own, readBody, type Raw } from './body';
import { below, kindOf, readBytes, readJson, realPath } from './files';
import { addNested, type Assets } from './nested';
import type { Source, Sources, StaleIntents } from './source';

const DEEPEST = 16;

/** `shown` is the name of the directory for messages; `prefix` stands before every file in places (`cdk.out/`, or empty). */
export function readAssembly(directory: string, shown: string, prefix: string, staleIntents: StaleIntents = 'refuse'): Sources {
  const out: Sources = { sources: [], intents: [], unknowns: [], stale: [], lone: [] };
  new AssemblyReader(out, staleIntents).assembly(directory, shown, prefix, '', []);
  return out;
}

class AssemblyReader {
  constructor(private readonly out: Sources, private readonly staleIntents: StaleIntents) {}

  public assembly(directory: string, shown: string, prefix: string, stage: string, above: readonly string[]): void {
    const real = realPath(directory, shown);
    const manifestName = `${shown}/manifest.json`;
    if (above.includes(real) || above.length > DEEPEST) throw new InputError('ManifestInvalid', `directory \`${shown}\` is a stage of itself; expected assemblies within each other`);
    const manifest = readJson(path.join(directory, 'manifest.json'), manifestName, 'the manifest of a cloud assembly');
    if (manifest === undefined) throw new InputError('NotAnAssembly', `directory \`${shown}\` has no manifest.json; expected a cloud assembly such as \`cdk.out\`, or the names of templates`);
    if (!isRaw(manifest) || typeof manifest.version !== 'string') throw new InputError('ManifestInvalid', `file \`${manifestName}\`: no \`version\`; expected the manifest of a cloud assembly`);
    const artifacts = own(manifest, 'artifacts') ?? {};
    if (!isRaw(artifacts)) throw new InputError('ManifestInvalid', `file \`${manifestName}\` at \`/artifacts\`: not an object; expected artifacts by their ids`);
    this.missingContext(manifest, `${prefix}manifest.json`);
    const assets: Assets = { directory, prefix, shown, manifests: () => assetManifests(artifacts, directory, shown, manifestName) };
    for (const [id, artifact] of Object.entries(artifacts).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!isRaw(artifact) || typeof artifact.type !== 'string') throw new InputError('ManifestInvalid', `file \`${manifestName}\`: artifact \`${id}\` has no \`type\`; expected \`aws:cloudformation:stack\` or another type of artifact`);
      const properties = own(artifact, 'properties') ?? {};
      if (!isRaw(properties)) throw new InputError('ManifestInvalid', `file \`${manifestName}\`: \`properties\` of artifact \`${id}\` is not an object`);
      if (artifact.type === 'aws:cloudformation:stack') this.stack(id, artifact, properties, stage, assets, manifestName);
      if (artifact.type === 'cdk:cloud-assembly') {
        const inner = below(directory, properties.directoryName, manifestName);
        const name = path.relative(directory, inner).split(path.sep).join('/');
        if (kindOf(inner) !== 'directory') throw new InputError('AssetMissing', `file \`${manifestName}\`: the stage \`${id}\` is in directory \`${name}\`, which does not exist; restore it, or synthesize again`);
        const innerStage = typeof properties.displayName === 'string' ? properties.displayName : [stage, id.replace(/^assembly-/, '')].filter((s) => s !== '').join('/');
        this.assembly(inner, `${shown}/${name}`, `${prefix}${name}/`, innerStage, [...above, real]);
      }
    }
    const intent = this.believed(intentOf(directory, shown, prefix, stage), artifacts, shown);
    if (intent !== undefined) this.out.intents.push(intent);
    else this.refuseLostIntent(shown, stage);
  }

  /** The intent, where it is of the synth that wrote the manifest; one that nobody synthesized has no digest, and neither has its manifest. */
  private believed(intent: IntentFile | undefined, artifacts: Raw, shown: string): IntentFile | undefined {
    const artifact = own(artifacts, INTENT_ARTIFACT);
    const expected = isRaw(artifact) && isRaw(artifact.properties) ? own(artifact.properties, 'digest') : undefined;
    if (intent === undefined) {
      if (artifact !== undefined) throw new InputError('IntentMissing', `directory \`${shown}\` has no zero-trust.intent.json, and its manifest.json names one; restore the file, or synthesize again`);
      return undefined;
    }
    if ((isRaw(intent.network) ? own(intent.network, 'digest') : undefined) === expected) return intent;
    if (this.staleIntents === 'refuse') throw new InputError('IntentStale', `directory \`${shown}\`: its zero-trust.intent.json is of another synth than its manifest.json${artifact === undefined ? ', which names none' : ''}; remove zero-trust.intent.json and zero-trust.network.json, and synthesize again`);
    this.out.stale.push(intent.file);
    return undefined;
  }

  private stack(id: string, artifact: Raw, properties: Raw, stage: string, assets: Assets, manifestName: string): void {
    const { directory, prefix, shown } = assets;
    const file = below(directory, properties.templateFile, manifestName);
    const name = path.relative(directory, file).split(path.sep).join('/');
    if (kindOf(file) === 'missing') throw new InputError('AssetMissing', `file \`${manifestName}\`: the template \`${name}\` of stack \`${id}\` does not exist; restore it, or synthesize again`);
    const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(typeof artifact.environment === 'string' ? artifact.environment : '') ?? [];
    const source: Source = {
      file: {
        key: id,
        file: `${prefix}${name}`,
        stage,
        ...(account === undefined || account === 'unknown-account' ? {} : { account }),
        ...(region === undefined || region === 'unknown-region' ? {} : { region }),
      },
      stackName: typeof properties.stackName === 'string' ? properties.stackName : id,
      body: readBody(readBytes(file, `${shown}/${name}`), `${prefix}${name}`, { alone: false }),
      metadata: () => metadataOf(artifact, directory, shown, manifestName),
    };
    this.out.sources.push(source);
    addNested(source, assets, this.out);
  }

  /** Rules of flows beside no intent: somebody copied a part of the assembly, and nothing of what was declared would be judged. */
  private refuseLostIntent(shown: string, stage: string): void {
    const declared = this.out.sources.find(({ file, body }) => file.stage === stage && isMadeFromIntent(body));
    if (declared !== undefined) throw new InputError('IntentMissing', `directory \`${shown}\` has no zero-trust.intent.json, and its template \`${declared.file.file}\` was made from an intent; restore the file, or synthesize again`);
  }

  /** Values of a context that was not looked up yet are placeholders. */
  private missingContext(manifest: Raw, file: string): void {
    const missing = own(manifest, 'missing');
    if (!Array.isArray(missing)) return;
    missing.forEach((entry: unknown, i) => {
      const key = isRaw(entry) && typeof entry.key === 'string' ? entry.key : String(i);
      if (isRaw(entry) && typeof entry.provider === 'string' && HARMLESS.includes(entry.provider)) return;
      if (this.out.unknowns.some((u) => u.token === `context ${key}`)) return; // a stage and the app both say it
      this.out.unknowns.push({ token: `context ${key}`, template: file, pointer: `/missing/${i}`, why: 'the assembly was synthesized before this was looked up: placeholders stand in its templates' });
    });
  }
}

/** Look-ups that decide nothing about a network: names of zones, images, hosted zones, keys. Every test of a stack with an account has one. */
const HARMLESS = ['availability-zones', 'endpoint-service-availability-zones', 'ami', 'hosted-zone', 'key-provider'];

/** Marks of what stands without an intent: an identity, a web firewall, a watch, a baseline, and exceptions of a mixin on an API that exists. */
const WITHOUT_INTENT = ['baseline', 'client', 'firewall', 'function', 'hook', 'identity', 'public'];

/** Rules carry the flows that they serve, methods their routes. */
export function isMadeFromIntent(body: Body): boolean {
  return body.resourceIds.some((id) => {
    const { Metadata: metadata } = body.Resources[id];
    const mark = isRaw(metadata) ? own(metadata, 'zero-trust') : undefined;
    return isRaw(mark) && !WITHOUT_INTENT.some((key) => Object.hasOwn(mark, key));
  });
}

/** As lib/contract/network-report.ts has it. */
const INTENT_ARTIFACT = 'cdk-zero-trust/intent';

function metadataOf(artifact: Raw, directory: string, shown: string, manifestName: string): Raw {
  const inline = own(artifact, 'metadata');
  if (isRaw(inline)) return inline;
  const name = own(artifact, 'additionalMetadataFile');
  if (typeof name !== 'string') return {};
  const read = readJson(below(directory, name, manifestName), `${shown}/${name}`, 'metadata of constructs');
  return isRaw(read) ? read : {};
}

/** `objectKey` of every asset of the assembly, to its file. */
function assetManifests(artifacts: Raw, directory: string, shown: string, manifestName: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const artifact of Object.values(artifacts)) {
    if (!isRaw(artifact) || artifact.type !== 'cdk:asset-manifest' || !isRaw(artifact.properties)) continue;
    const file = below(directory, artifact.properties.file, manifestName);
    const name = `${shown}/${String(artifact.properties.file)}`;
    const read = readJson(file, name, 'a manifest of assets');
    if (read === undefined) throw new InputError('AssetMissing', `file \`${name}\` does not exist; restore it, or synthesize again`);
    const files = isRaw(read) && isRaw(read.files) ? read.files : {};
    for (const [hash, asset] of Object.entries(files)) {
      if (!isRaw(asset) || !isRaw(asset.source) || typeof asset.source.path !== 'string') continue;
      found.set(hash, asset.source.path);
      const destinations = isRaw(asset.destinations) ? Object.values(asset.destinations) : [];
      for (const destination of destinations) if (isRaw(destination) && typeof destination.objectKey === 'string') found.set(destination.objectKey, asset.source.path);
    }
  }
  return found;
}

function intentOf(directory: string, shown: string, prefix: string, stage: string): IntentFile | undefined {
  const read = (name: string): unknown => readJson(path.join(directory, name), `${shown}/${name}`, 'an object as the library writes it');
  const intent = read('zero-trust.intent.json');
  if (intent === undefined) return undefined;
  const network = read('zero-trust.network.json');
  return { stage, directory: prefix.replace(/\/$/, ''), file: `${prefix}zero-trust.intent.json`, intent, ...(network === undefined ? {} : { network }) };
}
