/** Use of KMS keys: how often, by whom, who was refused. From CloudTrail, which records each use as a management event. */
import { atLeast, lessThan, lines, metric, type Row, row } from './build';
import { guide, TABLE } from './sources';

const LOG = guide('AWS KMS developer guide, "Decrypt" of the log entries', 'aws-kms-developer-guide@3828191');
const DENIED = 'the text of the error names the key\'s ARN: written after IAM\'s texts, no denied call was found in a copy of the page';
const ISSUER = '$.userIdentity.sessionContext.sessionIssuer.arn';
const DECRYPT = '($.eventSource = "kms.amazonaws.com") && ($.eventName = "Decrypt") && ($.resources[0].ARN = "*")';

export const KEYS: readonly Row[] = [
  row(lines('cloudTrail', `{ ${DECRYPT} }`, { Key: '$.resources[0].ARN' }), {
    id: 'key.decrypts', subject: 'key', title: 'Decryptions with a key', ceiling: atLeast(200000, 50000, 20000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Much more is decrypted than usual: what the key protects is copied.', first: 'See in CloudTrail which principal decrypts, and for which service.', from: 'standard', reference: LOG,
  }),
  row(lines('cloudTrail', `{ ${DECRYPT} && (${ISSUER} = "*") }`, { Key: '$.resources[0].ARN', Principal: ISSUER }), {
    id: 'keyUser.decrypts', subject: 'keyUser', title: 'Decryptions with a key by one role', ceiling: atLeast(100000, 20000, 10000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'A role decrypts much more than it does: its credentials are used by somebody else.', first: 'See in CloudTrail from where the role is used; revoke its sessions.', from: 'high', reference: LOG,
  }),
  row(lines('cloudTrail', '{ ($.eventSource = "kms.amazonaws.com") && ($.errorCode = "AccessDenied*") && ($.errorMessage = "*<Key>*") }'), {
    id: 'key.denied', subject: 'key', title: 'Denied uses of a key', ceiling: atLeast(20, 1, 1), severity: 'high',
    why: 'A principal that may not tries to use the key.', first: 'See in CloudTrail which principal and from where; revoke its sessions.', from: 'standard', reference: LOG, unverified: DENIED,
  }),
  row(metric('AWS/KMS', 'SecondsUntilKeyMaterialExpiration', ['KeyId'], 'Minimum'), {
    id: 'key.materialExpiring', subject: 'key', title: 'Seconds until imported key material expires', ceiling: lessThan(7 * 86400, 14 * 86400, 30 * 86400), missing: 'ignore', severity: 'high',
    why: 'When it expires, nothing that the key protects can be read.', first: 'Import the material again.', from: 'never', reference: `${guide('AWS KMS developer guide, "Monitoring with Amazon CloudWatch"', 'aws-kms-developer-guide@1d0d663')}: Minimum, in periods of a minute; ${TABLE}`,
  }),
];
