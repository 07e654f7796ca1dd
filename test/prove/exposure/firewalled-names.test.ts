/**
 * What people call the target of `firewalled`: whatever requests arrive at, by the id that they wrote, as functions and APIs are called.
 */
import type { VerdictData } from '../../../lib/contract/verdicts';
import { openTemplates } from '../../../lib/prover/judge';
import { templatesOf } from '../../../lib/world/template';
import { association, behind, cdn } from './firewalls-support';
import { api, att, intentOf, permission, ref, type Resources, type } from './support';

const at = (path: string, resource: object): object => ({ ...resource, Metadata: { 'aws:cdk:path': path } });
const APP = (): Resources => {
  const r = behind(api(), undefined, undefined, {
    Alb: at('Shop/Balancer/Resource', type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' })),
    Listener: at('Shop/Balancer/Https/Resource', type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }] })),
    Cdn: at('Shop/Site/Resource', cdn('a.example.com', { WebACLId: '' })),
    Graph: at('Shop/Graph/Resource', type('AppSync::GraphQLApi', { Name: 'g', AuthenticationType: 'AWS_IAM' })),
    BeforeAlb: association(ref('Alb')), BeforeGraph: association(att('Graph')),
  });
  const paths = { Fn: 'Shop/Read/Resource', Pool: 'Shop/People/Resource', Api: 'Shop/Rest/Resource', Stage: 'Shop/Rest/DeploymentStage.prod/Resource', Deployment: 'Shop/Rest/Deployment/Resource', Get: 'Shop/Rest/Default/docs/GET/Resource' };
  return { ...r, ...Object.fromEntries(Object.entries(paths).map(([id, path]) => [id, at(path, r[id])])) };
};
const opened = (resources: Resources, intent?: object) => openTemplates(templatesOf([{ key: 'App', body: { Resources: resources } }]), { intents: intent === undefined ? [] : [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent }] });
const judged = (target: string, resources = APP(), kind: 'firewalled' | 'identified' = 'firewalled'): VerdictData => opened(resources).check([{ scope: '', kind, target }])[0];

test.each<[string, string, VerdictData['verdict'], string | undefined]>([
  ['Balancer', 'Shop/Balancer', 'proved', undefined], ['Graph', 'Shop/Graph', 'proved', undefined], ['DeploymentStage.prod', 'Shop/Rest/DeploymentStage.prod', 'proved', undefined], ['Rest', 'Shop/Rest', 'proved', undefined], ['Read', 'Shop/Read', 'proved', undefined],
  ['Site', 'Shop/Site', 'violated', 'distribution Cdn'], ['People', 'Shop/People', 'violated', 'user pool Pool'],
])('`%s` is `%s`: %s', (short, path, verdict, entry) => {
  for (const name of [short, path]) {
    const found = judged(name);
    expect([name, found.verdict, found.witness?.entry]).toEqual([name, verdict, entry]);
  }
});

test('an id that two of them have is refused, with both paths', () => {
  const two = { ...APP(), Others: at('Shop/Staff/People/Resource', type('Cognito::UserPool')) };
  expect(() => judged('People', two)).toThrow('`People` is the id of 2 constructs; write `Shop/People` or `Shop/Staff/People`');
  expect(judged('Shop/Staff/People', two).witness?.entry).toBe('user pool Others');
  const stages = { ...APP(), Second: at('Shop/Other/DeploymentStage.prod/Resource', type('ApiGateway::Stage', { RestApiId: ref('Api2'), StageName: 'prod' })), Api2: at('Shop/Other/Resource', type('ApiGateway::RestApi', { Name: 'b' })) };
  expect(() => judged('DeploymentStage.prod', stages)).toThrow('write `Shop/Other/DeploymentStage.prod` or `Shop/Rest/DeploymentStage.prod`');
  // A function and an entrance.
  const both = { ...APP(), Mixed: at('Shop/Web/Read/Resource', type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' })) };
  expect(() => judged('Read', both)).toThrow('`Read` is the id of 2 constructs; write `Shop/Read` or `Shop/Web/Read`');
});

test('a name that nobody has: the nearest, and all that may be named', () => {
  expect(() => judged('Balancr')).toThrow('unknown name `Balancr`; did you mean `Balancer`? known functions, APIs and entrances: `Balancer`, `Shop/Balancer`, `Shop/Graph`, `Shop/People`, `Shop/Read`, `Shop/Rest`, `Shop/Rest/DeploymentStage.prod`, `Shop/Site`');
  expect(() => judged('Shop/Peple')).toThrow('did you mean `Shop/People`?');
  const bare = Object.fromEntries(Object.entries(APP()).map(([id, { Metadata: _, ...r }]) => [id, r]));
  expect(() => judged('Grph', bare)).toThrow(/did you mean `Graph`\? known functions, APIs and entrances: `Alb`, `Api`, `Cdn`, .*`Graph`.*`Pool`, `Stage`/);
  expect(() => judged('App.Albb', bare)).toThrow('did you mean `App.Alb`?');
});

test('what nobody comes to is no target, and it is said what is', () => {
  expect(() => judged('App.Log')).toThrow('`App.Log` is a `AWS::WAFv2::LoggingConfiguration`, which no entry leads to; name a function, an API, a stage, a balancer, a distribution, a user pool, or a segment that has functions');
});

test('a segment keeps its name', () => {
  const segment = { scope: 'App/ZeroTrust', id: 'Site', displayName: 'Site', offers: [], members: [{ path: 'Shop/Read', type: 'AWS::Lambda::Function', template: 'App.template.json', logicalId: 'Fn' }], implied: { leaveOut: [], add: [] } };
  const found = opened(APP(), { ...intentOf(), segments: [segment] }).check([{ scope: '', kind: 'firewalled', target: 'Site' }])[0];
  expect(found.verdict).toBe('proved');
});

test('`identified` and `ask invoke` know a balancer by its id, and say of a pool that nothing is called there', () => {
  const forwarding = { ...APP(), Listener: at('Shop/Balancer/Https/Resource', type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Group') }] })), Group: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: att('Fn') }] }), Invoke: permission({ Principal: 'elasticloadbalancing.amazonaws.com', SourceArn: ref('Group') }) };
  expect(judged('Balancer', forwarding, 'identified').verdict).toBe('violated');
  expect(opened(forwarding).invoke('Balancer').answer).toBe('unidentified');
  expect(() => judged('People', APP(), 'identified')).toThrow('`People` is a `AWS::Cognito::UserPool`, which no entry leads to');
  // A function's id stays its own there.
  expect(judged('Read', { ...APP(), Mixed: at('Shop/Web/Read/Resource', type('Cognito::UserPool')) }, 'identified').verdict).toBe('proved');
});
