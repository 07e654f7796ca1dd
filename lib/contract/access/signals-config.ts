/**
 * Whom the signal endpoint believes, and how far: `zero-trust/signals-config/1`, written at synth beside the function.
 *
 *   readSignalsConfig(text)   // whole and of this version, or refused
 *
 * INVARIANT: names, addresses and limits alone. Secrets stand in Secrets Manager, keys of transmitters at their `jwksUri`.
 */
import { TIERS, type Tier } from './facts';
import { checkShape, fields, integer, listOf, oneOf, recordOf, text } from './shape';

export const SIGNALS_SCHEMA = 'zero-trust/signals-config/1';
export const SIGNAL_KINDS = ['posture', 'enrol', 'revoke', 'crl', 'risk'] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** A sender of signed posture reports and the like. */
export interface ProviderConfig {
  /** What its reports can raise a device to. They lower without limit. */
  readonly maximumTier: Tier;
  /** What it may send. */
  readonly may: readonly SignalKind[];
}

/** A sender of security event tokens. */
export interface TransmitterConfig {
  /** Its name here, of its reports in rows of devices. */
  readonly name: string;
  /** The provider whose ids of devices it uses. Absent: nobody's, and it says nothing of devices. */
  readonly devicesOf?: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;
  readonly jwksUri: string;
  /** What has to be in `aud`. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** Whose subjects and sessions it may revoke: an issuer of the door's access tokens. Absent: `issuer` itself. */
  readonly tokenIssuer?: string;
  /** What an opaque id that stands alone is of. Absent: nobody knows, and nothing is done. */
  readonly opaque?: 'session' | 'subject';
  /** Of a device that it calls compliant. */
  readonly maximumTier: Tier;
}

export interface SignalsConfig {
  readonly schema: typeof SIGNALS_SCHEMA;
  /** Seconds that clocks may differ. */
  readonly clockSkew: number;
  /** Seconds after which a signed message or token is refused; ids are remembered for longer. */
  readonly maximumAge: number;
  readonly keysMaxAge: number;
  readonly keysMaxStale: number;
  /** By the name that the last part of the address has. */
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly transmitters: readonly TransmitterConfig[];
  /** Certificates (PEM) of the authorities that issue to devices. Empty: certificates of any, and no revocation list is taken. */
  readonly authorities: readonly string[];
}

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const https = text(/^https:\/\/[^\s"<>\\^`{|}]+$/, 'an `https` address');
const tier = oneOf(TIERS);

const check = fields({
  schema: oneOf([SIGNALS_SCHEMA]), clockSkew: integer(0, 300), maximumAge: integer(30, 86_400), keysMaxAge: integer(60, 86_400), keysMaxStale: integer(0, 604_800),
  providers: recordOf(fields({ maximumTier: tier, may: listOf(oneOf(SIGNAL_KINDS), 1) }), text(NAME, 'a name of small letters, digits and `-`')),
  transmitters: listOf(fields({
    name: text(NAME, 'a name of small letters, digits and `-`'), issuer: https, jwksUri: https, audiences: listOf(text(), 1), algorithms: listOf(oneOf(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA']), 1), maximumTier: tier,
  }, { devicesOf: text(NAME, 'the name of a provider'), tokenIssuer: https, opaque: oneOf(['session', 'subject']) })),
  authorities: listOf(text(/^-----BEGIN CERTIFICATE-----\s/, 'a certificate in PEM', { longest: 20_000 })),
});

/** All that is wrong with it, in one error. */
export class SignalsConfigError extends Error {
  public readonly code = 'SignalsConfigInvalid';
}

export function readSignalsConfig(given: string): SignalsConfig {
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    throw new SignalsConfigError('the configuration of signals is no JSON');
  }
  const problems = checkShape(check, value);
  if (problems.length > 0) throw new SignalsConfigError(`the configuration of signals is not as synth writes it: ${problems.map(({ message }) => message).join('; ')}`);
  const config = value as SignalsConfig;
  const names = [...Object.keys(config.providers), ...config.transmitters.map(({ name }) => name)];
  const [doubleName] = names.filter((name, i) => names.indexOf(name) !== i);
  if (doubleName !== undefined) throw new SignalsConfigError(`two senders of signals have the name \`${doubleName}\`, expected a name for each: caps and reports are kept by it`);
  const stranger = config.transmitters.find(({ devicesOf }) => devicesOf !== undefined && !Object.hasOwn(config.providers, devicesOf));
  if (stranger !== undefined) throw new SignalsConfigError(`transmitter \`${stranger.name}\` uses the device ids of \`${stranger.devicesOf}\`, which is no provider; expected one of ${Object.keys(config.providers).map((one) => `\`${one}\``).join(', ')}`);
  const [doubleIssuer] = config.transmitters.map(({ issuer }) => issuer).filter((issuer, i, all) => all.indexOf(issuer) !== i);
  if (doubleIssuer !== undefined) throw new SignalsConfigError(`two transmitters have the issuer \`${doubleIssuer}\`, expected one: keys are found by it`);
  return config;
}
