/** The content type of FHIR JSON, as headers. */
export const fhirJson = { 'content-type': 'application/fhir+json' };

/** The value of an `Authorization` header for Basic Auth (RFC 7617). */
export function basicAuth(user: string, password: string): string {
	return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
