/** Windows, addresses and countries that could never be judged: a zone that nobody knows, a range that is none, a country that nobody says. */
import type { BundleFacts } from './facts';
import { at } from '../../contract/access/shape';
import type { Findings } from '../../intent';
import { IpAddress } from '../evaluate';

export function checkTrust({ trust, issuers, routes }: BundleFacts, findings: Findings): void {
  for (const [name, { timeZone }] of Object.entries(trust.windows)) {
    if (!isZone(timeZone)) findings.error('WindowInvalid', at('/trust/windows', name), `window \`${name}\` is in the unknown time zone \`${timeZone}\`; expected an IANA name, e.g. \`Europe/Berlin\``);
  }
  for (const [name, ranges] of Object.entries(trust.addressSets)) {
    for (const range of ranges.filter((r) => !isNetwork(r))) findings.error('AddressSetInvalid', at('/trust/addressSets', name), `address set \`${name}\` has \`${range}\`; expected a CIDR without bits beyond its prefix, e.g. \`203.0.113.0/24\` or \`2001:db8::/32\``);
  }
  const { countryHeader, deniedCountries, behaviour } = trust;
  const asked = [...(deniedCountries.length > 0 ? ['deniedCountries'] : []), ...(behaviour.maximumSpeed === undefined ? [] : ['behaviour.maximumSpeed'])];
  if (countryHeader === undefined && asked.length > 0) findings.error('LocationWithoutHeader', '/trust/countryHeader', `${asked.map((a) => `\`${a}\``).join(' and ')} asks from which country a request comes, and nothing says it; expected \`countryHeader\`, which a proxy in front sets, or neither`);
  const own = routes.filter((route) => route.config.objectRule?.by === 'path');
  if (issuers.length > 1 && own.length > 0) {
    findings.warning('SubjectsOfTwoIssuers', '/issuers', `${own.map((r) => `\`${r.id}\``).join(', ')} compares the path with the subject's \`sub\`, and subjects of ${issuers.length} issuers may have the same; expected one issuer, or issuers that are known to give each \`sub\` once`);
  }
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return true;
  } catch {
    return false;
  }
}

export function isNetwork(text: string): boolean {
  const { groups, prefix } = addressOf(text) ?? { groups: [], prefix: 0 };
  return groups.length > 0 && text.includes('/') && groups.every((group, i) => (group & (0xffff >> Math.min(16, Math.max(0, prefix - 16 * i)))) === 0);
}

export function addressOf(text: string): IpAddress | undefined {
  try {
    return IpAddress.parse(text);
  } catch {
    return undefined;
  }
}
