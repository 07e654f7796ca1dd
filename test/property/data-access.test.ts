/**
 * Random apps, deployed and asked: who may do what with whose data is what was declared, no more and no less.
 *
 *   may(role, action, store)  <=>  a data flow declares it            with the policies that the library wrote
 *   may(role, action, store)   =>  a data flow declares it            also where IAM gives the role everything
 *   may(role, request)        <=>  a data flow permits it, at that time, on that object or row, to that session     (limits)
 *   may(stranger, data)        =>  false;   may(administrator, administration)  =>  true
 *
 * The evaluator (test/support/iam) shares nothing with the library; templates are read as CloudFormation would.
 */
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import type { IConstruct } from 'constructs';
import { kindOfType } from '../../lib/layers/data/kinds';
import type { RowsData, StoreType } from '../../lib/layers/data/model';
import { runs } from '../algebra/support';
import { ACCOUNT, BREAK_GLASS, DEPLOYER, type FlowInput, protect, role } from '../support/iam/app';
import { may, type PlainStatement, type Principal } from '../support/iam/evaluate';

const TYPES = ['s3', 'dynamodb', 'sqs', 'kms'] as const;
const EVERYTHING: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
/** Administration that must stay, by kind. */
const ADMINISTRATION: Readonly<Record<(typeof TYPES)[number], readonly string[]>> = {
  s3: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:DeleteBucket'],
  dynamodb: ['dynamodb:PutResourcePolicy', 'dynamodb:DeleteResourcePolicy', 'dynamodb:UpdateTable', 'dynamodb:DescribeTable'],
  sqs: ['sqs:SetQueueAttributes', 'sqs:GetQueueAttributes', 'sqs:DeleteQueue'],
  kms: ['kms:PutKeyPolicy', 'kms:GetKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DescribeKey'],
};

interface World {
  readonly stores: readonly (typeof TYPES)[number][];
  /** Of each role: whether it is in another stack. */
  readonly roles: readonly boolean[];
  readonly flows: readonly { readonly role: number; readonly store: number; readonly access: 'read' | 'write' | 'read-write' | 'actions'; readonly pick: number }[];
}

const worlds: fc.Arbitrary<World> = fc.record({
  stores: fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 4 }),
  roles: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  flows: fc.array(fc.record({ role: fc.nat(), store: fc.nat(), access: fc.constantFrom('read' as const, 'write' as const, 'read-write' as const, 'actions' as const), pick: fc.nat() }), { maxLength: 6 }),
});

