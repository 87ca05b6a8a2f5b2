import { type BaseUrl, covers } from '../../transport/baseUrl';
import type { Failure } from '../../transport/errors/failure';
import { serverText, withoutQuery } from '../../transport/errors/redact';
import type { HttpResponse } from '../../transport/http';

/** Where redirects have led a request that began below the base URL. */
export interface RedirectTarget {
	/** The address outside of the base URL, to which no login was sent, for messages. */
	readonly shown: string;
	/** What the base URL would have to be, if the address is of the same form. */
	readonly baseUrl?: string;
}

/** Where redirects have led a request for `sentUrl`, if that is outside of the base URL; else undefined. */
export function redirectTarget(sentUrl: string, response: HttpResponse, base: BaseUrl): RedirectTarget | undefined {
	const { url, mask } = response;
	if (url === sentUrl || covers(base, url) || !covers(base, sentUrl)) return undefined;
	const { origin, pathname } = new URL(url);
	const below = new URL(sentUrl).pathname.slice(base.path.length);
	const shown = (address: string) => serverText(address, 200, mask);
	if (!pathname.endsWith(below)) return { shown: shown(origin === base.origin ? withoutQuery(url) : origin) };
	const baseUrl = shown(origin + pathname.slice(0, pathname.length - below.length));
	return { shown: origin === base.origin ? baseUrl : shown(origin), baseUrl };
}

/** A failure of a request that was redirected: what happened, and which base URL would lead there directly. */
export function afterRedirect(failure: Failure, { shown, baseUrl }: RedirectTarget): Failure {
	const { message, status } = failure;
	const refused = status === 401 || status === 403;
	const enter =
		baseUrl === undefined
			? 'It may be a login page. Ask the administrator of the server for the address to enter as Base URL.'
			: `If that is the FHIR server, enter \`${baseUrl}\` as Base URL.`;
	return failure.with({
		message: `The server redirects to ${shown}, where no login is sent: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
		advice: refused ? enter : [enter, failure.advice].filter(Boolean).join(' '),
		details: { ...failure.details, redirectedTo: shown },
	});
}

/** What to tell a user whose request succeeded after a redirect. */
export function redirectHint({ shown, baseUrl }: RedirectTarget): string {
	return baseUrl === undefined
		? `The server redirects to ${shown}, where no login is sent.`
		: `The server redirects to ${shown}, where no login is sent. To reach it directly, enter \`${baseUrl}\` as Base URL.`;
}
