import { createCleanup } from '../demo/cleanup';
import { awsKey, startHealthLake } from '../servers/aws/healthLake';
import { startServer } from '../servers/httpServer';
import { type Fields, checkConnectionTest, shootDialog } from './credentialDialog';
import type { Checks } from './checks';
import { type Editor, post } from './editor';

const key = 'a1b2c3d4e5f6';

/** A FHIR server behind a gateway that wants an API key, or the same as a bearer token, but nothing below `/open`. */
async function startGateway() {
	const statement = {
		resourceType: 'CapabilityStatement',
		rest: [{ mode: 'server', resource: [{ type: 'Patient' }] }],
	};
	return await startServer(({ url = '', headers }, response) => {
		response.setHeader('content-type', 'application/fhir+json');
		if (url.endsWith('/metadata')) response.end(JSON.stringify(statement));
		else if (url.startsWith('/open')) response.end('{"resourceType":"Bundle","type":"searchset"}');
		else if (headers['ocp-apim-subscription-key'] !== key && headers.authorization !== `Bearer ${key}`)
			response.writeHead(401).end('{"message":"Access denied due to missing subscription key"}');
		else response.end('{"resourceType":"Bundle","type":"searchset"}');
	});
}

/** Shoots the dialogs of the logins by headers and to AWS, and of none, and their connection tests, against servers of its own. */
export async function shootHeaderAndAws(editor: Editor, checks: Checks): Promise<void> {
	const cleanup = createCleanup();
	const [gateway, lake] = await Promise.all([startGateway(), startHealthLake()]);
	cleanup.add(async () => await Promise.all([gateway.close(), lake.close()]));
	try {
		await shootDialog(editor, 'fhirHeaderAuthApi', 'header-token');
		const header = [{ name: 'Ocp-Apim-Subscription-Key', value: key }];
		await shootDialog(editor, 'fhirHeaderAuthApi', 'header-keys', { headerType: 'headers', headers: { header } });
		await shootDialog(editor, 'fhirAwsApi', 'aws');
		await shootDialog(editor, 'fhirNoLoginApi', 'no-login');
		const atGateway = { baseUrl: `${gateway.url}/fhir`, headerType: 'headers', headers: { header } };
		const atLake = { baseUrl: lake.baseUrl, region: 'eu-west-1', ...awsKey };
		const tests: Array<[name: string, type: string, fields: Fields]> = [
			['header-keys-green', 'fhirHeaderAuthApi', atGateway],
			['header-token-green', 'fhirHeaderAuthApi', { ...atGateway, headerType: 'bearerToken', token: key }],
			['header-wrong-token', 'fhirHeaderAuthApi', { ...atGateway, headerType: 'bearerToken', token: 'wrong' }],
			['no-login-green', 'fhirNoLoginApi', { baseUrl: `${gateway.url}/open` }],
			['no-login-refused', 'fhirNoLoginApi', { baseUrl: atGateway.baseUrl }],
			['aws-green', 'fhirAwsApi', atLake],
			['aws-wrong-secret', 'fhirAwsApi', { ...atLake, secretAccessKey: 'wrong' }],
			['aws-no-region', 'fhirAwsApi', { ...atLake, region: '' }],
		];
		for (const [name, type, data] of tests) {
			const { id } = await post<{ id: string }>(editor, 'credentials', { name: `FHIR ${name}`, type, data });
			await checkConnectionTest(editor, checks, id, name);
		}
	} finally {
		await cleanup.run();
	}
}
