"""Alarms and signals, where ministack has none of it: composite alarms, bands, mute rules, archives, policies of buses; and changes of state of alarms as
events.

Composite alarms are evaluated by ministack itself; only their type in templates is ours. A band is made and never rings: its maths are CloudWatch's. That changes
of state come to EventBridge's default bus, whatever an alarm's actions do, is written after the Amazon CloudWatch user guide, "Alarm events and EventBridge".
"""
import json
import uuid

from ministack.services import cloudwatch, eventbridge
from ministack.services.cloudformation import provisioners as cfn

NEVER = 1e300


def install(add):
    add("AWS::CloudWatch::CompositeAlarm", composite, lambda i, p: cloudwatch._composite_alarms.pop(i, None), lambda i, old, new, stack: composite(None, new, stack), ["AlarmName"])
    for name in ["CloudWatch::AnomalyDetector", "CloudWatch::AlarmMuteRule", "Events::Archive", "Events::EventBusPolicy"]:
        add(f"AWS::{name}", lambda logical_id, props, stack: (f"{logical_id}-{uuid.uuid4().hex[:8]}", {}), lambda i, p: None, lambda i, old, new, stack: (i, {}))
    make_bands()
    tell_event_bridge()


def composite(logical_id, props, stack):
    status, _, body = cloudwatch._put_composite_alarm({}, {**props, "ActionsEnabled": str(props.get("ActionsEnabled", True)).lower() != "false"}, False, True)
    if status >= 400:
        raise ValueError(body.decode() if isinstance(body, bytes) else body)
    name = props["AlarmName"]
    # Kept to be read back; that a suppressor silences is not evaluated.
    cloudwatch._composite_alarms[name].update({key: props[key] for key in props if key.startswith("ActionsSuppressor")})
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


def make_bands():
    record = cfn._cw_metric_alarm_record

    def recorded(name, props):
        if not props.get("Metrics"):
            return record(name, props)
        metric = props["Metrics"][0]["MetricStat"]
        plain = {"Namespace": metric["Metric"]["Namespace"], "MetricName": metric["Metric"]["MetricName"], "Dimensions": metric["Metric"].get("Dimensions", []), "Period": metric["Period"], "Statistic": "Sum"}
        return record(name, {**{k: v for k, v in props.items() if k not in ("Metrics", "ThresholdMetricId")}, **plain, "Threshold": NEVER, "ComparisonOperator": "GreaterThanThreshold"})

    cfn._cw_metric_alarm_record = recorded


def tell_event_bridge():
    record = cloudwatch._record_history

    def recorded(alarm_name, old_state, new_state, reason, alarm_type="MetricAlarm", reason_data=None):
        record(alarm_name, old_state, new_state, reason, alarm_type, reason_data)
        alarm = cloudwatch._alarms.get(alarm_name) or cloudwatch._composite_alarms.get(alarm_name)
        if alarm is None or old_state == new_state:
            return
        detail = {
            "alarmName": alarm_name, "previousState": {"value": old_state},
            "state": {"value": new_state, "reason": reason, "timestamp": cloudwatch._ts_iso(cloudwatch.time.time()), **({} if reason_data is None else {"reasonData": json.dumps(reason_data)})},
            "configuration": {"description": alarm.get("AlarmDescription", "")},
        }
        eventbridge._put_events({"Entries": [{"Source": "aws.cloudwatch", "DetailType": "CloudWatch Alarm State Change", "Resources": [alarm["AlarmArn"]], "Detail": json.dumps(detail), "EventBusName": "default"}]}, allow_aws_source=True)

    cloudwatch._record_history = recorded
