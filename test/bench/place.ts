import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { Pool } from 'undici';
import { TestCa } from '../servers/certificates';
import { BASIC_CLIENT } from '../servers/oauth/options';
import { type Hospital, spawnServer } from '../servers/spawn';
import { inParallel, patient, type Place } from './task';

/** Patients on the server before anything is measured: enough for the reads and for a search of a hundred pages. */
export const patients = 5_000;

/** A FHIR server and its OAuth server in a process of their own, behind a private CA. */
export interface BenchPlace {
	readonly hospital: Hospital;
	readonly place: Place;
	/** For processes whose only way to trust the CA is the environment. */
	readonly env: NodeJS.ProcessEnv;
	close(): Promise<void>;
}

/** Starts them and fills the FHIR server. */
export async function startPlace(): Promise<BenchPlace> {
	const ca = TestCa.create('Bench Root CA');
	const tls = ca.issue();
	const folder = await mkdtemp(join(tmpdir(), 'fhir-bench-'));
	const file = join(folder, 'ca.pem');
	await writeFile(file, ca.certificate);
	const hospital = await spawnServer('hospital', { fhir: { tls, keep: 1 }, oauth: { tls, ttl: 3_600 } });
	const { tokenUrl } = hospital.oauth;
	const oauth = { tokenUrl, clientId: BASIC_CLIENT.id, clientSecret: BASIC_CLIENT.secret };
	const token = await tokenOf(oauth, ca.certificate);
	const { baseUrl } = hospital.fhir;
	const ids = await fill(baseUrl, ca.certificate, token);
	return {
		hospital,
		place: { baseUrl, ca: ca.certificate, oauth, token, ids },
		env: { NODE_EXTRA_CA_CERTS: file },
		close: async () => {
			await hospital.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function tokenOf({ tokenUrl, clientId, clientSecret }: Place['oauth'], ca: string): Promise<string> {
	const { origin, pathname: path } = new URL(tokenUrl);
	const pool = new Pool(origin, { connect: { secureContext: createSecureContext({ ca }) } });
	const encoded = [clientId, clientSecret].map(encodeURIComponent).join(':');
	const { body } = await pool.request({
		method: 'POST',
		path,
		headers: {
			authorization: `Basic ${Buffer.from(encoded).toString('base64')}`,
			'content-type': 'application/x-www-form-urlencoded',
		},
		body: 'grant_type=client_credentials',
	});
	const { access_token: token } = (await body.json()) as { access_token: string };
	await pool.close();
	return token;
}

async function fill(baseUrl: string, ca: string, token: string): Promise<string[]> {
	const { origin, pathname } = new URL(baseUrl);
	const pool = new Pool(origin, { connections: 8, connect: { secureContext: createSecureContext({ ca }) } });
	const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' };
	const ids: string[] = [];
	await inParallel(patients, 8, async (index) => {
		const body = JSON.stringify(patient(index));
		const response = await pool.request({ method: 'POST', path: `${pathname}/Patient`, headers, body });
		ids[index] = ((await response.body.json()) as { id: string }).id;
	});
	await pool.close();
	return ids;
}
