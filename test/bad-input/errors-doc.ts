/**
 * docs/errors.md as text: every code with its level, meaning, fix and the message of a real mistake.
 *
 *   errorsDoc()   // throws where a code of the library has no meaning or no mistake that shows it
 */
import { CODES } from './codes';
import { codesInLib } from './codes-in-lib';
import { DOCUMENTS, FLOWS, MEMBERS, type Mistake, NETWORK, SEGMENTS } from './mistakes';
import { tell } from './world';

const ALL: readonly Mistake[] = [...FLOWS, ...SEGMENTS, ...MEMBERS, ...NETWORK, ...DOCUMENTS];

const HEAD = `# Errors and warnings

Made by \`node scripts/errors-doc.mjs\` from the sources of the library and from test/bad-input, where each example really happens.

- Codes are stable: they are never renamed, and none is reused.
- All mistakes of an app are told together, when it is synthesized, as \`Code: message (file:line)\`. With any error nothing is deployed and no file of the library is written.
- A warning is an annotation of CDK. Acknowledge it above the construct that was warned, e.g. on the stack:
  \`Annotations.of(zeroTrust).acknowledgeWarning('cdk-zero-trust:SegmentWithoutMembers', 'members come next week')\`.
- A file that cannot be read as YAML or JSON stops where it is named, with line and column.

## The end of an intent file

A file that was cut must not pass as a shorter intent. JSON ends with its bracket. YAML does not: cut at the end of a line it can be
valid. So a YAML file ends with a line \`...\`, YAML's own end marker; without it you are warned (\`DocumentEndUnmarked\`). A file whose
last line has no line break is refused (\`DocumentTruncated\`).
`;

export function errorsDoc(): string {
  const sources = codesInLib();
  const texts = new Map(Object.values(CODES).flatMap((codes) => Object.entries(codes)));
  const missing = [...sources].filter(([code]) => !texts.has(code)).map(([code, files]) => `${code} (${files.join(', ')}) has no meaning in test/bad-input/codes.ts`);
  const gone = [...texts.keys()].filter((code) => !sources.has(code)).map((code) => `${code} is in test/bad-input/codes.ts and nowhere in lib/`);
  const unseen = [...sources.keys()].filter((code) => !ALL.some((m) => m.code === code)).map((code) => `${code} is shown by no mistake in test/bad-input/mistakes`);
  if (missing.length + gone.length + unseen.length > 0) throw new Error([...missing, ...gone, ...unseen].join('\n'));
  const sections = Object.entries(CODES).map(([title, codes]) => [
    `## ${title}`,
    '',
    '| code | level | what it means | what to do | for example |',
    '|---|---|---|---|---|',
    ...Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, { means, fix }]) => `| \`${code}\` | ${levelsOf(code)} | ${cell(means)} | ${cell(fix)} | ${cell(exampleOf(code))} |`),
  ].join('\n'));
  return `${[HEAD.trimEnd(), ...sections].join('\n\n')}\n`;
}

function levelsOf(code: string): string {
  return [...new Set(ALL.filter((m) => m.code === code).map((m) => m.level ?? 'error'))].sort().join(', ');
}

function exampleOf(code: string): string {
  const { level = 'error', build } = ALL.find((m) => m.code === code) as Mistake;
  const { errors, warnings } = tell(build);
  const told = (level === 'error' ? errors : warnings).find((t) => t.code === code);
  if (told === undefined) throw new Error(`${code} is not told of its mistake`);
  // Places in these tests would change with every line added above them.
  return told.message.replace(/ \([a-z-]+\.ts:\d+\)/g, ' (app.ts:12)');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
