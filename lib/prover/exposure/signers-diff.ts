/**
 * Who else may sign for a route that asks for a signature on both sides of a change: `signing(side, other)`.
 *
 *   a signature of Batch => GET /reports of Api    a policy of its role allows it now
 *
 * Of routes that are new the way itself is told (ways-diff.ts): whoever IAM lets in.
 */
import { perhaps, when } from '../../world/exposure/holds';
import type { Door, Holds, Route, Signer } from '../../world/exposure/model';
import { boundDoors, boundRoutes } from './bind-doors';
import { isCaller, signersAt } from './signers';
import type { Side } from './ways-in';

export interface Signs {
  readonly id: string;
  readonly signer: Signer;
  readonly holds: Holds;
  readonly destination: string;
  readonly declared: boolean;
}

export function signing(side: Side, other: Side): Signs[] {
  const theirs = other.doorsById();
  return [...side.doorsById()].flatMap(([id, door]) => signed(door).flatMap((route) => {
    if (!signed(theirs.get(id)).some((r) => r.method === route.method && r.path === route.path)) return [];
    const { known, rename } = side;
    const bound = boundRoutes(known, boundDoors(known)).filter((r) => r.door?.door === door && r.data.access === 'iam' && r.data.method === route.method && r.data.path === route.path);
    return signersAt(known, door, route).filter((s) => s.may).map(({ signer, must }): Signs => {
      const guard = signer.guard.and(route.guard);
      const unknown = { token: `policies of ${signer.label}`, template: signer.place.template, pointer: signer.place.pointer, why: 'whether they let it sign for the route is not known before deployment' };
      return { id: [id, route.method, route.path, rename(signer.id)].join('\n'), signer, holds: must ? when(guard) : perhaps(guard, unknown), destination: `${route.label} of ${door.label}`, declared: isCaller(known, bound, signer) };
    });
  }));
}

function signed(door: Door | undefined): readonly Route[] {
  return door === undefined || !['rest', 'http'].includes(door.kind) ? [] : door.routes.filter((r) => r.auths.some((a) => a.kind === 'iam'));
}
