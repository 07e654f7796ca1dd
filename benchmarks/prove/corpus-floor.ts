/** The floor of the corpus: every byte through the YAML library, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type * as Yaml from 'yaml';
import { report } from './usage';

const [vendor, directory] = process.argv.slice(2);
// eslint-disable-next-line @typescript-eslint/no-require-imports
const yaml = require(path.resolve(vendor)) as typeof Yaml;
let files = 0;
for (const name of readdirSync(directory).sort()) {
  if (!/\.(ya?ml|json)$/.test(name)) continue;
  yaml.parseDocument(readFileSync(path.join(directory, name), 'utf8'), { logLevel: 'silent' });
  files++;
}
report({ files });
