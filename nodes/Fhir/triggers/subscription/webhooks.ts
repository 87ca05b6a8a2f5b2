import type { IWebhookDescription } from 'n8n-workflow';
import { endpointWebhook } from './endpoint';

const responseSettings = {
	responseMode: 'onReceived',
	// No body: HAPI takes n8n's own JSON for a failure, and delivers again.
	responseData: 'noData',
} as const;

/**
 * Paths that servers append to the endpoint. n8n finds a path with variables by the ID of the webhook in front of it, which
 * it adds itself; the ID is in the path a second time, since n8n stores one path for one node only.
 */
const below = (httpMethod: IWebhookDescription['httpMethod'], path: string, name: string): IWebhookDescription => ({
	name: name as IWebhookDescription['name'],
	httpMethod,
	path: `={{ $webhookId }}${path}`,
	isFullPath: true,
	ndvHideUrl: true,
	...responseSettings,
});

/**
 * The webhooks of the trigger. The endpoint, to which R4 and topics POST, comes last: n8n subscribes when it comes to it, and
 * then all others are there.
 */
export const webhooks: IWebhookDescription[] = [
	below('PUT', '/:resourceType/:resourceId', 'put'),
	below('POST', '/:resourceType/:resourceId', 'post'),
	below('DELETE', '/:resourceType/:resourceId', 'remove'),
	{ ...below('PUT', '', 'putEndpoint'), isFullPath: false },
	{ ...below('POST', '', endpointWebhook), isFullPath: false, ndvHideUrl: false },
];
