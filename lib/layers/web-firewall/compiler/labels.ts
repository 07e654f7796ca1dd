/**
 * Labels: who puts them on stands before who reads them, in the web ACL as it will be. (What a label may be: statement/labels.ts.)
 *
 * Not judged: labels of rules that are not in this firewall, but for those of managed groups that would have to be.
 */
import { Token } from 'aws-cdk-lib';
import { didYouMean, Findings } from '../../../intent';
import { MANAGED_GROUPS } from '../managed/table';
import type { RuleFacts } from '../model';
import { checkLabel } from '../statement/labels';
import { BAND_WIDTH, BANDS } from './bands';
import { type Draft, placed } from './draft';

export function checkLabels(drafts: readonly Draft[], isAlone: boolean, findings: Findings): void {
  for (const { rule, pointer, labels } of drafts) for (const label of labels) checkName(rule, label, pointer, findings);
  const all = [...new Set(drafts.flatMap((d) => d.labels))];
  for (const reader of drafts) {
    for (const read of reader.reads) {
      if (Token.isUnresolved(read)) continue;
      const writers = drafts.filter((d) => d !== reader && writes(d, read));
      for (const writer of writers.filter((w) => w.priority >= reader.priority)) tooEarly(reader, writer, read, findings);
      if (writers.length === 0) unknown(reader, read, all, isAlone, findings);
    }
  }
}

/** `read` is a label, or a namespace that ends in a colon; in full (`awswaf:ACCOUNT:webacl:NAME:app:login`), or as the rule says it (`app:login`). */
function writes({ labels, namespace }: Draft, read: string): boolean {
  if (namespace !== undefined && (read.startsWith(namespace) || (read.endsWith(':') && namespace.startsWith(read)))) return true;
  const parts = read.split(':');
  const said = parts[0] === 'awswaf' && parts[2] === 'webacl' ? parts.slice(4).join(':') : read;
  return labels.some((label) => (said === '' || said.endsWith(':') ? label.startsWith(said) : label === said));
}

function tooEarly(reader: Draft, writer: Draft, read: string, findings: Findings): void {
  const namespace = read.slice(0, read.lastIndexOf(':') + 1);
  const later = reader.isRate ? `match what \`${writer.rule.id}\` matches${namespace === '' ? '' : `, or count by \`RateKey.labelNamespace('${namespace}')\` as well, which puts \`${reader.rule.id}\` last`}` : `give \`${reader.rule.id}\` an action that does not allow, which puts it last, or match what \`${writer.rule.id}\` matches`;
  const fix = reader.band === writer.band
    ? `set \`priority\` of \`${reader.rule.id}\` above ${writer.priority % BAND_WIDTH}, or that of \`${writer.rule.id}\` below ${reader.priority % BAND_WIDTH}`
    : `${BANDS[reader.band]} stand before ${BANDS[writer.band]}: ${later}`;
  findings.error('LabelReadTooEarly', reader.pointer, `rule \`${reader.name}\` reads label \`${read}\`, which rule \`${writer.name}\` puts on after it: got priority ${reader.priority} before ${writer.priority}, expected it behind, because a label is seen by later rules alone; ${fix}`);
}

function unknown(reader: Draft, read: string, all: readonly string[], isAlone: boolean, findings: Findings): void {
  const group = MANAGED_GROUPS.find((row) => read.startsWith(row.namespace));
  if (group !== undefined) {
    if (isAlone) findings.warning('LabelOfNobody', reader.pointer, `rule \`${reader.name}\` reads label \`${read}\` of \`${group.name}\`, which is not in the firewall, so that it never matches; expected the group before it; add it`);
  } else if (!read.startsWith('awswaf:') && !reader.labels.includes(read) && isAlone) {
    findings.warning('LabelOfNobody', reader.pointer, `rule \`${reader.name}\` reads label \`${read}\`, which no rule puts on, so that it never matches${didYouMean(read, all, 'labels')}; expected a label of a rule before it; correct one of the two`);
  }
}

function checkName({ id, where }: RuleFacts, label: string, pointer: string, findings: Findings): void {
  if (Token.isUnresolved(label)) {
    findings.error('ValueNotLiteral', pointer, `a label of rule \`${id}\` is known only at deployment; expected a text, because rules that read it are held against it; write it`);
    return;
  }
  const told = new Findings();
  checkLabel(label, '/labels', told);
  findings.append(placed(told.all(), pointer, where));
}
