/**
 * Verdicts as CDK reports them: one finding for each that is not proved, with the path as text, at the resource that a reader
 * must change.
 *
 *   internet reaches docs over tcp/5432 by way of web, and nobody declared it
 *     1. internet => web : tcp/443
 *        ...
 *
 * Proved verdicts, and what a baseline accepts, are counted in the metadata of the report and told nowhere else.
 */
import * as path from 'node:path';
import type { PolicyViolatingResource, PolicyViolation } from 'aws-cdk-lib';
import type { BecauseData, UnknownData, VerdictData } from '../contract/verdicts';
import { Page } from '../evidence/text/page';
import { PLAIN } from '../evidence/text/paint';
import { drawBlocks, drawPath } from '../evidence/verdicts/path-text';
import { placeText, unknownText, verdictSentence } from '../evidence/verdicts/terms';
import { shortHash } from '../prover/short-hash';
import type { ConstructIndex } from './construct-index';

/** CDK indents nothing itself. */
const WIDTH = 120;
const MOST_UNKNOWNS = 8;
const MOST_UNDECIDED = 12;

export type Severity = 'error' | 'warning' | 'info';

/** A finding before CDK's own words for it. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  readonly description: string;
  readonly fix?: string;
  readonly metadata?: { readonly [key: string]: string };
  /** Path of the construct, and the resource where there is one. */
  readonly at: PolicyViolatingResource & { readonly constructPath: string };
}

export interface Place {
  readonly outdir: string;
  readonly constructs: ConstructIndex;
  /** Where a verdict about no resource is told: the façade, or the app. */
  readonly fallback: string;
}

/** Of a guarantee or a flow: whoever accepted that it is not known has not accepted that it is violated. */
export function findingId({ id, kind, verdict }: VerdictData, isAcknowledged: (id: string) => boolean): string {
  return verdict === 'unknown' && ONE_ID.includes(kind) && !isAcknowledged(id) ? `${id}.unknown` : id;
}

/** Kinds that have one id whatever the verdict. */
const ONE_ID = ['denies', 'permits', 'onlyVia', 'identified', 'firewalled', 'nothing-less', 'claim'];

export function findingOf(v: VerdictData, id: string, severity: Severity, place: Place): Finding {
  return {
    id,
    severity,
    description: describe(v),
    fix: fixOf(v),
    metadata: {
      question: v.question,
      verdict: v.verdict,
      level: v.level,
      ...(v.witness === undefined ? {} : v.witness.entry !== undefined ? { entry: v.witness.entry } : { path: [v.witness.hops[0]?.source ?? v.subject.source, ...v.witness.hops.map((h) => h.destination)].join(' => ') }),
      ...(v.flows === undefined || v.flows.length === 0 ? {} : { flows: v.flows.join(', ') }),
    },
    at: resourceOf(v, place),
  };
}

/**
 * Many verdicts that are not known and fail nothing are one finding: an imported VPC alone makes dozens, and hides what matters.
 * Its id changes with what it is about, so that no acknowledgement of it outlives the list.
 */
export function undecidedOf(verdicts: readonly VerdictData[], constructPath: string): Finding {
  const page = new Page(WIDTH, PLAIN);
  page.prose(`${verdicts.length} verdicts cannot be decided, none of them about a guarantee or a crown jewel`, { indent: 0, hang: 2 });
  for (const v of verdicts.slice(0, MOST_UNDECIDED)) page.prose(`- ${verdictSentence(v)} (${findingId(v, () => false)})`, { hang: 2 });
  if (verdicts.length > MOST_UNDECIDED) page.prose(`and ${verdicts.length - MOST_UNDECIDED} more; all are in \`zero-trust prove\``);
  const unknowns = [...new Map(verdicts.flatMap((v) => v.unknowns).map((u) => [unknownText(u), u])).values()];
  unknowns.slice(0, MOST_UNKNOWNS).forEach((unknown) => drawUnknown(page, unknown));
  return {
    id: `unknown.${shortHash(verdicts.map((v) => v.id).join(' '))}`, severity: 'warning', description: page.text().trimEnd(),
    fix: fixOf({ unknowns }), metadata: { verdict: 'unknown', verdicts: verdicts.map((v) => v.id).join(' ') }, at: { constructPath, locations: [] },
  };
}

