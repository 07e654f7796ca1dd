/**
 * A small client of DynamoDB, for what a decision needs and no more: ``await client.batchGet(keys, now)``, ``client.put(row, condition, now)``, ``client.update(...)``.
 *
 * Every call ends within its time: it is tried once more where that may help (no answer, throttled, an error of the server, keys that were left over), and then it fails
 * with a `StoreError`. An answer that is not whole and of the expected shape is a failure and never "not there": that would be a revocation that nobody sees.
 * Not modelled: more than 100 keys, other tables, transactions, streams. ("DynamoDB low-level API", "Error handling with DynamoDB".)
 */
import { own, record, type Json } from '../event/plain';
import { attributeOf, marshal, type Row, unmarshal, type Value } from './attributes';
import type { Endpoint } from './environment';
import { KEY } from './keys';
import { type Agents, agentFor, type Answer, post } from './post';
import { sign, type Credentials } from './sign';

/** `condition`: the table holds something that forbids the write. `refused`: asking again would not help. */
export type StoreFailure = 'condition' | 'refused' | 'throttled' | 'unreachable';

export class StoreError extends Error {
  /** `item`: what stood in the way of a conditional write, where the table says it. */
  constructor(public readonly failure: StoreFailure, message: string, public readonly item?: Row) {
    super(message);
  }
}

export interface ClientOptions {
  readonly table: string;
  readonly endpoint: Endpoint;
  readonly credentials: () => Credentials;
  /** Of a whole call, its second try included. */
  readonly timeoutMs: number;
  /** Before the second try. */
  readonly pauseMs?: number;
}

export interface Condition {
  readonly text: string;
  readonly values: Row;
}

export interface BatchAnswer {
  /** By key; `undefined` where there is no such row, `'malformed'` where nobody can read it. */
  readonly rows: ReadonlyMap<string, Row | 'malformed' | undefined>;
  /** Nobody knows of these. */
  readonly left: readonly string[];
}

const TARGET = 'DynamoDB_20120810';
/** Of the first try: a second one has to have time. */
const FIRST_SHARE = 0.6;
const AGAIN = /(?:Throttling|ThrottlingException|ProvisionedThroughputExceededException|RequestLimitExceeded|LimitExceededException)$/;

export class DynamoClient {
  private readonly agent: Agents;

  constructor(private readonly options: ClientOptions) {
    this.agent = agentFor(options.endpoint.url);
  }

  /** Consistent: what was written before the call is seen. (`ConsistentRead`.) */
  public async batchGet(keys: readonly string[], now: number): Promise<BatchAnswer> {
    const { table } = this.options;
    const rows = new Map<string, Row | 'malformed' | undefined>();
    let left: readonly string[] = keys;
    await this.within(async (call) => {
      const answer = await call('BatchGetItem', { RequestItems: { [table]: { Keys: left.map((key) => ({ [KEY]: { S: key } })), ConsistentRead: true } } }, now);
      const found = own(record(own(answer, 'Responses')), table);
      const unprocessed = own(answer, 'UnprocessedKeys');
      if (!Array.isArray(found) || (unprocessed !== undefined && record(unprocessed) === undefined)) throw new StoreError('unreachable', 'the table answered with something that is no batch of rows');
      const still = leftOver(own(record(unprocessed), table), left);
      const items = byKey(found);
      for (const key of left) if (!still.has(key)) rows.set(key, items.get(key));
      left = [...still];
      if (left.length > 0) throw new StoreError('throttled', 'the table left keys over');
    }).catch((error: unknown) => { if (rows.size === 0) throw error; });
    return { rows, left };
  }

  public async put(row: Row, condition: Condition | undefined, now: number): Promise<void> {
    const body = { TableName: this.options.table, Item: marshal(row), ...conditionOf(condition), ...(condition === undefined ? {} : { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }) };
    await this.within(async (call) => { await call('PutItem', body, now); });
  }

  /** Sets what is named and leaves the rest. A try whose answer was lost may have been done, so `set` has to bear being done twice. */
  public async update(key: string, set: Row, condition: Condition | undefined, now: number): Promise<void> {
    const names = Object.keys(set);
    const extra = conditionOf(condition);
    const body = {
      TableName: this.options.table, Key: { [KEY]: { S: key } }, ...extra,
      UpdateExpression: `SET ${names.map((_, i) => `#n${i} = :n${i}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#n${i}`, name])),
      ExpressionAttributeValues: { ...own(extra, 'ExpressionAttributeValues') as object | undefined, ...Object.fromEntries(names.map((name, i) => [`:n${i}`, attributeOf(set[name] as Value)])) },
    };
    await this.within(async (call) => { await call('UpdateItem', body, now); });
  }

