import { LruMap } from '../../../support/lruMap';
import { Failure } from '../../../transport/errors/failure';
import type { EntryResult } from '../../bundle/entryResults';
import type { LoadLine } from './loadLine';

/** Resources that are remembered by their URN: later lines may refer to them. About 20 MB. */
const maxKnown = 100_000;

const urnReference = /("reference"\s*:\s*")(urn:uuid:[^"\\]+)(?=")/g;

/**
 * References by `urn:uuid` between lines. Within a transaction the server resolves them; to lines that were sent before, they are
 * replaced by the address that the resource has got.
 */
export class UrnReferences {
	private readonly known = new LruMap<string, string>(maxKnown);

	/** Remembers where a line that was written is. */
	written({ entry }: LoadLine, { type, id }: Pick<EntryResult, 'type' | 'id'>): void {
		const { fullUrl, request } = entry;
		if (fullUrl === undefined) return;
		const address =
			request?.method === 'PUT' ? request.url : id !== undefined && type !== undefined ? `${type}/${id}` : '';
		if (address !== '') this.known.set(fullUrl, address);
	}

	/** The text of a line with the references that are known replaced, and a URN that neither they nor `together` have. */
	resolved(text: string, together: ReadonlySet<string>): { text: string; missing?: string } {
		if (!refersToUrn(text)) return { text };
		let missing: string | undefined;
		const replaced = text.replace(urnReference, (whole, before: string, urn: string) => {
			const address = together.has(urn) ? undefined : this.known.get(urn);
			if (address !== undefined) return before + address;
			if (!together.has(urn)) missing ??= urn;
			return whole;
		});
		return { text: replaced, ...(missing !== undefined && { missing }) };
	}
}

/** May a line refer to another one by `urn:uuid`? */
export function refersToUrn(text: string): boolean {
	return text.includes('urn:uuid:');
}

/** For a line that refers to nothing that is there. */
export function unresolved(lines: number): Failure {
	return new Failure({
		kind: 'input',
		message: `The line refers to another one by urn:uuid, which is neither before it nor within the ${lines} lines that are read together`,
		advice:
			'Put the line that it refers to before it, or raise Entries per Bundle. The ID of that line has to be the UUID.',
	});
}
