/**
 * The body of a signed message: ``readMessage(body, provider, config, authorities, now)`` -> commands, or every mistake in it.
 *
 *   { "schema": "zero-trust/signals/1", "signals": [
 *     { "kind": "posture", "device": { "id": "mdm-4711" }, "tier": "MANAGED", "at": "2026-11-22T12:00:00Z", "posture": { "diskEncrypted": true } },
 *     { "kind": "enrol", "certificate": "-----BEGIN CERTIFICATE-----...", "ceiling": "HARDENED", "at": "...", "id": "mdm-4711", "subjects": [{ "issuer": "...", "subject": "..." }] },
 *     { "kind": "revoke", "device": { "thumbprint": "..." }, "at": "..." },
 *     { "kind": "crl", "der": "<base64>" },
 *     { "kind": "risk", "subject": { "issuer": "...", "subject": "..." }, "points": 40, "at": "..." } ] }
 *
 * All of it or nothing: one mistake and no signal of the message is acted on. What the provider may not send is a mistake. Times are of the event, and never in the future.
 */
import { type DeviceRow, TIERS, type Tier } from '../../../contract/access/facts';
import { SIGNAL_KINDS, type SignalKind, type SignalsConfig } from '../../../contract/access/signals-config';
import { own, record, text, type Json } from '../../authorizer/event/plain';
import { enrolledName } from '../../authorizer/stores/keys';
import { type Authority, readCertificate } from '../certificates/certificate';
import { readCrl } from '../certificates/crl';
import type { Command, DeviceRef } from '../commands';

export interface Mistake {
  /** JSON pointer. */
  readonly at: string;
  readonly reason: string;
}

export type MessageReading = { readonly commands: readonly Command[]; readonly mistakes?: undefined } | { readonly mistakes: readonly Mistake[]; readonly commands?: undefined };

export interface MessageContext {
  readonly provider: string;
  readonly config: Pick<SignalsConfig, 'clockSkew' | 'providers'>;
  readonly authorities: readonly Authority[];
  readonly now: number;
}

const MOST_SIGNALS = 100;
const MOST_WORDS = 32;
const MOST_SUBJECTS = 50;
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;
const WORD = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

class Wrong extends Error {
  constructor(public readonly field: string, public readonly reason: string) {
    super(reason);
  }
}

export function readMessage(body: Buffer, context: MessageContext): MessageReading {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { mistakes: [{ at: '', reason: 'not-json' }] };
  }
  const signals = own(record(value), 'signals');
  if (own(record(value), 'schema') !== 'zero-trust/signals/1') return { mistakes: [{ at: '/schema', reason: 'schema-unknown' }] };
  if (!Array.isArray(signals) || signals.length === 0 || signals.length > MOST_SIGNALS) return { mistakes: [{ at: '/signals', reason: 'not-a-list-of-1-to-100' }] };
  const [commands, mistakes]: [Command[], Mistake[]] = [[], []];
  signals.forEach((one: unknown, i) => {
    try {
      commands.push(...commandsOf(record(one), context));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      mistakes.push({ at: `/signals/${i}${error.field === '' ? '' : `/${error.field}`}`, reason: error.reason });
    }
  });
  return mistakes.length > 0 ? { mistakes } : { commands };
}

