/**
 * What API Gateway would do with a request, read from templates alone, by its documentation and by nothing of the library:
 *
 *   ask(resources, { method: 'GET', path: '/documents/42', token: ['documents/read'] })   // { status: 200, handler: 'Read' }
 *
 * Routing prefers what is literal, from the left; the authorizer of the method comes first, then the API's policy, which needs an
 * Allow where there is one; a function is called where a permission covers the request. 404 is API Gateway's 403 for a path that is not.
 */
import { may, type PlainStatement, type Principal } from '../../support/iam/evaluate';
import { ACCOUNT, type Json, REGION } from './made';

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Scopes of a good access token. */
  readonly token?: readonly string[];
  readonly signer?: Principal;
  /** What the signer's own policies say. */
  readonly identity?: readonly PlainStatement[];
  readonly vpce?: string;
}

export interface Answer {
  readonly status: number;
  readonly handler?: string;
}

type Resources = Readonly<Record<string, Json>>;

export function ask(resources: Resources, asked: Asked): Answer {
  const [apiName, api] = only(resources, 'AWS::ApiGateway::RestApi');
  const method = route(resources, asked);
  if (method === undefined) return { status: 404 };
  const [, stage] = only(resources, 'AWS::ApiGateway::Stage');
  const { AuthorizationType, AuthorizationScopes = [], Integration } = method.Properties as Json;
  const arn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiName}/${stage.Properties.StageName}/${asked.method}${asked.path}`;
  const policy = ((api.Properties.Policy?.Statement ?? []) as Json[]).map((s): PlainStatement => ({ ...(s as PlainStatement), Resource: list(s.Resource).map((r) => String(r).replace(/^execute-api:\//, `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiName}/`)) }));
  const context: Record<string, string> = asked.vpce === undefined ? {} : { 'aws:SourceVpce': asked.vpce };
  const request = (principal: Principal) => ({ principal, action: 'execute-api:Invoke', resource: arn, context });
  if (AuthorizationType === 'AWS_IAM') {
    if (asked.signer === undefined || !may(request(asked.signer), { identity: asked.identity ?? [], policy, account: ACCOUNT })) return { status: 403 };
  } else {
    if (AuthorizationType === 'COGNITO_USER_POOLS') {
      // Without scopes any token of the pool would do.
      if (asked.token === undefined || (AuthorizationScopes.length > 0 && !AuthorizationScopes.some((s: string) => asked.token?.includes(s)))) return { status: 401 };
    } else if (AuthorizationType !== 'NONE') throw new Error(`the interpreter does not know ${AuthorizationType}`);
    if (api.Properties.Policy !== undefined && !may(request({ account: ACCOUNT }), { identity: [], policy, account: ACCOUNT })) return { status: 403 };
  }
  const handler = /functions\/(.+)\.Arn\/invocations$/.exec(String(Integration.Uri))?.[1];
  if (handler === undefined) return { status: Integration.Type === 'MOCK' ? 204 : 200 };
  return isPermitted(resources, handler, arn) ? { status: 200, handler } : { status: 500 };
}

/** What the templates grant a role of theirs. */
export function identityOf(resources: Resources, role: string): PlainStatement[] {
  return Object.values(resources).filter((r) => r.Type === 'AWS::IAM::RolePolicy' && r.Properties.RoleName === role).flatMap((r) => r.Properties.PolicyDocument.Statement as PlainStatement[]);
}

function route(resources: Resources, { method, path }: Asked): Json | undefined {
  const [apiName] = only(resources, 'AWS::ApiGateway::RestApi');
  const parts = path.split('/').filter((p) => p !== '');
  const nodes = Object.entries(resources).filter(([, r]) => r.Type === 'AWS::ApiGateway::Resource');
  const descend = (at: string, rest: readonly string[]): string | undefined => {
    if (rest.length === 0) return methodAt(resources, at, method) === undefined && !hasMethods(resources, at) ? undefined : at;
    const children = nodes.filter(([, n]) => n.Properties.ParentId === at).map(([name, n]) => [name, String(n.Properties.PathPart)] as const);
    const literal = children.find(([, part]) => part === rest[0]);
    const found = literal && descend(literal[0], rest.slice(1));
    if (found !== undefined) return found;
    const parameter = children.find(([, part]) => /^\{[^+]+\}$/.test(part));
    const below = parameter && descend(parameter[0], rest.slice(1));
    return below ?? children.find(([, part]) => part.endsWith('+}'))?.[0];
  };
  const at = descend(`${apiName}.RootResourceId`, parts);
  return at === undefined ? undefined : methodAt(resources, at, method);
}

function hasMethods(resources: Resources, at: string): boolean {
  return Object.values(resources).some((r) => r.Type === 'AWS::ApiGateway::Method' && r.Properties.ResourceId === at);
}

function methodAt(resources: Resources, at: string, method: string): Json | undefined {
  const here = Object.values(resources).filter((r) => r.Type === 'AWS::ApiGateway::Method' && r.Properties.ResourceId === at);
  return here.find((r) => r.Properties.HttpMethod === method) ?? here.find((r) => r.Properties.HttpMethod === 'ANY');
}

function isPermitted(resources: Resources, handler: string, arn: string): boolean {
  return Object.values(resources).some(({ Type, Properties: p }) => Type === 'AWS::Lambda::Permission' && p.FunctionName === `${handler}.Arn` && p.Principal === 'apigateway.amazonaws.com'
    && (p.SourceAccount === undefined || p.SourceAccount === ACCOUNT) && (p.SourceArn === undefined || like(String(p.SourceArn), arn)));
}

function like(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.split('*').map((p) => p.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's').test(text);
}

function only(resources: Resources, type: string): [string, Json] {
  const found = Object.entries(resources).filter(([, r]) => r.Type === type);
  if (found.length !== 1) throw new Error(`${found.length} of ${type}`);
  return found[0];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
