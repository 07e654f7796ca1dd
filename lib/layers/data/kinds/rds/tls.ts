/**
 * TLS is demanded of every client, in the way of each engine.
 *
 *   postgres, aurora-postgresql, sqlserver   rds.force_ssl = 1
 *   mysql, mariadb                           require_secure_transport = 1
 *   aurora-mysql                             require_secure_transport = ON
 *   oracle                                   native network encryption REQUIRED, in an option group of the user's
 *   db2                                      DB2COMM = SSL, in a parameter group of the user's
 *
 * Oracle and Db2 need more than a flag (an algorithm that the clients know, a second port, license ids in the same group), so
 * the library judges what their owner wrote and makes nothing. Oracle's SSL option opens a second port and leaves the clear one
 * open, so it is not enough.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { isObject, read } from '../../../network/members/read';
import type { Closing, Judgement } from '../../kind';
import { groupNamed, type GroupShape, parameter, type Parameter, valueIn } from '../parameter-group';
import { literal, states, unknownValue, when } from '../related';
import { CLOSED, closing, hasIntrinsic, type Row } from '../rows';
import { CLUSTER, familyOf, flavourOf, INSTANCE, isAtLeast, isInCluster, majorOf, unreadableEngine, withoutVersion } from './engines';

export const INSTANCE_GROUP: GroupShape = {
  property: 'DBParameterGroupName', cfnType: 'AWS::RDS::DBParameterGroup', nameAt: 'DBParameterGroupName', parametersAt: 'Parameters', form: 'map', family: familyOf, familyAt: 'Family',
};
export const CLUSTER_GROUP: GroupShape = {
  property: 'DBClusterParameterGroupName', cfnType: 'AWS::RDS::DBClusterParameterGroup', nameAt: 'DBClusterParameterGroupName', parametersAt: 'Parameters', form: 'map', family: familyOf, familyAt: 'Family',
};
export const OPTION_GROUP = { property: 'OptionGroupName', cfnType: 'AWS::RDS::OptionGroup', nameAt: 'OptionGroupName' } as const;

const SOURCES = [
  'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html',
  'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.html',
  'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/SQLServer.Concepts.General.SSL.Using.html',
  'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Oracle.Options.NNE.Options.html',
  'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Db2.Concepts.SSL.html',
].join(' ');

const isOn = (value: string | undefined): boolean => value === '1' || value === 'on' || value === 'true';

const WORDS: Pick<Row, 'aspect' | 'value' | 'says' | 'source'> = {
  aspect: 'tls', value: '`rds.force_ssl` 1, `require_secure_transport` 1 or ON', source: SOURCES,
  says: 'Clients without TLS are refused; every database that uses an edited group is closed with it.',
};

export const TLS: readonly Closing[] = [
  when((r) => !isInCluster(r) && !isOptional(r), parameter({ ...WORDS, id: 'rds.tls', types: [INSTANCE], group: INSTANCE_GROUP, parameter: tlsParameter })),
  parameter({ ...WORDS, id: 'rds.cluster.tls', types: [CLUSTER], group: CLUSTER_GROUP, parameter: tlsParameter }),
  when((r) => flavourOf(r) === 'oracle', closing({
    id: 'rds.oracle-network-encryption', types: [INSTANCE], aspect: 'tls', property: 'OptionGroupName > NATIVE_NETWORK_ENCRYPTION', value: 'SQLNET.ENCRYPTION_SERVER REQUIRED, no weak algorithms', source: SOURCES,
    says: 'Clients of Oracle without network encryption are refused.',
  }, judgeOracle)),
  when((r) => flavourOf(r) === 'db2', closing({
    id: 'rds.db2-tls', types: [INSTANCE], aspect: 'tls', property: 'DBParameterGroupName > DB2COMM', value: 'SSL', source: SOURCES, says: 'Db2 listens on its TLS port alone.',
  }, judgeDb2)),
];

/** Engines where options or several parameters do it. */
function isOptional(resource: CfnResource): boolean {
  return ['oracle', 'db2'].includes(flavourOf(resource) ?? '');
}