  public close(): void {
    this.agent.destroy();
  }

  private async within(attempt: (call: (operation: string, body: Json, now: number) => Promise<Json>) => Promise<void>): Promise<void> {
    const { timeoutMs, pauseMs = 20 } = this.options;
    const whole = new AbortController();
    const end = setTimeout(() => { whole.abort(); }, timeoutMs);
    const first = new AbortController();
    const early = setTimeout(() => { first.abort(); }, timeoutMs * FIRST_SHARE);
    try {
      try {
        await attempt((operation, body, now) => this.call(operation, body, now, first.signal));
      } catch (error) {
        if (!(error instanceof StoreError) || error.failure === 'condition' || error.failure === 'refused') throw error;
        await new Promise((resolve) => { setTimeout(resolve, pauseMs); });
        await attempt((operation, body, now) => this.call(operation, body, now, whole.signal));
      }
    } finally {
      clearTimeout(end);
      clearTimeout(early);
    }
  }

  private async call(operation: string, body: Json, now: number, signal: AbortSignal): Promise<Json> {
    const { endpoint: { url, region }, credentials } = this.options;
    const text = JSON.stringify(body);
    const headers = sign({ method: 'POST', body: text, headers: { 'content-type': 'application/x-amz-json-1.0', 'host': url.host, 'x-amz-target': `${TARGET}.${operation}` } }, credentials(), region, 'dynamodb', now);
    let answer: Answer;
    try {
      answer = await post(url, this.agent, headers, text, signal);
    } catch (error) {
      throw new StoreError('unreachable', signal.aborted ? 'the table did not answer in time' : `the table did not answer: ${(error as Error).message}`);
    }
    const said = jsonOf(answer.text);
    if (answer.status === 200 && said !== undefined) return said;
    throw failureOf(answer.status, said);
  }
}

function failureOf(status: number, said: Json | undefined): StoreError {
  const type = own(said, '__type');
  const name = typeof type === 'string' ? type.slice(type.lastIndexOf('#') + 1, type.lastIndexOf('#') + 81) : '';
  if (name === 'ConditionalCheckFailedException') return new StoreError('condition', 'the condition of the write does not hold', unmarshal(own(said, 'Item')));
  if (AGAIN.test(name) || status === 429) return new StoreError('throttled', `the table is throttled: ${name}`);
  // 200 without JSON, and all errors of a server or of something that stands before it.
  return status === 200 || status >= 500 ? new StoreError('unreachable', `the table answered ${status}, which cannot be read`) : new StoreError('refused', `the table refused the request: ${status} ${name}`);
}

/** A list of left-over keys that cannot be read leaves all of them. */
function leftOver(given: unknown, asked: readonly string[]): ReadonlySet<string> {
  if (given === undefined) return new Set();
  const keys = own(record(given), 'Keys');
  const names: readonly unknown[] = Array.isArray(keys) ? keys.map((key) => own(record(own(record(key), KEY)), 'S')) : [undefined];
  return new Set(names.every((name) => typeof name === 'string' && asked.includes(name)) ? names as string[] : asked);
}

function byKey(items: readonly unknown[]): ReadonlyMap<string, Row | 'malformed'> {
  const rows = new Map<string, Row | 'malformed'>();
  for (const item of items) {
    const key = own(record(own(record(item), KEY)), 'S');
    // Of which row it is nobody knows: the batch is none.
    if (typeof key !== 'string') throw new StoreError('unreachable', 'the table answered with a row without a key');
    rows.set(key, unmarshal(item) ?? 'malformed');
  }
  return rows;
}

function conditionOf(condition: Condition | undefined): Json {
  if (condition === undefined) return {};
  const values = Object.entries(marshal(condition.values)).map(([name, value]) => [`:${name}`, value] as const);
  // "ExpressionAttributeValues must not be empty" is a refusal of DynamoDB's.
  return { ConditionExpression: condition.text, ...(values.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }) };
}

function jsonOf(text: string): Json | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}
