/** A jewel's owner offers, another repository claims, and `prove` over both assemblies holds the one against the other. */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CfnParameter, Fn } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CrownJewel, DataAccess, type DataOfferProps } from 'cdk-zero-trust';
import { change, consumer, ENV, judged, owner, prove, READ, repositories, saidOf } from './apps';

const BOTH = ['docs/cdk.out', 'shop/cdk.out'];
const WRITE: DataOfferProps = { id: 'write', access: DataAccess.writes(), because: 'imports' };
const DAILY: DataOfferProps = { id: 'read', access: DataAccess.reads().on('daily/*'), because: 'daily reports' };
const TAG = 'zero-trust:Docs.Data.documents';
const role = (id: string, ...tags: [string, unknown][]) => (stack: ConstructorParameters<typeof iam.CfnRole>[0]): void => {
  new iam.CfnRole(stack, id, { assumeRolePolicyDocument: {}, tags: tags.map(([key, value]) => ({ key, value: value as string })) });
};
const all = (cwd: string): ReturnType<typeof judged> => judged(cwd, ...BOTH);

describe('a claim', () => {
  test('that is offered, in the same words, is proved; in either order', async () => {
    const cwd = repositories({ docs: owner(), shop: consumer() });
    const { code, claims } = await all(cwd);
    expect(code).toBe(0);
    expect(claims).toMatchObject([{ verdict: 'proved', plane: 'data', question: 'claim Shop-Reports-claims-documents-read: Shop/Reports uses `read` of documents', subject: { source: 'Shop/Reports', destination: 'documents', over: 'read' } }]);
    expect((await judged(cwd, ...[...BOTH].reverse())).claims.map((c) => c.id)).toEqual(claims.map((c) => c.id));
  });

  test.each<[string, readonly DataOfferProps[], readonly DataOfferProps[], string]>([
    ['which nobody offers any more', [], [READ], 'store `documents` does not offer `read`; there are no offers yet'],
    ['which is called otherwise', [{ ...READ, id: 'reed' }], [READ], 'did you mean `reed`?'],
    ['of more actions', [{ ...READ, access: DataAccess.actions(['s3:GetObject']) }], [READ], 'offer `read` permits s3:GetObject, and the claim wants `s3:'],
    ['of writing where reading is offered', [READ], [{ ...READ, access: DataAccess.readsAndWrites() }], 'offer `read` permits read, and the claim wants'],
    ['of all where a part is offered', [DAILY], [READ], 'is on `daily/*` alone, and the claim on all of the store'],
    ['of another part', [DAILY], [{ ...READ, access: DataAccess.reads().on('yearly/*') }], 'is on `daily/*` alone, and the claim on `yearly/*`'],
  ])('%s is violated', async (_, offers, believed, words) => {
    const { code, claims } = await all(repositories({ docs: owner({ offers }), shop: consumer({ offers: believed }) }));
    expect(code).toBe(1);
    expect(claims.find((c) => c.flows !== undefined)).toMatchObject({ verdict: 'violated', blockedBy: [{ code: 'CLAIM_NOT_OFFERED', text: expect.stringContaining(words) }], at: { template: 'shop/cdk.out/Shop.template.json', constructPath: 'Shop/Reports/Resource' } });
  });

  test('of less than is offered is proved', async () => {
    const believed = { ...READ, access: DataAccess.reads().on('daily/march/*') };
    const { code, claims } = await all(repositories({ docs: owner({ offers: [{ ...READ, access: DataAccess.reads().on('daily/march/*', 'daily/april/*') }] }), shop: consumer({ offers: [believed] }) }));
    expect([code, saidOf(claims)]).toEqual([0, ['proved']]);
  });

  test('on a store that its owner does not have is violated, with the nearest', async () => {
    const { code, claims } = await all(repositories({ docs: owner({ offers: [] }), shop: consumer({ storeId: 'document' }) }));
    expect([code, claims[0].blockedBy?.[0].text]).toEqual([1, 'store `document` of `Docs/Data` is in none of the given assemblies; did you mean `documents`? known stores: `documents`']);
  });

  test('whose owner is not given is unknown, and fails only who asks for it', async () => {
    const cwd = repositories({ shop: consumer() });
    const { code, claims } = await judged(cwd, 'shop/cdk.out');
    expect([code, claims]).toEqual([0, [expect.objectContaining({ verdict: 'unknown', strict: false })]]);
    expect(claims[0].unknowns[0].why).toContain('`zero-trust prove cdk.out OTHER/cdk.out`');
    expect((await prove(cwd, 'shop/cdk.out', '--fail-on', 'unknown')).code).toBe(3);
  });

  test('on a jewel, whose owner is not given, is unknown as well', async () => {
    const cwd = repositories({ docs: owner({ crownJewel: CrownJewel.restricted() }), shop: consumer() });
    expect((await judged(cwd, 'shop/cdk.out')).code).toBe(0);
    expect((await all(cwd)).code).toBe(0);
  });
});

