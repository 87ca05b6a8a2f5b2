import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Refusal } from './body';

/** The parts of n8n's response that are used here. */
interface OutgoingResponse {
	status(code: number): this;
	setHeader(name: string, value: string): this;
	end(body?: string): void;
}

/** Responds at once, and starts no workflow. */
export function respond(
	context: IWebhookFunctions,
	status: 200 | 500 | 503 | Refusal,
	{ headers = {}, body }: { headers?: Readonly<Record<string, string>>; body?: string } = {},
): IWebhookResponseData {
	const response = context.getResponseObject() as unknown as OutgoingResponse;
	response.status(status);
	// Nobody waits for the rest of a body that is not wanted.
	if (status !== 200) response.setHeader('connection', 'close');
	if (status === 401) response.setHeader('www-authenticate', 'Bearer');
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	response.end(body);
	return { noWebhookResponse: true };
}

/** Starts the workflow; n8n responds with an empty body as soon as it has stored the execution. */
export function started(
	context: IWebhookFunctions,
	items: INodeExecutionData[],
	headers: Readonly<Record<string, string>> = {},
): IWebhookResponseData {
	const response = context.getResponseObject() as unknown as OutgoingResponse;
	response.setHeader('content-type', 'text/plain');
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	return { workflowData: [items] };
}
