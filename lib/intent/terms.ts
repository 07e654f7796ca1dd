/**
 * The words of an intent, read one at a time: `tcp/8000-8100`, `2027-06-30`, `rds-iam`, `{ none: 'reason' }`.
 *
 * Each reader returns the normalised value, or undefined after it has reported what is wrong.
 */
import type { AssuranceData, ConnectionData } from './model';
import { type Findings } from './finding';
import { nearest } from './nearest';
import { list, ObjectReader, typeName } from './reader';

export const AUTHENTICATIONS = ['sigv4', 'mtls', 'rds-iam', 'token', 'none'] as const;
export const ENCRYPTIONS = ['tls', 'none'] as const;
export const CADENCES = ['continuous', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'disaster-recovery'] as const;
const PORT_PROTOCOLS = ['tcp', 'udp'];
const ICMP_PROTOCOLS = ['icmp', 'icmpv6'];

const ID = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;
/** Words that mean something else as a flow's end. */
export const RESERVED_IDS = ['internet', 'internet-ipv4', 'internet-ipv6', 'all', 'imported'];

export function readId(id: string | undefined, kind: string, pointer: string, findings: Findings): string | undefined {
  if (id === undefined) return undefined;
  if (id.length > 60 || !ID.test(id)) {
    findings.error('IdInvalid', pointer, `${kind} id \`${id}\` is not usable; expected at most 60 letters, digits and single hyphens, a letter first`);
    return undefined;
  }
  if (RESERVED_IDS.includes(id)) {
    findings.error('IdReserved', pointer, `${kind} id \`${id}\` is a reserved word; choose another than ${list(RESERVED_IDS)}`);
    return undefined;
  }
  return id;
}

/** `tcp/443`, `tcp/8000-8100`, `icmp`, `icmp/8`, `protocol/50`, `all`, or `{ protocol, fromPort, toPort }`. */
export function readConnection(value: unknown, pointer: string, findings: Findings): ConnectionData | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return readConnectionObject(value, pointer, findings);
  if (typeof value !== 'string') {
    findings.error('WrongType', pointer, `a connection is ${typeName(value)}; expected text such as \`tcp/443\``);
    return undefined;
  }
  const text = value.trim().toLowerCase();
  if (text === 'all') return { protocol: 'all' };
  const m = /^([a-z0-9]+)(?:\/(-?\d+)(?:-(-?\d+))?)?$/.exec(text);
  if (!m) {
    findings.error('ConnectionInvalid', pointer, `connection \`${value}\` cannot be read; expected \`tcp/443\`, \`tcp/8000-8100\`, \`udp/53\`, \`icmp\`, \`protocol/50\` or \`all\``);
    return undefined;
  }
  const [, name, first, last] = m;
  if (name === 'protocol' || /^\d+$/.test(name)) {
    const number = name === 'protocol' ? first : name;
    if (number === undefined || last !== undefined || (name !== 'protocol' && first !== undefined)) {
      findings.error('ConnectionInvalid', pointer, `connection \`${value}\` cannot be read; expected \`protocol/50\` with one number from 0 to 255`);
      return undefined;
    }
    return checkedConnection({ protocol: number }, value, pointer, findings);
  }
  return checkedConnection(
    // ICMP has a type and a code where others have a range: `icmp/8` is type 8 with any code, `icmp/3-4` type 3 code 4.
    { protocol: name, ...(first === undefined ? {} : { fromPort: Number(first), toPort: Number(last ?? (ICMP_PROTOCOLS.includes(name) ? -1 : first)) }) },
    value,
    pointer,
    findings,
  );
}

function readConnectionObject(value: unknown, pointer: string, findings: Findings): ConnectionData | undefined {
  const r = new ObjectReader(value, pointer, 'a connection', findings);
  const protocolValue = r.raw('protocol');
  const fromPort = r.raw('fromPort');
  const toPort = r.raw('toPort') ?? fromPort;
  r.done();
  if (typeof protocolValue !== 'string') {
    findings.error('MissingField', pointer, `a connection has no \`protocol\`; expected \`tcp\`, \`udp\`, \`icmp\`, \`icmpv6\`, a protocol number or \`all\``);
    return undefined;
  }
  const protocol = protocolValue === '-1' ? 'all' : protocolValue.toLowerCase();
  const shown = `${protocolValue}${fromPort === undefined ? '' : `/${String(fromPort)}`}${toPort === fromPort || toPort === undefined ? '' : `-${String(toPort)}`}`;
  for (const port of [fromPort, toPort]) {
    if (port !== undefined && typeof port !== 'number') {
      findings.error('PortNotLiteral', pointer, `port of \`${shown}\` is ${typeName(port)}; expected a literal number, because a rule's identity is made from its port`);
      return undefined;
    }
  }
  const bare = fromPort === undefined || protocol === 'all' || (ICMP_PROTOCOLS.includes(protocol) && fromPort === -1);
  return checkedConnection(
    bare ? { protocol } : { protocol, fromPort: fromPort as number, toPort: toPort as number },
    shown,
    pointer,
    findings,
  );
}

