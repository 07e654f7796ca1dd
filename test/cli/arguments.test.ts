/** Arguments and what they end with: stdout holds the answer or nothing, stderr one line or nothing. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { main } from '../../lib/cli/main';
import { assembly, run } from './support';

const { version } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };

describe('usage errors end with 2 and one line', () => {
  test.each<[string[], string]>([
    [[], 'no command is named; expected `prove` or `ask` or `diff` or `intent` or `decide` or `bundle`; see `zero-trust --help`'],
    [['intnet'], 'unknown command `intnet`; did you mean `intent`?; see `zero-trust --help`'],
    [['frobnicate'], 'unknown command `frobnicate`; see `zero-trust --help`'],
    [['help', 'intnet'], 'unknown command `intnet`; did you mean `intent`? known commands: `ask`, `bundle`, `decide`, `diff`, `intent`, `prove`; see `zero-trust --help`'],
    [['help', 'ask', 'raech'], 'unknown command `raech`; did you mean `reach`? known commands: `invoke`, `reach`; see `zero-trust ask --help`'],
    [['ask'], 'no command is named; expected `reach` or `invoke`; see `zero-trust ask --help`'],
    [['ask', 'access'], 'unknown command `access`; see `zero-trust ask --help`'],
    [['ask', 'invoke'], 'required option `--target <name>` not specified; see `zero-trust ask invoke --help`'],
    [['ask', 'reach'], 'required option `--source <name>` not specified; see `zero-trust ask reach --help`'],
    [['ask', 'reach', '--source', 'a'], 'required option `--destination <name>` not specified; see `zero-trust ask reach --help`'],
    [['ask', 'reach', '--source', 'a', '--destination', 'b', '--level', 'packets'], '`--level` is `packets`; did you mean `packet`?; expected `packet` or `pivot`'],
    [['ask', 'reach', '--source', 'a', '--destination', 'b', '--fail-on', 'violated'], '`--fail-on` is `violated`; expected `unknown`'],
    [['ask', 'reach', '--source', 'a', '--destination', 'b', '--over', 'tcp/99999'], '`--over` is `tcp/99999`: ports are not readable in `tcp/99999`; expected `tcp/5432`, `tcp/8000-8100`, `udp/53`, `icmp`, `icmp/8/0`, `ip/50`, `all`, or a list of these; write whole numbers in range, the lower first'],
    [['prove', '--snapshot', 'account.json'], '`--snapshot` is not read by this version; expected cloud assemblies or templates, e.g. `zero-trust prove cdk.out`'],
    [['prove', '--update-baseline'], '`--update-baseline` has no file to write; expected `--baseline FILE --update-baseline`'],
    [['prove', '--fail-on', 'unkown'], '`--fail-on` is `unkown`; did you mean `unknown`?; expected `violated` or `unknown`'],
    [['prove', '--format', 'sraif'], '`--format` is `sraif`; did you mean `sarif`?; expected `text` or `json` or `sarif` or `markdown` or `svg`'],
    [['prove', '--assume', 'ClientCidr'], '`--assume` is `ClientCidr`; expected `NAME=VALUE`, e.g. `--assume ClientCidr=10.0.0.0/8`'],
    [['prove', '--assume', '=x'], '`--assume` is `=x`; expected `NAME=VALUE`, e.g. `--assume ClientCidr=10.0.0.0/8`'],
    [['prove', '--assume', 'A=1', '--assume', 'A=2'], '`--assume` says `A=1` and `A=2`; expected one value for each name'],
    [['prove', '--guarantees', 'nowhere.yaml'], 'file `nowhere.yaml` does not exist; expected a guarantees file: `schema: zero-trust/guarantees/1`, `guarantees`, and `assume` if need be'],
    [['diff', 'a'], 'missing required argument `new`; see `zero-trust diff --help`'],
    [['diff'], 'missing required argument `old`; see `zero-trust diff --help`'],
    [['diff', 'a', 'b', 'c'], 'too many arguments for `diff`; expected 2 arguments but got 3; see `zero-trust diff --help`'],
    [['--versoin'], 'unknown option `--versoin`; did you mean `--version`?; see `zero-trust --help`'],
    [['intent', '--fromat', 'json'], 'unknown option `--fromat`; did you mean `--format`?; see `zero-trust intent --help`'],
    [['intent', '-x'], 'unknown option `-x`; see `zero-trust intent --help`'],
    [['intent', '--format'], 'option `--format <text|json>` argument missing; see `zero-trust intent --help`'],
    [['intent', '--format', 'jsn'], '`--format` is `jsn`; did you mean `json`?; expected `text` or `json`'],
    [['intent', '--format', 'xml'], '`--format` is `xml`; expected `text` or `json`'],
    [['intent', '--out'], 'option `--out <file>` argument missing; see `zero-trust intent --help`'],
    [['intent', 'a', 'b'], 'too many arguments for `intent`; expected 1 argument but got 2; see `zero-trust intent --help`'],
    [['intent', 'nowhere'], 'directory `nowhere` does not exist; expected a cloud assembly, as `cdk synth` writes it: run `cdk synth` first, or name its directory'],
    [['intent'], 'directory `cdk.out` does not exist; expected a cloud assembly, as `cdk synth` writes it: run `cdk synth` first, or name its directory'],
  ])('%j', async (argv, line) => {
    expect(await run(argv, { cwd: __dirname })).toEqual({ code: 2, stdout: '', stderr: `zero-trust: ${line}\n` });
  });
});

test.each([[['--help']], [['-h']], [['help']], [['intent', '--help']], [['help', 'intent']], [['prove', '--help']], [['ask', '--help']], [['ask', 'reach', '--help']], [['help', 'ask', 'reach']], [['diff', '-h']], [['decide', '--help']], [['bundle', '--help']]])('%j answers on stdout and ends with 0', async (argv) => {
  const { code, stdout, stderr } = await run(argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: zero-trust( intent| prove| ask| ask reach| diff| decide| bundle)? \[options\]/);
  expect(stdout).toContain('70  a bug of zero-trust');
  expect(Math.max(...stdout.split('\n').map((l) => l.length))).toBeLessThanOrEqual(100);
  if (argv.includes('intent')) expect(Math.max(...stdout.split('\n').map((l) => l.length))).toBeGreaterThan(90);
  expect(await run(argv, { terminal: { columns: 200 } })).toEqual({ code, stdout, stderr });
});

test.each([[['--version']], [['intent', '--version']], [['prove', '--version']], [['ask', 'reach', '--version']]])('%j is the version of the package', async (argv) => {
  expect(await run(argv)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('the directory is cdk.out where none is named', async () => {
  const files = { 'manifest.json': undefined, 'zero-trust.intent.json': undefined, 'zero-trust.network.json': undefined };
  const whole = assembly();
  const text = (name: string) => readFileSync(path.join(whole, name), 'utf8');
  const cwd = assembly({ ...files, ...Object.fromEntries(Object.keys(files).map((name) => [`cdk.out/${name}`, text(name)])) });
  expect(await run(['intent'], { cwd })).toEqual(await run(['intent', whole]));
});

test('a bug of ours ends with 70, says so, and asks for what helps', async () => {
  const failing = { write: (): never => { throw new TypeError('the disk is made of cheese'); } };
  let stderr = '';
  const code = await main(['intent', assembly()], { stdout: failing, stderr: { write: (part) => { stderr += part; } }, env: {}, cwd: __dirname });
  expect(code).toBe(70);
  expect(stderr).toMatch(/^zero-trust: this is a bug of zero-trust, not of your app\nTypeError: the disk is made of cheese\n +at /);
  expect(stderr).toMatch(new RegExp(`Please report these lines, the command, and the input if you may share it: https://\\S+/issues\nzero-trust ${version}, node \\d+`));
});
