/**
 * Statements about where a request comes from: countries, networks (ASN), addresses.
 *
 * A set of WAF has one IP version, so literal addresses become up to two sets, joined by OR. `/0` is refused by WAF
 * (https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-ipset-match.html, read 2026-11-22), and what is not a network
 * address is refused here: it may mean one address or a whole network.
 */
import type { aws_wafv2 as waf } from 'aws-cdk-lib/interfaces';
import { parseCidr } from '../../../algebra/cidr';
import { compareText, didYouMean, Findings } from '../../../intent';
import { ANY, listOf } from '../../declaration/options';
import type { Properties } from '../model';
import { wcu } from './capacity';
import { COUNTRIES, meantCountry } from './countries';
import { type Draft, isLate, leaf, type Unsure, wordOf } from './draft';
import { byArn, checkSetId, existing, isArn } from './existing-set';
import { anyOf } from './logic';
import { readArgument, readPart, STATEMENT_OPTIONS } from './options';
import { PlannedSet } from './planned-set';
import type { AddressesProps, ForwardedAddressProps, ForwardedPositionProps, IpSetProps, OriginProps } from './statement-props';

/** Entries are judged one by one. */
const ANY_LIST = listOf(ANY, 'a list of CIDRs, e.g. `192.0.2.0/24`');
const NUMBERS = listOf(ANY, 'a list of numbers');
const TEXTS = listOf(ANY, 'a list of codes, e.g. `DE`');
const MOST_ADDRESSES = 10_000;
const MOST_NETWORKS = 100;
const LARGEST_ASN = 4_294_967_295;

export function geo(countries: readonly string[], props: OriginProps, unsure: Unsure): Draft {
  const told = new Findings();
  const { forwarded } = readPart(props, STATEMENT_OPTIONS.OriginProps, '`geo`', told).options;
  if (readArgument(countries, TEXTS, 'countries of `geo`', told) === undefined) return leaf('GeoMatchStatement', {}, 0, told);
  const codes = Array.isArray(countries) && !isLate(countries) ? countries.map(String) : [];
  if (codes.length === 0 && !isLate(countries)) told.error('CountryUnknown', '/CountryCodes', '`geo` names no country; expected at least one code of two letters, e.g. `DE`; name it');
  for (const [i, code] of codes.entries()) {
    if (isLate(code) || COUNTRIES.includes(code)) continue;
    const meant = meantCountry(code);
    told.error('CountryUnknown', `/CountryCodes/${i}`, `\`${code}\` is no country code${meant === undefined ? didYouMean(code, COUNTRIES, 'codes') : `; did you mean \`${meant}\`?`}; expected two capitals of ISO 3166, e.g. \`DE\`; correct it`);
  }
  return leaf('GeoMatchStatement', { CountryCodes: isLate(countries) ? countries : [...new Set(codes)].sort(compareText), ...forwardedConfig('ForwardedIPConfig', forwarded, unsure, told) }, wcu('geo'), told);
}

export function asn(networks: readonly number[], props: OriginProps, unsure: Unsure): Draft {
  const told = new Findings();
  const { forwarded } = readPart(props, STATEMENT_OPTIONS.OriginProps, '`asn`', told).options;
  if (readArgument(networks, NUMBERS, 'networks of `asn`', told) === undefined) return leaf('AsnMatchStatement', {}, 0, told);
  const numbers = Array.isArray(networks) ? networks : [];
  if (numbers.length === 0 || numbers.length > MOST_NETWORKS) told.error('AsnInvalid', '/AsnList', `\`asn\` names ${numbers.length} networks; expected 1 to ${MOST_NETWORKS}, which is what WAF takes; ${numbers.length === 0 ? 'name one' : 'split them over two statements in `anyOf`'}`);
  for (const [i, number] of numbers.entries()) {
    if (isLate(number) || (Number.isInteger(number) && number >= 0 && number <= LARGEST_ASN)) continue;
    told.error('AsnInvalid', `/AsnList/${i}`, `\`${String(number)}\` is no number of a network; expected a whole number from 0 to ${LARGEST_ASN}, e.g. \`64496\`, and 0 for addresses of which WAF knows none; write it without \`AS\``);
  }
  const each = [...new Set(numbers)].sort((a, b) => a - b);
  return leaf('AsnMatchStatement', { AsnList: each, ...forwardedConfig('ForwardedIPConfig', forwarded, unsure, told) }, wcu('asn'), told);
}

/** A construct, or an ARN. */
export function ipSet(set: waf.IIPSetRef | { readonly arn: string }, props: IpSetProps, unsure: Unsure): Draft {
  const told = new Findings();
  const { forwarded } = readPart(props, STATEMENT_OPTIONS.IpSetProps, '`ipSet`', told).options;
  const found = isArn(set) ? byArn('IPSet', set.arn, told) : existing('IPSet', set, told);
  for (const [i, address] of found.values.entries()) {
    const family = checked(address, `/Arn/${i}`, `set \`${found.path}\``, told)?.family;
    if (family !== undefined && found.version !== undefined && found.version !== `IPV${family}`) told.error('IpSetVersionMixed', `/Arn/${i}`, `set \`${found.path}\` is of \`${found.version}\` and holds \`${address}\`; expected addresses of one version, because WAF takes no others; make a second set, or use \`FirewallStatement.addresses\`, which splits them`);
  }
  return reference(found.arn, forwarded, unsure, told, found.scope);
}

