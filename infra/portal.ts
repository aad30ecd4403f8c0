/** The portal stack: the HTTP API in front of the verbs that people reach, open only to tokens of the one issuer. */

import { type App, CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type Functions, functionOf } from './functions.ts';
import type { Settings } from './settings.ts';
import { routeOf, verbNames, verbs } from './verbs.ts';

/** Makes the portal stack: a route per verb that has one, with the authorizer as the default of every route. */
export function portal(app: App, settings: Settings, made: Functions): HttpApi {
  const stack = new Stack(app, 'Ontschot-Portal', { description: 'Ontschot: the HTTP API' });
  const api = new HttpApi(stack, 'Api', {
    apiName: 'ontschot',
    createDefaultStage: false,
    defaultAuthorizer: new HttpJwtAuthorizer('Issuer', settings.issuer, { jwtAudience: [settings.audience] }),
  });
  addRoutes(api, made);
  addStage(stack, api, settings);
  new CfnOutput(stack, 'Address', { value: api.apiEndpoint, description: 'Where the HTTP API answers' });
  return api;
}

function addRoutes(api: HttpApi, made: Functions): void {
  for (const verb of verbNames) {
    const route = routeOf(verbs[verb]);
    if (route === undefined) continue;
    const integration = new HttpLambdaIntegration(verb, functionOf(made, verb));
    api.addRoutes({ path: route.path, methods: [HttpMethod[route.method]], integration });
  }
}

// A pilot has a few dozen users: the throttle is far above what people do and far below what an attack would.
function addStage(stack: Stack, api: HttpApi, settings: Settings): void {
  const logs = new LogGroup(stack, 'AccessLogs', { retention: settings.logRetentionDays });
  new HttpStage(stack, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: 20, burstLimit: 40 },
    accessLogSettings: { destination: new LogGroupLogDestination(logs) },
  });
}
