/**
 * A verdict takes its shape here: ids that stay while names stay, unknowns without repetition, severity.
 *
 *   const verdicts = new Verdicts();
 *   verdicts.add({ kind: 'denies', key: 'internet Db tcp/5432 pivot', verdict: 'violated', ... }, path);
 *   verdicts.proof();
 */
import { type Level, type UnknownData, type VerdictData, type VerdictKind } from '../../contract/verdicts';
import type { Unknown } from '../../world/facts';
import { printable } from '../../world/input-error';
import type { Path } from '../path';
import { shortHash } from '../short-hash';
import type { NetworkProof } from './model';

export type Kind = 'denies' | 'permits' | 'onlyVia' | 'nothing-more' | 'nothing-less' | 'standing';

/** What the prover found; the rest of VerdictData follows from it. */
export interface Finding extends Pick<VerdictData, 'question' | 'subject' | 'segments' | 'witness' | 'blockedBy' | 'assumptions' | 'flows' | 'implied' | 'fix' | 'at'> {
  readonly kind: Kind;
  /** Names in full, so that another stack with the same names changes no id. */
  readonly key: string;
  readonly level: Level;
  readonly verdict: VerdictKind;
  readonly unknowns?: readonly Unknown[];
  readonly severity?: 'error' | 'warning';
  readonly strict?: boolean;
}

export class Verdicts {
  private readonly findings: { readonly finding: Finding; readonly path?: Path }[] = [];

  public add(finding: Finding, path?: Path): void {
    this.findings.push({ finding, path });
  }

  public proof(): NetworkProof {
    const verdicts = new Map<string, VerdictData>();
    const paths = new Map<string, Path>();
    const sorted = [...this.findings].sort((a, b) => compare(`${a.finding.kind} ${a.finding.key}`, `${b.finding.kind} ${b.finding.key}`));
    for (const { finding, path } of sorted) {
      let id = verdictId(finding.kind, finding.key);
      for (let n = 2; verdicts.has(id); n++) id = verdictId(finding.kind, `${finding.key} #${n}`);
      verdicts.set(id, shaped(id, finding));
      if (path !== undefined && finding.verdict === 'violated') paths.set(id, path);
    }
    return { verdicts: [...verdicts.values()].sort((a, b) => compare(a.id, b.id)), paths };
  }
}

function shaped(id: string, f: Finding): VerdictData {
  const unknowns = unknownData(f.unknowns ?? []);
  return {
    id,
    question: printable(f.question),
    plane: 'network',
    level: f.level,
    verdict: f.verdict,
    kind: f.kind,
    severity: f.severity ?? 'error',
    strict: f.strict ?? false,
    subject: f.subject,
    ...f.segments === undefined || f.segments.length === 0 ? {} : { segments: f.segments },
    ...f.witness === undefined ? {} : { witness: f.witness },
    ...f.blockedBy === undefined || f.blockedBy.length === 0 ? {} : { blockedBy: f.blockedBy },
    // An unknown verdict names what made it so, whatever happens.
    unknowns: f.verdict === 'unknown' && unknowns.length === 0 ? [{ token: 'choice of placement', pointer: '', why: 'certain for some subnets or addresses that a resource can have, not for the same all along' }] : unknowns,
    assumptions: [...new Set(f.assumptions)],
    ...f.flows === undefined || f.flows.length === 0 ? {} : { flows: [...new Set(f.flows)].sort(compare) },
    ...f.implied === true ? { implied: true } : {},
    ...f.fix === undefined ? {} : { fix: printable(f.fix) },
    ...f.at === undefined ? {} : { at: f.at },
  };
}

/** Sorted, each once. */
export function unknownData(unknowns: readonly Unknown[]): UnknownData[] {
  const seen = new Map<string, UnknownData>();
  for (const { token, pointer, template, assume, why } of unknowns) {
    const key = `${token}\n${template}\n${pointer}`;
    const known = seen.get(key);
    if (known === undefined || (known.assume === undefined && assume !== undefined)) seen.set(key, { token: printable(token), pointer, ...template === '' ? {} : { template }, ...assume === undefined ? {} : { assume: printable(assume) }, why: printable(why) });
  }
  return [...seen].sort(([a], [b]) => compare(a, b)).map(([, u]) => u);
}

export function verdictId(kind: string, key: string): string {
  return `${kind}.${shortHash(key)}`;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