function checkedConnection(c: ConnectionData, shown: string, pointer: string, findings: Findings): ConnectionData | undefined {
  const { protocol, fromPort, toPort } = c;
  if (/^\d+$/.test(protocol)) {
    if (Number(protocol) > 255) {
      findings.error('ProtocolUnknown', pointer, `protocol number \`${protocol}\` is out of range; expected 0 to 255`);
      return undefined;
    }
    const name = ({ 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' } as Record<string, string>)[String(Number(protocol))];
    if (name !== undefined) return checkedConnection({ ...c, protocol: name }, shown, pointer, findings);
    if (fromPort !== undefined && !(fromPort === -1 || (fromPort === 0 && toPort === 65535))) {
      // A security group ignores the ports of such a protocol: the rule would be wider than what was written.
      findings.error('ConnectionInvalid', pointer, `connection \`${shown}\` names ports that a security group cannot match for protocol \`${protocol}\`; write \`protocol/${Number(protocol)}\``);
      return undefined;
    }
    return { protocol: String(Number(protocol)) };
  }
  if (protocol === 'all') return { protocol };
  if (ICMP_PROTOCOLS.includes(protocol)) {
    if (fromPort === undefined) return { protocol };
    // EC2 reads FromPort as the type and ToPort as the code, -1 for any.
    const code = toPort ?? -1;
    if (!inRange(fromPort, -1, 255) || !inRange(code, -1, 255)) {
      findings.error('PortOutOfRange', pointer, `type or code of \`${shown}\` is out of range; expected 0 to 255`);
      return undefined;
    }
    return { protocol, fromPort, toPort: code };
  }
  if (!PORT_PROTOCOLS.includes(protocol)) {
    const near = nearest(protocol, [...PORT_PROTOCOLS, ...ICMP_PROTOCOLS, 'all']);
    findings.error('ProtocolUnknown', pointer, `protocol \`${protocol}\` is not known${near === undefined ? '' : `; did you mean \`${near}\`?`}; expected \`tcp\`, \`udp\`, \`icmp\`, \`icmpv6\`, \`all\` or \`protocol/NUMBER\``);
    return undefined;
  }
  const from = fromPort ?? 0;
  const to = toPort ?? 65535;
  if (!inRange(from, 0, 65535) || !inRange(to, 0, 65535)) {
    findings.error('PortOutOfRange', pointer, `port of \`${shown}\` is out of range; expected whole numbers from 0 to 65535`);
    return undefined;
  }
  if (from > to) {
    findings.error('PortOutOfRange', pointer, `port range \`${shown}\` ends before it begins; write \`${protocol}/${to}-${from}\``);
    return undefined;
  }
  return { protocol, fromPort: from, toPort: to };
}

function inRange(n: number, low: number, high: number): boolean {
  return Number.isInteger(n) && n >= low && n <= high;
}

/** `sigv4`, or `{ none: 'why there is none' }`. */
export function readAssurance(value: unknown, field: string, allowed: readonly string[], pointer: string, findings: Findings): AssuranceData | undefined {
  const asText = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (asText !== undefined) {
    if (asText === 'none') {
      findings.error('NoneWithoutReason', pointer, `\`${field}\` is \`none\` without a reason; write \`{ none: 'why, and what makes up for it' }\``);
      return undefined;
    }
    if (allowed.includes(asText)) return { method: asText };
    const near = nearest(asText, allowed);
    findings.error('UnknownValue', pointer, `\`${field}\` is \`${asText}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}; expected one of ${list(allowed)}`);
    return undefined;
  }
  const r = new ObjectReader(value, pointer, `\`${field}\``, findings);
  if (!r.isObject) return undefined;
  const because = r.text('none', 'a reason: `{ none: \'why\' }`');
  r.done();
  return because === undefined ? undefined : { method: 'none', because };
}

/** An ISO-8601 date (`2027-06-30`) or instant with an offset (`2027-06-30T18:00:00Z`). Never compared with a clock here. */
export function readInstant(value: string | undefined, field: string, pointer: string, findings: Findings): string | undefined {
  if (value === undefined) return undefined;
  const m = /^(\d{4})-(\d{2})-(\d{2})(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/.exec(value);
  if (m) {
    const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if (month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1]) return value;
  }
  findings.error('UntilNotIso', pointer, `\`${field}\` is \`${value}\`; expected an ISO-8601 date such as \`2027-06-30\`, or an instant with an offset such as \`2027-06-30T18:00:00Z\``);
  return undefined;
}

/** `tcp-443`, `tcp-8000to8100`, `icmp`: the part of a default flow id that says how. */
export function connectionSlug(c: ConnectionData): string {
  const protocol = /^\d/.test(c.protocol) ? `protocol${c.protocol}` : c.protocol;
  if (c.fromPort === undefined) return protocol;
  if (c.protocol === 'tcp' || c.protocol === 'udp') {
    if (c.fromPort === 0 && c.toPort === 65535) return protocol;
    return `${protocol}-${c.fromPort}${c.fromPort === c.toPort ? '' : `to${c.toPort}`}`;
  }
  return `${protocol}-type${c.fromPort}${c.toPort === -1 || c.toPort === undefined ? '' : `code${c.toPort}`}`;
}

/** The same, as people write it: `tcp/443`. */
export function connectionText(c: ConnectionData): string {
  if (c.protocol === 'all') return 'all';
  const protocol = /^\d/.test(c.protocol) ? `protocol/${c.protocol}` : c.protocol;
  if (c.fromPort === undefined) return protocol;
  if (c.protocol === 'icmp' || c.protocol === 'icmpv6') return `${protocol}/${c.fromPort}${c.toPort === -1 || c.toPort === undefined ? '' : `:${c.toPort}`}`;
  return `${protocol}/${c.fromPort}${c.fromPort === c.toPort ? '' : `-${c.toPort}`}`;
}
