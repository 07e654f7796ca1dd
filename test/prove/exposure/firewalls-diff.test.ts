/**
 * A declared route that loses its web firewall is opened, and no intent declares that: `diff` fails as where it loses an identity check, and passes the other way round.
 */
import type { DiffFile } from '../../../lib/contract/verdicts';
import { diff } from '../../../lib/prover/judge';
import { exitCodeOfDiff } from '../../../lib/prover/summary';
import { type TemplateWorld, templatesOf } from '../../../lib/world/template';
import { acl, association, behind, managed, own, stageArn } from './firewalls-support';
import { api, att, intentOf, method, permission, ref, type Resources, source, type } from './support';

type Change = (r: Resources) => void;

const PART = { Parameters: { P: { Type: 'String' }, Q: { Type: 'String', AllowedValues: ['yes', 'no'] } }, Conditions: { IsQ: { 'Fn::Equals': [ref('Q'), 'yes'] } } };
const RIGHT = (): Resources => structuredClone(behind(api(), acl([managed(), own('Block')])));
const changed = (change: Change, of = RIGHT()): Resources => {
  change(of);
  return of;
};

/** Both sides with the intent that declares the route, or `routes` of it. */
function compared(before: Resources, after: Resources, intent: object = intentOf()): DiffFile {
  const intents = [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent }];
  const [old, next] = [before, after].map((Resources) => Object.create(templatesOf([{ key: 'App', body: { ...PART, Resources } }]), { intents: { value: intents } }) as TemplateWorld);
  return diff(old, next);
}
const told = ({ added }: DiffFile): string[] => added.map((e) => `${e.source} => ${e.over}${e.declared ? '' : ', not declared'}${e.certain ? '' : ' ?'}`);
const GET = 'whoever has a token of Pool with documents/read, past no web firewall => GET /docs of Api at the execute-api host, not declared';
/** One stands there, and counts. */
const STILL = GET.replace('past no web firewall', 'past no web firewall that stops');
const OTHER = { Put: method({ HttpMethod: 'PUT' }), PutP: permission({ SourceArn: source('prod/PUT/docs') }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Put'] }) };
const BOTH = (): object => {
  const intent = intentOf() as { routes: object[] };
  return { ...intent, routes: [...intent.routes, { ...intent.routes[0], id: 'PUT /docs', method: 'PUT' }] };
};

const LOSSES: readonly (readonly [string, Change, readonly string[]])[] = [
  ['it is gone', (r) => { delete r.Association; }, [GET]],
  ['every rule counts, whatever day was promised', (r) => { r.Acl.Properties.Rules = [managed({}, { OverrideAction: { Count: {} } }), own('Count')]; r.Acl.Metadata = { 'zero-trust': { firewall: 'edge', mode: 'observe', until: '2099-01-01', rules: {} } }; }, [STILL]],
  ['it is gone under a condition', (r) => { r.Association.Condition = 'IsQ'; }, [GET]],
  ['nobody can say what its rules are', (r) => { r.Acl.Properties.Rules = ref('P'); }, [`${STILL} ?`]],
  ['a web ACL of others stands in its place', (r) => { r.Association.Properties.WebACLArn = ref('P'); }, [`${STILL} ?`]],
];

test.each(LOSSES)('%s: not declared, 1; the other way round closed, 0', (_, change, opens) => {
  const there = compared(RIGHT(), changed(change));
  expect([told(there), there.removed, there.summary.undeclared, exitCodeOfDiff(there)]).toEqual([opens, [], opens.length, 1]);
  const back = compared(changed(change), RIGHT());
  // What was merely possible and is certain now is told as well: it is declared, and past the firewall.
  const certainNow = opens[0].endsWith('?') ? [GET.replace('past no web firewall', 'past a web firewall').replace(', not declared', '')] : [];
  expect([told(back), back.removed.map((e) => e.source), exitCodeOfDiff(back)]).toEqual([certainNow, [expect.stringMatching(/, past no web firewall( that stops)?$/)], 0]);
});

test('a web ACL of which nobody knows what it does is lost all the same', () => {
  const there = compared(changed((r) => { r.Association.Properties.WebACLArn = ref('P'); }), changed((r) => { delete r.Association; }));
  expect([told(there), exitCodeOfDiff(there)]).toEqual([[GET], 1]);
});

test('a stage that is new has to have one where every other had', () => {
  const second: Change = (r) => { r.Test = type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'test' }); r.TestP = permission({ SourceArn: source('test/GET/docs') }); };
  const there = compared(RIGHT(), changed(second));
  expect([told(there), exitCodeOfDiff(there)]).toEqual([[expect.stringMatching(/past no web firewall => GET \/docs of Api .*\(test\), not declared$/)], 1]);
  const covered = changed((r) => { second(r); r.Beside = association(stageArn(ref('Test'))); });
  expect(told(compared(RIGHT(), covered))).toEqual([expect.not.stringContaining('past no')]);
  // Somebody has come past none before.
  const bare = changed((r) => { second(r); delete r.Association; });
  expect(told(compared(changed((r) => { delete r.Association; }), bare)).filter((t) => t.includes('past no'))).toEqual([]);
});

test('another handler, other scopes or another route beside it excuse nothing', () => {
  const swapped = changed((r) => { delete r.Association; r.Get.Properties.AuthorizationScopes = ['documents/list']; });
  const intent = intentOf({ scopes: ['documents/list'] });
  expect(exitCodeOfDiff(compared(RIGHT(), swapped, intent))).toBe(1);
  const added = changed((r) => { delete r.Association; Object.assign(r, OTHER); });
  expect(told(compared(RIGHT(), added, BOTH())).sort()).toEqual([GET, GET.replace('GET', 'PUT')]);
});

