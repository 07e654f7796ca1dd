/**
 * What a verified sender asks for, as one of a few commands, and doing it: ``await new Doer(table, config).apply(command, now)`` -> `done`, `unchanged` or why nothing was done.
 *
 * Every row is changed by a function that bears being asked twice and in any order (state/device.ts, state/subject.ts), so a message that is sent again after an error does no
 * harm. A device is found by its thumbprint, by the sender's own id of it (`alias#` rows), or by issuer and serial number of its certificate (`certificate#` rows); both are written
 * when it is enrolled, before its own row. A certificate that is revoked before anybody enrolled it leaves its row too, so that the enrolment that follows is of a revoked device.
 * Throws `StoreError` where the table does not answer.
 */
import { createHash } from 'node:crypto';
import { type Tier } from '../../contract/access/facts';
import type { SignalsConfig } from '../../contract/access/signals-config';
import type { Row } from '../authorizer/stores/attributes';
import { deviceKey, sessionKey, subjectKey } from '../authorizer/stores/keys';
import { readSession } from '../authorizer/stores/rows';
import { type Caps, deviceRevoked, DeviceUnknown, enrolled, type Enrolment, postureReported, type PostureReport } from '../state/device';
import { type Change, type Edited, RowEditor, RowRefused, type Table } from '../state/edit';
import { revokedBefore, riskReported } from '../state/subject';

/** `of`: the provider whose id it is. */
export type DeviceRef = { readonly thumbprint: string; readonly id?: undefined } | { readonly id: string; readonly of: string; readonly thumbprint?: undefined };

/** Of the certificate itself: hash of its issuer's name as it is encoded, and its serial number in hex. */
export interface CertificateRef {
  readonly issuerHash: string;
  readonly serial: string;
}

export type Command =
  | { readonly kind: 'posture'; readonly provider: string; readonly device: DeviceRef; readonly report: PostureReport }
  | { readonly kind: 'enrol'; readonly provider: string; readonly thumbprint: string; readonly certificate?: CertificateRef; readonly deviceId?: string; readonly enrolment: Enrolment }
  | { readonly kind: 'revoke-device'; readonly device: DeviceRef; readonly at: number }
  | { readonly kind: 'revoke-certificate'; readonly certificate: CertificateRef; readonly at: number }
  | { readonly kind: 'revoke-subject'; readonly issuer: string; readonly subject: string; readonly at: number }
  | { readonly kind: 'revoke-session'; readonly issuer: string; readonly session: string; readonly at: number }
  | { readonly kind: 'risk'; readonly provider: string; readonly issuer: string; readonly subject: string; readonly points: number; readonly at: number };

export type Outcome = 'done' | 'unchanged' | 'device-unknown' | 'row-malformed' | 'row-full';

const MOST_OF_ONE = 20;
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

export const aliasKey = (provider: string, id: string): string => `alias#${provider}#${hash(id)}`;
export const certificateKey = ({ issuerHash, serial }: CertificateRef): string => `certificate#${issuerHash}#${serial}`;

export class Doer {
  private readonly editor: RowEditor;
  private readonly caps: Caps;

  constructor(table: Table, { providers, transmitters }: Pick<SignalsConfig, 'providers' | 'transmitters'>) {
    this.editor = new RowEditor(table);
    const caps = Object.create(null) as Record<string, Tier>;
    for (const [name, { maximumTier }] of Object.entries(providers)) caps[name] = maximumTier;
    for (const { name, maximumTier } of transmitters) caps[name] = maximumTier;
    this.caps = caps;
  }

  public async apply(command: Command, now: number): Promise<Outcome> {
    try {
      return await this.done(command, now);
    } catch (error) {
      if (error instanceof RowRefused) return error.reason;
      if (error instanceof DeviceUnknown) return 'device-unknown';
      throw error;
    }
  }

