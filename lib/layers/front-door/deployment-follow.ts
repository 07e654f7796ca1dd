/**
 * Makes a deployment follow its API: ``followApi(deployment, api)``. Afterwards, in every synthesis and whoever changes what,
 *
 * - its logical id ends with the hash of everything that it freezes (deployment-hash.ts), so that CloudFormation makes a new one,
 * - and it depends on all of that, so that the snapshot is not taken of half an API.
 *
 * The id is reckoned when a template asks for it, after all aspects and validations; dependencies are written by a READONLY aspect of the
 * app or stage, when CDK validates, and before the template is written. Who makes the deployment in an aspect calls `watchDeployments` before, in a constructor.
 * A part in another stack makes the deployment's stack wait for that one. Where that one waits for the deployment's already nothing
 * can put them in order: `lateParts` names such parts.
 */
import { Aspects, AspectPriority, CfnResource, type IAspect, Lazy, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { typeOf } from '../network/members/read';
import { atSynthesis } from '../last-look';
import { type AnyApi, apiOf, DEPLOYMENTS, hashOfApi, isForeignApi, isPartOfApi, logicalId, partsOfApi, resourcesNaming, resourcesOfApi } from './deployment-hash';

/** Kept on the deployment, and on the app or stage. */
const FOLLOWER = Symbol.for('cdk-zero-trust.front-door.follower');
const WATCHED = Symbol.for('cdk-zero-trust.front-door.watched');

/**
 * Twice is the same as once. The id that the deployment has, CDK's own hash included, gets ours behind it. False where it may not be
 * changed any more, because another stack has been told it.
 */
export function followApi(deployment: CfnResource, api: AnyApi): boolean {
  if (followerOf(deployment) !== undefined) return true;
  const follower = new Follower(deployment, api);
  if (!follower.takeId()) return false;
  Object.defineProperty(deployment, FOLLOWER, { value: follower });
  watchDeployments(nearOf(api)).followers.add(follower);
  atSynthesis(deployment, () => follower.rendering());
  return true;
}

/** Every deployment of the API, later ones included. What could not be made to follow is returned. */
export function followByAll(api: AnyApi): CfnResource[] {
  watchDeployments(nearOf(api)).apis.add(api);
  return deploymentsOf(api).filter((deployment) => !followApi(deployment, api));
}

export function deploymentsOf(api: AnyApi): CfnResource[] {
  return resourcesNaming(api, (r) => DEPLOYMENTS.includes(typeOf(r)));
}

/** What the deployment follows, and whether its id still says so: an id that is written afterwards is the last word. */
export function isFollowing(deployment: CfnResource): boolean {
  return followerOf(deployment)?.hasId() === true;
}

/** An override of what it waits for is the last word too: then parts may come after the snapshot. */
export function isWaiting(deployment: CfnResource): boolean {
  const { rawOverrides = {} } = deployment as unknown as { rawOverrides?: object };
  return !['DependsOn', 'Fn::Transform'].some((key) => key in rawOverrides);
}

/** Parts that cannot be there before the deployment: their stack is deployed after its stack. Known when CDK validates. */
export function lateParts(deployment: CfnResource, api: AnyApi): CfnResource[] {
  return resourcesOfApi(api).filter((part) => part !== api && topLevel(part) !== topLevel(deployment) && !waitsFor(topLevel(deployment), topLevel(part)));
}

function followerOf(deployment: CfnResource): Follower | undefined {
  return (deployment as unknown as Record<symbol, Follower | undefined>)[FOLLOWER];
}

interface Watched {
  readonly followers: Set<Follower>;
  /** All of whose deployments follow. */
  readonly apis: Set<AnyApi>;
}

/** An aspect that is added by an aspect is not called by every version of CDK. */
export function watchDeployments(near: IConstruct): Watched {
  const scope = (Stage.of(near) ?? near.node.root) as IConstruct & Record<symbol, Watched | undefined>;
  const known = scope[WATCHED];
  if (known !== undefined) return known;
  const watched: Watched = { followers: new Set(), apis: new Set() };
  Object.defineProperty(scope, WATCHED, { value: watched });
  Aspects.of(scope).add(new Dependencies(watched), { priority: AspectPriority.READONLY });
  scope.node.addValidation({ validate: () => { watched.apis.forEach(followByAll); watched.followers.forEach((f) => f.settle()); return []; } });
  return watched;
}

function nearOf(api: AnyApi): IConstruct {
  return isForeignApi(api) ? api.near : api;
}

export class Follower {
  private known?: string;
  private isSettled = false;
  private isReckoning = false;
  /** What was written into the deployment. */
  private id?: string;
  private readonly seen = new Set<CfnResource>();

  constructor(public readonly deployment: CfnResource, public readonly api: AnyApi) {}

  public takeId(): boolean {
    // While CDK looks for references only, nobody reads the id.
    const hash = Lazy.uncachedString({ produce: (context) => (context.preparing ? '' : this.hash()) });
    const base = (this.deployment as unknown as { _logicalIdOverride?: string })._logicalIdOverride ?? this.deployment.stack.getLogicalId(this.deployment);
    const id = `${base}${hash}`;
    if (!attempt(() => this.deployment.overrideLogicalId(id))) return false;
    this.id = id;
    return true;
  }

  /** Without asking for the hash, where CDK lets us see what was written. */
  public hasId(): boolean {
    const { _logicalIdOverride: said } = this.deployment as unknown as { _logicalIdOverride?: string };
    return said === undefined ? logicalId(this.deployment).endsWith(this.hash()) : said === this.id;
  }

  public depend(part: CfnResource): void {
    // The API is named by the deployment, which says the same.
    if (part !== this.api && topLevel(part) === topLevel(this.deployment)) this.deployment.addResourceDependency(part);
  }

  /** CDK validates after all aspects. */
  public settle(): void {
    const mine = topLevel(this.deployment);
    for (const part of resourcesOfApi(this.api)) {
      this.seen.add(part);
      this.depend(part);
      const other = topLevel(part);
      // References between stacks are known by now, and what is deployed first is not written yet.
      if (other !== mine && !waitsFor(mine, other) && !waitsFor(other, mine)) mine.addStackDependency(other, 'its deployment of an API freezes what stands there');
    }
    this.known = undefined;
  }

  /** Validations were code of others: what they made is waited for, and what they changed is in the id. From here on it stays. */
  public rendering(): void {
    this.known = undefined;
    this.isSettled = true;
    for (const part of partsOfApi(this.api)) if (!this.seen.has(part)) this.depend(part);
  }

  /** An app may be synthesized again. */
  public loosen(): void {
    this.isSettled = false;
  }

  public hash(): string {
    if (this.isSettled && this.known !== undefined) return this.known;
    if (this.isReckoning) return ''; // asked by a part that names the deployment
    this.isReckoning = true;
    try {
      return (this.known = hashOfApi(this.api));
    } finally {
      this.isReckoning = false;
    }
  }
}

class Dependencies implements IAspect {
  constructor(private readonly watched: Watched) {}

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) return;
    const isDeployment = DEPLOYMENTS.includes(typeOf(node));
    if (!isDeployment && !isPartOfApi(node)) return;
    const { followers, apis } = this.watched;
    if (isDeployment) {
      const api = apiOf(node, [...apis]);
      if (api !== undefined) followApi(node, api);
      return;
    }
    const api = apiOf(node, [...new Set([...followers].map((f) => f.api))]);
    for (const follower of followers) {
      follower.loosen();
      if (follower.api === api) follower.depend(node);
    }
  }
}

function topLevel(resource: CfnResource): Stack {
  let stack = Stack.of(resource);
  while (stack.nestedStackParent !== undefined) stack = stack.nestedStackParent;
  return stack;
}

function waitsFor(stack: Stack, other: Stack, seen = new Set<Stack>()): boolean {
  if (seen.has(stack)) return false;
  seen.add(stack);
  return stack.dependencies.some((d) => d === other || waitsFor(d, other, seen));
}

function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
