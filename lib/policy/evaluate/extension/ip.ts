/**
 * Cedar's `ipaddr`: an address or a range of either family, as eight or two groups of 16 bits.
 *
 *   IpAddress.parse('10.1.2.3').isIn(IpAddress.parse('10.0.0.0/8'))
 *
 * Strict, as Cedar and Rust's standard library are: no leading zeros in IPv4, no IPv4 inside IPv6, no zone, no leading zero in a prefix. An address is kept as it was
 * written: `10.0.0.1/24` is another value than `10.0.0.0/24`, though the same range. A mapped address (`::ffff:10.0.0.1`) is no IPv4 address.
 */
import { EvaluationError } from '../errors';

const failed = (why: string): EvaluationError => new EvaluationError(`error while evaluating \`ipaddr\` extension function: ${why}`);

export class IpAddress {
  private constructor(
    /** Groups of 16 bits, highest first: two of IPv4, eight of IPv6. */
    public readonly groups: readonly number[],
    public readonly prefix: number,
  ) {}

  public static parse(text: string): IpAddress {
    // Two of each, as Cedar counts: with fewer it is simply no address.
    if (text.split(':').length > 2 && text.split('.').length > 2) throw failed(`error parsing IP address from string: We do not accept IPv4 embedded in IPv6 (e.g., ::ffff:127.0.0.1). Found: \`${text}\``);
    // 39 characters of an IPv6 address, and its prefix.
    if (bytes(text) > 43) throw failed(`error parsing IP address from string \`${text}\`: string length is too large`);
    const slash = text.indexOf('/');
    const address = slash < 0 ? text : text.slice(0, slash);
    const groups = v4(address) ?? v6(address);
    if (groups === undefined) throw failed(slash < 0 ? `invalid IP address: ${address}` : `error parsing IP address from the string \`${address}\`: invalid IP address syntax`);
    const longest = groups.length * 16;
    return new IpAddress(groups, slash < 0 ? longest : prefixOf(text.slice(slash + 1), longest));
  }

  public get isV4(): boolean {
    return this.groups.length === 2;
  }

  public isIn(range: IpAddress): boolean {
    if (this.groups.length !== range.groups.length || this.prefix < range.prefix) return false;
    for (let i = 0, left = range.prefix; left > 0; i++, left -= 16) {
      const shift = left >= 16 ? 0 : 16 - left;
      if (this.groups[i] >>> shift !== range.groups[i] >>> shift) return false;
    }
    return true;
  }

  /** 127.0.0.0/8 and ::1. */
  public get isLoopback(): boolean {
    if (this.isV4) return this.prefix >= 8 && this.groups[0] >>> 8 === 127;
    return this.prefix === 128 && this.groups.every((group, i) => group === (i === 7 ? 1 : 0));
  }

  /** 224.0.0.0/4 and ff00::/8. */
  public get isMulticast(): boolean {
    if (this.isV4) return this.prefix >= 4 && this.groups[0] >>> 12 === 14;
    return this.prefix >= 8 && this.groups[0] >>> 8 === 255;
  }

  public equals(other: IpAddress): boolean {
    return this.prefix === other.prefix && this.groups.length === other.groups.length && this.groups.every((group, i) => group === other.groups[i]);
  }
}

/** By hand: an address comes with every request. */
function v4(text: string): number[] | undefined {
  const bytes = [0, 0, 0, 0];
  let [part, digits] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46 && digits > 0 && part < 3) {
      part++;
      digits = 0;
    } else if (code >= 48 && code <= 57 && !(digits > 0 && bytes[part] === 0)) {
      bytes[part] = bytes[part] * 10 + code - 48;
      digits++;
      if (bytes[part] > 255) return undefined;
    } else {
      return undefined;
    }
  }
  return part === 3 && digits > 0 ? [bytes[0] * 256 + bytes[1], bytes[2] * 256 + bytes[3]] : undefined;
}

function v6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const parts = [...head, ...(tail ?? [])];
  if (!parts.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part))) return undefined;
  // `::` stands for at least one group.
  if (tail === undefined ? parts.length !== 8 : parts.length > 7) return undefined;
  return [...head, ...Array<string>(8 - parts.length).fill('0'), ...(tail ?? [])].map((part) => parseInt(part, 16));
}

function prefixOf(text: string, longest: number): number {
  const digits = longest === 32 ? 2 : 3;
  if (bytes(text) > digits) throw failed(`error parsing prefix: string length ${bytes(text)} is too large`);
  if (text === '') throw failed('error parsing prefix from the string ``: cannot parse integer from empty string');
  if (!/^[0-9]+$/.test(text)) throw failed(`error parsing prefix \`${text}\`: encountered non-digit`);
  if (text.length > 1 && text.startsWith('0')) throw failed(`error parsing prefix \`${text}\`: leading zero(s)`);
  if (Number(text) > longest) throw failed(`error parsing prefix: ${Number(text)} is larger than the limit ${longest}`);
  return Number(text);
}

/** Of UTF-8, which is what Cedar counts. */
function bytes(text: string): number {
  let count = 0;
  for (const character of text) count += character < '\u0080' ? 1 : character < '\u0800' ? 2 : character.length === 1 ? 3 : 4;
  return count;
}
