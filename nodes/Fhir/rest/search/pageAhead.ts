import { parseJson } from '../../support/json';
import { eitherSignal } from '../../support/signals';
import type { HttpResponse } from '../../transport/http';
import { type Bundle, isBundle } from '../model/resource';
import type { FhirRequest } from '../request/request';
import type { OnText } from '../response/parseResponse';
import { nextRequest, type Page, type PageSource, requestLinkedPage } from './pageRequests';

/** A page that was requested before it was certain that it would be needed. */
interface Ahead {
	readonly url: string;
	readonly page: Promise<Page>;
	readonly stop: AbortController;
}

/** Characters in which the links of a page have to be found. */
const maxHead = 16_384;

/**
 * Requests the next page of a search as soon as the text of the current one has arrived, so that the server works on it while
 * this one is parsed: its link mostly stands before the entries.
 */
export class PageAhead {
	private ahead: Ahead | undefined;

	constructor(
		private readonly source: PageSource,
		private readonly first: FhirRequest,
		private readonly signal: AbortSignal,
	) {}

	/**
	 * Looks for a link to the next page in the text of a page, and requests that page if `accepts` says so of its URL; `onText`
	 * is told of its text in turn.
	 */
	look(text: string, response: HttpResponse, accepts: (url: string) => boolean, onText: OnText): void {
		const { source, first } = this;
		const bundle = headOfPage(text);
		if (this.ahead || !bundle) return;
		let linked: FhirRequest | undefined;
		try {
			linked = nextRequest({ bundle, response }, first, source);
		} catch {
			// Reported once the whole page has been read.
			return;
		}
		if (linked?.url === undefined || !accepts(linked.url)) return;
		const stop = new AbortController();
		const page = settled(requestLinkedPage(source, linked, first, eitherSignal(this.signal, stop.signal), onText));
		this.ahead = { url: linked.url, page, stop };
	}

	/** The page with this URL, if it is the one that was requested; any other is aborted. */
	take(url: string | undefined): Promise<Page> | undefined {
		const { ahead } = this;
		if (ahead?.url !== url) this.drop();
		this.ahead = undefined;
		return ahead && ahead.url === url ? ahead.page : undefined;
	}

	/** Aborts the request for a page that is not needed. */
	drop(): void {
		this.ahead?.stop.abort();
		this.ahead = undefined;
	}
}

/** It is awaited later: until then, a failure must not count as an unhandled rejection. */
export function settled(page: Promise<Page>): Promise<Page> {
	page.catch(() => undefined);
	return page;
}

/** A Bundle without its entries and what comes after them; undefined where that cannot be told without parsing all of it. */
function headOfPage(text: string): Bundle | undefined {
	const end = text.slice(0, maxHead).indexOf('"entry"');
	if (end < 0) return undefined;
	const members = text.slice(0, end).trimEnd();
	if (!members.endsWith(',')) return undefined;
	try {
		const head = parseJson(`${members.slice(0, -1)}}`);
		return isBundle(head) ? head : undefined;
	} catch {
		return undefined;
	}
}
