/**
 * Where a request comes from: ``locationOf(request, trust)`` -> `{ sets: ['office'], country: { value: 'DE', asOf } }`.
 *
 * The address is the one that API Gateway saw; `X-Forwarded-For` is never read. The country is what the configured header says, once, in two capital letters; no other header
 * is looked at. Being in a set raises nothing: a policy has to ask for it.
 * Not modelled: a proxy between API Gateway and the client, whose address would be every client's; proof that the header is the proxy's own, which is the front door's to see to
 * (it serves by the hosts of that proxy alone).
 */
import type { Fact } from '../../../contract/access/facts';
import type { AccessRequest } from '../../../contract/access/request';
import { own } from '../event/plain';
import { readAddress } from './address';
import type { PreparedTrust } from './prepare';

export interface Location {
  /** Names of the address sets that hold the address, sorted. */
  readonly sets: readonly string[];
  readonly country: Fact<string>;
}

/** Codes that stand for no country: what databases of addresses say when they do not know. */
const NOWHERE = new Set(['XX', 'ZZ']);

export function locationOf({ sourceIp, headers }: Pick<AccessRequest, 'headers' | 'sourceIp'>, { addressSets, countryHeader }: PreparedTrust, now: number): Location {
  const address = readAddress(sourceIp);
  return {
    sets: address === undefined ? [] : addressSets.filter(([, set]) => set.has(address)).map(([name]) => name),
    country: countryOf(countryHeader, headers, now),
  };
}

function countryOf(header: string | undefined, headers: AccessRequest['headers'], now: number): Fact<string> {
  if (header === undefined) return { missing: 'unasked' };
  const values = own(headers, header) ?? [];
  if (values.length === 0) return { missing: 'absent' };
  // Two values, or a list of two in one: one of them may be the client's own.
  if (values.length > 1 || !/^[A-Z]{2}$/.test(values[0])) return { missing: 'malformed' };
  return NOWHERE.has(values[0]) ? { missing: 'absent' } : { value: values[0], asOf: now };
}
