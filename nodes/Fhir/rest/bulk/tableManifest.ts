import { member, textMember } from '../../support/jsonMembers';
import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import type { FhirClient } from '../client';
import { jobLink } from '../jobs/statusUrl';
import { isOperationOutcome, type Json, type Resource } from '../model/resource';
import { listOf, unwrapParameters } from '../operation/parameters';
import { reachOfLinks } from '../response/links';
import { mainIssueText, readIssues } from '../response/outcome';
import type { FhirResponse } from '../response/response';
import { type Manifest, type ManifestFile } from './manifest';
import { formatOf } from './tableFiles';

/**
 * Reads the result of an export of tables (SQL on FHIR, `$sql-export` and `$viewdefinition-export`): Parameters with an `output`
 * for each view, which has one or more files. It says nothing about logins: the server itself leads to the files, and gets the
 * login on its own origin. What it could not export becomes a hint. Throws a `Failure` of kind `response` where it has exported
 * nothing, and for Parameters that are something else.
 */
export function readTableManifest(client: FhirClient, response: FhirResponse, parameters: Resource): Manifest {
	const result: { readonly [name: string]: Json | undefined } = { ...unwrapParameters(parameters) };
	const { status, output, error, _format: format } = result;
	const reasons = listOf(error).flatMap((one) => textOf(one, response) ?? []);
	if (typeof status === 'string' && status !== 'completed') throw notCompleted(status, reasons, response);
	for (const reason of reasons) client.hint(`The server could not export everything: ${reason}`);
	const files = listOf(output).flatMap((entry): ManifestFile[] =>
		listOf(locationOf(entry)).flatMap((url) => {
			if (typeof url !== 'string' || url === '') return [];
			return [
				{
					kind: 'output',
					type: '',
					table: { name: textMember(entry, 'name') ?? '', format: formatOf(format, url) },
					url,
					authorization: reachOfLinks(response),
					mask: response.mask,
					address: () => jobLink(client, response, url),
				},
			];
		}),
	);
	if (files.length === 0 && listOf(output).length > 0) throw withoutAddress(response);
	if (output === undefined && status === undefined && !('exportId' in result)) throw notAManifest(response);
	const time = textMember(result, 'exportStartTime');
	return { ...(time !== undefined && { transactionTime: time }), files };
}

/** Drafts of the specification, and servers, have called it differently. */
function locationOf(entry: Json): Json | undefined {
	return (member(entry, 'location') ?? member(entry, 'url')) as Json | undefined;
}

function textOf(value: Json, { mask }: FhirResponse): string | undefined {
	if (typeof value === 'string') return serverText(value, 300, mask);
	return isOperationOutcome(value) ? mainIssueText(readIssues(value, mask)) : undefined;
}

/** Some servers report with status 200 that an export has failed, or was cancelled. */
function notCompleted(status: string, reasons: readonly string[], { mask, status: code }: FhirResponse): Failure {
	const shown = serverText(status, 40, mask);
	return new Failure({
		kind: 'response',
		status: code,
		message: `The server did not export the table (status "${shown}")${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}`,
		advice: 'Check the view. Table → From Server with Run View → Here makes the table without the server.',
		details: { exportStatus: shown },
	});
}

function withoutAddress({ status }: FhirResponse): Failure {
	return new Failure({
		kind: 'response',
		status,
		message: 'The server exported the table, but did not say where the files are',
		advice:
			'Its result has an `output` without a `location`. To see it, use Operation → Run with "Run Asynchronously".',
	});
}

function notAManifest({ status }: FhirResponse): Failure {
	return new Failure({
		kind: 'response',
		status,
		message: 'The server finished the job, but its result does not list files',
		advice:
			'An export of tables returns Parameters with an `output` for each view. To see what the server returns, use Operation → Run with "Run Asynchronously" and the output Raw.',
	});
}
