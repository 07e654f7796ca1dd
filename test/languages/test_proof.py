"""The proof as pytest asks for it. scripts/test-languages.mjs runs it as a program: an empty app has no pytest."""
import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_lambda as lambda_, aws_rds as rds
from cdk_zero_trust import ClosedVpc, CrownJewel, Endpoint, FlowAuthentication, Proof, ProofScope, ReachLevel, ZeroTrust


class Documents(cdk.Stack):
    def __init__(self, scope):
        super().__init__(scope, "Documents", env=cdk.Environment(account="111122223333", region="eu-west-1"))
        vpc = ClosedVpc(self, "Network").vpc
        subnets = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        handler = self.function("Handler", vpc, subnets)
        self.other = self.function("Other", vpc, subnets)
        database = rds.DatabaseInstance(
            self, "Database", vpc=vpc, vpc_subnets=subnets, iam_authentication=True, storage_encrypted=True,
            engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_16),
        )
        zt = ZeroTrust(self, "ZeroTrust", vpc=vpc)
        self.api = zt.add_segment("api", members=[handler])
        self.docs = zt.add_segment("docs", members=[database], crown_jewel=CrownJewel.restricted())
        zt.add_flow(source=self.api, destination=self.docs, port=ec2.Port.POSTGRES, authentication=FlowAuthentication.RDS_IAM, because="reads documents")

    def function(self, name, vpc, subnets):
        return lambda_.Function(
            self, name, vpc=vpc, vpc_subnets=subnets, runtime=lambda_.Runtime.NODEJS_22_X, handler="index.handler",
            code=lambda_.Code.from_inline("exports.handler = async () => 1;"),
        )


def test_permits_no_more_and_no_less():
    stack = Documents(cdk.App())
    proof = Proof.of(stack, scope=ProofScope.DECLARED)
    for result in [
        proof.exactly(),
        proof.permits(source=stack.api, destination=stack.docs, port=ec2.Port.POSTGRES),
        proof.denies(source=Endpoint.INTERNET, destination=stack.docs),
        proof.denies(source=stack.other, destination=stack.docs, level=ReachLevel.PACKET),
        proof.only_via(source=stack.other, destination=stack.docs, via=[stack.api]),
    ]:
        assert result.holds, result.text
        assert result.violations == []


def test_says_why_not():
    stack = Documents(cdk.App())
    result = Proof.of(stack).permits(source=stack.docs, destination=stack.api, port=ec2.Port.HTTPS)
    assert not result.holds
    assert result.violations[0].verdict == "violated" and "docs" in result.text and "api" in result.text, result.text
    try:
        result.must_hold()
    except Exception as error:
        assert "not proved: permits" in str(error), error
    else:
        raise AssertionError("must_hold did not raise")


def test_the_gate_is_closed_for_what_nobody_declared():
    app = cdk.App()
    stack = Documents(app)
    ec2.CfnSecurityGroupIngress(stack, "Leak", group_id=stack.docs.security_group_id, ip_protocol="tcp", from_port=22, to_port=22, cidr_ip="10.0.0.0/8")
    try:
        app.synth()
    except Exception as error:
        assert "UndeclaredRule" in str(error) or "nothing-more" in str(error), error
    else:
        raise AssertionError("synth did not raise")


if __name__ == "__main__":
    test_permits_no_more_and_no_less()
    test_says_why_not()
    test_the_gate_is_closed_for_what_nobody_declared()
