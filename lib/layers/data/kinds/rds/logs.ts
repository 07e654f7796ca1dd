/**
 * Who connects to a database is logged, and the log leaves the database: exports to CloudWatch Logs, and what each engine needs
 * so that connections are in them.
 *
 *   postgres, aurora-postgresql   log_connections, log_disconnections; export `postgresql`
 *   aurora-mysql                  server_audit_logging with CONNECT; export `audit`
 *   mysql, mariadb                MARIADB_AUDIT_PLUGIN in an option group; export `audit`
 *   oracle                        export `audit`, `listener`
 *   sqlserver                     export `error`, which holds failed logins
 *
 * Statements (what was read) are not logged: they may hold the data itself. Db2's exports do not name who connects.
 */
import { CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describe, read, resolveValue } from '../../../network/members/read';
import type { Closing, ClosingContext, Judgement } from '../../kind';
import { includes } from '../list-row';
import { groupNamed, parameter, type Parameter } from '../parameter-group';
import { unknownValue, when } from '../related';
import { CLOSED, closing, hasIntrinsic, LASTING, type Row } from '../rows';
import { revived } from '../tokens';
import { CLUSTER, type Flavour, flavourOf, INSTANCE, isInCluster, majorOf, unreadableEngine, withoutVersion } from './engines';
import { CLUSTER_GROUP, fieldOf, INSTANCE_GROUP, OPTION_GROUP, optionsIn } from './tls';

const EXPORTS: Readonly<Partial<Record<Flavour, readonly string[]>>> = {
  postgres: ['postgresql'], 'aurora-postgresql': ['postgresql'], mysql: ['audit'], mariadb: ['audit'], 'aurora-mysql': ['audit'], oracle: ['audit', 'listener'], sqlserver: ['error'],
};
/** Multi-AZ clusters of MySQL have no audit log. */
const CLUSTER_EXPORTS: typeof EXPORTS = { ...EXPORTS, mysql: ['error'] };

const LOGS = 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (EnableCloudwatchLogsExports)';
const CLUSTER_LOGS = 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html (EnableCloudwatchLogsExports)';

const wanted = (of: typeof EXPORTS) => (resource: CfnResource): readonly string[] | Judgement => {
  const flavour = flavourOf(resource);
  return flavour === undefined ? unreadableEngine(resource) : of[flavour] ?? [];
};

const EXPORTED: Pick<Row, 'aspect' | 'postures' | 'value' | 'says'> = {
  aspect: 'access-log', postures: LASTING, value: '`postgresql`, `audit`, `listener` or `error`, by engine', says: 'The log of who connects goes to CloudWatch Logs, out of the database\'s reach.',
};

const PG = ['postgres', 'aurora-postgresql'];

/** A parameter that has to be on, of some engines. */
function flag(name: string, flavours: readonly string[]): (resource: CfnResource) => Parameter | Judgement | undefined {
  return ofEngines(flavours, { name, write: () => '1', isClosed: (value) => value !== undefined && ['1', 'on', 'true', 'all'].includes(value) });
}

function ofEngines(flavours: readonly string[], wants: Parameter): (resource: CfnResource) => Parameter | Judgement | undefined {
  return (resource) => {
    const flavour = flavourOf(resource);
    if (flavour === undefined) return unreadableEngine(resource);
    return flavours.includes(flavour) ? wants : undefined;
  };
}

const auditEvents = ofEngines(['aurora-mysql'], {
  name: 'server_audit_events',
  isClosed: (value) => value?.split(',').some((event) => event.trim() === 'connect') === true,
  write: (present) => ['CONNECT', ...(present ?? '').split(',').map((event) => event.trim().toUpperCase()).filter((event) => event !== '')].join(','),
});

