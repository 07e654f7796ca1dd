/** The replay takes the prover's own requests, and none that was tampered with. */
import { askInvoke, checkIdentified, type ExposurePath, type InvokeAnswer, proveExposure } from '../../../lib/prover/exposure';
import { openWith } from '../../../lib/prover/judge-with';
import { replayExposure } from '../../../lib/prover/replay/exposure';
import { readExposure } from '../../../lib/world/exposure';
import type { ExposureWorld } from '../../../lib/world/exposure/model';
import { templatesOf } from '../../../lib/world/template';
import { api, att, certified, method, permission, ref, type Resources, type, when } from './support';

const PART = { Parameters: { Colour: { Type: 'String', AllowedValues: ['dev', 'prod'] } }, Conditions: { IsDev: { 'Fn::Equals': [ref('Colour'), 'dev'] } } };

function shown(Resources: Resources): { readonly world: ExposureWorld; readonly path: ExposurePath } {
  const templates = templatesOf([{ key: 'App', body: { ...PART, Resources } }]);
  const world = readExposure(templates);
  const { path, answer }: InvokeAnswer = askInvoke('Fn', { world, templates, intents: [] });
  expect(answer).toBe('unidentified');
  return { world, path: path! };
}

const open = api({ AuthorizationType: when('IsDev', 'NONE', 'AWS_IAM') }, { ...certified({ DisableExecuteApiEndpoint: false }), Put: method({ HttpMethod: 'PUT' }), Other: type('ApiGateway::Method', { RestApiId: ref('Api'), ResourceId: att('Api', 'RootResourceId'), HttpMethod: 'GET' }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Put'] }) });
const wrong = (change: (path: any) => void, resources: Resources = open): string => {
  const { world, path } = shown(resources);
  expect(replayExposure(world, path)).toEqual({ accepted: true });
  const copy = { way: structuredClone(path.way), valuation: new Map(path.valuation) };
  change(copy);
  const judged = replayExposure(world, copy);
  return judged.accepted ? 'accepted' : judged.why;
};

test.each<[string, (path: any) => void, RegExp]>([
  ['another valuation', (p) => p.valuation.set('App.Colour', 'prod'), /authorization/],
  ['a value that the parameter cannot have', (p) => p.valuation.set('App.Colour', 'test'), /valuation/],
  ['the host that wants a certificate', (p) => { p.way.host = 1; }, /certificate/],
  ['a host that is not there', (p) => { p.way.host = 7; }, /host/],
  ['another stage', (p) => { p.way.stage = 'App.Test'; }, /stage/],
  ['a route with a token', (p) => { p.way.route = 'App.Put'; p.way.method = 'PUT'; }, /authorization/],
  ['a route that is not deployed', (p) => { p.way.route = 'App.Other'; p.way.path = '/'; }, /deployment/],
  ['another path', (p) => { p.way.path = '/docs/1'; }, /does not answer/],
  ['another method', (p) => { p.way.method = 'DELETE'; }, /does not answer/],
  ['an integration that is not there', (p) => { p.way.target = 3; }, /integration/],
  ['a stranger\'s signature where none is asked', (p) => { p.way.caller.is = 'stranger'; }, /signature/],
  ['a token of any client', (p) => { p.way.caller.is = 'client'; }, /not enough/],
  ['an unknown door', (p) => { p.way.door = 'App.Gone'; }, /door/],
  ['nonsense', (p) => { p.way = { kind: 'door' }; }, /door/],
])('it refuses %s', (_, change, why) => expect(wrong(change)).toMatch(why));

const called = (properties: object): Resources => ({ Fn: type('Lambda::Function'), P: permission(properties), Q: permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::mine' }), R: permission({ Action: 'lambda:GetFunction', Principal: '*' }), S: permission({ Principal: '111111111111' }) });
test.each<[string, (path: any) => void, RegExp]>([
  ['one for a source', (p) => { p.way.permission = 1; }, /one source/],
  ['one for another action', (p) => { p.way.permission = 2; }, /another action/],
  ['one for an account', (p) => { p.way.permission = 3; }, /somebody in particular/],
  ['one that is not there', (p) => { p.way.permission = 9; }, /no such statement/],
])('of statements it refuses %s', (_, change, why) => expect(wrong(change, called({}))).toMatch(why));

test('a policy is asked for this caller', () => {
  const Policy = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }, { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/28' } } }] };
  const resources = api({ AuthorizationType: 'NONE' }, { Api: type('ApiGateway::RestApi', { Policy }) });
  // The first address of the block is refused: the one behind it is shown.
  expect((shown(resources).path.way as any).caller.context['aws:sourceip']).toBe('203.0.113.16');
  for (const address of ['203.0.113.1', '198.51.100.7', 'x']) expect(wrong((p) => { p.way.caller.context['aws:sourceip'] = address; }, resources)).toMatch(/policy/);
});

test('a disagreement is no verdict, and what stands without a question is unknown', () => {
  const templates = templatesOf([{ key: 'App', body: { ...PART, Resources: open } }]);
  const tools = { prover: { proveNetwork: () => ({ verdicts: [] }), standingQuestions: () => ({ verdicts: [] }), edges: () => [], askReach: () => { throw new Error('not asked'); } }, readNetwork: () => ({ unknowns: [], interfaces: new Map(), groups: new Map(), vpcs: new Map(), coverage: { resources: 0, modelled: 0, notModelled: [] } }), replay: () => ({ accepted: true }),
    exposure: { read: readExposure, hasWaysIn: () => true, prove: proveExposure, check: checkIdentified, ask: askInvoke, replay: () => ({ accepted: false, why: 'no' }) } } as any;
  const standing = openWith(tools, templates).judge().verdicts.filter((v) => v.kind === 'standing');
  expect(standing.length).toBeGreaterThan(0);
  expect(standing.map((v) => [v.verdict, v.witness, v.unknowns.at(-1)?.why])).toEqual(standing.map(() => ['unknown', undefined, 'a second reading of the template does not confirm the request (no)']));
  expect(() => openWith(tools, templates).judge({ guarantees: [{ scope: '', kind: 'identified', target: 'Fn' }] })).toThrow(/disagree/);
  expect(() => openWith(tools, templates).invoke('Fn')).toThrow(/disagree/);
});
