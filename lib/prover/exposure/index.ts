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
import { routeFinding } from './declared';
import { Declared, excessFindings } from './excess';
import { identifiedFinding } from './identified';
import type { Known } from './names';
import { standingFindings } from './standing';
import { type ExposureProof, exposureProof } from './verdict';

export { allEntries } from './entries';
export { askInvoke, type InvokeAnswer } from './identified';
export type { Entry, ExposurePath, OpenWay } from './model';
export { type Known, resolveTarget } from './names';
export type { ExposureProof } from './verdict';

export interface ExposureQuestion extends Known {
  /** `identified` ones alone. */
  readonly guarantees: readonly GuaranteeData[];
  /** `assembly`: what touches no declared door and handler fails as well. */
  readonly scope: 'declared' | 'assembly';
}

export function proveExposure({ guarantees, scope, ...known }: ExposureQuestion): ExposureProof {
  const { world, intents } = known;
  const doors = boundDoors(known);
  const routes = boundRoutes(known, doors);
  const declared = new Declared(routes, doors);
  const hasIntent = intents.length > 0;
  return exposureProof(world, [
    ...guarantees.map((g) => identifiedFinding(g, known)),
    ...routes.map((r) => routeFinding(r, known)),
    ...excessFindings(known, declared, routes, doors),
    ...standingFindings(world, { severity: hasIntent && scope === 'declared' ? 'warning' : 'error', isDeclared: (e) => declared.concerns(e) }),
  ]);
}

/** Verdicts about these guarantees alone. */
export function checkIdentified(guarantees: readonly GuaranteeData[], known: Known): ExposureProof {
  return exposureProof(known.world, guarantees.map((g) => identifiedFinding(g, known)));
}
