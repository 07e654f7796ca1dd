/**
 * A legacy enclave: a system that can authenticate nothing, so that somebody answers for it, for a time, with something
 * that makes up for it.
 *
 *   { id: mainframe, cidrs: [10.9.0.0/24], owner: finance, until: 2027-12-31, compensation: its own firewall }
 */
import { readCidr, WIDEST_MASK } from './endpoint-parts';
import { compareText, type Findings } from './finding';
import type { EnclaveData } from './model';
import { labelOf } from './read-segment';
import { ObjectReader } from './reader';
import { readId, readInstant } from './terms';

export function readEnclave(value: unknown, scope: string, pointer: string, findings: Findings): EnclaveData | undefined {
  const r = new ObjectReader(value, pointer, labelOf('legacy enclave', value), findings);
  if (!r.isObject) return undefined;
  const id = readId(r, 'enclave', 'a name', findings);
  const displayName = r.optionalText('displayName');
  const cidrs = readCidrs(r, findings);
  const owner = r.text('owner', 'who answers for a system that can authenticate nothing');
  const until = readInstant(r.text('until', 'the date when the system is gone or renewed'), 'until', r.at('until'), findings);
  const compensation = r.text('compensation', 'what makes up for the missing authentication');
  r.done();
  if (id === undefined || owner === undefined || until === undefined || compensation === undefined || cidrs.length === 0) return undefined;
  return { scope, id, displayName: displayName ?? id, cidrs, owner, until, compensation };
}

function readCidrs(r: ObjectReader, findings: Findings): string[] {
  const cidrs = new Set<string>();
  const given = r.textsAt('cidrs');
  const value = r.raw('cidrs');
  if (value === undefined || (Array.isArray(value) && value.length === 0)) {
    findings.error('MissingField', r.pointer, `${r.what} has no \`cidrs\`; expected the addresses where it lives`);
  }
  for (const [text, pointer] of given) {
    const end = readCidr(text, `an address of ${r.what}`, pointer, findings);
    if (end === undefined) continue;
    if (end.kind === 'cidr' && Number(end.cidr.split('/')[1]) >= WIDEST_MASK) cidrs.add(end.cidr);
    else findings.error('EnclaveTooWide', pointer, `an address of ${r.what} is \`${text}\`; expected the addresses of one system, with a mask of /${WIDEST_MASK} or longer`);
  }
  return [...cidrs].sort(compareText);
}
