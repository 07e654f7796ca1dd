/**
 * What each intrinsic function is worth: one row for each, as the CloudFormation template reference has it (2026-11).
 *
 * A function that is written wrongly, and one that needs the account (`Fn::Transform`, `Fn::ForEach`, functions that are not here),
 * is a symbol with the reason; it never throws. Not evaluated: `Fn::ForEach` (macros), functions of the Rules section.
 */
import { isRaw, own } from '../read/body';
import { Absent, Choice, Sym, Text, type Value } from '../value';
import { isMap, keyOf, symsIn } from '../walk';
import { cidrs } from './cidr';
import { choice, concat, lift, scalarText, type Flat } from './combine';
import { place, resolved } from './dynamic';
import { ASSUME_REGION } from './parameters';
import type { Scope } from './scope';
import { join, select, split } from './texts';
import { shown } from './tokens';

type Intrinsic = (scope: Scope, argument: unknown, pointer: string) => Value;

export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'Fn::Base64': (scope, argument, pointer) => onFlat(scope, argument, pointer, (flat, fail) => {
    const text = scalarText(flat);
    if (text !== undefined) return Buffer.from(text).toString('base64');
    return flat instanceof Sym ? scope.derived('Base64', flat) : flat instanceof Text ? ofText(scope, 'Base64', flat, pointer) : fail('`Fn::Base64` takes a text');
  }),

  'Fn::Cidr': (scope, argument, pointer) => onList(scope, argument, pointer, 2, 3, ([block, count, bits], fail) => {
    const sym = [block, count, bits].find((v) => v instanceof Sym);
    if (sym instanceof Sym) return new Sym(sym.kind, `Cidr(${[block, count, bits].map(keyOf).join(',')})`, 'List<String>', { ...sym.unknown, token: `Cidr of ${sym.unknown.token}` });
    return cidrs(block, count, bits) ?? fail('`Fn::Cidr` takes a CIDR, a number of blocks up to 256 that fit into it, and their bits');
  }),

  /** What the reader of YAML puts where two values stand. */
  'Fn::DuplicateKey': (scope, argument, pointer) => scope.unevaluated(`key ${String(argument)}`, pointer.slice(0, pointer.lastIndexOf('/')), 'the key stands twice, and readers differ in which one counts'),

  'Fn::FindInMap': findInMap,

  'Fn::GetAtt': (scope, argument, pointer) => {
    const parts = typeof argument === 'string' && argument.indexOf('.') > 0 ? [argument.slice(0, argument.indexOf('.')), argument.slice(argument.indexOf('.') + 1)] : argument;
    return onList(scope, parts, pointer, 2, 2, ([logicalId, attribute], fail) => (typeof logicalId === 'string' && typeof attribute === 'string'
      ? scope.attribute(logicalId, attribute, pointer)
      : fail('`Fn::GetAtt` takes a resource and one of its attributes')));
  },

  'Fn::GetAZs': (scope, argument, pointer) => onFlat(scope, argument, pointer, (flat, fail) => {
    const region = flat instanceof Absent ? '' : scalarText(flat); // nothing is this region, as `!GetAZs` writes it
    if (region === undefined && !(flat instanceof Sym)) return fail('`Fn::GetAZs` takes a region');
    const where = region === '' || (flat instanceof Sym && flat.key === `${scope.root.key}.AWS::Region`) ? place(scope) : region === scope.root.file.region ? place(scope) : `${place(scope)}:${keyOf(flat)}`;
    return scope.symbol('outside', `GetAZs:${where}`, 'List<AWS::EC2::AvailabilityZone::Name>', 'GetAZs', pointer, 'the zones of a region differ from account to account', 'GetAZs=<zone>,<zone>');
  }),

  'Fn::GetStackOutput': (scope, argument, pointer) => {
    const fail = failing(scope, pointer);
    if (!isRaw(argument)) return fail('`Fn::GetStackOutput` takes `StackName` and `OutputName`');
    const names = ['StackName', 'OutputName', 'Region', 'RoleArn'];
    const values = names.map((name) => scope.evaluate(own(argument, name), `${pointer}/${name}`));
    return lift(values, ([stackName, output, region, role]) => {
      const token = `GetStackOutput ${shown(stackName)}.${shown(output)}`;
      const account = typeof role === 'string' ? /^arn:[^:]*:iam::(\d{12}):/.exec(role)?.[1] : role instanceof Absent ? scope.root.file.account : undefined;
      const isKnown = typeof stackName === 'string' && typeof output === 'string' && (region instanceof Absent || typeof region === 'string');
      const linked = isKnown ? scope.links.stackOutput(stackName, output, region instanceof Absent ? scope.root.file.region : region, account, scope) : undefined;
      return linked ?? scope.symbol('outside', `stackOutput:${[stackName, output, region, role].map(keyOf).join(':')}:${place(scope)}`, '', token, pointer, 'the stack is not among the templates', `${token}=<value>`);
    }, fail);
  },

  'Fn::If': (scope, argument, pointer) => {
    const fail = failing(scope, pointer);
    if (!Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== 'string') return fail('`Fn::If` takes a condition and two values');
    if (!Object.hasOwn(scope.body.Conditions, argument[0])) return fail(`there is no condition \`${argument[0]}\` in the template`);
    const guard = scope.condition(argument[0]);
    const branch = (i: number): Value => scope.evaluate(argument[i], `${pointer}/${i}`);
    if (guard.isAlways()) return branch(1);
    if (guard.isNever()) return branch(2);
    return choice([{ guard, value: branch(1) }, { guard: guard.not(), value: branch(2) }]);
  },

  'Fn::ImportValue': (scope, argument, pointer) => onFlat(scope, argument, pointer, (name, fail) => {
    if (typeof name !== 'string' && !(name instanceof Sym || name instanceof Text)) return fail('`Fn::ImportValue` takes the name of an export');
    const assumed = typeof name === 'string' ? scope.links.assumptions.imported(name) : undefined;
    const linked = typeof name === 'string' ? assumed ?? scope.links.imported(name, scope) : undefined;
    const token = `ImportValue ${shown(name)}`;
    return linked ?? scope.symbol('outside', `import:${place(scope)}:${keyOf(name)}`, '', token, pointer, 'no template exports it', `${token}=<value>`);
  }),

  'Fn::Join': (scope, argument, pointer) => onList(scope, argument, pointer, 2, 2, ([delimiter, list], fail) => (typeof delimiter === 'string'
    ? resolved(scope, join(scope, delimiter, list, pointer), pointer)
    : fail('`Fn::Join` takes a delimiter and a list'))),

  'Fn::Length': (scope, argument, pointer) => onFlat(scope, argument, pointer, (list, fail) => {
    if (list instanceof Sym) return scope.derived('Length', list);
    if (!Array.isArray(list) || (list as readonly Value[]).some((item) => item instanceof Choice && item.alternatives.some((a) => a.value instanceof Absent))) return fail('the length of the list is not known');
    return list.length;
  }),

  'Fn::Select': (scope, argument, pointer) => onList(scope, argument, pointer, 2, 2, ([index, list], fail) => {
    const text = scalarText(index);
    return text !== undefined && /^\d{1,6}$/.test(text) ? select(scope, Number(text), list, pointer) : fail('`Fn::Select` takes a number and a list');
  }),

  'Fn::Split': (scope, argument, pointer) => onList(scope, argument, pointer, 2, 2, ([delimiter, text], fail) => (typeof delimiter === 'string'
    ? split(scope, delimiter, text, pointer)
    : fail('`Fn::Split` takes a delimiter and a text'))),

  'Fn::Sub': sub,

  'Fn::ToJsonString': (scope, argument, pointer) => onFlat(scope, argument, pointer, (value) => {
    const [sym] = symsIn(value);
    if (sym === undefined && !holdsChoice(value)) return JSON.stringify(value);
    return sym === undefined ? scope.unevaluated('Fn::ToJsonString', pointer, 'the value depends on conditions') : new Sym(sym.kind, `ToJsonString(${keyOf(value)})`, '', { ...sym.unknown, token: `ToJsonString of ${sym.unknown.token}` });
  }),
};

