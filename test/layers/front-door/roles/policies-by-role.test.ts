/** Policies of roles are looked for once for all roles: each role has all of its own, and no other's. */
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { policiesByRole, policiesOf } from '../../../../lib/layers/front-door/roles/role-policies';

test('a role with two policies, one of which is shared, and a role with one', () => {
  const stack = new Stack(new App(), 'Stack');
  const [first, second] = ['First', 'Second'].map((id) => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  const policy = (id: string, roles: iam.Role[]): void => { new iam.Policy(stack, id, { roles, statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${id.toLowerCase()}/*`] })] }); };
  policy('Shared', [first, second]);
  policy('Own', [first]);
  new iam.CfnRolePolicy(stack, 'Inline', { roleName: second.roleName, policyName: 'inline', policyDocument: { Statement: [] } });
  const all = policiesByRole(stack);
  const paths = (role: iam.Role): string[] => policiesOf(role.node.defaultChild as iam.CfnRole, all).map((p) => p.path).sort();
  expect(paths(first)).toStrictEqual(['Stack/Own/Resource', 'Stack/Shared/Resource']);
  expect(paths(second)).toStrictEqual(['Stack/Inline', 'Stack/Shared/Resource']);
});
