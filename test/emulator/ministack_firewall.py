"""What ministack 1.5.33 lacks for web firewalls; see ministack_zt.py, which installs this. Everything here is OUR code, and it refuses more than ministack, never less.

  the emulator's own                 web ACLs in templates; all calls of WAF's API on web ACLs, IP sets, sets of regular expressions, rule groups and associations,
                                     and their stores. The types below that have such calls are made, changed and deleted by them.
  types that ministack lacks         AWS::WAFv2::IPSet, RegexPatternSet, RuleGroup, WebACLAssociation; AWS::WAFv2::LoggingConfiguration, whose store and whose
                                     calls (Put-, Get-, DeleteLoggingConfiguration) are ours as well
  properties that ministack drops    DataProtectionConfig, CustomResponseBodies, AssociationConfig, TokenDomains, CaptchaConfig and ChallengeConfig of web ACLs; a new
                                     Description of a set
  answers that differ from AWS       an IP set is not changed with a stale lock token (WAFOptimisticLockException); whatever a rule names stands, and cannot go
                                     while it is named; nor can a web ACL that protects something (WAFNonexistentItemException, WAFAssociatedItemException); what is
                                     protected stands (WAFUnavailableEntityException); one priority, one name, one rule, and an override where it is a group's, an
                                     action where not (WAFInvalidParameterException); a log's name begins with `aws-waf-logs-`. (AWS WAF API reference, read 2026-11-22.)

Any change of a set in a template is an update with all that the template says of it, also with `Addresses: []`, as in CloudFormation. Texts to look for are base64 in the
API and plain in templates, regular expressions objects and texts, references `ARN` and `Arn`. Nothing here looks at a request.
"""
import base64
import json
import re

from ministack.core.responses import AccountRegionScopedDict, error_response_json, json_response
from ministack.services import alb, cognito, waf
from ministack.services import apigateway_v1 as rest
from ministack.services import cloudwatch_logs as logs
from ministack.services.cloudformation import provisioners as cfn

DROPPED = ("DataProtectionConfig", "CustomResponseBodies", "AssociationConfig", "TokenDomains", "CaptchaConfig", "ChallengeConfig")
GROUPS = ("ManagedRuleGroupStatement", "RuleGroupReferenceStatement")
REFERENCES = ("IPSetReferenceStatement", "RegexPatternSetReferenceStatement", "RuleGroupReferenceStatement")
_logging = AccountRegionScopedDict()  # by ARN of the web ACL


def install(add):
    make_web_acls()
    for name, call, store in [("IPSet", "ip_set", waf._ip_sets), ("RegexPatternSet", "regex_pattern_set", waf._regex_pattern_sets), ("RuleGroup", "rule_group", waf._rule_groups)]:
        make_sets(add, name, call, store)
    add("AWS::WAFv2::WebACLAssociation", associate, disassociate, None, ["ResourceArn", "WebACLArn"])
    add("AWS::WAFv2::LoggingConfiguration", log, lambda arn, p: _logging.pop(arn, None), lambda i, old, new, stack: log(None, new, stack), ["ResourceArn"])
    answer_about_logs()
    ask_for_lock_tokens()


def told(answer):
    status, _, body = answer
    said = json.loads(body)
    if status >= 400:
        raise ValueError(f"{said.get('message', said)} ({said.get('__type')})")
    return said


def refuse(code, message):
    raise ValueError(f"{message} ({code})")


