/** Where a construct is within its stage: ``relativePath(door, door.node.path)``. Apart from segment.ts, which loads the network layer. */
import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Which stage of the app a construct is in; empty for the app itself. */
export function stagePath(scope: IConstruct): string {
  return Stage.of(scope)?.node.path ?? '';
}

/** The path within the stage: the same whatever the stage is called. */
export function relativePath(scope: IConstruct, path: string): string {
  const stage = stagePath(scope);
  return stage !== '' && path.startsWith(`${stage}/`) ? path.slice(stage.length + 1) : path;
}
