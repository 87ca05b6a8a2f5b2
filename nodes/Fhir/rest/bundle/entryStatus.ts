/** By the reason phrases of HTTP (RFC 9110 §15, RFC 6585), without spaces and in lower case. */
const statuses: Readonly<Record<string, number>> = {
	ok: 200,
	created: 201,
	accepted: 202,
	nocontent: 204,
	notmodified: 304,
	badrequest: 400,
	unauthorized: 401,
	forbidden: 403,
	notfound: 404,
	methodnotallowed: 405,
	notacceptable: 406,
	conflict: 409,
	gone: 410,
	preconditionfailed: 412,
	contenttoolarge: 413,
	payloadtoolarge: 413,
	requestentitytoolarge: 413,
	unsupportedmediatype: 415,
	unprocessablecontent: 422,
	unprocessableentity: 422,
	preconditionrequired: 428,
	toomanyrequests: 429,
	internalservererror: 500,
	notimplemented: 501,
	badgateway: 502,
	serviceunavailable: 503,
	gatewaytimeout: 504,
};

/**
 * The HTTP status in `entry.response.status`: of `201 Created`, of `201`, of `HTTP/1.1 201`, and of what some servers send
 * although it should begin with the number (R4 §2.36.4): a JSON number, `Created`, `NoContent`. 0 where it says none.
 */
export function entryStatus(status: unknown): number {
	if (typeof status !== 'string' && typeof status !== 'number') return 0;
	const text = String(status).trim();
	const digits = /^(?:HTTP\/[\d.]{1,5} )?(\d{3})\b/i.exec(text)?.[1];
	if (digits !== undefined) return Number(digits);
	const phrase = text
		.slice(0, 40)
		.replace(/[^a-z]/gi, '')
		.toLowerCase();
	return Object.hasOwn(statuses, phrase) ? (statuses[phrase] ?? 0) : 0;
}
