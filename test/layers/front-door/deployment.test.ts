/**
 * The stage never goes on serving the old API: a change of anything that a deployment freezes, by a route, a property of the door, an
 * override or an aspect, in the door's stack or in a nested one, is another deployment, which depends on all of it.
 */
import { Aspects, AspectPriority, CfnCondition, CfnMapping, CfnParameter, CfnResource, Fn } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { DoorProfile, type FrontDoor, type FrontDoorProps, RouteHandler, type RouteProps, RoutesPlacement } from '../../../lib/layers/front-door';
import { type Json, made, type Made, type Options, ofType, type Workshop } from './made';

const ROUTE: Partial<RouteProps> = { scopes: ['documents/read'], validation: { body: { type: 'object' }, queryStrings: ['q'] } };

function door(change: { readonly route?: Partial<RouteProps>; readonly path?: string; readonly props?: FrontDoorProps; readonly then?: Options['then']; readonly more?: (d: FrontDoor, w: Workshop) => void } = {}): Made {
  return made((d, w) => {
    d.addRoute(change.path ?? 'POST /documents/{id}', { handler: w.handler('Read'), ...ROUTE, ...change.route });
    change.more?.(d, w);
  }, { props: () => change.props ?? {}, ...(change.then === undefined ? {} : { then: change.then }) });
}

function idOf(m: Made): string {
  const [[, deployment]] = ofType(m, 'AWS::ApiGateway::Deployment');
  const stage = m.template.Resources[Object.keys(m.template.Resources as Json).find((id) => (m.template.Resources as Json)[id].Type === 'AWS::ApiGateway::Stage')!];
  expect(stage.Properties.DeploymentId).toEqual({ Ref: deployment.id });
  return deployment.id as string;
}

const plain = door();

test('the same door has the same deployment', () => {
  expect(idOf(door())).toBe(idOf(plain));
});

const service = (template: string, actions = ['sqs:SendMessage']): RouteHandler => RouteHandler.service({ service: 'sqs', path: '111122223333/q', actions, resources: ['arn:aws:sqs:eu-west-1:111122223333:q'], requestTemplate: template });

test.each<[string, Parameters<typeof door>[0]]>([
  ['another method', { path: 'PUT /documents/{id}' }],
  ['another path', { path: 'POST /papers/{id}' }],
  ['another scope', { route: { scopes: ['documents/write'] } }],
  ['a public route', { route: { scopes: undefined, publicBecause: 'a test' } }],
  ['another schema', { route: { validation: { body: { type: 'object', required: ['title'] }, queryStrings: ['q'] } } }],
  ['no validation', { route: { validation: undefined } }],
  ['another parameter', { route: { validation: { body: { type: 'object' }, queryStrings: ['p'] } } }],
  ['another handler', { more: (d, w) => d.addRoute('GET /x', { handler: w.handler('Other'), scopes: ['documents/read'] }) }],
  ['a service', { route: { handler: service('a') } }],
  ['preflights', { props: { cors: { origins: ['https://app.example.com'] } } }],
  ['the profile', { props: { profile: DoorProfile.PRIVATE, vpcEndpoints: [] } }],
  ['the name', { props: { displayName: 'Other' } }],
])('%s is another deployment', (_, change) => {
  const other = door(change);
  if (other.errors.length > 0) expect(other.errors[0]).toMatch(/^PrivateWithoutEndpoints/);
  else expect(idOf(other)).not.toBe(idOf(plain));
});

test('another template of a service is another deployment', () => {
  expect(idOf(door({ route: { handler: service('a') } }))).not.toBe(idOf(door({ route: { handler: service('b') } })));
});

test('what a stage says without a deployment is no other one', () => {
  expect(idOf(door({ props: { throttle: { rate: 7, burst: 9 } } }))).toBe(idOf(plain));
});

/** Every frozen property, by an override that is written after everything else: found in the template itself. */
const frozen = Object.entries(plain.resources).filter(([, r]) => /^AWS::ApiGateway::(Method|Resource|Authorizer|RequestValidator|Model|GatewayResponse|RestApi)$/.test(r.Type))
  .flatMap(([name, r]) => Object.keys(r.Properties as Json).filter((p) => p !== 'RestApiId').map((p) => [r.Type, p, name] as const));

