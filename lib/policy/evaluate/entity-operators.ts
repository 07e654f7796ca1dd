/**
 * Operators that look at entities: attributes, tags, types and ancestors.
 *
 *   ENTITY_OPERATORS.in(build, { left: { Var: 'principal' }, right: { Value: { __entity: { type: 'Group', id: 'staff' } } } })
 *
 * An entity that the request does not list has no attributes: `has` and `hasTag` say no, to read one is an error. Never computed before there is a request.
 */
import type { Build, Code } from './code';
import { EvaluationError, ExpressionProblem } from './errors';
import { ANY_ENTITY, showEntity, wrongType, wrongTypeOf } from './kind';
import type { Facts } from './request';
import { fieldsOf } from './shape';
import { CedarRecord, CedarSet, EntityRef, type Value } from './value';

type Operator = (build: Build, body: unknown) => Code;

const entity = (value: Value): EntityRef => {
  if (value instanceof EntityRef) return value;
  throw wrongType(ANY_ENTITY, value);
};
const tagName = (value: Value): string => {
  if (typeof value === 'string') return value;
  throw wrongType('string', value);
};
const nobody = (ref: EntityRef): EvaluationError => new EvaluationError(`entity \`${showEntity(ref)}\` does not exist`);

function attribute(facts: Facts, value: Value, name: string): Value {
  if (value instanceof CedarRecord) {
    const got = value.get(name);
    if (got === undefined) throw new EvaluationError(`record does not have the attribute \`${name}\``);
    return got;
  }
  if (!(value instanceof EntityRef)) throw wrongTypeOf(['record', ANY_ENTITY], value);
  const attributes = facts.attributes(value);
  if (attributes === undefined) throw nobody(value);
  const got = attributes.get(name);
  if (got === undefined) throw new EvaluationError(`\`${showEntity(value)}\` does not have the attribute \`${name}\``);
  return got;
}

function hasAttribute(facts: Facts, value: Value, name: string): boolean {
  if (value instanceof CedarRecord) return value.has(name);
  if (value instanceof EntityRef) return facts.attributes(value)?.has(name) ?? false;
  throw wrongTypeOf(['record', ANY_ENTITY], value);
}

/** Whether an entity is in what stands on the right; what the policy names itself is looked up by identity. */
function membership(build: Build, right: Code): (facts: Facts, left: EntityRef, value: Value) => boolean {
  const { constant } = right;
  if (constant instanceof EntityRef) {
    const target = build.interests.of(constant);
    return (facts, left) => facts.isInNamed(left, target);
  }
  if (constant instanceof CedarSet && constant.items().every((item) => item instanceof EntityRef)) {
    const targets = (constant.items() as readonly EntityRef[]).map((item) => build.interests.of(item));
    return (facts, left) => facts.isInOneOf(left, targets);
  }
  return (facts, left, value) => {
    if (value instanceof EntityRef) return facts.isIn(left, value);
    if (!(value instanceof CedarSet)) throw wrongTypeOf(['set', ANY_ENTITY], value);
    // All of them are looked at before any is asked.
    const targets = value.items();
    for (const target of targets) entity(target);
    for (const target of targets) if (facts.isIn(left, entity(target))) return true;
    return false;
  };
}

export const ENTITY_OPERATORS: Readonly<Record<string, Operator>> = {
  '.': (build, body) => {
    const { left, attr } = fieldsOf(body, '.', ['left', 'attr']);
    if (typeof attr !== 'string') throw new ExpressionProblem('`.` without the name of an attribute');
    const { run } = build.read(left);
    return { run: (facts) => attribute(facts, run(facts), attr) };
  },
  'has': (build, body) => {
    const { left, attr } = fieldsOf(body, 'has', ['left', 'attr']);
    const names: readonly unknown[] = Array.isArray(attr) ? attr : [attr];
    if (names.length === 0 || !names.every((name) => typeof name === 'string')) throw new ExpressionProblem('`has` without the name of an attribute');
    const { run } = build.read(left);
    const last = names[names.length - 1] as string;
    if (names.length === 1) return { run: (facts) => hasAttribute(facts, run(facts), last) };
    const before = names.slice(0, -1) as string[];
    return {
      run: (facts) => {
        let value = run(facts);
        for (const name of before) {
          if (!hasAttribute(facts, value, name)) return false;
          value = attribute(facts, value, name);
        }
        return hasAttribute(facts, value, last);
      },
    };
  },
  'in': (build, body) => {
    const { left, right } = fieldsOf(body, 'in', ['left', 'right']);
    const [a, b] = [build.read(left), build.read(right)];
    const isMember = membership(build, b);
    return {
      run: (facts) => {
        const member = a.run(facts);
        const group = b.run(facts);
        return isMember(facts, entity(member), group);
      },
    };
  },
  'is': (build, body) => {
    const fields = fieldsOf(body, 'is', ['left', 'entity_type'], ['in']);
    const type = fields.entity_type;
    if (typeof type !== 'string') throw new ExpressionProblem('`is` without the name of a type');
    const { run } = build.read(fields.left);
    if (fields.in === undefined) return { run: (facts) => entity(run(facts)).type === type };
    const group = build.read(fields.in);
    const isMember = membership(build, group);
    return {
      run: (facts) => {
        const member = entity(run(facts));
        return member.type === type && isMember(facts, member, group.run(facts));
      },
    };
  },
  'hasTag': (build, body) => {
    const { left, right } = fieldsOf(body, 'hasTag', ['left', 'right']);
    const [a, b] = [build.read(left), build.read(right)];
    return {
      run: (facts) => {
        const of = a.run(facts);
        const tag = b.run(facts);
        const ref = entity(of);
        const name = tagName(tag);
        return facts.tags(ref)?.has(name) ?? false;
      },
    };
  },
  'getTag': (build, body) => {
    const { left, right } = fieldsOf(body, 'getTag', ['left', 'right']);
    const [a, b] = [build.read(left), build.read(right)];
    return {
      run: (facts) => {
        const of = a.run(facts);
        const value = b.run(facts);
        const ref = entity(of);
        const tag = tagName(value);
        const tags = facts.tags(ref);
        if (tags === undefined) throw nobody(ref);
        const got = tags.get(tag);
        if (got === undefined) throw new EvaluationError(`\`${showEntity(ref)}\` does not have the tag \`${tag}\``);
        return got;
      },
    };
  },
};
