/** What is told about databases, caches and file systems as stores: see codes.ts. */
import type { CodeText } from './codes';

export const CODES_OF_DATABASES: Readonly<Record<string, Readonly<Record<string, CodeText>>>> = {
  'Closing databases': {
    EngineVersionMissing: { means: 'A parameter group has to be made, and its family follows from the engine version, which is not stated.', fix: 'State the engine version, or give the database a parameter group of your own.' },
    EngineWithoutEncryption: { means: 'A cache cluster cannot encrypt at rest.', fix: 'Use a replication group or a serverless cache.' },
    EngineWithoutTls: { means: 'The engine, as it is set up, cannot refuse clients without TLS.', fix: 'Use another engine or version, or set what the message names: an option group for Oracle, a parameter group for Db2.' },
    FineGrainedAccessMissing: { means: 'An OpenSearch domain has no fine-grained access control, or lets anonymous requests in beside it. Only its owner can name the master user.', fix: 'Set `fineGrainedAccessControl` with a master user.' },
    ReplicaWithoutPolicy: { means: 'A replica in another region has no policy, so nothing there denies the undeclared. DynamoDB takes none while it makes the replica.', fix: 'Deploy the replica first, as one of a store that is no crown jewel and below posture HIGH, then give it a `resourcePolicy`.' },
    StoreOutsideVpc: { means: 'An OpenSearch domain has its endpoint on the internet, and cannot move into a VPC.', fix: 'Make a new domain in a VPC and restore a snapshot there.' },
    StoreWithoutAuthentication: { means: 'A cache lets in everybody who reaches it.', fix: 'Give it a user group; memcached and cache clusters have none, so use a replication group or a serverless cache.' },
    StoreWithoutResourceId: { means: 'An imported database does not say its resource id, by which IAM names it.', fix: 'State `clusterResourceIdentifier` or `instanceResourceId` on import.' },
  },
};
