/**
 * What the network layer built, for people and tools: its shape is a contract, so that readers need not import this layer.
 */
export { INTENT_ARTIFACT, INTENT_FILE, NETWORK_FILE, NETWORK_SCHEMA, type NetworkFile, type NetworkReport } from '../../contract/network-report';
