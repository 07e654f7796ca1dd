/** What is told about stores: see codes.ts. */
import type { CodeText } from './codes';

export const CODES_OF_STORES: Readonly<Record<string, Readonly<Record<string, CodeText>>>> = {
  'Closing stores': {
    BucketDeletesObjects: { means: 'CDK empties the bucket when its stack goes, whatever its deletion policy says.', fix: 'Drop `autoDeleteObjects`, or use posture `sandbox`.' },
    BucketUsesAcl: { means: 'A bucket has a canned ACL by which a service writes there. ACLs are switched off, and then it could not.', fix: 'Grant the service in the bucket policy, and drop the ACL.' },
    ClosingFailed: { means: 'A closing was written and the resource still reads as open, because something else writes the same property.', fix: 'Remove the override or aspect that the property has, or set the value there.' },
    ClosingReplaces: { means: 'CloudFormation would replace the resource, with its data, to close it.', fix: 'Back the data up and pass `allowReplacement`, or set the property on a new resource.' },
    ClosingUnknown: { means: 'Only the deployment knows whether a closing holds. An error for a crown jewel.', fix: 'Write the value down as a literal.' },
    JewelNeedsKey: { means: 'A crown jewel is not encrypted with a key of your own, and the library cannot make one without replacing the resource.', fix: 'Set the key on the resource, or pass `key`.' },
    LogsNeedS3Encryption: { means: 'Access logs of S3 or of a load balancer are written into the store, and they arrive in no bucket that a KMS key encrypts.', fix: 'Log into a bucket of its own, without `crownJewel` and `key`.' },
    ReplicaNeedsKey: { means: 'A copy of a crown jewel in another region is encrypted with a key of AWS.', fix: 'Give the replica a key of that region.' },
    SecretInTemplate: { means: 'The value of a secret stands in the template, for everybody who may read the stack.', fix: 'Let Secrets Manager generate it, or set it after deployment.' },
    StoreImported: { means: 'Nothing in this app says whether an imported store is closed. An error for a crown jewel.', fix: 'Declare the store in the app that owns it, and claim its offer here.' },
    StoreNeedsAccessLogs: { means: 'The posture asks for an access log and no bucket takes it.', fix: 'Pass `accessLogs`, or set the log bucket on the resource.' },
    StoreNeedsKey: { means: 'The service encrypts nothing by itself, and the resource names no key.', fix: 'Set a key on the resource, or pass `key`.' },
    StoreOpen: { means: 'A store is open: it was never closed, or something opened it after it was.', fix: 'Close it, hand it to `addStore`, or remove what opens it.' },
    StorePolicyAmbiguous: { means: 'A store has two policies, or one policy is that of several stores. The service keeps one for each.', fix: 'Merge them, or split it.' },
    StorePolicyNotOurs: { means: 'The policy of an imported store cannot be changed from this app.', fix: 'Declare the store in the app that owns it and offer access there, or let its owner add the statements.' },
    StorePolicyPublic: { means: 'The policy of a store allows everybody, without a condition that names somebody.', fix: 'Remove the statement and declare a data flow, or add such a condition.' },
    StorePolicyUnreadable: { means: 'The policy of a store is no document of statements, so nothing can be added to it.', fix: 'Write it as an object or as `iam.PolicyDocument`.' },
  },
};
