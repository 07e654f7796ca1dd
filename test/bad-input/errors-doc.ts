/**
 * docs/errors.md as text: every code with its level, meaning, fix and the message of a real mistake.
 *
 *   await errorsDoc()   // throws where a code of the library has no meaning or no mistake that shows it
 */
import { CODES as OF_SYNTH } from './codes';
import { codesInLib, findingsInLib, reasonsInLib } from './codes-in-lib';
import { CODES_OF_DATA } from './codes-of-data';
import { CODES_OF_DATABASES } from './codes-of-databases';
import { CODES_OF_DATA_FLOWS } from './codes-of-data-flows';
import { CODES_OF_DOORS } from './codes-of-doors';
import { CODES_OF_MIXINS } from './codes-of-mixins';
import { CODES_OF_OFFERS } from './codes-of-offers';
import { CODES_OF_POLICIES } from './codes-of-policies';
import { CODES_OF_PROVING } from './codes-of-proving';
import { CODES_OF_STORES } from './codes-of-stores';
import { CODES_OF_WATCH } from './codes-of-watch';
import { APIS, BLOCKED, DATA, DATA_FLOWS, DATABASES, DOCUMENTS, DOORS, FINDINGS, FIREWALL_RULES, FIREWALL_STATEMENTS, FIREWALLS, FLOWS, HANDLERS, IDENTITY, MEMBERS, type Mistake, MIXINS, NETWORK, OFFER_REASONS, OFFERS, POLICIES, PROVING, ROUTES, SEGMENTS, SIGNALS, STORES, WATCH, WATCH_SIGNALS } from './mistakes';
import type { ProvingMistake } from './proving';
import { tell } from './world';

const CODES = { ...OF_SYNTH, ...CODES_OF_DATA, ...CODES_OF_STORES, ...CODES_OF_DATABASES, ...CODES_OF_DATA_FLOWS, ...CODES_OF_DOORS, ...CODES_OF_MIXINS, ...CODES_OF_OFFERS, ...CODES_OF_WATCH, ...CODES_OF_POLICIES, ...CODES_OF_PROVING };
const ALL: readonly (Mistake | ProvingMistake)[] = [...FLOWS, ...SEGMENTS, ...MEMBERS, ...NETWORK, ...DOCUMENTS, ...DATA, ...STORES, ...DATABASES, ...DATA_FLOWS, ...ROUTES, ...DOORS, ...IDENTITY, ...APIS, ...HANDLERS, ...MIXINS, ...OFFERS, ...FIREWALL_RULES, ...FIREWALL_STATEMENTS, ...FIREWALLS, ...WATCH, ...WATCH_SIGNALS, ...SIGNALS, ...POLICIES, ...PROVING, ...FINDINGS, ...BLOCKED, ...OFFER_REASONS];

const HEAD = `# Errors, warnings and findings

Made by \`node scripts/errors-doc.mjs\` from the sources of the library and from test/bad-input, where each example really happens.

- Codes are stable: they are never renamed, and none is reused.
- All mistakes of an app are told together, when it is synthesized, as \`Code: message (file:line)\`. With any error nothing is deployed and no file of the library is written.
- A warning is an annotation of CDK. Acknowledge it above the construct that was warned, e.g. on the stack:
  \`Annotations.of(zeroTrust).acknowledgeWarning('cdk-zero-trust:SegmentWithoutMembers', 'members come next week')\`.
- A file that cannot be read as YAML or JSON stops where it is named, with line and column.
- What is said about templates and proofs stands in the last four sections.

## The end of an intent file

A file that was cut must not pass as a shorter intent. JSON ends with its bracket. YAML does not: cut at the end of a line it can be
valid. So a YAML file ends with a line \`...\`, YAML's own end marker; without it you are warned (\`DocumentEndUnmarked\`). A file whose
last line has no line break is refused (\`DocumentTruncated\`).
`;

