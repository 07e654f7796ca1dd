/** An app with a watch, for tests: ``make((stack) => ..., (watch, stack) => ...)``. */
import { App, type CfnResource, Stack } from 'aws-cdk-lib';
import { Watch, type WatchProps } from '../../../lib/layers/detection';

export type Json = Record<string, any>;
export const ENV = { account: '111122223333', region: 'eu-west-1' };

export interface Made {
  readonly app: App;
  readonly stack: Stack;
  readonly watch: Watch;
  /** Of the stack, by logical id. */
  resources(stack?: string): Json;
  of(type: string, stack?: string): Json[];
  /** `Code: message` of warnings and errors. */
  told(): string[];
}

export function make(props: Partial<WatchProps> = {}, more: (watch: Watch, stack: Stack) => void = () => undefined, env: typeof ENV | null = ENV, stacks: (app: App) => Stack = (app) => new Stack(app, 'App', env === null ? {} : { env })): Made {
  const app = new App({ analyticsReporting: false });
  const stack = stacks(app);
  const watch = new Watch(stack, 'Watch', { owner: 'platform team', ...props });
  more(watch, stack);
  return madeOf(app, stack, watch);
}

export function madeOf(app: App, stack: Stack, watch: Watch): Made {
  let templates: Record<string, Json> | undefined;
  const resources = (name: string = stack.stackName): Json => {
    templates ??= Object.fromEntries(app.synth().stacksRecursively.map((s) => [s.stackName, s.template as Json]));
    return templates[name].Resources as Json;
  };
  return {
    app, stack, watch, resources,
    of: (type, name) => Object.values<Json>(resources(name)).filter((r) => r.Type === type),
    told: () => {
      let text = '';
      try { app.synth(); } catch (error) { text = (error as Error).message; }
      const errors = text.split('\n').flatMap((line) => /\b([A-Z][A-Za-z]+: .*)/.exec(line)?.[1] ?? []).filter((line) => !line.startsWith('Validation failed'));
      const warnings = app.node.findAll().flatMap((c) => c.node.metadata).filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data).replace(/ \[ack: [^\]]*\]$/, ''));
      return [...errors, ...warnings];
    },
  };
}

export function logicalId(stack: Stack, path: string): string {
  return stack.getLogicalId(stack.node.findAll().find((c) => c.node.path === path) as CfnResource);
}
