/**
 * Makes it possible to read: `tcp/443, tcp/8000-8100, udp/53, icmp/8/0, ip/50`, and `all except tcp/22`.
 *
 * Prints the points of a `ConnectionSet` as terms sorted by protocol number; `parseConnections` reads them back. Does
 * not model: names of services (`https`), because a name hides which number was opened.
 */
import { Boundaries, combine, intervals, Keep } from './boundaries';
import { PORT_END, rangeText } from './port-set';
import { protocolName, PROTOCOLS, protocolShape } from './protocol';

const EVERYTHING: Boundaries<number> = [0, PROTOCOLS * PORT_END];

export function connectionsText(set: Boundaries<number>): string {
  if (set.length === 0) return 'none';
  if (set.length === 2 && set[0] === EVERYTHING[0] && set[1] === EVERYTHING[1]) return 'all';
  const terms = termsOf(set);
  // What is left out has a term at least, and many mostly.
  if (terms.length === 1) return terms[0];
  const missing = termsOf(combine(EVERYTHING, set, Keep.DIFFERENCE));
  return missing.length < terms.length ? `all except ${missing.join(', ')}` : terms.join(', ');
}

function termsOf(set: Boundaries<number>): string[] {
  const out: string[] = [];
  let unnamed: { first: number; last: number } | undefined; // a run of whole protocols without a name
  const flush = (): void => {
    if (unnamed) out.push(`ip/${rangeText(unnamed.first, unnamed.last)}`);
    unnamed = undefined;
  };
  for (const { protocol, low, high } of byProtocol(set)) {
    const name = protocolName(protocol);
    if (name === undefined && unnamed?.last === protocol - 1) {
      unnamed.last = protocol;
      continue;
    }
    flush();
    if (name === undefined) unnamed = { first: protocol, last: protocol };
    else if (high - low === PORT_END) out.push(name);
    else if (protocolShape(protocol) === 'ports') out.push(`${name}/${rangeText(low, high - 1)}`);
    else out.push(...icmpTerms(name, low, high - 1));
  }
  flush();
  return out;
}

/** Cuts intervals where a protocol ends: `tcp/65535` and `ip/7` are neighbours only as numbers. */
function* byProtocol(set: Boundaries<number>): Generator<{ protocol: number; low: number; high: number }> {
  for (const [low, high] of intervals(set)) {
    for (let at = low; at < high; ) {
      const protocol = Math.floor(at / PORT_END);
      const base = protocol * PORT_END;
      const end = Math.min(high, base + PORT_END);
      yield { protocol, low: at - base, high: end - base };
      at = end;
    }
  }
}

/** Points are type * 256 + code: a ragged first type, whole types, a ragged last type. */
function icmpTerms(name: string, low: number, last: number): string[] {
  const [firstType, lastType] = [low >> 8, last >> 8];
  const codes = (type: number, from: number, to: number): string => `${name}/${type}/${rangeText(from, to)}`;
  if (firstType === lastType && last - low < 255) return [codes(firstType, low & 255, last & 255)];
  const raggedStart = (low & 255) !== 0;
  const raggedEnd = (last & 255) !== 255;
  const [fullFirst, fullLast] = [firstType + (raggedStart ? 1 : 0), lastType - (raggedEnd ? 1 : 0)];
  const out: string[] = [];
  if (raggedStart) out.push(codes(firstType, low & 255, 255));
  if (fullFirst <= fullLast) out.push(`${name}/${rangeText(fullFirst, fullLast)}`);
  if (raggedEnd) out.push(codes(lastType, 0, last & 255));
  return out;
}
