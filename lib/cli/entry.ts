/**
 * Where the command begins. `zero-trust --version` is asked by every installer and every script that looks for the tool, so it
 * costs hardly more than starting node: all the rest is loaded for everything else.
 *
 *   main(['--version']);   // loads nothing
 */
import { writeSync } from 'node:fs';
import { packageOf } from './version';

type Main = (argv: readonly string[]) => Promise<number>;

export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version' && isWritten(`${packageOf().version}\n`)) return 0;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('./main') as { readonly main: Main }).main(argv);
}

/** Not through process.stdout, whose making costs more than the answer. What cannot be written is tried there again, and told there. */
function isWritten(text: string): boolean {
  try {
    return writeSync(1, text) === text.length;
  } catch {
    return false;
  }
}
