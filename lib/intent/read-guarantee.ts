/**
 * What must hold whatever anybody adds later:
 *
 *   - denies:  { source: internet, destination: docs, over: tcp/5432, level: pivot }
 *
 * The shapes are those of CONTRACTS.md. Here names and fields are checked; the prover judges them.
 */
import { parseConnections } from '../algebra/connection-parse';
import { readConnection } from './connection';
import { connectionText } from './connection-text';
import type { KnownEnds } from './endpoint';
import { readCidr } from './endpoint-parts';
import { type Findings } from './finding';
import type { GuaranteeData } from './model';
import { didYouMean } from './nearest';
import { list, ObjectReader } from './reader';

const KINDS = ['denies', 'permits', 'onlyVia', 'only', 'identified', 'firewalled'] as const;
const LEVELS = ['packet', 'pivot'];

/** Ends of flows that are none of guarantees: what is there, and what to write. */
const NOT_JUDGED: readonly (readonly [pattern: RegExp, what: string, fix: string])[] = [
  [/^service:/, 'an AWS service', 'name the VPC endpoint that leads there, where it is an interface (`Stack.LogicalId`), or leave the guarantee out: what no flow permits is refused anyway'],
  [/^account:/, 'a security group of another account', 'name its addresses: `Endpoint.cidr(...)`'],
  [/^(prefixList:|pl-)/, 'a prefix list', 'name its addresses: `Endpoint.cidr(...)`'],
];

export function readGuarantee(value: unknown, pointer: string, known: KnownEnds, findings: Findings): GuaranteeData | undefined {
  const outer = new ObjectReader(value, pointer, 'a guarantee', findings);
  if (!outer.isObject) return undefined;
  const kinds = KINDS.filter((k) => outer.has(k));
  outer.done();
  if (kinds.length === 0 && Object.keys(outer.value).length > 0) return undefined; // unknown ones were reported
  if (kinds.length !== 1) {
    findings.error('GuaranteeInvalid', pointer, `a guarantee says ${kinds.length === 0 ? 'nothing' : kinds.map((k) => `\`${k}\``).join(' and ')}; expected exactly one of ${list(KINDS)}`);
    return undefined;
  }
  const kind = kinds[0];
  const r = new ObjectReader(outer.raw(kind), outer.at(kind), `guarantee \`${kind}\``, findings);
  if (!r.isObject) return undefined;
  const result = kind === 'only' ? readOnly(r, known, findings) : kind === 'identified' || kind === 'firewalled' ? readTarget(kind, r, known) : readReach(kind, r, known, findings);
  r.done();
  return result;
}

function readOnly(r: ObjectReader, known: KnownEnds, findings: Findings): GuaranteeData | undefined {
  if (!r.has('principals')) findings.error('MissingField', r.pointer, `${r.what} has no \`principals\`; expected the roles that alone may act, or \`[]\` for nobody`);
  if (r.items('actions').length === 0) findings.error('MissingField', r.pointer, `${r.what} has no \`actions\`; expected actions such as \`dynamodb:GetItem\``);
  const principals = r.texts('principals').sort();
  const actions = [...r.textsAt('actions')].map(([action, at]) => {
    if (!/^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) findings.error('ActionInvalid', at, `action \`${action}\` of ${r.what} cannot be read; expected \`service:Action\`, e.g. \`s3:GetObject\``);
    return action;
  });
  const resource = r.text('resource', 'the resource that is guarded');
  return resource === undefined ? undefined : { scope: known.scope, kind: 'only', principals, resource, actions: actions.sort() };
}

function readTarget(kind: 'identified' | 'firewalled', r: ObjectReader, known: KnownEnds): GuaranteeData | undefined {
  const target = r.text('target', 'the function or service that is entered');
  return target === undefined ? undefined : { scope: known.scope, kind, target };
}

