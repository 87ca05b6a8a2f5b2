import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { ByteStream } from '../transport/http';
import { streamFrom, streamOf } from '../transport/node/streams';

/** A file of an input item. */
export interface InputFile {
	readonly fileName: string | undefined;
	readonly mimeType: string;
	/** Bytes, where n8n knows them. */
	readonly size: number | undefined;
	/** A new stream over the whole file at each call. */
	open(): ByteStream;
}

/** n8n's store for files, as far as operations need it. */
export interface BinaryFiles {
	/** Keeps a stream as a file without holding it in memory; fails with what the stream fails with. */
	save(content: ByteStream, fileName: string | undefined, mimeType: string | undefined): Promise<IBinaryData>;
	/** The file in a binary field of an input item; throws n8n's own error where there is none. */
	read(item: number, field: string): InputFile;
}

/** The files of the execution that `context` belongs to. */
export function binaryFiles(context: IExecuteFunctions): BinaryFiles {
	return {
		save: async (content, fileName, mimeType) => await context.helpers.prepareBinaryData(content, fileName, mimeType),
		read: (item, field) => inputFile(context, context.helpers.assertBinaryData(item, field), item, field),
	};
}

function inputFile(context: IExecuteFunctions, data: IBinaryData, item: number, field: string): InputFile {
	const open = async (): Promise<ByteStream> => {
		// Without an id n8n has the file in memory anyway.
		if (data.id) return await context.helpers.getBinaryStream(data.id);
		return streamOf(await context.helpers.getBinaryDataBuffer(item, field));
	};
	return {
		fileName: data.fileName,
		mimeType: data.mimeType,
		size: data.bytes,
		open: () => streamFrom(opened(open)),
	};
}

/** A stream that has yet to be opened, opened when it is read. */
async function* opened(open: () => Promise<ByteStream>): AsyncGenerator<Uint8Array> {
	yield* (await open()) as AsyncIterable<Uint8Array>;
}
