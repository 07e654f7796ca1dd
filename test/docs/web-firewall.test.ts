/** docs/web-firewall.md says what the data say, and the codes that it names are codes. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { MANAGED_GROUPS, TABLE_DATE } from '../../lib/layers/web-firewall/managed/table';
import { CODES } from '../bad-input/codes';
import { CODES_OF_WATCH } from '../bad-input/codes-of-watch';

const root = path.join(__dirname, '..', '..');
const doc = readFileSync(path.join(root, 'docs', 'web-firewall.md'), 'utf8');
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { parts, written } = require(path.join(root, 'scripts', 'firewall-doc.cjs')) as { parts: Readonly<Record<string, string>>; written(text: string): string };

test('the tables are what scripts/firewall-doc.cjs makes of the data', () => {
  expect(written(doc)).toBe(doc);
  for (const part of Object.values(parts)) expect(doc).toContain(part);
});

test('every managed group is in it once, with its capacity, its number of rules and its price', () => {
  const rows = [...doc.matchAll(/^\| `(\w+)(?:\(\.\.\.\))?` \| \[`(\w+)`\]\((https:[^)]+)\) \| (\d+) \| (\d+) \| `([^`]+)` \| (no|(\d+) USD; [^|]+) \|/gm)];
  expect(rows.map(([, is, name, source, capacity, rules, namespace, , usd]) => ({ is, name, source, capacity: Number(capacity), rules: Number(rules), namespace, usd: Number(usd ?? 0) })))
    .toEqual(MANAGED_GROUPS.map((r) => ({ is: r.is, name: r.name, source: r.source, capacity: r.capacity, rules: r.rules.length, namespace: r.namespace, usd: r.monthlyUsd })));
  expect(doc).toContain(`Table of ${TABLE_DATE}.`);
});

test('presets and what they take', () => {
  expect([...doc.matchAll(/^\*\*`FirewallPreset\.(\w+)`\*\*: (\d+) WCU, (\d+) rules, (\d+) USD a month/gm)].map((m) => m.slice(1))).toEqual([['BASELINE', '929', '5', '10'], ['API', '1164', '8', '13'], ['LOGIN', '979', '6', '11'], ['STATIC', '229', '4', '9']]);
});

test('every code that the doc names is explained', () => {
  const known = [...Object.values(CODES), ...Object.values(CODES_OF_WATCH)].flatMap((codes) => Object.keys(codes));
  // Classes, outputs of a stack, rules of AWS.
  const others = ['ThreatProtection', 'FirewallRules', 'LinesToPaste', 'LinesForApi', 'RegExp'];
  const named = [...doc.matchAll(/`([A-Z][a-z]+(?:[A-Z][a-z]+){1,4})`/g)].map((m) => m[1]).filter((word) => !others.includes(word) && !word.startsWith('Category'));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((code) => !known.includes(code))).toEqual([]);
});
