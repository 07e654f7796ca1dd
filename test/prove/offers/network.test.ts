/** A segment's owner offers, another repository claims: what `prove` says of both sides, and of one. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CfnOutput, Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, Endpoint, FlowAuthentication } from 'cdk-zero-trust';
import type { VerdictData } from '../../../lib/contract/verdicts';
import { synth } from '../../validation/support';
import { declared } from '../gates/app';
import { change, judged, prove, repositories, saidOf } from './apps';
import { networkConsumer, networkOwner, SQL } from './network-apps';

const BOTH = ['docs/cdk.out', 'shop/cdk.out'];
const FLAT = ['--assume', 'vpc-0123456789abcdef0=flat:10.0.0.0/16'];
const all = (cwd: string): ReturnType<typeof judged> => judged(cwd, ...BOTH, ...FLAT);
const open = (verdicts: readonly VerdictData[]): string[] => verdicts.filter((v) => v.verdict !== 'proved').map((v) => `${v.verdict} ${v.question}`);
// Synth says on stderr what it cannot decide.
beforeEach(() => { jest.spyOn(console, 'error').mockImplementation(() => undefined); });
afterEach(() => jest.restoreAllMocks());

describe('a claim', () => {
  test.each([false, true])('that is offered and opened is proved, and so is everything beside it (id from a parameter: %s)', async (isParameter) => {
    const { code, claims, file } = await all(repositories({ docs: networkOwner(), shop: networkConsumer({ isParameter }) }));
    expect([code, open(file.verdicts)]).toEqual([0, []]);
    expect(claims).toMatchObject([{ plane: 'network', verdict: 'proved', question: 'claim reports-claims-docs-sql: reports uses `sql` of docs', assumptions: expect.arrayContaining([expect.stringContaining('is that of segment `docs`')]) }]);
    expect(file.verdicts.find((v) => v.kind === 'nothing-less' && v.subject.source === 'reports')?.assumptions).toContainEqual(expect.stringContaining('the flow is judged on the side that is here'));
  });

  test('on a jewel is proved as well: its unknowns would be no pass', async () => {
    const jewel = { crownJewel: CrownJewel.restricted() };
    const { code, file } = await all(repositories({ docs: networkOwner(), shop: networkConsumer({ isParameter: true, offered: jewel }) }));
    expect([code, open(file.verdicts)]).toEqual([0, []]);
  });

  test('by an export of the owner is the way itself, hop by hop', async () => {
    const docs = networkOwner();
    const exporting = (outdir: string): ReturnType<typeof docs> => {
      const app = docs(outdir);
      const stack = app.node.findChild('Docs') as import('aws-cdk-lib').Stack;
      new CfnOutput(stack, 'Group', { value: (stack.node.findChild('ZeroTrust') as import('cdk-zero-trust').ZeroTrust).segment('docs').securityGroupId, exportName: 'Docs:Group' });
      return app;
    };
    const cwd = repositories({ docs: exporting, shop: networkConsumer({ offered: { securityGroupId: Fn.importValue('Docs:Group') } }) });
    const { code, file } = await all(cwd);
    expect([code, open(file.verdicts)]).toEqual([0, []]);
    expect((await prove(cwd, ...BOTH, ...FLAT, '--format', 'svg')).out).toMatch(/<svg[^]*reports[^]*docs/);
  });

  test.each<[string, Parameters<typeof networkOwner>[0], string, string]>([
    ['nobody offers', { offers: [] }, 'CLAIM_NOT_OFFERED', 'segment `docs` does not offer `sql`; there are no offers yet'],
    ['is offered over another port', { offers: [{ ...SQL, port: ec2.Port.tcp(3306) }] }, 'CLAIM_NOT_OFFERED', 'offer `sql` is over tcp/3306, and the claim over tcp/5432'],
    ['is offered to whoever authenticates otherwise', { offers: [{ ...SQL, authentication: FlowAuthentication.MTLS }] }, 'CLAIM_NOT_OFFERED', 'wants authentication `mtls`'],
    ['is offered and not opened', { opens: [] }, 'OFFER_NOT_OPENED', 'no flow of its own lets anybody from outside in over tcp/5432'],
  ])('which %s is violated', async (_, options, code, text) => {
    const { code: exit, claims } = await all(repositories({ docs: networkOwner(options), shop: networkConsumer() }));
    expect([exit, claims]).toMatchObject([1, [{ verdict: 'violated', blockedBy: [{ code, text: expect.stringContaining(text) }], flows: ['reports-claims-docs-sql'] }]]);
  });

  test('to whose group the owner opened it is proved: the id is of another account, or of this one', async () => {
    const opens = [Endpoint.account('444455556666', { securityGroupId: 'sg-0bbbbbbbbbbbbbbb2' })];
    const { claims } = await all(repositories({ docs: networkOwner({ opens }), shop: networkConsumer() }));
    expect(saidOf(claims)).toEqual(['proved']);
  });

  test('whose owner is not given is unknown, at synth a warning and no failure', async () => {
    const cwd = repositories({ shop: networkConsumer() });
    const { code, claims } = await judged(cwd, 'shop/cdk.out', ...FLAT);
    expect([code, claims]).toMatchObject([0, [{ verdict: 'unknown', strict: false, unknowns: [{ why: expect.stringContaining('give the assembly of its owner as well') }] }]]);
    expect((await prove(cwd, 'shop/cdk.out', ...FLAT, '--fail-on', 'unknown')).code).toBe(3);
    const report = JSON.parse(readFileSync(path.join(cwd, 'shop/cdk.out/validation-report.json'), 'utf8')) as { pluginReports: { violations: { ruleName: string; severity: string; description: string }[] }[] };
    expect(report.pluginReports[0].violations).toMatchObject([{ ruleName: expect.stringMatching(/^claim\.[0-9a-f]{16}\.unknown$/), severity: 'warning', description: expect.stringContaining('it cannot be said whether this holds: claim reports-claims-docs-sql') }]);
  });

  test('whose rule got lost is violated on its own side', async () => {
    const cwd = repositories({ docs: networkOwner(), shop: networkConsumer() });
    change(cwd, 'shop/cdk.out/Shop.template.json', ({ Resources }) => { for (const [id, r] of Object.entries<any>(Resources)) if (r.Type === 'AWS::EC2::SecurityGroupEgress') delete Resources[id]; });
    const { code, file } = await all(cwd);
    expect([code, open(file.verdicts)]).toEqual([1, ['violated nothing less: reports -> Docs/ZeroTrust#docs tcp/5432 (reports-claims-docs-sql)']]);
  });

  test('whose rule leads to another group, or over another port, is no way to the claimed one', async () => {
    for (const change_ of [{ DestinationSecurityGroupId: 'sg-0cccccccccccccc33' }, { ToPort: 5433, FromPort: 5433 }, { DestinationSecurityGroupId: { Ref: 'Other' } }]) {
      const cwd = repositories({ docs: networkOwner(), shop: networkConsumer({ isParameter: true }) });
      change(cwd, 'shop/cdk.out/Shop.template.json', ({ Resources, Parameters }) => {
        Parameters.Other = { Type: 'String' };
        for (const r of Object.values<any>(Resources)) if (r.Type === 'AWS::EC2::SecurityGroupEgress') Object.assign(r.Properties, change_);
      });
      const { file } = await all(cwd);
      expect(file.verdicts.find((v) => v.kind === 'nothing-less' && v.subject.source === 'reports')?.verdict).not.toBe('proved');
    }
  });
});

describe('in text, markdown and sarif', () => {
  const closed = (): string => repositories({ docs: networkOwner({ opens: [] }), shop: networkConsumer() });

  test.each<[string, readonly string[]]>([
    ['text', ['reports => docs : tcp/5432 VIOLATED claim, packet', 'blocked: the owner of `docs` offers `sql`', 'fix: its owner adds a flow to `docs`']],
    ['markdown', ['reports claims what docs offers over tcp/5432 and its owner did not open', 'Fix: its owner adds a flow']],
    ['sarif', ['zero-trust/claim', 'its owner did not open']],
  ])('%s', async (format, words) => {
    const { code, out } = await prove(closed(), ...BOTH, ...FLAT, '--format', format);
    expect(code).toBe(1);
    const text = format === 'markdown' ? out.replace(/&#(\d+);/g, (_, n: string) => String.fromCodePoint(Number(n))) : out.replace(/\s+/g, ' ');
    for (const w of words) expect(text).toContain(w);
  });
});

describe('at synth', () => {
  test('a role that carries the tag of a store without a data flow is a finding at the role, and a baseline or an acknowledgement calms it', () => {
    const { app, stack, zt } = declared();
    zt.addStore('documents', { resource: new s3.Bucket(stack, 'Documents') });
    new iam.CfnRole(stack, 'Stranger', { assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] }, tags: [{ key: 'zero-trust:App.ZeroTrust.documents', value: '/read/' }] });
    const { error, report } = synth(app);
    expect(error).toContain('App/Stranger is admitted to documents (read), and nobody declared it');
    expect(report?.violations).toMatchObject([{ severity: 'error', ruleName: expect.stringMatching(/^claim\.[0-9a-f]{16}$/), violatingConstructs: [{ constructPath: 'App/Stranger', cloudFormationResource: { logicalId: 'Stranger', templatePath: expect.stringMatching(/App\.template\.json$/) } }] }]);
  });

  test('an app that claims data of another repository synthesizes, and is told what is not known', () => {
    const { app, stack, zt } = declared();
    const role = new iam.Role(stack, 'Reports', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const store = zt.offeredStore({ scope: 'Docs/Data', storeId: 'documents', arn: 'arn:aws:s3:::company-documents', type: 'AWS::S3::Bucket', offers: [{ id: 'read', access: DataAccess.reads(), because: 'x' }] });
    zt.addDataClaim({ source: role, store, offer: 'read', because: 'monthly report' });
    const { error, report } = synth(app);
    expect(error).toBeUndefined();
    expect(report?.violations).toMatchObject([{ severity: 'warning', ruleName: expect.stringMatching(/\.unknown$/), violatingConstructs: [{ constructPath: 'App/Reports/Resource' }] }]);
  });
});
