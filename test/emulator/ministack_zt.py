"""ministack 1.5.33 with what the templates of this library need beside it.

Everything in this file is OUR code. Where it makes a resource, the emulator is no independent counterpart: a test that
reads such a resource back proves that the template deploys in CloudFormation's order and that the values arrive, not that
AWS would take them. It writes into ministack's own stores, so the ordinary Describe calls see the result; it depends on
ministack's internals, so the version is pinned.

  types that ministack lacks         AWS::EC2::SecurityGroupIngress/Egress, FlowLog, VPNGateway, VPNGatewayRoutePropagation,
                                     AWS::IAM::RolePolicy, AWS::SecretsManager::ResourcePolicy,
                                     AWS::Route53Resolver::FirewallDomainList/RuleGroup/Association
  properties that ministack drops    VpcConfig of functions; BucketEncryption and PublicAccessBlockConfiguration of buckets;
                                     ResourcePolicy, SSESpecification and PointInTimeRecoverySpecification of tables
  answers that differ from AWS       aws:PrincipalArn of a role's session is the role's ARN (IAM User Guide, global condition
                                     keys); a table's resource policy takes part in decisions (DynamoDB Developer Guide,
                                     resource-based policies); DescribeVpcEndpoints shows groups and policy; an export that
                                     another stack imports cannot go (CloudFormation User Guide, Fn::ImportValue); a group
                                     that another one's rule names cannot be deleted (EC2, DependencyViolation)
  front doors                        ministack_front_door.py
  alarms and signals                 ministack_watch.py
  web firewalls                      ministack_firewall.py
"""
import json
import sys
import uuid
from xml.sax.saxutils import escape

import ministack_firewall
import ministack_front_door
import ministack_watch
from ministack import app
from ministack.core import iam_evaluator as evaluator
from ministack.services import cloudformation, dynamodb, iam, s3, secretsmanager
from ministack.services import lambda_svc as functions
from ministack.services.cloudformation import provisioners as cfn
from ministack.services.cloudformation import stacks

ec2 = cfn._ec2
handlers = cfn._RESOURCE_HANDLERS
replacing = cfn._REPLACING_PROPERTIES


def new_id(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:17]}"


def add(type_name, create, delete, update=None, replaced_by=()):
    """Registers a type. A change of `replaced_by` (or of anything, where there is no `update`) makes a new resource before
    the old one is deleted, as CloudFormation does."""
    handlers[type_name] = {"create": create, "delete": delete, **({"update": update} if update else {})}
    if replaced_by:
        replacing[type_name] = tuple(replaced_by)


def extend(type_name, keep):
    """`keep(physical_id, properties)` after ministack's own create and update: properties that it drops."""
    ours = dict(handlers[type_name])

    def kept(made, props):
        keep(made[0], props)
        return made

    handlers[type_name] = {
        **ours,
        "create": lambda logical_id, props, stack: kept(ours["create"](logical_id, props, stack), props),
        "update": lambda physical_id, old, new, stack, *logical_id: kept(ours["update"](physical_id, old, new, stack, *logical_id), new),
    }


# ---- rules of security groups: refused where EC2 refuses them -------------------------------------------------------------
def rules(direction):
    side = "IpPermissions" if direction == "Ingress" else "IpPermissionsEgress"

    def group(group_id):
        found = ec2._security_groups.get(group_id)
        if found is None:
            raise ValueError(f"The security group '{group_id}' does not exist (InvalidGroup.NotFound)")
        return found

    def create(logical_id, props, stack):
        [rule] = cfn._ec2_sg_permissions([props])
        for pair in rule["UserIdGroupPairs"]:
            group(pair["GroupId"])
        present = group(props["GroupId"])[side]
        if any(ec2._rules_match(rule, other) for other in present):
            raise ValueError("the specified rule already exists (InvalidPermission.Duplicate)")
        present.append(rule)
        rule_id = ec2._sg_rule_id(props["GroupId"], direction == "Egress", rule)
        return rule_id, {"Id": rule_id}

    def delete(physical_id, props):
        found = ec2._security_groups.get(props["GroupId"])
        if found is not None:
            [rule] = cfn._ec2_sg_permissions([props])
            found[side] = [other for other in found[side] if not ec2._rules_match(rule, other)]

    def update(physical_id, old, new, stack):
        # The description is all that CloudFormation changes in place.
        delete(physical_id, old)
        return create(None, new, stack)

    add(f"AWS::EC2::SecurityGroup{direction}", create, delete, update, [
        "CidrIp", "CidrIpv6", "DestinationPrefixListId", "DestinationSecurityGroupId", "FromPort", "GroupId", "IpProtocol",
        "SourcePrefixListId", "SourceSecurityGroupId", "ToPort"])


