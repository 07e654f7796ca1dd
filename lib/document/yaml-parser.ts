/**
 * The YAML parser: prebundled in assets/vendor, loaded when the first YAML file is read.
 *
 * The path is counted from this folder and holds for the bundled command line too (assets/cli): both are two levels below the package.
 */
import * as path from 'node:path';
import type * as Yaml from 'yaml';

export type { Yaml };

const VENDOR = path.join(__dirname, '..', '..', 'assets', 'vendor', 'yaml.js');

export function loadYaml(): typeof Yaml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(VENDOR) as typeof Yaml;
}