function sub(scope: Scope, argument: unknown, pointer: string): Value {
  const fail = failing(scope, pointer);
  const [text, given]: readonly unknown[] = Array.isArray(argument) && argument.length <= 2 ? argument as unknown[] : [argument, undefined];
  if (typeof text !== 'string' || (given !== undefined && !isRaw(given))) return fail('`Fn::Sub` takes a text, and a map of names');
  const pieces = text.split(/\$\{([^}]*)\}/).map((piece, i): Value => {
    if (i % 2 === 0) return piece;
    if (piece.startsWith('!')) return `\${${piece.slice(1)}}`;
    const name = piece.trim();
    if (given !== undefined && Object.hasOwn(given, name)) return scope.evaluate(given[name], `${pointer}/1/${name}`);
    const dot = name.startsWith('AWS::') ? -1 : name.indexOf('.');
    return dot > 0 ? scope.attribute(name.slice(0, dot), name.slice(dot + 1), pointer) : scope.reference(name, pointer);
  });
  return resolved(scope, lift(pieces, (flat) => concat(flat, fail), fail), pointer);
}

function findInMap(scope: Scope, argument: unknown, pointer: string): Value {
  const fail = failing(scope, pointer);
  if (!Array.isArray(argument) || argument.length < 3 || argument.length > 4) return fail('`Fn::FindInMap` takes a mapping and two keys');
  const keys = argument.slice(0, 3).map((key: unknown, i) => scope.evaluate(key, `${pointer}/${i}`));
  return lift(keys, (flat) => {
    const [name, first, second] = flat.map(scalarText);
    const token = `FindInMap ${flat.map(shown).join('.')}`;
    const options: unknown = argument[3];
    const otherwise = (why: string): Value => (isRaw(options) && Object.hasOwn(options, 'DefaultValue') ? scope.evaluate(options.DefaultValue, `${pointer}/3/DefaultValue`) : scope.unevaluated(token, pointer, why));
    if (name !== undefined && !Object.hasOwn(scope.body.Mappings, name)) return otherwise(`there is no mapping \`${name}\` in the template`);
    if (name === undefined || first === undefined || second === undefined) {
      const unknown = flat.find((key): key is Sym => key instanceof Sym);
      if (unknown === undefined) return fail('a key of the mapping is no text');
      const { assume } = unknown.unknown;
      const why = assume === ASSUME_REGION ? `the stack names no region; \`${assume}\` says which one it is` : 'a key of the mapping is not known';
      return scope.symbol('outside', `FindInMap:${scope.key}:${flat.map(keyOf).join(':')}`, '', token, pointer, why, assume);
    }
    const row = own(scope.body.Mappings[name], first);
    if (!isRaw(row) || !Object.hasOwn(row, second)) return otherwise(`the mapping \`${name}\` has no \`${first}\`, \`${second}\``);
    return scope.evaluate(row[second], `/Mappings/${name}/${first}/${second}`);
  }, fail);
}

