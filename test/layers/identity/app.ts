/** An identity in a small app, and what the template or the report says of it. */
import { App, SecretValue, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { AppClient, Federation, IdentityFoundation, type IdentityFoundationProps, ThreatProtection } from '../../../lib/layers/identity';

export type Json = Record<string, any>;
export const ENV: StackProps = { env: { account: '111122223333', region: 'eu-west-1' } };
export const PORTAL = (): AppClient => AppClient.web({ callbackUrls: ['https://app.example.com/in'] });

export interface Made {
  readonly app: App;
  readonly stack: Stack;
  readonly identity: IdentityFoundation;
  template(): Json;
  /** Every error, by code. */
  errors(): string[];
  text(): string;
  warnings(): string[];
}

export function make(props: IdentityFoundationProps = {}, then: (made: Made) => void = () => undefined, context: Json = {}): Made {
  const app = new App({ analyticsReporting: false, context });
  const stack = new Stack(app, 'App', ENV);
  const identity = new IdentityFoundation(stack, 'Identity', props);
  let said: string | undefined;
  const text = (): string => {
    if (said !== undefined) return said;
    try {
      app.synth();
      said = '';
    } catch (error) {
      said = (error as Error).message;
    }
    return said;
  };
  const made: Made = {
    app, stack, identity, text,
    template: () => app.synth().getStackByName('App').template as Json,
    errors: () => [...text().matchAll(/^\s*(?:\[[^\]]*\] )?([A-Z][A-Za-z]+): /gm)].map((m) => m[1]).filter((c) => c !== 'Validation'),
    warnings: () => { text(); return app.node.findAll().flatMap((c) => c.node.metadata).filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data)); },
  };
  then(made);
  return made;
}

/** With everything that can be asked for. */
export function full(then: (made: Made) => void = () => undefined): Made {
  return make({
    threatProtection: ThreatProtection.enforce(),
    clients: { portal: AppClient.web({ callbackUrls: ['https://app.example.com/in'], logoutUrls: ['https://app.example.com/out'] }), nightly: AppClient.service({ scopes: ['documents/import'] }) },
    federation: [Federation.oidc('Okta', { issuer: 'https://acme.okta.com', clientId: '0oa1', clientSecret: SecretValue.secretsManager('okta'), groupsClaim: 'groups', groups: ['staff'] })],
  }, (made) => {
    const employee = made.identity.addPersona('employee', { groups: ['staff'] });
    made.identity.addScope('documents/read', [employee]);
    made.identity.addScope('documents/import');
    made.identity.sessionRole(employee);
    then(made);
  });
}

export function ofType(template: Json, type: string): [string, Json][] {
  return Object.entries<Json>(template.Resources).filter(([, r]) => r.Type === type);
}

export function one(template: Json, type: string): Json {
  const found = ofType(template, type);
  if (found.length !== 1) throw new Error(`${found.length} of ${type}`);
  return found[0][1].Properties as Json;
}

export function poolOf({ identity }: Made): CfnUserPool {
  return identity.node.findChild('Pool') as CfnUserPool;
}