describe('an offer that nobody claims', () => {
  test('is violated with two assemblies, at the store, and not asked of one', async () => {
    const cwd = repositories({ docs: owner({ offers: [READ, WRITE] }), shop: consumer() });
    const { code, claims } = await all(cwd);
    expect([code, saidOf(claims)]).toEqual([1, ['proved', 'violated OFFER_NOT_CLAIMED']]);
    expect(claims.find((c) => c.verdict === 'violated')).toMatchObject({ question: 'offer write of documents: somebody claims it', at: { template: 'docs/cdk.out/Docs.template.json', constructPath: 'Docs/Documents/Resource' } });
    expect((await judged(cwd, 'docs/cdk.out')).claims).toEqual([]);
  });

  test('is not asked of two stages of one app', async () => {
    const cwd = repositories({ docs: owner({ stages: { Dev: [READ], Prod: [READ] } }) });
    expect((await judged(cwd, 'docs/cdk.out')).claims).toEqual([]);
  });
});

describe('of two stages with the same paths', () => {
  test('Prod claims from Prod', async () => {
    const claims = async (stages: Record<string, DataOfferProps[]>): Promise<string[]> => saidOf((await all(repositories({ docs: owner({ stages }), shop: consumer({ stages: ['Prod'] }) }))).claims);
    expect(await claims({ Dev: [], Prod: [READ] })).toEqual(['proved']);
    expect(await claims({ Dev: [READ], Prod: [] })).toEqual(['violated CLAIM_NOT_OFFERED', 'violated OFFER_NOT_CLAIMED']);
  });

  test('a consumer without stages may mean each, so each has to offer it', async () => {
    const { claims } = await all(repositories({ docs: owner({ stages: { Dev: [READ], Prod: [] } }), shop: consumer() }));
    expect(claims).toMatchObject([{ verdict: 'violated', blockedBy: [{ text: expect.stringMatching(/does not offer `read`.* \(of stage `Prod`\)$/) }] }]);
    expect(saidOf((await all(repositories({ docs: owner({ stages: { Dev: [READ], Prod: [READ] } }), shop: consumer() }))).claims)).toEqual(['proved']);
  });

  test('their verdicts have ids of their own, and point into the stage', async () => {
    const { claims } = await all(repositories({ docs: owner({ stages: { Dev: [READ], Prod: [READ] } }), shop: consumer({ claims: [] }) }));
    expect(saidOf(claims)).toEqual(['violated OFFER_NOT_CLAIMED', 'violated OFFER_NOT_CLAIMED']);
    expect(new Set(claims.map((c) => c.id)).size).toBe(2);
    expect(claims.map((c) => c.at?.template).sort()).toEqual(['docs/cdk.out/assembly-Dev/DevDocs2D4F5E0A.template.json', 'docs/cdk.out/assembly-Prod/ProdDocs0C3C7B0F.template.json'].map((f) => expect.stringMatching(f.replace(/[0-9A-F]{8}/, '[0-9A-F]{8}'))));
  });
});

