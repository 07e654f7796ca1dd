/**
 * A firewall that is proved, changed in one place: each change that opens something is told, each that opens nothing is not. Forged witnesses are refused by the replay,
 * and whatever the prover finds the replay confirms.
 */
import type { VerdictData } from '../../../lib/contract/verdicts';
import { firewallFindings } from '../../../lib/prover/exposure/firewalls';
import { pathOf } from '../../../lib/prover/exposure/witness';
import { diff, openTemplates } from '../../../lib/prover/judge';
import { replayExposure } from '../../../lib/prover/replay/exposure';
import { readExposure } from '../../../lib/world/exposure';
import type { ExposureWorld } from '../../../lib/world/exposure/model';
import { templatesOf } from '../../../lib/world/template';
import { acl, asks, association, behind, edge, executeApi, firewallVerdicts, log, managed, ours, own, stageArn } from './firewalls-support';
import { api, att, identified, permission, ref, type Resources, type, when } from './support';

type Change = (r: Resources) => void;

const PROVED = 'firewall before stage prod of Api: it stops, and no host leads round it: proved';
const RIGHT = (): Resources => structuredClone(behind(api(), acl([managed(), own('Block'), own('Allow', { GeoMatchStatement: { CountryCodes: ['DE'] } }, { Name: 'Home', Priority: 7 })])));
const changed = (change: Change): Resources => {
  const resources = RIGHT();
  change(resources);
  return resources;
};
const rule = (r: Resources, i: number): any => r.Acl.Properties.Rules[i];
const worldOf = (resources: Resources, part: object = {}): ExposureWorld => readExposure(templatesOf([{ key: 'App', body: { ...part, Resources: resources } }]));

