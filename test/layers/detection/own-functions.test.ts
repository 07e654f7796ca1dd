/** The relay and the chat webhook run code of this library: nobody has to declare that they reach AWS and the chat, as long as they are what was written. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, SecretValue, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ChatFormat, ZeroTrust } from '../../../lib';
import type { VerdictData } from '../../../lib/contract/verdicts';
import { judge } from '../../../lib/prover/judge';
import { readTemplates } from '../../../lib/world/template';

const cwd = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-relay-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const app = new App({ outdir: cwd });
const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }) });
const { bus } = zt.addWatch('Watch', { owner: 'shop team', noTrailBecause: 'the organization watches it' });
bus.addChatWebhook('Security', { secret: new Secret(stack, 'Webhook', { secretObjectValue: { url: SecretValue.unsafePlainText('x') } }), chat: ChatFormat.SLACK });
app.synth();
const file = path.join(cwd, 'Shop.template.json');
const written = readFileSync(file, 'utf8');

function outwards(change: (properties: any) => void = () => undefined): readonly (readonly [string, VerdictData['verdict'], boolean])[] {
  const template = JSON.parse(written) as { Resources: Record<string, { Type: string; Properties: object }> };
  for (const r of Object.values(template.Resources)) if (r.Type === 'AWS::Lambda::Function') change(r.Properties);
  writeFileSync(file, JSON.stringify(template));
  return judge(readTemplates(['.'], { cwd })).file.verdicts.filter((v) => v.subject.destination === 'internet' && /Relay|Post/.test(v.subject.source)).map((v) => [v.subject.source.replace(/^.*(Relay|Post).*$/, '$1'), v.verdict, v.implied === true] as const).sort();
}

test('as they were written they are implied', () => {
  expect(outwards()).toEqual([['Post', 'proved', true], ['Relay', 'proved', true]]);
});

test.each<[string, (properties: any) => void]>([
  ['other code', (p) => { p.Code.S3Key = 'other.zip'; }],
  ['another handler', (p) => { p.Handler = 'other.handler'; }],
  ['a layer', (p) => { p.Layers = ['arn:aws:lambda:eu-west-1:999999999999:layer:x:1']; }],
  ['a variable that loads code', (p) => { p.Environment.Variables.NODE_OPTIONS = '--require /opt/x'; }],
  ['another role', (p) => { p.Role = 'arn:aws:iam::111122223333:role/admin'; }],
])('with %s they are functions like any other', (_, change) => {
  expect(outwards(change)).toEqual([['Post', 'violated', false], ['Relay', 'violated', false]]);
});
