/** How HTML and XML write the characters that have a meaning there; some libraries use one name, some another. */
const htmlEscapes: ReadonlyArray<Readonly<Record<string, string>>> = [
	{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
	{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#x27;' },
	{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;', '/': '&#x2F;' },
	{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
	{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
];

/**
 * The forms in which a server may repeat a secret that it received: as it is, without blanks around it, encoded for URLs,
 * forms, JSON, HTML and Base64, and as the wrong characters if UTF-8 was taken for Latin-1. Without duplicates.
 */
export function heldBy(secret: string): string[] {
	const plain = [secret, secret.trim()];
	const latin1 = plain.map((text) => Buffer.from(text).toString('latin1'));
	const forms = [...plain, ...latin1].flatMap((text) => [
		text,
		...urlForms(text),
		...jsonForms(text),
		...htmlEscapes.map((escapes) => text.replace(/[&<>"'/]/g, (character) => escapes[character] ?? character)),
	]);
	return [...new Set([...forms, ...plain.flatMap(base64Forms)])].filter((form) => form.trim() !== '');
}

function urlForms(text: string): string[] {
	// Half of a surrogate pair cannot be encoded: it is sent as the replacement character.
	const wellFormed = Buffer.from(text).toString();
	const encoded = encodeURIComponent(wellFormed);
	const strict = encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
	const form = new URLSearchParams([['', wellFormed]]).toString().slice(1);
	const once = [encoded, strict, form];
	const lower = once.map((one) => one.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()));
	return [...once, ...lower, encodeURIComponent(encoded), encodeURIComponent(form)];
}

function jsonForms(text: string): string[] {
	const json = JSON.stringify(text).slice(1, -1);
	const ascii = json.replace(/[\u007f-\uffff]/g, (character) => unicodeEscape(character));
	const html = json.replace(/[<>&'+]/g, (character) => unicodeEscape(character));
	return [json, json.replaceAll('/', '\\/'), ascii, html, JSON.stringify(json).slice(1, -1)];
}

function unicodeEscape(character: string): string {
	return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function base64Forms(text: string): string[] {
	const bytes = Buffer.from(text);
	const padded = bytes.toString('base64');
	return [padded, padded.replaceAll('=', ''), bytes.toString('base64url'), encodeURIComponent(padded)];
}
