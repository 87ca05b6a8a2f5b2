import type { IDataObject } from 'n8n-workflow';
import type { Credentials } from '../../engine/support/n8n';
import { type Sources, UsageError } from './sources';

/** A login: the node's *Authentication* with its credential. */
export interface Login {
	readonly authentication: 'none' | 'basic' | 'oAuth2' | 'header' | 'aws';
	readonly credentials: Credentials;
	/** Texts that must not be printed. */
	readonly secrets: readonly string[];
}

/** The value of an option, trimmed; undefined where it is not given. */
export type Option = (name: string) => string | undefined;

type Kind = (option: Option, baseUrl: string, sources: Sources) => Login | Promise<Login>;

/** By the option that chooses each. */
const kinds: Readonly<Record<string, Kind>> = {
	user: basic,
	'client-id': (option, baseUrl, sources) =>
		(option('private-key') ? signedJwt : clientSecret)(option, baseUrl, sources),
	'service-account': serviceAccount,
	token: bearer,
	'aws-key-id': aws,
};

/** The variables in which secrets are. */
const variables = [
	'FHIR_PASSWORD',
	'FHIR_CLIENT_SECRET',
	'FHIR_KEY_PASSPHRASE',
	'FHIR_TOKEN',
	'AWS_SECRET_ACCESS_KEY',
	'AWS_SESSION_TOKEN',
] as const;

/**
 * The login that the options describe. `authorization` is the value of an `Authorization` header among the headers. Throws a
 * `UsageError` for two logins, and for one whose secret is missing.
 */
export async function loginOf(
	option: Option,
	authorization: string | undefined,
	baseUrl: string,
	sources: Sources,
): Promise<Login> {
	const chosen = Object.keys(kinds).filter((name) => option(name) !== undefined);
	const named = [...chosen.map((name) => `--${name}`), ...(authorization ? ['--header Authorization'] : [])];
	if (named.length > 1) throw new UsageError(`${named.join(' and ')} exclude each other.`);
	const [name = ''] = chosen;
	if (authorization !== undefined) return authorizationHeader(authorization, baseUrl);
	return (await kinds[name]?.(option, baseUrl, sources)) ?? { authentication: 'none', credentials: {}, secrets: [] };
}

/** The secrets in the environment, also those that this run does not use. */
export function secretsInEnvironment({ environment }: Sources): string[] {
	return variables.map((name) => environment[name] ?? '');
}

async function basic(option: Option, baseUrl: string, sources: Sources): Promise<Login> {
	const user = option('user') ?? '';
	const password = await secretOf(option('password'), 'FHIR_PASSWORD', 'Password', sources);
	return {
		authentication: 'basic',
		credentials: { fhirBasicAuthApi: { baseUrl, user, password } },
		secrets: [password, Buffer.from(`${user}:${password}`).toString('base64')],
	};
}

function oAuth2(option: Option, baseUrl: string, fields: IDataObject, secrets: string[]): Login {
	const common = {
		baseUrl,
		clientId: option('client-id') ?? '',
		kid: option('key-id') ?? '',
		algorithm: option('algorithm') ?? '',
		tokenUrl: option('token-url') ?? '',
		scope: option('scope') ?? '',
		audience: option('audience') ?? '',
	};
	return { authentication: 'oAuth2', credentials: { fhirOAuth2Api: { ...common, ...fields } }, secrets };
}

function signedJwt(option: Option, baseUrl: string, sources: Sources): Login {
	const privateKey = read(option('private-key') ?? '', '--private-key', sources);
	const privateKeyPassphrase = sources.environment.FHIR_KEY_PASSPHRASE ?? '';
	const fields = { clientAuthentication: 'privateKeyJwt', privateKey, privateKeyPassphrase };
	return oAuth2(option, baseUrl, fields, [...linesOf(privateKey), privateKeyPassphrase]);
}

function serviceAccount(option: Option, baseUrl: string, sources: Sources): Login {
	const serviceAccountKey = read(option('service-account') ?? '', '--service-account', sources);
	const fields = {
		clientAuthentication: 'googleServiceAccount',
		serviceAccountKey,
		googleScope: option('scope') ?? '',
	};
	return oAuth2(option, baseUrl, fields, linesOf(serviceAccountKey.replaceAll('\\n', '\n')));
}

const clientAuthentications: Readonly<Record<string, string>> = {
	header: 'secretHeader',
	'header-raw': 'secretHeaderRaw',
	body: 'secretBody',
};

async function clientSecret(option: Option, baseUrl: string, sources: Sources): Promise<Login> {
	const clientAuthentication = clientAuthentications[option('secret-in') ?? 'header'];
	if (clientAuthentication === undefined) throw new UsageError('--secret-in is header, header-raw or body.');
	const secret = await secretOf(option('client-secret'), 'FHIR_CLIENT_SECRET', 'Client secret', sources);
	const id = option('client-id') ?? '';
	const pairs = [`${id}:${secret}`, `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`];
	const secrets = [secret, ...pairs.map((pair) => Buffer.from(pair).toString('base64'))];
	return oAuth2(option, baseUrl, { clientAuthentication, clientSecret: secret }, secrets);
}

async function bearer(option: Option, baseUrl: string, sources: Sources): Promise<Login> {
	const typed = option('token');
	const token = await secretOf(typed === '-' ? undefined : typed, 'FHIR_TOKEN', 'Token', sources);
	return header({ baseUrl, headerType: 'bearerToken', token }, [token]);
}

function authorizationHeader(value: string, baseUrl: string): Login {
	const rows = [{ name: 'Authorization', value }];
	return header({ baseUrl, headerType: 'headers', headers: { header: rows } }, [value, value.replace(/^\S+\s+/, '')]);
}

function header(credential: IDataObject, secrets: string[]): Login {
	return { authentication: 'header', credentials: { fhirHeaderAuthApi: credential }, secrets };
}

async function aws(option: Option, baseUrl: string, sources: Sources): Promise<Login> {
	const secretAccessKey = await secretOf(undefined, 'AWS_SECRET_ACCESS_KEY', 'Secret access key', sources);
	const sessionToken = sources.environment.AWS_SESSION_TOKEN ?? '';
	const credential = {
		baseUrl,
		accessKeyId: option('aws-key-id') ?? '',
		secretAccessKey,
		sessionToken,
		region: option('aws-region') ?? '',
		service: option('aws-service') ?? 'healthlake',
	};
	return { authentication: 'aws', credentials: { fhirAwsApi: credential }, secrets: [secretAccessKey, sessionToken] };
}

function linesOf(key: string): string[] {
	return [key.trim(), ...key.split('\n').filter((line) => line.length > 30)];
}

async function secretOf(typed: string | undefined, variable: string, title: string, sources: Sources): Promise<string> {
	const given = typed ?? sources.environment[variable];
	if (given !== undefined && given !== '') return given;
	if (sources.ask) return await sources.ask(`${title}: `);
	throw new UsageError(`The ${title.toLowerCase()} is missing: put it into the environment variable ${variable}.`);
}

/** The content of the file that an option names; throws a `UsageError` if it cannot be read. */
export function read(path: string, option: string, { file }: Sources): string {
	try {
		return file(path);
	} catch {
		throw new UsageError(`The file of ${option} cannot be read.`);
	}
}
