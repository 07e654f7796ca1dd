/** What closes a table: key, TLS, policy, recovery, deletion. Accesses are logged by a trail of the account, not by the table. */
import type { CfnResource } from 'aws-cdk-lib';
import { describe, read } from '../../../network/members/read';
import type { Closing, Judgement } from '../../kind';
import type { Statement } from '../../model';
import { whoseKey } from '../keys';
import { isPublic } from '../public';
import { CLOSED, closing, customerKey, hasIntrinsic, isTrue, LASTING, NOT_ASKED, override, property, retained, type Row } from '../rows';
import { demands, type TlsDemand } from '../tls';
import { putOn, statementsIn, statementsOn, TABLE } from './policy';
import { editReplicas, GLOBAL, isLocal, replicasOf, valueAt, withValue } from './replicas';

const TABLE_API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-table.html';
const GLOBAL_API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-globaltable.html';
const KEY = 'SSESpecification.KMSMasterKeyId';
const KEY_PATH = KEY.split('.');

const keyOfTable = customerKey({
  id: 'dynamodb.key', types: [TABLE], aspect: 'encryption', path: KEY, value: 'a key of your own', hasDefault: true,
  says: 'The key\'s policy says who may use the data at rest; without it AWS encrypts with a key that it owns.', source: `${TABLE_API}#cfn-dynamodb-table-ssespecification`,
  alsoOpen: (table) => (isTrue(read(table, 'SSESpecification.SSEEnabled')) ? undefined : {
    is: 'open', got: `\`SSEEnabled\` \`${describe(read(table, 'SSESpecification.SSEEnabled') ?? 'absent')}\` beside a key`, close: () => override(table, 'SSESpecification.SSEEnabled', true),
  }),
  write: (table, keyArn) => {
    for (const [name, value] of Object.entries({ SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn })) override(table, `SSESpecification.${name}`, value);
  },
});

const keyOfReplicas = closing({
  id: 'dynamodb.replicas.key', types: [GLOBAL], aspect: 'encryption', property: 'Replicas[].SSESpecification.KMSMasterKeyId', value: 'a key of your own in each region',
  says: 'The key of each region says who may use the data there.', source: `${GLOBAL_API}#cfn-dynamodb-globaltable-replicas`,
}, (table, context) => {
  const replicas = replicasOf(table);
  const found = replicas.map((replica) => ({ replica, isOwn: isLocal(table, replica, replicas.length), value: valueAt(replica, KEY_PATH) }))
    .map((r) => ({ ...r, whose: whoseKey(table, r.value, r.isOwn ? context.keyArn : undefined) }));
  const unknown = found.find(({ whose }) => whose === 'unknown');
  if (unknown !== undefined) return { is: 'unknown', got: `\`KMSMasterKeyId\` of replica \`${describe(unknown.replica.Region)}\` is \`${describe(unknown.value)}\`` };
  const bad = found.filter(({ whose }) => whose !== 'own');
  const isOn = isTrue(read(table, 'SSESpecification.SSEEnabled'));
  if (bad.length === 0 && isOn) return CLOSED;
  if (bad.length === found.length && !context.isJewel && context.keyArn === undefined) return NOT_ASKED;
  const got = bad.length === 0 ? 'keys without `SSEEnabled`' : `no key of your own in ${bad.map(({ replica }) => `\`${describe(replica.Region)}\``).join(', ')}`;
  const { keyArn } = context;
  const fix = 'set `encryption: TableEncryptionV2.customerManagedKey(key, { region: keyArn })`';
  if (keyArn === undefined && bad.some(({ isOwn }) => isOwn)) {
    return { is: 'refused', code: context.isJewel ? 'JewelNeedsKey' : 'StoreNeedsKey', got, expected: 'a KMS key of your own, whose policy says who may use the data', fix: `${fix}, or pass \`key\`` };
  }
  if (bad.some(({ isOwn }) => !isOwn)) return { is: 'refused', code: 'ReplicaNeedsKey', got, expected: 'a key of your own in each region, because a key of one region cannot serve another', fix };
  return {
    is: 'open', got,
    close: () => {
      override(table, 'SSESpecification.SSEEnabled', true);
      override(table, 'SSESpecification.SSEType', 'KMS');
      if (bad.length > 0) editReplicas(table, 'key', (replica, isOwn) => (isOwn ? withValue(replica, KEY_PATH, keyArn) : replica));
    },
  };
});

