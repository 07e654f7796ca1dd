// Makes one file of what the validator loads when an app is synthesized: reader, prover, replay and words are 200 modules, and
// finding and compiling those one by one costs more than proving a small app.
//   node scripts/bundle-prover.mjs [FOLDER]     after compiling: writes FOLDER/lib/validation/report.js (FOLDER: here)
// From the sources beside it: TypeScript before what was compiled of it. Declarations stay as they are.
import { build } from 'esbuild';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file must stay two levels below the package: the YAML parser is found from there, in assets/vendor. Names of functions are not
 * kept: keeping them costs a call for each, and every error of ours says its own name.
 */
export async function bundleProver(folder = '.') {
  await build({
    entryPoints: ['lib/validation/report.ts'], outfile: path.join(folder, 'lib', 'validation', 'report.js'), allowOverwrite: true,
    bundle: true, external: ['aws-cdk-lib', 'constructs'], platform: 'node', format: 'cjs', target: 'node20', minify: true, legalComments: 'none', charset: 'utf8', logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleProver(process.argv[2]);
