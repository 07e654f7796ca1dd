/**
 * Events of CAEP 1.0 -> commands: ``commandsOf(token, transmitter, limits)`` -> what to do, and what is told only.
 *
 *   session-revoked            of a session: the session; of a user alone, or with a device: all tokens of the user (wider than asked: who is where is not in a token)
 *   credential-change          revoked, updated or deleted: all tokens of the user from before; created: told
 *   device-compliance-change   a report of the transmitter about the device: not compliant is BASIC, compliant is what it may raise to
 *   assurance-level-change     unless it is an increase: all tokens of the user from before, so that the next one says what is so now
 *
 * Everything else is told and never acted on, `verification` and `stream-updated` of SSF included. Times are of the event, in seconds; transmitters of earlier drafts send
 * milliseconds. (openid-caep-1_0, 2 and 3; openid/sharedsignals commit cbbba6d.)
 */
import type { TransmitterConfig } from '../../../contract/access/signals-config';
import { own, record, type Json } from '../../authorizer/event/plain';
import type { Command } from '../commands';
import { type About, readSubjectId } from './subjects';
import type { EventToken } from './verify';

export const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';

/** Why an event was told and not acted on. */
export type ToldBecause = 'event-unknown' | 'no-action' | 'subject-unmapped' | 'event-malformed' | 'event-in-future';

export interface Understood {
  readonly commands: readonly Command[];
  readonly told: readonly { readonly event: string; readonly because: ToldBecause }[];
}

const MILLISECONDS = 1e11;

export function commandsOf({ events, subject, issuedAt }: EventToken, transmitter: TransmitterConfig, { now, clockSkew }: { readonly now: number; readonly clockSkew: number }): Understood {
  const about = readSubjectId(subject, transmitter);
  const [commands, told]: [Command[], { event: string; because: ToldBecause }[]] = [[], []];
  for (const [event, value] of Object.entries(events)) {
    const at = timeOf(own(record(value), 'event_timestamp'), issuedAt);
    const read = record(value) === undefined || at === undefined ? 'event-malformed' as const : at > now + clockSkew ? 'event-in-future' as const : ofEvent(event, value as Json, about, transmitter, at);
    if (typeof read === 'string') told.push({ event: event.slice(0, 200), because: read });
    else commands.push(...read);
  }
  return { commands, told };
}

function ofEvent(event: string, said: Json, about: About, transmitter: TransmitterConfig, at: number): readonly Command[] | ToldBecause {
  switch (event) {
    case `${CAEP}session-revoked`: return found([...about.sessions.map((session): Command => ({ kind: 'revoke-session', issuer: issuerOf(transmitter), session, at })), ...(about.sessions.length > 0 ? [] : ofSubjects(about, transmitter, at))]);
    case `${CAEP}credential-change`: {
      const change = own(said, 'change_type');
      if (typeof change !== 'string' || typeof own(said, 'credential_type') !== 'string') return 'event-malformed';
      return change === 'create' ? 'no-action' : ['revoke', 'update', 'delete'].includes(change) ? found(ofSubjects(about, transmitter, at)) : 'event-malformed';
    }
    case `${CAEP}assurance-level-change`: {
      if (typeof own(said, 'current_level') !== 'string') return 'event-malformed';
      return own(said, 'change_direction') === 'increase' ? 'no-action' : found(ofSubjects(about, transmitter, at));
    }
    case `${CAEP}device-compliance-change`: {
      const status = own(said, 'current_status');
      if (status !== 'compliant' && status !== 'not-compliant') return 'event-malformed';
      const report = { at, tier: status === 'compliant' ? transmitter.maximumTier : 'BASIC' as const, posture: { compliant: status === 'compliant' } };
      const { name, devicesOf } = transmitter;
      return devicesOf === undefined ? 'subject-unmapped' : found(about.devices.map((id): Command => ({ kind: 'posture', provider: name, device: { id, of: devicesOf }, report })));
    }
    default: return event.endsWith('/verification') || event.endsWith('/stream-updated') ? 'no-action' : 'event-unknown';
  }
}

function ofSubjects({ subjects }: About, transmitter: TransmitterConfig, at: number): readonly Command[] {
  return subjects.map((subject) => ({ kind: 'revoke-subject', issuer: issuerOf(transmitter), subject, at }));
}

const issuerOf = ({ tokenIssuer, issuer }: TransmitterConfig): string => tokenIssuer ?? issuer;
const found = (commands: readonly Command[]): readonly Command[] | ToldBecause => (commands.length > 0 ? commands : 'subject-unmapped');

function timeOf(value: unknown, issuedAt: number): number | undefined {
  if (value === undefined) return issuedAt;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? (value >= MILLISECONDS ? value / 1_000 : value) : undefined;
}
