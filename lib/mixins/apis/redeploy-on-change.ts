/**
 * Makes a stage serve what the template says:
 *
 *   api.with(new RedeployOnChange());
 *
 * Every change of a method, integration, authorizer, validator, model, gateway response or policy, whoever makes it (a call of an L2, an
 * override, an aspect, a mixin, another stack below), changes the logical id of every deployment of the API, and the deployment
 * depends on all of it (lib/layers/front-door/deployment-follow.ts). CDK's own deployment sees what goes through its L2 alone.
 * `RequireIdentity` and `CloseApi` include it: a rule that no stage serves closes nothing.
 */
import { Mixin } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { staleTexts } from '../../layers/front-door/check-app';
import { deploymentsOf, followByAll, isFollowing, isWaiting, lateParts } from '../../layers/front-door/deployment-follow';
import { changingIn, resourcesNaming, resourcesOfApi, STAGES } from '../../layers/front-door/deployment-hash';
import { CallSite } from '../../layers/declaration/call-site';
import { describe, readIfPossible, targetOf, typeOf } from '../../layers/network/members/read';
import { isTrue } from '../../layers/data/kinds/rows';
import { lookTwice } from '../../layers/last-look';
import { finding, tell, type Told } from '../findings';
import { apiFor, type FoundApi } from './find';

/** Ties deployments to their API. */
export class RedeployOnChange extends Mixin {
  private readonly site = new CallSite();

  /** True for an API, also an imported one: that is told, never passed over. */
  public supports(construct: IConstruct): boolean {
    return apiFor(construct) !== undefined;
  }

  /** Twice is the same as once. */
  public applyTo(construct: IConstruct): void {
    const found = apiFor(construct);
    if (found === undefined) throw new Error(`ApiUnknown: \`${construct.node.path}\` is no api; expected a REST or HTTP API, L1, L2 or imported`);
    redeploy(construct, found, this.site);
  }
}

const FOLLOWED = Symbol.for('cdk-zero-trust.mixins.redeploy');

/** At once for the deployments that are there, by an aspect for later ones; judged when all is said. */
export function redeploy(construct: IConstruct, found: FoundApi, site: CallSite): void {
  const holder = (found.resource ?? construct) as unknown as Record<symbol, boolean | undefined>;
  if (holder[FOLLOWED] === true) return;
  holder[FOLLOWED] = true;
  followByAll(found.api);
  lookTwice(construct, found.resource ?? construct, () => tell([...notServed(construct, found), ...stale(construct, found)].map((t) => ({ ...t, finding: { ...t.finding, where: site.toString() } }))));
}

function notServed(construct: IConstruct, found: FoundApi): Told[] {
  const { api, path, resource } = found;
  const error = (id: string, what: string, at: IConstruct = construct): Told => ({ id, construct: at, finding: finding('error', id, what) });
  const stages = resourcesNaming(api, (r) => STAGES.includes(typeOf(r)));
  if (found.kind !== 'rest' && stages.length > 0 && stages.every((s) => isTrue(readIfPossible(s, 'AutoDeploy')))) return [];
  const deployments = deploymentsOf(api);
  if (deployments.length === 0) {
    return resource === undefined
      ? [{ id: 'ImportedApiNotRedeployed', construct, finding: finding('error', 'ImportedApiNotRedeployed', `the api \`${path}\` is imported, and this app makes no new deployment of it: its stage goes on serving what was deployed last, whatever is changed here; expected the change in the app that owns the api, or a deployment and a stage of it here; apply the same mixin there`) }]
      : [{ id: 'ApiNotRedeployed', construct, finding: finding('error', 'ApiNotRedeployed', `the api \`${path}\` has no deployment in this app: got none that names it, expected one, because a stage serves what was deployed last; add a \`Deployment\`, or leave \`deploy\` on`) }];
  }
  return [
    ...deployments.filter((d) => !isFollowing(d)).map((d) => ({ id: 'DeploymentIdFixed', construct: d, finding: finding('error', 'DeploymentIdFixed', `deployment \`${d.node.path}\` of the api \`${path}\` has a logical id that cannot change with the api: got \`${String(d.stack.resolve(d.logicalId))}\`, expected one that ends with a hash of the api; remove what overrides or exports it, or do it before the mixin`) })),
    ...deployments.filter((d) => !isWaiting(d)).map((d) => ({ id: 'PartAfterDeployment', construct: d, finding: finding('error', 'PartAfterDeployment', `parts of the api \`${path}\` may be deployed after deployment \`${d.node.path}\`, which does not see them then: got an override of its \`DependsOn\`, expected that it waits for all of them; remove the override`) })),
    ...deployments.flatMap((d) => lateParts(d, api).map((part) => ({ id: 'PartAfterDeployment', construct: part, finding: finding('error', 'PartAfterDeployment', `\`${part.node.path}\` is deployed after deployment \`${d.node.path}\` of its api, which does not see it: got it in a stack of its own, expected the deployment in the same stack, above it, or in one that comes later; move the deployment`) }))),
    ...stages.filter((s) => !isTrue(readIfPossible(s, 'AutoDeploy'))).flatMap((s) => {
      const id = readIfPossible(s, 'DeploymentId');
      const target = id === undefined ? undefined : targetOf(s, id);
      if (target !== undefined && deployments.includes(target)) return [];
      return [error('StageNotRedeployed', `stage \`${s.node.path}\` of the api \`${path}\` serves something else: got \`DeploymentId\` \`${describe(id ?? 'nothing')}\`, expected a deployment of this app; refer to it`, s)];
    }),
  ];
}

/** What is in the deployment and changes without a change of the template. A stage that deploys by itself is served whatever stands there. */
function stale(construct: IConstruct, { api, path }: FoundApi): Told[] {
  if (deploymentsOf(api).length === 0) return [];
  const names = resourcesOfApi(api).flatMap((part) => changingIn(part).map((name): readonly [string, string] => [name, part.node.path]));
  return staleTexts(names, `the api \`${path}\``).map((text) => ({ id: 'DeploymentMayBeStale', construct, finding: finding('warning', 'DeploymentMayBeStale', text) }));
}
