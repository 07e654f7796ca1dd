/**
 * One random case: policies, entities, and requests against them. The same number gives the same case on every machine.
 */
import { Random } from '../../fuzz/random';
import { Expressions } from './expressions';
import { json, KINDS, record, TYPES, uid, uidText, type Uid } from './values';

export interface Entity {
  readonly uid: Uid;
  readonly attrs: Record<string, unknown>;
  readonly parents: readonly Uid[];
  readonly tags?: Record<string, unknown>;
}

export interface Case {
  /** Cedar's text of each policy. */
  readonly policies: readonly string[];
  readonly entities: readonly Entity[];
  readonly requests: readonly { readonly principal: Uid; readonly action: Uid; readonly resource: Uid; readonly context: Record<string, unknown> }[];
}

const ACTIONS: readonly Uid[] = ['read', 'write', 'any'].map((id) => ({ type: 'Action', id }));

export function makeCase(campaign: number, index: number): Case {
  const random = new Random(campaign * 1_000_003 + index);
  const entities = makeEntities(random);
  const known = entities.map((e) => e.uid);
  const someone = (): Uid => (random.chance(0.9) ? random.pick(known) : uid(random));
  const requests = Array.from({ length: random.chance(0.2) ? 2 : 1 }, () => ({ principal: someone(), action: random.pick(ACTIONS.slice(0, 2)), resource: someone(), context: record(random) }));
  return { policies: Array.from({ length: 1 + random.below(4) }, () => policy(random, requests[0])), entities, requests };
}

/** Parents stand later in the list, so that there is no cycle; then all are mixed. */
function makeEntities(random: Random): Entity[] {
  const uids = new Map(Array.from({ length: 2 + random.below(4) }, () => uid(random)).map((u) => [uidText(u), u]));
  const order = [...uids.values()];
  const entities: Entity[] = order.map((own, i) => ({
    uid: own,
    attrs: record(random),
    parents: [...order.slice(i + 1).filter(() => random.chance(0.25)), ...(random.chance(0.2) ? [{ type: 'Group', id: 'nobody' }] : [])],
    ...(random.chance(0.5) ? { tags: Object.fromEntries(['t', 'u', '__proto__'].filter(() => random.chance(0.6)).map((t) => [t, json(random, random.pick(KINDS))])) } : {}),
  }));
  if (random.chance(0.7)) entities.push({ uid: ACTIONS[0], attrs: {}, parents: [ACTIONS[2]] });
  return entities.map((entity) => ({ entity, at: random.next() })).sort((a, b) => a.at - b.at).map(({ entity }) => entity);
}

type Request = Case['requests'][number];

function policy(random: Random, request: Request): string {
  const expressions = new Expressions(random);
  const near = (own: Uid): Uid => (random.chance(0.75) ? own : uid(random));
  const who = (name: 'principal' | 'resource'): string => {
    const own = near(request[name]);
    const type = random.chance(0.7) ? request[name].type : random.pick(TYPES);
    return random.pick([name, name, name, name, name, name, `${name} == ${uidText(own)}`, `${name} in ${uidText(own)}`, `${name} in ${uidText(uid(random))}`, `${name} is ${type}`, `${name} is ${type} in ${uidText(own)}`]);
  };
  const act = (): string => uidText(random.chance(0.7) ? request.action : random.pick(ACTIONS));
  const action = random.pick(['action', 'action', 'action', 'action', 'action', `action == ${act()}`, `action in ${act()}`, `action in [${act()}, ${act()}]`, 'action in Action::"any"', 'action in []']);
  const conditions = Array.from({ length: random.pick([0, 0, 1, 1, 1, 2]) }, () => `${random.chance(0.7) ? 'when' : 'unless'} { ${expressions.of('bool', 1 + random.below(4))} }`);
  const effect = random.chance(0.88) ? 'permit' : 'forbid';
  return `${effect} (${who('principal')}, ${action}, ${who('resource')})\n${conditions.join('\n')};`;
}
