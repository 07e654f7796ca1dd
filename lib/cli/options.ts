/**
 * Values of options that several commands take.
 */
import { Argument, Option } from 'commander';
import { nearest } from '../intent';
import { UsageError } from './exit';

/** `--format text|json`, in this order of preference: the first is the default. */
export function formatOption(formats: readonly [string, ...string[]]): Option {
  return choiceOption(`--format <${formats.join('|')}>`, 'how to print the answer', formats).default(formats[0]);
}

export function outOption(): Option {
  return new Option('--out <file>', 'write the answer to a file, not to stdout');
}

/** What is read; several are linked with each other. */
export function pathsArgument(): Argument {
  return new Argument('[path...]', 'cloud assemblies, as `cdk synth` writes them, and CloudFormation templates').default(['cdk.out'], 'cdk.out');
}

/** One of a few words; another one is told with the nearest. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  const [name] = flags.split(' ');
  return new Option(flags, description).argParser((value: string) => {
    if (choices.includes(value)) return value;
    const near = nearest(value, choices);
    throw new UsageError(`\`${name}\` is \`${value}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}; expected ${choices.map((c) => `\`${c}\``).join(' or ')}`);
  });
}

export type Assumed = Readonly<Record<string, string>>;

/** `--assume NAME=VALUE`, as often as there are names. */
export function assumeOption(): Option {
  return new Option('--assume <name=value>', 'take a parameter or another token for known; may be given several times').default({}, 'nothing').argParser((value: string, before: Assumed): Assumed => {
    const equals = value.indexOf('=');
    const name = value.slice(0, Math.max(equals, 0)).trim();
    if (name === '') throw new UsageError(`\`--assume\` is \`${value}\`; expected \`NAME=VALUE\`, e.g. \`--assume ClientCidr=10.0.0.0/8\``);
    const text = value.slice(equals + 1);
    if (Object.hasOwn(before, name) && before[name] !== text) throw new UsageError(`\`--assume\` says \`${name}=${before[name]}\` and \`${name}=${text}\`; expected one value for each name`);
    return { ...before, [name]: text };
  });
}
