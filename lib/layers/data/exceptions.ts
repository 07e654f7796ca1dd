/**
 * Closings that a store goes without, on purpose and with a reason:
 *
 *   closeStore(store, askedOf(kind, data), context);                 // the kind without them
 *   tellExceptions(store, kind, data, context, findings, site);     // each is told, whatever it is
 *
 * A crown jewel may go without what lasts and what is logged, never without what keeps others from its data: a jewel that others can read
 * is none, and calling it one would hide that.
 */
import { didYouMean, type Finding, type Findings, type StoreData } from '../../intent';
import { writeMetadata } from '../network/verbatim';
import { judgeStore } from './close';
import type { ClosingAspect, ClosingContext, StoreKind } from './kind';
import type { StoreResource } from './model';

/** Without these something is noticed late or cannot be brought back; nobody reads more. */
const MAY_BE_OPEN: readonly ClosingAspect[] = ['recovery', 'deletion', 'access-log'];

type Excepting = Pick<StoreData, 'id' | 'crownJewel' | 'exceptClosings'>;

/** An exception that is refused leaves nothing open. */
export function askedOf(kind: StoreKind, { crownJewel, exceptClosings = [] }: Excepting): StoreKind {
  if (exceptClosings.length === 0) return kind;
  const isLeft = (id: string): boolean => exceptClosings.some((e) => e.closing === id);
  return { ...kind, closings: kind.closings.filter((c) => !isLeft(c.id) || (crownJewel !== undefined && !MAY_BE_OPEN.includes(c.aspect))) };
}

export function tellExceptions(store: StoreResource, kind: StoreKind, data: Excepting, context: ClosingContext, findings: Findings, site: { toString(): string }): void {
  const left: Record<string, string> = {};
  for (const { closing, because } of data.exceptClosings ?? []) {
    const found = findingOf(store, kind, data, closing, because, context);
    if (found.level === 'warning') left[closing] = because;
    findings.append([{ ...found, pointer: '', where: site.toString() }]);
  }
  if (store.resource !== undefined && Object.keys(left).length > 0) writeMetadata(store.resource, 'zero-trust-left-open', left);
}

function findingOf(store: StoreResource, kind: StoreKind, { id, crownJewel }: Excepting, closing: string, because: string, context: ClosingContext): Pick<Finding, 'code' | 'level' | 'message'> {
  const row = kind.closings.find((c) => c.id === closing);
  if (row === undefined) {
    return { level: 'error', code: 'ClosingNotKnown', message: `\`exceptClosings\` of store \`${id}\` names the unknown closing \`${closing}\`${didYouMean(closing, kind.closings.map((c) => c.id), 'closings')}; docs/stores.md lists those of the kind \`${kind.name}\`` };
  }
  if (crownJewel !== undefined && !MAY_BE_OPEN.includes(row.aspect)) {
    return { level: 'error', code: 'JewelClosingExcepted', message: `crown jewel \`${id}\` (${crownJewel.classification}) goes without closing \`${closing}\` (${row.aspect}): got the reason \`${because}\`, expected exceptions of recovery, deletion and access log alone, because without the others its data is open to others; remove the exception, or declare the store without \`crownJewel\`` };
  }
  const open = judgeStore(store, { ...kind, closings: [row] }, context).find((r) => r.is !== 'closed' && r.is !== 'not-asked');
  const message = open === undefined
    ? `store \`${id}\` goes without closing \`${closing}\`, because ${because}: got one that is closed or not asked for, expected an exception where something is open; remove it`
    : `store \`${id}\` goes without closing \`${closing}\` (${row.aspect}), because ${because}: got ${open.got === '' ? 'what cannot be read' : open.got}, expected ${row.value}; remove the exception to close it`;
  return { level: 'warning', code: 'ClosingExcepted', message };
}