function readReach(kind: 'denies' | 'permits' | 'onlyVia', r: ObjectReader, known: KnownEnds, findings: Findings): GuaranteeData | undefined {
  const source = readName('source', r, known, findings);
  const destination = readName('destination', r, known, findings);
  const over = r.has('over') ? readOver(r.raw('over'), r, findings) : 'all';
  const level = (r.oneOf('level', LEVELS) ?? (kind === 'permits' ? 'packet' : 'pivot')) as 'packet' | 'pivot';
  const via = kind === 'onlyVia' ? r.textsAt('via') : undefined;
  if (kind === 'onlyVia' && !(Array.isArray(r.value.via) && r.value.via.length > 0)) {
    findings.error('MissingField', r.pointer, `${r.what} has no \`via\`; expected the segments through which alone the way may lead`);
  }
  for (const [name, pointer] of via ?? []) checkName(name, pointer, known, findings);
  const stops = [...(via?.keys() ?? [])].map((name) => ownName(name, known)).sort();
  if (source === undefined || destination === undefined || over === undefined) return undefined;
  return { scope: known.scope, kind, source, destination, over, level, ...(via === undefined ? {} : { via: stops }) };
}

/** Text may name several connections (`tcp/80, tcp/443`); what comes out has one spelling. */
function readOver(value: unknown, r: ObjectReader, findings: Findings): string | undefined {
  if (typeof value !== 'string') {
    const connection = readConnection(value, r.at('over'), findings);
    return connection && connectionText(connection);
  }
  const parsed = parseConnections(value.trim());
  if (parsed.ok) return parsed.value.toString();
  const { what, got, expected, fix } = parsed.error;
  findings.error('ConnectionInvalid', r.at('over'), `\`over\` of ${r.what} is \`${value}\`: ${what} in \`${got}\`; expected ${expected}; ${fix}`);
  return undefined;
}

function readName(field: string, r: ObjectReader, known: KnownEnds, findings: Findings): string | undefined {
  const name = r.text(field, 'the id of a segment, `internet`, a CIDR, or the name of a resource');
  if (name === undefined || !checkName(name, r.at(field), known, findings)) return undefined;
  return ownName(name, known);
}

/** A segment of this façade is one word, one of another stays `scope#id`. */
function ownName(name: string, known: KnownEnds): string {
  return name.startsWith(`${known.scope}#`) ? name.slice(known.scope.length + 1) : name;
}

/** A plain word names a segment of the intent; paths, logical ids of stacks and tags are the prover's to resolve. */
function checkName(name: string, pointer: string, known: KnownEnds, findings: Findings): boolean {
  if (/^[\d.]+(\/.*)?$|^[0-9a-f]*:[0-9a-f:.]*(\/.*)?$/i.test(name)) return readCidr(name, 'an end of a guarantee', pointer, findings) !== undefined;
  const notJudged = NOT_JUDGED.find(([pattern]) => pattern.test(name));
  if (notJudged !== undefined) {
    findings.error('GuaranteeEndNotJudged', pointer, `a guarantee names \`${name}\`, which is ${notJudged[1]}; expected a segment, \`internet\`, a CIDR or a resource of this app, because nobody can prove ways to what no template holds; ${notJudged[2]}`);
    return false;
  }
  const hash = name.lastIndexOf('#');
  const own = ownName(name, known);
  if (hash >= 0 && own === name && known.foreign.has(name)) return true;
  if (known.offered?.has(name) === true) {
    findings.error('OfferedNeedsClaim', pointer, `a guarantee names \`${name}\`, which is of another repository and not in this app; expected segments of this app; write the guarantee there, or into a file for \`zero-trust prove --guarantees\` over both assemblies`);
    return false;
  }
  if (hash >= 0 && own === name && [...known.foreign].some((f) => f.startsWith(name.slice(0, hash + 1)))) {
    findings.error('UnknownSegment', pointer, `a guarantee names the unknown segment \`${name}\`${didYouMean(name, [...known.foreign], 'segments')}`);
    return false;
  }
  return checkWord(own, pointer, known, findings);
}

function checkWord(name: string, pointer: string, known: KnownEnds, findings: Findings): boolean {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name) || /^internet(-ipv[46])?$/.test(name)) return true;
  if (known.segments.has(name) || known.enclaves.has(name)) return true;
  findings.error('UnknownSegment', pointer, `a guarantee names the unknown segment \`${name}\`${didYouMean(name, [...known.segments, ...known.enclaves.keys()], 'segments')}; a resource is named as \`Stack.LogicalId\` or by its construct path`);
  return false;
}