function resourceOf(type: StoreType, stack: Stack, id: string): IConstruct {
  switch (type) {
    case 's3': return new s3.Bucket(stack, id);
    case 'dynamodb': return new dynamodb.Table(stack, id, { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
    case 'sqs': return new sqs.Queue(stack, id);
    default: return new kms.Key(stack, id);
  }
}

/** The resource that an action is asked of: objects for buckets, the resource itself else. */
function askedOf(action: string, arn: string): string {
  if (/^s3:/.test(action) && !/^s3:ListBucket/.test(action) && !ADMINISTRATION.s3.includes(action)) return `${arn}/key`;
  return /(GetRecords|GetShardIterator|DescribeStream)$/.test(action) ? `${arn}/stream/1` : action === 'dynamodb:RestoreTableFromBackup' ? `${arn}/backup/1` : arn;
}

/** Streams and backups, of which a table's policy cannot speak, and descriptions: there IAM alone decides. */
const IN_NO_POLICY = /^dynamodb:(DescribeStream|GetRecords|GetShardIterator|RestoreTableFromBackup)$|^kms:DescribeKey$|^sqs:GetQueueAttributes$/;

function check(world: World): void {
  const flows = world.flows.map((f) => {
    const store = f.store % world.stores.length;
    const kind = kindOfType(world.stores[store]);
    const plane = [...kind.read, ...kind.write, ...kind.other];
    const named = { 'read': kind.read, 'write': kind.write, 'read-write': [...kind.read, ...kind.write], 'actions': [plane[f.pick % plane.length]] }[f.access];
    return { role: f.role % world.roles.length, store, access: f.access, actions: [...new Set(named)] };
  });
  const result = protect((stack) => {
    const other = new Stack(stack.node.root as never, 'Other');
    const roles = world.roles.map((isElsewhere, n) => role(isElsewhere ? other : stack, `Role${n}`));
    const input = flows.map((f, n): FlowInput => ({ id: `flow-${n}`, source: roles[f.role], store: `store${f.store}`, access: f.access, actions: f.actions }));
    return { stores: Object.fromEntries(world.stores.map((type, n) => [`store${n}`, { resource: resourceOf(type, stack, `Store${n}`) }])), flows: input };
  });
  expect(result.reports).toEqual([]);
  const account = result.account();
  const root: Principal = { arn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT };
  const stranger: Principal = { arn: `arn:aws:iam::${ACCOUNT}:role/administrator`, account: ACCOUNT };
  const keepers: Principal[] = [{ arn: DEPLOYER, account: ACCOUNT }, { arn: BREAK_GLASS, account: ACCOUNT }];
  world.stores.forEach((type, s) => {
    const name = account.named(`Store${s}`);
    const [arn, policy, kind] = [account.arn(name), account.policyOf(name), kindOfType(type)];
    const ask = (principal: Principal, action: string, identity: readonly PlainStatement[]): boolean => may({ principal, action, resource: askedOf(action, arn) }, { identity, policy, account: ACCOUNT, needsDelegation: type === 'kms' });
    for (const action of new Set([...kind.read, ...kind.write, ...kind.other])) {
      const isOpen = IN_NO_POLICY.test(action);
      if (!isOpen) expect([action, ask(stranger, action, EVERYTHING), ask(root, action, EVERYTHING)]).toEqual([action, false, false]);
      for (const keeper of keepers) expect([keeper.arn, action, ask(keeper, action, EVERYTHING)]).toEqual([keeper.arn, action, true]);
      world.roles.forEach((_, r) => {
        const { principal, identity } = account.role(account.named(`Role${r}`));
        const isDeclared = flows.some((f) => f.role === r && f.store === s && f.actions.includes(action));
        expect([r, s, action, ask(principal, action, identity)]).toEqual([r, s, action, isDeclared]);
        if (!isOpen) expect([r, s, action, 'everything', ask(principal, action, EVERYTHING)]).toEqual([r, s, action, 'everything', isDeclared]);
      });
    }
    for (const action of ADMINISTRATION[type]) for (const who of [...keepers, root, stranger]) expect([who.arn, action, ask(who, action, EVERYTHING)]).toEqual([who.arn, action, true]);
  });
}

test('declared roles have exactly what was declared, others nothing, administrators their administration (20 runs)', () => {
  fc.assert(fc.property(worlds, check), runs(20));
});

test('adding a flow changes its role\'s policy and its store\'s, and nothing else (10 runs)', () => {
  const template = (world: World): Record<string, string> => {
    const result = protect((stack) => {
      const roles = world.roles.map((_, n) => role(stack, `Role${n}`));
      return {
        stores: Object.fromEntries(world.stores.map((type, n) => [`store${n}`, { resource: resourceOf(type, stack, `Store${n}`) }])),
        flows: world.flows.map((f, n): FlowInput => ({ id: `flow-${n}`, source: roles[f.role % world.roles.length], store: `store${f.store % world.stores.length}`, access: f.access === 'actions' ? 'read' : f.access })),
      };
    });
    return Object.fromEntries(Object.entries<any>(result.template().Resources).map(([id, r]) => [id, JSON.stringify(r)]));
  };
  fc.assert(fc.property(worlds.filter((w) => w.flows.length > 0), (world) => {
    const last = world.flows[world.flows.length - 1];
    const [before, after] = [template({ ...world, flows: world.flows.slice(0, -1) }), template(world)];
    const changed = Object.keys({ ...before, ...after }).filter((id) => before[id] !== after[id]);
    const own = new RegExp(`^(DataRoles.*Role${last.role % world.roles.length}|.*Store${last.store % world.stores.length})`);
    expect(changed.filter((id) => !own.test(id))).toEqual([]);
    expect(changed.length).toBeLessThanOrEqual(3);
  }), runs(10));
});

/** What a data flow is limited to. `rows` in place of parts. */
interface Limit {
  readonly until?: string;
  readonly parts: readonly string[];
  readonly rows?: RowsData;
}

const UNTILS = ['2027-01-31', '2028-01-31', '2028-06-30T12:00:00+02:00'];
/** Just before and at each end, in order. */
const INSTANTS = ['2027-01-31T23:59:59Z', '2027-02-01T00:00:00Z', '2028-02-01T00:00:00Z', '2028-06-30T09:59:59Z', '2028-06-30T10:00:00Z'];
const endOf = (until: string): number => Date.parse(until.length === 10 ? `${until}T00:00:00Z` : until) + (until.length === 10 ? 86_400_000 : 0);
const PARTS = ['a/*', 'b/*', 'a/x/*', 'index'];
const rowsOf = (type: string, own: string, hasTeam: boolean, common: boolean): RowsData => {
  const end = type === 's3' ? '/' : '#';
  return { ownerTag: own, prefix: `${own}${end}`, shared: hasTeam ? [{ tag: 'team', prefix: `teams${end}` }] : [], common: common ? [`all${end}`] : [] };
};
const SESSIONS: readonly Readonly<Record<string, string>>[] = [{}, { sub: 'x' }, { sub: 'x', team: 'red' }, { team: 'red' }, { mail: 'x' }, { sub: 'x', mail: 'y', team: 'red' }, { sub: 'a/b' }];

const limits: fc.Arbitrary<Limit & { readonly row?: { readonly own: string; readonly hasTeam: boolean; readonly common: boolean } }> = fc.record({
  until: fc.option(fc.constantFrom(...UNTILS), { nil: undefined }),
  parts: fc.subarray(PARTS, { maxLength: 2 }),
  row: fc.option(fc.record({ own: fc.constantFrom('sub', 'mail'), hasTeam: fc.boolean(), common: fc.boolean() }), { nil: undefined }),
});

const limitedWorlds = fc.record({
  type: fc.constantFrom('s3' as const, 's3' as const, 'dynamodb' as const, 'sqs' as const),
  isElsewhere: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
  flows: fc.array(fc.record({ role: fc.nat({ max: 1 }), access: fc.constantFrom('read' as const, 'write' as const, 'read-write' as const), limit: limits }), { minLength: 1, maxLength: 3 }),
});

/** Hand-written, from docs/data.md: whether one data flow permits a request on a name (object, prefix or leading key). */
function permits(type: string, limit: Limit, isReading: boolean, now: string, name: string | undefined, session: Readonly<Record<string, string>>): boolean {
  if (limit.until !== undefined && Date.parse(now) >= endOf(limit.until)) return false;
  if (limit.rows !== undefined) {
    const { ownerTag, prefix, shared, common } = limit.rows;
    const isGood = (tag: string): boolean => session[tag] !== undefined && (type !== 's3' || !session[tag].includes('/'));
    if (!isGood(ownerTag) || name === undefined) return false;
    const is = (full: string): boolean => (type === 's3' ? name.startsWith(`${full}/`) : name === full);
    if (is(`${prefix}${session[ownerTag]}`)) return true;
    if (shared.some((s) => isGood(s.tag) && is(`${s.prefix}${session[s.tag]}`))) return true;
    return isReading && common.some((c) => (type === 's3' && c.endsWith('/') ? name.startsWith(c) : name === c));
  }
  return type !== 's3' || limit.parts.length === 0 || (name !== undefined && limit.parts.some((p) => (p.endsWith('*') ? name.startsWith(p.slice(0, -1)) : name === p)));
}

const REQUESTS: Readonly<Record<string, readonly (readonly [action: string, isReading: boolean, context?: string])[]>> = {
  s3: [['s3:GetObject', true], ['s3:PutObject', false], ['s3:ListBucket', true, 's3:prefix']],
  dynamodb: [['dynamodb:GetItem', true, 'dynamodb:LeadingKeys'], ['dynamodb:PutItem', false, 'dynamodb:LeadingKeys']],
  sqs: [['sqs:ReceiveMessage', true], ['sqs:SendMessage', false]],
};
const NAMES: Readonly<Record<string, readonly (string | undefined)[]>> = {
  s3: ['a/1', 'a/x/1', 'b/1', 'index', 'other', 'sub/x/1', 'sub/y/1', 'mail/y/1', 'teams/red/1', 'teams/blue/1', 'all/1', 'sub/a/b/1'],
  dynamodb: ['other', 'sub#x', 'sub#y', 'mail#y', 'teams#red', 'teams#blue', 'all#', undefined],
  sqs: [undefined],
};

test('with every other permission a role has what its data flows permit, at their time, on their parts and rows, and nothing else (20 runs)', () => {
  fc.assert(fc.property(limitedWorlds, ({ type, isElsewhere, flows }) => {
    const declared = flows.map((f) => {
      const { row } = f.limit;
      const hasRows = row !== undefined && type !== 'sqs';
      const limit: Limit = { until: f.limit.until, parts: type === 's3' && !hasRows ? f.limit.parts : [], ...(hasRows ? { rows: rowsOf(type, row.own, row.hasTeam, row.common) } : {}) };
      return { ...f, limit };
    });
    const result = protect((stack) => {
      const other = new Stack(stack.node.root as never, 'Other');
      const roles = isElsewhere.map((elsewhere, n) => role(elsewhere ? other : stack, `Role${n}`));
      return { stores: { store: { resource: resourceOf(type, stack, 'Store') } }, flows: declared.map((f, n): FlowInput => ({ id: `flow-${n}`, source: roles[f.role], store: 'store', access: f.access, ...f.limit })) };
    });
    const isWhole = result.reports.length === 0;
    expect(result.reports.filter((r) => r.code !== 'LimitsNotInPolicy')).toEqual([]);
    const account = result.account();
    const name = account.named('Store');
    const [arn, policy] = [account.arn(name), account.policyOf(name)];
    isElsewhere.forEach((_, r) => {
      const { principal, identity } = account.role(account.named(`Role${r}`));
      for (const [action, isReading, key] of REQUESTS[type]) {
        const mine = declared.filter((f) => f.role === r && (f.access === 'read-write' || f.access === (isReading ? 'read' : 'write')));
        for (const now of INSTANTS) for (const session of SESSIONS) for (const target of NAMES[type]) {
          const context = { 'aws:CurrentTime': now, ...(key === undefined || target === undefined ? {} : { [key]: [target] }) };
          const asked = { principal: { ...principal, tags: { ...principal.tags, ...session } }, action, resource: type === 's3' && key === undefined ? `${arn}/${String(target)}` : arn, context };
          const isPermitted = mine.some((f) => permits(type, f.limit, isReading, now, target, session));
          const got = [may(asked, { identity, policy, account: ACCOUNT }), may(asked, { identity: EVERYTHING, policy, account: ACCOUNT })];
          if (got[0] !== isPermitted || (isWhole ? got[1] !== isPermitted : isPermitted && !got[1])) expect([r, action, now, session, target, ...got]).toEqual([r, action, now, session, target, isPermitted, isPermitted]);
        }
      }
    });
  }), runs(20));
});
