/**
 * A connection as people write it (`tcp/443`), as part of an id (`tcp-443`), and what two of them have in common.
 */
import { compareText } from './finding';
import type { ConnectionData } from './model';

/** In the algebra's grammar: `parseConnections` reads it back. */
export function connectionText(c: ConnectionData): string {
  if (c.protocol === 'all') return 'all';
  const protocol = isNumbered(c) ? `ip/${c.protocol}` : c.protocol;
  if (c.fromPort === undefined) return protocol;
  if (isIcmp(c)) return `${protocol}/${c.fromPort}${isAnyCode(c) ? '' : `/${c.toPort}`}`;
  if (isEveryPort(c)) return protocol;
  return `${protocol}/${c.fromPort}${c.fromPort === c.toPort ? '' : `-${c.toPort}`}`;
}

/** `tcp-443`, `tcp-8000to8100`, `icmp`: the part of a default flow id that says how. */
export function connectionSlug(c: ConnectionData): string {
  const protocol = isNumbered(c) ? `protocol${c.protocol}` : c.protocol;
  if (c.fromPort === undefined || isEveryPort(c)) return protocol;
  if (isIcmp(c)) return `${protocol}-type${c.fromPort}${isAnyCode(c) ? '' : `code${c.toPort}`}`;
  return `${protocol}-${c.fromPort}${c.fromPort === c.toPort ? '' : `to${c.toPort}`}`;
}

export function compareConnections(a: ConnectionData, b: ConnectionData): number {
  return compareText(a.protocol, b.protocol) || (a.fromPort ?? -1) - (b.fromPort ?? -1) || (a.toPort ?? -1) - (b.toPort ?? -1);
}

/** The first connection that both lists permit, as text. */
export function commonConnection(a: readonly ConnectionData[], b: readonly ConnectionData[]): string | undefined {
  for (const x of a) {
    for (const y of b) {
      const common = commonOfTwo(x, y);
      if (common !== undefined) return connectionText(common);
    }
  }
  return undefined;
}

/** Whether one connection of `wide` permits all of `narrow`. */
export function coversConnection(wide: readonly ConnectionData[], narrow: ConnectionData): boolean {
  return wide.some((w) => {
    const common = commonOfTwo(w, narrow);
    return common !== undefined && compareConnections(common, narrow) === 0;
  });
}

function commonOfTwo(x: ConnectionData, y: ConnectionData): ConnectionData | undefined {
  if (x.protocol === 'all') return y;
  if (y.protocol === 'all') return x;
  if (x.protocol !== y.protocol) return undefined;
  if (x.fromPort === undefined) return y;
  if (y.fromPort === undefined) return x;
  if (isIcmp(x)) {
    if (x.fromPort !== y.fromPort) return undefined;
    return isAnyCode(x) ? y : isAnyCode(y) || x.toPort === y.toPort ? x : undefined;
  }
  const from = Math.max(x.fromPort, y.fromPort);
  const to = Math.min(x.toPort ?? x.fromPort, y.toPort ?? y.fromPort);
  return from <= to ? { protocol: x.protocol, fromPort: from, toPort: to } : undefined;
}

function isNumbered(c: ConnectionData): boolean {
  return /^\d/.test(c.protocol);
}

function isIcmp(c: ConnectionData): boolean {
  return c.protocol === 'icmp' || c.protocol === 'icmpv6';
}

function isAnyCode(c: ConnectionData): boolean {
  return c.toPort === undefined || c.toPort === -1;
}

function isEveryPort(c: ConnectionData): boolean {
  return !isIcmp(c) && c.fromPort === 0 && c.toPort === 65535;
}
