/**
 * `Fn::Cidr`: so many blocks of so many bits from the beginning of a block.
 *
 *   cidrs('10.0.0.0/16', 2, 8)   // ['10.0.0.0/24', '10.0.1.0/24']
 */
import { formatIpv4, formatIpv6 } from '../../../algebra/address-text';
import { parseCidr } from '../../../algebra/cidr';
import type { Value } from '../value';

const MOST = 256;

/** Undefined where the arguments are not what CloudFormation takes; `bits` is what is left for addresses within each block. */
export function cidrs(block: Value, count: Value, bits: Value): string[] | undefined {
  const parsed = parseCidr(block);
  const many = natural(count);
  const size = natural(bits);
  if (!parsed.ok || many === undefined || size === undefined || many < 1 || many > MOST) return undefined;
  const { value } = parsed;
  const width = value.family === 4 ? 32 : 128;
  if (BigInt(many) << BigInt(size) > 1n << BigInt(width - value.prefixLength)) return undefined;
  return Array.from({ length: many }, (_, i) => {
    const address = value.family === 4 ? formatIpv4(value.first + i * 2 ** size) : formatIpv6(value.first + (BigInt(i) << BigInt(size)));
    return `${address}/${width - size}`;
  });
}

function natural(value: Value): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}
