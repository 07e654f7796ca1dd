/**
 * One question: `ask reach --source X --destination Y`. With the way where there is one, and what blocks where there is none.
 */
import { ANSWER_SCHEMA, type BlockedBy } from '../../contract/verdicts';
import type { NetworkWorld } from '../../world/network/model';
import { assumptionsOf } from './assumptions';
import { blockedBetween, blockedInwards, blockedOutwards } from './blocked';
import { Context } from './context';
import { readOver, unknownsOf } from './guarantees';
import type { BoundIntent, ReachAnswer, ReachQuestion } from './model';
import type { EndSet } from './names';
import { search } from './reach';
import { compare, unknownData } from './verdict';
import { pathOf, witnessOf } from './witness';

const SHOWN = 12;

export function askReach(network: NetworkWorld, intents: readonly BoundIntent[], { source: from, destination: to, over: text, level }: ReachQuestion): ReachAnswer {
  const context = new Context(network, intents);
  const { names, world } = context;
  const [source, destination] = [names.resolve(from), names.resolve(to)];
  const over = readOver(text);
  const nodes = [...source.nodes, ...destination.nodes].map((n) => n.node);
  const base = { schema: ANSWER_SCHEMA, question: `reach ${source.label} -> ${destination.label} ${over} ${level}`, entries: [] } as const;
  const must = search(world, source, destination, { over, level, mode: 'must' });
  if (must.found !== undefined) {
    const path = pathOf(names, must.found);
    return { ...base, answer: 'reachable', witness: witnessOf(names, path, must.found.guard), blockedBy: [], unknowns: [], assumptions: assumptionsOf(world, 'denies', 'violated', nodes), path };
  }
  const may = search(world, source, destination, { over, level, mode: 'may' });
  const missing = [...source.missing, ...destination.missing, ...network.unknowns];
  if (may.found !== undefined || may.gaveUp || missing.length > 0) {
    const unknowns = unknownData([...unknownsOf(world, may, must), ...missing]);
    return { ...base, answer: 'unknown', blockedBy: [], unknowns: unknowns.length > 0 ? unknowns : [{ token: 'choice of placement', pointer: '', why: 'the way depends on where a resource lands' }], assumptions: assumptionsOf(world, 'denies', 'unknown', nodes) };
  }
  return { ...base, answer: 'unreachable', blockedBy: why(context, source, destination, over), unknowns: [], assumptions: assumptionsOf(world, 'denies', 'proved', nodes) };
}

/** Of the direct way: who wants a longer one to work asks hop by hop. */
export function why(context: Context, source: EndSet, destination: EndSet, over: ReturnType<typeof readOver>): BlockedBy[] {
  const { names } = context;
  const out = new Map<string, BlockedBy>();
  const add = (list: readonly BlockedBy[]): void => { for (const b of list) if (out.size < SHOWN) out.set(`${b.code}\n${b.text}`, b); };
  for (const { node: a } of source.nodes) for (const { node: b } of destination.nodes) if (out.size < SHOWN) add(blockedBetween(names, a, b, over));
  if (!source.outside.isEmpty()) for (const { node } of destination.nodes) if (out.size < SHOWN) add(blockedInwards(names, node, source.outside, source.label, over));
  if (!destination.outside.isEmpty()) for (const { node } of source.nodes) if (out.size < SHOWN) add(blockedOutwards(names, node, destination.outside, destination.label, over));
  if (out.size === 0) add([{ code: 'NO_PATH', text: `nothing leads from \`${source.label}\` to \`${destination.label}\``, because: [] }]);
  return [...out].sort(([a], [b]) => compare(a, b)).map(([, b]) => b);
}
