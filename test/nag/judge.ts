/**
 * Runs cdk-nag's packs so that nothing can hide: `judge(app, explained)` lists what is unexplained, what could not be
 * decided, and which explanations nobody needs.
 *
 * The packs themselves drop whatever is acknowledged anywhere above a resource. Here they report everything, and the
 * acknowledgements are matched afterwards.
 */
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, NIST80053R5Checks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import type { Explained } from './explained';

export interface NagFinding {
  readonly path: string;
  readonly rule: string;
  /** The rule threw: it says nothing about the resource. */
  readonly undecided: boolean;
}

export interface Judgement {
  readonly findings: readonly NagFinding[];
  readonly unexplained: readonly string[];
  readonly undecided: readonly string[];
  readonly unused: readonly string[];
  readonly withoutReason: readonly string[];
}

export function findingsOf(root: IConstruct): NagFinding[] {
  return [new AwsSolutionsChecks(root), new NIST80053R5Checks(root)].flatMap((pack) => {
    reportEverything(pack);
    return pack.validateScope(root).violations.flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ path: constructPath ?? '', rule: ruleName, undecided: description.startsWith('Rule threw') })));
  });
}

export function judge(root: IConstruct, table: readonly Explained[]): Judgement {
  const findings = findingsOf(root);
  const explanations = [...acknowledgements(root), ...table.map((e) => ({ ...e, exact: true }))].map((e) => ({ ...e, used: false }));
  const unexplained: string[] = [];
  for (const { path, rule, undecided } of findings) {
    if (undecided) continue;
    const fitting = explanations.filter((e) => e.rule === rule && (path === e.path || (!e.exact && path.startsWith(`${e.path}/`))));
    if (fitting.length === 0) unexplained.push(`${rule} @ ${path}`);
    for (const e of fitting) e.used = true;
  }
  return {
    findings,
    unexplained: unexplained.sort(),
    undecided: findings.filter((f) => f.undecided).map((f) => `${f.rule} @ ${f.path}`).sort(),
    unused: explanations.filter((e) => !e.used).map((e) => `${e.rule} @ ${e.path}`).sort(),
    withoutReason: explanations.filter((e) => e.reason.trim().length < 10).map((e) => `${e.rule} @ ${e.path}`).sort(),
  };
}

/**
 * `Validations.of(construct).acknowledge(...)` in the app: for the construct and all that is in it. CDK acknowledges
 * findings of its own validation on L2s of its own (`CloudFormation-Validate::...`): these are not the app's.
 */
function acknowledgements(root: IConstruct): (Explained & { readonly exact: boolean })[] {
  return root.node.findAll().flatMap(({ node }) => node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([id, reason]) => ({ path: node.path, rule: id.replace(/^annotation::/i, ''), reason, exact: false }))
    .filter(({ rule }) => !rule.includes('::') && !rule.startsWith('cdk-zero-trust:'))); // ours are for mixins and guards
}

function reportEverything(pack: NagPack): void {
  const hook = 'isAcknowledged';
  if (typeof (pack as unknown as Record<string, unknown>)[hook] !== 'function') throw new Error('cdk-nag has changed: it asks for acknowledgements in another way');
  Object.defineProperty(pack, hook, { value: () => false });
}
