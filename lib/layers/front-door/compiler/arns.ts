/**
 * The ARN by which IAM and Lambda know one route:
 *
 *   routeArn(facts, route)   // arn:aws:execute-api:eu-west-1:111122223333:API/live/GET/documents/*
 *
 * Format: API Gateway developer guide, "Control access for invoking an API" (statement reference of permissions for executing APIs).
 */
import { type DoorFacts, Planned, PlannedText } from '../model';
import { patternOf, type RoutePath } from './route-paths';

/** Of the plan: the API itself. */
export const API = 'Api';

export function routeArn(facts: Pick<DoorFacts, 'partition' | 'region' | 'accountId' | 'stageName'>, { method, path }: RoutePath): PlannedText {
  return patternArn(facts, patternOf(method, path));
}

export function patternArn({ partition, region, accountId, stageName }: Pick<DoorFacts, 'partition' | 'region' | 'accountId' | 'stageName'>, pattern: string): PlannedText {
  return new PlannedText([`arn:${partition}:execute-api:${region}:${accountId}:`, new Planned(API), `/${stageName}/${pattern}`]);
}

/** In the API's own resource policy, which cannot name the API: `execute-api:/live/GET/documents/*`. */
export function ownArn(stageName: string, pattern: string): string {
  return `execute-api:/${stageName}/${pattern}`;
}

/** Names in keys and ids: stable, and of the route alone. */
export function keyOf(kind: string, id: string): string {
  return `${kind} ${id}`;
}
