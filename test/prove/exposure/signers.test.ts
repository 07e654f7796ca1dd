/**
 * Signed routes are for their callers: whoever else IAM lets in is named, with a request that the replay takes.
 *
 * The simulator at the end is a third opinion: it evaluates single requests by the rules of IAM's documentation alone.
 */
import { signersOf } from '../../../lib/prover/exposure/signers';
import { proveExposure } from '../../../lib/prover/exposure';
import { replayExposure } from '../../../lib/prover/replay/exposure';
import { readExposure } from '../../../lib/world/exposure';
import { templatesOf } from '../../../lib/world/template';
import { api, att, certified, intentOf, method, opened, permission, ref, type Resources, source, sub, type, verdicts, when } from './support';

const ROLE = 'arn:aws:iam::111111111111:role/batch';
const allow = (Resource: unknown, more: object = {}): object => ({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource, ...more });
const deny = (Resource: unknown, more: object = {}): object => ({ ...allow(Resource, more), Effect: 'Deny' });
const document = (...Statement: object[]): object => ({ Version: '2012-10-17', Statement });
const role = (...statements: object[]): object => type('IAM::Role', { AssumeRolePolicyDocument: {}, ...statements.length === 0 ? {} : { Policies: [{ PolicyName: 'p', PolicyDocument: document(...statements) }] } });
const ARN = source('prod/GET/docs');
const callers = { access: 'iam', scopes: [], callers: [{ path: 'App/Caller', template: 'App.template.json', logicalId: 'Caller' }] };
const signed = (rest: Resources = {}): Resources => api({ AuthorizationType: 'AWS_IAM', AuthorizerId: undefined, AuthorizationScopes: undefined }, { Caller: role(allow(ARN)), ...rest });
const other = (...statements: object[]): Resources => ({ Other: role(...statements) });

const found = (rest: Resources, route: object = {}, part: object = {}): string[] => verdicts(signed(rest), part, { intent: intentOf({ ...callers, ...route }) }).filter((v) => v.kind === 'nothing-more').map((v) => `${v.verdict} ${v.question.replace('nothing more: ', '').replace(' is no caller of GET /docs of Door, and may not sign for it', '')}`);
const NOBODY = ['proved every way through Door and into its handlers is declared'];

test('callers alone: proved', () => expect(found({})).toEqual(NOBODY));

