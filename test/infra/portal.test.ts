import { describe, expect, test } from 'vitest';
import { propertiesOf, resourcesOf, synthesise } from './synthesis.ts';

const templates = synthesise();
const routes = Object.values(resourcesOf(templates, 'AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);

/** Every route and its verb, in the order of the table: written a second time here, so that a change shows. */
const ROUTES = [
  ['POST /pilots', 'openPilot'],
  ['POST /pilots/{pilot}/populations', 'proposePopulation'],
  ['POST /pilots/{pilot}/populations/{population}/approvals', 'approvePopulation'],
  ['POST /pilots/{pilot}/populations/{population}/counts', 'countPopulation'],
  ['POST /pilots/{pilot}/uploads', 'requestUpload'],
  ['GET /pilots/{pilot}/upload', 'readUploadPage'],
  ['POST /pilots/{pilot}/upload', 'announceUpload'],
  ['GET /pilots/{pilot}/deliveries/{delivery}', 'readFindings'],
  ['POST /pilots/{pilot}/deliveries/{delivery}/confirmations', 'confirmCorrection'],
  ['POST /pilots/{pilot}/deliveries/{delivery}/explanations', 'explain'],
  ['GET /pilots/{pilot}/investments', 'readInvestments'],
  ['POST /pilots/{pilot}/investments', 'acceptInvestments'],
  ['GET /templates/{kind}', 'readTemplate'],
  ['POST /pilots/{pilot}/agreements', 'proposeAgreement'],
  ['POST /pilots/{pilot}/agreement/approvals', 'approveAgreement'],
  ['POST /pilots/{pilot}/statements/{statement}/reviews', 'review'],
  ['POST /pilots/{pilot}/statements/{statement}/approvals', 'approve'],
  ['POST /pilots/{pilot}/statements/{statement}/withdrawals', 'withdrawApproval'],
  ['POST /pilots/{pilot}/statements/{statement}/objections', 'object'],
  ['POST /pilots/{pilot}/statements/{statement}/objections/{number}/answers', 'answerObjection'],
  ['POST /pilots/{pilot}/statements/{statement}/questions', 'ask'],
  ['POST /pilots/{pilot}/statements/{statement}/questions/{number}/answers', 'answerQuestion'],
  ['GET /pilots/{pilot}/ledger', 'readLedger'],
  ['POST /pilots/{pilot}/payments', 'confirmPayment'],
  ['GET /pilots/{pilot}', 'readPilot'],
  ['GET /pilots/{pilot}/events', 'readEvents'],
  ['GET /pilots/{pilot}/access', 'readAccess'],
  ['GET /pilots/{pilot}/statements/{statement}', 'readStatement'],
] as const;

/** The function behind a route: the integration that the route names, and the function that this names. */
function behind(route: Readonly<Record<string, unknown>>): unknown {
  const integration = String(route['Target']).replace('integrations/', '');
  return propertiesOf(templates, 'AWS::ApiGatewayV2::Integration', integration)['IntegrationUri'];
}

describe('the HTTP API', () => {
  test('has a route per verb that people reach, and no other', () => {
    expect(routes.map((route) => [route['RouteKey'], behind(route)])).toEqual(
      ROUTES.map(([route, verb]) => [route, `${verb}.Arn`]),
    );
  });

  test('asks for a token on every route', () => {
    for (const route of routes) {
      expect(route).toMatchObject({ AuthorizationType: 'JWT', AuthorizerId: 'ApiIssuer' });
    }
  });

  test('accepts tokens of the issuer and the audience of the settings', () => {
    const own = synthesise({ issuer: 'https://aanmelden.voorbeeld.nl', audience: 'parkstad' });
    expect(propertiesOf(own, 'AWS::ApiGatewayV2::Authorizer', 'ApiIssuer')).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://aanmelden.voorbeeld.nl', Audience: ['parkstad'] },
    });
  });

  test('passes requests on in the format of version 2', () => {
    for (const { Properties } of Object.values(resourcesOf(templates, 'AWS::ApiGatewayV2::Integration'))) {
      expect(Properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
    }
  });

  test('has one stage, throttled and with an access log', () => {
    const stages = Object.values(resourcesOf(templates, 'AWS::ApiGatewayV2::Stage'));
    expect(stages.map(({ Properties }) => Properties)).toMatchObject([
      {
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
        AccessLogSettings: { DestinationArn: expect.stringContaining('AccessLogs') },
      },
    ]);
  });

  test('may invoke each function from its own route only', () => {
    const permissions = Object.values(resourcesOf(templates, 'AWS::Lambda::Permission'))
      .map(({ Properties }) => Properties)
      .filter(({ Principal }) => Principal === 'apigateway.amazonaws.com')
      .map(({ FunctionName, SourceArn }) => [FunctionName, String(SourceArn).split(':Api').pop()]);
    expect(permissions).toEqual(ROUTES.map(([route, verb]) => [`${verb}.Arn`, `/*/*${route.replace(/^\w+ /, '')}`]));
  });
});