describe('a role that carries the tag of a store without a claim', () => {
  test.each<[string, string]>([
    ['as the offer says', `${TAG}=/read/`],
    ['among others', `${TAG}=/read/write/`],
    ['in another spelling of the key, which IAM takes for the same', 'ZERO-TRUST:docs.data.DOCUMENTS=/read/'],
    ['with something before and after', `${TAG}=x/read/y`],
  ])('is admitted, and violated: %s', async (_, tag) => {
    const { code, claims } = await all(repositories({ docs: owner(), shop: consumer({ strangers: role('Stranger', tag.split('=') as [string, string]) }) }));
    expect([code, saidOf(claims)]).toEqual([1, ['proved', 'violated GRANT_NOT_CLAIMED']]);
    expect(claims.find((c) => c.verdict === 'violated')).toMatchObject({ subject: { source: 'Shop/Stranger', destination: 'documents' }, blockedBy: [{ text: expect.stringContaining('`read`'), because: [{ resource: 'Stranger' }] }], at: { template: 'shop/cdk.out/Shop.template.json', resource: 'Stranger' } });
  });

  test('also where it claims less, where it is in the owner\'s app, and where it is a user', async () => {
    const wider = repositories({ docs: owner({ offers: [READ, WRITE] }), shop: consumer({ claims: ['read'], offers: [READ, WRITE] }), late: consumer({ claims: ['write'], offers: [READ, WRITE] }) });
    change(wider, 'shop/cdk.out/Shop.template.json', ({ Resources }) => { Resources.Reports65402A0A.Properties.Tags[0].Value = '/read/write/'; });
    expect((await judged(wider, ...BOTH, 'late/cdk.out')).claims.filter((c) => c.verdict === 'violated')).toMatchObject([{ subject: { source: 'Shop/Reports/Resource', over: 'write' } }]);
    const own = await judged(repositories({ docs: owner({ strangers: (stack) => new iam.CfnUser(stack, 'Mara', { tags: [{ key: TAG, value: '/read/' }] }) }) }), 'docs/cdk.out');
    expect([own.code, own.claims]).toMatchObject([1, [{ subject: { source: 'Docs/Mara' } }]]);
  });

  test('a value that names nothing, another key, and a role of another account are none', async () => {
    const harmless = role('Stranger', [TAG, 'yes'], ['team', '/read/'], ['zero-trust', '/read/']);
    expect(saidOf((await all(repositories({ docs: owner(), shop: consumer({ strangers: harmless }) }))).claims)).toEqual(['proved']);
    const foreign = { ...ENV, account: '444455556666' };
    const cwd = repositories({ docs: owner({ offers: [] }), shop: consumer({ claims: [], env: foreign, strangers: role('Stranger', [TAG, '/read/']) }) });
    expect((await all(cwd)).claims).toEqual([]);
    const near = repositories({ docs: owner({ offers: [] }), shop: consumer({ claims: [], strangers: role('Stranger', [TAG, '/read/']) }) });
    expect(saidOf((await all(near)).claims)).toEqual(['violated GRANT_NOT_CLAIMED']);
  });

  test('of a store that no given assembly has is unknown', async () => {
    const { code, claims } = await judged(repositories({ shop: consumer({ claims: [], strangers: role('Stranger', [TAG, '/read/']) }) }), 'shop/cdk.out');
    expect([code, claims]).toMatchObject([0, [{ verdict: 'unknown', strict: false, unknowns: [{ token: `tag ${TAG}` }] }]]);
  });

  test('whose value or key is a token is unknown, and no pass for a jewel', async () => {
    const parameter = (stack: ConstructorParameters<typeof CfnParameter>[0]): string => new CfnParameter(stack, 'Word').valueAsString;
    const value = consumer({ strangers: (stack) => role('Stranger', [TAG, parameter(stack)])(stack) });
    const key = consumer({ strangers: (stack) => role('Stranger', [parameter(stack), '/read/'])(stack) });
    const half = consumer({ strangers: (stack) => role('Stranger', [Fn.join('', ['zero-', parameter(stack)]), '/read/'])(stack) });
    const other = consumer({ strangers: (stack) => role('Stranger', [Fn.join('', ['team-', parameter(stack)]), '/read/'])(stack) });
    for (const shop of [value, key, half]) {
      const plain = await all(repositories({ docs: owner(), shop }));
      expect([plain.code, saidOf(plain.claims), plain.claims.find((c) => c.verdict === 'unknown')?.unknowns[0].token]).toEqual([0, ['proved', 'unknown'], 'Ref Word']);
      expect((await all(repositories({ docs: owner({ crownJewel: CrownJewel.restricted() }), shop }))).code).toBe(3);
    }
    expect(saidOf((await all(repositories({ docs: owner(), shop: other }))).claims)).toEqual(['proved']);
  });
});

