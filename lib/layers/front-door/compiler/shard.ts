/**
 * Which nested stack a route lives in: ``shardOf('GET /documents/{id}', 4)``.
 *
 * INVARIANT: the answer depends on the route and on the number of shards alone, so no route moves when others come or go. A route
 * that moved would be made in one stack before it is gone from the other, and API Gateway refuses the second of two methods.
 */
import { createHash } from 'node:crypto';

export function shardOf(id: string, shards: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % shards;
}

export function idHash(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}