export function violationOf({ id, severity, description, fix, metadata, at }: Finding, severityShown: string = severity): PolicyViolation {
  return { ruleName: id, severity: severityShown, description, fix, ruleMetadata: metadata, violatingResources: [{ ...at, locations: [...at.locations] }] };
}

/** What it says, and why, as lines. */
export function describe(v: VerdictData): string {
  const page = new Page(WIDTH, PLAIN);
  page.prose(verdictSentence(v), { indent: 0, hang: 2 });
  if (v.witness !== undefined) drawPath(page, v.witness, 2);
  drawBlocks(page, v.blockedBy ?? [], 2);
  v.unknowns.slice(0, MOST_UNKNOWNS).forEach((unknown) => drawUnknown(page, unknown));
  if (v.unknowns.length > MOST_UNKNOWNS) page.prose(`and ${v.unknowns.length - MOST_UNKNOWNS} more; all are in \`zero-trust prove --format json\``);
  return page.text().trimEnd();
}

function drawUnknown(page: Page, unknown: UnknownData): void {
  page.prose(`not known: ${unknownText(unknown)}`, { indent: 2, hang: 2 });
  const place = placeText(unknown);
  if (place !== '') page.prose(place, { indent: 4, hang: 2 });
}

/** The prover's own advice, and the assumptions that settle what is not known, as they are written in code. */
function fixOf({ fix, unknowns }: Pick<VerdictData, 'fix' | 'unknowns'>): string | undefined {
  const settled = [...new Set(unknowns.flatMap((u) => (u.assume === undefined ? [] : [u.assume])))].sort();
  const pairs = settled.slice(0, MOST_UNKNOWNS).map((text) => {
    const at = text.indexOf('=');
    return `'${text.slice(0, at)}': '${text.slice(at + 1)}'`;
  });
  const assume = pairs.length === 0 ? [] : [`say what is known: \`assume: { ${pairs.join(', ')} }\``];
  const all = [...(fix === undefined ? [] : [fix]), ...assume];
  return all.length === 0 ? undefined : all.join('\n');
}

/** The resource to change: the one that the prover names, else the last rule on the path, else the first token's. */
function resourceOf(v: VerdictData, { outdir, constructs, fallback }: Place): Finding['at'] {
  const rules: BecauseData[] = (v.witness?.hops ?? []).flatMap((h) => h.because).concat(v.witness?.because ?? [], (v.blockedBy ?? []).flatMap((b) => b.because)).filter((b) => b.resource !== '');
  const target = v.at ?? rules[rules.length - 1] ?? tokenResource(v.unknowns);
  if (target === undefined) return { constructPath: fallback, locations: [] };
  const construct = constructs.find(target.template, target.resource);
  const locations = [...new Set([...rules, ...v.unknowns.map((u) => ({ template: u.template ?? '', pointer: u.pointer, resource: resourceIn(u.pointer) }))]
    .filter((r) => r.template === target.template && r.resource === target.resource && r.pointer !== '').map((r) => r.pointer))];
  return {
    constructPath: construct?.node.path ?? target.constructPath ?? fallback,
    resourceLogicalId: target.resource,
    templatePath: path.join(outdir, target.template),
    locations,
  };
}

function tokenResource(unknowns: readonly UnknownData[]): { readonly template: string; readonly resource: string; readonly constructPath?: undefined } | undefined {
  for (const { template, pointer } of unknowns) {
    const resource = resourceIn(pointer);
    if (template !== undefined && resource !== '') return { template, resource };
  }
  return undefined;
}

function resourceIn(pointer: string): string {
  return /^\/Resources\/([^/]+)/.exec(pointer)?.[1] ?? '';
}
