// Builds assets/: the command line, Lambda handlers, and third-party code that is needed at synth. The same input gives the same bytes.
import { build } from 'esbuild';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleCedar } from './bundle-cedar.mjs';
import { bundleCli } from './bundle-cli.cjs';
import { bundleRuntime, refuseCdk } from './bundle-runtime.cjs';

rmSync('assets', { recursive: true, force: true });
mkdirSync('assets/vendor', { recursive: true });

const common = { bundle: true, platform: 'node', format: 'cjs', legalComments: 'none', charset: 'utf8', logLevel: 'warning', metafile: true };
const licences = new Map();

/** Third-party code ships with its licence text. */
function note(meta) {
  for (const input of Object.keys(meta.inputs)) {
    const m = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (m) licences.set(m[1], `node_modules/${m[1]}`);
  }
}

for (const name of ['dagre', 'yaml']) {
  note((await build({ ...common, entryPoints: [`scripts/vendor/${name}.js`], outfile: `assets/vendor/${name}.js`, target: 'node20', minify: true })).metafile);
}

note((await bundleCedar('assets/vendor')).metafile);

for (const meta of Object.values(await bundleCli())) note(meta);

for (const { name, meta } of await bundleRuntime()) {
  refuseCdk(name, meta);
  note(meta);
}

const APACHE = readFileSync('node_modules/aws-cdk-lib/LICENSE', 'utf8').split(/^ *APPENDIX: /m)[0];
const notices = [...licences].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, dir]) => {
  const { version, license } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  const file = readdirSync(dir).find((n) => /^licen[cs]e/i.test(n));
  // Cedar's package brings none: the text of its licence, and the line of its NOTICE.
  const text = file ? readFileSync(path.join(dir, file), 'utf8') : name === '@cedar-policy/cedar-wasm' ? `Copyright Cedar Contributors\n\n${APACHE}` : '';
  if (text === '') throw new Error(`${name} brings no licence text`);
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
});
// Of what no package is bundled for: lib/runtime/authorizer/facts/countries.ts was made from its borders.
notices.push(`@rapideditor/country-coder 5.6.1 (ISC)\n\n${readFileSync('scripts/vendor/country-coder.LICENSE.txt', 'utf8').trim()}\n`);
writeFileSync('assets/THIRD-PARTY-NOTICES.txt', `Third-party code in this directory:\n\n${notices.join('\n---\n\n')}`);
