import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { platform } from '../connection/platform';
import { streamOf } from '../support/streams';
import type { ByteStream } from '../transport/http';

/** A file of an input item. */
export interface InputFile {
	readonly fileName: string | undefined;
	readonly mimeType: string;
	/** Size in bytes, where n8n knows it. */
	readonly size: number | undefined;
	/** A new stream over the whole file at each call. */
	open(): ByteStream;
}

/** The part of n8n's store for files that operations need. */
export interface BinaryFiles {
	/** Saves a stream as a file without holding it in memory, and gives its size too; rejects with what the stream fails with. */
	save(content: ByteStream, fileName: string | undefined, mimeType: string | undefined): Promise<IBinaryData>;
	/** The file in a binary field of an input item; throws n8n's own error where there is no file. */
	read(item: number, field: string): InputFile;
	/** Undoes gzip while a file is read. */
	readonly gunzip: (source: ByteStream) => ByteStream;
}

/** The files of the execution that `context` belongs to. */
export function binaryFiles(context: IExecuteFunctions): BinaryFiles {
	return {
		save: async (content, fileName, mimeType) => {
			const saved = await context.helpers.prepareBinaryData(platform.toReadable(content), fileName, mimeType);
			return { ...saved, bytes: saved.bytes ?? (await sizeOf(context, saved)) };
		},
		read: (item, field) => inputFile(context, context.helpers.assertBinaryData(item, field), item, field),
		gunzip: platform.gunzip,
	};
}

/** The size of a saved file in bytes, for older versions of n8n, which do not tell it. */
async function sizeOf({ helpers }: IExecuteFunctions, { id, data }: IBinaryData): Promise<number> {
	return id ? (await helpers.getBinaryMetadata(id)).fileSize : Buffer.byteLength(data, 'base64');
}

function inputFile(context: IExecuteFunctions, data: IBinaryData, item: number, field: string): InputFile {
	const open = async (): Promise<ByteStream> => {
		// A file without an id is in n8n's memory anyway.
		if (data.id) return await context.helpers.getBinaryStream(data.id);
		return streamOf(await context.helpers.getBinaryDataBuffer(item, field));
	};
	return {
		fileName: data.fileName,
		mimeType: data.mimeType,
		size: data.bytes,
		open: () => opened(open),
	};
}

/** A stream that is opened when it is read. */
async function* opened(open: () => Promise<ByteStream>): AsyncGenerator<Uint8Array> {
	yield* await open();
}
