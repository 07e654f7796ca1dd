/** Real templates, the real reader, the real prover, the real replay: apps that the library made, and what breaks them. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { exitCodeOf, openTemplates } from '../../../lib/prover';
import { templatesWith } from './fakes';

const GOLDEN = path.join(__dirname, '..', '..', 'golden');
const read = (app: string, file: string): unknown => JSON.parse(readFileSync(path.join(GOLDEN, app, file), 'utf8'));

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: unknown; readonly Metadata?: unknown }>;
}

function trialOf(app: string, stacks: readonly string[], change: (template: Template) => void = () => undefined): ReturnType<typeof openTemplates> {
  const templates = stacks.map((key) => ({ key, body: read(app, `${key}.template.json`) as Template }));
  templates.forEach(({ body }) => change(body));
  const { guarantees = [], ...intent } = read(app, 'zero-trust.intent.json') as { guarantees?: readonly Readonly<Record<string, unknown>>[] };
  // Entries are named by construct paths, which these files do not have; test/golden/examples proves them on the whole assembly.
  const kept = guarantees.filter((g) => !('firewalled' in g) && g.kind !== 'firewalled');
  return openTemplates(templatesWith(templates, [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent: { ...intent, guarantees: kept } }]));
}

const REFERENCE = ['00-reference', ['Documents']] as const;

describe.each<[string, readonly string[]]>([[...REFERENCE], ['01-one-flow', ['OneFlow']], ['02-both-ways', ['Network', 'Orders', 'Payments']], ['03-legacy-groups', ['LegacyGroups']]])('%s', (app, stacks) => {
  test('keeps to its intent, and every member is found', () => {
    const trial = trialOf(app, stacks);
    expect(trial.intents.flatMap((b) => b.unbound)).toEqual([]);
    expect(trial.judge().verdicts.filter((v) => v.verdict === 'violated' && v.severity === 'error')).toEqual([]);
  });
  test('is judged the same twice', () => expect(JSON.stringify(trialOf(app, stacks).judge())).toBe(JSON.stringify(trialOf(app, stacks).judge())));
});

/** The group of a segment, by what the library writes into its metadata. */
function groupOf({ Resources }: Template, segment: string): unknown {
  const [id] = Object.entries(Resources).find(([, r]) => r.Type === 'AWS::EC2::SecurityGroup' && (r.Metadata as { 'zero-trust'?: { segment?: string } } | undefined)?.['zero-trust']?.segment === segment)!;
  return { 'Fn::GetAtt': [id, 'GroupId'] };
}

test('two rules that nobody declared are a way, and it is shown', () => {
  const file = trialOf(...REFERENCE, (template) => {
    const [docs, api] = [groupOf(template, 'docs'), groupOf(template, 'api')];
    template.Resources.HoleIn = { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: docs, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, SourceSecurityGroupId: api } };
    template.Resources.HoleOut = { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { GroupId: api, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, DestinationSecurityGroupId: docs } };
  }).judge();
  const violated = file.verdicts.filter((v) => v.verdict === 'violated' && v.severity === 'error');
  expect(violated.map((v) => [v.kind, v.subject.source, v.subject.destination, v.subject.over])).toEqual([['nothing-more', 'api', 'docs', 'tcp/22']]);
  expect(violated[0].witness!.hops[0].because.map((b) => b.resource)).toEqual(['HoleOut', 'HoleIn']);
  expect(exitCodeOf(file)).toBe(1);
});

test('a rule that a flow needs is missed', () => {
  const file = trialOf(...REFERENCE, ({ Resources }) => {
    for (const [id, { Type, Metadata }] of Object.entries(Resources)) if (Type === 'AWS::EC2::SecurityGroupIngress' && JSON.stringify(Metadata ?? '').includes('web-to-api-tcp-8443')) delete Resources[id];
  }).judge();
  expect(file.verdicts.filter((v) => v.verdict === 'violated' && v.severity === 'error').map((v) => [v.kind, v.flows])).toEqual([['nothing-less', ['web-to-api-tcp-8443']]]);
});
