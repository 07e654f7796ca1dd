/**
 * Nested stacks: the resource `AWS::CloudFormation::Stack` names a file by an asset's address, and the file is beside.
 *
 * The file is found by the address in the manifest of assets, or by the resource's Metadata (`aws:asset:path`); beside a template
 * that stands alone by the relative name that `aws cloudformation package` takes. A template that is somewhere else (an address
 * in somebody's bucket) is unknown: it may make anything. One that should be here and is not is an error.
 */
import * as path from 'node:path';
import { InputError } from '../../input-error';
import { childPointer } from '../../../document/tree';
import { isRaw, own, readBody, type Body, type RawResource } from './body';
import { below, kindOf, readBytes } from './files';
import type { Source, Sources } from './source';

export const NESTED = 'AWS::CloudFormation::Stack';

/** More nested stacks than CloudFormation would make: a template that multiplies itself. */
const MOST = 5000;

export interface Assets {
  readonly directory: string;
  /** Before names in places. */
  readonly prefix: string;
  /** Name of the directory in messages. */
  readonly shown: string;
  /** Address of an asset (the last part of it, or its hash) to its file; absent beside a template that stands alone. */
  readonly manifests?: () => ReadonlyMap<string, string>;
  /** Files that were read as nested stacks, beside a template that stands alone. */
  readonly taken?: Set<string>;
}

export function addNested(parent: Source, assets: Assets, out: Sources): void {
  let addresses: ReadonlyMap<string, string> | undefined;
  const bodies = new Map<string, Body>();
  const visit = (source: Source, above: readonly string[]): void => {
    for (const logicalId of source.body.types.get(NESTED) ?? []) {
      const resource = source.body.Resources[logicalId];
      const place = childPointer('/Resources', logicalId);
      if (assets.manifests !== undefined) addresses ??= assets.manifests();
      const name = fileOf(resource, addresses);
      if (name === undefined) {
        out.unknowns.push({ token: `template of ${logicalId}`, template: source.file.file, pointer: `${place}/Properties/TemplateURL`, why: 'the nested template is not among the files: it may make any resource' });
        continue;
      }
      const file = below(assets.directory, name, source.file.file);
      if (kindOf(file) !== 'file' && addresses === undefined) {
        out.unknowns.push({ token: `template of ${logicalId}`, template: source.file.file, pointer: `${place}/Properties/TemplateURL`, why: `the nested template \`${name}\` is not beside the template: it may make any resource` });
        continue;
      }
      if (kindOf(file) !== 'file') throw new InputError('AssetMissing', `file \`${source.file.file}\` at \`${place}\`: the nested template \`${name}\` does not exist; restore it, or synthesize again`);
      if (above.includes(file)) throw new InputError('CyclicReference', `file \`${source.file.file}\` at \`${place}\`: the nested template \`${name}\` contains itself; expected stacks within each other`);
      if (out.sources.length > MOST) throw new InputError('TooManyStacks', `file \`${source.file.file}\` at \`${place}\`: more than ${MOST} nested stacks; expected fewer`);
      const shownName = `${assets.prefix}${path.relative(assets.directory, file).split(path.sep).join('/')}`;
      let body = bodies.get(file);
      if (body === undefined) bodies.set(file, body = readBody(readBytes(file, shownName), shownName, { alone: false }));
      assets.taken?.add(file);
      const { metadata } = source;
      const nested: Source = {
        file: { ...source.file, key: `${source.file.key}/${logicalId}`, file: shownName },
        parent: { key: source.file.key, logicalId },
        body,
        ...(metadata === undefined ? {} : { metadata }),
      };
      out.sources.push(nested);
      visit(nested, [...above, file]);
    }
  };
  visit(parent, [below(assets.directory, parent.file.file.slice(assets.prefix.length), parent.file.file)]);
}

function fileOf(resource: RawResource, addresses: ReadonlyMap<string, string> | undefined): string | undefined {
  const url = resource.Properties && own(resource.Properties, 'TemplateURL');
  if (addresses === undefined) {
    const isBeside = typeof url === 'string' && /^(?!\w+:)[^\s\\]+\.(json|ya?ml|template)$/i.test(url) && !/^\.\.(\/|$)|^\//.test(path.posix.normalize(url));
    return isBeside ? url : undefined;
  }
  for (const text of textsIn(url)) {
    const name = text.slice(text.lastIndexOf('/') + 1);
    const file = addresses.get(name) ?? addresses.get(name.replace(/\.[A-Za-z.]+$/, ''));
    if (file !== undefined) return file;
  }
  const metadata = isRaw(resource.Metadata) ? own(resource.Metadata, 'aws:asset:path') : undefined;
  return typeof metadata === 'string' ? metadata : undefined;
}

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth + 1));
}
