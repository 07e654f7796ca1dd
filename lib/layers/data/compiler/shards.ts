/**
 * Splits what a role is granted into policies that fit, so that a change touches few of them and no deployment leaves a gap:
 *
 *   shard(grants, sizes)   // [{ prefix: '', ... }, { prefix: '1', ... }]
 *
 * Leaf '' is an inline policy, the others are managed ones. There are as few as hold everything. Each grant ranks all leaves by a
 * hash (rendezvous hashing) and goes to the best of those that exist, so:
 * - a grant's leaf depends on its own key and on how many leaves there are, on no other grant;
 * - one leaf more takes grants from the others and moves nothing between them; one less gives them back.
 * So whatever grows is the newest leaf, and a leaf waits for the next one (`DependsOn`): CloudFormation makes the newer leaf before it
 * takes anything from an older one, and deletes last. The key is what is granted on, not the flow's name: a rename moves nothing.
 * Places by hash fill policies to about 70 %: some 45,000 characters for a role (200 buckets with keys of their own take 38,000).
 *
 * Why no trie that splits a leaf into two new ones: IAM attaches 10 managed policies to a role, and while both halves are made the
 * old leaf is still there, so a role with 6 leaves of which 3 split could not be deployed. Here there are never more attached than
 * before or after.
 */
import { createHash } from 'node:crypto';
import type { Statement } from '../model';
import { mergeStatements } from './merge';
import type { Sizes } from './size';

/** What one flow grants, on what `key` names. */
export interface Grant {
  readonly key: string;
  readonly flow: string;
  readonly statements: readonly Statement[];
}

export interface Leaf {
  readonly prefix: string;
  readonly statements: readonly Statement[];
  readonly flows: readonly string[];
}

/**
 * Characters of a policy: a managed one takes 6,144. The inline policies of a role take 10,240 together; ours leaves 4,096 of them to
 * others. White space is not counted. (IAM user guide, "IAM and AWS STS quotas".)
 */
export const LEAF_ROOM = 6_144;
/** Managed policies that are attached to a role by default. */
export const MANAGED_PER_ROLE = 10;

/** A single grant that is longer than a leaf stays alone in one: its length is reported by whoever emits it. */
export function shard(grants: readonly Grant[], sizes: Sizes, room = LEAF_ROOM): Leaf[] {
  const sorted = [...grants].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.flow < b.flow ? -1 : a.flow > b.flow ? 1 : 0));
  const keys = new Set(sorted.map((g) => g.key)).size;
  // More leaves than IAM attaches are tried as well, so that the message can say how many it would take.
  for (let leaves = 1; ; leaves++) {
    const split = place(sorted, leaves);
    if (leaves >= Math.max(keys, 1) * 4 || leaves > 64 || split.every((leaf) => sizes.fits(leaf.statements, room))) return split;
  }
}

function place(grants: readonly Grant[], leaves: number): Leaf[] {
  const split = Array.from({ length: leaves }, (): Grant[] => []);
  for (const grant of grants) split[leafOf(grant.key, leaves)].push(grant);
  // The inline policy may be empty, and is left out then; so may a managed one. Others keep their places.
  return split.flatMap((content, index) => (content.length === 0 ? [] : [{
    prefix: index === 0 ? '' : String(index),
    statements: mergeStatements(content.flatMap((g) => g.statements)),
    flows: [...new Set(content.map((g) => g.flow))].sort(),
  }]));
}

/** The one of `leaves` that ranks highest for the key. */
export function leafOf(key: string, leaves: number): number {
  let best = 0;
  let highest = '';
  for (let leaf = 0; leaf < leaves; leaf++) {
    const rank = leaves === 1 ? '' : createHash('sha256').update(`${leaf} ${key}`).digest('hex');
    if (rank > highest) [best, highest] = [leaf, rank];
  }
  return best;
}
