import { orderingOf } from '../../bundle/entryOrdering';
import { entryText, type LoadLine } from './loadLine';
import type { SendableLine } from './sendChunk';
import { refersToUrn } from './urnReferences';

/** Lines that are read and not sent yet, and how they hang together. */
export class LineWindow {
	readonly lines: SendableLine[] = [];
	/** Size of their entries' JSON in bytes, including commas. */
	bytes = 0;
	/** Does one of them refer to another line by `urn:uuid`? That line may be one of the next. */
	refersToUrn = false;
	private isOrdered = false;
	private readonly written = new Set<string>();
	private readonly referred = new Set<string>();

	/** Does it matter for one of them where another one is? Else any of them can be sent together. */
	get isRelated(): boolean {
		return this.isOrdered || this.refersToUrn;
	}

	/** Takes a line of this size in bytes. */
	add(line: SendableLine, bytes: number): void {
		const { writes, refersTo } = line.ordering;
		this.isOrdered ||=
			(writes !== undefined && (this.written.has(writes) || this.referred.has(writes))) ||
			refersTo.some((name) => this.written.has(name));
		if (writes !== undefined) this.written.add(writes);
		for (const name of refersTo) this.referred.add(name);
		this.refersToUrn ||= refersToUrn(line.sentText);
		this.lines.push(line);
		this.bytes += bytes;
	}
}

/** A line with the text that is sent for it. */
export function sendableOf(line: LoadLine, sentText: string): SendableLine {
	const { entry } = line;
	return { ...line, sentText, entryJson: entryText(entry, sentText), ordering: orderingOf(entry, sentText) };
}
