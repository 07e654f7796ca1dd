/**
 * What could not be read of the whole world, where it could matter: nothing is proved beside resources that a macro hides, and
 * nothing of a segment one of whose members was found nowhere.
 *
 *   const verdicts = failClosed(proof.verdicts, world, intents);
 */
import type { UnknownData, VerdictData } from '../contract/verdicts';
import type { Unknown } from '../world/facts';
import type { NetworkWorld } from '../world/network/model';
import type { BoundIntent } from './network/model';
import { shortHash } from './short-hash';

export function unknownData({ token, template, pointer, assume, why }: Unknown): UnknownData {
  return { token, pointer, template, ...assume === undefined ? {} : { assume }, why };
}

export function failClosed(verdicts: readonly VerdictData[], world: NetworkWorld, intents: readonly BoundIntent[]): VerdictData[] {
  const hidden = world.unknowns.map(unknownData);
  const lost = intents.flatMap((bound) => bound.unbound.map((member) => ({ member, unknown: lostMember(member) })));
  return [
    ...verdicts.map((v) => {
      const unknowns = [...hidden, ...lost.filter(({ member }) => concerns(v, member.segment)).map((l) => l.unknown)];
      return v.verdict === 'proved' && unknowns.length > 0 ? { ...v, verdict: 'unknown' as const, unknowns: [...v.unknowns, ...unknowns] } : v;
    }),
    ...intents.flatMap(memberVerdicts),
  ];
}

/** Over several hops a lost member may be a stepping stone to anything. */
function concerns({ level, subject }: VerdictData, segment: string): boolean {
  const id = segment.slice(segment.lastIndexOf('#') + 1);
  const isSegment = (name: string): boolean => name === id || name.endsWith(segment) || segment.endsWith(`#${name}`);
  return level === 'pivot' || isSegment(subject.source) || isSegment(subject.destination);
}

type LostMember = BoundIntent['unbound'][number];

function lostMember({ path, type, template, logicalId, lost }: LostMember): UnknownData {
  return {
    token: logicalId === undefined ? `member ${path}` : `member ${path} (${logicalId})`,
    pointer: logicalId === undefined ? '' : `/Resources/${logicalId}`,
    ...template === undefined ? {} : { template },
    why: lost ?? (type === 'imported' ? 'its groups cannot be told from others' : `no network interface of this \`${type}\` was found in the templates`),
  };
}

/**
 * One for each member that was found nowhere, so that nobody takes its silence for a pass: violated where it certainly is not what
 * was declared, else unknown. Either is strict: what was declared to be in a segment is the app's to say, no token's.
 */
function memberVerdicts({ stage, intent, unbound }: BoundIntent): VerdictData[] {
  return unbound.map((member) => {
    const segment = intent.segments.find((s) => `${s.scope}#${s.id}` === member.segment);
    const name = segment?.id ?? member.segment;
    return {
      id: `member.${shortHash([stage, member.segment, member.path, member.logicalId ?? ''].join('\n'))}`,
      question: `member ${member.path} of ${name} stands in the network`,
      plane: 'network', level: 'packet', verdict: member.lost === undefined ? 'unknown' : 'violated', kind: 'member', severity: 'error', strict: true,
      subject: { source: name, destination: name, over: 'all' },
      ...member.lost === undefined ? {} : { blockedBy: [{ code: 'MEMBER_LOST', text: `\`${member.path}\` is no member any more: ${member.lost}`, because: [] }], fix: `put \`${member.path}\` back as it was, or take it out of segment \`${name}\`` },
      unknowns: member.lost === undefined ? [lostMember(member)] : [], assumptions: [],
      ...member.template === undefined || member.logicalId === undefined ? {} : { at: { template: member.template, resource: member.logicalId, constructPath: member.path } },
    };
  });
}
