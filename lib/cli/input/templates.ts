/**
 * The assemblies and templates that are named on the command line:
 *
 *   const templates = readInputs(['cdk.out'], { cwd, assume: {} });
 *
 * What is not there at all is told here, with what a new user does next; everything else is told by whoever reads it.
 */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { type ReadOptions, readTemplates, type TemplateWorld } from '../../world/template';
import { UsageError } from '../exit';

const EXPECTED = 'a cloud assembly such as `cdk.out` (run `cdk synth` first), or a CloudFormation template';

export function readInputs(paths: readonly string[], options: ReadOptions & { readonly cwd: string }): TemplateWorld {
  for (const name of paths) {
    const at = path.resolve(options.cwd, name);
    if (!existsSync(at)) throw new UsageError(`\`${name}\` does not exist; expected ${EXPECTED}`);
    const inner = path.join(name, 'cdk.out');
    if (!existsSync(path.join(at, 'manifest.json')) && existsSync(path.resolve(options.cwd, inner, 'manifest.json'))) throw new UsageError(`\`${name}\` is no cloud assembly; did you mean \`${inner}\`?`);
  }
  return readTemplates(paths, options);
}
