/**
 * What may be said of a VPC or subnet that exists outside: `vpc-0123=flat`, or with its addresses `vpc-0123=flat:10.0.0.0/16,2001:db8::/56`.
 *
 *   readFlat('vpc-0123', 'flat:10.0.0.0/16')?.addresses   // 10.0.0.0/16
 *
 * Flat: inside it the local route and open network ACLs hold. Without addresses these stay unknown.
 */
import { AddressSet } from '../algebra/address-set';
import { parseCidr } from '../algebra/cidr';
import { InputError } from './input-error';

export interface Flat {
  readonly addresses?: AddressSet;
}

export function isFlatText(value: string): boolean {
  return value === 'flat' || value.startsWith('flat:');
}

/** Undefined for a value of another kind. */
export function readFlat(name: string, value: string): Flat | undefined {
  if (!isFlatText(value)) return undefined;
  if (value === 'flat') return {};
  const cidrs = value.slice('flat:'.length).split(',').map((c) => c.trim());
  return {
    addresses: AddressSet.unionOf(cidrs.map((cidr) => {
      const parsed = parseCidr(cidr);
      if (parsed.ok) return AddressSet.cidr(cidr);
      const { what, expected, fix } = parsed.error;
      throw new InputError('AssumptionInvalid', `\`${name}=${value}\` is assumed: ${what} in \`${cidr}\`; expected ${expected}; ${fix}`);
    })),
  };
}
