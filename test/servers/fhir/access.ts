/** Who may use the server; with neither, everyone. With both, either will do. */
export interface Access {
	basic?: { user: string; password: string };
	/** The tokens that are valid, or who knows. */
	bearer?: string[] | ((token: string) => boolean | Promise<boolean>);
}

/** Undefined where the header opens the server, else the `WWW-Authenticate` that goes with a 401. */
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
