/**
 * The bundle's trust configuration, made ready once: ``const trust = prepareTrust(bundle.trust, bundle.limits)``, at start.
 *
 * Throws a `TrustConfigError` that names everything that is wrong at once: a door that cannot judge lets nobody in. What has to be right at synth is judged here again,
 * because a bundle may be written by hand.
 */
import type { BehaviourConfig, LimitsConfig, TrustConfig } from '../../../contract/access/bundle';
import { AddressSet, readRange } from './address';
import { type Window, wrongWindow } from './windows';

export interface PreparedTrust {
  readonly decay: TrustConfig['decay'];
  /** Sorted by name. */
  readonly addressSets: readonly (readonly [string, AddressSet])[];
  readonly countryHeader?: string;
  readonly deniedCountries: ReadonlySet<string>;
  /** Sorted by name. */
  readonly windows: readonly (readonly [string, Window])[];
  readonly behaviour: BehaviourConfig;
  readonly clockSkew: number;
}

export class TrustConfigError extends Error {
  public readonly code = 'TrustConfigInvalid';

  constructor(public readonly problems: readonly string[]) {
    super(`the trust configuration of the bundle cannot be used: ${problems.join('; ')}`);
  }
}

export function prepareTrust(config: TrustConfig, { clockSkew }: Pick<LimitsConfig, 'clockSkew'>): PreparedTrust {
  const { decay, countryHeader, deniedCountries, behaviour } = config;
  const problems: string[] = [];
  for (const tier of ['KNOWN', 'MANAGED', 'HARDENED'] as const) if (!(decay[tier] > 0)) problems.push(`\`decay.${tier}\` is \`${decay[tier]}\`, expected seconds above 0`);
  for (const [name, floor] of Object.entries(behaviour)) if (!(floor >= 0)) problems.push(`\`behaviour.${name}\` is \`${floor}\`, expected 0 or more, or nothing at all where there is no floor`);
  if (countryHeader !== undefined && !/^[a-z0-9-]+$/.test(countryHeader)) problems.push(`\`countryHeader\` is \`${countryHeader}\`, expected a header's name in lower case`);
  if (deniedCountries.length > 0 && countryHeader === undefined) problems.push('`deniedCountries` names countries and nothing says where a request comes from; set `countryHeader`, or deny them in the web firewall');
  for (const country of deniedCountries) if (!/^[A-Z]{2}$/.test(country)) problems.push(`\`deniedCountries\` has \`${country}\`, expected two capital letters (ISO 3166)`);
  if (behaviour.maximumSpeed !== undefined && countryHeader === undefined) problems.push('`behaviour.maximumSpeed` is set and nothing says where a request comes from; set `countryHeader`, or take the floor away');
  const addressSets = byName(config.addressSets).map(([name, ranges]) => {
    const read = ranges.map((range) => readRange(range) ?? range);
    for (const wrong of read) if (typeof wrong === 'string') problems.push(`\`addressSets.${name}\` has \`${wrong}\`, expected a range without bits beyond its prefix, such as \`10.0.0.0/8\` or \`2001:db8::/32\``);
    return [name, new AddressSet(read.filter((range) => typeof range !== 'string'))] as const;
  });
  const windows = byName(config.windows).map(([name, window]) => {
    const wrong = wrongWindow(window);
    if (wrong !== undefined) problems.push(`window \`${name}\` ${wrong}`);
    return [name, { ...window, days: new Set(window.days) }] as const;
  });
  if (problems.length > 0) throw new TrustConfigError(problems);
  return { decay, addressSets, deniedCountries: new Set(deniedCountries), windows, behaviour, clockSkew, ...(countryHeader === undefined ? {} : { countryHeader }) };
}

function byName<T>(of: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
}
