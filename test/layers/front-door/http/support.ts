/** Doors and routes as facts, by hand: ``door({ domain }), route('GET /documents/{id}', { scopes: [...] })``; ``only(plan, type)``. */
import type { DoorFacts, DoorPlan, HandlerFacts, PlannedResource, RouteFacts } from '../../../../lib/layers/front-door/model';
import { Planned, PlannedText } from '../../../../lib/layers/front-door/model';
import type { IdentityFacts } from '../../../../lib/layers/identity/model';

export const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc';
export const IDENTITY: IdentityFacts = { kind: 'user-pool', issuer: ISSUER, userPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc', clientIds: ['web', 'mobile'], scopes: ['documents/read'], enforcesPersonas: true };
export const DOMAIN = { domainName: 'api.example.com', certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1', truststoreUri: 's3://trust/store.pem', truststoreVersion: 'v1' };

/** HTTP doors over mutual TLS, as the compiler gets them. */
export function door(more: Partial<DoorFacts> = {}): DoorFacts {
  return {
    id: 'Door', path: 'App/Door', protocol: 'http', profile: 'device-certificate', identity: IDENTITY, domain: DOMAIN, vpcEndpointIds: [], throttle: { rate: 50, burst: 100 },
    personaThrottles: {}, stageName: 'live', accountId: '111122223333', region: 'eu-west-1', partition: 'aws', ...more,
  };
}

export function lambdaHandler(path = 'App/Read'): HandlerFacts {
  return { kind: 'function', path, functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${path.split('/').pop()}`, integration: {} };
}

export interface RouteInput {
  readonly scopes?: readonly string[];
  readonly because?: string;
  readonly callers?: RouteFacts['callers'];
  readonly handler?: HandlerFacts;
  readonly throttle?: RouteFacts['throttle'];
  readonly validation?: RouteFacts['validation'];
}

export function route(id: string, { scopes, because, callers, handler = lambdaHandler(), throttle, validation }: RouteInput = { scopes: ['documents/read'] }): RouteFacts {
  const [method, path] = id.split(' ');
  const access = scopes !== undefined ? 'scopes' : callers !== undefined ? 'iam' : 'public';
  return {
    data: { scope: 'App', door: 'Door', id, method, path, handler: { kind: handler.kind, path: handler.path }, access, personas: [], scopes: scopes ?? [], callers: (callers ?? []).map((c) => ({ path: c.path })), ...(because === undefined ? {} : { because }) },
    handler, callerArns: (callers ?? []).map((c) => c.arn), callers, where: 'app.ts:1', ...(throttle === undefined ? {} : { throttle }), ...(validation === undefined ? {} : { validation }),
  };
}

export function ofType(plan: DoorPlan, type: string): PlannedResource[] {
  return plan.resources.filter((r) => r.type === `AWS::${type}`);
}

/** Properties with references as text: `<Api>`, `<AccessLog.Arn>`. */
export function only(plan: DoorPlan, type: string): any {
  const all = ofType(plan, type);
  expect(all).toHaveLength(1);
  return plain(all[0].properties);
}

export function plain(value: any): any {
  if (value instanceof Planned) return `<${value.key}${value.attribute === undefined ? '' : `.${value.attribute}`}>`;
  if (value instanceof PlannedText) return value.parts.map(plain).join('');
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)])) : value;
}
