/**
 * The same API for both sides: N routes over five personas, four routes a collection, one handler a collection, one table a persona.
 *
 *   GET /health          anybody               GET /c001/{id}      persona 1, things-1/read
 *   GET /c001            persona 1, .../read   DELETE /c001/{id}   persona 1, things-1/write
 *   POST /c001           persona 1, .../write, with a schema of the body; and so on
 *   GET /c009 ...        every tenth collection is called by a service, which signs
 */
export const PERSONAS = 5;
export const ENV = { account: '111122223333', region: 'eu-west-1' };
/** More than this, and one stack holds no routes beside the handlers. */
const TOGETHER = 100;
export const SHARDS = 4;

export interface RouteOf {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly collection: number;
  readonly access: 'public' | 'signed' | 'read' | 'write';
}

const METHODS = [['GET', ''], ['POST', ''], ['GET', '/{id}'], ['DELETE', '/{id}']] as const;

/** Route 0 is the public one; collection 0 is its handler's. */
export function routeOf(i: number): RouteOf {
  if (i === 0) return { method: 'GET', path: '/health', id: 'GET /health', collection: 0, access: 'public' };
  const collection = 1 + Math.floor((i - 1) / METHODS.length);
  const [method, rest] = METHODS[(i - 1) % METHODS.length];
  const path = `/${collectionId(collection)}${rest}`;
  return { method, path, id: `${method} ${path}`, collection, access: collection % 10 === 9 ? 'signed' : method === 'GET' ? 'read' : 'write' };
}

export function collectionsOf(routes: number): number {
  return 2 + Math.floor((routes - 2) / METHODS.length);
}

export function collectionId(collection: number): string {
  return `c${String(collection).padStart(3, '0')}`;
}

export function personaOf(collection: number): number {
  return collection % PERSONAS;
}

export function scopeOf({ collection, access }: RouteOf): string {
  return `things-${personaOf(collection)}/${access}`;
}

/** What a handler does with the table, by method. */
export const ACTION: Readonly<Record<string, string>> = { GET: 'dynamodb:GetItem', POST: 'dynamodb:PutItem', DELETE: 'dynamodb:DeleteItem' };
export const SCHEMA = { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 100 } }, additionalProperties: false };
export const CODE = 'exports.handler = async () => ({ statusCode: 200, body: "{}" });';

export function shardsOf(routes: number): number | undefined {
  return routes > TOGETHER ? SHARDS : undefined;
}

export function usage(): string {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 });
}
