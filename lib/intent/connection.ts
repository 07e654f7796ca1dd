/**
 * How one connects, read one at a time and strictly:
 *
 *   tcp/443   tcp/8000-8100   udp/53   icmp   icmp/8   icmp/3/4 (type and code)   ip/50   all
 *   { protocol: tcp, fromPort: 443, toPort: 443 }                                 as CDK's `Port` says it
 *
 * The grammar is the algebra's, for the part of it that is one rule of a security group. Each reader returns the
 * normalised value, or undefined after it has reported what is wrong: a rule never becomes wider than what was written.
 */
import { type Findings } from './finding';
import type { ConnectionData } from './model';
import { nearest } from './nearest';
import { meant, ObjectReader, typeName } from './reader';

const PORT_PROTOCOLS = ['tcp', 'udp'];
const ICMP_PROTOCOLS = ['icmp', 'icmpv6'];
const NUMBERED: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };
const EXAMPLES = '`tcp/443`, `tcp/8000-8100`, `udp/53`, `icmp/8`, `ip/50` or `all`';
const ANY = -1;

/** As written, before it is judged. Ports, or for ICMP a type and a code. */
interface Wanted {
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly shown: string;
}

export function readConnection(value: unknown, pointer: string, findings: Findings): ConnectionData | undefined {
  const refuse = (code: string, message: string): undefined => { findings.error(code, pointer, message); };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const wanted = fromObject(value, pointer, findings, refuse);
    return wanted && judged(wanted, refuse);
  }
  if (typeof value !== 'string') {
    const port = Number.isInteger(value) ? `; if that is a port, write \`tcp/${String(value)}\`` : '';
    return refuse('WrongType', `a connection is ${typeName(value)}; expected text: ${EXAMPLES}${port}`);
  }
  const wanted = fromText(value, refuse);
  return wanted && judged(wanted, refuse);
}

type Refuse = (code: string, message: string) => undefined;

function fromText(value: string, refuse: Refuse): Wanted | undefined {
  const unreadable = (why = ''): undefined => refuse('ConnectionInvalid', `connection \`${value}\` ${why === '' ? `cannot be read; expected ${EXAMPLES}` : why}`);
  const number = '(-?(?:0|[1-9]\\d{0,9}))';
  const m = new RegExp(`^([a-z0-9]+)(?:/${number}(?:-${number})?(?:/${number})?)?$`).exec(value.trim().toLowerCase());
  if (!m) return unreadable();
  const [, name, first, last, code] = m;
  if (name === 'ip' || name === 'protocol') {
    if (first === undefined || last !== undefined || code !== undefined) return unreadable('cannot be read; expected `ip/50` with one number from 0 to 255');
    return { protocol: first, shown: value };
  }
  if (/^\d+$/.test(name)) return unreadable(`begins with a number; write \`tcp/${name}\` for a port or \`ip/${name}\` for a protocol`);
  if (ICMP_PROTOCOLS.includes(name)) {
    if (last !== undefined) return unreadable(`names a range of types; write \`${name}/${first}/${last}\` for type ${first} with code ${last}, or a list of \`${name}/TYPE\``);
    return { protocol: name, shown: value, ...(first === undefined ? {} : { from: Number(first), to: Number(code ?? ANY) }) };
  }
  if (code !== undefined) return unreadable();
  return { protocol: name, shown: value, ...(first === undefined ? {} : { from: Number(first), to: Number(last ?? first) }) };
}

