/**
 * An app as its developer has it: a copy of its files, edited step by step, and deployed with the `cdk` of this repository.
 * An edit names the very text of the file that it changes, so that it fails when the example moves on.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { NetworkFile } from '../../lib/contract/network-report';
import type { Intent } from '../../lib/intent';
import { ACCOUNT, type Emulator, REGION, ROOT, ROOT_CREDENTIALS } from './emulator';

/** Longer than anything takes on a busy machine; a provider that never answers would wait for an hour. */
const CDK_SECONDS = 240;

/** `was` becomes `is` in a file. */
export interface Edit {
  readonly file: string;
  readonly was: string;
  readonly is: string;
}

export interface Ran {
  readonly code: number;
  readonly output: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly DeletionPolicy?: string; readonly Properties?: any; readonly Metadata?: any }>>;
}

export class Project {
  private readonly folder: string;
  private assembly = '';

  /** @param from folder with the app's cdk.json @param files of that folder, cdk.json aside @param main file that makes the app; none, to bootstrap */
  public constructor(private readonly emulator: Emulator, private readonly scratch: string, name: string, from: string, files: readonly string[], main?: string) {
    this.folder = path.join(scratch, name);
    mkdirSync(this.folder, { recursive: true });
    for (const file of files) cpSync(path.join(ROOT, from, file), path.join(this.folder, file), { recursive: true });
    const cdkJson = path.join(ROOT, from, 'cdk.json');
    const { context } = existsSync(cdkJson) ? (JSON.parse(readFileSync(cdkJson, 'utf8')) as { context: object }) : { context: {} };
    const app = main === undefined ? undefined : `"${process.execPath}" -r "${path.join(ROOT, 'scripts', 'ts.cjs')}" ${main}`;
    writeFileSync(path.join(this.folder, 'cdk.json'), JSON.stringify({ app, context }));
  }

  public edit(...edits: readonly Edit[]): void {
    for (const { file, was, is } of edits) {
      const before = readFileSync(path.join(this.folder, file), 'utf8');
      if (before.split(was).length !== 2) throw new Error(`${file} does not hold exactly once:\n${was}`);
      writeFileSync(path.join(this.folder, file), before.replace(was, () => is));
    }
  }

  public undo(...edits: readonly Edit[]): void {
    this.edit(...[...edits].reverse().map(({ file, was, is }) => ({ file, was: is, is: was })));
  }

  public bootstrap(): Promise<Ran> {
    return this.cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`);
  }

  /** `cdk deploy` of the app as it stands; its change sets are named `step`. */
  public deploy(step: string, ...more: readonly string[]): Promise<Ran> {
    this.assembly = `out-${step}`;
    const stacks = more.includes('--exclusively') ? [] : ['--all'];
    return this.cdk('deploy', ...stacks, '--require-approval', 'never', '--progress', 'events', '--change-set-name', step, ...more);
  }

  public destroy(): Promise<Ran> {
    return this.cdk('destroy', '--all', '--force');
  }

  public get intent(): Intent {
    return this.read('zero-trust.intent.json');
  }

  public get network(): NetworkFile {
    return this.read('zero-trust.network.json');
  }

  public template(stack: string): Template {
    return this.read(`${stack}.template.json`);
  }

  private read<T>(file: string): T {
    return JSON.parse(readFileSync(path.join(this.folder, this.assembly, file), 'utf8')) as T;
  }

  private cdk(command: string, ...args: readonly string[]): Promise<Ran> {
    const env = {
      PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', HOME: this.scratch, TMPDIR: this.scratch, CDK_HOME: path.join(this.scratch, 'cdk-home'), CI: '1', NO_COLOR: '1',
      NODE_PATH: path.join(ROOT, 'node_modules'), NODE_NO_WARNINGS: '1', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: '1',
      AWS_ENDPOINT_URL: this.emulator.url, AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION, AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: ROOT_CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: ROOT_CREDENTIALS.secretAccessKey,
      AWS_CA_BUNDLE: this.emulator.certificate, NODE_EXTRA_CA_CERTS: this.emulator.certificate,
    };
    const flags = ['--no-notices', '--no-version-reporting', '--no-color', '--output', this.assembly === '' ? 'out-none' : this.assembly];
    const cli = path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const child = spawn(process.execPath, [cli, command, ...args, ...flags], { cwd: this.folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
    return new Promise((done, fail) => {
      const end = (): void => {
        try {
          process.kill(-child.pid!, 'SIGKILL');
        } catch {
          // It has ended already.
        }
      };
      const timer = setTimeout(() => {
        output += `\n(ended after ${CDK_SECONDS} s)\n${this.emulator.complaints()}`;
        end();
      }, CDK_SECONDS * 1000);
      process.once('exit', end);
      child.once('error', fail);
      child.once('close', (code) => {
        clearTimeout(timer);
        process.off('exit', end);
        done({ code: code ?? -1, output });
      });
    });
  }
}
