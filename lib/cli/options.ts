/**
 * Values of options that several commands take.
 */
import { Option } from 'commander';
import { nearest } from '../intent';
import { UsageError } from './exit';

/** `--format text|json`, in this order of preference: the first is the default. */
export function formatOption(formats: readonly [string, ...string[]]): Option {
  return new Option(`--format <${formats.join('|')}>`, 'how to print the answer').default(formats[0]).argParser((value: string) => {
    if (formats.includes(value)) return value;
    const near = nearest(value, formats);
    throw new UsageError(`\`--format\` is \`${value}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}; expected ${formats.map((f) => `\`${f}\``).join(' or ')}`);
  });
}

export function outOption(): Option {
  return new Option('--out <file>', 'write the answer to a file, not to stdout');
}
