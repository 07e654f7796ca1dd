/**
 * Where the pipeline pushes the images of the documents service. In a stack of its own: a service cannot start before its
 * image is there, so these repositories are deployed first.
 */
import { Stack, type StackProps } from 'aws-cdk-lib';
import { Repository, RepositoryEncryption, TagMutability } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';

export class DocumentsImages extends Stack {
  public readonly api = this.repository('Api');
  public readonly reports = this.repository('Reports');

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
  }

  private repository(id: string): Repository {
    return new Repository(this, id, {
      encryption: RepositoryEncryption.KMS,
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      lifecycleRules: [{ maxImageCount: 50, description: 'the last 50 releases' }],
    });
  }
}