/** A flag of a table, and the same of each replica. */
function flag(id: string, words: Omit<Row, 'id' | 'types' | 'source'>, path: string): Closing[] {
  const parts = path.split('.');
  return [
    property({ ...words, id: `dynamodb.${id}`, types: [TABLE], source: `${TABLE_API}#cfn-dynamodb-table-${parts[0].toLowerCase()}`, path, isClosed: isTrue, write: true }),
    closing({ ...words, id: `dynamodb.replicas.${id}`, types: [GLOBAL], property: `Replicas[].${path}`, source: `${GLOBAL_API}#cfn-dynamodb-globaltable-replicas` }, (table) => {
      const values = replicasOf(table).map((replica) => ({ replica, value: valueAt(replica, parts) }));
      const token = values.find(({ value }) => hasIntrinsic(value));
      if (token !== undefined) return { is: 'unknown', got: `\`${path}\` of replica \`${describe(token.replica.Region)}\` is \`${describe(token.value)}\`` };
      const open = values.filter(({ value }) => !isTrue(value));
      if (open.length === 0) return CLOSED;
      return { is: 'open', got: `no \`${path}\` in ${open.map(({ replica }) => `\`${describe(replica.Region)}\``).join(', ')}`, close: () => editReplicas(table, id, (replica) => withValue(replica, parts, true)) };
    }),
  ];
}

/** Statements of a table's policy say `*`: they cannot name the table that they stand in. */
function tls(actions: readonly string[]): Closing {
  const statement: Statement = { Sid: 'RequireTls', Effect: 'Deny', Principal: '*', Action: [...actions], Resource: ['*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  const demand: TlsDemand = { actions, condition: { operator: 'Bool', key: 'aws:SecureTransport', value: 'false' }, resources: () => ['*'], statement: () => statement };
  return closing({
    id: 'dynamodb.tls', types: [TABLE, GLOBAL], aspect: 'tls', property: 'ResourcePolicy.PolicyDocument', value: 'Deny where `aws:SecureTransport` is false',
    says: 'Items are neither read nor written without TLS.', source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html',
  }, (table) => {
    const statements = statementsOn(table);
    if (statements.some((s) => demands(s, demand, table))) return CLOSED;
    return { is: 'open', got: statements.length === 0 ? 'no policy of its own' : 'a policy without a Deny where `aws:SecureTransport` is false', close: () => putOn(table, [statement], /^RequireTls$/) };
  });
}

const noPublicPolicy = closing({
  id: 'dynamodb.no-public-policy', types: [TABLE, GLOBAL], aspect: 'public-access', property: 'ResourcePolicy.PolicyDocument', value: 'no Allow for everybody',
  says: 'No policy of the table or of a replica lets everybody in.', source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html',
}, (table) => {
  const all = table.cfnResourceType === GLOBAL ? replicasOf(table).flatMap(statementsIn) : statementsOn(table);
  const unread = all.find((s) => hasIntrinsic(s.Effect) || (s.Effect === 'Allow' && hasIntrinsic(s.Principal) && isWhole(s.Principal)));
  const open = all.find(isPublic);
  if (open === undefined) return unread === undefined ? CLOSED : { is: 'unknown', got: `a statement of its policy is \`${describe(unread)}\`` };
  return {
    is: 'refused', code: 'StorePolicyPublic', got: `its policy allows everybody (${open.Sid === undefined ? `\`${describe(open.Action ?? '*')}\`` : `statement \`${open.Sid}\``})`, expected: 'principals by name',
    fix: 'remove the statement and declare a data flow, or add a condition that names the account or organization',
  };
});

/** `{ Ref }` in place of `{ AWS: ... }`. */
function isWhole(principal: unknown): boolean {
  return typeof principal === 'object' && principal !== null && Object.keys(principal).some((k) => k === 'Ref' || k.startsWith('Fn::'));
}

const replicaPolicies = closing({
  id: 'dynamodb.replicas.policy', types: [GLOBAL], aspect: 'identity', property: 'Replicas[].ResourcePolicy', value: 'on every replica',
  says: 'The undeclared are denied in every region; DynamoDB takes no policy while it makes a replica in another region, so its owner adds one afterwards: until then a warning, an error at HIGH and for a crown jewel.', source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html',
}, (table, { posture, isJewel }): Judgement => {
  const replicas = replicasOf(table);
  const without = replicas.filter((r) => !isLocal(table, r, replicas.length) && r.ResourcePolicy === undefined);
  if (without.length === 0) return replicas.length > 1 ? CLOSED : NOT_ASKED;
  const got = `no \`ResourcePolicy\` in ${without.map((r) => `\`${describe(r.Region)}\``).join(', ')}`;
  // A replica may have a policy that the template does not say: CloudFormation leaves it there.
  if (posture !== 'high' && !isJewel) return posture === 'sandbox' ? NOT_ASKED : { is: 'unknown', got };
  return {
    is: 'refused', code: 'ReplicaWithoutPolicy', got, expected: 'a policy on every replica, into which the library writes',
    fix: 'deploy the replica first, as one of a store that is no crown jewel and below posture HIGH, then give it a `resourcePolicy`',
  };
});

export function closingsOf(actions: readonly string[]): Closing[] {
  return [
    keyOfTable, keyOfReplicas, tls(actions), noPublicPolicy, replicaPolicies,
    ...flag('pitr', { aspect: 'recovery', postures: LASTING, value: 'true', says: 'The table can be restored to any second of the last 35 days.' }, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled'),
    ...flag('deletion-protection', { aspect: 'deletion', postures: LASTING, value: 'true', says: 'A deletion is refused until somebody lifts this first.' }, 'DeletionProtectionEnabled'),
    retained({ id: 'dynamodb.retained', types: [TABLE, GLOBAL], says: 'The table outlives its stack.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html' }),
  ];
}

/** The key of the replica that stands in the stack's region. */
export function localKey(table: CfnResource): unknown {
  const replicas = replicasOf(table);
  const own = replicas.find((r) => isLocal(table, r, replicas.length));
  return own === undefined ? undefined : valueAt(own, KEY_PATH);
}