  private async done(command: Command, now: number): Promise<Outcome> {
    switch (command.kind) {
      case 'enrol': return this.enrol(command, now);
      case 'posture': return this.onDevice(command.device, postureReported(command.provider, command.report, this.caps), now);
      case 'revoke-device': return this.onDevice(command.device, deviceRevoked(command.at, this.caps), now);
      case 'revoke-certificate': return this.revokeCertificate(command.certificate, command.at, now);
      // Whole seconds, and a token that was issued in the second of the event may be the one that it is about.
      case 'revoke-subject': return outcomeOf(await this.editor.edit(subjectKey(command.issuer, command.subject), revokedBefore(Math.floor(command.at) + 1), now));
      case 'revoke-session': return outcomeOf(await this.editor.edit(sessionKey(command.issuer, command.session), sessionRevoked(command.at), now));
      case 'risk': return outcomeOf(await this.editor.edit(subjectKey(command.issuer, command.subject), riskReported(command.provider, command.points, command.at), now));
    }
  }

  private async enrol({ provider, thumbprint, certificate, deviceId, enrolment }: Extract<Command, { kind: 'enrol' }>, now: number): Promise<Outcome> {
    const revokedAt = certificate === undefined ? undefined : (await this.editor.edit(certificateKey(certificate), (row) => ({ ...row, thumbprint }), now)).row.revokedAt;
    if (deviceId !== undefined) await this.editor.edit(aliasKey(provider, deviceId), withThumbprint(thumbprint), now);
    const isNew = await this.editor.edit(deviceKey(thumbprint), (row) => {
      const after = enrolled(enrolment, this.caps)(row);
      return typeof revokedAt === 'number' ? deviceRevoked(revokedAt, this.caps)(after) : after;
    }, now);
    return outcomeOf(isNew);
  }

  private async onDevice(device: DeviceRef, change: Change, now: number): Promise<Outcome> {
    const thumbprints = device.thumbprint === undefined ? await this.thumbprints(device.of, device.id, now) : [device.thumbprint];
    if (thumbprints.length === 0) return 'device-unknown';
    const outcomes: Outcome[] = [];
    for (const thumbprint of thumbprints) outcomes.push(outcomeOf(await this.editor.edit(deviceKey(thumbprint), change, now)));
    return outcomes.includes('done') ? 'done' : 'unchanged';
  }

  /** One device may hold two certificates while one of them is renewed. */
  private async thumbprints(provider: string, id: string, now: number): Promise<readonly string[]> {
    const row = await this.editor.read(aliasKey(provider, id), now);
    if (row === 'malformed') throw new RowRefused('row-malformed', 'the row of the device\'s id cannot be read');
    return row === undefined ? [] : thumbprintsOf(row);
  }

  private async revokeCertificate(certificate: CertificateRef, at: number, now: number): Promise<Outcome> {
    const { outcome, row: { thumbprint } } = await this.editor.edit(certificateKey(certificate), (row) => ({ ...row, revokedAt: Math.min(typeof row?.revokedAt === 'number' ? row.revokedAt : Infinity, at) }), now);
    if (typeof thumbprint !== 'string') return outcome === 'written' ? 'done' : 'unchanged';
    const device = await this.editor.edit(deviceKey(thumbprint), deviceRevoked(at, this.caps), now);
    return outcome === 'written' ? 'done' : outcomeOf(device);
  }
}

function outcomeOf({ outcome }: Edited): Outcome {
  return outcome === 'written' ? 'done' : 'unchanged';
}

/** The first that was heard of stays; a row of another shape refuses every token of the session, and is left so. */
function sessionRevoked(at: number): Change {
  return (row) => {
    if (row !== undefined && readSession(row, 0).fact.value === undefined) throw new RowRefused('row-malformed', 'the row of the session cannot be read');
    return { ...row, revokedAt: Math.min((row?.revokedAt as number | undefined) ?? Infinity, at) };
  };
}

function withThumbprint(thumbprint: string): Change {
  return (row) => {
    const all = [...new Set([...row === undefined ? [] : thumbprintsOf(row), thumbprint])].sort();
    if (all.length > MOST_OF_ONE) throw new RowRefused('row-full', `the device has more than ${MOST_OF_ONE} certificates`);
    return { ...row, thumbprints: all };
  };
}

function thumbprintsOf({ thumbprints }: Row): readonly string[] {
  if (!Array.isArray(thumbprints) || !thumbprints.every((one: unknown) => typeof one === 'string')) throw new RowRefused('row-malformed', 'the row of the device\'s id cannot be read');
  return thumbprints as string[];
}
