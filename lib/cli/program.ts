/**
 * Arguments in, an exit code out; which commands there are stands in commands/index.ts.
 *
 * commander parses. It never writes to stderr and never ends the process here: what it refuses becomes one line of ours.
 */
import { Command, CommanderError } from 'commander';
import { didYouMean } from '../intent';
import { COMMANDS } from './commands';
import { Exit, type ExitCode, UsageError } from './exit';
import type { Io } from './io';
import { packageOf } from './version';

const HELP_WIDTH = 100;

export async function run(words: readonly string[], io: Io): Promise<ExitCode> {
  // `help ask reach` is the help of a command of a command; commander's own takes one word.
  const argv = words[0] === 'help' && words.length > 2 ? [...words.slice(1, -1), 'help', words[words.length - 1]] : words;
  let code: ExitCode | undefined;
  const { version } = packageOf();
  const program = new Command('zero-trust')
    .description('Say who may reach what; see it, and have it proved.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
    })
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .version(version, '--version', 'show the version')
    .addHelpText('after', EXITS);
  for (const add of COMMANDS) {
    everyCommand(add(program, { io, finish: (with_) => { code = with_; } }), (command) => command.version(version, '--version', 'show the version').addHelpText('after', EXITS));
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return Exit.DONE; // help and version have been answered
    throw new UsageError(error.code === 'commander.help' ? noCommand(program, argv) : refusal(error, program, argv));
  }
  if (code === undefined) throw new Error('the command ended without an exit code');
  return code;
}

const EXITS = `
Exit codes:
  0   done
  1   the answer is no
  2   a usage error, or an input that cannot be read
  3   something is unknown that must not be
  70  a bug of zero-trust`;

function everyCommand(command: Command, work: (command: Command) => void): void {
  work(command);
  for (const inner of command.commands) everyCommand(inner, work);
}

/** The command that the words lead to, and the words: `ask reach` of `ask reach cdk.out --over x`. */
function commandOf(program: Command, argv: readonly string[]): { readonly command: Command; readonly path: readonly string[] } {
  const inner = argv.length === 0 ? undefined : program.commands.find((c) => c.name() === argv[0]);
  if (inner === undefined) return { command: program, path: [] };
  const { command, path } = commandOf(inner, argv.slice(1));
  return { command, path: [inner.name(), ...path] };
}

/** commander shows the whole help where no command is named, and for `help NAME` of a name that it does not know. */
function noCommand(program: Command, argv: readonly string[]): string {
  const { command, path } = commandOf(program, argv);
  const names = command.commands.map((c) => c.name());
  const [help, wanted] = argv.slice(path.length);
  const see = `see \`${['zero-trust', ...path].join(' ')} --help\``;
  return help === 'help' && wanted !== undefined
    ? `unknown command \`${wanted}\`${didYouMean(wanted, names, 'commands')}; ${see}`
    : `no command is named; expected ${names.map((n) => `\`${n}\``).join(' or ')}; ${see}`;
}

/** commander's words as one line of ours: ``unknown option `--fromat`; did you mean `--format`?; see ...``. */
function refusal(error: CommanderError, program: Command, argv: readonly string[]): string {
  const [first, ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = rest.map((line) => line.replace(/^\(Did you mean (.*)\?\)$/, (_, names: string) => `; did you mean ${names.replace(/^one of /, '').split(', ').map((n) => `\`${n}\``).join(' or ')}?`)).join('');
  const { path } = commandOf(program, argv);
  const what = first.replace(/'([^']*)'/g, '`$1`').replace(/\.$/, '').replace(/\. ([A-Z])/g, (_, c: string) => `; ${c.toLowerCase()}`);
  return `${what}${hint}; see \`${['zero-trust', ...path].join(' ')} --help\``;
}