const OPENING: readonly (readonly [string, Change])[] = [
  ['the association is gone', (r) => { delete r.Association; }],
  ['it is before another stage', (r) => { r.Association = association(stageArn('other')); }],
  ['it is before another API', (r) => { r.Association = association(stageArn(ref('Stage'), 'Other')); r.Other = type('ApiGateway::RestApi'); }],
  ['it is under a condition', (r) => { r.Association.Condition = 'IsQ'; }],
  ['the web ACL is under a condition', (r) => { r.Acl.Condition = 'IsQ'; }],
  ['the whole list of rules is a token', (r) => { r.Acl.Properties.Rules = ref('P'); }],
  ['every rule counts', (r) => { rule(r, 0).OverrideAction = { Count: {} }; rule(r, 1).Action = { Count: {} }; }],
  ['the rules are gone', (r) => { r.Acl.Properties.Rules = []; }],
  ['only the allow is left', (r) => { r.Acl.Properties.Rules = [rule(r, 2)]; }],
  ['everybody is allowed first', (r) => { rule(r, 2).Priority = 0; rule(r, 2).Statement = { SizeConstraintStatement: { FieldToMatch: { UriPath: {} }, ComparisonOperator: 'GE', Size: 0, TextTransformations: [] } }; }],
  ['whoever is nobody is allowed first', (r) => { rule(r, 2).Priority = 0; rule(r, 2).Statement = { NotStatement: { Statement: { IPSetReferenceStatement: { Arn: att('Set') } } } }; r.Set = type('WAFv2::IPSet', { Addresses: [] }); }],
  ['either half of the internet is allowed first', (r) => { rule(r, 2).Priority = 0; rule(r, 2).Statement = { RegexMatchStatement: { FieldToMatch: { UriPath: {} }, RegexString: '.*', TextTransformations: [] } }; }],
  ['a second stage', (r) => { r.Test = type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'test' }); }],
  ['a function URL of the handler', (r) => { r.Url = type('Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: att('Fn') }); r.UrlP = permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'AWS_IAM' }); }],
  ['an HTTP API before the same function', (r) => { Object.assign(r, { Http: type('ApiGatewayV2::Api', { ProtocolType: 'HTTP', Target: att('Fn') }), HttpP: permission({ SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Http}/*' } }) }); }],
  ['a macro', () => undefined],
];

const HARMLESS: readonly (readonly [string, Change])[] = [
  ['the order in which rules are written', (r) => { r.Acl.Properties.Rules.reverse(); }],
  ['one rule counts', (r) => { rule(r, 1).Action = { Count: {} }; }],
  ['one rule of a group counts', (r) => { rule(r, 0).Statement.ManagedRuleGroupStatement.RuleActionOverrides = [{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }]; }],
  ['everybody is allowed last', (r) => { rule(r, 2).Statement = { RegexMatchStatement: { RegexString: '.*' } }; }],
  ['a distribution in front', (r) => { Object.assign(r, edge(executeApi())); }],
  ['another web ACL beside it', (r) => { r.Spare = acl([]); r.SpareLog = log({}, 'Spare'); }],
  ['metadata of an observing firewall whose rules act', (r) => { r.Acl.Metadata = { 'zero-trust': ours({ mode: 'observe', until: '2020-01-01' }) }; }],
];

const PART = { Parameters: { P: { Type: 'String' }, Q: { Type: 'String', AllowedValues: ['yes', 'no'] } }, Conditions: { IsQ: { 'Fn::Equals': [ref('Q'), 'yes'] } } };

describe('one change', () => {
  test('before it, the firewall is proved', () => {
    expect(asks(RIGHT())).toEqual([PROVED]);
  });

  test.each(OPENING)('%s: no longer proved, and told', (name, change) => {
    const told = asks(changed(change), { part: { ...PART, ...name === 'a macro' ? { Transform: 'Mine' } : {} } as never });
    expect(told).not.toContain(PROVED);
    expect(told.filter((t) => /: (violated|unknown)$/.test(t)).length).toBeGreaterThan(0);
  });

  test.each(HARMLESS)('%s: still proved', (_, change) => {
    expect(asks(changed(change), { now: '2019-01-01' })).toContain(PROVED);
  });
});

describe('the replay', () => {
  /** What the prover finds in whatever is put together from these; the replay has to say the same. */
  test('confirms every request that the prover finds, in 256 combinations', () => {
    const parts: readonly Change[] = [OPENING[3][1], OPENING[4][1], OPENING[6][1], OPENING[9][1], OPENING[12][1], OPENING[13][1], (r) => { Object.assign(r, edge(executeApi(), { WebACLId: when('IsQ', att('EdgeAcl'), '') })); }, OPENING[0][1]];
    let found = 0;
    for (let i = 0; i < 2 ** parts.length; i += 1) {
      const resources = changed((r) => parts.forEach((part, k) => { if ((i & (1 << k)) !== 0) part(r); }));
      const verdicts = firewallVerdicts(resources, { part: PART });
      found += verdicts.filter((v) => v.verdict === 'violated').length;
      expect(verdicts.filter((v) => v.unknowns.some((u) => u.token === 'replay')).map((v) => v.question)).toEqual([]);
    }
    expect(found).toBeGreaterThan(500);
  });

  const ended = behind(api(), acl([own('Count')], {}, ours({ mode: 'observe', until: '2027-01-31' })), undefined, { Log: type('SNS::Topic') });
  const second = changed(OPENING[12][1]);
  const cases: readonly (readonly [string, Resources, RegExp, Record<string, unknown>, RegExp])[] = [
    ['another entrance, which has one', { ...RIGHT(), Users: type('Cognito::UserPool') }, /^entry without a firewall: user pool Users/, { entrance: 'App.Stage' }, /may stand before it/],
    ['an entrance that there is not', api(), /^entry without/, { entrance: 'App.Nothing' }, /no entrance/],
    ['a host that there is not', api(), /^entry without/, { host: 9 }, /no such host/],
    ['a front without a web ACL', second, /^firewall bypassed/, { front: 'App.Test' }, /the same entrance/],
    ['a front that leads elsewhere', { ...second, Users: type('Cognito::UserPool'), UsersAcl: association(att('Users')) }, /^firewall bypassed/, { front: 'App.Users' }, /does not surely lead/],
    ['a web ACL that stops', behind(api(), acl([own('Count')]), undefined, { Other: acl(), Association: association(stageArn()) }), /^firewall that stops nothing/, { acl: 'App.Other' }, /does not surely stand/],
    ['a rule that acts', ended, /^firewall in count/, { rule: 'Common' }, /does not surely count/],
    ['an earlier day', ended, /^firewall in count/, { now: '2027-01-31' }, /not surely over/],
    ['no day', ended, /^firewall in count/, { now: undefined }, /not surely over/],
    ['a web ACL that there is not', ended, /^firewall without a log/, { acl: 'App.X' }, /no web ACL/],
  ];
  test.each(cases)('refuses %s', (_, resources, question, forged, why) => {
    const world = worldOf(resources);
    const finding = firewallFindings(world, { now: '2027-06-01', hasIntent: false }).find((f) => question.test(f.question) && f.way !== undefined)!;
    const path = pathOf(world, finding.way!.way);
    expect(replayExposure(world, path)).toEqual({ accepted: true });
    const judged = replayExposure(world, { ...path, way: { ...path.way, ...forged } as never });
    expect(judged).toMatchObject({ accepted: false, why: expect.stringMatching(why) });
  });

  test('reads rules by itself: a world in which one stops is no world in which none does', () => {
    const world = worldOf(behind(api(), acl([own('Count')])));
    const finding = firewallFindings(world, { hasIntent: false }).find((f) => f.question.startsWith('firewall that stops'))!;
    const stopping = worldOf(RIGHT());
    expect(replayExposure(stopping, pathOf(world, finding.way!.way))).toMatchObject({ accepted: false, why: expect.stringContaining('may stop a request') });
  });
});

describe('whatever stands in a template', () => {
  const JUNK: readonly unknown[] = [null, [], {}, '', 'x', 5, true, ref('P'), when('IsQ', 'x', []), { 'Fn::GetAtt': ['Nothing', 'Arn'] }, [{ Count: {} }], { constructor: {} }];
  const FULL = (): Resources => ({ ...RIGHT(), ...edge(executeApi(), {}, { OriginCustomHeaders: [{ HeaderName: 'X', HeaderValue: 's' }], OriginAccessControlId: att('Oac', 'Id') }), Oac: type('CloudFront::OriginAccessControl', { OriginAccessControlConfig: { SigningBehavior: 'always' } }), Set: type('WAFv2::IPSet', { Addresses: ['192.0.2.0/24'] }), Tenant: type('CloudFront::DistributionTenant', { DistributionId: ref('Cdn'), Customizations: { WebAcl: { Action: 'override', Arn: att('EdgeAcl') } } }), Group: type('WAFv2::RuleGroup', { Rules: [own('Block')] }), Alb: type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' }), Fms: type('FMS::Policy', { SecurityServicePolicyData: { Type: 'WAFV2' } }) });

  /** Every place below the properties of what is about firewalls. */
  function places(value: unknown, path: readonly string[]): (readonly string[])[] {
    if (typeof value !== 'object' || value === null) return [path];
    return [path, ...Object.entries(value).flatMap(([k, v]) => places(v, [...path, k]))];
  }

  test('nothing crashes, and the replay never disagrees', () => {
    const full = FULL();
    const all = ['Acl', 'Log', 'Association', 'Cdn', 'Oac', 'Set', 'Tenant', 'Group', 'Alb', 'Fms'].flatMap((id) => places(full[id].Properties, [id, 'Properties']).slice(1));
    let judged = 0;
    for (const [i, path] of all.entries()) {
      for (const junk of [0, 1, 2].map((k) => JUNK[(i * 5 + k * 7) % JUNK.length])) {
        const resources = structuredClone(full);
        const parent = path.slice(0, -1).reduce<any>((node, key) => node[key], resources);
        parent[path[path.length - 1]] = junk;
        const verdicts = firewallVerdicts(resources, { part: PART, now: '2027-01-01' });
        expect(verdicts.flatMap((v) => (v.unknowns.some((u) => u.token === 'replay') ? [`${path.join('/')}: ${v.question}`] : []))).toEqual([]);
        judged += 1;
      }
    }
    expect(judged).toBeGreaterThan(300);
  });
});

describe('the guarantee `firewalled`', () => {
  const judged = (resources: Resources, target = 'Fn', part: object = {}): VerdictData => openTemplates(templatesOf([{ key: 'App', body: { ...PART, ...part, Resources: resources } }])).check([{ scope: '', kind: 'firewalled', target }])[0];
  test.each(['Fn', 'Api', 'Stage', 'App.Stage'])('%s: proved where every way leads past one', (target) => {
    expect(judged(RIGHT(), target)).toMatchObject({ kind: 'firewalled', plane: 'exposure', strict: true, verdict: 'proved', question: `firewalled: whoever comes from the internet to ${target}` });
  });

  // Of what is beside the function others are to be asked.
  test.each(OPENING.filter(([name]) => !/another API/.test(name)))('%s: not proved', (name, change) => {
    expect(judged(changed(change), 'Fn', name === 'a macro' ? { Transform: 'Mine' } : {}).verdict).not.toBe('proved');
  });

  test('shows the entrance, or the statement by which anybody calls', () => {
    expect(judged(changed(OPENING[12][1]))).toMatchObject({ verdict: 'violated', witness: { entry: 'stage test of Api', request: { url: expect.stringContaining('/test/docs') } } });
    expect(judged(changed((r) => { r.Open = permission({ Principal: '*' }); }))).toMatchObject({ verdict: 'violated', witness: { request: { method: 'Invoke' } } });
    expect(judged(behind(api(), acl([own('Count')], {}, ours({ mode: 'observe', until: '2099-01-01' }))))).toMatchObject({ verdict: 'violated', witness: { checks: [{ text: 'a web ACL that stops nothing: Acl' }] } });
  });

  test('an origin is as good as what stands before it', () => {
    const alb = (rules: object[]): Resources => ({
      ...edge(att('Alb', 'DNSName'), {}, { OriginCustomHeaders: [{ HeaderName: 'X-Origin', HeaderValue: 's' }] }), EdgeAcl: acl(rules), Alb: type('ElasticLoadBalancingV2::LoadBalancer'),
      Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'fixed-response' }] }),
      Rule: type('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('Listener'), Priority: 1, Conditions: [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Origin', Values: ['s'] } }], Actions: [{ Type: 'forward', TargetGroupArn: ref('Group') }] }),
    });
    expect(judged(alb([managed()]), 'Alb')).toMatchObject({ verdict: 'proved', assumptions: expect.arrayContaining(['the value of the header `x-origin` that balancer Alb wants is a secret of distribution Cdn']) });
    expect(judged(alb([own('Count')]), 'Alb').verdict).toBe('violated');
  });

  test('a name that nobody has is an error, and identity is another question', () => {
    expect(() => judged(RIGHT(), 'Fm')).toThrow(/unknown name/);
    expect(identified(api()).verdict).toBe('proved');
    expect(judged(api()).verdict).toBe('violated');
  });
});