test.each(frozen)('a change of %s %s is another deployment', (type, property, name) => {
  // Beside an error of the door (`DoorChanged`) there is no template: so the resource is made by hand, beside the door.
  const at = (d: FrontDoor): CfnResource => d.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType === type).find((c) => `${c.node.path.replace(/^App\//, '').replace(/-[0-9a-f]{8}$/, '').replace(/\//g, '.')}` === name)!;
  const seen: string[] = [];
  const change = { visit: (node: IConstruct): void => { if (node.node.id === 'App') return; } };
  const result = door({ then: (d) => {
    Aspects.of(d).add({ visit: (node) => { if (node === d) at(d).addPropertyOverride(property, 'other'); change.visit(node); } }, { priority: AspectPriority.DEFAULT });
    d.node.addValidation({ validate: () => { seen.push(String(d._known.deployment.stack.resolve(d._known.deployment.logicalId))); return []; } });
  } });
  expect(result.errors.join()).toContain('DoorChanged');
  expect(seen[0]).not.toBe(idOf(plain));
  expect(seen[0].slice(0, -16)).toBe(idOf(plain).slice(0, -16));
});

test('nested stacks are part of what is frozen, and the deployment waits for them', () => {
  const sharded = (scopes: string[]): Made => door({ route: { scopes }, props: { routesPlacement: RoutesPlacement.sharded(2) } });
  const [a, b] = [sharded(['documents/read']), sharded(['documents/write'])];
  expect(idOf(a)).not.toBe(idOf(b));
  const { DependsOn } = a.template.Resources[idOf(a)] as { DependsOn: string[] };
  expect(DependsOn.some((d) => (a.template.Resources as Json)[d].Type === 'AWS::CloudFormation::Stack')).toBe(true);
});

test('the deployment depends on everything that it freezes', () => {
  const [[, deployment]] = ofType(plain, 'AWS::ApiGateway::Deployment');
  const parts = Object.entries(plain.resources).filter(([, r]) => /^AWS::ApiGateway::(Method|Resource|Authorizer|RequestValidator|Model|GatewayResponse)$/.test(r.Type)).map(([name]) => name);
  expect([...deployment.DependsOn as string[]].sort()).toEqual(parts.sort());
});

/** The door says the same, and the template says elsewhere what is meant. */
test.each<[string, (w: Workshop, meaning: string) => string]>([
  ['a mapping', (w, m) => { new CfnMapping(w.stack, 'Map', { mapping: { eu: { q: m } } }); return Fn.findInMap('Map', 'eu', 'q'); }],
  ['a condition', (w, m) => { new CfnCondition(w.stack, 'C', { expression: Fn.conditionEquals('a', m) }); return Fn.conditionIf('C', 'a', 'b').toString(); }],
  ['the default of a parameter', (w, m) => new CfnParameter(w.stack, 'P', { default: m }).valueAsString],
])('another meaning of %s is another deployment', (_, said) => {
  const id = (meaning: string): string => idOf(made((d, w) => { d.addRoute('POST /documents/{id}', { handler: service(`{"q":"${said(w, meaning)}"}`), ...ROUTE }); }));
  expect(id('x')).toBe(id('x'));
  expect(id('y')).not.toBe(id('x'));
});

test('a parameter in a condition changes behind the deployment, and is warned of; what no door names is not', () => {
  const warned = (isNamed: boolean): string => made((d, w) => {
    new CfnCondition(w.stack, 'C', { expression: Fn.conditionEquals(new CfnParameter(w.stack, 'Env').valueAsString, 'prod') });
    d.addRoute('POST /documents/{id}', { handler: service(isNamed ? `{"q":"${Fn.conditionIf('C', 'a', 'b').toString()}"}` : '{}'), ...ROUTE });
  }).warnings.join('\n');
  expect(warned(true)).toMatch(/DeploymentMayBeStale: `App\/Env`/);
  expect(warned(false)).not.toContain('DeploymentMayBeStale');
});
