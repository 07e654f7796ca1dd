/**
 * What must hold whatever anybody adds later:
 *
 *   - denies:  { source: internet, destination: docs, over: tcp/5432, level: pivot }
 *
 * The shapes are those of CONTRACTS.md. Here names and fields are checked; the prover judges them.
 */
import type { KnownEnds } from './endpoint';
import { type Findings } from './finding';
import type { GuaranteeData } from './model';
import { didYouMean } from './nearest';
import { list, ObjectReader } from './reader';
import { connectionText, readConnection } from './terms';

const KINDS = ['denies', 'permits', 'onlyVia', 'only', 'identified'] as const;

export function readGuarantee(value: unknown, pointer: string, known: KnownEnds, findings: Findings): GuaranteeData | undefined {
  const outer = new ObjectReader(value, pointer, 'a guarantee', findings);
  if (!outer.isObject) return undefined;
  const kinds = KINDS.filter((k) => outer.has(k));
  outer.done();
  if (kinds.length !== 1) {
    findings.error('GuaranteeInvalid', pointer, `a guarantee says ${kinds.length === 0 ? 'nothing' : kinds.map((k) => `\`${k}\``).join(' and ')}; expected exactly one of ${list(KINDS)}`);
    return undefined;
  }
  const kind = kinds[0];
  const r = new ObjectReader(outer.raw(kind), outer.at(kind), `\`${kind}\``, findings);
  if (!r.isObject) return undefined;
  let result: GuaranteeData | undefined;
  if (kind === 'only') {
    const principals = r.texts('principals');
    const actions = r.texts('actions');
    const resource = r.text('resource', 'the resource that is guarded');
    if (resource !== undefined) result = { scope: known.scope, kind, principals: principals.sort(), resource, actions: actions.sort() };
  } else if (kind === 'identified') {
    const target = r.text('target', 'the function or service that is entered');
    if (target !== undefined) result = { scope: known.scope, kind, target };
  } else {
    result = readReach(kind, r, known, findings);
  }
  r.done();
  return result;
}

function readReach(kind: 'denies' | 'permits' | 'onlyVia', r: ObjectReader, known: KnownEnds, findings: Findings): GuaranteeData | undefined {
  const source = readName('source', r, known, findings);
  const destination = readName('destination', r, known, findings);
  const connection = r.has('over') ? readConnection(r.raw('over'), r.at('over'), findings) : { protocol: 'all' };
  const level = (r.oneOf('level', ['packet', 'pivot']) ?? (kind === 'permits' ? 'packet' : 'pivot')) as 'packet' | 'pivot';
  const via = kind === 'onlyVia' ? r.texts('via') : undefined;
  if (via?.length === 0) findings.error('MissingField', r.pointer, '`onlyVia` has no `via`; expected the segments through which alone the way may lead');
  via?.forEach((name, i) => checkName(name, `${r.at('via')}/${i}`, known, findings));
  if (source === undefined || destination === undefined || connection === undefined) return undefined;
  return { scope: known.scope, kind, source, destination, over: connectionText(connection), level, ...(via === undefined ? {} : { via: via.sort() }) };
}

function readName(field: string, r: ObjectReader, known: KnownEnds, findings: Findings): string | undefined {
  const name = r.text(field, 'the id of a segment, `internet`, a CIDR, or the name of a resource');
  return name === undefined || checkName(name, r.at(field), known, findings) ? name : undefined;
}

/** A plain word names a segment of the intent; paths, logical ids of stacks, tags and addresses are the prover's to resolve. */
function checkName(name: string, pointer: string, known: KnownEnds, findings: Findings): boolean {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name) || /^internet(-ipv[46])?$/.test(name)) return true;
  if (known.segments.has(name) || known.enclaves.has(name)) return true;
  findings.error('UnknownSegment', pointer, `a guarantee names the unknown segment \`${name}\`${didYouMean(name, [...known.segments, ...known.enclaves.keys()], 'segments')}; a resource is named as \`Stack.LogicalId\` or by its construct path`);
  return false;
}
