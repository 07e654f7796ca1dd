/**
 * Closes a store, or says what is open:
 *
 *   closeStore(store, kind, { posture: 'standard', isJewel: true, keyArn, allowReplacement: false })   // reports, with findings
 *   judgeStore(store, kind, context)                                                                    // the same without touching anything
 *
 * Every closing is judged, closed where it is open, and judged again: only what reads as closed afterwards is closed. A closing
 * that would replace the resource is refused without `allowReplacement`. A value that only the deployment knows, an imported
 * store and an exception are unknown: an error for a crown jewel, a warning else.
 */
import { CfnResource } from 'aws-cdk-lib';
import { type Finding, IntentError } from '../../intent';
import type { Closing, ClosingContext, Judgement, StoreKind } from './kind';
import { forget, readingOnce } from './kinds/once';
import { withPolicyIndex } from './kinds/policy-index';
import { guarded } from './kinds/rows';
import type { StoreResource } from './model';

export interface ClosingReport {
  readonly closing: Closing;
  /** Construct path of the store. */
  readonly path: string;
  /** How it was found. */
  readonly was: Judgement['is'];
  /** How it is now; the same where nothing was done. */
  readonly is: Judgement['is'];
  /** What was found, in words; empty where it was closed or not asked. */
  readonly got: string;
  /** What its owner has to know; absent where it is closed or not asked. */
  readonly finding?: Finding;
}

export function closeStore(store: StoreResource, kind: StoreKind, context: ClosingContext): ClosingReport[] {
  return eachClosing(store, kind, context, (closing, resource) => {
    const was = judged(closing, resource, context);
    if (was.is !== 'open') return report(store, closing, was, was, context);
    if (closing.replaces && !context.allowReplacement) {
      return { ...report(store, closing, was, was, context), finding: error('ClosingReplaces', `${what(store, closing, was.got)}, and CloudFormation would replace the resource, with its data, to close it; back the data up and pass \`allowReplacement\`, or set it on a new resource`) };
    }
    try {
      was.close();
    } catch (thrown) {
      // A policy that cannot be written says so with its own code.
      const findings = thrown instanceof IntentError ? thrown.findings : [error('ClosingFailed', `${what(store, closing, was.got)}, and it could not be closed (${thrown instanceof Error ? thrown.message : String(thrown)}); set it on the resource`)];
      return { ...report(store, closing, was, was, context), finding: findings[0] };
    }
    forget();
    const now = judged(closing, resource, context);
    const done = report(store, closing, was, now, context);
    if (now.is === 'closed') return done;
    return { ...done, finding: error('ClosingFailed', `${what(store, closing, was.got)}, and it still is after it was closed${'got' in now ? ` (${now.got})` : ''}, because something else writes the same property; remove that, or set it there`) };
  });
}

/** For aspects and for the last look at synth: nothing is changed. */
export function judgeStore(store: StoreResource, kind: StoreKind, context: ClosingContext): ClosingReport[] {
  return eachClosing(store, kind, context, (closing, resource) => {
    const now = judged(closing, resource, context);
    return report(store, closing, now, now, context);
  });
}

/** The findings of reports, each once: an imported store is unknown in every row for one reason. */
export function closingFindings(reports: readonly ClosingReport[]): Finding[] {
  const seen = new Set<string>();
  return reports.flatMap(({ finding }) => (finding === undefined ? [] : [finding])).filter(({ code, message }) => {
    const known = seen.has(`${code} ${message}`);
    seen.add(`${code} ${message}`);
    return !known;
  });
}

function eachClosing(store: StoreResource, kind: StoreKind, context: ClosingContext, run: (closing: Closing, resource: CfnResource) => ClosingReport): ClosingReport[] {
  const { resource } = store;
  const closings = kind.closings.filter((c) => c.types.includes(store.cfnType));
  if (resource !== undefined) return withPolicyIndex(resource, () => readingOnce(() => closings.map((closing) => run(closing, resource))));
  const message = `store \`${store.path}\` is imported, so nothing here says whether it is closed; expected a store that this app creates; declare it in the app that owns it, and claim its offer here`;
  return closings.filter((c) => c.postures.includes(context.posture)).map((closing) => ({
    closing, path: store.path, was: 'unknown', is: 'unknown', got: 'imported', finding: { ...error('StoreImported', message), level: context.isJewel ? 'error' : 'warning' },
  }));
}

/** An exception of a row is unknown, never closed. */
function judged(closing: Closing, resource: CfnResource, context: ClosingContext): Judgement {
  return guarded(() => closing.judge(resource, context));
}

function report(store: StoreResource, closing: Closing, was: Judgement, now: Judgement, context: ClosingContext): ClosingReport {
  const finding = findingOf(store, closing, now, context);
  return { closing, path: store.path, was: was.is, is: now.is, got: 'got' in was ? was.got : '', ...(finding === undefined ? {} : { finding }) };
}

function findingOf(store: StoreResource, closing: Closing, now: Judgement, context: ClosingContext): Finding | undefined {
  switch (now.is) {
    case 'open':
      return error('StoreOpen', `${what(store, closing, now.got)}; expected ${closing.value} of \`${closing.property}\`; close it, or hand it to \`addStore\``);
    case 'refused':
      return error(now.code, `${what(store, closing, now.got)}; expected ${now.expected}; ${now.fix}`);
    case 'unknown':
      return {
        ...error('ClosingUnknown', `${what(store, closing, now.got, 'may be open')}, which only the deployment knows; expected ${closing.value} of \`${closing.property}\` as a literal; write it down on the resource`),
        level: context.isJewel ? 'error' : 'warning',
      };
    default:
      return undefined;
  }
}

function what(store: StoreResource, closing: Closing, got: string, is = 'is open'): string {
  return `store \`${store.path}\` ${is} (\`${closing.id}\`): got ${got}`;
}

function error(code: string, message: string): Finding {
  return { code, level: 'error', pointer: '', where: '', message };
}
