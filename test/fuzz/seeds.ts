/**
 * What the mutants are made of: the templates of the corpus (../shared/corpus/cloudformation beside the project; where it is
 * absent, that is said) and the composed cases of this project, which are rich in network. Values are parsed once.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type * as Yaml from 'yaml';

const ROOT = path.join(__dirname, '..', '..');
export const CORPUS = path.join(ROOT, '..', 'shared', 'corpus', 'cloudformation');
const CASES = path.join(ROOT, 'test', 'prove', 'composed', 'cases');

export interface Seed {
  readonly name: string;
  readonly text: string;
  readonly value: Record<string, unknown>;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports
const yaml = require('../../assets/vendor/yaml.js') as typeof Yaml;
const FUNCTIONS = ['Base64', 'Cidr', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Select', 'Split', 'Sub', 'And', 'Equals', 'Not', 'Or', 'Transform', 'ToJsonString', 'Length'];
const named = (name: string): string => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);
const customTags = [...FUNCTIONS, 'Ref', 'Condition'].flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => ({ [named(name)]: text }) },
  { tag: `!${name}`, collection: 'seq' as const, resolve: (node: any) => ({ [named(name)]: node.toJSON() }) },
  { tag: `!${name}`, collection: 'map' as const, resolve: (node: any) => ({ [named(name)]: node.toJSON() }) },
]);

export function seeds(): { readonly seeds: readonly Seed[]; readonly corpus: boolean } {
  const corpus = existsSync(CORPUS);
  const files = [...(corpus ? templatesIn(CORPUS) : []), ...templatesIn(CASES)];
  return { corpus, seeds: files.map((file) => ({ name: path.basename(file), ...read(file) })) };
}

export function templatesIn(directory: string): string[] {
  return readdirSync(directory).filter((f) => /\.(ya?ml|json)$/.test(f)).sort().map((f) => path.join(directory, f));
}

function read(file: string): Pick<Seed, 'text' | 'value'> {
  const text = readFileSync(file, 'utf8');
  return { text, value: plain(file.endsWith('.json') ? JSON.parse(text) : yaml.parse(text, { customTags, logLevel: 'error', uniqueKeys: false })) as Record<string, unknown> };
}

/** Tags resolve to plain values at any depth; dates and the like become texts. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, plain(v)]));
  return value;
}
