import { readArguments } from './arguments';
import { run } from './fixtures';

describe('check-server: the command line', () => {
	it.each<[string, string[], RegExp]>([
		['no address', [], /Enter one address/],
		['two addresses', ['https://h/fhir', 'hunter2'], /Enter one address/],
		['an option that does not exist', ['https://h/fhir', '--pasword=hunter2'], /--pasword is unknown/],
		['a login in the address', ['https://me:hunter2@h/fhir'], /contains a login/],
		['two logins', ['https://h/fhir', '--user', 'me', '--client-id', 'hunter2'], /--user and --client-id exclude/],
		['a login and a header', ['https://h/fhir', '--token', 'a', '--header', 'Authorization: hunter2'], /exclude each/],
		['a token that is missing', ['https://h/fhir', '--token', '-'], /FHIR_TOKEN/],
		['an AWS secret that is missing', ['https://h/fhir', '--aws-key-id', 'hunter2'], /AWS_SECRET_ACCESS_KEY/],
		['a key file that is missing', ['https://h/fhir', '--service-account', 'hunter2'], /--service-account cannot be/],
		['a secret that is missing', ['https://h/fhir', '--user', 'me'], /FHIR_PASSWORD/],
		['a file that is missing', ['https://h/fhir', '--ca', 'hunter2'], /file of --ca cannot be read/],
		['a header without a name', ['https://h/fhir', '--header', 'hunter2'], /--header is not of the form/],
	])('says what is wrong with %s, shows the usage, and repeats no value', async (_what, args, words) => {
		const file = () => {
			throw new Error('ENOENT hunter2');
		};
		const { code, all } = await run(args, { file });
		expect(code).toBe(2);
		expect(all).toMatch(words);
		expect(all).toMatch('npm run check-server');
		expect(all).not.toContain('hunter2');
	});

	it('--help prints the usage', async () => {
		const { code, output } = await run(['--help']);
		expect(code).toBe(0);
		expect(output).toMatch('--write');
	});
});

describe('check-server: a login', () => {
	const secrets = { FHIR_TOKEN: 'hunter2', AWS_SECRET_ACCESS_KEY: 'hunter2', AWS_SESSION_TOKEN: 'hunter3' };
	const keyFile = '{"private_key":"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n"}';

	it.each<[string, string[], string, string, object]>([
		['a token', ['--token', 'hunter2'], 'header', 'fhirHeaderAuthApi', { token: 'hunter2' }],
		['a token in the environment', ['--token', '-'], 'header', 'fhirHeaderAuthApi', { token: 'hunter2' }],
		[
			'another scheme',
			['--header', 'authorization: ApiKey hunter2', '--header', 'X-Tenant: a'],
			'header',
			'fhirHeaderAuthApi',
			{ headerType: 'headers', headers: { header: [{ name: 'Authorization', value: 'ApiKey hunter2' }] } },
		],
		[
			'an AWS key',
			['--aws-key-id', 'ASIA1', '--aws-region', 'eu-west-1'],
			'aws',
			'fhirAwsApi',
			{ secretAccessKey: 'hunter2', sessionToken: 'hunter3', region: 'eu-west-1', service: 'healthlake' },
		],
		[
			'a Google key file',
			['--service-account', 'key.json'],
			'oAuth2',
			'fhirOAuth2Api',
			{ clientAuthentication: 'googleServiceAccount', serviceAccountKey: keyFile },
		],
		[
			'a signed JWT',
			['--client-id', 'n8n', '--private-key', 'key.pem', '--algorithm', 'PS256'],
			'oAuth2',
			'fhirOAuth2Api',
			{ clientAuthentication: 'privateKeyJwt', privateKey: keyFile, algorithm: 'PS256' },
		],
	])('by %s', async (_what, args, authentication, type, fields) => {
		const sources = { environment: secrets, file: () => keyFile, ask: undefined };
		const settings = await readArguments(['https://h/fhir', ...args], sources);
		expect(settings?.connection).toMatchObject({ authentication });
		expect(settings?.credentials[type]).toMatchObject({ baseUrl: 'https://h/fhir', ...fields });
		expect(settings?.secrets).toEqual(expect.arrayContaining(['hunter2', 'hunter3']));
		expect(JSON.stringify(settings?.connection)).not.toContain('hunter2');
	});
});
