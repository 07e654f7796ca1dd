/**
 * What may be said of routes that come over BGP, by the gateway or attachment that they come from:
 *
 *   readPropagation('App.Vgw', 'propagates:10.20.0.0/16,10.80.12.0/28')   // exactly these routes
 *   readPropagation('vgw-0123', 'propagates-within:10.0.0.0/8')           // some routes, none of them beyond
 */
import { AddressSet } from '../algebra/address-set';
import { parseCidr } from '../algebra/cidr';
import { InputError } from './input-error';

export interface Propagation {
  /** As it was said. */
  readonly text: string;
  /** Exactly these routes; undefined: any within the addresses. */
  readonly routes?: readonly { readonly addresses: AddressSet; readonly prefixLength: number }[];
  readonly addresses: AddressSet;
}

const FORM = /^propagates(-within)?:(.*)$/s;

export function isPropagationText(value: string): boolean {
  return FORM.test(value);
}

/** Undefined for a value of another kind. */
export function readPropagation(name: string, value: string): Propagation | undefined {
  const [, within, list] = FORM.exec(value) ?? [];
  if (list === undefined) return undefined;
  const routes = list.split(',').map((text) => {
    const cidr = text.trim();
    const parsed = parseCidr(cidr);
    if (parsed.ok) return { addresses: AddressSet.cidr(parsed.value.text), prefixLength: parsed.value.prefixLength };
    const { what, expected, fix } = parsed.error;
    throw new InputError('AssumptionInvalid', `\`${name}=${value}\` is assumed: ${what} in \`${cidr}\`; expected ${expected}; ${fix}`);
  });
  return { text: value, addresses: AddressSet.unionOf(routes.map((r) => r.addresses)), ...within === undefined ? { routes } : {} };
}
