import { eitherSignal } from '../../support/signals';
import type { HttpResponse } from '../../transport/http';
import type { FhirRequest } from '../request/request';
import type { OnText } from '../response/parseResponse';
import { pageOutline } from './pageOutline';
import { nextRequest, type Page, type PageSource, requestLinkedPage } from './pageRequests';

/** A page that was requested before it was certain that it would be needed. */
interface Ahead {
	readonly url: string;
	readonly page: Promise<Page>;
	readonly stop: AbortController;
}

/**
 * Requests the next page of a search as soon as the text of the current one has arrived, so that the server works on it while
 * this one is parsed.
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
	 * is told of its text in turn. Returns whether it requested one.
	 */
	look(text: string, response: HttpResponse, accepts: (url: string) => boolean, onText: OnText): boolean {
		const { source, first } = this;
		const bundle = this.ahead ? undefined : pageOutline(text);
		if (!bundle) return false;
		let linked: FhirRequest | undefined;
		try {
			linked = nextRequest({ bundle, response }, first, source);
		} catch {
			// Reported once the whole page has been read.
			return false;
		}
		if (linked?.url === undefined || !accepts(linked.url)) return false;
		const stop = new AbortController();
		const page = settled(requestLinkedPage(source, linked, first, eitherSignal(this.signal, stop.signal), onText));
		this.ahead = { url: linked.url, page, stop };
		return true;
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
