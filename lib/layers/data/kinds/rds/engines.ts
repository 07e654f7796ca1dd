/**
 * What a database engine is called where parameters and options are kept: ``engineOf(instance)`` is `{ name: 'postgres', major: '16' }`,
 * ``familyOf(instance)`` is `postgres16`.
 *
 * Read from `Engine` and `EngineVersion`, which have to be literals: a family that is guessed makes a group that RDS refuses.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { read } from '../../../network/members/read';
import type { Judgement } from '../../kind';
import { literal, states, unknownValue } from '../related';
import { hasIntrinsic } from '../rows';

export const INSTANCE = 'AWS::RDS::DBInstance';
export const CLUSTER = 'AWS::RDS::DBCluster';

export type Flavour = 'postgres' | 'mysql' | 'mariadb' | 'sqlserver' | 'oracle' | 'db2' | 'aurora-mysql' | 'aurora-postgresql' | 'custom' | 'other';

/** Undefined where no literal says it: a token, or a replica and a snapshot that bring their own. */
export function flavourOf(resource: CfnResource): Flavour | undefined {
  const engine = literal(resource, 'Engine');
  if (engine === undefined) return undefined;
  if (engine.startsWith('custom-')) return 'custom';
  if (engine === 'aurora') return 'other'; // Aurora MySQL 5.6, which AWS ended
  for (const flavour of ['aurora-mysql', 'aurora-postgresql', 'postgres', 'mysql', 'mariadb'] as const) if (engine === flavour) return flavour;
  for (const flavour of ['sqlserver', 'oracle', 'db2'] as const) if (engine.startsWith(`${flavour}-`)) return flavour;
  return 'other';
}

/** `16`, `9.6`, `8.0`, `15.00`; undefined where no literal says it. */
export function majorOf(resource: CfnResource, flavour: Flavour): string | undefined {
  const version = literal(resource, 'EngineVersion');
  const parts = version === undefined ? [] : /^(\d+)(?:\.(\d+))?/.exec(version);
  if (parts === null || parts.length === 0) return undefined;
  const [, first, second] = parts;
  const isOneNumber = (flavour === 'postgres' || flavour === 'aurora-postgresql') && Number(first) >= 10;
  if (isOneNumber) return first;
  return second === undefined ? undefined : `${first}.${second}`;
}

/** Compares `8.0` with `5.7` by number. */
export function isAtLeast(version: string | undefined, least: readonly [number, number]): boolean {
  if (version === undefined) return false;
  const [major, minor = 0] = version.split('.').map(Number);
  return major > least[0] || (major === least[0] && minor >= least[1]);
}

/**
 * The parameter group family. Source: AWS CLI Reference, `rds describe-db-engine-versions --query DBEngineVersions[].DBParameterGroupFamily`.
 * SQL Server writes its version with one digit less: `sqlserver-se-15.0` for `15.00`.
 */
export function familyOf(resource: CfnResource): string | Judgement {
  const engine = literal(resource, 'Engine');
  const flavour = flavourOf(resource);
  if (engine === undefined || flavour === undefined) return unreadableEngine(resource);
  const major = majorOf(resource, flavour);
  if (major === undefined) return withoutVersion(resource);
  if (flavour === 'sqlserver') return `${engine}-${major.replace(/\.0*(\d)$/, '.$1')}`;
  return `${engine}${major}`;
}

/** The engine comes with a snapshot or a source, or is a token. */
export function unreadableEngine(resource: CfnResource): Judgement {
  const value = read(resource, 'Engine');
  return value === undefined ? { is: 'unknown', got: 'no `Engine`: that of the snapshot or source' } : unknownValue('Engine', value);
}

export function withoutVersion(resource: CfnResource): Judgement {
  const value = read(resource, 'EngineVersion');
  if (hasIntrinsic(value)) return unknownValue('EngineVersion', value);
  return {
    is: 'refused', code: 'EngineVersionMissing', got: value === undefined ? 'no `EngineVersion`' : `\`EngineVersion\` \`${String(value)}\``,
    expected: 'a literal version with its major number, because the family of a parameter group follows from it', fix: 'set `EngineVersion`, or give the database a parameter group of your own',
  };
}

/** A member of a cluster: its cluster says what holds for it. */
export function isInCluster(resource: CfnResource): boolean {
  return resource.cfnResourceType === INSTANCE && states(resource, 'DBClusterIdentifier');
}

/** Made from something that exists: it brings its encryption along. */
export function isRestored(resource: CfnResource): boolean {
  return ['DBSnapshotIdentifier', 'DBClusterSnapshotIdentifier', 'SnapshotIdentifier', 'SourceDBInstanceIdentifier', 'SourceDBClusterIdentifier', 'SourceDBInstanceAutomatedBackupsArn', 'SourceDbiResourceId', 'SourceDbClusterResourceId', 'ReplicationSourceIdentifier']
    .some((property) => states(resource, property));
}
