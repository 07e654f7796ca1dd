/**
 * API Gateway, Lambda's function policies and function URLs, as their documentation says, one request at a time:
 *
 *   reaches(template, { via: 'https', host: 'default', stage: 'prod', method: 'GET', path: '/docs/1' }, 'Fn')   // true
 *
 * Reads the template itself, knows nothing of lib/, and takes a template without parameters, or with values for them. Slow and plain on
 * purpose: it is what the prover is held against. Sources: developer guides of API Gateway (authorization flow, resource policies, custom
 * domains, mTLS) and Lambda (resource-based policies, function URLs), 2026-11. A deployment is a snapshot of what it depends on.
 */
export interface Template {
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, any>>;
}

/** Values of parameters; conditions are `{ 'Fn::Equals': [{ Ref }, text] }`. */
export type Values = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly via: 'https';
  /** Logical id of the domain, `default`, or `endpoint` (an interface endpoint). */
  readonly host: string;
  readonly stage: string;
  readonly method: string;
  readonly path: string;
  readonly sourceIp: string;
  readonly sourceVpce?: string;
  /** None of these is an identity of somebody: those are drawn too, to see that the simulator lets them in. */
  readonly token?: 'id' | 'access' | 'garbage';
  readonly scopes?: readonly string[];
  readonly signedBy?: 'stranger' | 'own';
  readonly certificate?: boolean;
  readonly apiKey?: boolean;
}

export interface UrlRequest {
  readonly via: 'url';
  readonly url: string;
  readonly signedBy?: 'stranger' | 'own';
}

/** The Lambda API. `service`: on behalf of a resource of another account. */
export interface DirectRequest {
  readonly via: 'invoke';
  readonly function: string;
  readonly by: { readonly principal: 'stranger' } | { readonly service: string; readonly sourceArn: string; readonly sourceAccount: string };
}

export type SimulatedRequest = HttpRequest | UrlRequest | DirectRequest;

const ACCOUNT = '111111111111';
const REGION = 'eu-west-1';

/** Whether the request gets to the function. */
export function reaches(template: Template, request: SimulatedRequest, target: string, values: Values = {}): boolean {
  const world = new Deployed(template, values);
  if (!world.has(target)) return false;
  if (request.via === 'https') return world.request(request, target);
  return request.via === 'url' ? world.url(request, target) : request.function === target && world.invoked(request);
}

class Deployed {
  constructor(private readonly template: Template, private readonly values: Values) {}

  public has(id: string): boolean {
    const resource = this.template.Resources[id];
    return resource !== undefined && (resource.Condition === undefined || this.condition(resource.Condition));
  }