test.each<[string, Resources, string[]]>([
  ['everything', other({ Effect: 'Allow', Action: '*', Resource: '*' }), ['violated Other']],
  ['every API', other(allow('*')), ['violated Other']],
  ['a wildcard of actions in other letters', other(allow('*', { Action: ['logs:*', 'EXECUTE-API:inv*'] })), ['violated Other']],
  ['the route itself', other(allow(ARN)), ['violated Other']],
  ['every method of the API', other(allow(source('*'))), ['violated Other']],
  ['an ARN with wildcards for region, account and API', other(allow('arn:aws:execute-api:*:*:*/prod/*/docs')), ['violated Other']],
  ['all but one thing', other({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), ['violated Other']],
  ['all resources but one', other(allow(undefined, { Resource: undefined, NotResource: source('prod/GET/other') })), ['violated Other']],
  ['an administrator\'s policy', { Other: type('IAM::Role', { ManagedPolicyArns: [sub('arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess')] }) }, ['violated Other']],
  ['a policy beside the role', { Other: role(), P: type('IAM::Policy', { PolicyName: 'p', Roles: [ref('Other')], PolicyDocument: document(allow('*')) }) }, ['violated Other']],
  ['a policy by the role\'s name', { Other: type('IAM::Role', { RoleName: 'other' }), P: type('IAM::RolePolicy', { PolicyName: 'p', RoleName: 'other', PolicyDocument: document(allow('*')) }) }, ['violated Other']],
  ['a managed policy of the templates', { Other: type('IAM::Role', { ManagedPolicyArns: [ref('M')] }), M: type('IAM::ManagedPolicy', { PolicyDocument: document(allow('*')) }) }, ['violated Other']],
  ['a user', { Other: type('IAM::User', { Policies: [{ PolicyName: 'p', PolicyDocument: document(allow('*')) }] }) }, ['violated Other']],
  ['a group', { Other: type('IAM::Group'), P: type('IAM::GroupPolicy', { GroupName: ref('Other'), PolicyName: 'p', PolicyDocument: document(allow('*')) }) }, ['violated Other']],
  ['a role that the templates do not make', { P: type('IAM::Policy', { PolicyName: 'p', Roles: ['operators'], PolicyDocument: document(allow('*')) }) }, ['violated operators']],
  ['under a condition of the template', { Other: type('IAM::Role', { Policies: [when('IsDev', { PolicyName: 'p', PolicyDocument: document(allow('*')) })] }) }, ['violated Other']],
])('a role that may sign: %s', (_, rest, expected) => {
  expect(found(rest, {}, { Parameters: { Colour: { Type: 'String', AllowedValues: ['dev', 'prod'] } }, Conditions: { IsDev: { 'Fn::Equals': [ref('Colour'), 'dev'] } } })).toEqual(expected);
});

test.each<[string, Resources]>([
  ['another action', other(allow('*', { Action: ['execute-api:ManageConnections', 'lambda:*'] }))],
  ['another route', other(allow(source('prod/GET/other')))],
  ['another method', other(allow(source('prod/POST/docs')))],
  ['another stage', other(allow(source('test/GET/docs')))],
  ['another API', other(allow('arn:aws:execute-api:eu-west-1:111111111111:abcdefghij/*'))],
  ['another service', other(allow('arn:aws:s3:::*'))],
  ['it is denied again', other(allow('*'), deny(source('prod/*')))],
  ['it is denied by the API', { ...other(allow('*')), Api: type('ApiGateway::RestApi', { Policy: document(deny('execute-api:/*', { Principal: { AWS: att('Other') } })) }) }],
  ['its boundary leaves it nothing', { Other: type('IAM::Role', { PermissionsBoundary: ref('B'), Policies: [{ PolicyName: 'p', PolicyDocument: document(allow('*')) }] }), B: type('IAM::ManagedPolicy', { PolicyDocument: document(allow('*', { Action: 'logs:*' })) }) }],
  ['its boundary denies it', { Other: type('IAM::Role', { PermissionsBoundary: ref('B'), Policies: [{ PolicyName: 'p', PolicyDocument: document(allow('*')) }] }), B: type('IAM::ManagedPolicy', { PolicyDocument: document(allow('*', { Action: '*' }), deny('*')) }) }],
  ['what functions write their logs with', { Other: type('IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'] }) }],
  ['an account in the API\'s policy stands for its administrators', { Api: type('ApiGateway::RestApi', { Policy: document(allow('execute-api:/*', { Principal: { AWS: sub('arn:aws:iam::${AWS::AccountId}:root') } })) }) }],
])('a role that may not: %s', (_, rest) => expect(found(rest)).toEqual(NOBODY));

