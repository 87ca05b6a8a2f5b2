import { listMember, member, textMember } from '../../support/jsonMembers';
import { Failure } from '../../transport/errors/failure';
import type { Resource } from '../model/resource';

/** A file of a document: where it is, or its content (R4 §2.24.0.12, Attachment). */
export interface DocumentAttachment {
	readonly title: string | undefined;
	readonly contentType: string | undefined;
	/** An address, absolute or as a reference. */
	readonly url: string | undefined;
	/** The file itself, in base64. */
	readonly data: string | undefined;
}

/**
 * The files of a DocumentReference (R4 §10.3, `content.attachment`), those without an address and without content left out. Throws
 * a `Failure` of kind `response` where there are none.
 */
export function attachmentsOf(document: Resource | undefined): DocumentAttachment[] {
	const found = listMember(document, 'content')
		.map((content) => attachmentOf(member(content, 'attachment')))
		.filter((attachment) => attachment.url !== undefined || attachment.data !== undefined);
	if (found.length > 0) return found;
	throw new Failure({
		kind: 'response',
		message: 'The document has no file: none of its attachments has an address or data',
		advice:
			'Look at it with Any Resource → Get. The server may not have kept the file, or may not show it to this login.',
		effect: 'applied',
	});
}

function attachmentOf(attachment: unknown): DocumentAttachment {
	const text = (name: string) => textMember(attachment, name)?.trim() || undefined;
	return { title: text('title'), contentType: text('contentType'), url: text('url'), data: text('data') };
}
