// Writes docs/errors.md: every code of the library, and what its users are told (test/bad-input/errors-doc.test.ts compares).
//   node scripts/errors-doc.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

process.env.CDK_VALIDATION ??= 'false';
process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ??= '1';
const require = createRequire(import.meta.url);
require('./ts.cjs');
const { errorsDoc } = require('../test/bad-input/errors-doc.ts');

const file = fileURLToPath(new URL('../docs/errors.md', import.meta.url));
const text = await errorsDoc();
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('docs/errors.md is not what the sources say; run `node scripts/errors-doc.mjs`');
    process.exitCode = 1;
  }
} else writeFileSync(file, text);