  public request(r: HttpRequest, target: string): boolean {
    for (const [stageId, stage] of this.all('AWS::ApiGateway::Stage')) {
      if (stage.StageName !== r.stage) continue;
      const api = stage.RestApiId as string;
      const deployment = this.template.Resources[idOf(stage.DeploymentId)];
      if (deployment === undefined || !this.taken(r, api, stageId)) continue;
      const method = this.route(api, r, [deployment.DependsOn ?? []].flat() as string[]);
      if (method === undefined || !this.letIn(r, api, method)) continue;
      const integration = method.Integration;
      if (integration?.Type === 'MOCK' || integration === undefined || !String(integration.Uri).includes(`function:${target}/`)) continue;
      const source = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api}/${r.stage}/${r.method}${r.path}`;
      if (this.all('AWS::Lambda::Permission').some(([, p]) => p.FunctionName === target && isInvoke(p.Action) && ['apigateway.amazonaws.com', '*'].includes(p.Principal) && p.InvokedViaFunctionUrl === undefined && p.FunctionUrlAuthType === undefined && p.PrincipalOrgID === undefined && (p.SourceAccount === undefined || p.SourceAccount === ACCOUNT) && (p.SourceArn === undefined || glob(p.SourceArn, source)))) return true;
    }
    return false;
  }

  /** The host takes it, and its certificate where it wants one. */
  private taken(r: HttpRequest, api: string, stage: string): boolean {
    const { Properties: p } = this.template.Resources[api];
    const isPrivate = ((this.value(p.EndpointConfiguration)?.Types ?? []) as string[]).includes('PRIVATE');
    if (r.host === 'default') return !isPrivate && this.value(p.DisableExecuteApiEndpoint) !== true;
    if (r.host === 'endpoint') return isPrivate && this.value(p.DisableExecuteApiEndpoint) !== true;
    const domain = this.has(r.host) ? this.properties(r.host) : undefined;
    if (domain === undefined || !this.all('AWS::ApiGateway::BasePathMapping').some(([, m]) => m.DomainName === r.host && m.RestApiId === api && this.template.Resources[stage].Properties.StageName === m.Stage)) return false;
    return domain.MutualTlsAuthentication === undefined || r.certificate === true;
  }

  /** The most specific path of those that were deployed, then the method itself before ANY. */
  private route(api: string, r: HttpRequest, deployed: readonly string[]): any {
    const words = r.path.split('/').slice(1);
    const fitting = this.all('AWS::ApiGateway::Method').filter(([id, m]) => m.RestApiId === api && deployed.includes(id) && (m.HttpMethod === r.method || m.HttpMethod === 'ANY')).map(([, m]) => ({ m, parts: this.path(m.ResourceId) }))
      .filter(({ parts }) => (parts.at(-1)?.endsWith('+}') === true ? words.length >= parts.length : words.length === parts.length) && parts.every((p, i) => p.startsWith('{') || p === words[i]));
    let best: (typeof fitting)[number] | undefined;
    for (const one of fitting) if (best === undefined || isBefore(one, best, r.method)) best = one;
    return best?.m;
  }

  private path(resource: string): string[] {
    if (resource.endsWith('.RootResourceId')) return [''];
    const own = this.properties(resource);
    const above = this.path(own.ParentId);
    return above.length === 1 && above[0] === '' ? [own.PathPart] : [...above, own.PathPart];
  }

  private letIn(r: HttpRequest, api: string, method: any): boolean {
    if (this.value(method.ApiKeyRequired) === true && r.apiKey !== true) return false;
    const policy = this.value(this.properties(api).Policy);
    const decision = policy === undefined ? 'none' : decide(policy, r);
    switch (this.value(method.AuthorizationType) ?? 'NONE') {
      case 'NONE': return decision === 'none' || decision === 'allow';
      case 'AWS_IAM': return r.signedBy === 'own' ? decision !== 'deny' : r.signedBy === 'stranger' && decision === 'allow';
      case 'COGNITO_USER_POOLS': {
        const scopes = (this.value(method.AuthorizationScopes) ?? []) as string[];
        const isGood = scopes.length === 0 ? r.token === 'id' : r.token === 'access' && scopes.some((s) => r.scopes?.includes(s) === true);
        return isGood && (decision === 'none' || decision === 'allow');
      }
      // A Lambda authorizer that lets nobody in without a good token.
      default: return r.token === 'access' && decision !== 'deny';
    }
  }

  public url(r: UrlRequest, target: string): boolean {
    const url = this.has(r.url) ? this.properties(r.url) : undefined;
    if (url?.TargetFunctionArn !== target) return false;
    const type = this.value(url.AuthType);
    const everybody = this.all('AWS::Lambda::Permission').some(([, p]) => p.FunctionName === target && ['lambda:InvokeFunctionUrl', 'lambda:*', 'lambda:Invoke*', '*'].includes(p.Action) && p.Principal === '*' && p.PrincipalOrgID === undefined && p.SourceArn === undefined && p.SourceAccount === undefined && (p.FunctionUrlAuthType === undefined || p.FunctionUrlAuthType === type));
    return type === 'NONE' ? everybody : r.signedBy === 'own' || (r.signedBy === 'stranger' && everybody);
  }

  public invoked(r: DirectRequest): boolean {
    return this.all('AWS::Lambda::Permission').some(([, p]) => {
      if (p.FunctionName !== r.function || !isInvoke(p.Action) || p.InvokedViaFunctionUrl !== undefined || p.FunctionUrlAuthType !== undefined || p.PrincipalOrgID !== undefined) return false;
      if ('principal' in r.by) return p.Principal === '*' && p.SourceArn === undefined && p.SourceAccount === undefined;
      return (p.Principal === r.by.service || p.Principal === '*') && (p.SourceArn === undefined || glob(p.SourceArn, r.by.sourceArn)) && (p.SourceAccount === undefined || p.SourceAccount === r.by.sourceAccount);
    });
  }

  private all(type: string): [string, any][] {
    return Object.keys(this.template.Resources).filter((id) => this.template.Resources[id].Type === type && this.has(id)).map((id) => [id, this.properties(id)]);
  }

  private properties(id: string): any {
    return this.value(this.template.Resources[id].Properties ?? {});
  }

  private condition(name: string): boolean {
    const [{ Ref: parameter }, text] = (this.template.Conditions as any)[name]['Fn::Equals'];
    return this.values[parameter] === text;
  }

  /** What `Ref` of a stage is. */
  private stageName(id: string): string | undefined {
    const resource = this.template.Resources[id];
    return resource?.Type === 'AWS::ApiGateway::Stage' ? resource.Properties.StageName : undefined;
  }

  /** References as names: `Ref Api` is `Api`, ARNs of functions end with `function:NAME`. */
  private value(raw: any): any {
    if (Array.isArray(raw)) return raw.map((v) => this.value(v)).filter((v) => v !== undefined);
    if (typeof raw !== 'object' || raw === null) return raw;
    if ('Ref' in raw) return raw.Ref === 'AWS::NoValue' ? undefined : { 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT, 'AWS::Partition': 'aws' }[raw.Ref as string] ?? this.values[raw.Ref] ?? this.stageName(raw.Ref) ?? raw.Ref;
    if ('Fn::GetAtt' in raw) return raw['Fn::GetAtt'][1] === 'Arn' ? raw['Fn::GetAtt'][0] : raw['Fn::GetAtt'].join('.');
    if ('Fn::If' in raw) return this.value(raw['Fn::If'][this.condition(raw['Fn::If'][0]) ? 1 : 2]);
    if ('Fn::Sub' in raw) return String(raw['Fn::Sub']).replace(/\$\{([^}]+)\}/g, (_, name: string) => (name.endsWith('.Arn') ? `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name.slice(0, -4)}` : String(this.value({ Ref: name }))));
    return Object.fromEntries(Object.entries(raw).map(([k, v]) => [k, this.value(v)]).filter(([, v]) => v !== undefined));
  }
}

function idOf(value: any): string {
  return typeof value === 'string' ? value : value?.Ref;
}

function isBefore(a: { m: any; parts: string[] }, b: { m: any; parts: string[] }, method: string): boolean {
  const weight = (p: string): number => (p.endsWith('+}') ? 0 : p.startsWith('{') ? 1 : 2);
  for (let i = 0; i < Math.max(a.parts.length, b.parts.length); i++) {
    const [x, y] = [a.parts[i] === undefined ? -1 : weight(a.parts[i]), b.parts[i] === undefined ? -1 : weight(b.parts[i])];
    if (x !== y) return x > y;
  }
  return a.m.HttpMethod === method && b.m.HttpMethod !== method;
}

function isInvoke(action: string): boolean {
  return ['lambda:InvokeFunction', 'lambda:*', '*', 'lambda:Invoke*'].includes(action);
}

function glob(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^]*').replace(/\?/g, '[^]')}$`).test(text);
}

