// Runs TypeScript of this checkout: `node -r ./scripts/ts.cjs bin/app.ts`. `cdk-zero-trust` is lib/, as for users.
// tsx is not used for that: it resolves a folder to a stale index.js of the last build before index.ts.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('esbuild');

const root = path.join(__dirname, '..');
const compile = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'cjs', target: 'node20', sourcemap: 'inline', sourcefile: file });
  module._compile(code, file);
};
// The first extension wins: sources before compiled output.
const others = { ...Module._extensions };
for (const ext of Object.keys(others)) delete Module._extensions[ext];
Object.assign(Module._extensions, { '.ts': compile }, others);

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => resolve(request === 'cdk-zero-trust' ? path.join(root, 'lib', 'index.ts') : request, ...rest);
process.setSourceMapsEnabled(true);
