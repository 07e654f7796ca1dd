// Bundles the command line: index.js answers `--version` by itself, main.js is all the rest and loaded when it is needed.
// test/cli/bin.test.ts uses it too, so that what is tested is made as what ships.
const { build } = require('esbuild');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** The entry finds the rest beside it, when somebody needs it. */
const apart = { name: 'apart', setup: (esbuild) => esbuild.onResolve({ filter: /^\.\/main$/ }, ({ importer }) => (path.basename(importer) === 'entry.ts' ? { path: './main.js', external: true } : undefined)) };

/** Two bundles in `outdir`; gives back what esbuild knows of each. */
exports.bundleCli = async (outdir = path.join(ROOT, 'assets', 'cli')) => {
  const common = { absWorkingDir: ROOT, bundle: true, platform: 'node', format: 'cjs', target: 'node20', charset: 'utf8', legalComments: 'none', logLevel: 'warning', metafile: true, plugins: [apart] };
  const [entry, main] = await Promise.all([['entry', 'index'], ['main', 'main']].map(async ([from, to]) =>
    (await build({ ...common, entryPoints: [`lib/cli/${from}.ts`], outfile: path.join(outdir, `${to}.js`) })).metafile));
  return { entry, main };
};
