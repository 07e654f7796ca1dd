// docs/members.md from the tables: `node -r ./scripts/ts.cjs scripts/members-doc.cjs > docs/members.md` (a test compares).
const { MEMBER_TYPES } = require('../lib/layers/network/members/table');
const { BOOT_PROFILES, IMPLIED, IMPLIED_TABLE_DATE } = require('../lib/layers/network/catalogue');

const cell = (text) => String(text).replaceAll('|', '\\|');
const where = (t) => [t.groups, t.groupsOfInterfaces, ...(t.sources ?? []).map((s) => `${s.path} → ${s.target.replace('AWS::', '')}`), ...(t.followers ?? []).filter((f) => !f.clears).map((f) => f.cfnType.replace('AWS::', ''))].filter(Boolean).map((p) => `\`${p}\``).join(', ');

const text = `# What can be a member of a segment

Made from the tables in \`lib/layers/network\` by \`scripts/members-doc.cjs\`. After membership the list named here holds exactly the segment's group, and the group that CDK generated is sealed.
A type that is not here is an error. Any security group, and any imported resource that knows its groups, can be a member too: it keeps its groups and gets ingress only.

| CloudFormation type | kind | where its groups are |
|---|---|---|
${[...MEMBER_TYPES].sort((a, b) => (a.cfnType < b.cfnType ? -1 : 1)).map((t) => `| \`${t.cfnType}\` | ${t.kind} | ${cell(where(t))} |`).join('\n')}

# What compute needs to boot

The table of ${IMPLIED_TABLE_DATE}. A need that is *always* or *found* on the resource becomes an implied flow; *opt-in* ones are asked for with \`withImplied\`; any can be left out with \`withoutImplied\`.
A row marked * was not read in a document of AWS.

${BOOT_PROFILES.map((p) => {
    const needs = IMPLIED.filter((n) => n.profile === p.profile);
    const head = `## \`${p.profile}\`${p.belief ? ' *' : ''}\n\n${p.because[0].toUpperCase()}${p.because.slice(1)}. (${p.source})\n`;
    if (needs.length === 0) return head;
    const when = (n) => (n.when === 'always' ? 'always' : n.when === 'opt-in' ? 'opt-in' : `found: ${n.when}`);
    return `${head}\n| name | service | when | because |\n|---|---|---|---|\n${needs.map((n) => `| \`${n.name}\`${n.belief ? ' *' : ''} | ${n.service} | ${when(n)} | ${cell(n.because)} |`).join('\n')}\n`;
  }).join('\n')}`;

module.exports = { text };
if (require.main === module) process.stdout.write(text);
