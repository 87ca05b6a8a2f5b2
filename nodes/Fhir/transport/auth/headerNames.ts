/** The name of a header is a token (RFC 9110 §5.6.2). */
export const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Headers that HTTP itself needs; names in lower case. */
export const reservedHeaders: ReadonlySet<string> = new Set([
	'host',
	'content-length',
	'transfer-encoding',
	'connection',
	'upgrade',
	'expect',
]);
