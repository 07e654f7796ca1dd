/** The ARN of a certificate: ``certificateArnOf(certificate)``. Releases of aws-cdk-lib call it `certificateId` or `certificateArn`. */
import type { aws_certificatemanager as acm } from 'aws-cdk-lib/interfaces';

export function certificateArnOf(certificate: acm.ICertificateRef): string {
  const ref = certificate.certificateRef as { readonly certificateArn?: string; readonly certificateId?: string };
  return ref.certificateArn ?? ref.certificateId ?? '';
}
