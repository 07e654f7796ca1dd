/**
 * Joining, splitting and choosing where parts are not known.
 *
 * A text is cut only where the cut is certain: a symbol that may hold the delimiter itself makes the whole list a symbol. Lists that
 * were joined are told apart again by the delimiter they were joined with, which is how CDK carries lists across stacks.
 */
import { Absent, Choice, Sym, Text, type Value } from '../value';
import { keyOf } from '../walk';
import { concat, isListType, lift, type Flat } from './combine';
import type { Scope } from './scope';

export function join(scope: Scope, delimiter: string, list: Flat, pointer: string): Value {
  const fail = (why: string): Value => scope.unevaluated('Fn::Join', pointer, why);
  if (list instanceof Sym) return new Sym(list.kind, `Join(${JSON.stringify(delimiter)},${list.key})`, `of ${list.type}`, { ...list.unknown, token: `Join of ${list.unknown.token}` });
  if (!Array.isArray(list)) return fail('`Fn::Join` takes a delimiter and a list');
  return lift(list as readonly Value[], (items) => {
    const present = items.filter((item) => !(item instanceof Absent));
    if (present.length === 1 && isList(present[0])) return join(scope, delimiter, present[0], pointer);
    if (present.some(isList)) return fail('a list stands within the list that is joined');
    return concat(present.flatMap((item, i) => (i === 0 ? [item] : [delimiter, item])), fail);
  }, fail);
}

export function split(scope: Scope, delimiter: string, text: Flat, pointer: string): Value {
  if (delimiter === '') return scope.unevaluated('Fn::Split', pointer, '`Fn::Split` takes a delimiter that is not empty');
  if (typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean') return String(text).split(delimiter);
  if (text instanceof Sym) {
    const joined = `Join(${JSON.stringify(delimiter)},`;
    if (text.key.startsWith(joined) && isListType(text.type.replace(/^of /, ''))) {
      return new Sym(text.kind, text.key.slice(joined.length, -1), text.type.slice(3), { ...text.unknown, token: text.unknown.token.replace(/^Join of /, '') });
    }
    return isWhole(text, delimiter) ? [text] : scope.derived(`Split ${JSON.stringify(delimiter)}`, text, 'List<String>');
  }
  if (!(text instanceof Text)) return scope.unevaluated('Fn::Split', pointer, '`Fn::Split` takes a delimiter and a text');
  const loose = text.parts.find((p) => p instanceof Sym && !isWhole(p, delimiter)) as Sym | undefined;
  if (loose !== undefined) return new Sym(loose.kind === 'unevaluated' ? 'unevaluated' : 'outside', `Split(${JSON.stringify(delimiter)},${keyOf(text)})`, 'List<String>', { ...loose.unknown, token: `Split of ${loose.unknown.token}` });
  const items: Flat[][] = [[]];
  for (const part of text.parts) {
    const pieces: Flat[] = typeof part === 'string' ? part.split(delimiter) : [part];
    pieces.forEach((piece, i) => (i === 0 ? items[items.length - 1].push(piece) : items.push([piece])));
  }
  return items.map((pieces) => concat(pieces, (why) => scope.unevaluated('Fn::Split', pointer, why)));
}

export function select(scope: Scope, index: number, list: Flat, pointer: string): Value {
  const fail = (why: string): Value => scope.unevaluated('Fn::Select', pointer, why);
  if (list instanceof Sym) return scope.derived(`Select ${index}`, list, itemType(list.type));
  if (!Array.isArray(list)) return fail('`Fn::Select` takes a number and a list');
  const items = list as readonly Value[];
  if (items.some((item) => item instanceof Choice && item.alternatives.some((a) => a.value instanceof Absent))) return fail('items of the list may be missing');
  return index < items.length ? items[index] : fail(`the list has ${items.length} items; there is no item ${index}`);
}

function itemType(type: string): string {
  return /^List<(.*)>$/.exec(type)?.[1] ?? '';
}

function isList(value: Flat): boolean {
  return Array.isArray(value) || (value instanceof Sym && isListType(value.type));
}

/** Ids, names of regions and numbers of accounts are letters, digits and hyphens: no other delimiter can be in them. */
function isWhole(sym: Sym, delimiter: string): boolean {
  if (/^[A-Za-z0-9-]*$/.test(delimiter)) return false;
  if (sym.kind === 'attribute') return sym.attribute === 'Ref' ? IDS.test(sym.type) : /^(DefaultSecurityGroup|DefaultNetworkAcl|AllocationId)$/.test(sym.attribute ?? '');
  return sym.kind === 'parameter' && (/^AWS::EC2::\w+::Id$/.test(sym.type) || /\.AWS::(Region|AccountId|Partition)$/.test(sym.key));
}

const IDS = /^AWS::EC2::(VPC|Subnet|SecurityGroup|RouteTable|NetworkAcl|InternetGateway|EgressOnlyInternetGateway|NatGateway|VPNGateway|TransitGateway|VPCPeeringConnection|VPCEndpoint|PrefixList|NetworkInterface|Instance|LaunchTemplate)$/;