test.each<[string, Resources]>([
  ['a policy by its ARN', { Other: type('IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::111111111111:policy/mine'] }) }],
  ['a policy of AWS that nobody looked at', { Other: type('IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSSomethingFullAccess'] }) }],
  ['a policy that a parameter names', { Other: type('IAM::Role', { ManagedPolicyArns: [ref('Arn')] }) }],
  ['a document that a parameter is', { Other: type('IAM::Role', { Policies: [{ PolicyName: 'p', PolicyDocument: ref('Arn') }] }) }],
  ['a resource that a parameter is', other(allow(ref('Arn')))],
  ['an action that a parameter is', other(allow('*', { Action: ref('Arn') }))],
  ['a condition about the signer', other(allow('*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } } }))],
  ['a variable of IAM', other(allow(sub('arn:aws:execute-api:*:*:*/prod/GET/${!aws:username}')))],
  ['a denial under a condition', other(allow('*'), deny('*', { Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'x' } } }))],
  ['an unread policy beside a wide one may deny', { Other: type('IAM::Role', { ManagedPolicyArns: [ref('Arn')], Policies: [{ PolicyName: 'p', PolicyDocument: document(allow('*')) }] }) }],
  ['a boundary elsewhere', { Other: type('IAM::Role', { PermissionsBoundary: 'arn:aws:iam::111111111111:policy/b', Policies: [{ PolicyName: 'p', PolicyDocument: document(allow('*')) }] }) }],
  ['a part of an id', other(allow('arn:aws:execute-api:*:*:ab*/prod/GET/docs'))],
  ['a region by its name, and none of the stack', other(allow(sub('arn:aws:execute-api:eu-west-1:*:${Api}/*')))],
])('nobody can say: %s', (_, rest) => {
  expect(found(rest, {}, { Parameters: { Arn: { Type: 'String' } } })).toEqual(['unknown Other']);
  const [verdict] = verdicts(signed(rest), { Parameters: { Arn: { Type: 'String' } } }, { intent: intentOf(callers) }).filter((v) => v.kind === 'nothing-more');
  expect(verdict.unknowns.length).toBeGreaterThan(0);
});

test('the request, the place and the fix are shown', () => {
  const [verdict] = verdicts(signed(other(allow('*'))), {}, { intent: intentOf(callers) }).filter((v) => v.kind === 'nothing-more');
  expect(verdict).toMatchObject({
    plane: 'exposure', severity: 'error', verdict: 'violated', subject: { source: 'Other', destination: 'App/Fn', over: 'a signature' }, at: { resource: 'Other' },
    witness: { entry: 'GET /docs of Api', request: { method: 'GET', url: 'https://{the execute-api host of Api}/prod/docs', without: ['being a caller of the route'], carries: ['a signature of Other'] } },
  });
  expect(verdict.fix).toMatch(/add it to `callers` of the route, or take `execute-api:Invoke` on it from `Other`/);
});

