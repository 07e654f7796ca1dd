/**
 * One answer of the prover against the simulator: a sentence where they disagree.
 *
 *   denies, onlyVia  proved    no valuation that was tried lets the packet, or the chain, through
 *                    violated  the witness passes, hop by hop, under its own valuation
 *   permits          proved    every valuation and every packet that was tried passes
 *                    violated  some packet does not, under some valuation
 *   any              unknown   only where the world leaves something open beside conditions
 */
import { addressText, type Packet, Refused } from '../../support/world-simulator';
import type { Draw } from '../../support/worlds/draw';
import type { RandomWorld } from '../../support/worlds/model';
import { endText, isFar } from './probes';
import type { Answer, Asked } from './prover';
import { disbelief } from './replay';
import { type Question, type Scene, scenesOf, someChain, somePass, someStop } from './search';

const SCENES = 5;
const MORE_SCENES = 60;

export interface Outcome {
  readonly verdict: string;
  /** What the two disagree about. */
  readonly disagreement?: string;
}

export function checkQuestion(world: RandomWorld, asked: Asked, question: Question, draw: Draw): Outcome {
  const names = [question.source, question.destination, ...question.via ?? []];
  // a resource whose condition never holds has no name
  if (names.some((name) => !isFar(name) && !asked.network.interfaces.has(name))) return { verdict: 'nobody', disagreement: believing(() => existsAnyway(world, asked, names)) };
  const answer = asked.answer(question);
  return { verdict: answer.verdict.verdict, disagreement: believing(() => judgeAnswer(world, asked, question, answer, draw)) };
}

function existsAnyway(world: RandomWorld, asked: Asked, names: readonly string[]): string | undefined {
  const lost = names.filter((name) => !isFar(name) && !asked.network.interfaces.has(name));
  const found = [...scenesOf(world, MORE_SCENES)].flatMap(({ network }) => lost.filter((name) => network.interfaces.has(name)));
  return found.length === 0 ? undefined : `${found[0]} is not in the world of the prover`;
}

function judgeAnswer(world: RandomWorld, asked: Asked, question: Question, answer: Answer, draw: Draw): string | undefined {
  const { verdict } = answer.verdict;
  if (verdict === 'unknown') return isDecided(world, question, answer.verdict.unknowns) ? `unknown (${answer.verdict.unknowns.map((u) => u.token).join(', ')}) although the templates leave nothing open` : undefined;
  if (question.kind === 'permits') return verdict === 'proved' ? refutesPermission(world, question, draw) : showsRefusal(world, question, draw);
  if (verdict === 'proved') return refutesDenial(world, question, draw);
  return believeWitness(world, asked, answer, draw);
}

export function believeWitness(world: RandomWorld, asked: Asked, { verdict, path }: Answer, draw: Draw): string | undefined {
  if (path === undefined) return `${verdict.kind} is violated without a path`;
  const replayed = asked.replays(path);
  const why = disbelief(world, path, draw);
  if (why !== undefined) return `the witness does not pass: ${why}\n    ${pathText(path)}`;
  return replayed === undefined ? undefined : `the replay refuses what the simulator accepts: ${replayed}\n    ${pathText(path)}`;
}

function refutesDenial(world: RandomWorld, question: Question, draw: Draw): string | undefined {
  for (const scene of scenesOf(world, SCENES)) {
    if (question.level === 'packet') {
      const packet = somePass(scene, question, draw);
      if (packet !== undefined) return `proved, but ${packetText(packet)} passes ${underText(scene)}`;
    } else {
      const chain = someChain(scene, question, draw, question.via);
      if (chain !== undefined) return `proved, but ${chain.map(packetText).join(', then ')} ${underText(scene)}`;
    }
  }
  return undefined;
}

export function refutesPermission(world: RandomWorld, question: Question, draw: Draw): string | undefined {
  for (const scene of scenesOf(world, SCENES)) {
    const packet = someStop(scene, question, draw, true);
    if (packet !== undefined) return `proved, but ${packetText(packet)} does not pass ${underText(scene)}`;
  }
  return undefined;
}

