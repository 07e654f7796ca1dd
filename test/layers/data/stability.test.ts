/**
 * What a deployment does to policies that live: no grant is taken away before it is given elsewhere, keys and names stay, and what is
 * too much for IAM is told before. (The same over random worlds: test/property/data-stability.test.ts.)
 */
import type { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, DataProtection } from 'cdk-zero-trust';
import { changes } from '../../support/apps/compare';
import { type Json, mistakesOf, newApp, newStack, resourcesOf, resourcesOfType, synthesize, type Synthesized } from '../../support/apps/synthesize';

jest.setTimeout(120_000);

const role = (stack: Stack, id: string): iam.Role => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** One role that reads parts of one bucket; each part is a data flow. */
function parts(numbers: readonly number[]): Synthesized {
  const app = newApp();
  const stack = newStack(app, 'Home');
  const data = new DataProtection(stack, 'Data');
  const store = data.addStore('documents', { resource: new s3.Bucket(stack, 'Documents', { encryptionKey: new kms.Key(stack, 'Key') }) });
  const source = role(stack, 'Reader');
  for (const n of numbers) data.addDataFlow({ id: `flow-${n}`, source, store, access: DataAccess.reads().on(`daily-${n}/*`), because: 'reads its part' });
  return synthesize(app);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Policies of the role, by logical id. */
function policies({ templates }: Synthesized): Map<string, Json> {
  return new Map(resourcesOf(templates).filter(([, r]) => r.Type === 'AWS::IAM::RolePolicy' || r.Type === 'AWS::IAM::ManagedPolicy').map(([id, r]) => [id.split('/')[1], r]));
}

function granted(live: ReadonlyMap<string, Json>): Set<string> {
  const text = [...live.values()].map((p) => JSON.stringify(p.Properties.PolicyDocument)).join(' ');
  return new Set(text.match(/\/daily-\d+\/\*/g) ?? []);
}

/**
 * As CloudFormation does it: what the new template has is made or changed, what it depends on first; what it has no more is deleted
 * last. After each step, what both templates permit must be permitted.
 */
function gaps(before: Synthesized, after: Synthesized): string[] {
  const [live, next] = [policies(before), policies(after)];
  const kept = [...granted(live)].filter((part) => granted(next).has(part));
  const missing = new Set<string>();
  const look = (): void => kept.filter((part) => !granted(live).has(part)).forEach((part) => missing.add(part));
  const done = new Set<string>();
  const make = (id: string): void => {
    if (done.has(id)) return;
    done.add(id);
    for (const first of [next.get(id)!.DependsOn ?? []].flat() as string[]) if (next.has(first)) make(first);
    live.set(id, next.get(id)!);
    look();
  };
  [...next.keys()].sort().forEach(make);
  for (const id of [...live.keys()].filter((i) => !next.has(i))) {
    live.delete(id);
    look();
  }
  return [...missing];
}

test('from one inline policy to managed ones and back, no deployment leaves a gap, and no policy changes its name', () => {
  const steps = [8, 35, 36, 120, 35, 8].map((count) => parts(upTo(count)));
  expect(steps.map((s) => policies(s).size)).toEqual([1, expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number), 1]);
  expect(policies(steps[3]).size).toBeGreaterThan(policies(steps[1]).size);
  expect(policies(steps[1]).size).toBeGreaterThan(1);
  for (const [n, step] of steps.entries()) {
    if (n === 0) continue;
    expect(gaps(steps[n - 1], step)).toEqual([]);
    const [was, is] = [policies(steps[n - 1]), policies(step)].map((map) => [...map.keys()]);
    // More leaves: those that are there stay; fewer: those that stay were there.
    const [few, many] = was.length < is.length ? [was, is] : [is, was];
    expect(many).toEqual(expect.arrayContaining(few));
  }
});

test('one data flow of many is one statement\'s worth of one leaf', () => {
  const [before, after] = [parts(upTo(120)), parts(upTo(120).filter((n) => n !== 77))];
  const changed = changes(before, after).filter((c) => c.type.startsWith('AWS::IAM::'));
  expect(changed).toHaveLength(1);
  expect(changed[0].flows).toContain('flow-77');
  // The store's policy holds the role to its parts; the key knows it already: nothing but its list of data flows changes.
  const others = changes(before, after).filter((c) => !c.type.startsWith('AWS::IAM::'));
  expect(others.filter((c) => c.type === 'AWS::S3::BucketPolicy').length).toBeLessThanOrEqual(1);
  const [was, is] = [before, after].map(({ templates }) => new Map(resourcesOf(templates)));
  for (const { id } of others.filter((c) => c.type !== 'AWS::S3::BucketPolicy')) expect({ ...is.get(id), Metadata: {} }).toEqual({ ...was.get(id), Metadata: {} });
});

test('200 data flows of one role are within what IAM takes', () => {
  const made = [...policies(parts(upTo(200))).values()];
  expect(made.filter((p) => p.Type === 'AWS::IAM::ManagedPolicy').length).toBeLessThanOrEqual(10);
  expect(made.flatMap((p) => p.Metadata['zero-trust'].flows)).toEqual(expect.arrayContaining(upTo(200).map((n) => `flow-${n}`)));
});

