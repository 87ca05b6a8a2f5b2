import type { Binary } from '@medplum/fhirtypes';
import type { IncomingHttpHeaders } from 'node:http';

/** A request that stops before it reaches the router. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly issueCode: 'invalid' | 'not-supported' | 'required',
		message: string,
	) {
		super(message);
	}
}

function binary(body: Buffer, contentType: string, headers: IncomingHttpHeaders): Binary {
	const context = headers['x-security-context'];
	return {
		resourceType: 'Binary',
		contentType: contentType,
		...(typeof context === 'string' ? { securityContext: { reference: context } } : {}),
		data: body.toString('base64'),
	};
}

/** Is the body a file for Binary rather than JSON (R4 binary.html)? */
export function isRawBinary(path: string, { 'content-type': contentType }: IncomingHttpHeaders): boolean {
	return /^Binary(\/|$)/.test(path) && contentType !== undefined && !contentType.includes('json');
}

/** The body of a write. Throws a `Refusal` with 400 or 415 where it is no JSON. */
export function bodyOf(path: string, body: Buffer, headers: IncomingHttpHeaders): unknown {
	const contentType = headers['content-type'] ?? 'application/fhir+json';
	if (isRawBinary(path, headers)) {
		const id = path.split('/')[1];
		return { ...binary(body, contentType, headers), ...(id === undefined ? {} : { id }) };
	}
	if (body.length === 0) return undefined;
	if (!contentType.includes('json')) {
		throw new Refusal(415, 'not-supported', `The server takes JSON, not ${contentType}`);
	}
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		throw new Refusal(400, 'invalid', 'The body is not valid JSON');
	}
}