describe('whom the API\'s own policy names', () => {
  const policy = (...statements: object[]): Resources => ({ Api: type('ApiGateway::RestApi', { Policy: document(...statements) }) });
  test.each<[string, Resources, object, string[]]>([
    ['a role that is no caller', policy(allow('execute-api:/*', { Principal: { AWS: ROLE } })), {}, [`violated ${ROLE}`]],
    ['a role of these templates', { ...policy(allow('execute-api:/prod/GET/docs', { Principal: { AWS: att('Other') } })), Other: role() }, {}, ['violated Other']],
    ['another account', policy(allow('execute-api:/*', { Principal: { AWS: '222222222222' } })), {}, ['violated 222222222222']],
    ['a caller by its ARN', policy(allow('execute-api:/*', { Principal: { AWS: ROLE } })), { callers: [...callers.callers, { path: 'Batch', arn: ROLE }] }, NOBODY],
    ['another route alone', policy(allow('execute-api:/prod/POST/docs', { Principal: { AWS: ROLE } })), {}, NOBODY],
    ['what a parameter names', policy(allow('execute-api:/*', { Principal: { AWS: ref('Who') } })), {}, ['unknown ${App.Who}']],
  ])('%s', (_, rest, route, expected) => expect(found(rest, route, { Parameters: { Who: { Type: 'String' } } })).toEqual(expected));

  test('a private door: who stands at its endpoint may', () => {
    const rest = { ...other(allow('*')), Api: type('ApiGateway::RestApi', { EndpointConfiguration: { Types: ['PRIVATE'] }, Policy: document(deny('execute-api:/*', { Principal: '*', Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-1'] } } })) }) };
    const [verdict] = verdicts(signed(rest), {}, { intent: intentOf(callers, { profile: 'private' }) }).filter((v) => v.kind === 'nothing-more');
    expect(verdict).toMatchObject({ verdict: 'violated', witness: { request: { location: 'interface endpoint vpce-1' } } });
  });
});

test('a client certificate does not keep a signer out who has one', () => {
  expect(found({ ...certified(), ...other(allow('*')) })).toEqual(['violated Other']);
});

describe('accounts', () => {
  const world = (accounts: readonly [string, string], policy?: object): string[] => {
    const templates = templatesOf([
      { key: 'App', account: accounts[0], region: 'eu-west-1', body: { Resources: signed({ ...(policy === undefined ? {} : { Api: type('ApiGateway::RestApi', { Policy: document(policy) }) }) }) } },
      { key: 'Jobs', account: accounts[1], region: 'eu-west-1', body: { Resources: { Job: role(allow('*')) } } },
    ] as Parameters<typeof templatesOf>[0]);
    const trial = { world: readExposure(templates), templates, intents: [{ stage: '', file: 'zero-trust.intent.json', intent: intentOf(callers) }] } as any;
    return proveExposure({ ...trial, guarantees: [], scope: 'declared' }).verdicts.filter((v) => v.kind === 'nothing-more').map((v) => v.verdict);
  };
  test('a role of the same account may, one of another may not', () => {
    expect(world(['111111111111', '111111111111'])).toEqual(['violated']);
    expect(world(['111111111111', '222222222222'])).toEqual(['proved']);
  });
  test('one of another whose account the API lets in may', () => {
    expect(world(['111111111111', '222222222222'], allow('execute-api:/*', { Principal: { AWS: '222222222222' } }))).toContain('violated');
  });
});

describe('parameters of paths', () => {
  const two = (one: object, statements: object[]): Resources => signed({
    Id: type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: ref('Docs'), PathPart: '{id}' }), Pages: type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: ref('Id'), PathPart: 'pages' }), Search: type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: ref('Docs'), PathPart: 'search' }),
    GetId: method({ ResourceId: ref('Id'), AuthorizationType: 'AWS_IAM', ...one }), GetPages: method({ ResourceId: ref('Pages'), AuthorizationType: 'AWS_IAM' }), GetSearch: method({ ResourceId: ref('Search'), AuthorizationType: 'AWS_IAM' }),
    Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'GetId', 'GetPages', 'GetSearch'] }), All: permission({ SourceArn: source('*') }), Other: role(...statements),
  });
  const of = (resources: Resources): string[] => verdicts(resources, {}, { intent: intentOf({ ...callers, id: 'GET /docs/{id}', path: '/docs/{id}' }) }).filter((v) => v.kind === 'nothing-more' && v.question.includes('no caller')).map((v) => `${v.verdict} ${v.witness?.request?.url.replace(/^.*\/prod/, '') ?? ''}`);
  test.each<[string, object[], RegExp | undefined]>([
    ['a document of its own', [allow(source('prod/GET/docs/7'))], /^violated \/docs\/7$/],
    ['all documents', [allow(source('prod/GET/docs/*'))], /^violated \/docs\/[^/]+$/],
    ['the literal beside it', [allow(source('prod/GET/docs/search'))], undefined],
    ['what is beneath it', [allow(source('prod/GET/docs/*/pages'))], undefined],
    ['all of them, and what is not beneath denied again', [allow(source('prod/GET/docs/*')), deny(source('prod/GET/docs/*'))], undefined],
    ['all, without what begins with a', [allow(source('prod/GET/docs/*')), deny(source('prod/GET/docs/a*'))], /^violated \/docs\/[^/a][^/]*$/],
  ])('%s', (_, statements, expected) => {
    const [one] = of(two({}, statements));
    if (expected === undefined) expect(one).toBeUndefined();
    else expect(one).toMatch(expected);
  });
});

