/**
 * A table on loopback that answers as DynamoDB does: ``const table = await fakeTable(); table.rows.set(...)``. It checks the signature of every request with the SDK's own
 * signer, keeps rows, knows the two conditions that we write, and does what a test tells it to do with the next requests.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { DynamoClient } from '../../../../lib/runtime/authorizer/stores/client';

/* eslint-disable @typescript-eslint/no-explicit-any */
export type Trouble =
  | 'close' | 'silence' | 'half'
  | { readonly status: number; readonly body: string }
  | { readonly unprocessed: readonly string[] | 'garbage' }
  /** Does the work, then closes without an answer. */
  | 'done-and-close';

export const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
export const TABLE = 'state';
export const THROTTLED: Trouble = { status: 400, body: '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow down"}' };

export class FakeTable {
  public readonly rows = new Map<string, any>();
  /** For the next requests, one each; then all is well. */
  public readonly troubles: Trouble[] = [];
  public readonly requests: { readonly operation: string; readonly body: any }[] = [];
  public readonly connections = new Set<unknown>();
  public wrongSignatures = 0;
  private readonly server: Server;
  private readonly clients: DynamoClient[] = [];

  constructor() {
    this.server = createServer((request, response) => { void this.answer(request, response); });
    this.server.on('connection', (socket) => { this.connections.add(socket); });
  }

  public async listen(): Promise<this> {
    await new Promise<void>((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    return this;
  }

  public get url(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
  }

  public client(timeoutMs = 300): DynamoClient {
    const client = new DynamoClient({ table: TABLE, endpoint: { url: this.url, region: 'eu-west-1' }, credentials: () => CREDENTIALS, timeoutMs, pauseMs: 1 });
    this.clients.push(client);
    return client;
  }

  public async close(): Promise<void> {
    for (const client of this.clients) client.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const part of request) text += String(part);
    const body = JSON.parse(text);
    const operation = String(request.headers['x-amz-target']).replace('DynamoDB_20120810.', '');
    this.requests.push({ operation, body });
    if (!await isSigned(request, text)) { this.wrongSignatures += 1; this.say(response, 400, '{"__type":"com.amazon.coral.service#InvalidSignatureException"}'); return; }
    const trouble = this.troubles.shift();
    if (trouble === 'silence') return;
    if (trouble === 'close') { request.socket.destroy(); return; }
    if (trouble === 'half') { response.writeHead(200, { 'content-length': '1000' }); response.write('{"Responses":{"state":['); setTimeout(() => request.socket.destroy(), 5); return; }
    if (typeof trouble === 'object' && 'status' in trouble) { this.say(response, trouble.status, trouble.body); return; }
    const [status, said] = operation === 'BatchGetItem' ? this.batch(body, typeof trouble === 'object' ? trouble.unprocessed : undefined) : operation === 'PutItem' ? this.put(body) : this.update(body);
    if (trouble === 'done-and-close') { request.socket.destroy(); return; }
    this.say(response, status, JSON.stringify(said));
  }

  private say(response: ServerResponse, status: number, body: string): void {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
  }

  private batch(body: any, unprocessed: readonly string[] | 'garbage' | undefined): [number, unknown] {
    const { Keys, ConsistentRead } = body.RequestItems[TABLE];
    if (ConsistentRead !== true) return [400, { __type: 'x#ValidationException' }];
    const keys: string[] = Keys.map((key: any) => key.pk.S);
    if (unprocessed === 'garbage') return [200, { Responses: { [TABLE]: [] }, UnprocessedKeys: { [TABLE]: { Keys: [{ pk: { N: '1' } }] } } }];
    const left = keys.filter((key) => unprocessed?.includes(key));
    return [200, {
      Responses: { [TABLE]: keys.filter((key) => !left.includes(key) && this.rows.has(key)).map((key) => this.rows.get(key)) },
      UnprocessedKeys: left.length === 0 ? {} : { [TABLE]: { Keys: left.map((key) => ({ pk: { S: key } })), ConsistentRead: true } },
    }];
  }

  private put(body: any): [number, unknown] {
    const key = body.Item.pk.S;
    const present = this.rows.get(key);
    if (body.ConditionExpression !== undefined && body.ConditionExpression !== 'attribute_not_exists(pk) OR expiresAt < :now') return [400, { __type: 'x#ValidationException' }];
    if (body.ConditionExpression !== undefined && present !== undefined && !(Number(present.expiresAt.N) < Number(body.ExpressionAttributeValues[':now'].N))) {
      return [400, { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', ...(body.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: present } : {}) }];
    }
    this.rows.set(key, body.Item);
    return [200, {}];
  }

  private update(body: any): [number, unknown] {
    const key = body.Key.pk.S;
    const sets = [...body.UpdateExpression.matchAll(/(#n\d+) = (:n\d+)/g)].map(([, name, value]) => [body.ExpressionAttributeNames[name], body.ExpressionAttributeValues[value]]);
    this.rows.set(key, { ...this.rows.get(key) ?? body.Key, ...Object.fromEntries(sets) });
    return [200, {}];
  }
}

export const fakeTable = async (): Promise<FakeTable> => new FakeTable().listen();

/** The SDK's own, over node's hashes. */
export function signerOfSdk(credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }, region: string): SignatureV4 {
  class Sha256 {
    private readonly hash;
    constructor(key?: any) { this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', key); }
    public update(data: any): void { this.hash.update(data); }
    public async digest(): Promise<Uint8Array> { return this.hash.digest(); }
    public reset(): void { throw new Error('not used'); }
  }
  return new SignatureV4({ credentials, region, service: 'dynamodb', sha256: Sha256, applyChecksum: false });
}

/** By the SDK, from what arrived. */
async function isSigned(request: IncomingMessage, body: string): Promise<boolean> {
  const { authorization = '', host = '', 'x-amz-date': date, 'content-type': type, 'x-amz-target': target } = request.headers as Record<string, string>;
  const signer = signerOfSdk(CREDENTIALS, 'eu-west-1');
  const at = new Date(date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));
  const theirs = await signer.sign({ method: 'POST', protocol: 'https:', hostname: host, path: '/', headers: { host, 'content-type': type, 'x-amz-target': target }, body }, { signingDate: at });
  return theirs.headers.authorization === authorization;
}
