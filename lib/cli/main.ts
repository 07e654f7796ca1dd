/**
 * The command line `zero-trust`:
 *
 *   main(['intent', 'cdk.out']).then((code) => { process.exitCode = code; });
 *
 * It never ends the process itself, so that what was written gets out. Text goes to stdout, everything else to stderr.
 */
import { NameError } from '../prover/network/names';
import { InputError, printable } from '../world/input-error';
import { Exit, UsageError } from './exit';
import { type Io, oneLine, processIo } from './io';
import { run } from './program';
import { packageOf } from './version';

export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    return await run(argv, io);
  } catch (error) {
    if (error instanceof UsageError || error instanceof InputError || error instanceof NameError) {
      io.stderr.write(`zero-trust: ${oneLine(error.message)}${error.code === undefined ? '' : ` [${error.code}]`}\n`);
      return Exit.USAGE;
    }
    io.stderr.write(bugReport(error));
    return Exit.BUG;
  }
}

function bugReport(error: unknown): string {
  const { version, issues } = packageOf();
  const stack = (error instanceof Error ? error.stack ?? error.message : String(error)).split('\n').map(printable).join('\n');
  return [
    'zero-trust: this is a bug of zero-trust, not of your app',
    stack,
    `Please report these lines, the command, and the input if you may share it: ${issues}`,
    `zero-trust ${version}, node ${process.versions.node}, ${process.platform} ${process.arch}`,
    '',
  ].join('\n');
}