function fromObject(value: object, pointer: string, findings: Findings, refuse: Refuse): Wanted | undefined {
  const r = new ObjectReader(value, pointer, 'a connection', findings);
  const given = r.text('protocol', '`tcp`, `udp`, `icmp`, `icmpv6`, a protocol number or `all`');
  const [from, to] = ['fromPort', 'toPort'].map((field) => (r.has(field) ? r.raw(field) : undefined));
  r.done();
  if (given === undefined) return undefined;
  const protocol = given === '-1' ? 'all' : given.toLowerCase();
  for (const port of [from, to]) {
    // CDK writes a port that is known only at deployment as a number far below zero.
    if (typeof port === 'number' && Math.abs(port) <= Number.MAX_SAFE_INTEGER) continue;
    if (port === undefined) continue;
    const got = typeof port === 'number' ? 'known only at deployment' : typeName(port);
    return refuse('PortNotLiteral', `a port of \`${given}\` is ${got}; expected a literal number, because a rule's identity is made from its port`);
  }
  const shown = `${given}${from === undefined ? '' : `/${String(from)}`}${to === from || to === undefined ? '' : `-${String(to)}`}`;
  if (from === undefined && to !== undefined) return refuse('ConnectionInvalid', `connection \`${shown}\` has a \`toPort\` without a \`fromPort\`; add it, or leave both out for every port`);
  const [first, last] = [from, to] as (number | undefined)[];
  return { protocol, shown, ...(first === undefined ? {} : { from: first, to: last ?? (ICMP_PROTOCOLS.includes(protocol) ? ANY : first) }) };
}

function judged(wanted: Wanted, refuse: Refuse): ConnectionData | undefined {
  const { protocol, from, to, shown } = wanted;
  if (/^-?\d+$/.test(protocol)) return numbered(wanted, refuse);
  if (protocol === 'all') {
    return from === undefined ? { protocol } : refuse('ConnectionInvalid', `connection \`${shown}\` names ports, which a rule for all protocols ignores; write \`tcp/${from}\` or \`all\``);
  }
  if (ICMP_PROTOCOLS.includes(protocol)) {
    if (from === undefined || (from === ANY && to === ANY)) return { protocol };
    // EC2 reads FromPort as the type and ToPort as the code, -1 for any; a code of any type does not exist.
    if (!within(from, 0, 255) || !within(to, ANY, 255)) return refuse('PortOutOfRange', `type or code of \`${shown}\` is out of range; expected whole numbers from 0 to 255`);
    return { protocol, fromPort: from, toPort: to };
  }
  if (!PORT_PROTOCOLS.includes(protocol)) {
    return refuse('ProtocolUnknown', `protocol \`${protocol}\` is not known${meant(nearest(protocol, [...PORT_PROTOCOLS, ...ICMP_PROTOCOLS, 'all']))}; expected \`tcp\`, \`udp\`, \`icmp\`, \`icmpv6\`, \`all\` or \`ip/NUMBER\``);
  }
  const [first, last] = [from ?? 0, to ?? 65535];
  if (!within(first, 0, 65535) || !within(last, 0, 65535)) return refuse('PortOutOfRange', `port of \`${shown}\` is out of range; expected whole numbers from 0 to 65535`);
  if (first > last) return refuse('PortOutOfRange', `port range \`${shown}\` ends before it begins; write \`${protocol}/${last}-${first}\``);
  return { protocol, fromPort: first, toPort: last };
}

function numbered({ protocol, from, to, shown }: Wanted, refuse: Refuse): ConnectionData | undefined {
  const number = Number(protocol);
  if (!within(number, 0, 255)) return refuse('ProtocolUnknown', `protocol number \`${protocol}\` is out of range; expected 0 to 255`);
  const name = NUMBERED[number];
  if (name !== undefined) return judged({ protocol: name, shown, ...(from === undefined ? {} : { from, to }) }, refuse);
  // CDK's `Port.esp()` and `Port.ah()` repeat the number of the protocol as its port.
  const isEveryPort = from === undefined || from === ANY || (from === 0 && to === 65535) || (from === number && to === number);
  // A security group ignores the ports of such a protocol: the rule would be wider than what was written.
  return isEveryPort ? { protocol: String(number) } : refuse('ConnectionInvalid', `connection \`${shown}\` names ports that a security group cannot match for protocol \`${number}\`; write \`ip/${number}\``);
}

function within(n: number | undefined, low: number, high: number): n is number {
  return Number.isInteger(n) && (n as number) >= low && (n as number) <= high;
}