function commandsOf(signal: Json | undefined, { provider, config, authorities, now }: MessageContext): readonly Command[] {
  const kind = own(signal, 'kind');
  if (signal === undefined || !(SIGNAL_KINDS as readonly unknown[]).includes(kind)) throw new Wrong('kind', 'kind-unknown');
  if (!config.providers[provider].may.includes(kind as SignalKind)) throw new Wrong('kind', 'not-permitted');
  if (kind === 'crl') return revocations(signal, authorities, now, config.clockSkew);
  const at = timeOf(own(signal, 'at'), now + config.clockSkew);
  switch (kind as Exclude<SignalKind, 'crl'>) {
    case 'posture': return [{ kind: 'posture', provider, device: deviceOf(own(signal, 'device'), provider), report: { at, tier: tierOf(own(signal, 'tier'), 'tier'), posture: postureOf(own(signal, 'posture')) } }];
    case 'revoke': return [{ kind: 'revoke-device', device: deviceOf(own(signal, 'device'), provider), at }];
    case 'risk': {
      const [points, { issuer, subject }] = [own(signal, 'points'), subjectOf(own(signal, 'subject'), 'subject')];
      if (typeof points !== 'number' || !(points >= 0 && points <= 100)) throw new Wrong('points', 'not-0-to-100');
      return [{ kind: 'risk', provider, issuer, subject, points, at }];
    }
    case 'enrol': {
      const [subjects, deviceId] = [own(signal, 'subjects'), own(signal, 'id')];
      if (subjects !== undefined && (!Array.isArray(subjects) || subjects.length === 0 || subjects.length > MOST_SUBJECTS)) throw new Wrong('subjects', 'not-a-list-of-1-to-50');
      if (deviceId !== undefined && text(deviceId, 256) === undefined) throw new Wrong('id', 'not-a-text');
      const read = readCertificate(typeof own(signal, 'certificate') === 'string' ? own(signal, 'certificate') as string : '', authorities, now);
      if (read.refusal !== undefined) throw new Wrong('certificate', read.refusal);
      const names = (subjects as readonly unknown[] | undefined)?.map((one, i) => subjectOf(one, `subjects/${i}`)).map(({ issuer, subject }) => enrolledName(issuer, subject)).sort();
      const enrolment = { provider, at, ceiling: tierOf(own(signal, 'ceiling'), 'ceiling'), ...(names === undefined ? {} : { subjects: names }) };
      return [{ kind: 'enrol', provider, thumbprint: read.thumbprint, certificate: read.certificate, enrolment, ...(deviceId === undefined ? {} : { deviceId: deviceId as string }) }];
    }
  }
}

function revocations(signal: Json, authorities: readonly Authority[], now: number, clockSkew: number): readonly Command[] {
  const der = own(signal, 'der');
  if (typeof der !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(der)) throw new Wrong('der', 'not-base64');
  const { crl, refusal } = readCrl(Buffer.from(der, 'base64'), authorities, now, clockSkew);
  if (crl === undefined) throw new Wrong('der', refusal);
  return crl.revoked.map(({ serial, at }) => ({ kind: 'revoke-certificate', certificate: { issuerHash: crl.issuerHash, serial }, at: Math.min(at, now) }));
}

function deviceOf(value: unknown, of: string): DeviceRef {
  const [thumbprint, id] = [own(record(value), 'thumbprint'), own(record(value), 'id')];
  if (typeof thumbprint === 'string' && THUMBPRINT.test(thumbprint) && id === undefined) return { thumbprint };
  const given = text(id, 256);
  if (given === undefined || thumbprint !== undefined) throw new Wrong('device', 'not-one-thumbprint-or-id');
  return { id: given, of };
}

function tierOf(value: unknown, field: string): Tier {
  if (!(TIERS as readonly unknown[]).includes(value)) throw new Wrong(field, 'tier-unknown');
  return value as Tier;
}

function timeOf(value: unknown, latest: number): number {
  const at = typeof value === 'string' && TIME.test(value) ? Date.parse(value) / 1_000 : NaN;
  if (Number.isNaN(at) || at < 0) throw new Wrong('at', 'not-a-time');
  if (at > latest) throw new Wrong('at', 'in-the-future');
  return at;
}

function subjectOf(value: unknown, field: string): { readonly issuer: string; readonly subject: string } {
  const [issuer, subject] = [text(own(record(value), 'issuer')), text(own(record(value), 'subject'), 512)];
  if (issuer === undefined || subject === undefined || !issuer.startsWith('https://') || issuer.includes('#')) throw new Wrong(field, 'not-an-issuer-and-a-subject');
  return { issuer, subject };
}

function postureOf(value: unknown): DeviceRow['posture'] {
  const said = record(value ?? {});
  const words = said === undefined ? [] : Object.entries(said);
  const isScalar = (one: unknown): boolean => (typeof one === 'string' ? one.length <= 512 : typeof one === 'boolean' || (typeof one === 'number' && Number.isFinite(one)));
  if (said === undefined || words.length > MOST_WORDS || !words.every(([word, one]) => WORD.test(word) && isScalar(one))) throw new Wrong('posture', 'not-flat-words-of-which-at-most-32');
  return Object.fromEntries(words) as DeviceRow['posture'];
}
