/** What others say of the pool, its providers and its hook before the identity is built, or after: never overwritten in silence, no secret told. */
import { Aspects, Fn, SecretValue, Token } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import { Federation } from '../../../lib/layers/identity';
import { openTemplates } from '../../../lib/prover/judge';
import { templatesOf } from '../../../lib/world/template';
import { type Json, make, type Made, PORTAL } from './app';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:theirs';
const pool = ({ identity }: Made): cognito.CfnUserPool => identity.node.findChild('Pool') as cognito.CfnUserPool;
const before = (lambdaConfig: cognito.CfnUserPool['lambdaConfig'], props = {}): Made => make({ clients: { portal: PORTAL() }, ...props }, (m) => { pool(m).lambdaConfig = lambdaConfig; });
const poolIn = (template: Json): Json => Object.values(template.Resources as Json).find((r) => r.Type === 'AWS::Cognito::UserPool').Properties;

describe('triggers that were set before', () => {
  test('one that only hears stays beside the hook', () => {
    const made = before({ postAuthentication: ARN, customMessage: ARN });
    expect(made.errors()).toEqual([]);
    expect(poolIn(made.template()).LambdaConfig).toMatchObject({ PostAuthentication: ARN, CustomMessage: ARN, PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } });
  });

  test.each<[string, cognito.CfnUserPool['lambdaConfig'], string, RegExp]>([
    ['another hook', { preTokenGenerationConfig: { lambdaArn: ARN, lambdaVersion: 'V2_0' } }, 'IdentityOpen', /`pool\.hook`.*function:theirs/],
    ['the old property', { preTokenGeneration: ARN }, 'IdentityOpen', /`pool\.hook`/],
    ['one that lets people in', { preSignUp: ARN }, 'IdentityChanged', /LambdaConfig\.PreSignUp.*function:theirs/],
    ['one that moves users', { userMigration: ARN }, 'IdentityChanged', /LambdaConfig\.UserMigration/],
    ['a token', Token.asAny(Fn.findInMap('Triggers', 'all', 'x')), 'IdentityOpen', /`pool\.hook`/],
  ])('%s is refused', (_, config, code, words) => {
    const made = before(config);
    expect(made.errors()).toContain(code);
    expect(made.text()).toMatch(words);
  });

  test('nothing, and an empty struct, are no triggers', () => {
    expect(before(undefined).errors()).toEqual([]);
    expect(before({}).errors()).toEqual([]);
    expect(before({ preSignUp: undefined }).errors()).toEqual([]);
  });
});

const OKTA = (): Federation => Federation.oidc('Okta', { issuer: 'https://acme.okta.com', clientId: 'x', clientSecret: SecretValue.secretsManager('okta') });

describe('no secret is told', () => {
  const SECRET = 'hunter2-hunter2';
  const late = (resource: string, property: string, value: unknown): Made => make({ clients: { portal: PORTAL() }, federation: [OKTA()] }, ({ identity, app }) => {
    Aspects.of(app).add({ visit: (node) => { if (node === identity) (resource.split('/').reduce<any>((at, id) => at.node.findChild(id), identity)).addPropertyOverride(property, value); } }, { priority: 900 });
  });
  test.each<[string, Made]>([
    ['of a provider, in plain text', late('Provider-Okta', 'ProviderDetails.client_secret', SECRET)],
    ['of a provider, in a join', late('Provider-Okta', 'ProviderDetails.client_secret', { 'Fn::Join': ['', [SECRET, { Ref: 'AWS::Region' }]] })],
    ['of a provider, in a sub', late('Provider-Okta', 'ProviderDetails.client_secret', { 'Fn::Sub': SECRET })],
    ['of a provider, in all of its details', late('Provider-Okta', 'ProviderDetails', { client_secret: SECRET })],
    ['in a variable of the hook', late('Hook/Function', 'Environment.Variables.API_KEY', SECRET)],
    ['in all variables of the hook', late('Hook/Function', 'Environment', { Variables: { API_KEY: SECRET } })],
  ])('%s', (_, made) => {
    expect(made.errors().some((c) => c === 'IdentityOpen' || c === 'IdentityChanged')).toBe(true);
    expect(made.text()).not.toContain('hunter2');
  });

  test('names of variables are', () => expect(late('Hook/Function', 'Environment.Variables.API_KEY', SECRET).text()).toContain('`API_KEY`'));
});

describe('the hook stands in no VPC, and is ours', () => {
  const template = make({ clients: { portal: PORTAL() } }).template();
  const [id] = Object.entries(template.Resources as Json).find(([, r]) => r.Metadata?.['zero-trust']?.hook === 'pre-token')!;
  const told = (change: (hook: Json) => void): string[] => {
    const body = structuredClone(template);
    change(body.Resources[id]);
    const intent = { schema: 'zero-trust/intent/1', scopes: [{ scope: 'App/ZeroTrust', posture: 'standard' }], segments: [], enclaves: [], personas: [], flows: [], guarantees: [] };
    const trial = openTemplates(templatesOf([{ key: 'App', body }] as Parameters<typeof templatesOf>[0]), { intents: [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent }] } as Parameters<typeof openTemplates>[1]);
    return trial.judge().verdicts.filter((v) => v.plane === 'network' && v.kind === 'nothing-more').map((v) => `${v.verdict}${v.implied === true ? ' implied' : ''}`);
  };

  test('nobody has to declare its way out', () => expect(told(() => undefined)).toEqual(['proved implied']));

  test.each<[string, (hook: Json) => void]>([
    ['other code', (h) => { h.Properties.Code = { ZipFile: 'x' }; }],
    ['another handler', (h) => { h.Properties.Handler = 'evil.handler'; }],
    ['a layer', (h) => { h.Properties.Layers = ['arn:aws:lambda:eu-west-1:444455556666:layer:x:1']; }],
    ['another role', (h) => { h.Properties.Role = 'arn:aws:iam::111122223333:role/x'; }],
    ['a variable for node', (h) => { h.Properties.Environment.Variables.NODE_OPTIONS = '--require /opt/x.js'; }],
    ['another table', (h) => { h.Properties.Environment = {}; }],
    ['no mark', (h) => { delete h.Metadata['zero-trust'].code; }],
    ['somebody else\'s mark', (h) => { h.Metadata['zero-trust'].code = 'ffffffffffffffffffffffffffffffff'; }],
  ])('with %s it is like any other', (_, change) => expect(told(change)).toEqual(['violated']));

  test('what changes nothing of what runs is left alone', () => expect(told((h) => { h.Properties.MemorySize = 512; })).toEqual(['proved implied']));
});