describe('the replay', () => {
  const path = (rest: Resources): { world: ReturnType<typeof readExposure>; path: any } => {
    const templates = templatesOf([{ key: 'App', body: { Resources: signed(rest) } }]);
    const world = readExposure(templates);
    const { verdicts: all, paths } = proveExposure({ world, templates, intents: [{ stage: '', file: 'zero-trust.intent.json', intent: intentOf(callers) }] as any, guarantees: [], scope: 'declared' });
    const id = all.find((v) => v.question.includes('no caller'))!.id;
    return { world, path: paths.get(id) };
  };
  test.each<[string, (way: any) => void, RegExp]>([
    ['somebody else', (w) => { w.signer = 'App.Third'; }, /nothing surely allows/],
    ['nobody', (w) => { w.signer = 'App.Nobody'; }, /there is no/],
    ['another route', (w) => { w.path = '/other'; }, /does not answer/],
    ['a host that is not there', (w) => { w.host = 9; }, /host/],
  ])('refuses %s', (_, change, why) => {
    const { world, path: shown } = path({ ...other(allow('*')), Third: role(allow(source('prod/POST/docs'))) });
    expect(replayExposure(world, shown)).toEqual({ accepted: true });
    const copy = { way: structuredClone(shown.way), valuation: shown.valuation };
    change(copy.way);
    expect(replayExposure(world, copy)).toMatchObject({ accepted: false, why: expect.stringMatching(why) });
  });

  test('what denies it afterwards, it refuses', () => {
    const { path: shown } = path(other(allow('*')));
    for (const rest of [other(allow('*'), deny('*')), other(allow('*'), deny('*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })), { Other: type('IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::1:policy/x'], Policies: [{ PolicyName: 'p', PolicyDocument: document(allow('*')) }] }) }]) {
      const world = readExposure(templatesOf([{ key: 'App', body: { Resources: signed(rest) } }]));
      expect(replayExposure(world, shown)).toMatchObject({ accepted: false, why: expect.stringMatching(/policy/) });
    }
  });

  test('what the API denies, whatever the signer\'s own policies allow, it refuses', () => {
    const { path: shown } = path(other(allow('*')));
    const world = readExposure(templatesOf([{ key: 'App', body: { Resources: signed({ ...other(allow('*')), Api: type('ApiGateway::RestApi', { Policy: document(deny('execute-api:/*', { Principal: '*' })) }) }) } }]));
    expect(replayExposure(world, shown)).toMatchObject({ accepted: false, why: expect.stringMatching(/may deny/) });
  });

  test('takes what the prover says of random policies', () => {
    const random = generator(20261122);
    const some = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
    const statement = (): object => ({
      Effect: some(['Allow', 'Allow', 'Deny']), Action: some(['execute-api:Invoke', 'execute-api:*', '*', 's3:*']),
      Resource: some(['*', source('*'), ARN, source('prod/*/docs'), source('*/GET/*'), source('prod/POST/*'), 'arn:aws:execute-api:*:*:*/prod/GET/d*', 'arn:aws:execute-api:*:*:*', 'arn:*:execute-api:eu-west-1:*:*']),
      ...(random() < 0.3 ? { Condition: some([{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { StringEquals: { 'aws:PrincipalTag/a': 'b' } }, { Bool: { 'aws:SecureTransport': 'true' } }]) } : {}),
    });
    const told: Record<string, number> = {};
    for (let i = 0; i < 120; i++) {
      const trial = opened(signed(other(...Array.from({ length: 1 + Math.floor(random() * 3) }, statement))), {}, { intent: intentOf(callers) });
      for (const { verdict } of trial.judge().verdicts.filter((v) => v.kind === 'nothing-more')) told[verdict] = (told[verdict] ?? 0) + 1; // a disagreement throws
    }
    expect(Object.keys(told).sort()).toEqual(['proved', 'unknown', 'violated']);
  });
});

test('a route with a token has no callers, and nobody is asked about', () => {
  const templates = templatesOf([{ key: 'App', body: { Resources: api({}, other(allow('*'))) } }]);
  const world = readExposure(templates);
  expect(world.signers).toEqual([]);
  expect(signersOf({ world, templates, intents: [] }, [])).toEqual([]);
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
