/** What the proof and cdk-nag say about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** `ZeroTrust::nothing-more...`: the way of a function outside of a VPC to the internet, which Lambda itself gives it. */
const OUTSIDE = 'outside of a VPC Lambda reaches the internet; what a function may do with data there, its role says';
const WAYS: Readonly<Record<string, string>> = {
  OrdersHandler: '78443f4661479083', SupportHandler: '2ee59d2c8636f774', RevenueHandler: '172d42fc40afdc53', ClosingHandler: '0a77ce91bd082c78', HealthHandler: '05e154f0efd537a9', Identity: '6f7267abdaf5efb8',
};

export function acknowledge(stack: IConstruct, _table: IConstruct): void {
  for (const [id, way] of Object.entries(WAYS)) Validations.of(stack.node.findChild(id)).acknowledge({ id: `ZeroTrust::nothing-more.${way}`, reason: OUTSIDE });
}