function tlsParameter(resource: CfnResource): Parameter | Judgement {
  const flavour = flavourOf(resource);
  if (flavour === undefined) return unreadableEngine(resource);
  const major = majorOf(resource, flavour);
  switch (flavour) {
    case 'postgres': {
      // RDS for PostgreSQL (not Aurora) demands TLS by default from version 15 on.
      const isDefault = resource.cfnResourceType === INSTANCE && isAtLeast(major, [15, 0]);
      return { name: 'rds.force_ssl', write: () => '1', isClosed: (value) => (value === undefined ? isDefault : isOn(value)) };
    }
    case 'aurora-postgresql': // off by default: https://repost.aws/knowledge-center/aurora-postgresql-ssl-certificates
    case 'sqlserver':
      return { name: 'rds.force_ssl', write: () => '1', isClosed: isOn };
    case 'aurora-mysql':
      // Of a cluster's group, in versions 2 and 3, as `ON` or `OFF`: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Security.html
      return { name: 'require_secure_transport', write: () => 'ON', isClosed: isOn };
    case 'mysql':
    case 'mariadb': {
      if (major === undefined) return withoutVersion(resource);
      // MariaDB demands TLS by default from version 11.8 on: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.FeatureSupport.html
      const isDefault = flavour === 'mariadb' && isAtLeast(major, [11, 8]);
      if (!isAtLeast(major, flavour === 'mysql' ? [5, 7] : [10, 5])) return without(resource, flavour === 'mysql' ? 'MySQL 5.7 or later' : 'MariaDB 10.5 or later');
      return { name: 'require_secure_transport', write: () => '1', isClosed: (value) => (value === undefined ? isDefault : isOn(value)) };
    }
    default:
      return without(resource, 'an engine of RDS that can demand TLS: PostgreSQL, MySQL, MariaDB, SQL Server, or Aurora with either');
  }
}

function without(resource: CfnResource, expected: string): Judgement {
  const got = ['Engine', 'EngineVersion'].flatMap((p) => (literal(resource, p) === undefined ? [] : [`\`${literal(resource, p)}\``])).join(' ');
  return { is: 'refused', code: 'EngineWithoutTls', got: `engine ${got}, which cannot demand TLS`, expected, fix: 'use that engine, or reach the database through RDS Proxy with `requireTLS` and close every other way' };
}

const ORACLE_FIX = 'give it an option group of this app with `NATIVE_NETWORK_ENCRYPTION`: `SQLNET.ENCRYPTION_SERVER` `REQUIRED`, `SQLNET.ALLOW_WEAK_CRYPTO` and `SQLNET.ALLOW_WEAK_CRYPTO_CLIENTS` `FALSE`';

function judgeOracle(resource: CfnResource): Judgement {
  const named = read(resource, OPTION_GROUP.property);
  const open = (got: string): Judgement => ({ is: 'refused', code: 'EngineWithoutTls', got, expected: 'network encryption that the server requires', fix: ORACLE_FIX });
  if (named === undefined) return open('Oracle without an option group');
  const group = groupNamed(resource, OPTION_GROUP, named);
  if (group === undefined) return typeof named === 'string' && named.startsWith('default') ? open(`option group \`${named}\``) : unknownValue(OPTION_GROUP.property, named);
  const options = read(group, 'OptionConfigurations');
  if (hasIntrinsic(options)) return unknownValue('OptionConfigurations', options);
  const option = optionsIn(options).find((o) => fieldOf(o, 'OptionName') === 'NATIVE_NETWORK_ENCRYPTION');
  if (option === undefined) return open(`option group \`${group.node.path}\` without \`NATIVE_NETWORK_ENCRYPTION\``);
  const settings = new Map(optionsIn(fieldOf(option, 'OptionSettings')).map((s) => [String(fieldOf(s, 'Name')).toUpperCase(), String(fieldOf(s, 'Value')).toUpperCase()]));
  const wanted: readonly (readonly [string, string])[] = [['SQLNET.ENCRYPTION_SERVER', 'REQUIRED'], ['SQLNET.ALLOW_WEAK_CRYPTO', 'FALSE'], ['SQLNET.ALLOW_WEAK_CRYPTO_CLIENTS', 'FALSE']];
  const bad = wanted.find(([name, value]) => settings.get(name) !== value);
  return bad === undefined ? CLOSED : open(`\`${bad[0]}\` \`${settings.get(bad[0]) ?? 'not set'}\``);
}

/** Entries of a list, whatever their spelling. */
export function optionsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function fieldOf(object: Record<string, unknown>, name: string): unknown {
  const key = Object.keys(object).find((k) => k.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}

function judgeDb2(resource: CfnResource): Judgement {
  const named = read(resource, INSTANCE_GROUP.property);
  const group = groupNamed(resource, INSTANCE_GROUP, named);
  const open = (got: string): Judgement => ({
    is: 'refused', code: 'EngineWithoutTls', got, expected: '`DB2COMM` `SSL` alone, so that the clear port is shut', fix: 'set `DB2COMM` to `SSL` and `SSL_SVCENAME` to a port in the parameter group that holds your IBM ids, and make that group in this app',
  });
  if (group === undefined) return states(resource, INSTANCE_GROUP.property) && !(typeof named === 'string' && named.startsWith('default')) ? unknownValue(INSTANCE_GROUP.property, named) : open('Db2 with the default parameter group');
  const value = valueIn(read(group, 'Parameters'), 'DB2COMM', INSTANCE_GROUP);
  if (hasIntrinsic(value)) return unknownValue('DB2COMM', value);
  return String(value).toUpperCase() === 'SSL' ? CLOSED : open(`\`DB2COMM\` \`${value === undefined ? 'not set' : String(value)}\``);
}
