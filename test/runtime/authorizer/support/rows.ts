/** Rows as they stand in the table, and facts as they are read; all may be changed by hand. */
import type { DeviceRow, Fact, StoredFacts, SubjectRow } from '../../../../lib/contract/access/facts';
import type { Row } from '../../../../lib/runtime/authorizer/stores/attributes';
import { NOW } from './tokens';

export const THUMBPRINT = 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2';
export const OTHER_THUMBPRINT = 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0';

export const DEVICE: DeviceRow = { tier: 'MANAGED', reportedAt: NOW - 600, revoked: false, posture: { diskEncrypted: true, osVersion: '15.1', patchDays: 3 } };
export const SUBJECT: SubjectRow = { riskScore: 5, updatedAt: NOW - 30, recentDenials: 0, velocity: 4, devices: [THUMBPRINT], places: [{ country: 'DE', at: NOW - 3_600 }] };

export const deviceRow = (more: object = {}): Row => ({ pk: `device#${THUMBPRINT}`, ...DEVICE, ...more } as Row);
export const subjectRow = (more: object = {}): Row => ({ pk: 'subject#x#ann', ...SUBJECT, ...more } as never);
export const sessionRow = (more: object = {}): Row => ({ pk: 'session#x#o-1', revokedAt: NOW - 5, ...more } as Row);

export const known = <T>(value: T, asOf = NOW): Fact<T> => ({ value, asOf });
export const STORED: StoredFacts = { device: known(DEVICE), subject: known(SUBJECT), session: { missing: 'absent' } };
