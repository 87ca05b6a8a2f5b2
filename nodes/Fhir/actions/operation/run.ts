import { operationOutputFields } from '../../form/fields/output';
import { maxPagesOf, pagingOptions } from '../../form/fields/paging';
import { pollingOf } from '../../form/fields/polling';
import type { Parameters } from '../../form/parameters';
import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import { sendAsync } from '../../rest/jobs/asyncJob';
import type { PollOptions } from '../../rest/jobs/pollJob';
import { withStatusUrl } from '../../rest/jobs/statusUrl';
import { operationRequest, type OperationTarget, operationWithBody } from '../../rest/operation/operationRequest';
import type { OperationParameter } from '../../rest/operation/parameters';
import { parseBody } from '../../rest/request/body';
import { inputText } from '../../rest/request/inputText';
import { orderingKeyOf } from '../../rest/request/orderingKey';
import { operationName, resourceId } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import { parseResponse } from '../../rest/response/parseResponse';
import type { WorkOperation } from '../contract';
import { operationFields, operationOptions } from './fields';
import { fileItem, isFile, operationItems, type OperationOutput } from './operationItems';

/** Any operation (R4 §3.2) of the system, a type or an instance. */
export const runOperation: WorkOperation = {
	choice: {
		name: 'Run',
		value: 'run',
		description:
			'Run a FHIR operation such as $match, $lastn or an operation of the server itself, and unwrap its response',
		action: 'Run an operation',
	},
	reads: true,
	fields: operationFields,
	front: operationOutputFields,
	options: [...operationOptions, ...pagingOptions],
	work: (parameters) => {
		const request = requestOf(parameters);
		const chosen = parameters.optionText('output');
		const output: OperationOutput = {
			raw: chosen === 'raw',
			simplified: chosen === 'simplified',
			binaryField: parameters.optionText('binaryField') ?? 'data',
			maxPages: maxPagesOf(parameters),
		};
		const asJob = parameters.option('respondAsync') === true;
		const polling = pollingOf(parameters);
		return {
			orderingKey: orderingKeyOf(request),
			run: async (session) =>
				asJob ? await runAsJob(request, polling, output, session) : await runAtOnce(request, output, session),
		};
	},
};

async function runAtOnce(request: FhirRequest, output: OperationOutput, session: Session): Promise<OutputItem[]> {
	const response = await session.client.open(request, session.signal);
	if (isFile(response)) return [await fileItem(response.stream(), response.headers['content-type'], output, session)];
	return await operationItems(await parseResponse(response, request, session.hint), request, output, session);
}

async function runAsJob(
	request: FhirRequest,
	polling: PollOptions,
	output: OperationOutput,
	session: Session,
): Promise<OutputItem[]> {
	const onProgress = (progress: string) => session.log(`The server is working on ${request.path}: ${progress}`);
	const { response, statusUrl } = await sendAsync(session.client, request, { ...polling, onProgress }, session.signal);
	try {
		return await operationItems(response, request, output, session);
	} catch (error) {
		throw statusUrl === undefined ? error : withStatusUrl(error, statusUrl);
	}
}

function requestOf(parameters: Parameters): FhirRequest {
	const target = targetOf(parameters);
	const method = parameters.text('httpMethod') === 'GET' ? 'GET' : 'POST';
	if (method === 'POST' && parameters.text('parametersAs') === 'json') {
		return operationWithBody(target, parseBody(parameters.json('operationBody')));
	}
	return operationRequest(target, method, parameters.rows('operationParameters', 'parameter').map(parameterOf));
}

function targetOf(parameters: Parameters): OperationTarget {
	const name = operationName(parameters.locator('operationName'), 'Operation Name');
	const level = parameters.text('level');
	if (level === 'system') return { name };
	const type = parameters.locator('resourceType');
	return level === 'type' ? { name, type } : { name, type, id: resourceId(parameters.id('resourceId', type)) };
}

function parameterOf(row: { name?: unknown; valueType?: unknown; value?: unknown }): OperationParameter {
	const field = 'Parameters';
	const name = inputText(row.name, `${field}: Name`);
	return { name, type: inputText(row.valueType, `${field}: Value Type`) || 'string', value: row.value };
}
