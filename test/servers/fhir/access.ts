/** The accepted credentials: without any, everyone has access; with both, either is enough. */
export interface Access {
	basic?: { user: string; password: string };
	/** The valid tokens, or a function that checks a token. */
	bearer?: string[] | ((token: string) => boolean | Promise<boolean>);
}

/** Undefined where the header grants access, else the `WWW-Authenticate` of the 401 response. */
export async function challenge(
	authorization: string | undefined,
	{ basic, bearer }: Access,
): Promise<string | undefined> {
	if (!basic && !bearer) return undefined;
	const [, scheme = '', credentials = ''] = /^(\S+) +(.*)$/.exec(authorization ?? '') ?? [];
	const isBearer = scheme.toLowerCase() === 'bearer';
	if (basic && scheme.toLowerCase() === 'basic') {
		if (Buffer.from(credentials, 'base64').toString('utf8') === `${basic.user}:${basic.password}`) return undefined;
	}
	if (bearer && isBearer) {
		if (Array.isArray(bearer) ? bearer.includes(credentials) : await bearer(credentials)) return undefined;
	}
	return [
		...(basic ? ['Basic realm="fhir", charset="UTF-8"'] : []),
		...(bearer ? [`Bearer realm="fhir"${isBearer ? ', error="invalid_token"' : ''}`] : []),
	].join(', ');
}
