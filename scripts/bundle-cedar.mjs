// assets/vendor/cedar.js and, beside it, Cedar's WebAssembly. By hand: node scripts/bundle-cedar.mjs
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'node_modules/@cedar-policy/cedar-wasm/nodejs';

/** The package's module runs once and for all; as a function it can be run again, with another JSON. */
const asFunction = {
  name: 'cedar-as-function',
  setup(build) {
    build.onLoad({ filter: /[\\/]cedar_wasm\.js$/ }, ({ path: file }) => ({
      contents: `module.exports = (JSON) => {\nconst exports = {};\n${readFileSync(file, 'utf8')}\nreturn exports;\n};`,
      loader: 'js',
    }));
  },
};

export async function bundleCedar(directory) {
  mkdirSync(directory, { recursive: true });
  copyFileSync(path.join(PACKAGE, 'cedar_wasm_bg.wasm'), path.join(directory, 'cedar_wasm_bg.wasm'));
  return build({
    entryPoints: ['scripts/vendor/cedar.js'], outfile: path.join(directory, 'cedar.js'), plugins: [asFunction],
    bundle: true, platform: 'node', format: 'cjs', target: 'node20', minify: true, legalComments: 'none', charset: 'utf8', logLevel: 'warning', metafile: true,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleCedar('assets/vendor');
