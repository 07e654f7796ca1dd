/** The library, asked about a random world: read, linked, proved. The only place of these tests that knows its API. */
import type { VerdictData } from '../../../lib/contract/verdicts';
import type { GuaranteeData, Intent } from '../../../lib/intent/model';
import { askReach, proveNetwork } from '../../../lib/prover/network';
import type { BoundIntent } from '../../../lib/prover/network/model';
import type { Path } from '../../../lib/prover/path';
import { replay } from '../../../lib/prover/replay';
import { readNetwork } from '../../../lib/world/network';
import type { NetworkWorld } from '../../../lib/world/network/model';
import { templatesOf } from '../../../lib/world/template';
import type { PlainIntent } from '../../support/worlds/intents';
import type { RandomWorld } from '../../support/worlds/model';
import type { Question } from './search';

export interface Answer {
  readonly verdict: VerdictData;
  readonly path?: Path;
}

export class Asked {
  public readonly network: NetworkWorld;

  constructor(world: Pick<RandomWorld, 'templates'>) {
    const templates = templatesOf(Object.entries(world.templates).map(([key, body]) => ({ key, body })));
    this.network = readNetwork(templates, { assume: {} });
  }

  public answer({ kind, level, source, destination, over, via }: Question): Answer {
    const guarantee: GuaranteeData = { scope: '', kind, level, source, destination, over, ...(via && { via }) };
    const { verdicts, paths } = proveNetwork({ world: this.network, intents: [], guarantees: [guarantee], scope: 'declared' });
    const [verdict, ...rest] = verdicts.filter((v) => v.kind === kind);
    if (verdict === undefined || rest.length > 0) throw new Error(`${verdicts.length} verdicts for one guarantee`);
    return { verdict, path: paths?.get(verdict.id) };
  }

  public reach({ level, source, destination, over }: Question): 'reachable' | 'unreachable' | 'unknown' {
    return askReach(this.network, [], { level, source, destination, over }).answer as 'reachable' | 'unreachable' | 'unknown';
  }

  public intent(plain: PlainIntent): readonly Answer[] {
    const { verdicts, paths } = proveNetwork({ world: this.network, intents: [bind(plain)], guarantees: [], scope: 'declared' });
    return verdicts.map((verdict) => ({ verdict, path: paths?.get(verdict.id) }));
  }

  /** Why the replay refuses the path; undefined: it does not. */
  public replays(path: Path): string | undefined {
    const judged = replay(this.network, path);
    return judged.accepted ? undefined : judged.why;
  }
}

const SCOPE = 'App/ZeroTrust';

function bind({ segments, flows }: PlainIntent): BoundIntent {
  const known = { method: 'none', because: 'a test' };
  const end = (name: string): any => (segments.some((s) => s.id === name) ? { kind: 'segment', scope: SCOPE, segment: name }
    : name === 'internet' ? { kind: 'internet', ipVersions: [4, 6] } : { kind: 'cidr', cidr: name });
  const intent: Intent = {
    schema: 'zero-trust/intent/1', scopes: [{ scope: SCOPE, posture: 'standard' }], enclaves: [], personas: [], guarantees: [],
    segments: segments.map(({ id, members }) => ({
      scope: SCOPE, id, displayName: id, offers: [], implied: { leaveOut: [], add: [] }, members: members.map((path) => ({ path, type: 'test' })),
    })),
    flows: flows.map(({ id, source, destination, protocol, port }) => ({
      scope: SCOPE, id, source: end(source), destination: end(destination), connections: [{ protocol, fromPort: port, ...(protocol !== 'icmp' && { toPort: port }) }],
      authentication: known, encryption: known, because: 'a test', cadence: 'continuous',
    })),
  };
  return {
    stage: '', intent, memberGroups: new Map(), network: [], unbound: [],
    members: new Map(segments.map(({ id, members }) => [`${SCOPE}#${id}`, [...members].sort()])),
  };
}
