/**
 * What an intent declares, by docs/semantics.md section 4, for one concrete packet at a time; and the two questions about an
 * intent: nothing more, nothing less.
 */
import { address, type End, isPair, isSeat, judge, type Packet, range, within } from '../../support/world-simulator';
import type { Draw } from '../../support/worlds/draw';
import type { PlainIntent } from '../../support/worlds/intents';
import type { RandomWorld } from '../../support/worlds/model';
import { believeWitness, believing, isDecided, packetText, refutesPermission, showsRefusal } from './check';
import { endsOf, probesOf } from './probes';
import { outsideSeat } from './replay';
import type { Answer, Asked } from './prover';
import { type Question, scenesOf } from './search';

type Flow = PlainIntent['flows'][number];
const NUMBERS = { tcp: 6, udp: 17, icmp: 1 };

/** Of a segment with much excess a few witnesses are walked. */
const WITNESSES = 4;

/** A flow goes over it. */
function covers(flow: Flow, packet: Packet): boolean {
  return NUMBERS[flow.protocol] === packet.protocol && flow.port === (packet.protocol === 1 ? packet.type : packet.port);
}

export function isDeclared({ segments, flows }: PlainIntent, packet: Packet): boolean {
  const over = flows.filter((f) => covers(f, packet));
  const segmentOf = (end: End): string | undefined => (isSeat(end) ? segments.find((s) => s.members.includes(end.id))?.id : undefined);
  const [x, y] = [segmentOf(packet.source), segmentOf(packet.destination)];
  if (over.some((f) => x !== undefined && y !== undefined && f.source === x && f.destination === y)) return true;
  if (x === undefined && y === undefined) return false;
  // both sides by address; the side of one that is no member needs no flow
  const holds = (name: string, end: End): boolean => name === 'internet' || (name.includes('/') && within(range(name), isSeat(end) ? end.address : end));
  const intoY = y === undefined || over.some((f) => f.destination === y && holds(f.source, packet.source));
  const outOfX = x === undefined || over.some((f) => f.source === x && holds(f.destination, packet.destination));
  return intoY && outOfX;
}

export interface Tally {
  readonly verdicts: string[];
  readonly disagreements: string[];
}

export function checkIntent(world: RandomWorld, asked: Asked, intent: PlainIntent, draw: Draw): Tally {
  const answers = asked.intent(intent);
  const more = answers.filter((a) => a.verdict.kind === 'nothing-more');
  const less = answers.filter((a) => a.verdict.kind === 'nothing-less');
  const found: (string | undefined)[] = [
    ...answers.map((a) => (a.verdict.verdict === 'unknown' && isDecided(world, { kind: a.verdict.kind === 'nothing-less' ? 'permits' : 'denies', over: a.verdict.subject.over }, a.verdict.unknowns) ? `${a.verdict.question}: unknown although nothing is open (${a.verdict.unknowns.map((u) => u.token).join(', ')})` : undefined)),
    ...draw.some(more.filter((a) => a.verdict.verdict === 'violated'), WITNESSES).map((a) => believing(() => believeExcess(world, asked, intent, a, draw))),
    more.every((a) => a.verdict.verdict === 'proved' || a.verdict.severity === 'warning') ? believing(() => findExcess(world, intent, draw)) : undefined,
    ...less.map((a) => believing(() => checkFlow(world, intent, a, draw))),
  ];
  return { verdicts: answers.map((a) => `${a.verdict.kind} ${a.verdict.verdict}`), disagreements: found.filter((d) => d !== undefined) };
}

function believeExcess(world: RandomWorld, asked: Asked, intent: PlainIntent, answer: Answer, draw: Draw): string | undefined {
  const { hops } = answer.path ?? { hops: [] };
  const end = (e: any, other: any): End => (e.kind !== 'interface' ? address(e.address) : e.address === '' ? outsideSeat(e.id, other) : { id: e.id, placement: e.placement, address: address(e.address) });
  const last = hops[hops.length - 1];
  if (last !== undefined && isDeclared(intent, { source: end(last.source, last.destination), destination: end(last.destination, last.source), ...last.connection })) return `${answer.verdict.question}: what it shows is declared`;
  const why = believeWitness(world, asked, answer, draw);
  return why === undefined ? undefined : `${answer.verdict.question}: ${why}`;
}

/** A packet from or to a member that passes, and that no flow declares. */
function findExcess(world: RandomWorld, intent: PlainIntent, draw: Draw): string | undefined {
  const members = intent.segments.flatMap((s) => s.members);
  for (const scene of scenesOf(world, 3)) {
    const names = [...scene.network.interfaces.keys(), 'internet', '192.168.0.0/16', '10.0.0.0/8'];
    for (const member of draw.some(members, 4)) {
      for (const other of draw.some(names, 5)) {
        for (const [from, to] of [[member, other], [other, member]]) {
          const probes = probesOf(scene.borders, 'all', draw);
          for (const source of draw.some(endsOf(scene.borders, from), 4)) {
            for (const destination of draw.some(endsOf(scene.borders, to), 4)) {
              if (!isPair(source, destination)) continue;
              for (const probe of probes) {
                const packet = { source, destination, ...probe };
                if (!isDeclared(intent, packet) && judge(scene.network, packet) === undefined) return `nothing more is proved, but ${packetText(packet)} passes under ${JSON.stringify(scene.valuation.parameters)}`;
              }
            }
          }
        }
      }
    }
  }
  return undefined;
}

function checkFlow(world: RandomWorld, intent: PlainIntent, { verdict }: Answer, draw: Draw): string | undefined {
  const flow = intent.flows.find((f) => verdict.flows?.some((id) => id === f.id || id.endsWith(`#${f.id}`)));
  if (flow === undefined) return `${verdict.question}: of no flow`;
  const ends = (name: string): readonly string[] => intent.segments.find((s) => s.id === name)?.members ?? [name];
  const questions = ends(flow.source).flatMap((source) => ends(flow.destination).map((destination): Question =>
    ({ kind: 'permits', level: 'packet', source, destination, over: `${flow.protocol}/${flow.port}` })));
  if (verdict.verdict === 'proved') {
    const [why] = questions.map((q) => refutesPermission(world, q, draw)).filter((w) => w !== undefined);
    return why === undefined ? undefined : `${verdict.question}: ${why}`;
  }
  if (verdict.verdict === 'violated' && questions.every((q) => showsRefusal(world, q, draw) !== undefined)) return `${verdict.question}: violated, but every packet that was tried passes`;
  return undefined;
}
