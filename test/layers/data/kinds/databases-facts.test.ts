/** What the kinds of databases and file systems say of AWS, held against what AWS publishes: actions, properties, replacements. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CfnResource } from 'aws-cdk-lib';
import { actionFacts } from '../../../../lib/layers/data/actions';
import type { Closing, StoreKind } from '../../../../lib/layers/data/kind';
import { DOCDB } from '../../../../lib/layers/data/kinds/docdb';
import { DYNAMODB } from '../../../../lib/layers/data/kinds/dynamodb';
import { EFS } from '../../../../lib/layers/data/kinds/efs';
import { ELASTICACHE } from '../../../../lib/layers/data/kinds/elasticache';
import { OPENSEARCH } from '../../../../lib/layers/data/kinds/opensearch';
import { RDS } from '../../../../lib/layers/data/kinds/rds';
import { REDSHIFT } from '../../../../lib/layers/data/kinds/redshift';
import { contextOf, newStack } from './harness';

const KINDS: readonly StoreKind[] = [DYNAMODB, RDS, EFS, OPENSEARCH, ELASTICACHE, DOCDB, REDSHIFT];
const ROWS = KINDS.flatMap((kind) => kind.closings.map((closing): [string, Closing, StoreKind] => [closing.id, closing, kind]));

/** The CloudFormation specification that the `cdk diff` of the pinned CLI decides replacements with. */
const spec = (() => {
  const file = join(dirname(createRequire(__filename).resolve('aws-cdk/package.json')), 'db.json.gz');
  const resources = Object.values<any>(JSON.parse(gunzipSync(readFileSync(file)).toString()).schema.resource).flatMap((r) => (r.cloudFormationType === undefined ? Object.values<any>(r) : [r]));
  return new Map(resources.filter((r) => r?.cloudFormationType !== undefined).map((r) => [r.cloudFormationType as string, r.properties as Record<string, { causesReplacement?: string }>]));
})();

/** Where we say more than the specification: AWS refuses the change in place, so only a new resource has it. */
const REPLACES_ALL_THE_SAME = new Set(['opensearch.key', 'elasticache.cluster.tls']);

/** The property of the resource itself that a row writes; undefined for rows about others. */
const propertyOf = (closing: Closing, type: string): string | undefined => {
  if (closing.property.includes(' of its ')) return undefined;
  const [root] = closing.property.split(/[.[ >]/);
  return spec.get(type)?.[root] === undefined ? undefined : root;
};

describe.each(KINDS.map((k) => [k.type, k] as const))('%s', (_, kind) => {
  test('its actions are AWS\'s own, in AWS\'s spelling, each in one list and sorted', () => {
    for (const list of [kind.read, kind.write, kind.other]) {
      expect(list).toEqual([...new Set(list)].sort());
      for (const action of list) expect([action, actionFacts(action)?.name]).toEqual([action, action]);
    }
    expect(kind.other.filter((a) => kind.read.includes(a) || kind.write.includes(a))).toEqual([]);
  });
  test('actions on the key are KMS\'s', () => {
    for (const action of [...kind.key.read, ...kind.key.write]) expect(actionFacts(action)?.name).toBe(action);
  });
  test('no aspect is passed over without a word', () => {
    const said = new Set([...kind.closings.map((c) => c.aspect), ...(kind.byItself ?? []).map((b) => b.aspect)]);
    for (const aspect of ['encryption', 'tls', 'public-access', 'recovery', 'deletion', 'access-log'] as const) expect(said).toContain(aspect);
  });
  test('a row for the key ends in `.key`, which is how the layer finds it', () => {
    for (const type of kind.cfnTypes.filter((t) => t !== 'AWS::ElastiCache::CacheCluster')) expect(kind.closings.filter((c) => c.types.includes(type) && c.id.endsWith('.key'))).toHaveLength(1);
  });
});

test('every row has an id of its own, a type of its kind, a sentence and a source', () => {
  expect(new Set(ROWS.map(([id]) => id)).size).toBe(ROWS.length);
  for (const [id, closing, kind] of ROWS) {
    expect(id.startsWith(`${kind.type}.`)).toBe(true);
    expect(closing.types.every((t) => kind.cfnTypes.includes(t))).toBe(true);
    expect(closing.says).toMatch(/^[A-Z].*\.$/);
    expect(closing.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(closing.postures.length).toBeGreaterThan(0);
  }
});

test.each(ROWS)('%s replaces where CloudFormation does, and nowhere else', (id, closing) => {
  for (const type of closing.types) {
    const name = propertyOf(closing, type);
    const replaces = name !== undefined && spec.get(type)?.[name].causesReplacement === 'yes';
    expect([type, closing.replaces]).toEqual([type, replaces || REPLACES_ALL_THE_SAME.has(id)]);
  }
});

test('most rows were really compared', () => {
  expect(ROWS.filter(([, c]) => c.types.some((t) => propertyOf(c, t) !== undefined)).length).toBeGreaterThan(60);
});

test.each(ROWS)('%s: a value that the deployment chooses, or that is no value of this property, is never closed and never an exception', (_, closing) => {
  for (const type of closing.types) {
    for (const value of [{ Ref: 'Chosen' }, { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, { Ref: 'Chosen' }] }, 7, 'nonsense', [[{}]], { Odd: [null] }, null]) {
      const stack = newStack();
      const name = propertyOf(closing, type);
      const properties = name === undefined ? {} : { [name]: value };
      const resource = new CfnResource(stack, 'R', { type, properties: { ...(type.startsWith('AWS::RDS') ? { Engine: 'aurora-mysql', EngineVersion: '8.0.mysql_aurora.3.04.0', DBClusterInstanceClass: 'c' } : {}), ...properties } });
      const judgement = closing.judge(resource, contextOf({ isJewel: true }));
      if (name !== undefined && typeof value === 'object' && value !== null && ('Ref' in value || 'Fn::If' in value)) expect([value, judgement.is]).not.toEqual([value, 'closed']);
      expect(['closed', 'not-asked', 'open', 'refused', 'unknown']).toContain(judgement.is);
    }
  }
});
