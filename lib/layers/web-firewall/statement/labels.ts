/**
 * Labels: what earlier rules put onto a request.
 *
 *   label('awswaf:managed:aws:bot-control:bot:verified', ...)   // in full, of another's rule
 *   label('suspicious', ...)                                    // as it was said, of a rule of the same web ACL
 *
 * Grammar: https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-label-requirements.html, read 2026-11-22.
 */
import { Findings } from '../../../intent';
import { TEXT } from '../../declaration/options';
import { wcu } from './capacity';
import { type Draft, isLate, leaf } from './draft';
import { readArgument } from './options';

const LONGEST = 1024;
const LONGEST_PART = 128;
const MOST_NAMESPACES = 5;
const RESERVED = ['awswaf', 'aws', 'waf', 'rulegroup', 'webacl', 'regexpatternset', 'ipset', 'managed'];
const FULL = 'awswaf:';

/** What a rule of ours may put onto requests: `checkLabel('signup:suspicious', '', told)`. */
export function checkLabel(label: string, pointer: string, told: Findings): void {
  if (isLate(label)) return;
  const wrong = labelProblem(label);
  if (wrong !== undefined) told.error('LabelInvalid', pointer, `label \`${String(label)}\` ${wrong}; expected up to ${MOST_NAMESPACES} namespaces and a name with \`:\` between them, of letters, digits, \`_\` and \`-\`, e.g. \`signup:suspicious\`; rename it`);
}

function labelProblem(label: unknown): string | undefined {
  if (typeof label !== 'string' || label === '') return 'is empty';
  if (label.length > LONGEST) return `has ${label.length} characters, more than ${LONGEST}`;
  const parts = label.split(':');
  if (parts.some((part) => !/^[0-9A-Za-z_-]+$/.test(part))) return parts.includes('') ? 'has nothing beside a `:`' : 'has a character that WAF does not take';
  if (parts.some((part) => part.length > LONGEST_PART)) return `has a part of more than ${LONGEST_PART} characters`;
  if (parts.length > MOST_NAMESPACES + 1) return `has ${parts.length - 1} namespaces, more than ${MOST_NAMESPACES}`;
  const reserved = parts.find((part) => RESERVED.includes(part));
  return reserved === undefined ? undefined : `has \`${reserved}\`, which WAF keeps for itself`;
}

export function label(key: string): Draft {
  const told = new Findings();
  if (readArgument(key, TEXT, 'label of a statement', told) === undefined) return leaf('LabelMatchStatement', {}, 0, told);
  if (!isLate(key)) checkKey(key, '/Key', told);
  return leaf('LabelMatchStatement', { Key: key, Scope: 'LABEL' }, wcu('label'), told, { reads: [String(key)] });
}

/** A namespace ends with `:`; WAF matches no other spelling of it. */
export function labelNamespace(namespace: string): Draft {
  const told = new Findings();
  if (readArgument(namespace, TEXT, 'namespace of a statement', told) === undefined) return leaf('LabelMatchStatement', {}, 0, told);
  const key = isLate(namespace) || namespace.endsWith(':') ? namespace : `${namespace}:`;
  if (!isLate(key)) checkKey(key.slice(0, -1), '/Key', told);
  return leaf('LabelMatchStatement', { Key: key, Scope: 'NAMESPACE' }, wcu('label'), told, { reads: [key] });
}

/** A key in full has AWS's own words in it, and as many parts as its prefix needs. */
function checkKey(key: unknown, pointer: string, told: Findings): void {
  const text = typeof key === 'string' ? key : '';
  if (!text.startsWith(FULL)) checkLabel(text, pointer, told);
  else if (text.length > LONGEST || text.split(':').some((part) => !/^[0-9A-Za-z_-]+$/.test(part))) told.error('LabelInvalid', pointer, `label \`${text}\` is not one in full; expected letters, digits, \`_\` and \`-\` with \`:\` between them, e.g. \`awswaf:managed:aws:bot-control:bot:verified\`; correct it`);
}