describe('what the consumer\'s own template does not grant is violated', () => {
  const ROLE = 'Reports65402A0A';
  const broken = async (edit: (resources: Record<string, any>) => void): Promise<ReturnType<typeof judged>> => {
    const cwd = repositories({ docs: owner(), shop: consumer() });
    change(cwd, 'shop/cdk.out/Shop.template.json', ({ Resources }) => edit(Resources));
    return all(cwd);
  };
  const policyOf = (resources: Record<string, any>): [string, any] => Object.entries<any>(resources).find(([, r]) => r.Type === 'AWS::IAM::RolePolicy')!;

  test.each<[string, (resources: Record<string, any>) => void, string]>([
    ['the tag', (r) => { delete r[ROLE].Properties.Tags; }, 'does not carry tag `zero-trust:docs.data.documents` with `read`'],
    ['the word of the tag', (r) => { r[ROLE].Properties.Tags[0].Value = '/'; }, `does not carry tag \`${TAG}\` with \`read\``],
    ['the policy', (r) => { delete r[policyOf(r)[0]]; }, 'no policy of role `Shop/Reports` permits `s3:'],
    ['an action', (r) => { for (const s of policyOf(r)[1].Properties.PolicyDocument.Statement) s.Action = [s.Action].flat().filter((a: string) => a !== 's3:GetObject'); }, 'permits `s3:GetObject`'],
    ['an Allow', (r) => { for (const s of policyOf(r)[1].Properties.PolicyDocument.Statement) s.Effect = 'Deny'; }, 'no policy of role'],
    ['the role of the policy', (r) => { policyOf(r)[1].Properties.RoleName = 'another'; }, 'no policy of role'],
    ['the role', (r) => { delete r[ROLE]; }, 'no template makes role `Shop/Reports` any more'],
  ])('%s is gone', async (_, edit, words) => {
    const { code, claims } = await broken(edit);
    expect([code, claims]).toMatchObject([1, [{ verdict: 'violated', blockedBy: [{ code: 'GRANT_MISSING', text: expect.stringContaining(words) }] }]]);
  });

  test('a policy that cannot be read before deployment is unknown', async () => {
    const { code, claims } = await broken((r) => { policyOf(r)[1].Properties.PolicyDocument = { 'Fn::Transform': { Name: 'AWS::Include' } }; });
    expect([code, saidOf(claims)]).toEqual([0, ['unknown']]);
  });

  test('of a role that no template makes it is assumed, and said', async () => {
    const imported = (stack: ConstructorParameters<typeof iam.CfnRole>[0]): iam.IRole => iam.Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${ENV.account}:role/reports`);
    const cwd = repositories({ docs: owner(), shop: consumer({ claims: [], more: (stack) => {
      const data = stack.node.tryFindChild('Data') as import('cdk-zero-trust').DataProtection;
      data.addDataClaim({ source: imported(stack), store: data.node.tryFindChild('Offered-Docs-Data-documents') as import('cdk-zero-trust').DataStore, offer: 'read', because: 'reports' });
    } }) });
    const { claims } = await all(cwd);
    expect(claims).toMatchObject([{ verdict: 'proved', assumptions: [expect.stringContaining('is not in these templates')] }]);
  });

  test('without the tag where the store\'s policy asks for none', async () => {
    const cwd = repositories({ docs: owner(), shop: consumer() });
    change(cwd, 'docs/cdk.out/Docs.template.json', ({ Resources }) => { for (const r of Object.values<any>(Resources)) { delete r.Properties.PolicyDocument; delete r.Properties.KeyPolicy; } });
    change(cwd, 'shop/cdk.out/Shop.template.json', ({ Resources }) => { delete Resources[ROLE].Properties.Tags; });
    expect(saidOf((await all(cwd)).claims)).toEqual(['proved']);
  });
});

describe('every format says it', () => {
  const broken = (): string => repositories({ docs: owner({ offers: [WRITE] }), shop: consumer({ strangers: role('Stranger', [TAG, '/write/']) }) });

  test('text', async () => {
    const { code, out } = await prove(broken(), ...BOTH);
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, ' ')).toContain('Shop/Reports => documents : read VIOLATED claim, data; claim.');
    for (const words of ['3 violated', 'blocked: store `documents` does not offer `read`', '(CLAIM_NOT_OFFERED)', 'anybody with its tag => documents : write VIOLATED', 'fix: drop the offer', 'Shop/Stranger => documents : write VIOLATED', 'AWS::IAM::Role of Shop/Stranger', 'shop/cdk.out/Shop.template.json#/Resources/Stranger']) expect(out.replace(/\s+/g, ' ')).toContain(words);
  });

  test('markdown', async () => {
    const { out } = await prove(broken(), ...BOTH, '--format', 'markdown');
    for (const words of ['## Zero trust: 3 violated', 'Shop/Reports claims of documents what it does not offer: read', 'documents offers write, and nobody claims it', 'and nobody declared it', 'Fix: drop the offer']) expect(out).toContain(words);
  });

  test('sarif, at the resources, with lines', async () => {
    const { out } = await prove(broken(), ...BOTH, '--format', 'sarif');
    const { results } = JSON.parse(out).runs[0] as { results: { ruleId: string; level: string; message: { text: string }; locations: any[]; properties: { plane: string } }[] };
    expect(results.map((r) => [r.ruleId, r.level, r.properties.plane])).toEqual(Array(3).fill(['zero-trust/claim', 'error', 'data']));
    const places = results.map((r) => r.locations[0].physicalLocation).map((p) => [p.artifactLocation.uri, p.region.startLine > 1]);
    expect(places.sort()).toEqual([['docs/cdk.out/Docs.template.json', true], ['shop/cdk.out/Shop.template.json', true], ['shop/cdk.out/Shop.template.json', true]]);
  });

  test('svg, which draws the network alone', async () => {
    expect(await prove(broken(), ...BOTH, '--format', 'svg')).toMatchObject({ code: 1, out: expect.stringContaining('<svg') });
  });

  test('json with a baseline, which accepts each until its date', async () => {
    const cwd = broken();
    const { claims } = await all(cwd);
    const accepted = claims.map(({ id, question, verdict }) => ({ id, question, verdict, owner: 'data team', until: '2099-01-01' }));
    writeFileSync(path.join(cwd, 'baseline.json'), JSON.stringify({ schema: 'zero-trust/baseline/1', accepted }));
    const { code, file } = await judged(cwd, ...BOTH, '--baseline', 'baseline.json');
    expect([code, file.summary.baselined, file.summary.violated]).toEqual([0, 3, 0]);
    writeFileSync(path.join(cwd, 'baseline.json'), JSON.stringify({ schema: 'zero-trust/baseline/1', accepted: accepted.slice(1) }));
    expect((await judged(cwd, ...BOTH, '--baseline', 'baseline.json')).code).toBe(1);
  });
});

test('names with control characters move no cursor', async () => {
  const cwd = repositories({ docs: owner({ offers: [READ, WRITE] }), shop: consumer() });
  const evil = '\u001b[31mread\u202e\n';
  change(cwd, 'shop/cdk.out/zero-trust.intent.json', (intent) => {
    const [flow] = intent.dataFlows;
    Object.assign(flow, { id: evil, claims: { ...flow.claims, offer: evil }, actions: [evil] });
    flow.source.path = evil;
  });
  change(cwd, 'docs/cdk.out/zero-trust.intent.json', (intent) => { intent.stores[0].offers[1].id = evil; });
  for (const format of ['text', 'markdown', 'json', 'sarif', 'svg']) {
    const { code, out } = await prove(cwd, ...BOTH, '--format', format);
    expect(code).toBe(1);
    expect(out).not.toMatch(/[\u001b\u202e]/);
  }
  const { claims } = await all(cwd);
  for (const { question, subject, blockedBy = [], fix = '' } of claims) expect([question, ...Object.values(subject), ...blockedBy.map((b) => b.text), fix].join(' ')).not.toMatch(/[\u0000-\u001f\u202e]/);
});
