/** Two doors at one host: the domain is one's, each has a base path, and both ask the same of who connects. */
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnCondition, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { type DoorDomainProps, DoorProfile, DoorProtocol, FrontDoor, type FrontDoorProps, RouteHandler, Truststore } from '../../../lib/layers/front-door';
import { openTemplates } from '../../../lib/prover/judge';
import { templatesOf } from '../../../lib/world/template';
import { ACCOUNT, codes as codesOf, made, type Made, ofType, REGION, type Workshop } from './made';

const codes = ({ errors }: Made): string[] => codesOf(errors);
const NAME = 'api.example.com';
const certificate = (w: Workshop): Certificate => Certificate.fromCertificateArn(w.stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c') as Certificate;
const HEALTH = (w: Workshop) => ({ handler: w.handler('Health'), publicBecause: 'the status page asks' });
const devices = { truststore: Truststore.fromS3('s3://trust-store/devices.pem', { version: 'a1' }) };

function two(second: (first: FrontDoor, w: Workshop) => Partial<DoorDomainProps>, { first = {}, own = {}, other = {}, later }: { readonly first?: Partial<FrontDoorProps>; readonly own?: Partial<DoorDomainProps>; readonly other?: Partial<FrontDoorProps>; readonly later?: (door: FrontDoor) => void } = {}): Made {
  return made((door, w) => {
    door.addRoute('GET /health', HEALTH(w));
    const next = new FrontDoor(w.stack, 'Second', { domain: { domainName: NAME, basePath: 'v2', ...second(door, w) }, ...other });
    next.addRoute('GET /status', { handler: RouteHandler.function(w.fn('Status')), publicBecause: 'the status page asks' });
    later?.(door);
  }, { props: (w) => ({ domain: { domainName: NAME, certificate: certificate(w), basePath: 'v1', ...own }, ...first }) });
}

test('the second door has a mapping alone, and its address', () => {
  let url = '';
  const all = two((door) => ({ existing: door.customDomain }), { later: (door) => { url = (Stack.of(door).node.findChild('Second') as FrontDoor).url; } });
  expect(all.errors).toEqual([]);
  expect(ofType(all, 'AWS::ApiGateway::DomainName').map(([name]) => name)).toEqual(['Door.Domain']);
  expect(ofType(all, 'AWS::ApiGateway::BasePathMapping').map(([, r]) => [r.Properties.DomainName, r.Properties.BasePath, r.Properties.RestApiId])).toEqual([['Door.Domain', 'v1', 'Door.Api'], ['Door.Domain', 'v2', 'Second.Api']]);
  expect(ofType(all, 'AWS::ApiGateway::RestApi').map(([, r]) => r.Properties.DisableExecuteApiEndpoint)).toEqual([true, true]);
  expect(url).toBe('https://api.example.com/v2');
});

test('an L2 and an L1 of CDK, and one by its name', () => {
  const policy = { securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', endpointAccessMode: 'STRICT' };
  const l1 = (w: Workshop): apigateway.CfnDomainName => new apigateway.CfnDomainName(w.stack, 'Own', { domainName: 'b.example.com', regionalCertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/c', endpointConfiguration: { types: ['REGIONAL'] }, ...policy });
  expect(codes(two((_, w) => ({ domainName: 'b.example.com', existing: l1(w) })))).toEqual([]);
  expect(codes(two((_, w) => {
    const domain = new apigateway.DomainName(w.stack, 'Own', { domainName: 'b.example.com', certificate: certificate2(w) });
    Object.assign(domain.node.defaultChild!, policy);
    return { domainName: 'b.example.com', existing: domain };
  }))).toEqual([]);
  // Imported by the name of one that is made here: read, not believed.
  expect(codes(two((_, w) => { l1(w); return { domainName: 'b.example.com', existing: imported(w, 'b.example.com') }; }))).toEqual([]);
});

const certificate2 = (w: Workshop): Certificate => Certificate.fromCertificateArn(w.stack, 'Another', 'arn:aws:acm:eu-west-1:111122223333:certificate/d') as Certificate;
const imported = (w: Workshop, domainName = 'b.example.com'): apigateway.IDomainName => apigateway.DomainName.fromDomainNameAttributes(w.stack, 'Imported', { domainName, domainNameAliasHostedZoneId: 'Z', domainNameAliasTarget: 't' });

test.each<[string, string[], () => Made]>([
  ['imported, and nobody says what it asks', ['ExistingDomainUnknown'], () => two((_, w) => ({ domainName: 'b.example.com', existing: imported(w) }))],
  ['imported, and said to be the same', [], () => two((_, w) => ({ domainName: 'b.example.com', existing: imported(w), existingProfile: DoorProfile.TLS13 }))],
  ['imported, and said to be another', ['ExistingDomainDiffers'], () => two((_, w) => ({ domainName: 'b.example.com', existing: imported(w), existingProfile: DoorProfile.DEVICE_CERTIFICATE }))],
  ['imported, for devices, and nobody says so', ['ExistingDomainUnknown'], () => two((_, w) => ({ domainName: 'b.example.com', existing: imported(w) }), { other: { profile: DoorProfile.DEVICE_CERTIFICATE } })],
  ['of this app, and said', ['ExistingDomainInvalid'], () => two((door) => ({ existing: door.customDomain, existingProfile: DoorProfile.TLS13 }))],
  ['with a certificate of its own', ['ExistingDomainInvalid'], () => two((door, w) => ({ existing: door.customDomain, certificate: certificate2(w) }))],
  ['no certificate at all', ['DomainInvalid'], () => two(() => ({ domainName: 'b.example.com' }))],
  ['of devices, behind a domain that asks for no certificate', ['ExistingDomainDiffers'], () => two((door) => ({ existing: door.customDomain }), { other: { profile: DoorProfile.DEVICE_CERTIFICATE } })],
  ['TLS 1.3 at a domain for devices', ['ExistingDomainDiffers'], () => two((door) => ({ existing: door.customDomain }), { first: { profile: DoorProfile.DEVICE_CERTIFICATE }, own: devices })],
  ['both for devices', [], () => two((door) => ({ existing: door.customDomain }), { first: { profile: DoorProfile.DEVICE_CERTIFICATE }, own: devices, other: { profile: DoorProfile.DEVICE_CERTIFICATE } })],
  ['an HTTP door at a domain for devices', [], () => two((door) => ({ existing: door.customDomain }), { first: { profile: DoorProfile.DEVICE_CERTIFICATE }, own: devices, other: { protocol: DoorProtocol.HTTP, profile: DoorProfile.DEVICE_CERTIFICATE } })],
  ['another name', ['ExistingDomainDiffers'], () => two((door) => ({ existing: door.customDomain, domainName: 'c.example.com' }))],
  ['the same base path', ['BasePathTaken'], () => two((door) => ({ existing: door.customDomain, basePath: 'v1' }))],
  ['all of the domain beside a base path', [], () => two((door) => ({ existing: door.customDomain, basePath: undefined }))],
])('%s: %j', (_, expected, build) => expect(codes(build())).toEqual(expected));

/** A domain of devices, and what somebody makes of it. */
test.each<[string, string[], (w: Workshop, domain: apigateway.CfnDomainName) => void]>([
  ['as it is', [], () => undefined],
  ['a truststore of an asset', [], (_, d) => { d.mutualTlsAuthentication = { truststoreUri: Fn.sub('s3://cdk-assets-${AWS::AccountId}/devices.pem') }; }],
  ['a truststore in a bucket of the app', [], (w, d) => { d.mutualTlsAuthentication = { truststoreUri: `s3://${w.fn('Status').functionName}/devices.pem` }; }],
  ['a truststore under a condition', ['ExistingDomainDiffers'], (w, d) => { new CfnCondition(w.stack, 'K', { expression: Fn.conditionEquals('a', 'b') }); d.mutualTlsAuthentication = { truststoreUri: Fn.conditionIf('K', 's3://x/y.pem', '').toString() }; }],
  ['all of it under a condition', ['ExistingDomainDiffers'], (w, d) => { new CfnCondition(w.stack, 'K', { expression: Fn.conditionEquals('a', 'b') }); d.addPropertyOverride('MutualTlsAuthentication', Fn.conditionIf('K', { TruststoreUri: 's3://x/y.pem' }, Fn.ref('AWS::NoValue'))); }],
  ['a truststore by a parameter', ['ExistingDomainDiffers'], (w, d) => { d.mutualTlsAuthentication = { truststoreUri: new CfnParameter(w.stack, 'P', { default: '' }).valueAsString }; }],
  ['an include, which may say anything, its name too', ['ExistingDomainDiffers', 'ExistingDomainDiffers'], (_, d) => d.addPropertyOverride('Fn::Transform', { Name: 'AWS::Include' })],
  ['rules alone', ['ExistingDomainDiffers'], (_, d) => { d.routingMode = 'ROUTING_RULE_ONLY'; }],
  ['a mode that only the deployment knows', ['ExistingDomainDiffers'], (w, d) => { d.routingMode = new CfnParameter(w.stack, 'P').valueAsString; }],
  ['rules before mappings', [], (_, d) => { d.routingMode = 'ROUTING_RULE_THEN_BASE_PATH_MAPPING'; }],
])('devices at a domain of CDK: %s', (_, expected, change) => {
  const all = two((__, w) => {
    const domain = new apigateway.CfnDomainName(w.stack, 'Own', { domainName: 'b.example.com', regionalCertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/c', endpointConfiguration: { types: ['REGIONAL'] }, securityPolicy: 'TLS_1_2', mutualTlsAuthentication: { truststoreUri: 's3://x/y.pem' } });
    change(w, domain);
    return { domainName: 'b.example.com', existing: domain };
  }, { other: { profile: DoorProfile.DEVICE_CERTIFICATE } });
  expect(codes(all)).toEqual(expected);
});

test('a domain of TLS 1.2 that may ask for certificates is no domain without', () => {
  const all = two((_, w) => {
    new CfnCondition(w.stack, 'K', { expression: Fn.conditionEquals('a', 'b') });
    const domain = new apigateway.CfnDomainName(w.stack, 'Own', { domainName: 'b.example.com', securityPolicy: 'TLS_1_2' });
    domain.addPropertyOverride('MutualTlsAuthentication', Fn.conditionIf('K', { TruststoreUri: 's3://x/y.pem' }, Fn.ref('AWS::NoValue')));
    return { domainName: 'b.example.com', existing: domain };
  }, { other: { protocol: DoorProtocol.HTTP, profile: DoorProfile.TLS12 } });
  expect(codes(all)).toEqual(['ExistingDomainDiffers']);
});

test('what an override takes from the domain later is told at both doors', () => {
  const opened = two((door) => ({ existing: door.customDomain }), { first: { profile: DoorProfile.DEVICE_CERTIFICATE }, own: devices, other: { profile: DoorProfile.DEVICE_CERTIFICATE }, later: (door) => { (door.node.findChild('Domain') as apigateway.CfnDomainName).addPropertyDeletionOverride('MutualTlsAuthentication'); } });
  expect(codes(opened)).toEqual(['DoorChanged', 'ExistingDomainDiffers']);
});

test('a door without a domain of its own lends none', () => {
  expect(() => made((door, w) => { door.addRoute('GET /health', HEALTH(w)); return door.customDomain; })).toThrow(/DoorWithoutDomain/);
});

test('the proof knows the profile of a domain of the app, and says of an imported one that it does not', () => {
  const verdict = (all: Made): string => {
    const file = Object.keys(all.files)[0];
    const world = templatesOf([{ key: 'App', account: ACCOUNT, region: REGION, body: all.template }] as Parameters<typeof templatesOf>[0]);
    const id = (path: string): string => Object.entries(all.template.Resources as Record<string, any>).find(([, r]) => r.Metadata['aws:cdk:path'] === path)![0];
    const intent = {
      schema: 'zero-trust/intent/1', scopes: [{ scope: 'App', posture: 'standard' }], segments: [], enclaves: [], personas: [], flows: [], guarantees: [],
      doors: [{ scope: 'App', id: 'Second', displayName: 'Second', protocol: 'rest', profile: 'device-certificate', path: 'App/Second/Api', template: file, logicalId: id('App/Second/Api'), stage: id('App/Second/Stage') }],
      routes: [{ scope: 'App', door: 'Second', id: 'GET /status', method: 'GET', path: '/status', handler: { kind: 'function', path: 'App/Status', template: file, logicalId: id('App/Status/Resource') }, access: 'public', personas: [], scopes: [], callers: [], because: 'x' }],
    };
    const trial = openTemplates(world, { intents: [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent }] } as Parameters<typeof openTemplates>[1]);
    return trial.judge().verdicts.find((v) => v.kind === 'nothing-less')?.verdict ?? '';
  };
  const other = { profile: DoorProfile.DEVICE_CERTIFICATE };
  expect(verdict(two((door) => ({ existing: door.customDomain }), { first: other, own: devices, other }))).toBe('proved');
  expect(verdict(two((_, w) => ({ domainName: 'b.example.com', existing: imported(w), existingProfile: DoorProfile.DEVICE_CERTIFICATE }), { other }))).toBe('unknown');
});
