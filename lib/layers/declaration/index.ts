export { type AccountEndpointOptions, type AwsServiceOptions, Endpoint, type IFlowEnd, type PrefixListOptions } from './endpoint';
export { Cadence, FlowAuthentication, FlowEncryption, type FlowProps } from './flow';
export { type EntryGuaranteeProps, Guarantee, LegacyEnclave, type LegacyEnclaveProps, type OnlyViaGuaranteeProps, Persona, type PersonaProps, ReachLevel, type ReachGuaranteeProps } from './people';
export { Posture } from './posture';
export { ServiceAccess, type SharedHubOptions } from './service-access';