rules("Ingress")
rules("Egress")


def refuse_groups_in_use(delete_group):
    """EC2 deletes no group that a rule of another one names (DependencyViolation)."""
    def delete(physical_id, props):
        for other in ec2._security_groups.values():
            for rule in [*other["IpPermissions"], *other["IpPermissionsEgress"]] if other["GroupId"] != physical_id else []:
                if any(pair.get("GroupId") == physical_id for pair in rule.get("UserIdGroupPairs", [])):
                    raise ValueError(f"resource {physical_id} has a dependent object (DependencyViolation)")
        delete_group(physical_id, props)
    return delete


handlers["AWS::EC2::SecurityGroup"]["delete"] = refuse_groups_in_use(handlers["AWS::EC2::SecurityGroup"]["delete"])


# ---- VPC endpoints: what DescribeVpcEndpoints leaves out ------------------------------------------------------------------
endpoint_xml = ec2._vpce_fields_xml


def whole_endpoint_xml(endpoint, tag="item"):
    groups = "".join(f"<item><groupId>{group}</groupId></item>" for group in endpoint.get("SecurityGroupIds", []))
    document = endpoint.get("PolicyDocument")
    text = document if isinstance(document, str) else json.dumps(document)
    more = f"<groupSet>{groups}</groupSet><privateDnsEnabled>{str(bool(endpoint.get('PrivateDnsEnabled'))).lower()}</privateDnsEnabled>"
    more += f"<policyDocument>{ec2._esc(text)}</policyDocument>" if document else ""
    return endpoint_xml(endpoint, tag).replace("<routeTableIdSet>", f"{more}<routeTableIdSet>", 1)


ec2._vpce_fields_xml = whole_endpoint_xml

# ---- VPC: flow logs and the gateway of a VPN ------------------------------------------------------------------------------
def flow_log(logical_id, props, stack):
    flow_log_id = new_id("fl")
    ec2._flow_logs[flow_log_id] = {
        "FlowLogId": flow_log_id, "ResourceId": props["ResourceId"], "ResourceType": props["ResourceType"],
        "TrafficType": props.get("TrafficType", "ALL"), "FlowLogStatus": "ACTIVE", "CreationTime": ec2._now_ts(),
        "LogDestinationType": props.get("LogDestinationType", "cloud-watch-logs"),
        "LogDestination": props.get("LogDestination") or props.get("LogGroupName", ""),
    }
    cfn._ec2_apply_tags(flow_log_id, props)
    return flow_log_id, {"Id": flow_log_id}


def vpn_gateway(logical_id, props, stack):
    gateway_id = new_id("vgw")
    ec2._vpn_gateways[gateway_id] = {
        "VpnGatewayId": gateway_id, "Type": props["Type"], "State": "available", "Attachments": [],
        "AmazonSideAsn": str(props.get("AmazonSideAsn", 64512)), "OwnerId": cfn.get_account_id(), "Tags": [],
    }
    cfn._ec2_apply_tags(gateway_id, props)
    return gateway_id, {"VPNGatewayId": gateway_id}


def propagation(logical_id, props, stack):
    for table_id in props["RouteTableIds"]:
        ec2._route_tables[table_id].setdefault("PropagatingVgws", []).append(props["VpnGatewayId"])
    return new_id("propagation"), {}


