/**
 * Whom an event is about, as far as rows can be found by it: ``readSubjectId(sub_id, transmitter)`` -> `{ subjects, sessions, devices }`.
 *
 *   iss_sub          a subject of the door's issuer; of any other issuer nobody
 *   opaque           what the configuration says that it is: a session or a subject; inside `session`, `user` and `device` of a complex subject, one of those
 *   complex          `user`, `session`, `device` of SSF 1.0, each by itself; `tenant`, `group`, `application`, `org_unit` are not looked at
 *   aliases          all of its identifiers that can be mapped
 *
 * Not mapped, because no row is found by it: `account`, `email`, `phone_number`, `did`, `uri`, `jwt_id`, `saml_assertion_id`, and what nobody here knows. (RFC 9493.)
 */
import type { TransmitterConfig } from '../../../contract/access/signals-config';
import { own, record, text, type Json } from '../../authorizer/event/plain';

export interface About {
  readonly subjects: readonly string[];
  readonly sessions: readonly string[];
  /** As the transmitter calls them. */
  readonly devices: readonly string[];
}

type Part = 'devices' | 'sessions' | 'subjects';

const NOBODY: About = { subjects: [], sessions: [], devices: [] };
const PARTS: Readonly<Record<string, Part>> = { user: 'subjects', session: 'sessions', device: 'devices' };
const MOST = 10;

export function readSubjectId(id: Json | undefined, transmitter: TransmitterConfig): About {
  if (own(id, 'format') !== 'complex') return simple(id, transmitter, undefined);
  return Object.entries(PARTS).map(([name, part]) => simple(record(own(id, name)), transmitter, part)).reduce(joined, NOBODY);
}

function simple(id: Json | undefined, transmitter: TransmitterConfig, part: Part | undefined): About {
  const format = own(id, 'format');
  if (format === 'aliases') {
    const list = own(id, 'identifiers');
    // An alias of aliases is no identifier. (RFC 9493, 3.2.8.)
    return Array.isArray(list) && list.length <= MOST ? list.map(record).filter((one) => own(one, 'format') !== 'aliases').map((one) => simple(one, transmitter, part)).reduce(joined, NOBODY) : NOBODY;
  }
  if (format === 'opaque') {
    const value = text(own(id, 'id'), 512);
    const of = part ?? (transmitter.opaque === 'session' ? 'sessions' : transmitter.opaque === 'subject' ? 'subjects' : undefined);
    return value === undefined || of === undefined ? NOBODY : { ...NOBODY, [of]: [value] };
  }
  if (format !== 'iss_sub') return NOBODY;
  const [issuer, subject] = [own(id, 'iss'), text(own(id, 'sub'), 512)];
  const isOurs = issuer === (transmitter.tokenIssuer ?? transmitter.issuer) || (part === 'devices' && issuer === transmitter.issuer);
  return !isOurs || subject === undefined ? NOBODY : { ...NOBODY, [part ?? 'subjects']: [subject] };
}

function joined(one: About, other: About): About {
  return { subjects: [...one.subjects, ...other.subjects], sessions: [...one.sessions, ...other.sessions], devices: [...one.devices, ...other.devices] };
}
