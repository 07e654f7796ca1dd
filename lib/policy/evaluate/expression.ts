/**
 * Cedar's JSON expressions as closures: read once when the table is loaded, called for each request. No text is ever compiled.
 *
 *   const { run } = new Reader(interests).read({ '==': { left: { Var: 'principal' }, right: { '.': { left: { Var: 'resource' }, attr: 'owner' } } } });
 *   run(facts)   // true, or an EvaluationError is thrown
 *
 * Order of evaluation and of errors is Cedar's: operands from left to right before their types are looked at, fields of records by name, `&&`, `||` and `if` only as
 * far as needed. What depends on no request is computed at once; where that fails, it fails again in each request that comes so far. An expression that is
 * not known here is refused when the table is loaded (`ExpressionProblem`), never read as something else.
 */
import { EvaluationError, ExpressionProblem, PolicyRequestError } from './errors';
import { index } from './equal';
import type { Interests } from './interests';
import { FUNCTIONS } from './functions';
import type { Build, Code, Run } from './code';
import { OPERATORS } from './operators';
import type { Facts } from './request';
import { onlyKey } from './shape';
import { CedarRecord, CedarSet, EntityRef, readValue, type Value } from './value';

const DEEPEST = 400;

export class Reader implements Build {
  private depth = 0;

  constructor(public readonly interests: Interests) {}

  public read(expression: unknown): Code {
    if (++this.depth > DEEPEST) throw new ExpressionProblem(`an expression is nested deeper than ${DEEPEST} levels`);
    try {
      return this.node(expression);
    } finally {
      this.depth--;
    }
  }

  /** Computed at once where all that it needs is constant. */
  public fold(parts: readonly Code[], run: Run): Code {
    if (parts.some((part) => part.constant === undefined)) return { run };
    try {
      // Constant parts look at no request.
      const constant = run(undefined as unknown as Facts);
      if (constant instanceof CedarSet && constant.size > 8) index(constant);
      return { run: () => constant, constant };
    } catch (error) {
      if (error instanceof EvaluationError) return { run };
      throw error;
    }
  }

  private node(expression: unknown): Code {
    const [name, body] = onlyKey(expression);
    switch (name) {
      case 'Value': return this.literal(body);
      case 'Var': return variable(body);
      case 'Set': return this.set(body);
      case 'Record': return this.record(body);
      default:
        if (Object.hasOwn(OPERATORS, name)) return OPERATORS[name](this, body);
        if (Object.hasOwn(FUNCTIONS, name)) return this.call(name, body);
        throw new ExpressionProblem(`\`${name}\` is not an expression that is supported`);
    }
  }

  private literal(raw: unknown): Code {
    const constant = valueOf(raw);
    return { run: () => constant, constant };
  }

  private set(body: unknown): Code {
    if (!Array.isArray(body)) throw new ExpressionProblem('`Set` without a list');
    const parts = body.map((part) => this.read(part));
    return this.fold(parts, (facts) => {
      const items: Value[] = [];
      for (const part of parts) items.push(part.run(facts));
      return new CedarSet(items);
    });
  }

  private record(body: unknown): Code {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new ExpressionProblem('`Record` without fields');
    const fields = Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => ({ name, code: this.read(part) }));
    return this.fold(fields.map((f) => f.code), (facts) => {
      const made = Object.create(null) as Record<string, Value>;
      for (const { name, code } of fields) made[name] = code.run(facts);
      return new CedarRecord(made);
    });
  }

  private call(name: string, body: unknown): Code {
    const { arity, call } = FUNCTIONS[name];
    if (!Array.isArray(body) || body.length !== arity) throw new ExpressionProblem(`\`${name}\` takes ${arity} ${arity === 1 ? 'value' : 'values'}`);
    const [first, second] = body.map((part) => this.read(part));
    if (second === undefined) return this.fold([first], (facts) => call([first.run(facts)]));
    return this.fold([first, second], (facts) => {
      const a = first.run(facts);
      return call([a, second.run(facts)]);
    });
  }
}

function variable(name: unknown): Code {
  switch (name) {
    case 'principal': return { run: (facts) => facts.principal };
    case 'action': return { run: (facts) => facts.action };
    case 'resource': return { run: (facts) => facts.resource };
    case 'context': return { run: (facts) => facts.context };
    default: throw new ExpressionProblem(`\`${String(name)}\` is not a variable; expected principal, action, resource or context`);
  }
}

function valueOf(raw: unknown): Value {
  try {
    const value = readValue(raw);
    // Read whole, so that nothing is found wrong in a request later.
    const visit = (v: Value): void => {
      if (v instanceof CedarSet) v.items().forEach(visit);
      if (v instanceof CedarRecord) v.names().forEach((name) => visit(v.get(name)!));
    };
    visit(value);
    return value instanceof EntityRef ? new EntityRef(value.type, value.id) : value;
  } catch (error) {
    if (error instanceof PolicyRequestError) throw new ExpressionProblem(error.message);
    throw error;
  }
}