def end_propagation(physical_id, props):
    for table_id in props["RouteTableIds"]:
        gateways = (ec2._route_tables.get(table_id) or {}).get("PropagatingVgws", [])
        if props["VpnGatewayId"] in gateways:
            gateways.remove(props["VpnGatewayId"])


add("AWS::EC2::FlowLog", flow_log, lambda i, p: ec2._flow_logs.pop(i, None))
add("AWS::EC2::VPNGateway", vpn_gateway, lambda i, p: ec2._vpn_gateways.pop(i, None))
add("AWS::EC2::VPNGatewayRoutePropagation", propagation, end_propagation)

# ---- DNS firewall: its resources are counted, nothing filters names -------------------------------------------------------
for name, prefix in [("FirewallDomainList", "rslvr-fdl"), ("FirewallRuleGroup", "rslvr-frg"), ("FirewallRuleGroupAssociation", "rslvr-frgassoc")]:
    def made(logical_id, props, stack, prefix=prefix):
        resource_id = new_id(prefix)
        return resource_id, {"Id": resource_id, "Arn": f"arn:aws:route53resolver:{cfn.get_region()}:{cfn.get_account_id()}:{prefix}/{resource_id}"}
    add(f"AWS::Route53Resolver::{name}", made, lambda i, p: None, lambda i, old, new, s: (i, {}))


# ---- inline policies of roles: ministack's own AWS::IAM::Policy for one role ----------------------------------------------
policy = dict(handlers["AWS::IAM::Policy"])


def of_one_role(props):
    return {"PolicyName": props["PolicyName"], "PolicyDocument": props["PolicyDocument"], "Roles": [props["RoleName"]]}


def create_role_policy(logical_id, props, stack):
    policy["create"](logical_id, of_one_role(props), stack)
    used = sum(len("".join(text.split())) for text in iam._roles[props["RoleName"]]["InlinePolicies"].values())
    if used > 10_240:  # IAM and STS quotas: all inline policies of a role together
        raise ValueError(f"Maximum policy size of 10240 bytes exceeded for role {props['RoleName']} (LimitExceeded)")
    return f"{props['PolicyName']}|{props['RoleName']}", {}


def delete_role_policy(physical_id, props):
    if iam._roles.get(props["RoleName"]) is not None:
        iam._delete_role_policy({"RoleName": props["RoleName"], "PolicyName": props["PolicyName"]})


add("AWS::IAM::RolePolicy", create_role_policy, delete_role_policy, lambda i, old, new, stack: create_role_policy(None, new, stack), ["PolicyName", "RoleName"])


# ---- policies of secrets --------------------------------------------------------------------------------------------------
def secret_policy(logical_id, props, stack):
    status, _, body = secretsmanager._put_resource_policy({"SecretId": props["SecretId"], "ResourcePolicy": json.dumps(props["ResourcePolicy"])})
    if status >= 400:
        raise ValueError(json.loads(body).get("message"))
    return props["SecretId"], {"Id": props["SecretId"]}


add("AWS::SecretsManager::ResourcePolicy", secret_policy, lambda i, p: secretsmanager._delete_resource_policy({"SecretId": p["SecretId"]}),
    lambda i, old, new, stack: secret_policy(None, new, stack), ["SecretId"])


# ---- functions, buckets, tables: what is dropped -------------------------------------------------------------------------
def place_function(name, props):
    functions._functions[name]["config"]["VpcConfig"] = functions._vpc_config_with_id(props.get("VpcConfig"))


def xml(name, value):
    inner = "".join(xml(key, part) for key, part in value.items()) if isinstance(value, dict) else escape(str(value).lower() if isinstance(value, bool) else str(value))
    return f"<{name}>{inner}</{name}>"


