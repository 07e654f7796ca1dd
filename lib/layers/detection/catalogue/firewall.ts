/**
 * The web firewall by web ACL, by rule and by label, and by what its log says was recognised and let through.
 *
 * Rules of a group that count by themselves are published for the group alone, not for the web ACL; those that a web ACL overrides to
 * count are published for it, too.
 */
import { atLeast, lines, type Row, row, sparse } from './build';
import { guide, MIRROR } from './sources';

const PAGE = `AWS WAF developer guide, "AWS WAF metrics and dimensions" (its beginning; ${MIRROR}): one a minute; ${guide('"AWS WAF dimensions"', 'aws-waf-and-shield-advanced-developer-guide@10e86cf')}: Rule, WebACL and, of a regional one, Region; only when not zero`;
/** The page of today has puzzles among its core metrics, beside those of the other actions. */
const PUZZLES = `${PAGE}; "AWS WAF core metrics and dimensions" (ko_kr, ${MIRROR}) and "CAPTCHA and Challenge actions in the logs and metrics" (${MIRROR})`;
const LOG = guide('AWS WAF developer guide, "Log examples"', 'aws-waf-and-shield-advanced-developer-guide@052a45f');
const BY_LABEL = 'that these are the dimensions of labels: found in other people\'s dashboards alone (globaldatanet/aws-firewall-factory, `{AWS/WAFV2,LabelName,LabelNamespace,WebACL,Region}`); several others read them without Region, and do not say of which scope';
const BY_ACTION = 'that this metric has the dimensions of the others: the copy of the core metrics ends before it';
const WAF = 'AWS/WAFV2';
/** A global web ACL has no region among its dimensions. */
const ALL = ['WebACL', 'Region?', 'Rule=ALL'];
const RULE = ['WebACL', 'Region?', 'Rule'];
const LABEL = ['WebACL', 'Region?', 'LabelNamespace', 'LabelName'];

/** Labels of AWS's managed rules that name an attack; a filter may have three wildcard selectors. */
const ATTACK = ['sql-database', 'known-bad-inputs', 'core-rule-set'].map((group) => `($.labels[*].name = "awswaf:managed:aws:${group}:*")`).join(' || ');

export const FIREWALL: readonly Row[] = [
  row(sparse(WAF, 'BlockedRequests', ALL), {
    id: 'firewall.blocked', subject: 'firewall', title: 'Requests blocked by the web firewall', ceiling: atLeast(20000, 5000, 2000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Somebody tries what the rules know as an attack, much more than usual.', first: 'Look in the firewall log which rule and which addresses stand out; let the block set take the addresses.', from: 'standard', reference: PAGE,
  }),
  row(sparse(WAF, 'CountedRequests', ALL), {
    id: 'firewall.counted', subject: 'firewall', title: 'Requests that the web firewall only counted', ceiling: atLeast(20000, 5000, 2000), band: 3, datapoints: [2, 3], severity: 'low',
    why: 'While rules observe, this is the only trace of what they would block.', first: 'See by rule whether these are attacks or customers, and settle the rule before its date.', from: 'standard', reference: PAGE,
  }),
  row(sparse(WAF, 'AllowedRequests', ALL), {
    id: 'firewall.allowed', subject: 'firewall', title: 'Requests that the web firewall let through', ceiling: atLeast(600000, 300000, 150000), band: 4, datapoints: [3, 3], severity: 'medium',
    why: 'A flood that no rule knows is let through as if it were customers.', first: 'Compare with campaigns and releases; else lower a rate rule, or challenge.', from: 'high', reference: PAGE,
  }),
  row(sparse(WAF, 'ChallengeRequests', ALL), {
    id: 'firewall.challenged', subject: 'firewall', title: 'Requests that were challenged in silence', ceiling: atLeast(20000, 5000, 2000), band: 3, datapoints: [2, 3], severity: 'low',
    why: 'Many callers are taken for programs.', first: 'See in the log whether they solve the challenge; those that do not are programs.', from: 'high', reference: PUZZLES, unverified: BY_ACTION,
  }),
  row(sparse(WAF, 'CaptchaRequests', ALL), {
    id: 'firewall.captcha', subject: 'firewall', title: 'Requests that got a puzzle', ceiling: atLeast(5000, 1000, 500), band: 3, datapoints: [2, 3], severity: 'low',
    why: 'Many callers are taken for programs, and each puzzle is paid for.', first: 'See in the log who they are; narrow the rule if they are customers.', from: 'never', reference: PUZZLES,
  }),
  row(lines('firewallLog', `{ ($.action = "ALLOW") && (${ATTACK}) }`), {
    id: 'firewall.attackAllowed', subject: 'firewall', title: 'Recognised attacks that were let through', ceiling: atLeast(10, 3, 1), severity: 'high',
    why: 'A managed rule recognised an attack, and the request reached the application: the rule only counts, or another allowed it first.', first: 'Read the request in the firewall log and what the application answered; let the rule block.', from: 'standard', reference: LOG,
  }),
  row(sparse(WAF, 'BlockedRequests', RULE), {
    id: 'firewallRule.blocked', subject: 'firewallRule', title: 'Requests blocked by one rule', ceiling: atLeast(10000, 2000, 1000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'One rule stops much more than usual: an attack of its kind, or a release that it does not like.', first: 'Compare with the time of the last release; read some of the requests in the firewall log.', from: 'high', reference: PAGE,
  }),
  row(sparse(WAF, 'CountedRequests', RULE), {
    id: 'firewallRule.counted', subject: 'firewallRule', title: 'Requests that one rule counted', ceiling: atLeast(10000, 2000, 1000), band: 3, datapoints: [2, 3], severity: 'low',
    why: 'What one rule would block, while it observes.', first: 'Decide whether it may act.', from: 'high', reference: PAGE,
  }),
  row(sparse(WAF, 'AllowedRequests', LABEL), {
    id: 'firewallLabel.allowed', subject: 'firewallLabel', title: 'Requests with a label that were let through', ceiling: atLeast(10000, 2000, 500), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'What carries this label is known for what it is and reaches the application all the same.', first: 'Decide whether a rule should act on the label.', from: 'standard', reference: PAGE, unverified: BY_LABEL,
  }),
  row(sparse(WAF, 'BlockedRequests', LABEL), {
    id: 'firewallLabel.blocked', subject: 'firewallLabel', title: 'Requests with a label that were blocked', ceiling: atLeast(20000, 5000, 2000), band: 3, datapoints: [2, 3], severity: 'low',
    why: 'The kind of attack that the label names grows.', first: 'See in the firewall log where it comes from.', from: 'high', reference: PAGE, unverified: BY_LABEL,
  }),
];
