import { applyPatch, type Operation } from '@medplum/core';
import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { outcome, type ScriptedResponse, startScripted } from '../engine/support/scripted';
import { closeAfterEach } from '../helpers/closing';
import type { ReceivedRequest } from '../servers/httpServer';

/** The patient of these tests, with a phone number and an email address. */
export const patient = {
	resourceType: 'Patient',
	id: '7',
	name: [{ family: 'Lee', given: ['Ann'] }],
	telecom: [
		{ system: 'phone', use: 'mobile', value: '1' },
		{ system: 'email', value: 'ann@home.example' },
	],
	birthDate: '1970-01-01',
};
/** A body that changes the phone number. */
export const newPhone = '{ "telecom": [{ "system": "phone", "value": "2" }] }';
/** The patient with the new phone number. */
export const changed = {
	...patient,
	telecom: [{ system: 'phone', use: 'mobile', value: '2' }, patient.telecom[1]],
};

/** How a server of these tests behaves. */
export interface Manner {
	/** What it says about patches, and what it does with them; default: 405, and not listed. */
	patch?: 'offered' | 'refused' | 'notUnderstood';
	/** Without versions, it gives neither ETag nor `meta.versionId`. */
	versions?: false;
	ignoresIfMatch?: true;
	/** How often someone else changes the resource between reading and writing. */
	meanwhile?: number;
	/** The JSON of the resource; default: the patient. */
	stored?: string;
	/** The status of a conflict; default 412. */
	conflict?: number;
	/** The response to a write. */
	write?: ScriptedResponse;
}

/** A server with one patient. It applies an update or a JSON Patch, and refuses a patch with a step that fails (RFC 5789 section 2.2). */
async function serverWith(manner: Manner) {
	const stored = { text: manner.stored ?? JSON.stringify(patient), version: 1 };
	let meanwhile = manner.meanwhile ?? 0;
	const meta = () => ({ versionId: String(stored.version) });
	const current = (): ScriptedResponse =>
		manner.versions === false
			? { headers: { 'content-type': 'application/fhir+json' }, body: stored.text }
			: {
					headers: { 'content-type': 'application/fhir+json', etag: `W/"${stored.version}"` },
					body: stored.text.replace(/\}$/, `,"meta":${JSON.stringify(meta())}}`),
				};
	const statement = {
		resourceType: 'CapabilityStatement',
		patchFormat: ['application/fhir+json', 'application/json-patch+json'],
		rest: [
			{
				resource: [
					{ type: 'Patient', interaction: [{ code: 'update' }, ...(manner.patch ? [{ code: 'patch' }] : [])] },
				],
			},
		],
	};
	const store = (resource: object) => {
		const { meta: _meta, ...content } = resource as { meta?: object };
		stored.text = JSON.stringify(content);
		stored.version++;
	};
	const write = ({ method, headers, body }: ReceivedRequest): ScriptedResponse => {
		if (meanwhile > 0) {
			meanwhile--;
			store({ ...(JSON.parse(stored.text) as object), gender: stored.version % 2 ? 'female' : 'male' });
		}
		if (manner.write) return manner.write;
		const ifMatch = headers['if-match'];
		if (ifMatch !== undefined && !manner.ignoresIfMatch && ifMatch !== `W/"${stored.version}"`) {
			return { status: manner.conflict ?? 412, body: outcome('error', 'conflict', 'Another version') };
		}
		if (method === 'PUT') {
			store(JSON.parse(String(body)) as object);
			return current();
		}
		if (manner.patch === undefined || manner.patch === 'refused') return { status: 405 };
		if (manner.patch === 'notUnderstood') return { status: 400, body: outcome('error', 'invalid', 'Bad patch') };
		const next = JSON.parse(stored.text) as IDataObject;
		const [failed] = applyPatch(next, JSON.parse(String(body)) as Operation[]).filter((error) => error !== null);
		if (failed) return { status: 409, body: outcome('error', 'conflict', failed.message) };
		store(next);
		return current();
	};
	const respond = (request: ReceivedRequest): ScriptedResponse => {
		const { method = 'GET', url = '' } = request;
		if (url.endsWith('/metadata')) return { body: statement };
		if (url.includes('?')) {
			const entry = [{ resource: JSON.parse(stored.text) as object }];
			return { body: { resourceType: 'Bundle', type: 'searchset', entry } };
		}
		return method === 'GET' ? current() : write(request);
	};
	return { server: closeAfterEach(await startScripted(respond)), stored };
}

/** Runs *Update Fields* against such a server; gives its result, what was sent, and what the server has then. */
export async function updateFields(manner: Manner, parameters: IDataObject = {}, input?: IDataObject[]) {
	const { server, stored } = await serverWith(manner);
	const result = await server.run(
		{ operation: 'updateFields', resourceType: type('Patient'), resourceId: '7', body: newPhone, ...parameters },
		{ ...(input && { input }), onError: input ? 'continueErrorOutput' : undefined },
	);
	const sent = server.server.requests.map(({ method, url, headers, body }) => ({ method, url, headers, body }));
	const writes = sent.filter(({ method }) => method !== 'GET');
	return { ...result, sent, writes, stored: JSON.parse(stored.text) as IDataObject, text: stored.text };
}