const PARAMETERS: readonly { readonly id: string; readonly of: (resource: CfnResource) => Parameter | Judgement | undefined; readonly value: string; readonly source: string }[] = [
  { id: 'connections-logged', of: flag('log_connections', PG), value: '`log_connections` 1', source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.overview.parameter-groups.html' },
  { id: 'disconnections-logged', of: flag('log_disconnections', PG), value: '`log_disconnections` 1', source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.overview.parameter-groups.html' },
  { id: 'audit-logging', of: flag('server_audit_logging', ['aurora-mysql']), value: '`server_audit_logging` 1', source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html' },
  { id: 'audit-events', of: auditEvents, value: '`server_audit_events` with CONNECT', source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html' },
];

const parameterRows = PARAMETERS.flatMap(({ id, of, value, source }): Closing[] => {
  const words = { aspect: 'access-log' as const, postures: LASTING, value, source, says: 'The engine writes down who connects.' };
  const instance = parameter({ ...words, id: `rds.${id}`, types: [INSTANCE], group: INSTANCE_GROUP, parameter: of });
  const cluster = parameter({ ...words, id: `rds.cluster.${id}`, types: [CLUSTER], group: CLUSTER_GROUP, parameter: of });
  return id.startsWith('audit') ? [cluster] : [when((r) => !isInCluster(r), instance), cluster];
});

export const LOGGED: readonly Closing[] = [
  when((r) => !isInCluster(r), includes({ ...EXPORTED, id: 'rds.log-exports', types: [INSTANCE], path: 'EnableCloudwatchLogsExports', wanted: wanted(EXPORTS), source: LOGS })),
  includes({ ...EXPORTED, id: 'rds.cluster.log-exports', types: [CLUSTER], path: 'EnableCloudwatchLogsExports', wanted: wanted(CLUSTER_EXPORTS), source: CLUSTER_LOGS }),
  ...parameterRows,
  when((r) => !isInCluster(r) && ['mysql', 'mariadb', undefined].includes(flavourOf(r)), closing({
    id: 'rds.audit-plugin', types: [INSTANCE], aspect: 'access-log', postures: LASTING, property: 'OptionGroupName > MARIADB_AUDIT_PLUGIN', value: 'in the option group',
    says: 'The engine writes down who connects; every database that uses an edited group does.', source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.Options.AuditPlugin.html',
  }, judgeAudit)),
];

const PLUGIN = 'MARIADB_AUDIT_PLUGIN';

function judgeAudit(resource: CfnResource, context: ClosingContext): Judgement {
  const flavour = flavourOf(resource);
  if (flavour === undefined) return unreadableEngine(resource);
  const named = read(resource, OPTION_GROUP.property);
  const group = groupNamed(resource, OPTION_GROUP, named);
  if (group !== undefined) {
    const options = read(group, 'OptionConfigurations');
    if (hasIntrinsic(options)) return unknownValue('OptionConfigurations', options);
    if (optionsIn(options).some((o) => fieldOf(o, 'OptionName') === PLUGIN)) return CLOSED;
    return { is: 'open', got: `no \`${PLUGIN}\` in \`${group.node.path}\``, close: () => addPlugin(group) };
  }
  if (named !== undefined && !(typeof named === 'string' && named.startsWith('default'))) {
    return { is: 'unknown', got: `\`${OPTION_GROUP.property}\` is \`${describe(named)}\`, a group that this app does not make` };
  }
  const major = majorOf(resource, flavour);
  if (major === undefined) return withoutVersion(resource);
  return { is: 'open', got: named === undefined ? 'no option group' : `\`${OPTION_GROUP.property}\` \`${describe(named)}\`, which cannot be edited`, close: () => makeGroup(resource, flavour, major, context.scope) };
}

/** What is in the list stays, whoever adds to it and when. */
function addPlugin(group: CfnResource): void {
  const path = 'OptionConfigurations';
  const over = (group as unknown as { rawOverrides?: { Properties?: Record<string, unknown> } }).rawOverrides?.Properties?.[path];
  const written = over === undefined ? undefined : resolveValue(group, over);
  group.addPropertyOverride(path, Lazy.any({
    produce: () => {
      const theirs = optionsIn(written ?? read(group, path, path)).map((o) => pascal(revived(o)));
      return theirs.some((o) => (o as Record<string, unknown>).OptionName === PLUGIN) ? theirs : [...theirs, { OptionName: PLUGIN }];
    },
  }));
}

/** A typed L1 spells its properties in camelCase. */
function pascal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k.replace(/^dbSecurity/, 'DBSecurity').replace(/^[a-z]/, (c) => c.toUpperCase()), pascal(v)]));
}

function makeGroup(resource: CfnResource, engine: Flavour, major: string, scope: IConstruct | undefined): void {
  const home = scope !== undefined && Stack.of(scope) === Stack.of(resource) ? scope : (resource.node.scope as IConstruct);
  const id = `OptionGroup${resource.node.addr.slice(-8)}`;
  const made = home.node.tryFindChild(id);
  const group = CfnResource.isCfnResource(made) ? made : new CfnResource(home as never, id, {
    type: OPTION_GROUP.cfnType,
    properties: { EngineName: engine, MajorEngineVersion: major, OptionGroupDescription: 'What the data layer of cdk-zero-trust demands', OptionConfigurations: [{ OptionName: PLUGIN }] },
  });
  resource.addPropertyOverride(OPTION_GROUP.property, Token.asString(group.ref));
}