function decide(policy: any, r: HttpRequest): 'allow' | 'deny' | 'silent' {
  let answer: 'allow' | 'silent' = 'silent';
  for (const s of [policy.Statement].flat()) {
    const who = s.Principal === '*' || s.Principal?.AWS === '*';
    const resource = [s.Resource].flat().some((p: string) => p === '*' || glob(p.replace(/^execute-api:\//, ''), `${r.stage}/${r.method}${r.path}`));
    if (!who || !resource || !Object.entries(s.Condition ?? {}).every(([operator, keys]) => Object.entries(keys as object).every(([key, wanted]) => holds(operator, key, [wanted].flat() as string[], r)))) continue;
    if (s.Effect === 'Deny') return 'deny';
    answer = 'allow';
  }
  return answer;
}

function holds(operator: string, key: string, wanted: readonly string[], r: HttpRequest): boolean {
  const given: Readonly<Record<string, string | undefined>> = {
    'aws:SourceIp': r.host === 'endpoint' ? undefined : r.sourceIp, 'aws:VpcSourceIp': r.host === 'endpoint' ? r.sourceIp : undefined, 'aws:SourceVpce': r.host === 'endpoint' ? r.sourceVpce : undefined,
    'aws:PrincipalOrgID': r.signedBy === undefined ? undefined : r.signedBy === 'own' ? 'o-own' : 'o-stranger',
  };
  const value = given[key];
  const isNegative = operator.includes('Not');
  if (value === undefined) return isNegative;
  const hit = wanted.some((w) => (operator.endsWith('IpAddress') ? inBlock(w, value) : operator.includes('Like') ? glob(w, value) : w === value));
  return isNegative ? !hit : hit;
}

function inBlock(block: string, address: string): boolean {
  const number = (a: string): number => a.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [base, length = '32'] = block.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(base) / size) === Math.floor(number(address) / size);
}
