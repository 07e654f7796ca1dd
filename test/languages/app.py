import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_lambda as lambda_, aws_rds as rds
from cdk_zero_trust import ClosedVpc, Endpoint, Guarantee, ZeroTrust

app = cdk.App(outdir="cdk.out")
stack = cdk.Stack(app, "OneFlow", env=cdk.Environment(account="111122223333", region="eu-west-1"))
vpc = ClosedVpc(stack, "Network").vpc
subnets = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
database = rds.DatabaseInstance(
    stack, "Database", vpc=vpc, vpc_subnets=subnets, iam_authentication=True, storage_encrypted=True,
    engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_16),
)
handler = lambda_.Function(
    stack, "Handler", vpc=vpc, vpc_subnets=subnets, runtime=lambda_.Runtime.NODEJS_22_X, handler="index.handler",
    code=lambda_.Code.from_inline("exports.handler = async () => 1;"),
)
zt = ZeroTrust(stack, "ZeroTrust", vpc=vpc, intent_file="intent.yaml")
zt.segment("api").add_member(handler)
zt.segment("docs").add_member(database)
zt.add_guarantee(Guarantee.denies(source=Endpoint.INTERNET, destination=zt.segment("docs")))
app.synth()
