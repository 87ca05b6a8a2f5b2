import type { IDataObject } from 'n8n-workflow';
import { TestCa } from '../../servers/certificates';
import { type FhirServer, type FhirServerOptions, startFhirServer } from '../../servers/fhirServer';
import { type Credentials, runNode, type RunResult, type RunSettings } from './n8n';

export const login = { user: 'integration', password: 'pass-Wörd:1' };

/** A FHIR server with a certificate of an internal CA that requires a login, and a node with credentials for it. */
export interface Hospital {
	readonly server: FhirServer;
	readonly ca: TestCa;
	readonly credentials: Credentials;
	/** Runs the FHIR node with Basic Auth and the custom bundle; `parameters` override the defaults. */
	run(parameters: IDataObject, settings?: Partial<RunSettings>): Promise<RunResult>;
	close(): Promise<void>;
}

/** Starts a hospital; `options` are passed to its FHIR server. */
export async function startHospital(options: FhirServerOptions = {}): Promise<Hospital> {
	const ca = TestCa.create('Hospital Root CA');
	const server = await startFhirServer({ tls: ca.issue(), basic: login, ...options });
	const credentials = {
		fhirBasicAuthApi: { baseUrl: server.baseUrl, ...login },
		fhirCaBundleApi: { caBundle: ca.certificate, alsoTrustPublicCas: false },
	};
	return {
		server,
		ca,
		credentials,
		run: async (parameters, settings) =>
			await runNode({
				credentials,
				...settings,
				parameters: { resource: 'resource', authentication: 'basic', tlsValidation: 'custom', ...parameters },
			}),
		close: async () => await server.close(),
	};
}

/** The value of a field that is a resource locator in the form. */
export function locator(value: string, mode = 'list'): IDataObject {
	return { __rl: true, mode, value };
}

/** A resource type, chosen from the list of *Resource Type*. */
export function type(value: string): IDataObject {
	return locator(value);
}

/** The JSON of all output items; throws the error of the execution where it has one. */
export function outputOf(result: RunResult): IDataObject[] {
	if (result.error) throw new Error(`${result.error.message} – ${String(result.error.description)}`);
	return result.output.map(({ json }) => json);
}
