/** What every layer leans on: built once and in time, judged last, told once, and silent where the network has refused. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { App, AspectPriority, Aspects, CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { Finding } from '../../lib/intent';
import { Declaration } from '../../lib/layers/declaration/declaration';
import { Posture } from '../../lib/layers/declaration/posture';
import { compiledAtSynth, intentOf, standsAlone, told } from '../../lib/layers/layer';
import { INTENT_FILE } from '../../lib/layers/network/network-file';

const finding = (level: Finding['level'], code: string): Finding => ({ code, level, pointer: '', where: '', message: `says ${code}` });

class Layer extends Construct {
  public builds = 0;
  public verified = 0;
  public readonly _declaration = new Declaration('App/Layer', Posture.STANDARD);
  private built?: { readonly intent: ReturnType<typeof intentOf>['intent']; readonly findings: readonly Finding[] };

  constructor(scope: Construct, findings: readonly Finding[], late: readonly Finding[] = []) {
    super(scope, 'Layer');
    const build = (): NonNullable<Layer['built']> => {
      this.builds++;
      new CfnResource(this, 'Made', { type: 'AWS::SNS::Topic' });
      return { intent: intentOf(this).intent, findings };
    };
    this._build = () => (this.built ??= told(this, build()));
    compiledAtSynth(this, this._build, () => { this.verified++; return late; });
    standsAlone(this);
  }

  public readonly _build: () => NonNullable<Layer['built']>;
}

function run(findings: readonly Finding[], late: readonly Finding[] = []): { readonly layer: Layer; readonly said: string; readonly seen: readonly string[]; readonly warnings: readonly unknown[]; readonly hasIntent: boolean } {
  const app = new App({ analyticsReporting: false });
  const layer = new Layer(new Stack(app, 'App'), findings, late);
  const seen: string[] = [];
  Aspects.of(app).add({ visit: (node: IConstruct) => { if (node === layer) seen.push(`${layer.builds} built`); seen.push(node.node.path); } }, { priority: AspectPriority.DEFAULT });
  let said = '';
  try {
    app.synth();
  } catch (error) {
    said = (error as Error).message;
  }
  const warnings = layer.node.metadata.filter((m) => m.type === 'aws:cdk:warning').map((m) => m.data);
  return { layer, said, seen, warnings, hasIntent: existsSync(path.join(app.outdir, INTENT_FILE)) };
}

test('without a mistake it is built once, before the aspects that look, and its intent is written', () => {
  const { layer, said, seen, warnings, hasIntent } = run([]);
  expect([said, layer.builds, layer.verified, hasIntent, warnings]).toEqual(['', 1, 1, true, []]);
  expect(seen[seen.indexOf('App/Layer') - 1]).toBe('1 built');
  expect(seen).toContain('App/Layer/Made');
});

test('errors are told together, and nobody looks whether what was not made still stands', () => {
  const { layer, said } = run([finding('error', 'One'), finding('warning', 'Two'), finding('error', 'Three')], [finding('error', 'Late')]);
  expect([...said.matchAll(/\b(One|Two|Three|Late): says/g)].map((m) => m[1])).toEqual(['One', 'Three']);
  expect([layer.builds, layer.verified]).toEqual([1, 0]);
});

test('what the last look finds ends the synth; warnings do not', () => {
  expect(run([finding('warning', 'Two')]).said).toBe('');
  expect(run([finding('warning', 'Two')]).warnings).toEqual([expect.stringMatching(/^Two: says Two.*\[ack: cdk-zero-trust:Two\]$/)]);
  expect(run([], [finding('error', 'Late')]).said).toMatch(/Late: says Late/);
});

describe('the intent', () => {
  test('of a layer alone: its own, whole, and closed from now on', () => {
    const _declaration = new Declaration('App/Layer', Posture.STANDARD);
    _declaration.add('segments', { id: 'web tier' });
    const { findings, isRefused } = intentOf({ _declaration });
    expect([findings.map((f) => f.code), isRefused]).toEqual([['IdInvalid'], false]);
    expect(() => { _declaration.add('segments', { id: 'late' }); }).toThrow(/^DeclaredTooLate/);
  });

  test.each<[Finding['level'], boolean]>([['error', true], ['warning', false]])('of a façade: the network\'s, whose %s is the network\'s to tell', (level, isRefused) => {
    const _declaration = new Declaration('App/Layer', Posture.STANDARD);
    const built = { intent: _declaration.normalise().intent, findings: [finding(level, 'Told')] };
    const of = intentOf({ _declaration, _network: { _build: () => built } as never });
    expect(of).toEqual({ intent: built.intent, findings: [], isRefused });
  });
});