# ---- templates and the API write some things differently ------------------------------------------------------------------
def of_api(value):
    if isinstance(value, list):
        return [of_api(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: of_api(item) for key, item in value.items() if key not in ("SearchString", "SearchStringBase64")}
    for key in REFERENCES:
        if key in value:
            made[key]["ARN"] = made[key].pop("Arn")
    if "SearchString" in value:
        made["SearchString"] = base64.b64encode(value["SearchString"].encode()).decode()
    if "SearchStringBase64" in value:
        made["SearchString"] = value["SearchStringBase64"]
    if "RegularExpressionList" in value:
        made["RegularExpressionList"] = [{"RegexString": text} for text in value["RegularExpressionList"]]
    return made


# ---- rules ----------------------------------------------------------------------------------------------------------------
def named_in(value):
    """ARNs of sets and groups that rules name."""
    if isinstance(value, list):
        return [arn for item in value for arn in named_in(item)]
    if not isinstance(value, dict):
        return []
    return [item["ARN"] if "ARN" in item else item["Arn"] for key, item in value.items() if key in REFERENCES] + [arn for item in value.values() for arn in named_in(item)]


def check_rules(rules):
    for key in ("Name", "Priority"):
        all_of_them = [rule[key] for rule in rules]
        if len(set(all_of_them)) != len(all_of_them):
            refuse("WAFInvalidParameterException", f"rules share a {key}: {sorted(all_of_them)}")
    for rule in rules:
        [kind] = rule["Statement"]
        wanted, other = ("OverrideAction", "Action") if kind in GROUPS else ("Action", "OverrideAction")
        if len(rule.get(wanted, {})) != 1 or other in rule:
            refuse("WAFInvalidParameterException", f"rule {rule['Name']} with a {kind} has not exactly one {wanted}, or has an {other}")
        if not rule["VisibilityConfig"]["MetricName"]:
            refuse("WAFInvalidParameterException", f"rule {rule['Name']} has no name of its metric")
    for arn in named_in(rules):
        _, missing = waf._resolve_local_waf_resource_arn(arn)
        if missing:
            told(missing)


def refuse_in_use(arn):
    for acl in [*waf._web_acls.values(), *waf._rule_groups.values()]:
        if arn in named_in(acl["Rules"]):
            refuse("WAFAssociatedItemException", f"{arn} is used by {acl['ARN']}")


# ---- web ACLs: ministack's own handler, checks before it, what it drops behind it -------------------------------------------
def make_web_acls():
    own = dict(cfn._RESOURCE_HANDLERS["AWS::WAFv2::WebACL"])

    def kept(made, props):
        _, uid, scope = made[0].split("|")
        record = waf.web_acl_record(uid, scope)
        for key in DROPPED:
            record.pop(key, None)
            if key in props:
                record[key] = props[key]
        return made

    def create(logical_id, props, stack):
        check_rules(props.get("Rules", []))
        return kept(own["create"](logical_id, of_api(props), stack), props)

    def update(physical_id, old, new, stack, logical_id=None):
        check_rules(new.get("Rules", []))
        return kept(own["update"](physical_id, of_api(old), of_api(new), stack, logical_id), new)

    def delete(physical_id, props):
        _, uid, scope = physical_id.split("|")
        record = waf.web_acl_record(uid, scope)
        if record is not None and record["ARN"] in waf._associations.values():
            refuse("WAFAssociatedItemException", f"{record['ARN']} protects something")
        if record is not None:
            _logging.pop(record["ARN"], None)
        own["delete"](physical_id, props)

    cfn._RESOURCE_HANDLERS["AWS::WAFv2::WebACL"] = {**own, "create": create, "update": update, "delete": delete}


# ---- sets and rule groups: by ministack's API -------------------------------------------------------------------------------
def make_sets(add, name, call, store):
    def ask(verb, data):
        return told(getattr(waf, f"_{verb}_{call}")(data))

    def read(physical_id):
        set_name, uid, scope = physical_id.split("|")
        of = {"Name": set_name, "Id": uid, "Scope": scope}
        return {**of, "LockToken": ask("get", of)["LockToken"]}

    def create(logical_id, props, stack):
        check_rules(props.get("Rules", []))
        made = ask("create", {**of_api(props), "Name": props.get("Name") or cfn._physical_name(stack, logical_id, max_len=128)})["Summary"]
        return f"{made['Name']}|{made['Id']}|{props['Scope']}", {"Arn": made["ARN"], "Id": made["Id"]}

    def update(physical_id, old, new, stack):
        check_rules(new.get("Rules", []))
        of = read(physical_id)
        ask("update", {**of_api(new), **of})
        record = waf._resource_from_scope(store, of["Id"], of["Scope"])
        record["Description"] = new.get("Description", "")
        return physical_id, {"Arn": record["ARN"], "Id": of["Id"]}

    def delete(physical_id, props):
        of = read(physical_id)
        refuse_in_use(waf._resource_from_scope(store, of["Id"], of["Scope"])["ARN"])
        ask("delete", of)

    add(f"AWS::WAFv2::{name}", create, delete, update, ["Name", "Scope"])


def ask_for_lock_tokens():
    for verb in ("update", "delete"):
        def asked(data, own=getattr(waf, f"_{verb}_ip_set")):
            found = waf._resource_from_scope(waf._ip_sets, data.get("Id", ""), data.get("Scope", "REGIONAL"))
            if found and data.get("LockToken") != found["LockToken"]:
                return error_response_json("WAFOptimisticLockException", "The resource has been modified by another request.", 400)
            return own(data)

        setattr(waf, f"_{verb}_ip_set", asked)


# ---- associations: by ministack's API ---------------------------------------------------------------------------------------
def stands(arn):
    stage = re.fullmatch(r"arn:aws:apigateway:[^:]+::/restapis/([^/]+)/stages/(.+)", arn)
    if stage:
        return stage[2] in rest._stages_v1.get(stage[1], {})
    pool = re.fullmatch(r"arn:aws:cognito-idp:[^:]+:\d+:userpool/(.+)", arn)
    return cognito._user_pools.get(pool[1]) is not None if pool else alb._lbs.get(arn) is not None


def associate(logical_id, props, stack):
    if not stands(props["ResourceArn"]):
        refuse("WAFUnavailableEntityException", f"there is no {props['ResourceArn']}")
    told(waf._associate_web_acl(props))
    return f"{props['ResourceArn']}|{props['WebACLArn']}", {}


def disassociate(physical_id, props):
    if waf._associations.get(props["ResourceArn"]) == props["WebACLArn"]:
        told(waf._disassociate_web_acl(props))


# ---- logging configurations: ours altogether --------------------------------------------------------------------------------
def put_logging(data):
    config = data["LoggingConfiguration"]
    _, missing = waf._resolve_local_web_acl(config["ResourceArn"])
    if missing:
        return missing
    [destination] = config["LogDestinationConfigs"]
    group = re.fullmatch(r"arn:aws:logs:[^:]+:\d+:log-group:(.+)", destination)
    name = group[1] if group else re.split(r"[:/]", destination)[-1]
    if not name.startswith("aws-waf-logs-") or (group and logs._log_groups.get(name) is None):
        return error_response_json("WAFInvalidParameterException", f"The ARN isn't valid: {destination}", 400)
    _logging[config["ResourceArn"]] = config
    return json_response({"LoggingConfiguration": config})


def get_logging(data):
    config = _logging.get(data["ResourceArn"])
    return error_response_json("WAFNonexistentItemException", "there is no logging configuration", 400) if config is None else json_response({"LoggingConfiguration": config})


def delete_logging(data):
    _logging.pop(data["ResourceArn"], None)
    return json_response({})


def log(logical_id, props, stack):
    told(put_logging({"LoggingConfiguration": props}))
    return props["ResourceArn"], {}


def answer_about_logs():
    own = waf.handle_request
    calls = {"PutLoggingConfiguration": put_logging, "GetLoggingConfiguration": get_logging, "DeleteLoggingConfiguration": delete_logging}

    async def handle_request(method, path, headers, body, query_params):
        call = calls.get(headers.get("x-amz-target", "").split(".")[-1])
        return await own(method, path, headers, body, query_params) if call is None else call(json.loads(body))

    waf.handle_request = handle_request