test('500 data flows of one role to one store are told, with the numbers', () => {
  const app = newApp();
  const stack = newStack(app, 'Home');
  const data = new DataProtection(stack, 'Data');
  const store = data.addStore('documents', { resource: new s3.CfnBucket(stack, 'Documents') });
  const source = role(stack, 'Reader');
  for (const n of upTo(500)) data.addDataFlow({ id: `flow-${n}`, source, store, access: DataAccess.reads().on(`daily-${n}/*`), because: 'reads its part' });
  expect(mistakesOf(app)).toEqual([expect.stringMatching(/^RolePoliciesTooLong: role `Home\/Reader` would need \d\d managed policies beside 0 of its own; expected at most 10 of 6144 characters each/)]);
});

describe('where the account attaches more managed policies to a role', () => {
  const readers = (managedPoliciesPerRole: number | undefined): App => {
    const app = newApp();
    const stack = newStack(app, 'Home');
    const data = new DataProtection(stack, 'Data', { managedPoliciesPerRole });
    const store = data.addStore('documents', { resource: new s3.CfnBucket(stack, 'Documents') });
    const source = role(stack, 'Reader');
    for (const n of upTo(60)) data.addDataFlow({ id: `flow-${n}`, source, store, access: DataAccess.reads().on(`daily-${n}/*`), because: 'reads its part' });
    return app;
  };

  test('its data flows may take more, and fewer where it attaches fewer', () => {
    expect(mistakesOf(readers(1))).toEqual([expect.stringMatching(/^RolePoliciesTooLong: .* expected at most 1 of 6144 characters each.*`managedPoliciesPerRole`/)]);
    expect(resourcesOfType(synthesize(readers(20)).templates, 'AWS::IAM::ManagedPolicy').length).toBeGreaterThan(1);
  });

  test.each([0, -1, 1.5, Number.NaN])('%s is no number of policies', (count) => {
    expect(mistakesOf(readers(count))).toEqual([expect.stringMatching(/^WrongType: `managedPoliciesPerRole` is .*; expected a whole number, 1 or more/)]);
  });
});

describe('500 roles at one store', () => {
  const readers = (count: number, make: (stack: Stack, n: number) => iam.IRole, elsewhere = false): App => {
    const app = newApp();
    const stack = newStack(app, 'Home');
    const data = new DataProtection(stack, 'Data');
    const store = data.addStore('documents', { resource: new s3.Bucket(stack, 'Documents', { encryptionKey: new kms.Key(stack, 'Key') }) });
    const stacks = elsewhere ? [newStack(app, 'One'), newStack(app, 'Two')] : [stack];
    for (const n of upTo(count)) data.addDataFlow({ id: `flow-${n}`, source: make(stacks[n % stacks.length], n), store, access: DataAccess.reads(), because: 'reads' });
    return app;
  };
  const named = (stack: Stack, n: number): iam.IRole => iam.Role.fromRoleArn(stack, `Reader${n}`, `arn:aws:iam::111122223333:role/team/reader-of-documents-${n}`);

  test('named by their ARNs they are more than a bucket\'s or a key\'s policy takes, which is told for both, with the data flows that cost most', () => {
    expect(mistakesOf(readers(500, named))).toEqual([
      expect.stringMatching(/^ResourcePolicyTooLong: the policy of `Home\/Documents` would have \d{5} characters, \d+ of them from others; expected at most 20480, which is what AWS takes; the data flows that cost most are `flow-\d+` \(\d+\)/),
      expect.stringMatching(/^ResourcePolicyTooLong: the policy of `Home\/Key\/Resource` would have \d{5} characters, .* expected at most 32768/),
    ]);
  });

  test('of other stacks they carry a tag, and the policies do not grow', () => {
    const lengths = [2, 500].map((count) => {
      const { templates } = synthesize(readers(count, (stack, n) => role(stack, `Reader${n}`), true));
      return ['AWS::S3::BucketPolicy', 'AWS::KMS::Key'].map((type) => JSON.stringify(resourcesOfType(templates, type)[0].Properties).length);
    });
    expect(lengths[1]).toEqual(lengths[0]);
  });
});

describe('keys that the library makes', () => {
  const jewels = (ids: readonly string[], displayName?: string): Synthesized => {
    const app = newApp();
    const stack = newStack(app, 'Home');
    const data = new DataProtection(stack, 'Data');
    for (const id of ids) data.addStore(id, { resource: new s3.CfnBucket(stack, `Bucket-${id}`), crownJewel: CrownJewel.restricted(), displayName });
    return synthesize(app);
  };

  test('stay what they are when stores come, go and are renamed', () => {
    const before = jewels(['documents', 'papers']);
    expect(resourcesOfType(before.templates, 'AWS::KMS::Key')).toHaveLength(2);
    expect(changes(before, jewels(['documents', 'papers'], 'Another name'))).toEqual([]);
    expect(changes(before, jewels(['audit', 'documents', 'papers'])).filter((c) => !/audit/i.test(c.id))).toEqual([]);
    expect(changes(before, jewels(['papers'])).filter((c) => !/documents/i.test(c.id))).toEqual([]);
  });
});