export function addresses(cidrs: readonly string[], options: AddressesProps, unsure: Unsure): Draft {
  const told = new Findings();
  const props = readPart(options, STATEMENT_OPTIONS.AddressesProps, '`addresses`', told).options;
  if (!isLate(cidrs) && readArgument(cidrs, ANY_LIST, 'addresses of a statement', told) === undefined) return leaf('IPSetReferenceStatement', {}, 0, told);
  const said = isLate(cidrs) ? [cidrs] : Array.isArray(cidrs) ? cidrs : [];
  if (said.length === 0) told.error('AddressesInvalid', '', '`addresses` names none, so it would match nobody; expected at least one CIDR, e.g. `192.0.2.0/24`; name it, or use `ipSet` for a set that something else fills');
  const values: Record<4 | 6, Set<string>> = { 4: new Set(), 6: new Set() };
  for (const [i, cidr] of said.entries()) {
    if (isLate(cidr)) told.error('ValueNotLiteral', `/${i}`, 'an address of `addresses` is known only at deployment; expected the CIDR itself, because IP versions stand in sets of their own; write it, or make an `AWS::WAFv2::IPSet` and use `ipSet`');
    else {
      const parsed = checked(cidr, `/${i}`, '`addresses`', told);
      if (parsed !== undefined) values[parsed.family].add(parsed.text);
    }
  }
  checkSetId(props.id, told);
  for (const family of [4, 6] as const) {
    if (values[family].size > MOST_ADDRESSES) told.error('AddressesInvalid', '', `\`addresses\` has ${values[family].size} of IPv${family}; expected at most ${MOST_ADDRESSES}, which is what a set of WAF holds; split them over two statements in \`anyOf\``);
  }
  // Where nothing can be read there is still a statement, so that all other mistakes are told with this one.
  const kinds = ([4, 6] as const).filter((family) => values[family].size > 0);
  const drafts = (kinds.length === 0 ? [4 as const] : kinds).map((family) => reference(new PlannedSet(`ipv${family}`, [...values[family]].sort(compareText), props.id), props.forwarded, unsure, new Findings()));
  const config = new Findings();
  forwardedConfig('IPSetForwardedIPConfig', props.forwarded, unsure, config);
  const joined = anyOf(drafts);
  return { ...joined, findings: [...told.all(), ...config.all()] };
}

function checked(cidr: unknown, pointer: string, where: string, told: Findings): { readonly family: 4 | 6; readonly text: string } | undefined {
  const parsed = parseCidr(cidr);
  if (!parsed.ok) told.error(`Cidr${parsed.error.code}`, pointer, `address of ${where} is \`${String(cidr)}\`: ${parsed.error.what}; expected ${parsed.error.expected}; ${parsed.error.fix}`);
  else if (parsed.value.prefixLength === 0) told.error('AddressesEverybody', pointer, `${where} has \`${parsed.value.text}\`, which is everybody; expected \`/1\` or longer, because WAF takes no \`/0\`; leave the statement out, or name the networks that are meant`);
  else return parsed.value;
  return undefined;
}

function reference(arn: unknown, forwarded: ForwardedPositionProps | undefined, unsure: Unsure, told: Findings, only?: Draft['only']): Draft {
  const config = forwardedConfig('IPSetForwardedIPConfig', forwarded, unsure, told);
  const position = forwarded?.position;
  if (forwarded !== undefined) Object.assign((config as { IPSetForwardedIPConfig: Record<string, unknown> }).IPSetForwardedIPConfig, { Position: position });
  return leaf('IPSetReferenceStatement', { Arn: arn, ...config }, wcu('ipSet') + (position === 'ANY' ? wcu('ipSet.anyPosition') : 0), told, { only });
}

/** `[a-zA-Z0-9-]+`, at most 255: `ForwardedIPHeaderName` of the API. */
function forwardedConfig(name: 'ForwardedIPConfig' | 'IPSetForwardedIPConfig', forwarded: ForwardedAddressProps | undefined, unsure: Unsure, told: Findings): Properties {
  if (forwarded === undefined) return {};
  const { header, fallback } = forwarded;
  if (!isLate(header) && !/^[a-zA-Z0-9-]{1,255}$/.test(String(header))) told.error('ForwardedHeaderInvalid', `/${name}/HeaderName`, `\`${String(header)}\` cannot be the header of a forwarded address; expected letters, digits and hyphens, e.g. \`X-Forwarded-For\`; correct it`);
  return { [name]: { FallbackBehavior: fallback ?? wordOf(unsure), HeaderName: header } };
}
