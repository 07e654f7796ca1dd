/** Apps with a firewall, synthesized: the template, or what was told. */
import { App, type CfnResource, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { FirewallPreset, WebFirewall, type WebFirewallProps } from '../../../../lib/layers/web-firewall';

export type Json = Record<string, any>;
export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const NOW = '2026-11-22T12:00:00Z';

export interface World {
  readonly app: App;
  readonly stack: Stack;
  readonly firewall: WebFirewall;
  readonly api: apigateway.RestApi;
}

export interface Told {
  readonly template: Json;
  readonly error: string;
  readonly warnings: readonly string[];
}

export function world(props: WebFirewallProps = { preset: FirewallPreset.BASELINE }, env: { readonly account?: string; readonly region?: string } = ENV, now: string | undefined = NOW): World {
  const app = new App({ analyticsReporting: false, ...(now === undefined ? {} : { context: { 'zero-trust:now': now } }) });
  const stack = new Stack(app, 'App', { env });
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  return { app, stack, api, firewall: new WebFirewall(stack, 'Firewall', props) };
}

/** Throws where something was told. */
export function made(w: Pick<World, 'app' | 'stack'>): Json {
  const { template, error } = synth(w);
  if (error !== '') throw new Error(error);
  return template;
}

export function synth({ app, stack }: Pick<World, 'app' | 'stack'>): Told {
  try {
    const artifact = app.synth().getStackArtifact(stack.artifactId);
    return { template: artifact.template as Json, error: '', warnings: artifact.messages.filter((m) => m.level === 'warning').map((m) => String(m.entry.data)) };
  } catch (e) {
    return { template: {}, error: e instanceof Error ? e.message : String(e), warnings: [] };
  }
}

/** Codes of mistakes, sorted, each once. */
export function codes(w: Pick<World, 'app' | 'stack'>): string[] {
  return [...new Set([...synth(w).error.matchAll(/\b([A-Z][A-Za-z]+): /g)].map((m) => m[1]))].filter((c) => c !== 'ValidationError' && c !== 'Error').sort();
}

export function of(template: Json, type: string): [string, Json][] {
  return Object.entries<Json>(template.Resources as Json ?? {}).filter(([, r]) => r.Type === type);
}

export function one(template: Json, type: string): Json {
  const all = of(template, type);
  expect(all).toHaveLength(1);
  return all[0][1].Properties as Json;
}

export function child(w: World, id: string): CfnResource {
  return w.firewall.node.findChild(id) as CfnResource;
}
