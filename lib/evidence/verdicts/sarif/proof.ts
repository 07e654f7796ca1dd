/**
 * What was judged, for code scanning: each verdict that is not proved is a result, at the rule that a reader must change.
 *
 *   proofSarif(file, { version, informationUri, locate, fallback });
 *
 * `error`: violated, or unknown where unknown is not a pass. `warning`: excess that touches no declared segment. `note`: any other
 * unknown. What the baseline accepts is suppressed. Of a path every rule is a step of a code flow.
 */
import type { VerdictData, VerdictFile } from '../../../contract/verdicts';
import { assumeText, connectionOf, edgeText, requestText, sortVerdicts, subjectText, unknownText, verdictSentence, whenText } from '../terms';
import { becauseText, distinct, locationOf, plain, sarifLog, type SarifLocation, type SarifOptions, type SarifResult, type SarifRule } from './log';

const RULES: readonly (SarifRule & { readonly kind: string })[] = [
  { kind: 'denies', id: 'zero-trust/denies', name: 'DeniesGuarantee', short: 'A guarantee forbids this path', full: 'A written guarantee says that the source never reaches the destination. Close one of the rules on the path.' },
  { kind: 'permits', id: 'zero-trust/permits', name: 'PermitsGuarantee', short: 'A guarantee needs this path', full: 'A written guarantee says that the source reaches the destination. Something on the way blocks it.' },
  { kind: 'onlyVia', id: 'zero-trust/only-via', name: 'OnlyViaGuarantee', short: 'A path leads round what a guarantee demands', full: 'A written guarantee says that every path leads by way of the named stops. This one does not.' },
  { kind: 'nothing-more', id: 'zero-trust/nothing-more', name: 'NothingMore', short: 'Reachable, and nobody declared it', full: 'The templates permit an edge that the intent does not declare. Declare it, or close it.' },
  { kind: 'nothing-less', id: 'zero-trust/nothing-less', name: 'NothingLess', short: 'Declared, and it cannot work', full: 'The intent declares an edge that the templates do not permit. Open what blocks it, or remove the declaration.' },
  { kind: 'claim', id: 'zero-trust/claim', name: 'ClaimNotOffered', short: 'An offer and a claim that do not match', full: 'A claim that no owner offers or that is not granted, an offer that nobody claims, or a role that is admitted without a claim. Bring both sides together, or drop the one.' },
  { kind: 'member', id: 'zero-trust/member', name: 'MemberNotFound', short: 'A member was found nowhere', full: 'The intent has a member that no given template makes in the network: nothing is proved of its segment.' },
  { kind: 'only', id: 'zero-trust/only', name: 'OnlyGuarantee', short: 'Not judged by this version', full: 'A guarantee about roles: this version does not judge them, and what is not judged is not proved.' },
  { kind: 'identified', id: 'zero-trust/identified', name: 'IdentifiedGuarantee', short: 'A way in checks no identity', full: 'A written guarantee says that whoever enters the target has shown an identity. This way in asks for none.' },
  { kind: 'firewalled', id: 'zero-trust/firewalled', name: 'FirewalledGuarantee', short: 'A way in past the web firewall', full: 'A written guarantee says that every request of the internet to the target passes a web firewall that stops something. This entrance has none, or one that counts.' },
  { kind: 'standing', id: 'zero-trust/standing', name: 'StandingQuestion', short: 'Wide open', full: 'Asked of every template: what the internet reaches, what reaches each data store, the widest rules, which ways in check no identity, what web firewalls stop.' },
];
/** For a kind that a later version adds. */
const OTHER = { id: 'zero-trust/other', name: 'Other', short: 'Not proved', full: 'A question whose answer is not proved.' };

export function proofSarif(file: VerdictFile, options: SarifOptions): object {
  const { violated, strict, unknown, warnings, baselined } = sortVerdicts(file);
  return sarifLog(options, [...RULES.map(({ kind: _, ...rule }) => rule), OTHER], [...violated, ...strict, ...warnings, ...unknown, ...baselined].map((v) => resultOf(v, options)));
}

function resultOf(v: VerdictData, options: SarifOptions): SarifResult {
  const known = RULES.findIndex((r) => r.kind === v.kind);
  const index = known < 0 ? RULES.length : known;
  const steps = stepsOf(v, options);
  const [first, ...others] = [...(v.at === undefined ? [] : [{ pointer: pointerOf(v.at.resource), ...v.at }]), ...placesOf(v)].map((p) => locationOf(p, options));
  return {
    ruleId: known < 0 ? OTHER.id : RULES[known].id,
    ruleIndex: index,
    level: v.severity === 'warning' ? 'warning' : v.verdict === 'violated' || v.strict ? 'error' : 'note',
    message: { text: plain(messageOf(v)) },
    locations: [first ?? locationOf({ template: options.fallback, pointer: '', resource: '' }, options)],
    ...(others.length === 0 ? {} : { relatedLocations: distinct(others).map((l, i) => ({ ...l, id: i + 1 })) }),
    ...(steps.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: steps.map((location) => ({ location })) }] as const }] }),
    partialFingerprints: { 'zeroTrust/v1': v.id, 'primaryLocationLineHash': `${v.id}:1` },
    ...(v.baselined === true ? { suppressions: [{ kind: 'external' as const, status: 'accepted' as const, justification: 'accepted by the baseline' }] } : {}),
    properties: { verdict: v.verdict, question: v.question, plane: v.plane, level: v.level, ...(v.unknowns.length === 0 ? {} : { assume: v.unknowns.flatMap((u) => (u.assume === undefined ? [] : [u.assume])) }) },
  };
}

function messageOf(v: VerdictData): string {
  const when = v.witness === undefined ? '' : whenText(v.witness);
  const parts = [
    `${subjectText(v)}: ${verdictSentence(v)}${when === '' ? '' : ` when ${when}`}`,
    ...(v.witness?.request === undefined ? [] : [requestText(v.witness.request)]),
    ...(v.blockedBy ?? []).map((b) => `blocked: ${b.text}`),
    ...v.unknowns.map((u) => `not known: ${unknownText(u)}${u.assume === undefined ? '' : `, settled by ${assumeText(u.assume)}`}`),
    ...(v.fix === undefined ? [] : [v.fix]),
  ];
  return `${parts.join('. ')}.`;
}

function placesOf(v: VerdictData): { template: string; pointer: string; resource: string; constructPath?: string }[] {
  return [
    ...(v.witness?.hops ?? []).flatMap((h) => h.because),
    ...v.witness?.because ?? [],
    ...(v.blockedBy ?? []).flatMap((b) => b.because),
    ...v.unknowns.flatMap((u) => (u.template === undefined ? [] : [{ template: u.template, pointer: u.pointer, resource: '' }])),
  ];
}

function stepsOf({ witness }: VerdictData, options: SarifOptions): SarifLocation[] {
  const ways = (witness?.because ?? []).map((b) => locationOf(b, options, `${witness?.entry ?? ''}: ${becauseText(b)}`));
  return ways.length > 0 ? ways : (witness?.hops ?? []).flatMap((hop) => hop.because.map((b) => locationOf(b, options, `${edgeText({ ...hop, over: connectionOf(hop) })}: ${becauseText(b)}`)));
}

function pointerOf(resource: string): string {
  return `/Resources/${resource.replace(/~/g, '~0').replace(/\//g, '~1')}`;
}