describe('a change', () => {
  const compared = (before: Resources, after: Resources) => diff(...[before, after].map((Resources) => templatesOf([{ key: 'App', body: { ...PART, Resources } }])) as [any, any]);
  const ways = (list: readonly { readonly source: string; readonly destination: string; readonly over: string; readonly certain: boolean }[]): string[] => list.map((e) => `${e.source} => ${e.destination} : ${e.over}${e.certain ? '' : ' ?'}`);
  const OPEN = 'whoever has a token of Pool with documents/read => Fn : GET /docs of Api at the execute-api host';

  const LOST = OPEN.replace(' =>', ', past no web firewall =>');

  test('that takes the firewall away opens, and the other way round closes', () => {
    const there = compared(RIGHT(), changed(OPENING[0][1]));
    expect([ways(there.added), ways(there.removed)]).toEqual([[LOST], []]);
    const back = compared(changed(OPENING[0][1]), RIGHT());
    expect([ways(back.added), ways(back.removed)]).toEqual([[], [LOST]]);
    expect(ways(compared(RIGHT(), changed(OPENING[6][1])).added)).toEqual([LOST.replace('firewall', 'firewall that stops')]);
  });

  test('that hides it may open', () => {
    expect(ways(compared(RIGHT(), changed(OPENING[5][1])).added)).toEqual([`${LOST.replace('firewall', 'firewall that stops')} ?`]);
  });

  test('of what is no API is told as well', () => {
    const pool = { Users: type('Cognito::UserPool') };
    expect(ways(compared(behind(pool, undefined, att('Users')), pool).added)).toEqual(['internet, past no web firewall => user pool Users : requests']);
    expect(ways(compared(pool, behind(pool, undefined, att('Users'))).removed)).toEqual(['internet, past no web firewall => user pool Users : requests']);
    // What is new has no firewall to lose.
    expect(compared(behind(pool, undefined, att('Users')), behind({ ...pool, Other: type('Cognito::UserPool') }, undefined, att('Users')))).toMatchObject({ added: [], removed: [] });
  });

  test('that leaves it as it is opens nothing', () => {
    for (const [, change] of HARMLESS.slice(0, 3)) expect(compared(RIGHT(), changed(change))).toMatchObject({ added: [], removed: [] });
  });
});
