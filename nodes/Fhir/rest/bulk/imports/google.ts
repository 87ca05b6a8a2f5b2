import { isObject } from '../../../support/json';
import { bounded } from '../../../support/text';
import { inputFailure } from '../../../transport/errors/failure';
import type { BaseUrl } from '../../../transport/baseUrl';
import type { ImportDescription, ImportOperation } from './description';

/** The path of a FHIR store's REST API, below the address of the Cloud Healthcare API. */
const store = /^(\/[a-z0-9]+)\/(projects\/[^/]+\/locations\/[^/]+\/datasets\/[^/]+\/fhirStores\/[^/]+)\/fhir$/;

/** A long-running operation of Google's APIs (google.longrunning.Operation). */
const operation: ImportOperation = {
	urlOf: (started, baseUrl) => {
		const name = isObject(started) && typeof started.name === 'string' ? started.name : '';
		const [, version] = store.exec(baseUrl.path) ?? [];
		return version !== undefined && /^projects\/[\w./-]+$/.test(name) && !name.includes('..')
			? `${baseUrl.origin}${version}/${name}`
			: undefined;
	},
	read: (body) => {
		if (!isObject(body) || typeof body.name !== 'string' || !/\/operations\//.test(body.name)) return undefined;
		const { error, metadata } = body;
		const counter = isObject(metadata) && isObject(metadata.counter) ? metadata.counter : undefined;
		const message = isObject(error) && typeof error.message === 'string' ? error.message : undefined;
		return {
			done: body.done === true,
			...(counter && { progress: countsOf(counter) }),
			...(message !== undefined && { error: message }),
		};
	},
	cancel: (url) => ({
		interaction: 'operation',
		method: 'POST',
		path: '',
		url: `${url}:cancel`,
		authorization: 'origin',
		repeatable: true,
	}),
};

/**
 * Google's Cloud Healthcare API (cloud.google.com/healthcare-api, `fhirStores.import`): NDJSON files in a bucket of Cloud
 * Storage. The request is beside the path of the FHIR API, and its job is one of Google's.
 */
export const google: ImportDescription = {
	request: ({ source, mode }, baseUrl) => {
		if (!/^gs:\/\/\S+$/.test(source)) {
			throw inputFailure(
				'"Bucket URI" is not the address of files in Cloud Storage',
				'Enter e.g. `gs://bucket/folder/*.ndjson`.',
			);
		}
		const content = { contentStructure: mode === 'bundle' ? 'BUNDLE' : 'RESOURCE', gcsSource: { uri: source } };
		return {
			interaction: 'operation',
			method: 'POST',
			path: '',
			url: importUrl(baseUrl),
			authorization: 'origin',
			body: { contentType: 'application/json', content: JSON.stringify(content) },
		};
	},
	operation,
	failures: ({ metadata }) => {
		const counter = isObject(metadata) && isObject(metadata.counter) ? metadata.counter : {};
		return Number(counter.failure ?? 0);
	},
};

function importUrl({ origin, path }: BaseUrl): string {
	const [, version, name] = store.exec(path) ?? [];
	if (version !== undefined && name !== undefined) return `${origin}${version}/${name}:import`;
	throw inputFailure(
		'The Base URL is not that of a FHIR store in Google Cloud',
		'It has the form `https://healthcare.googleapis.com/v1/projects/…/locations/…/datasets/…/fhirStores/…/fhir`.',
	);
}

function countsOf({ success, failure, pending }: Record<string, unknown>): string {
	const part = (count: unknown, word: string) =>
		typeof count === 'string' || typeof count === 'number' ? [`${bounded(String(count), 20)} ${word}`] : [];
	return [...part(success, 'imported'), ...part(failure, 'failed'), ...part(pending, 'pending')].join(', ');
}
