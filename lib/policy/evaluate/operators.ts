/**
 * Cedar's operators by the names that they have in Cedar's JSON: each reads its operands and gives back a closure.
 *
 *   OPERATORS['=='](build, { left, right }).run(facts)
 *
 * What looks at entities stands in entity-operators.ts.
 */
import type { Build, Code } from './code';
import { ENTITY_OPERATORS } from './entity-operators';
import { contains, containsAll, containsAny, equal } from './equal';
import { EvaluationError, ExpressionProblem } from './errors';
import { below, isLong } from './functions';
import { wrongType } from './kind';
import { add, multiply, negate, subtract, type Long } from './long';
import { readPattern } from './pattern';
import { fieldsOf } from './shape';
import { CedarSet, type Value } from './value';

type Operator = (build: Build, body: unknown) => Code;

const truth = (value: Value): boolean => {
  if (typeof value === 'boolean') return value;
  throw wrongType('bool', value);
};
const long = (value: Value): Long => {
  if (isLong(value)) return value;
  throw wrongType('long', value);
};
const set = (value: Value): CedarSet => {
  if (value instanceof CedarSet) return value;
  throw wrongType('set', value);
};

/** Both operands, then what is done with them. */
function binary(name: string, done: (a: Value, b: Value) => Value): Operator {
  return (build, body) => {
    const { left, right } = fieldsOf(body, name, ['left', 'right']);
    const [a, b] = [build.read(left), build.read(right)];
    return build.fold([a, b], (facts) => {
      const first = a.run(facts);
      return done(first, b.run(facts));
    });
  };
}

function unary(name: string, done: (a: Value) => Value): Operator {
  return (build, body) => {
    const a = build.read(fieldsOf(body, name, ['arg']).arg);
    return build.fold([a], (facts) => done(a.run(facts)));
  };
}

function arithmetic(name: string, verb: string, done: (a: Long, b: Long) => Long | undefined): Operator {
  return binary(name, (a, b) => {
    const [x, y] = [long(a), long(b)];
    const result = done(x, y);
    if (result === undefined) throw new EvaluationError(`integer overflow while attempting to ${verb} the values \`${x}\` and \`${y}\``);
    return result;
  });
}

/** `a && b && c` is nested to the left, as deep as it is long: read as one list. `until` ends it. */
function chain(name: '&&' | '||', until: boolean): Operator {
  return (build, body) => {
    const expressions: unknown[] = [];
    let rest: unknown = { [name]: body };
    while (typeof rest === 'object' && rest !== null && Object.keys(rest).length === 1 && Object.hasOwn(rest, name)) {
      const { left, right } = fieldsOf((rest as Record<string, unknown>)[name], name, ['left', 'right']);
      expressions.push(right);
      rest = left;
    }
    const parts = [rest, ...expressions.reverse()].map((e) => build.read(e));
    const runs = parts.map((p) => p.run);
    return build.fold(parts, (facts) => {
      for (const run of runs) if (truth(run(facts)) === until) return until;
      return !until;
    });
  };
}

export const OPERATORS: Readonly<Record<string, Operator>> = {
  ...ENTITY_OPERATORS,
  '!': unary('!', (a) => !truth(a)),
  'neg': unary('neg', (a) => {
    const x = long(a);
    const result = negate(x);
    if (result === undefined) throw new EvaluationError(`integer overflow while attempting to negate the value \`${x}\``);
    return result;
  }),
  '==': binary('==', equal),
  '!=': binary('!=', (a, b) => !equal(a, b)),
  '<': binary('<', (a, b) => below(a, b, false)),
  '<=': binary('<=', (a, b) => below(a, b, true)),
  // As Cedar reads them: not the opposite, with the operands where they were.
  '>': binary('>', (a, b) => !below(a, b, true)),
  '>=': binary('>=', (a, b) => !below(a, b, false)),
  '+': arithmetic('+', 'add', add),
  '-': arithmetic('-', 'subtract', subtract),
  '*': arithmetic('*', 'multiply', multiply),
  '&&': chain('&&', false),
  '||': chain('||', true),
  'contains': binary('contains', (a, b) => contains(set(a), b)),
  'containsAll': binary('containsAll', (a, b) => {
    const all = set(a);
    return containsAll(all, set(b));
  }),
  'containsAny': binary('containsAny', (a, b) => {
    const all = set(a);
    return containsAny(all, set(b));
  }),
  'isEmpty': unary('isEmpty', (a) => set(a).size === 0),
  'if-then-else': (build, body) => {
    const fields = fieldsOf(body, 'if-then-else', ['if', 'then', 'else']);
    const [test, then, otherwise] = [build.read(fields.if), build.read(fields.then), build.read(fields.else)];
    return build.fold([test, then, otherwise], (facts) => (truth(test.run(facts)) ? then : otherwise).run(facts));
  },
  'like': (build, body) => {
    const { left, pattern } = fieldsOf(body, 'like', ['left', 'pattern']);
    const matches = readPattern(pattern);
    if (matches === undefined) throw new ExpressionProblem('`like` with a pattern that is none');
    const a = build.read(left);
    return build.fold([a], (facts) => {
      const value = a.run(facts);
      if (typeof value !== 'string') throw wrongType('string', value);
      return matches(value);
    });
  },
};
