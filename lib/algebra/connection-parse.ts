/**
 * Makes it possible to write, in a guarantees file or on the command line: `over: tcp/5432`, `tcp/8000-8100`,
 * `udp/53`, `icmp`, `all`, and lists of those; and to read back whatever `ConnectionSet.toString` printed.
 *
 * Never throws. Does not model: `none` (a guarantee over nothing would hold for nothing), names of services,
 * upper case, or numbers with leading zeros: each is refused with what was expected.
 */
import { ConnectionSet } from './connection-set';
import { accepted, Parsed, refused } from './errors';
import { PORT_END, PortSet } from './port-set';
import { ICMP, PROTOCOL_NAMES, protocolNumber, PROTOCOLS, protocolShape } from './protocol';

const EXAMPLES = '`tcp/5432`, `tcp/8000-8100`, `udp/53`, `icmp`, `icmp/8/0`, `ip/50`, `all`, or a list of these';

export function parseConnections(text: string): Parsed<ConnectionSet> {
  if (text === 'all') return accepted(ConnectionSet.all());
  const except = /^all except (.*)$/.exec(text);
  const sets: ConnectionSet[] = [];
  for (const term of (except ? except[1] : text).split(/, */)) {
    const set = readTerm(term);
    if (!set) return unreadable(text, term);
    sets.push(set);
  }
  const union = ConnectionSet.unionOf(sets);
  return accepted(except ? union.complement() : union);
}

function readTerm(term: string): ConnectionSet | undefined {
  const [name, first, second, ...more] = term.split('/');
  const numbers = first === undefined ? undefined : readRange(first);
  if (more.length > 0 || (first !== undefined && !numbers)) return undefined;
  if (name === 'ip') return numbers && second === undefined ? protocols(numbers) : undefined;
  const protocol = protocolNumber(name);
  if (protocol === undefined) return undefined;
  if (!numbers) return ConnectionSet.protocol(protocol);
  if (protocolShape(protocol) === 'ports') {
    if (second !== undefined || numbers.last >= PORT_END) return undefined;
    return ConnectionSet.ofPorts(protocol, PortSet.range(numbers.first, numbers.last));
  }
  return icmp(protocol, numbers, second);
}

function protocols({ first, last }: Range): ConnectionSet | undefined {
  if (last >= PROTOCOLS) return undefined;
  return ConnectionSet.unionOf(Array.from({ length: last - first + 1 }, (_, i) => ConnectionSet.protocol(first + i)));
}

/** `icmp/8`, `icmp/9-11`, `icmp/8/0`, `icmp/8/0-3`: a range of codes belongs to one type. */
function icmp(protocol: number, types: Range, codeText?: string): ConnectionSet | undefined {
  const codes = codeText === undefined ? { first: -1, last: -1 } : readRange(codeText);
  if (!codes || types.last > 255 || codes.last > 255 || (codeText !== undefined && types.first !== types.last)) return undefined;
  const make = protocol === ICMP ? ConnectionSet.icmp : ConnectionSet.icmpv6;
  const sets: ConnectionSet[] = [];
  for (let type = types.first; type <= types.last; type++) {
    for (let code = codes.first; code <= codes.last; code++) sets.push(make(type, code));
  }
  return ConnectionSet.unionOf(sets);
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function readRange(text: string): Range | undefined {
  const match = /^(0|[1-9]\d{0,5})(?:-(0|[1-9]\d{0,5}))?$/.exec(text);
  if (!match) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
  return first <= last ? { first, last } : undefined;
}

function unreadable(text: string, term: string): Parsed<ConnectionSet> {
  const lower = text.toLowerCase();
  const suggestion = lower !== text && parseConnections(lower).ok ? lower : undefined;
  const name = term.split('/')[0];
  const known = name === 'ip' || PROTOCOL_NAMES.includes(name);
  return refused({
    code: 'ConnectionsUnreadable',
    what: known ? 'ports are not readable' : 'protocol is not known',
    got: term === '' ? text : term,
    expected: EXAMPLES,
    fix: suggestion ? `write \`${suggestion}\`` : known ? 'write whole numbers in range, the lower first' : `protocols are ${PROTOCOL_NAMES.join(', ')}, or \`ip/\` and a number`,
    suggestion,
  });
}
