/**
 * A front door as API Gateway describes it, and as a client meets it.
 */
import { strict as assert } from 'node:assert';
import type { Intent } from '../../lib/intent';
import { type Credentials, type Emulator, ROOT_CREDENTIALS } from './emulator';
import { type Answer, type Asked, send, signed } from './http';

/** What a request carries. */
export interface Carried {
  /** As `Authorization`. */
  readonly token?: string;
  /** As `x-api-key`. */
  readonly key?: string;
  readonly body?: unknown;
  /** Signs it. */
  readonly as?: Credentials;
}

export class Door {
  constructor(private readonly emulator: Emulator, private readonly api: string, private readonly stage: string) {}

  /** `GET /documents/a` */
  public ask(route: string, { token, key, body, as }: Carried = {}): Promise<Answer> {
    const [method, path] = route.split(' ');
    const asked: Asked = {
      method, path: `/_aws/execute-api/${this.api}/${this.stage}${path}`,
      headers: { ...(token === undefined ? {} : { authorization: token }), ...(key === undefined ? {} : { 'x-api-key': key }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return send(this.emulator, as === undefined ? asked : signed(this.emulator, 'execute-api', as, asked));
  }

  /** Every method with what it asks for, and nothing but those of the intent. */
  public async compareRoutes({ routes = [] }: Intent): Promise<void> {
    const { item } = await describe(this.emulator, `/restapis/${this.api}/resources?embed=methods&limit=500`) as { item: { path: string; resourceMethods?: Record<string, any> }[] };
    const deployed = item.flatMap(({ path, resourceMethods = {} }) => Object.entries(resourceMethods).map(([method, m]) => `${method} ${path}: ${m.authorizationType} ${(m.authorizationScopes ?? []).join(' ')}`.trim()));
    const types = { scopes: 'COGNITO_USER_POOLS', iam: 'AWS_IAM', public: 'NONE' };
    assert.deepStrictEqual(deployed.sort(), routes.map((r) => `${r.method} ${r.path}: ${types[r.access]} ${r.scopes.join(' ')}`.trim()).sort());
  }
}

export async function keyValue(emulator: Emulator, id: string): Promise<string> {
  return String((await describe(emulator, `/apikeys/${id}?includeValue=true`)).value);
}

async function describe(emulator: Emulator, path: string): Promise<any> {
  const { status, body } = await send(emulator, signed(emulator, 'apigateway', ROOT_CREDENTIALS, { method: 'GET', path }));
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** A refusal that says nothing of why, and how to authenticate where a token would help. */
export function closed(answer: Answer, status: number, what: string): void {
  assert.equal(answer.status, status, `${what}: ${JSON.stringify(answer.body)}`);
  assert.deepStrictEqual(Object.keys(answer.body as object).sort(), ['message', 'requestId'], what);
  assert.equal(answer.body.message, status === 401 ? 'unauthorized' : 'refused', what);
  assert.equal(answer.headers['www-authenticate'], status === 401 ? 'Bearer' : undefined, what);
  assert.equal(answer.headers['cache-control'], 'no-store', what);
}

export function did(answer: Answer, method: string, what: string): void {
  assert.equal(answer.status, 200, `${what}: ${JSON.stringify(answer.body)}`);
  assert.equal(answer.body.did, method, `${what}: ${JSON.stringify(answer.body)}`);
}
