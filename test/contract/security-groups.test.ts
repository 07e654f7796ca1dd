/**
 * The flow table, asked of security groups: the intent is built with the public constructs, synthesized, and the templates
 * are read by a packet simulator that shares no code with the compiler.
 *
 * The table is itself on trial: its answers are those of a naive oracle over the intent, and every rule that a row leans on
 * is dropped and widened once, after which some row must answer otherwise.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RulesPlacement } from 'cdk-zero-trust';
import type { PacketSimulator } from '../support/packet-simulator';
import type { PlainIntent } from '../support/apps/declare';
import { type OracleWorld, permits } from '../support/apps/oracle';
import { flowsOf, type Json, resourcesOf, type Synthesized } from '../support/apps/synthesize';
import { simulateTable, synthesizeTableApp, whereIs } from './flow-app';
import { FLOW_TABLE, packetOf, type Row } from './flow-table';
import { ACTORS, FOREIGN_GROUPS, INTENT, PREFIX_LISTS, SERVICE_ACCESS } from './flow-world';

const ask = (simulator: PacketSimulator, row: Row) => {
  const packet = packetOf(row);
  return simulator.permits({ ...packet, source: whereIs(packet.source), destination: whereIs(packet.destination) });
};
const answer = (simulator: PacketSimulator, row: Row): Row[4] => (ask(simulator, row).allowed ? 'allow' : 'deny');
const wrongRows = (simulator: PacketSimulator): string[] => FLOW_TABLE.filter((row) => answer(simulator, row) !== row[4]).map((row) => row.join(' '));

let together: Synthesized;
beforeAll(() => {
  together = synthesizeTableApp();
});

describe('the table', () => {
  test('is large, says both, and asks nothing twice', () => {
    const answers = FLOW_TABLE.map((row) => row[4]);
    expect(FLOW_TABLE.length).toBeGreaterThanOrEqual(60);
    for (const one of ['allow', 'deny']) expect(answers.filter((a) => a === one).length).toBeGreaterThanOrEqual(FLOW_TABLE.length / 4);
    expect(new Set(FLOW_TABLE.map((row) => row.slice(0, 4).join(' '))).size).toBe(FLOW_TABLE.length);
    expect(FLOW_TABLE.filter(([, , , , , why]) => why.trim() === '')).toEqual([]);
  });

  test('says of the intent what a naive reading of it says', () => {
    const behind = (name: string): readonly string[] => Object.values(PREFIX_LISTS).find((list) => list.name === name)!.cidrs;
    const world: OracleWorld = {
      intent: INTENT as PlainIntent,
      actors: ACTORS,
      prefixLists: Object.fromEntries(Object.entries(PREFIX_LISTS).map(([id, { cidrs }]) => [id, cidrs])),
      serviceAddresses: { s3: behind('s3'), dynamodb: behind('dynamodb'), sqs: SERVICE_ACCESS.sqs.sharedHub, sns: ['0.0.0.0/0'] },
      implied: { api: ['ecr.api', 'ecr.dkr', 's3', 'logs'] },
      foreignGroups: FOREIGN_GROUPS,
    };
    expect(FLOW_TABLE.filter((row) => permits(world, packetOf(row)) !== (row[4] === 'allow')).map((row) => row.join(' '))).toEqual([]);
  });

  test('names every flow of the intent in some packet that it permits', () => {
    const simulator = simulateTable(together);
    const named = FLOW_TABLE.filter((row) => row[4] === 'allow').flatMap((row) => {
      const { egressRule, ingressRule } = ask(simulator, row);
      return [egressRule, ingressRule].flatMap((rule): string[] => rule?.metadata['zero-trust']?.flows ?? []);
    });
    expect(INTENT.flows.map(({ id }) => id).filter((id) => !named.includes(id))).toEqual([]);
  });
});

describe('security groups answer it', () => {
  test.each([true, false])('rules together; a standalone egress rule strips the default: %s', (standaloneEgressStripsDefault) => {
    expect(wrongRows(simulateTable(together, { standaloneEgressStripsDefault }))).toEqual([]);
  });

  test('rules in a nested stack per segment', () => {
    const perSegment = synthesizeTableApp({ rulesPlacement: RulesPlacement.PER_SEGMENT });
    expect(Object.keys(perSegment.templates).filter((key) => key.startsWith('Intent/'))).toHaveLength(INTENT.segments.length);
    for (const strips of [true, false]) expect(wrongRows(simulateTable(perSegment, { standaloneEgressStripsDefault: strips }))).toEqual([]);
  });

  test('rules aggregated', () => {
    expect(wrongRows(simulateTable(synthesizeTableApp({ aggregateRules: true })))).toEqual([]);
  });

  test('from an intent file, the templates are the same', () => {
    const directory = mkdtempSync(join(tmpdir(), 'zero-trust-intent-'));
    try {
      const file = join(directory, 'intent.json');
      writeFileSync(file, JSON.stringify(INTENT));
      expect(synthesizeTableApp({}, file).templates).toEqual(together.templates);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('every interface that the templates make is read, and carries one group', () => {
    const simulator = simulateTable(together);
    expect(simulator.notSimulated()).toEqual([]);
    for (const { id, groups, type } of simulator.allInterfaces()) {
      if (type !== 'attached') expect([id, groups]).toEqual([id, [expect.stringMatching(/^Intent\/ZeroTrustNetwork/)]]);
    }
  });
});

describe('a rule that is lost or too wide flips a row', () => {
  /** Standalone rules that the allowed rows lean on, as `Stack/LogicalId`. */
  const touched = (): string[] => {
    const simulator = simulateTable(together);
    const rules = FLOW_TABLE.filter((row) => row[4] === 'allow').flatMap((row) => {
      const { egressRule, ingressRule } = ask(simulator, row);
      return [egressRule, ingressRule];
    });
    return [...new Set(rules.filter((rule) => rule?.origin === 'standalone').map((rule) => rule!.id))].sort();
  };
  const mutate = (change: (resources: Json) => void): Synthesized => {
    const Resources = structuredClone(together.templates.Intent.Resources as Json);
    change(Resources);
    return { ...together, templates: { ...together.templates, Intent: { ...together.templates.Intent, Resources } } };
  };
  /** A lost rule can only close, a wider one only open. */
  const flips = (mutant: Synthesized, from: Row[4]): boolean => {
    const simulator = simulateTable(mutant);
    return FLOW_TABLE.some((row) => row[4] === from && answer(simulator, row) !== from);
  };
  const logicalId = (id: string): string => id.split('/')[1];

  test('rows lean on every rule that is emitted', () => {
    const emitted = resourcesOf(together.templates).filter(([, { Type }]) => /SecurityGroup(In|E)gress$/.test(Type)).map(([id]) => id);
    expect(emitted.sort()).toEqual(touched());
  });

  test('dropped', () => {
    const survived = touched().filter((id) => !flips(mutate((resources) => delete resources[logicalId(id)]), 'allow'));
    expect(survived).toEqual([]);
  });

  test('opened to every address', () => {
    const open = (properties: Json): boolean => properties.CidrIp === '0.0.0.0/0' || properties.CidrIpv6 === '::/0';
    const survived = touched().filter((id) => {
      if (open(together.templates.Intent.Resources[logicalId(id)].Properties)) return false;
      return !flips(mutate((resources) => {
        const { Properties: p } = resources[logicalId(id)];
        const isIpv6 = p.CidrIpv6 !== undefined || p.IpProtocol === 'icmpv6';
        for (const key of Object.keys(p)) if (/Cidr|PrefixList|(Source|Destination)SecurityGroup/.test(key)) delete p[key];
        p[isIpv6 ? 'CidrIpv6' : 'CidrIp'] = isIpv6 ? '::/0' : '0.0.0.0/0';
      }), 'deny');
    });
    expect(survived).toEqual([]);
  });

  // One side alone does not open a port between two segments: the other side is still closed. So a flow's rules widen together.
  test.each<[string, (properties: Json) => boolean]>([
    ['by a port on each side', (p) => {
      if (p.IpProtocol !== 'tcp' && p.IpProtocol !== 'udp') return false;
      Object.assign(p, { FromPort: Math.max(0, p.FromPort - 1), ToPort: Math.min(65535, p.ToPort + 1) });
      return true;
    }],
    ['to every port, type and code of its protocol', (p) => {
      if (p.IpProtocol === '-1' || p.FromPort === undefined) return false;
      Object.assign(p, p.IpProtocol.startsWith('icmp') ? { FromPort: -1, ToPort: -1 } : { FromPort: 0, ToPort: 65535 });
      return true;
    }],
    ['to every protocol', (p) => {
      if (p.IpProtocol === '-1') return false;
      p.IpProtocol = '-1';
      return true;
    }],
  ])('widened %s', (_name, widen) => {
    const flows = [...INTENT.flows.map(({ id }) => id as string), 'api.image-pull.ecr-api', 'api.image-pull.ecr-dkr', 'api.container-logs.logs'];
    const survived = flows.filter((flow) => {
      let changed = false;
      const mutant = mutate((resources) => {
        for (const resource of Object.values<Json>(resources)) {
          if (resource.Type.match(/SecurityGroup(In|E)gress$/) && flowsOf(resource).includes(flow)) changed = widen(resource.Properties as Json) || changed;
        }
      });
      return changed && !flips(mutant, 'deny');
    });
    expect(survived).toEqual([]);
  });
});
