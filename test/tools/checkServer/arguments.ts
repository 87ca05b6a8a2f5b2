import type { IDataObject } from 'n8n-workflow';
import { parseArgs } from 'node:util';
import { messageOf } from '../../../nodes/Fhir/support/errors';
import type { Credentials } from '../../engine/support/n8n';
import { loginOf, read, secretsInEnvironment } from './login';
import { type Sources, UsageError } from './sources';

/** What the command line asks for. */
export interface Settings {
	readonly baseUrl: string;
	/** The node's fields for the connection: authentication, TLS validation and options. */
	readonly connection: IDataObject & { options: IDataObject };
	readonly credentials: Credentials;
	/** Texts that must not be printed. */
	readonly secrets: readonly string[];
	/** May resources be created, changed and removed? */
	readonly write: boolean;
	readonly json: boolean;
	/** ID of the patient whose data is read; undefined: any patient that a search finds. */
	readonly patient: string | undefined;
}

export const usage = `Runs every operation of the FHIR node against a server and prints a table: works, works by a fallback, not offered, or
fails, with the server's words. Without --write nothing on the server is changed. No secret is printed.

  npm run check-server -- https://fhir.example.org/r4 [options]

  --write                 also create, change and delete resources: only its own, which it removes at the end
  --patient ID            the patient whose data is read, for servers that do not list patients
  --json                  print JSON in place of the table
  --timeout SECONDS       for each request (default 60)
  --fhir-version VERSION  4.0, 4.3, 5.0 or 3.0, as the option FHIR Version of the node
  --header 'NAME: VALUE'  a header for all requests, e.g. an API key; may be repeated

Login:
  --user NAME             Basic Auth
  --password TEXT         better: FHIR_PASSWORD in the environment, or typed when asked
  --client-id ID          OAuth2, client credentials
  --client-secret TEXT    better: FHIR_CLIENT_SECRET in the environment, or typed when asked
  --secret-in HOW         header (default), header-raw or body
  --private-key FILE      PEM or JWK, in place of a secret (signed JWT); its passphrase in FHIR_KEY_PASSPHRASE
  --key-id ID, --algorithm NAME  of the private key
  --token-url URL         default: as the FHIR server says
  --scope TEXT, --audience TEXT
  --service-account FILE  OAuth2 with the key file of a Google service account
  --token TEXT            a fixed bearer token; better: --token - with FHIR_TOKEN in the environment, or typed when asked.
                          Any other scheme: --header 'Authorization: …'
  --aws-key-id ID         AWS: signs each request; AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN in the environment
  --aws-region NAME, --aws-service NAME  default: as the address says, healthlake

Certificates:
  --ca FILE               trust the certificate authorities in this PEM file
  --skip-tls              accept any certificate: on a test server only`;

const flags = ['write', 'json', 'skip-tls', 'help'] as const;
const texts = [
	...['patient', 'timeout', 'fhir-version', 'ca'],
	...['user', 'password', 'client-id', 'client-secret', 'secret-in', 'private-key', 'key-id', 'algorithm'],
	...['token-url', 'scope', 'audience', 'service-account', 'token', 'aws-key-id', 'aws-region', 'aws-service'],
];

/** The values of the command line; undefined where help is asked for. Throws a `UsageError`. */
export async function readArguments(args: readonly string[], sources: Sources): Promise<Settings | undefined> {
	const { values, positionals } = parsed(args);
	if (values.help === true) return undefined;
	const text = (name: string) => {
		const value = values[name];
		return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
	};
	const baseUrl = baseUrlOf(positionals);
	const all = headersOf(values.header as string[] | undefined);
	const isLogin = ({ name }: { name: string }) => name.toLowerCase() === 'authorization';
	const headers = all.filter((header) => !isLogin(header));
	const login = await loginOf(text, all.find(isLogin)?.value, baseUrl, sources);
	const ca = text('ca');
	if (ca !== undefined && values['skip-tls'] === true) throw new UsageError('--ca and --skip-tls exclude each other.');
	const seconds = Number(text('timeout') ?? 60);
	if (!(seconds > 0 && seconds < 86_400)) throw new UsageError('--timeout is not a number of seconds.');
	return {
		baseUrl,
		connection: {
			authentication: login.authentication,
			...(login.authentication === 'none' && { baseUrl }),
			tlsValidation: values['skip-tls'] === true ? 'skip' : ca === undefined ? 'default' : 'custom',
			options: {
				timeout: seconds * 1000,
				retries: 2,
				retryBudget: 15_000,
				...(text('fhir-version') && { fhirVersion: text('fhir-version') }),
				...(headers.length > 0 && { headers: { header: headers } }),
			},
		},
		credentials: {
			...login.credentials,
			...(ca !== undefined && { fhirCaBundleApi: { caBundle: read(ca, '--ca', sources), alsoTrustPublicCas: false } }),
		},
		secrets: [...login.secrets, ...headers.map(({ value }) => value), ...secretsInEnvironment(sources)],
		write: values.write === true,
		json: values.json === true,
		patient: text('patient'),
	};
}

function parsed(args: readonly string[]) {
	const options = Object.fromEntries([
		...flags.map((name) => [name, { type: 'boolean' as const }]),
		...texts.map((name) => [name, { type: 'string' as const }]),
		['header', { type: 'string' as const, multiple: true }],
	]) as Record<string, { type: 'boolean' | 'string'; multiple?: boolean }>;
	try {
		return parseArgs({ args: [...args], options, allowPositionals: true });
	} catch (error) {
		const name = /'(?:-\w, )?(--?[a-z-]+)/.exec(messageOf(error))?.[1];
		throw new UsageError(`${name ?? 'An option'} is unknown, or its value is missing.`);
	}
}

function baseUrlOf(positionals: readonly string[]): string {
	const [baseUrl, ...more] = positionals;
	if (baseUrl === undefined || more.length > 0) throw new UsageError('Enter one address: the base URL of the server.');
	if (!URL.canParse(baseUrl)) throw new UsageError('The base URL is not a web address.');
	const { protocol, username, password } = new URL(baseUrl);
	if (!/^https?:$/.test(protocol)) throw new UsageError('The base URL does not start with https:// or http://.');
	if (username || password) throw new UsageError('The base URL contains a login: use --user in its place.');
	return baseUrl;
}

function headersOf(rows: readonly string[] = []): Array<{ name: string; value: string }> {
	return rows.map((row) => {
		const colon = row.indexOf(':');
		if (colon < 1) throw new UsageError("--header is not of the form 'NAME: VALUE'.");
		return { name: row.slice(0, colon).trim(), value: row.slice(colon + 1).trim() };
	});
}
