/**
 * `zero-trust bundle --cedar DIR --config FILE --out FILE`: the bundle that the authorizer decides by, made without a CDK app.
 *
 * Everything that is wrong is told at once, one line each; then nothing is written.
 */
import * as path from 'node:path';
import type { make as Make } from '../decide/make';
import { Exit, UsageError } from '../exit';
import { oneLine, warn } from '../io';
import { writeWhole } from '../whole-file';
import type { CommandAdder } from './command';

interface BundleOptions {
  readonly cedar: string;
  readonly config: string;
  readonly out: string;
}

export const addBundleCommand: CommandAdder = (program, { io, finish }) => program
  .command('bundle')
  .summary('make a policy bundle by hand')
  .description('Makes the bundle that the authorizer decides by, from a folder of Cedar policies and a configuration: policies are validated by Cedar itself, routes become policies, and what could never be met is refused. The same input gives the same bytes.')
  .requiredOption('--cedar <dir>', 'the folder of `.cedar` files')
  .requiredOption('--config <file>', 'routes, issuers, trust and limits, as JSON')
  .requiredOption('--out <file>', 'the bundle to write')
  .action(({ cedar, config, out }: BundleOptions) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { make } = require('../decide/make') as { readonly make: typeof Make };
    const { bundle, text, errors, warnings } = make({ cedar, config, cwd: io.cwd });
    for (const warning of warnings) warn(io, warning);
    for (const error of errors) io.stderr.write(`zero-trust: ${oneLine(error)}\n`);
    if (bundle === undefined || text === undefined) return finish(Exit.USAGE);
    try {
      writeWhole(path.resolve(io.cwd, out), text);
    } catch (error) {
      throw new UsageError(`file \`${out}\` cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); expected a file in a directory that exists and may be written`);
    }
    io.stdout.write(`${oneLine(`${out}: ${bundle.hash}, ${counted(Object.keys(bundle.routes).length, 'route', 'routes')}, ${counted(bundle.policies.policies.length, 'policy', 'policies')}`)}\n`);
    finish(Exit.DONE);
  });

function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
