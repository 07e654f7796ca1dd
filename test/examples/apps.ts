/**
 * The reference app and the examples, as tests meet them: `loadApp(app)` runs the very file that cdk.json names, with the
 * context of that cdk.json, in this process.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { App } from 'aws-cdk-lib';

export const ROOT = path.join(__dirname, '..', '..');

export interface ExampleApp {
  /** Name of its goldens. */
  readonly name: string;
  /** Folder with its cdk.json. */
  readonly folder: string;
  /** Exports the `app`. */
  readonly file: string;
}

export const REFERENCE: ExampleApp = { name: '00-reference', folder: ROOT, file: path.join(ROOT, 'bin', 'app.ts') };

export const EXAMPLES: readonly ExampleApp[] = readdirSync(path.join(ROOT, 'examples')).sort()
  .map((name) => ({ name, folder: path.join(ROOT, 'examples', name), file: path.join(ROOT, 'examples', name, 'app.ts') }))
  .filter(({ file }) => existsSync(file));

export const APPS: readonly ExampleApp[] = [REFERENCE, ...EXAMPLES];

export function exampleNamed(name: string): ExampleApp {
  const found = APPS.find((app) => app.name === name);
  if (found === undefined) throw new Error(`there is no example ${name}`);
  return found;
}

export function cdkJson({ folder }: ExampleApp): { readonly app: string; readonly context: Readonly<Record<string, unknown>> } {
  return JSON.parse(readFileSync(path.join(folder, 'cdk.json'), 'utf8'));
}

/** The app with the modules of the test itself, so that `instanceof` holds; the same tree at each call in one test file. */
export function loadApp(app: ExampleApp): App {
  return withContext(app, () => (require(app.file) as { app: App }).app);
}

/**
 * The app once more, with every module loaded anew: nothing can be left over from the first time. Synthesized while these modules are
 * the ones that count, because the library loads some of its own then. The directory of the assembly.
 */
export function synthesizeAfresh(app: ExampleApp): string {
  return withContext(app, () => {
    let directory = '';
    jest.isolateModules(() => {
      directory = (require(app.file) as { app: App }).app.synth().directory;
    });
    return directory;
  });
}

/** As the CDK CLI hands it over. Without CDK_OUTDIR the assembly goes into a temporary directory. */
function withContext<T>(app: ExampleApp, run: () => T): T {
  const { CDK_CONTEXT_JSON: before, CDK_OUTDIR: outdir } = process.env;
  process.env.CDK_CONTEXT_JSON = JSON.stringify(cdkJson(app).context);
  delete process.env.CDK_OUTDIR;
  try {
    return run();
  } finally {
    if (before === undefined) delete process.env.CDK_CONTEXT_JSON;
    else process.env.CDK_CONTEXT_JSON = before;
    if (outdir !== undefined) process.env.CDK_OUTDIR = outdir;
  }
}
