/**
 * Metadata that CDK writes as it stands, without looking for tokens in it:
 *
 *   writeMetadata(rule, 'zero-trust', { flows: ['web-to-api'] });
 *
 * CDK resolves every resource several times per synth. Metadata of thousands of rules holds no tokens, and searching it all the
 * same was measured at a tenth of the whole synth (benchmarks/synth). So it is added when a resource has been resolved: to what
 * its `_toCloudFormation` returns. Where that is not the token with a post-processor that it is today, `addMetadata` does.
 */
import { type CfnResource, type IPostProcessor, type IResolveContext } from 'aws-cdk-lib';

interface Rendering {
  _toCloudFormation?(): { Resources?: Record<string, (IPostProcessor & object) | undefined> };
}

export function writeMetadata(resource: CfnResource, key: string, value: object): void {
  const rendering = resource as unknown as Rendering;
  const render = rendering._toCloudFormation;
  if (typeof render !== 'function') {
    resource.addMetadata(key, value);
    return;
  }
  rendering._toCloudFormation = (): ReturnType<typeof render> => {
    const fragment = render.call(resource);
    for (const token of Object.values(fragment.Resources ?? {})) {
      if (token === undefined || typeof token.postProcess !== 'function') {
        resource.addMetadata(key, value);
        return render.call(resource);
      }
      const postProcess = token.postProcess.bind(token);
      token.postProcess = (resolved: any, context: IResolveContext): any => {
        const definition = postProcess(resolved, context);
        return typeof definition === 'object' && definition !== null ? { ...definition, Metadata: { ...definition.Metadata, [key]: value } } : definition;
      };
    }
    return fragment;
  };
}
