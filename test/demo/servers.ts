import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { publicJwks } from '../../nodes/Fhir/transport/auth/jwks';
import { parseSigningKey } from '../../nodes/Fhir/transport/auth/keys';
import { TestCa } from '../servers/certificates';
import type { OAuthClient } from '../servers/oauth/options';
import { type Hospital, spawnServer } from '../servers/spawn';
import type { Cleanup } from './cleanup';
import { clinic } from './clinic';
import { googleAccessTokens, startAws, startGoogle, startModel } from './clouds';

/** FHIR servers behind one internal CA, and how to log in to each. */
export interface DemoServers {
	/** The CA's certificate, PEM. */
	ca: string;
	basic: { baseUrl: string; user: string; password: string };
	/** A token that does not expire, for the server of `basic`. */
	fixedToken: string;
	/** The key file of a Google service account, whose tokens the server of `basic` accepts too. */
	googleKeyFile: string;
	/** A server like AWS HealthLake, and a key for it. */
	aws: Awaited<ReturnType<typeof startAws>>;
	oauth: { baseUrl: string; tokenUrl: string; clientId: string; clientSecret: string; scope: string };
	/** The servers behind `oauth`, to be looked at and slowed down. */
	hospital: Hospital;
	/** Further clients of the OAuth server, each in the manner of a vendor. */
	clients: {
		jwt: { clientId: string; privateKey: string; kid: string };
		oneScope: { clientId: string; clientSecret: string; scope: string };
		rawSecret: { clientId: string; clientSecret: string };
	};
	/** A FHIR server that takes only clients with this certificate. */
	mutualTls: { baseUrl: string; user: string; password: string; certificate: string; key: string };
	/** A language model by script, as OpenAI offers one. */
	model: { url: string; apiKey: string };
}

const SCOPE = 'system/*.cruds';

/** As Azure has it: the application, and all that it was allowed to. */
const ONE_SCOPE = 'api://demo-hospital-fhir/.default';

/** Nobody looks at them afterwards, and a demo may be left open for days. */
const KEPT_REQUESTS = 100;

const secret = () => randomBytes(18).toString('base64url');

/** The OAuth server's clients beside the plain one: what goes into the credentials, and how the server registers them. */
function vendorClients() {
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
	const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
	const signing = parseSigningKey({ key, keyId: 'n8n-demo-1' });
	const jwks = JSON.parse(JSON.stringify(publicJwks(signing))) as { keys: Array<Record<string, unknown>> };
	const clients: DemoServers['clients'] = {
		jwt: { clientId: 'n8n-demo-jwt', privateKey: key, kid: signing.keyId },
		oneScope: { clientId: 'n8n-demo-scope', clientSecret: secret(), scope: ONE_SCOPE },
		// With characters that form encoding would change.
		rawSecret: { clientId: 'n8n-demo-raw', clientSecret: `${secret()}+/=&%` },
	};
	const { jwt, oneScope, rawSecret } = clients;
	const registered: OAuthClient[] = [
		{ id: jwt.clientId, method: 'private_key_jwt', algorithm: 'ES384', jwks, scope: SCOPE },
		{ id: oneScope.clientId, method: 'client_secret_post', secret: oneScope.clientSecret, scope: ONE_SCOPE },
		{ id: rawSecret.clientId, method: 'client_secret_basic', secret: rawSecret.clientSecret, scope: SCOPE },
	];
	return { clients, registered, rawBasic: [rawSecret.clientId] };
}

/**
 * Starts a FHIR server with user and password, one that asks for a client certificate too, one with bearer tokens, and
 * the OAuth server that gives those out; a token server like Google's, and a server like AWS HealthLake; all over HTTPS, with
 * certificates of a CA made on the spot, and new secrets each time, except for that of AWS. The FHIR servers hold the examples of the FHIR specification and a small
 * clinic, and refuse what breaks R4's structure. `cleanup`
 * closes them.
 */
export async function startServers(cleanup: Cleanup): Promise<DemoServers> {
	const ca = TestCa.create('Demo Hospital Internal CA');
	const login = { user: 'demo', password: secret() };
	const client = { clientId: 'n8n-demo', clientSecret: secret() };
	const fhir = () => ({
		tls: ca.issue(),
		examples: true,
		resources: clinic(),
		terminology: true,
		validate: true,
		keep: KEPT_REQUESTS,
	});
	const oauthClient = {
		id: client.clientId,
		secret: client.clientSecret,
		method: 'client_secret_basic' as const,
		scope: SCOPE,
	};

	const fixedToken = secret();
	const { clients, registered, rawBasic } = vendorClients();
	const { chain, key } = ca.issue();
	const mutual = { cert: chain, key, requestCert: true, ca: ca.certificate };
	const own = ca.issue({ client: true, commonName: 'n8n-demo' });

	const started = await Promise.allSettled([
		spawnServer('fhir', { ...fhir(), basic: login, bearer: [fixedToken, ...googleAccessTokens] }),
		spawnServer('hospital', {
			fhir: fhir(),
			oauth: { tls: ca.issue(), clients: [oauthClient, ...registered], rawBasic },
		}),
		spawnServer('fhir', { ...fhir(), tls: mutual, basic: login, examples: ['Patient'], resources: [] }),
	]);
	for (const result of started) if (result.status === 'fulfilled') cleanup.add(() => result.value.close());
	const [basic, hospital, mutualTls] = started;
	if (basic.status === 'rejected') throw basic.reason;
	if (hospital.status === 'rejected') throw hospital.reason;
	if (mutualTls.status === 'rejected') throw mutualTls.reason;

	return {
		ca: ca.certificate,
		basic: { baseUrl: basic.value.baseUrl, ...login },
		fixedToken,
		googleKeyFile: await startGoogle(ca, cleanup),
		aws: await startAws(ca, cleanup),
		oauth: { baseUrl: hospital.value.fhir.baseUrl, tokenUrl: hospital.value.oauth.tokenUrl, ...client, scope: SCOPE },
		hospital: hospital.value,
		clients,
		mutualTls: { baseUrl: mutualTls.value.baseUrl, ...login, certificate: own.chain, key: own.key },
		model: await startModel(secret(), cleanup),
	};
}
