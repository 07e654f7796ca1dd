/**
 * The data plane as the intent declares it against what is deployed, edge by edge: role, action, store. Computed from
 * `zero-trust.intent.json` alone, without the layer that wrote the policies.
 */
import { strict as assert } from 'node:assert';
import type { Intent } from '../../lib/intent';
import { bucketPolicy, keyPolicy, list, policiesOf, secretPolicy, type Statement, tablePolicy } from './data-deployed';
import { ACCOUNT, type Emulator, REGION } from './emulator';
import type { Stacks } from './stacks';

/** Physical ids of what the intent names. */
export interface DeployedStore {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** What IAM calls the store in policies; parts of it follow after a slash. */
  readonly arn: string;
  readonly keyArn: string;
}

interface Kind {
  /** Prefix of its actions. */
  readonly actions: string;
  /** The service that uses the key for a role; absent where the role uses no key. */
  readonly via?: string;
  /** Absent where the service has no policies of resources. */
  readonly policy?: (emulator: Emulator, store: DeployedStore) => Promise<readonly Statement[]>;
}

const KINDS: Readonly<Record<string, Kind>> = {
  dynamodb: { actions: 'dynamodb', via: 'dynamodb', policy: (emulator, { arn }) => tablePolicy(emulator, arn) },
  rds: { actions: 'rds-db' },
  s3: { actions: 's3', via: 's3', policy: (emulator, { name }) => bucketPolicy(emulator, name) },
  secretsmanager: { actions: 'secretsmanager', via: 'secretsmanager', policy: (emulator, { arn }) => secretPolicy(emulator, arn) },
};
const DATA = ['kms', ...Object.values(KINDS).map((k) => k.actions)];

/** @param roles every role of the app, declared or not, by its name */
export async function compareData(emulator: Emulator, stacks: Stacks, intent: Intent, stores: readonly DeployedStore[], roles: readonly string[]): Promise<void> {
  const flows = await Promise.all((intent.dataFlows ?? []).map(async (flow) => ({
    ...flow,
    store: stores.find((s) => s.id === flow.store.store)!,
    roles: await Promise.all(flow.principals.map((p) => stacks.physicalId(p.template!.replace('.template.json', ''), p.logicalId!))),
  })));
  const declared = (role: string, store: DeployedStore): readonly string[] => [...new Set(flows.filter((f) => f.store === store && f.roles.includes(role)).flatMap((f) => f.actions))].sort();

  for (const role of roles) {
    // What a role may do with services that hold no declared data (images, logs) is not the data layer's.
    const policies = (await policiesOf(emulator, role)).filter((s) => list(s.Action).some((a) => DATA.includes(a.split(':')[0])));
    assert.deepStrictEqual(policies.filter((s) => s.Effect !== 'Allow' || list(s.Action).some((a) => a.includes('*'))), [], `${role}: exact actions only`);
    const reached: Record<string, readonly string[]> = {};
    for (const store of stores) {
      const mine = policies.filter((s) => list(s.Resource).some((r) => belongs(r, store)));
      reached[store.id] = [...new Set(mine.flatMap((s) => list(s.Action)))].sort();
      assert.deepStrictEqual(reached[store.id], declared(role, store), `actions of ${role} on ${store.id}, read back and declared`);
      const parts = [...new Set(flows.filter((f) => f.store === store && f.roles.includes(role)).flatMap((f) => f.parts))];
      if (parts.length > 0) assert.deepStrictEqual([...new Set(mine.flatMap((s) => list(s.Resource)))].sort(), parts.map((p) => `${store.arn}/${p}`).sort(), `parts of ${store.id} for ${role}`);
    }
    checkKeyUse(role, policies, stores.filter((s) => KINDS[s.kind].via !== undefined && declared(role, s).length > 0));
    const elsewhere = policies.flatMap((s) => list(s.Resource)).filter((r) => !stores.some((store) => belongs(r, store) || r === store.keyArn));
    assert.deepStrictEqual(elsewhere, [], `resources that no data flow of ${role} names`);
  }

  for (const store of stores) {
    const { actions: service, policy: readPolicy } = KINDS[store.kind];
    if (readPolicy === undefined) continue;
    const policy = await readPolicy(emulator, store);
    const actions = [...new Set([...policy.filter(names).flatMap((s) => list(s.Action)), ...flows.filter((f) => f.store === store).flatMap((f) => f.actions)])].sort();
    assert.ok(actions.every((a) => a.startsWith(`${service}:`) && !a.includes('*')), `${store.id}: only exact actions of the service are refused`);
    for (const role of roles) {
      const admitted = actions.filter((action) => !policy.some((s) => names(s) && list(s.Action).includes(action) && !exempts(s, role)));
      assert.deepStrictEqual(admitted, declared(role, store), `actions that the policy of ${store.id} leaves to ${role}, read back and declared`);
    }
  }

  for (const keyArn of new Set(stores.map((s) => s.keyArn))) {
    const policy = await keyPolicy(emulator, keyArn);
    const denies = policy.filter((s) => s.Effect === 'Deny');
    assert.ok(denies.length > 0 && denies.every((s) => !list(s.Action).includes('kms:*')), 'the key refuses its use, not its administration');
    const admitted = roles.filter((role) => denies.every((s) => !list(s.Action).includes('kms:Decrypt') || exempts(s, role)));
    const users = roles.filter((role) => stores.some((s) => s.keyArn === keyArn && KINDS[s.kind].via !== undefined && declared(role, s).length > 0));
    assert.deepStrictEqual(admitted, users, 'roles that may decrypt with the key, read back and declared');
  }
}

/** A statement that refuses by role, not by transport. */
function names(s: Statement): boolean {
  return s.Effect === 'Deny' && s.Condition?.ArnNotLike?.['aws:PrincipalArn'] !== undefined;
}

function exempts(s: Statement, role: string): boolean {
  return list(s.Condition?.ArnNotLike?.['aws:PrincipalArn']).some((arn) => new RegExp(`^${arn.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(`arn:aws:iam::${ACCOUNT}:role/${role}`));
}

function belongs(resource: string, store: DeployedStore): boolean {
  return resource === store.arn || resource.startsWith(`${store.arn}/`);
}

function checkKeyUse(role: string, policies: readonly Statement[], stores: readonly DeployedStore[]): void {
  const uses = policies.filter((s) => list(s.Action).some((a) => a.startsWith('kms:')));
  const via = uses.flatMap((s) => list(s.Condition?.StringEquals?.['kms:ViaService']));
  assert.deepStrictEqual([...new Set(via)].sort(), [...new Set(stores.map((s) => `${KINDS[s.kind].via}.${REGION}.amazonaws.com`))].sort(), `services through which ${role} uses the key`);
  assert.deepStrictEqual(uses.filter((s) => s.Condition?.StringEquals?.['kms:ViaService'] === undefined), [], `${role} uses the key through services only`);
  assert.deepStrictEqual([...new Set(uses.flatMap((s) => list(s.Resource)))].sort(), [...new Set(stores.map((s) => s.keyArn))].sort(), `keys that ${role} uses`);
}
