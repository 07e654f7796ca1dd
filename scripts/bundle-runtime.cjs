// Bundles Lambda handlers: lib/runtime/NAME/handler.ts -> assets/NAME/index.js. The same input gives the same bytes.
// test/runtime uses it too, so that what is tested is made as what ships.
const { build } = require('esbuild');
const { existsSync, readdirSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** A bundle for each folder with a handler. `./token-table.json` is written beside the bundle at synth, where it does not fit into the environment. */
exports.bundleRuntime = async (outdir = path.join(ROOT, 'assets')) => {
  const dir = path.join(ROOT, 'lib', 'runtime');
  const names = existsSync(dir) ? readdirSync(dir).filter((n) => existsSync(path.join(dir, n, 'handler.ts'))).sort() : [];
  return Promise.all(names.map(async (name) => ({
    name,
    meta: (await build({
      absWorkingDir: ROOT, bundle: true, platform: 'node', format: 'cjs', target: 'node22', charset: 'utf8', legalComments: 'none', logLevel: 'warning', metafile: true, minify: true,
      entryPoints: [`lib/runtime/${name}/handler.ts`], outfile: path.join(outdir, name, 'index.js'), external: ['@aws-sdk/*', './token-table.json'],
    })).metafile,
  })));
};

/** Cold start: no code of CDK, and none that runs at synth, in a Lambda function. */
exports.refuseCdk = (name, { inputs }) => {
  const wrong = Object.keys(inputs).filter((input) => /(^|\/)node_modules\/(aws-cdk-lib|constructs|@aws-cdk)\//.test(input) || /(^|\/)lib\/(layers|mixins|validation|world|prover|evidence|cli)\//.test(input));
  if (wrong.length > 0) throw new Error(`the bundle of lib/runtime/${name} holds ${wrong[0]}: a Lambda function holds no CDK`);
};