type Fail = (why: string) => Value;

function failing(scope: Scope, pointer: string): Fail {
  const at = pointer.lastIndexOf('/');
  return (why) => scope.unevaluated(pointer.slice(at + 1), pointer.slice(0, at), why);
}

function onFlat(scope: Scope, argument: unknown, pointer: string, f: (flat: Flat, fail: Fail) => Value): Value {
  const fail = failing(scope, pointer);
  return lift([scope.evaluate(argument, pointer)], ([flat]) => f(flat, fail), fail);
}

function onList(scope: Scope, argument: unknown, pointer: string, least: number, most: number, f: (flat: readonly Flat[], fail: Fail) => Value): Value {
  const fail = failing(scope, pointer);
  if (!Array.isArray(argument) || argument.length < least || argument.length > most) return fail(`\`${pointer.slice(pointer.lastIndexOf('/') + 1)}\` takes a list of ${least === most ? least : `${least} or ${most}`}`);
  return lift(argument.map((inner: unknown, i) => scope.evaluate(inner, `${pointer}/${i}`)), (flat) => f(flat, fail), fail);
}

function ofText(scope: Scope, operation: string, text: Text, pointer: string): Value {
  const [sym] = symsIn(text);
  return sym === undefined ? scope.unevaluated(operation, pointer, 'its text is not known') : new Sym(sym.kind, `${operation}(${keyOf(text)})`, '', { ...sym.unknown, token: `${operation} of ${sym.unknown.token}` });
}

function holdsChoice(value: Value): boolean {
  if (value instanceof Choice) return true;
  if (Array.isArray(value)) return (value as readonly Value[]).some(holdsChoice);
  return isMap(value) && Object.values(value).some(holdsChoice);
}
