/** Every option of a door and its routes by name and kind: what `readOptions` compares them with. A test holds it against the interfaces. */
import { DOOR_PROFILES, DOOR_PROTOCOLS } from '../../intent';
import { ANY, DURATION, FLAG, having, listOf, mapOf, needed, NUMBER, oneOf, POSTURE, reference, type Shape, struct, TEXT, TEXTS } from '../declaration/options';

const PERSONA = having('personaId', 'Persona', 'what `addPersona` returns, not its id; pass that', { code: 'UnknownPersona' });
const ROLES = reference('node', 'IConstruct', 'a role, or what has one; import it, e.g. with `Role.fromRoleArn`', { code: 'CallerInvalid' });
const PROFILE = oneOf(DOOR_PROFILES, 'DoorProfile');
const certificate = reference('certificateRef', 'acm.ICertificateRef', 'a certificate; import it, e.g. with `Certificate.fromCertificateArn`');

export const THROTTLE: Shape = { rate: needed(NUMBER), burst: needed(NUMBER) };
const THROTTLE_KIND = struct(THROTTLE, 'ThrottleProps');

export const DOMAIN: Shape = {
  domainName: needed(TEXT), certificate, existing: reference('domainNameRef', 'apigateway.IDomainNameRef', 'a domain: `door.customDomain`, or of CDK'), existingProfile: PROFILE,
  truststore: having('_source', 'Truststore', '`Truststore.fromFile(...)` or `Truststore.fromS3(...)`'), ownershipCertificate: certificate, basePath: TEXT,
};
export const CORS: Shape = { origins: needed(TEXTS), headers: TEXTS, maxAge: DURATION, allowCredentials: FLAG };
export const PERSONA_THROTTLE: Shape = { persona: needed(PERSONA), rate: needed(NUMBER), burst: needed(NUMBER), quotaPerDay: NUMBER };
export const VALIDATION: Shape = { body: ANY, queryStrings: TEXTS, headers: TEXTS };
export const ROUTE_DATA: Shape = {
  store: needed(having('storeId', 'DataStore', 'what `addStore` returns')), access: needed(having('parts', 'DataAccess', 'e.g. `DataAccess.reads()`')), rows: having('data', 'OwnerRows', 'e.g. `OwnerRows.byTag(...)`'),
};

export const FRONT_DOOR: Shape = {
  identity: ANY, // hostOfIdentity says it
  profile: PROFILE, protocol: oneOf(DOOR_PROTOCOLS, 'DoorProtocol'), domain: struct(DOMAIN, 'DoorDomainProps'),
  vpcEndpoints: listOf(reference('vpcEndpointRef', 'ec2.IVPCEndpointRef', 'an interface endpoint; import it, e.g. with `InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes`'), 'a list of interface endpoints'),
  cors: struct(CORS, 'CorsProps'), throttle: THROTTLE_KIND, personaThrottles: listOf(struct(PERSONA_THROTTLE, 'PersonaThrottleProps'), 'a list of throttles, each of a persona'),
  stageName: TEXT, routesPlacement: having('stacks', 'RoutesPlacement', '`RoutesPlacement.together()` or `RoutesPlacement.sharded(...)`'), policiesScope: reference('node', 'Construct', 'a construct'), displayName: TEXT,
  logKey: reference('keyRef', 'kms.IKeyRef', 'a key; import it, e.g. with `Key.fromKeyArn`'), dataProtection: having('addDataFlow', 'DataProtection', 'a `DataProtection`'), posture: POSTURE,
};

export const ROUTE: Shape = {
  handler: having('_data', 'RouteHandler', '`RouteHandler.function(...)`, `RouteHandler.http(...)` or `RouteHandler.service(...)`; put it in there', { code: 'HandlerInvalid' }),
  scopes: TEXTS, personas: listOf(PERSONA, 'a list of what `addPersona` returns', { code: 'UnknownPersona' }), callers: listOf(ROLES, 'a list of roles, or of what has one', { code: 'CallerInvalid' }),
  publicBecause: ANY, because: ANY, purpose: ANY, minimumTier: ANY, objectRule: ANY, // the intent reads them
  stepUpAge: DURATION, validation: struct(VALIDATION, 'RequestValidationProps'), throttle: THROTTLE_KIND, data: listOf(struct(ROUTE_DATA, 'RouteDataProps'), 'a list of what the handler does with stores'),
};

export const HTTP_HANDLER: Shape = {
  url: needed(TEXT), vpcLink: reference('vpcLinkRef', 'v2.IVpcLinkRef', 'a VPC link; import it', { code: 'HandlerInvalid' }), listener: reference('listenerRef', 'elb.IListenerRef', 'a listener; import it', { code: 'HandlerInvalid' }),
  networkLink: reference('vpcLinkRef', 'rest.IVpcLinkRef', 'a VPC link; import it', { code: 'HandlerInvalid' }), method: TEXT, timeout: DURATION, unencryptedBecause: TEXT,
};
export const SERVICE_HANDLER: Shape = {
  service: needed(TEXT), action: TEXT, path: TEXT, method: TEXT, actions: TEXTS, resources: TEXTS, requestTemplate: TEXT, requestParameters: mapOf(TEXT, 'an object with a text for each parameter'), responseTemplate: TEXT,
};
export const FUNCTION_HANDLER = reference('functionRef', 'lambda.IFunctionRef', 'a function, a version or an alias; import it, e.g. with `Function.fromFunctionArn`', { code: 'HandlerInvalid' });

export const ROLE: Shape = { boundary: having('managedPolicyArn', 'IManagedPolicy', 'a managed policy, e.g. a `HandlerBoundary`'), logGroup: having('logGroupName', 'ILogGroup', 'a log group; import it, e.g. with `LogGroup.fromLogGroupName`'), inVpc: FLAG, description: TEXT };
export const BOUNDARY: Shape = { otherAccounts: TEXTS, additionalActions: TEXTS };

/** By interface. `TruststoreS3Options` is read by truststore-asset.ts. */
export const OPTIONS: Readonly<Record<string, Shape>> = {
  FrontDoorProps: FRONT_DOOR, DoorDomainProps: DOMAIN, CorsProps: CORS, PersonaThrottleProps: PERSONA_THROTTLE, RouteProps: ROUTE, ThrottleProps: THROTTLE, RequestValidationProps: VALIDATION, RouteDataProps: ROUTE_DATA,
  HttpHandlerProps: HTTP_HANDLER, ServiceHandlerProps: SERVICE_HANDLER,
  HandlerRoleProps: ROLE, HandlerBoundaryProps: BOUNDARY,
};
