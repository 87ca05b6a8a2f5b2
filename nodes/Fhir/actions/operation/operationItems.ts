import { jsonItem, namedByResponse, type OutputItem, reportWarnings } from '../../items/output';
import type { Session } from '../../items/session';
import { statusUrlOf } from '../../rest/jobs/statusUrl';
import { entriesOf, linkOf } from '../../rest/model/bundle';
import {
	type BundleEntry,
	isBundle,
	isOperationOutcome,
	isResource,
	type Json,
	type Resource,
} from '../../rest/model/resource';
import { simplifiedItem } from '../../rest/model/simplify';
import { unwrapParameters } from '../../rest/operation/parameters';
import type { FhirRequest } from '../../rest/request/request';
import { readIssues } from '../../rest/response/outcome';
import type { FhirResponse } from '../../rest/response/response';
import { pagesFrom } from '../../rest/search/paging';
import { streamOf } from '../../support/streams';
import type { ByteStream, HttpResponse } from '../../transport/http';

/** How an operation's response becomes items, as the form says. */
export interface OperationOutput {
	/** One item with the resource as it came, not unwrapped. */
	readonly raw: boolean;
	/** Resources as readable text. */
	readonly simplified: boolean;
	/** The binary field that a file is put in. */
	readonly binaryField: string;
	/** Pages of a Bundle that are read at most; undefined for the default. */
	readonly maxPages: number | undefined;
}

const onlyFirstPage =
	'The response is the first of several pages: its Bundle has a link to the next one. With the outputs Simplified and Unwrapped, all pages are read.';

/** Is the body a file: neither JSON nor markup nor plain text? */
export function isFile({ status, headers }: HttpResponse): boolean {
	const type = headers['content-type'] ?? '';
	return status === 200 && type !== '' && !/[/+](json|xml|html|plain)\b|\/fhir\s*(;|$)/i.test(type);
}

/**
 * A file as an item: its bytes in the binary field, its content type and `json` as JSON. Rejects with what `content` fails
 * with.
 */
export async function fileItem(
	content: ByteStream,
	mimeType: string | undefined,
	{ binaryField }: OperationOutput,
	session: Session,
	json: Record<string, unknown> = {},
): Promise<OutputItem> {
	const file = await session.files.save(content, undefined, mimeType?.replace(/;.*$/s, '').trim());
	return { json: { contentType: mimeType, ...json }, binary: { [binaryField]: file } };
}

/**
 * The response of an operation as items (R4 §3.2.0.5): unwrapped according to its type, or as it came. `request` is the one
 * that it answers: a Bundle's further pages are read like it. The server's warnings become hints.
 */
export async function operationItems(
	response: FhirResponse,
	request: FhirRequest,
	output: OperationOutput,
	session: Session,
): Promise<OutputItem[]> {
	reportWarnings(response, session);
	const { resource, json, text } = response;
	if (!resource) {
		if (json !== undefined) return [jsonItem(json, session)];
		return [{ json: text === undefined ? emptyResponse(response, session) : { text } }];
	}
	if (output.raw) {
		if (isBundle(resource) && linkOf(resource, 'next') !== undefined) session.hint(onlyFirstPage);
		return [{ json: resource }];
	}
	const result = unwrapParameters(resource);
	return isResource(result)
		? await resourceItems(result, response, request, output, session)
		: [jsonItem(output.simplified ? simplifiedValues(result) : result, session)];
}

/** Parameters by name, with resources among them as readable text. */
function simplifiedValues(result: Record<string, Json>): Record<string, unknown> {
	const shown = (value: Json) => (isResource(value) ? simplifiedItem(value) : value);
	return Object.fromEntries(
		Object.entries(result).map(([name, value]) => [name, Array.isArray(value) ? value.map(shown) : shown(value)]),
	);
}

async function resourceItems(
	resource: Resource,
	response: FhirResponse,
	request: FhirRequest,
	output: OperationOutput,
	session: Session,
): Promise<OutputItem[]> {
	if (isOperationOutcome(resource)) {
		const issues = readIssues(resource, response.mask, Infinity);
		const success = !issues.some(({ severity }) => severity === 'fatal' || severity === 'error');
		return [{ json: { success, issues } }];
	}
	if (isBundle(resource)) {
		// Only a searchset has pages, and only there does a repeated entry mean the same result.
		if (resource.type !== 'searchset' && linkOf(resource, 'next') === undefined) {
			return entriesOf(resource).map((entry) => entryItem(entry, output, session));
		}
		const items: OutputItem[] = [];
		const { maxPages } = output;
		const first = { ...response, resource };
		for await (const page of pagesFrom(first, session.client, request, { maxPages }, session.signal)) {
			page.warnings.forEach(session.hint);
			for (const entry of page.matches) items.push(entryItem(entry, output, session));
		}
		return items;
	}
	if (resource.resourceType === 'Binary' && typeof resource.data === 'string') {
		const { data, contentType, ...rest } = resource;
		const bytes = Buffer.from(data, 'base64');
		return [
			await fileItem(streamOf(bytes), typeof contentType === 'string' ? contentType : undefined, output, session, rest),
		];
	}
	return [resourceItem(resource, output)];
}

function entryItem({ resource, ...rest }: BundleEntry, output: OperationOutput, session: Session): OutputItem {
	return isResource(resource) ? resourceItem(resource, output) : jsonItem(rest, session);
}

function resourceItem(resource: Resource, { simplified }: OperationOutput): OutputItem {
	return { json: simplified ? simplifiedItem(resource) : resource };
}

/** The operation is done, or the server has made a job of it although the request did not ask for one. */
function emptyResponse(response: FhirResponse, session: Session): Record<string, unknown> {
	const statusUrl = statusUrlOf(session.client, response);
	if (statusUrl !== undefined) {
		session.hint(
			'The server runs the operation as a job, and the output has the address of its result. Add the option "Run Asynchronously" to wait for it.',
		);
		return { accepted: true, statusUrl };
	}
	if (response.status !== 202) return { success: true, ...namedByResponse(response) };
	session.hint(
		'The server has accepted the operation (status 202) and carries it out later. It did not say where its result will be.',
	);
	return { accepted: true, ...namedByResponse(response) };
}