def close_bucket(name, props):
    for rule in (props.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration", []):
        default = rule["ServerSideEncryptionByDefault"]
        if default.get("KMSMasterKeyID"):  # ministack takes no aws:kms without a key, which is AWS's own aws/s3
            s3._put_bucket_encryption(name, xml("ServerSideEncryptionConfiguration", {"Rule": {
                "ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": rule.get("BucketKeyEnabled", False)}}).encode())
    block = props.get("PublicAccessBlockConfiguration")
    if block is None:
        s3._delete_public_access_block(name)  # so that nothing is read back that the template does not say
    else:
        s3._put_public_access_block(name, xml("PublicAccessBlockConfiguration", block).encode())


def close_table(name, props):
    record = dynamodb._tables[name]
    sse = props.get("SSESpecification") or {}
    key = {"KMSMasterKeyArn": sse["KMSMasterKeyId"]} if sse.get("KMSMasterKeyId") else {}
    record["SSEDescription"] = {"Status": "ENABLED", "SSEType": sse.get("SSEType", "KMS"), **key} if sse.get("SSEEnabled") else None
    dynamodb._pitr_settings[name] = bool((props.get("PointInTimeRecoverySpecification") or {}).get("PointInTimeRecoveryEnabled"))
    document = (props.get("ResourcePolicy") or {}).get("PolicyDocument")
    if document is None:
        dynamodb._resource_policies.pop(record["TableArn"], None)
        return
    status, _, body = dynamodb._put_resource_policy({"ResourceArn": record["TableArn"], "Policy": json.dumps(document)})
    if status >= 400:
        raise ValueError(json.loads(body)["message"])


extend("AWS::Lambda::Function", place_function)
extend("AWS::S3::Bucket", close_bucket)
extend("AWS::DynamoDB::Table", close_table)


def table_policy_for_arn(arn):
    found = dynamodb._resource_policies.get(arn.split("/index/")[0])
    return (found["Policy"], cfn.get_account_id()) if found else None


dynamodb.table_policy_for_arn = table_policy_for_arn
evaluator._RESOURCE_POLICY_LOOKUPS["dynamodb"] = ("dynamodb", "table_policy_for_arn")

# ---- who a session is -----------------------------------------------------------------------------------------------------
resolve = evaluator._resolve_condition_key


def resolve_condition_key(key, context):
    if key.lower() == "aws:principalarn" and ":assumed-role/" in context.principal_arn:
        role = iam._roles.get_scoped(context.principal_account, None, evaluator._role_name_from_assumed_arn(context.principal_arn))
        if role is not None:
            return role["Arn"]
    return resolve(key, context)


evaluator._resolve_condition_key = resolve_condition_key

# ---- exports that another stack imports: they stay as they are ------------------------------------------------------------
outputs = stacks._resolve_stack_outputs


def outputs_and_exports(definitions, conditions, resources, parameters, mappings, stack_name, stack_id):
    resolved, exports = outputs(definitions, conditions, resources, parameters, mappings, stack_name, stack_id)
    for name, export in list(cloudformation._exports.items()):
        if export["StackId"] != stack_id or exports.get(name, {}).get("Value") == export["Value"]:
            continue
        importers = [other["StackName"] for other in cloudformation._stacks.values()
                     if other.get("StackId") != stack_id and f'{{"Fn::ImportValue": "{name}"}}' in json.dumps(other.get("_template"))
                     and other.get("StackStatus") != "DELETE_COMPLETE"]
        if importers:
            verb = "updated" if name in exports else "deleted"
            raise ValueError(f"Export {name} cannot be {verb} as it is in use by {' and '.join(sorted(importers))}")
        if name not in exports:
            del cloudformation._exports[name]
    return resolved, exports


stacks._resolve_stack_outputs = outputs_and_exports

ministack_front_door.install(add, extend)
ministack_watch.install(add)
ministack_firewall.install(add)

# ---- one loopback port ----------------------------------------------------------------------------------------------------
app._port_is_bindable = lambda host, port: False  # else 443 is taken too where it is free

if __name__ == "__main__":
    sys.exit(app.main())