describe('what loses nothing is declared as before', () => {
  test.each<[string, Resources, Resources]>([
    ['a route more behind the firewall', RIGHT(), { ...RIGHT(), ...OTHER }],
    ['a route more where there never was one', api(), { ...api(), ...OTHER }],
    ['a route more behind a web ACL of others', behind(api(), undefined, undefined, { Association: association(stageArn(), ref('P')) }), { ...behind(api(), undefined, undefined, { Association: association(stageArn(), ref('P')) }), ...OTHER }],
    ['one rule counts', RIGHT(), changed((r) => { r.Acl.Properties.Rules = [managed(), own('Count')]; })],
    ['another web ACL that stops', RIGHT(), changed((r) => { r.Acl2 = r.Acl; delete r.Acl; r.Log.Properties.ResourceArn = att('Acl2'); r.Association = association(stageArn(), att('Acl2')); })],
    ['nothing', RIGHT(), RIGHT()],
  ])('%s', (_, before, after) => {
    const file = compared(before, after, BOTH());
    expect([file.summary.undeclared, exitCodeOfDiff(file)]).toEqual([0, 0]);
  });
});

test.each<[string, Resources, string, object]>([
  ['user pool', { Users: type('Cognito::UserPool') }, 'user pool Users', att('Users')],
  ['balancer', { Alb: type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' }), Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'fixed-response' }] }) }, 'balancer Alb', ref('Alb')],
])('a %s that loses it: 1, and back: 0', (_, resources, label, arn) => {
  const guarded = behind(resources, undefined, arn);
  const counting = behind(resources, acl([own('Count')]), arn);
  for (const [open, past] of [[resources, 'past no web firewall'], [counting, 'past no web firewall that stops']] as const) {
    const there = compared(guarded, open);
    expect([told(there), exitCodeOfDiff(there)]).toEqual([[`internet, ${past} => requests, not declared`], 1]);
    expect(there.added[0].destination).toBe(label);
    expect(exitCodeOfDiff(compared(open, guarded))).toBe(0);
  }
});

describe('a stage whose routes lead nowhere', () => {
  const MOCK = { AuthorizationType: 'NONE', AuthorizerId: undefined, AuthorizationScopes: undefined, Integration: { Type: 'MOCK' } };
  const HTTP = { ...MOCK, Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'https://example.com' } };
  const PAST = 'internet, past no web firewall => requests, not declared';
  const nobody = intentOf({}, {}, { doors: [], routes: [] });
  const without: Change = (r) => { delete r.Association; };
  const counting: Change = (r) => { r.Acl.Properties.Rules = [own('Count')]; };
  const mock = (): Resources => structuredClone(behind(api(MOCK), acl([managed(), own('Block')])));

  test.each<[string, Resources]>([['MOCK', mock()], ['no method at all', changed((r) => { delete r.Get; delete r.Permission; delete r.Deployment.DependsOn; })]])('%s: 1, and back: 0', (_, guarded) => {
    for (const [change, past] of [[without, PAST], [counting, PAST.replace(' =>', ' that stops =>')]] as const) {
      const open = changed(change, structuredClone(guarded));
      const there = compared(guarded, open, nobody);
      expect([told(there), there.removed, exitCodeOfDiff(there)]).toEqual([[past], [], 1]);
      expect(there.added[0].destination).toBe('stage prod of Api');
      const back = compared(open, guarded, nobody);
      expect([back.added, back.removed.map((e) => e.destination), exitCodeOfDiff(back)]).toEqual([[], ['stage prod of Api'], 0]);
    }
  });

  test('a stage of a MOCK API that is new has to have one where every other had, and one that is renamed', () => {
    const second: Change = (r) => { r.Test = type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'test' }); };
    expect(told(compared(mock(), changed(second, mock()), nobody))).toEqual([PAST]);
    expect(told(compared(mock(), changed((r) => { second(r); r.Beside = association(stageArn(ref('Test'))); }, mock()), nobody))).toEqual([]);
    expect(told(compared(mock(), changed((r) => { second(r); without(r); delete r.Stage; }, mock()), nobody))).toEqual([PAST]);
    const never = changed(without, mock());
    expect(told(compared(never, changed(second, structuredClone(never)), nobody))).toEqual([]);
  });

  test('routes that become MOCK, or are no more, behind no firewall: told, and never where there was none', () => {
    const become = changed((r) => { without(r); Object.assign(r, api(MOCK)); });
    expect(told(compared(RIGHT(), become))).toEqual([PAST]);
    expect(told(compared(api(), api(MOCK))).filter((t) => t.includes('past no'))).toEqual([]);
    // With a firewall elsewhere in the app.
    const elsewhere = { Users: type('Cognito::UserPool'), ...behind({}, undefined, att('Users')) };
    expect(told(compared({ ...api(), ...elsewhere }, { ...api(MOCK), ...elsewhere })).filter((t) => t.includes('past no'))).toEqual([]);
  });

  test('routes that lead somewhere say it themselves, once', () => {
    expect(told(compared(RIGHT(), changed(without)))).toEqual([GET]);
    const outside = structuredClone(behind(api(HTTP)));
    expect(told(compared(outside, changed(without, structuredClone(outside)), nobody)).filter((t) => t.includes('past no'))).toHaveLength(1);
  });

  test('an event API with handlers, which has no routes here', () => {
    const events: Resources = { Events: type('AppSync::Api', { Name: 'e' }), Fn: type('Lambda::Function', { Handler: 'i.h' }), Source: type('AppSync::DataSource', { ApiId: att('Events', 'ApiId'), Name: 'd', Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: att('Fn') } }) };
    const guarded = behind(events, undefined, att('Events', 'ApiArn'));
    expect(told(compared(guarded, events, nobody))).toEqual([PAST]);
  });
});
