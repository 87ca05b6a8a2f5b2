import type { IHookFunctions } from 'n8n-workflow';
import type { BaseUrl } from '../../transport/baseUrl';
import { inputFailure } from '../../transport/errors/failure';
import { withoutTrailing } from '../../support/text';
import type { TriggerSettings } from './settings';

/** The name of the webhook that the subscription's endpoint leads to, among those of the node. */
export const endpointWebhook = 'default';

/** n8n's URL of the endpoint, or the same under the address that the user gave for the server's way to n8n. */
export function endpointUrl(ownUrl: string | undefined, { webhookBaseUrl }: TriggerSettings): string {
	if (ownUrl === undefined || ownUrl.includes('undefined')) {
		throw inputFailure(
			'This node has no webhook address yet',
			'Open the workflow in the editor and save it: n8n then gives the node its address.',
		);
	}
	if (webhookBaseUrl === undefined) return ownUrl;
	if (!/^https?:\/\/[^/?#]/i.test(webhookBaseUrl) || !URL.canParse(webhookBaseUrl)) {
		throw inputFailure(
			'"Webhook Base URL" is not an address',
			'Enter the address under which the FHIR server reaches n8n, e.g. `https://n8n.hospital.example/`.',
		);
	}
	const { pathname } = new URL(ownUrl);
	return `${withoutTrailing(webhookBaseUrl, '/')}${pathname}`;
}

/**
 * Throws an input `Failure` where n8n's own idea of its address is one of this machine only, and the server is elsewhere: it
 * could never deliver. An address that the user has entered is taken as it is.
 */
export function assertReachable(endpoint: string, server: BaseUrl, { webhookBaseUrl }: TriggerSettings): void {
	const { hostname, origin } = new URL(endpoint);
	if (webhookBaseUrl !== undefined || !isLocal(hostname) || isLocal(new URL(server.href).hostname)) return;
	throw inputFailure(
		`The FHIR server cannot reach n8n: n8n's webhook address begins with ${origin}, which only this machine knows`,
		'Set N8N_WEBHOOK_URL (in older versions WEBHOOK_URL) to the address under which the FHIR server reaches n8n, and restart n8n, or add the option "Webhook Base URL" here.',
	);
}

function isLocal(hostname: string): boolean {
	return /^(localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/.test(hostname) || hostname.endsWith('.localhost');
}

/** The endpoint as hooks see it: in test mode, n8n gives the test URL. */
export function hookEndpoint(context: IHookFunctions, settings: TriggerSettings): string {
	return endpointUrl(context.getNodeWebhookUrl(endpointWebhook), settings);
}
