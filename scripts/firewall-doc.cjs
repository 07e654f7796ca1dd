// The tables of docs/web-firewall.md from the data: `node -r ./scripts/ts.cjs scripts/firewall-doc.cjs` writes them between their marks (a test compares).
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { compileFirewall } = require('../lib/layers/web-firewall/compiler/compile');
const { BANDS } = require('../lib/layers/web-firewall/compiler/bands');
const { MANAGED_GROUPS, TABLE_DATE } = require('../lib/layers/web-firewall/managed/table');
const { FirewallPreset, presetFacts } = require('../lib/layers/web-firewall/preset');

const DOC = path.join(__dirname, '..', 'docs', 'web-firewall.md');
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) => [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`)].join('\n');
const isStatic = (row) => row.is === row.is.toUpperCase();

function groups() {
  const rows = MANAGED_GROUPS.map((row) => [
    `\`${row.is}${isStatic(row) ? '' : '(...)'}\``, `[\`${row.name}\`](${row.source})`, row.capacity, row.rules.length, `\`${row.namespace}\``,
    row.monthlyUsd === 0 ? 'no' : `${row.monthlyUsd} USD; ${row.usage}`, row.hasVersions ? row.versions.map((v) => `\`${v.name}\`${v.released === undefined ? '' : ` (${v.released})`}`).join(', ') || 'none read' : 'has none', row.why,
  ]);
  return `Table of ${TABLE_DATE}.\n\n${table(['`ManagedRuleGroup.`', 'AWS\'s name', 'WCU', 'rules', 'labels begin with', 'more a month', 'versions known', 'what it is for'], rows)}`;
}

function unverified() {
  return MANAGED_GROUPS.filter((row) => row.unverified !== undefined).map((row) => `- \`${row.name}\`: ${row.unverified}.`).join('\n');
}

function bands() {
  return table(['from', 'band', 'place within'], BANDS.map((band, i) => [`${i},000,000`.replace(/^0,000,000$/, '0'), band, band.startsWith('managed') ? 'fixed for each group of AWS' : '`priority`, or a hash of the id']));
}

const where = 'docs:1';
const planOf = (preset) => compileFirewall({ id: 'f', path: 'f', scope: 'REGIONAL', mode: { kind: 'enforce' }, protects: [], rules: presetFacts(preset, { ipv4Arn: '4', ipv6Arn: '6' }, where) });

function presets() {
  const all = [FirewallPreset.BASELINE, FirewallPreset.API, FirewallPreset.LOGIN, FirewallPreset.STATIC];
  return all.map((preset) => {
    const plan = planOf(preset);
    const rows = preset._rows.map(({ id, because, rule }) => {
      const mine = plan.rules.filter((r) => r.rule === id);
      const what = rule.kind === 'rate' ? `at most ${presetFacts(preset, { ipv4Arn: '4', ipv6Arn: '6' }, where).find((r) => r.id === id).limit} requests in 5 minutes by ${rule.options.keys === undefined ? 'address' : 'token'}${mine.length === 2 ? ', and its twin' : ''}` : rule.kind === 'managed' ? `\`${rule.group.name}\`` : 'an empty set of addresses';
      return [`\`${id}\``, what, mine.reduce((sum, r) => sum + r.capacity, 0), because];
    });
    return `**\`FirewallPreset.${preset.name}\`**: ${plan.capacity} WCU, ${plan.rules.length} rules, ${plan.monthlyUsd} USD a month, and 0.60 USD per million requests.\n\n${table(['rule', 'what', 'WCU', 'why'], rows)}`;
  }).join('\n\n');
}

const parts = { groups: groups(), unverified: unverified(), bands: bands(), presets: presets() };

/** The doc with its tables anew. */
function written(text) {
  return Object.entries(parts).reduce((doc, [name, part]) => doc.replace(new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`), (_, open, close) => `${open}\n\n${part}\n\n${close}`), text);
}

module.exports = { parts, written };
if (require.main === module) writeFileSync(DOC, written(readFileSync(DOC, 'utf8')));
