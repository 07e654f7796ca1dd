"""What ministack 1.5.33 lacks for front doors; see ministack_zt.py, which installs this. Everything here is OUR code.

It makes the emulator stricter, never more lenient: each change refuses or hides something that ministack lets through.

  types that ministack lacks         AWS::Cognito::ManagedLoginBranding (counted, nothing is shown)
  properties that ministack drops    RequestValidatorId of methods, and the validator itself; the path in a stage's MethodSettings
                                     (`/~1documents~1{id}`)
  answers that differ from AWS       a stage serves what its deployment froze, not what the API has become since, and a deployment
                                     that a stage serves cannot go (API Gateway developer guide, "Deploy REST APIs"); a function is
                                     called only where its own policy permits that route (Lambda developer guide, "Invoking a Lambda
                                     function using an API Gateway endpoint"); whoever has no second factor yet in a pool that
                                     requires one gets the challenge MFA_SETUP instead of tokens (Cognito API, InitiateAuth)
"""
import copy
import json
from contextvars import ContextVar

from ministack.core import iam_evaluator as evaluator
from ministack.core.arn import execute_api_arn
from ministack.core.responses import AccountRegionScopedDict, error_response_json, get_account_id, get_region
from ministack.services import apigateway_v1 as rest
from ministack.services import cognito
from ministack.services import lambda_svc as functions
from ministack.services.cloudformation import provisioners as cfn

FROZEN = ("_resources", "_authorizers_v1", "_models", "_request_validators")


def install(add, extend):
    add("AWS::Cognito::ManagedLoginBranding", lambda logical_id, props, stack: (logical_id, {}), lambda i, p: None, lambda i, old, new, s: (i, {}))
    keys_over_tls()
    serve_deployments()
    ask_functions()
    ask_for_second_factors()
    extend("AWS::ApiGateway::Method", validate)
    extend("AWS::ApiGateway::RequestValidator", validator)
    settings = cfn._apigw_method_settings
    cfn._apigw_method_settings = lambda raw: settings([{**item, "ResourcePath": decoded(item.get("ResourcePath", "/*"))} for item in raw or []])


def keys_over_tls():
    """The keys of pools are fetched from the emulator's own port, which speaks TLS alone here."""
    resolve = rest._resolve_jwks_url

    async def resolve_over_tls(authorizer):
        url = await resolve(authorizer)
        return url and url.replace("http://", "https://", 1)

    rest._resolve_jwks_url = resolve_over_tls


def validate(physical_id, props):
    methods = rest._resources[props["RestApiId"]][props["ResourceId"]]["resourceMethods"]
    methods[props["HttpMethod"]]["requestValidatorId"] = props.get("RequestValidatorId")


def validator(physical_id, props):
    rest._request_validators.setdefault(props["RestApiId"], {})[physical_id] = {
        "id": physical_id, "name": props.get("Name"), "validateRequestBody": props.get("ValidateRequestBody", False),
        "validateRequestParameters": props.get("ValidateRequestParameters", False)}


def decoded(path):
    return "/" + path.lstrip("/").replace("~1", "/").lstrip("/")


# ---- a stage serves its deployment ----------------------------------------------------------------------------------------
snapshots = {}  # by API and deployment: what each store held
serving = ContextVar("serving", default=None)  # (API, deployment), while a request is answered


class Served(AccountRegionScopedDict):
    """A store of ministack that answers requests to a stage with what its deployment froze."""
    __slots__ = ("name",)

    def __init__(self, name):
        super().__init__()
        self.name = name

    def get(self, key, default=None):
        served = serving.get()
        if served is not None and served[0] == key:
            return snapshots.get(served, {}).get(self.name, {})
        return super().get(key, default)


