/**
 * Findings of GuardDuty, Security Hub and IAM Access Analyzer, where the account has them: what lib/contract/finding-signals.ts has, with words. Their ids are those
 * under which they stand on the signal bus.
 *
 * No rules are made of these rows: the signal bus brings them, by its `findingServices` and `findingSeverity`. Best effort, and repeated: a finding that goes on is sent again.
 */
import { FINDING_SIGNALS, type FindingSignalId } from '../../../contract/finding-signals';
import type { SignalRow } from '../model';
import { event, type Row } from './build';
import { guide, MIRROR } from './sources';

const GUARDDUTY = `${guide('Amazon GuardDuty user guide, "Monitoring GuardDuty findings with Amazon CloudWatch Events"', 'amazon-guardduty-user-guide@0060138')}; "Severity levels of GuardDuty findings" (${MIRROR}): critical from 9, high from 7, medium from 4`;
const HUB = `${guide('AWS Security Hub user guide, "EventBridge formats for Security Hub"', 'aws-security-hub-user-guide@15bbe6d')}; of Security Hub (OCSF) the same page's younger copy (${MIRROR})`;
const ANALYZER = `${guide('IAM user guide, "Monitoring AWS Identity and Access Management Access Analyzer with Amazon EventBridge"', 'iam-user-guide@149cf97')}, and a ${MIRROR}`;

type Words = Pick<SignalRow, 'title' | 'why' | 'first' | 'from' | 'reference'>;

const WORDS: Readonly<Record<FindingSignalId, Words>> = {
  'accessAnalyzer.error': {
    title: 'A resource that Access Analyzer could not analyze', from: 'standard', reference: ANALYZER,
    why: 'Nobody looks there now: a policy may have been written that keeps the analyzer out.', first: 'See who changed the policy of the resource; let the service-linked role of the analyzer read it.',
  },
  'accessAnalyzer.external': {
    title: 'Access from outside, found by Access Analyzer; public access is of high severity', from: 'standard', reference: ANALYZER,
    why: 'A policy lets somebody outside the account or the organization in.', first: 'Open the finding; take the principal out of the policy unless it is declared.',
  },
  'accessAnalyzer.internal': {
    title: 'Access from inside to a resource of which you asked Access Analyzer', from: 'standard', reference: ANALYZER,
    why: 'A principal of the organization reaches what you wanted to be told of.', first: 'Open the finding; take the principal out of the policy unless it is declared.',
  },
  'accessAnalyzer.unused': {
    title: 'Access that nobody uses, found by Access Analyzer', from: 'high', reference: ANALYZER,
    why: 'What nobody uses can be stolen without being missed.', first: 'Remove the role, key or permission after one cycle of its cadence.',
  },
  'guardDuty.attackSequence': {
    title: 'Attack sequence of GuardDuty', from: 'sandbox', reference: GUARDDUTY,
    why: 'Several signs together: an attack is under way.', first: 'Open the finding; isolate the resources and revoke the credentials that it names.',
  },
  'guardDuty.finding': {
    title: 'Finding of GuardDuty, of its own severity', from: 'standard', reference: GUARDDUTY,
    why: 'A resource or a credential is in the hands of somebody else, or behaves as it never did.', first: 'Open the finding; isolate the resource, or revoke the credential that it names.',
  },
  'securityHub.finding': {
    title: 'Finding of Security Hub, of its own severity', from: 'standard', reference: HUB,
    why: 'A check of the account failed, or another service found something.', first: 'Open the finding, and see since when the resource is so.',
  },
};

export const FINDINGS: readonly Row[] = (Object.keys(WORDS) as FindingSignalId[]).map((id) => event(FINDING_SIGNALS[id].raisedBy, { id, subject: 'account', severity: FINDING_SIGNALS[id].severity, ...WORDS[id] }));
