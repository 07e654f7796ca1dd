// docs/stores.md from the tables: `node -r ./scripts/ts.cjs scripts/stores-doc.cjs > docs/stores.md` (a test compares).
const { KINDS } = require('../lib/layers/data/kinds');

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
const code = (text) => (text.includes('`') ? text : `\`${text}\``);
const short = (cfnType) => cfnType.replace(/^AWS::/, '');
// `https://... (Name)`: a page, and where on it to look.
const link = (source, text) => { const [url, ...note] = source.split(' '); return `[${text}](${url})${note.length === 0 ? '' : ` ${note.join(' ')}`}`; };
const postures = (list) => (list.length === 3 ? 'all' : list.join(', '));
const ASPECTS = ['encryption', 'tls', 'public-access', 'identity', 'recovery', 'deletion', 'access-log'];
const byAspect = (a, b) => ASPECTS.indexOf(a.aspect) - ASPECTS.indexOf(b.aspect);

function section(kind) {
  const closings = [...kind.closings].sort(byAspect);
  const home = kind.policy === undefined
    ? 'It has no policy of its own: who may reach its data is said by IAM and the network alone.'
    : `Its own policy is carried by \`${kind.policy.carriedBy}\`, of at most ${kind.policy.limit.toLocaleString('en-US')} characters (${link(kind.policy.source, 'source')}).`;
  const only = (c) => (c.types.length === kind.cfnTypes.length ? '' : ` (${c.types.map(short).join(', ')})`);
  const itself = kind.byItself ?? [];
  return [
    `## ${kind.name}`,
    '',
    `${kind.cfnTypes.map((t) => `\`${t}\``).join(', ')}. ${home}`,
    '',
    '| closing | aspect | what is closed | property | value | replaces | postures | source |',
    '|---|---|---|---|---|---|---|---|',
    ...closings.map((c) => `| \`${c.id}\` | ${c.aspect} | ${cell(sentence(c.says) + only(c))} | ${cell(code(c.property))} | ${cell(c.value)} | ${c.replaces ? 'yes' : 'no'} | ${postures(c.postures)} | ${link(c.source, 'AWS')} |`),
    '',
    ...actionsOf(kind),
    ...(itself.length === 0 ? [] : ['', ...[...itself].sort(byAspect).map((b) => `- *${b.aspect}*: ${sentence(b.says)} (${link(b.source, 'source')})`)]),
    '',
  ].join('\n');
}

/** What data flows may name, one line each. */
function actionsOf(kind) {
  const list = (actions) => (actions.length === 0 ? 'no IAM action' : actions.map((a) => `\`${a}\``).join(', '));
  return [
    `- \`reads()\`: ${list(kind.read)}`,
    `- \`writes()\`: ${list(kind.write)}`,
    ...(kind.other.length === 0 ? [] : [`- by name alone, with \`actions([...])\`: ${list(kind.other)}`]),
    `- parts (\`.on(...)\`): ${kind.parts ?? 'none; a data flow is on all of it'}`,
  ];
}

const text = `# What closes a store

Made from the tables in \`lib/layers/data/kinds\` by \`scripts/stores-doc.cjs\`. Every row is judged on the template, closed where it is open, and judged again.
A value that only the deployment knows is unknown, never closed: an error for a crown jewel, a warning else. An imported store is unknown in every row.
*replaces*: CloudFormation replaces the resource, with its data, when the property changes. Such a closing is refused without \`allowReplacement\`.
*postures*: those that ask for it. A customer's own key is asked of crown jewels, and of what no service encrypts by itself.
Below a table stand the IAM actions that a data flow's access stands for, what its parts are, and what AWS closes by itself, or does
not offer. Actions that no data flow declares are denied by the store's own policy, where it has one. Not in any of these lists, and so
granted outside of data flows: administration.

${KINDS.map(section).join('\n')}`;

module.exports = { text };
if (require.main === module) process.stdout.write(text);
