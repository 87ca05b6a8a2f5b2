import { withExactNumbers } from '../../support/exactNumber';
import { isObject, parseJson } from '../../support/json';
import { streamOf } from '../../support/streams';
import type { HttpResponse } from '../../transport/http';
import { Failure } from '../../transport/errors/failure';
import { isResource } from '../model/resource';
import { unwrapParameters } from '../operation/parameters';
import { exactValues } from '../ndjson/exactValues';
import type { Row } from '../view/view';

/**
 * The rows in the response of a server that ran a view, in groups: NDJSON is read as it comes; a list as JSON, and either of
 * them in a Binary, alone or in Parameters, as a whole. Each row has the columns in their order, and `null` for what it
 * lacks. Throws a `Failure` of kind `response` for anything else.
 */
export async function* serverRows(
	response: HttpResponse,
	columns: readonly string[],
): AsyncGenerator<Row[], void, undefined> {
	const template: Row = Object.fromEntries(columns.map((name) => [name, null]));
	const rowsOf = (values: readonly unknown[]) =>
		values.map((value): Row => {
			if (!isObject(value)) throw noRows();
			return { ...template, ...value };
		});
	const type = response.headers['content-type'] ?? '';
	if (isNdjson(type)) {
		for await (const values of exactValues(response.stream(), notJson)) yield rowsOf(values);
		return;
	}
	const text = await response.text();
	if (text.trim() === '') return;
	const value = jsonOf(text);
	const resource = isResource(value) ? unwrapParameters(value) : value;
	if (!isResource(resource)) {
		if (!Array.isArray(resource)) throw noRows();
		yield rowsOf(resource);
		return;
	}
	const { resourceType, data, contentType } = resource;
	if (resourceType !== 'Binary' || typeof data !== 'string') throw noRows();
	const bytes = Buffer.from(data, 'base64');
	if (typeof contentType === 'string' && !isNdjson(contentType)) {
		const list = jsonOf(bytes.toString());
		if (!Array.isArray(list)) throw noRows();
		yield rowsOf(list);
		return;
	}
	for await (const values of exactValues(streamOf(bytes), notJson)) yield rowsOf(values);
}

function isNdjson(type: string): boolean {
	return type.includes('ndjson') || type.includes('jsonl');
}

/** A list; also objects on lines of their own, which some servers send as JSON. */
function jsonOf(text: string): unknown {
	try {
		return withExactNumbers(text, parseJson);
	} catch {
		try {
			return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [withExactNumbers(line, parseJson)]));
		} catch {
			throw noRows();
		}
	}
}

function notJson(line: number): Failure {
	return new Failure({
		kind: 'response',
		message: `Line ${line} of the rows that the server returned is not JSON`,
		advice: 'Choose to run the view here.',
		effect: 'rejected',
		details: { line },
	});
}

function noRows(): Failure {
	return new Failure({
		kind: 'response',
		message: 'The server ran the view, but did not return rows as JSON',
		advice: 'Choose to run the view here.',
		effect: 'rejected',
	});
}
