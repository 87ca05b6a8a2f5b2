/** By content type: the extensions that its files have, the usual one first. */
const extensions: Readonly<Record<string, readonly string[]>> = {
	'application/dicom': ['dcm'],
	'application/fhir+json': ['json'],
	'application/fhir+xml': ['xml'],
	'application/hl7-v3+xml': ['xml'],
	'application/json': ['json'],
	'application/msword': ['doc'],
	'application/pdf': ['pdf'],
	'application/rtf': ['rtf'],
	'application/vnd.ms-excel': ['xls'],
	'application/vnd.ms-powerpoint': ['ppt'],
	'application/vnd.oasis.opendocument.text': ['odt'],
	'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
	'application/xml': ['xml'],
	'application/zip': ['zip'],
	'audio/mpeg': ['mp3'],
	'audio/wav': ['wav'],
	'image/bmp': ['bmp'],
	'image/gif': ['gif'],
	'image/jpeg': ['jpg', 'jpeg'],
	'image/png': ['png'],
	'image/svg+xml': ['svg'],
	'image/tiff': ['tif', 'tiff'],
	'image/webp': ['webp'],
	'text/csv': ['csv'],
	'text/html': ['html', 'htm'],
	'text/markdown': ['md'],
	'text/plain': ['txt', 'csv', 'hl7', 'log', 'md', 'text'],
	'text/rtf': ['rtf'],
	'text/xml': ['xml'],
	'video/mp4': ['mp4'],
};

/** A name in a file system may have 255 bytes; a character may take four. */
const maxLength = 60;

/**
 * The name of a document's file: its title without what a path could be made of, and with the extension of its content type, unless
 * it ends in one of those already. Undefined where nothing is left of the title.
 */
export function documentName(title: string | undefined, contentType: string): string | undefined {
	const plain = (title ?? '')
		// Control characters, and those that turn the direction of a text: by these, `fdp.exe` looks like another file.
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
		.replace(/[/\\:*?"<>|]/g, '-')
		.replace(/\s+/g, ' ')
		.replace(/^[. ]+/, '');
	const known = extensions[contentType];
	const extension = known?.find((one) => plain.toLowerCase().endsWith(`.${one}`)) ?? known?.[0];
	const ending = extension === undefined ? '' : `.${extension}`;
	const stem = plain.toLowerCase().endsWith(ending) ? plain.slice(0, plain.length - ending.length) : plain;
	const cut = Array.from(stem).slice(0, maxLength).join('');
	let end = cut.length;
	while (end > 0 && '. '.includes(cut.charAt(end - 1))) end--;
	return end > 0 ? `${cut.slice(0, end)}${ending}` : undefined;
}
