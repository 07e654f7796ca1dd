/** The library's side of the data profile: stores and data flows are declared, closing and policies are its work. */
import { App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { CrownJewel, DataAccess, DataProtection } from '../../lib';
import { BREAK_GLASS, dataFlowOf, ENV, FLOWS_PER_ROLE, jewelId, type Kind, kindOfJewel, QUEUE, TABLE, usage, workload } from './data-shape';

const [jewels, outdir] = [Number(process.argv[2]), process.argv[3]];
const app = new App({ outdir });
const stack = new Stack(app, 'Stack', { env: ENV });
const data = new DataProtection(stack, 'Data', { breakGlassRoles: [BREAK_GLASS] });

const MAKE: Record<Kind, (id: string, key: kms.Key) => IConstruct> = {
  bucket: (id, encryptionKey) => new s3.Bucket(stack, id, { encryptionKey }),
  table: (id, encryptionKey) => new dynamodb.Table(stack, id, { ...TABLE, encryptionKey }),
  queue: (id, encryptionMasterKey) => new sqs.Queue(stack, id, { ...QUEUE, encryptionMasterKey }),
  secret: (id, encryptionKey) => new secrets.Secret(stack, id, { encryptionKey }),
};
const crownJewel = CrownJewel.restricted('personal files');
const stores = Array.from({ length: jewels }, (_, i) => {
  const id = jewelId(i);
  return data.addStore(id, { resource: MAKE[kindOfJewel(i)](id, new kms.Key(stack, `${id}-key`)), crownJewel });
});
for (let i = 0; i < jewels; i++) {
  const source = workload(stack, i);
  for (let k = 0; k < FLOWS_PER_ROLE; k++) {
    const { jewel, access } = dataFlowOf(i, k, jewels);
    data.addDataFlow({ source, store: stores[jewel], access: access === 'read' ? DataAccess.reads() : DataAccess.writes(), because: 'works with its neighbours' });
  }
}
app.synth();
process.stdout.write(usage());