export async function errorsDoc(): Promise<string> {
  const sources = new Map([...codesInLib(), ...[...findingsInLib()].map((id): [string, string[]] => [id, ['lib/validation']]), ...[...reasonsInLib()].map((id): [string, string[]] => [id, ['lib/prover']])]);
  const texts = new Map(Object.values(CODES).flatMap((codes) => Object.entries(codes)));
  const missing = [...sources].filter(([code]) => !texts.has(code)).map(([code, files]) => `${code} (${files.join(', ')}) has no meaning in test/bad-input/codes.ts or codes-of-proving.ts`);
  const gone = [...texts.keys()].filter((code) => !sources.has(code)).map((code) => `${code} is in test/bad-input/codes.ts or codes-of-proving.ts and nowhere in lib/`);
  const unseen = [...sources.keys()].filter((code) => !ALL.some((m) => m.code === code)).map((code) => `${code} is shown by no mistake in test/bad-input/mistakes`);
  if (missing.length + gone.length + unseen.length > 0) throw new Error([...missing, ...gone, ...unseen].join('\n'));
  const sections: string[] = [];
  for (const [title, codes] of Object.entries(CODES)) {
    const rows: string[] = [];
    for (const [code, { means, fix }] of Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1))) rows.push(`| \`${code}\` | ${levelsOf(code)} | ${cell(means)} | ${cell(fix)} | ${cell(await exampleOf(code))} |`);
    sections.push([`## ${title}`, '', ...INTRODUCED[title] ?? [], '| code | level | what it means | what to do | for example |', '|---|---|---|---|---|', ...rows].join('\n'));
  }
  return `${[HEAD.trimEnd(), ...sections].join('\n\n')}\n`;
}

/** Sections whose codes are told in another way than those of synth. */
const INTRODUCED: Readonly<Record<string, readonly string[]>> = {
  'Existing stacks: mixins, guards, the blueprint': ['Mixins and guards tell the codes of closings as well. Each message ends with the id by which it is accepted, on the construct or above it, with a reason:', '`Validations.of(bucket).acknowledge({ id: \'cdk-zero-trust:s3.versioning\', reason: \'scratch space\' })`. See [existing-stacks.md](existing-stacks.md).', ''],
  'Templates, assemblies and names': ['The command line ends with 2 and one line: `zero-trust: MESSAGE [CODE]`. At synth they are part of a finding `failed`. A mistake in the arguments themselves has no code: the line says what was expected.', ''],
  'The proof in code': ['Thrown by `Proof` as `CODE: MESSAGE`, or part of a finding `failed`; `ValidationSwitchedOff` is an annotation.', ''],
  'Findings: the first part of their ids': ['Shown by `cdk synth` as `ZeroTrust::ID` and by `zero-trust prove`; [proof.md](proof.md) says which fail, and how to calm them. What follows is a hash of the edge, of the file or of the entry.', ''],
  'What stands in the way': ['The reasons of `ask reach` and of what cannot work (`blockedBy` in JSON), in the vocabulary of AWS\'s Reachability Analyzer where it has a word.', ''],
};

function levelsOf(code: string): string {
  return [...new Set(ALL.filter((m) => m.code === code).map((m) => m.level ?? 'error'))].sort().join(', ');
}

async function exampleOf(code: string): Promise<string> {
  const mistake = ALL.find((m) => m.code === code) as Mistake | ProvingMistake;
  if ('tell' in mistake) {
    const said = await mistake.tell();
    if (said?.startsWith(`${code}: `) !== true) throw new Error(`${code} is not told of its mistake`);
    return said.slice(code.length + 2);
  }
  const { level = 'error', build } = mistake;
  const { errors, warnings } = tell(build);
  const told = (level === 'error' ? errors : warnings).find((t) => t.code === code);
  if (told === undefined) throw new Error(`${code} is not told of its mistake`);
  // Places in these tests would change with every line added above them.
  return told.message.replace(/ \([a-z-]+\.ts:\d+\)/g, ' (app.ts:12)');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
