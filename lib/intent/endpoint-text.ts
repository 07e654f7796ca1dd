/**
 * An end of a flow as a key, as text and as part of an id; and the addresses that it stands for.
 */
import { AddressSet } from '../algebra/address-set';
import type { EndpointData } from './model';

/** A key that is equal exactly where two ends are the same. */
export function endpointKey(e: EndpointData): string {
  switch (e.kind) {
    case 'segment': return `segment:${e.scope}#${e.segment}`;
    case 'enclave': return `enclave:${e.enclave}`;
    case 'internet': return `internet:${e.ipVersions.join()}`;
    case 'cidr': return `cidr:${e.cidr}`;
    case 'prefixList': return `prefix-list:${e.name}`;
    case 'service': return `service:${e.service}:${e.actions.join()}:${JSON.stringify(e.resources)}`;
    case 'account': return `account:${e.accountId}/${e.securityGroupId ?? e.cidr}`;
    case 'offered': return `offered:${e.scope}#${e.segment}`;
  }
}

/** As people write it. */
export function endpointText(e: EndpointData, scope?: string): string {
  switch (e.kind) {
    case 'segment': return scope === undefined || e.scope === scope ? e.segment : `${e.scope}#${e.segment}`;
    case 'enclave': return e.enclave;
    case 'internet': return e.ipVersions.length === 2 ? 'internet' : `internet-ipv${e.ipVersions[0]}`;
    case 'cidr': return e.cidr;
    case 'prefixList': return e.name;
    case 'service': return `service:${e.service}`;
    case 'account': return `account:${e.accountId}/${e.securityGroupId ?? e.cidr}`;
    case 'offered': return `${e.scope}#${e.segment}`;
  }
}

/** The part of a default flow id that says who: letters, digits and hyphens. */
export function endpointSlug(e: EndpointData): string {
  const text = e.kind === 'service' ? e.service : e.kind === 'segment' || e.kind === 'offered' ? e.segment : endpointText(e);
  return text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

/** Undefined where the addresses are not known from the intent: groups, prefix lists, services. */
export function addressesOf(e: EndpointData): AddressSet | undefined {
  switch (e.kind) {
    case 'internet': return AddressSet.unionOf(e.ipVersions.map((v) => (v === 4 ? AddressSet.allIpv4() : AddressSet.allIpv6())));
    case 'cidr': return AddressSet.cidr(e.cidr);
    case 'enclave': return AddressSet.unionOf(e.cidrs.map((c) => AddressSet.cidr(c)));
    case 'account': return e.cidr === undefined ? undefined : AddressSet.cidr(e.cidr);
    default: return undefined;
  }
}
