/**
 * Who gets in: the exposure plane for the judge.
 *
 *   const { verdicts, paths } = proveExposure({ world, templates, intents, guarantees });
 *   askInvoke('DocumentsFunction', { world, templates, intents }).answer    // 'identified'
 *
 * Reads the ways in (world/exposure) and intents; judged are written guarantees, declared doors and routes, and, where nothing is
 * declared, every function. docs/semantics.md, 7, says what each verdict means.
 */
import type { GuaranteeData } from '../../intent/model';
import { boundDoors, boundRoutes } from './bind-doors';
import { mayHaveFirewalls } from '../../world/exposure';
import { routeFinding } from './declared';
import { firewalledFinding } from './firewalled';
import { firewallFindings } from './firewalls';
import { Declared, excessFindings } from './excess';
import { identifiedFinding } from './identified';
import type { Known } from './names';
import { signersOf } from './signers';
import { standingFindings } from './standing';
import { type ExposureFinding, type ExposureProof, exposureProof } from './verdict';

export { allEntries } from './entries';
export { explainedOf } from './explained';
export { firewallsOf } from './firewall-text';
export { askInvoke, type InvokeAnswer } from './identified';
export type { Entry, ExposurePath, OpenWay } from './model';
export { type Known, resolveTarget } from './names';
export type { ExposureProof } from './verdict';
export { waysDiff, type WaysDiff } from './ways-diff';

export interface ExposureQuestion extends Known {
  /** `identified` and `firewalled` ones alone. */
  readonly guarantees: readonly GuaranteeData[];
  /** `assembly`: what touches no declared door and handler fails as well. */
  readonly scope: 'declared' | 'assembly';
  /** ISO-8601: firewalls that count past their date are judged by it. */
  readonly now?: string;
}

export function proveExposure({ guarantees, scope, now, ...known }: ExposureQuestion): ExposureProof {
  const { world, intents } = known;
  const doors = boundDoors(known);
  const routes = boundRoutes(known, doors);
  const declared = new Declared(routes, doors);
  const signed = signersOf(known, routes);
  const hasIntent = intents.length > 0;
  return exposureProof(world, [
    ...guarantees.map((g) => guaranteeFinding(g, known)),
    ...routes.map((r) => routeFinding(r, known)),
    ...excessFindings(known, declared, routes, doors, new Set(signed.map((s) => s.route.door))),
    ...signed.map((s) => s.finding),
    ...standingFindings(world, { severity: hasIntent && scope === 'declared' ? 'warning' : 'error', isDeclared: (e) => declared.concerns(e) }),
    ...hasIntent && !mayHaveFirewalls(known.templates) ? [] : firewallFindings(world, { hasIntent, ...now === undefined ? {} : { now } }),
  ]);
}

function guaranteeFinding(guarantee: GuaranteeData, known: Known): ExposureFinding {
  return guarantee.kind === 'firewalled' ? firewalledFinding(guarantee, known) : identifiedFinding(guarantee, known);
}

/** Verdicts about these guarantees alone. */
export function checkIdentified(guarantees: readonly GuaranteeData[], known: Known): ExposureProof {
  return exposureProof(known.world, guarantees.map((g) => guaranteeFinding(g, known)));
}
