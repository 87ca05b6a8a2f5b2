/** The elements whose content nobody sees. */
const hiddenElements = ['script', 'style'] as const;

const tagStart = /[a-z/!?]/i;

/**
 * The text that HTML or XML shows, with its entities decoded: without tags, comments, scripts and styles, each of which
 * becomes a blank. What only looks like a tag stays. Takes time in proportion to the length, whatever the text is.
 */
export function visibleText(markup: string): string {
	const parts: string[] = [];
	/** What is not found once is not looked for again: the rest of the text has none. */
	const missing = new Set<string>();
	const endOf = (end: string, from: number) => {
		const at = missing.has(end) ? -1 : indexOf(markup, end, from);
		if (at < 0) missing.add(end);
		return at < 0 ? -1 : at + end.length;
	};
	let done = 0;
	for (let at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', Math.max(at + 1, done))) {
		if (!tagStart.test(markup.charAt(at + 1))) continue;
		let end = markup.startsWith('<!--', at) ? endOf('-->', at) : -1;
		const hidden = hiddenElements.find((name) => isElement(markup, name, at));
		if (end < 0 && hidden) end = endOf(`</${hidden}>`, at);
		if (end < 0) end = endOf('>', at);
		if (end < 0) break;
		parts.push(markup.slice(done, at), ' ');
		done = end;
	}
	return decodeEntities(parts.join('') + markup.slice(done));
}

/** The text of the first `title` element, trimmed; undefined if there is none, or if it is blank. */
export function titleOf(markup: string): string | undefined {
	const start = /<title[\s>]/i.exec(markup)?.index;
	if (start === undefined) return undefined;
	const from = markup.indexOf('>', start) + 1;
	const to = from > 0 ? markup.indexOf('<', from) : -1;
	const title = to < 0 ? '' : decodeEntities(markup.slice(from, to)).trim();
	return title === '' ? undefined : title;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' };

/** The text with the entities decoded that every document may use; others are left as they are. */
export function decodeEntities(text: string): string {
	return text.replace(/&(?:(lt|gt|quot|apos|nbsp|amp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (all, ...groups: string[]) => {
		const [name, decimal, hexadecimal] = groups;
		if (name) return named[name.toLowerCase()] ?? all;
		const code = decimal ? Number(decimal) : parseInt(hexadecimal ?? '', 16);
		return code <= 0x10ffff ? String.fromCodePoint(code) : all;
	});
}

function isElement(markup: string, name: string, at: number): boolean {
	const found = markup.slice(at + 1, at + 1 + name.length).toLowerCase() === name;
	return found && /[\s/>]/.test(markup.charAt(at + 1 + name.length));
}

/** Like `indexOf`, in any case of letters if `text` contains any. */
function indexOf(markup: string, text: string, from: number): number {
	if (!/[a-z]/.test(text)) return markup.indexOf(text, from);
	const pattern = new RegExp(text, 'gi');
	pattern.lastIndex = from;
	return pattern.exec(markup)?.index ?? -1;
}