export function showsRefusal(world: RandomWorld, question: Question, draw: Draw): string | undefined {
  for (const scene of scenesOf(world, MORE_SCENES)) {
    if (someStop(scene, question, draw, false) !== undefined) return undefined;
  }
  return 'violated, but every packet that was tried passes';
}

/** Nothing but conditions, placement, addresses and ports is open: a proof or a counterexample must be found. */
export function isDecided(world: RandomWorld, { kind, over }: Pick<Question, 'kind' | 'over'>, unknowns: readonly { readonly token: string }[]): boolean {
  // whether a connection that is not tcp needs its replies is left open by the page
  return world.isPlain && (kind !== 'permits' || /^tcp/.test(over)) && !unknowns.some((u) => HEARSAY.test(u.token) || refersToNothing(world, u.token) || (u.token === 'choice of placement' && hasOtherChoices(world)));
}

/** Others in a VPC, which port a NAT gateway takes, and what AWS's documents leave open: an interface made by itself, a task's IPv6 address, what NAT sends to another VPC. */
const HEARSAY = /^others in |^source port of NAT gateway |^MapPublicIpOnLaunch$|^public address$|[./]Nat\d+$/;


/** A reference from a resource that stands always to one that stands under a condition: CloudFormation refuses the template where the condition is false. */
function refersToNothing({ templates }: RandomWorld, token: string): boolean {
  const resources = Object.values(templates).flatMap((t) => Object.entries((t as { Resources?: Record<string, { Condition?: string; Properties?: unknown } | undefined> }).Resources ?? {}));
  const conditional = new Set(resources.filter(([, r]) => r?.Condition !== undefined).map(([id]) => id));
  const id = /^Ref (\w+)$/.exec(token)?.[1];
  if (id !== undefined) return conditional.has(id);
  return token === 'targets' && resources.some(([, r]) => isPerhapsEmpty((r?.Properties as { Targets?: unknown } | undefined)?.Targets, conditional));
}

/** Whether a task or a balancer's node in a subnet without IPv6 has an IPv6 address, is said with these words where it decides. */
function hasOtherChoices({ templates }: RandomWorld): boolean {
  const text = JSON.stringify(templates);
  return (text.includes('AWS::ECS::Service') && text.includes('Ipv6CidrBlock')) || text.includes('"dualstack"');
}

/** Nobody is in the target group under some condition: then somebody registers targets at run time. */
function isPerhapsEmpty(targets: unknown, conditional: ReadonlySet<string>): boolean {
  return targets !== undefined && (Array.isArray(targets) ? targets : []).every((t) => JSON.stringify(t).includes('"AWS::NoValue"') || [...JSON.stringify(t).matchAll(/"Ref":"(\w+)"/g)].some(([, id]) => conditional.has(id)));
}

/** A packet that the simulator refuses to judge is no evidence. */
export function believing(check: () => string | undefined): string | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refused) return `the simulator refuses: ${error.message}`;
    throw error;
  }
}

export function packetText(p: Packet): string {
  return `${endText(p.source)} -> ${endText(p.destination)} protocol ${p.protocol} ${p.port ?? p.type ?? ''}${p.sourcePort === undefined ? '' : ` from port ${p.sourcePort}`}`;
}

const underText = ({ valuation }: Scene): string => `under ${JSON.stringify(valuation.parameters)}, default egress ${valuation.standaloneEgressStripsDefault ? 'stripped' : 'kept'}`;

function pathText(path: NonNullable<Answer['path']>): string {
  const end = (e: any): string => `${e.id ?? ''}[${e.address ?? ''}]`;
  return path.hops.map((h) => `${end(h.source)} -> ${end(h.destination)} ${JSON.stringify(h.connection)} from ${h.sourcePort} ${h.via ?? ''}`).join('; ') + ` ${JSON.stringify([...path.valuation])}`;
}

export { addressText };