def serve_deployments():
    for name in FROZEN:
        setattr(rest, name, Served(name))
    create, delete = rest._create_deployment, rest._delete_deployment
    execute, authorization = rest.handle_execute, rest.method_authorization_type

    def create_deployment(api_id, data):
        status, headers, body = create(api_id, data)
        if status < 400:
            snapshots[api_id, json.loads(body)["id"]] = {name: copy.deepcopy(getattr(rest, name).get(api_id, {})) for name in FROZEN}
        return status, headers, body

    def delete_deployment(api_id, deployment_id):
        if any(stage.get("deploymentId") == deployment_id for stage in rest._stages_v1.get(api_id, {}).values()):
            raise ValueError("Active stages pointing to this deployment must be moved or deleted")
        snapshots.pop((api_id, deployment_id), None)
        return delete(api_id, deployment_id)

    def served_by(api_id, stage_name):
        stage = rest.stages_for_api(api_id).get(stage_name)
        return None if stage is None else (api_id, stage["deploymentId"])

    async def handle_execute(api_id, stage_name, *request):
        token = serving.set(served_by(api_id, stage_name))
        try:
            return await execute(api_id, stage_name, *request)
        finally:
            serving.reset(token)

    def method_authorization_type(api_id, stage_name, *request):
        token = serving.set(served_by(api_id, stage_name))
        try:
            return authorization(api_id, stage_name, *request)
        finally:
            serving.reset(token)

    rest._create_deployment, rest._delete_deployment = create_deployment, delete_deployment
    rest.handle_execute, rest.method_authorization_type = handle_execute, method_authorization_type


# ---- a function is called where its policy permits it ---------------------------------------------------------------------
def ask_functions():
    invoke = rest._invoke_lambda_proxy_v1

    async def invoke_permitted(integration, api_id, stage_name, stage, resource, path, method, *request, **more):
        account, region = get_account_id(), get_region()
        ref = rest._extract_lambda_ref_from_integration_uri(integration.get("uri", ""))
        context = evaluator.EvalContext(
            principal_arn="*", principal_type="Service", principal_account="", action="lambda:InvokeFunction", resource_arn=ref, region=region,
            service_context={"aws:sourcearn": execute_api_arn(region, account, api_id, stage_name, method, resource["path"]), "aws:sourceaccount": account})
        policy = (functions.function_policy_for_arn(ref) or (None,))[0]
        if evaluator.evaluate_resource_policy(policy, context, service="apigateway.amazonaws.com").decision != "Allow":
            return rest._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
        return await invoke(integration, api_id, stage_name, stage, resource, path, method, *request, **more)

    rest._invoke_lambda_proxy_v1 = invoke_permitted


# ---- no tokens without a second factor ------------------------------------------------------------------------------------
enrolling = {}  # by session: the pool and the user


def ask_for_second_factors():
    challenge_of, associate, verify, respond = cognito._mfa_challenge_for_user, cognito._associate_software_token, cognito._verify_software_token, cognito._respond_to_auth_challenge

    def challenge(pool, user, pool_id, username):
        if pool.get("MfaConfiguration") != "ON" or user.get("_mfa_enabled"):
            return challenge_of(pool, user, pool_id, username)
        session = cognito.base64.b64encode(cognito.secrets.token_bytes(32)).decode()
        enrolling[session] = user
        return {"ChallengeName": "MFA_SETUP", "Session": session, "ChallengeParameters": {"MFAS_CAN_SETUP": '["SOFTWARE_TOKEN_MFA"]', "USER_ID_FOR_SRP": username}}

    def next_session(user, answer):
        status, headers, body = answer
        if user is None or status >= 400:
            return answer
        enrolling[json.loads(body)["Session"]] = user
        return answer

    def associate_token(data):
        return next_session(enrolling.pop(data.get("Session"), None), associate(data))

    def verify_token(data):
        user = enrolling.pop(data.get("Session"), None)
        secret = cognito._totp_session_secrets.get(data.get("Session"))
        answer = next_session(user, verify(data))
        if user is not None and answer[0] < 400:
            user.update({"_totp_secret": secret, "_mfa_enabled": ["SOFTWARE_TOKEN_MFA"], "_preferred_mfa": "SOFTWARE_TOKEN_MFA"})
        return answer

    def respond_to_challenge(data):
        if data.get("ChallengeName") == "MFA_SETUP":
            user = enrolling.pop(data.get("Session"), None)
            if user is None or not user.get("_mfa_enabled"):
                return error_response_json("NotAuthorizedException", "Invalid session for the user.", 400)
        return respond(data)

    cognito._mfa_challenge_for_user = challenge
    cognito._associate_software_token, cognito._verify_software_token, cognito._respond_to_auth_challenge = associate_token, verify_token, respond_to_challenge
