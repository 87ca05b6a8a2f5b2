import { Container } from '@n8n/di';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

/** Where n8n keeps the files of the executions of one test file. */
export interface FileStore {
	/** Puts a file there, as an earlier node would have. */
	put(bytes: Uint8Array, fileName: string, mimeType: string): Promise<IBinaryData>;
	/** Removes all of it. */
	close(): Promise<void>;
}

/**
 * Has n8n keep files on disk, as it does outside of tests. Without this it keeps them in memory as base64,
 * where nothing can be said about streaming.
 */
export async function useFileStore(): Promise<FileStore> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-files-'));
	const config = {
		mode: 'filesystem',
		availableModes: ['filesystem'],
		localStoragePath: folder,
		signingSecret: 'test',
	};
	Container.set(BinaryDataConfig, config as unknown as BinaryDataConfig);
	const service = Container.get(BinaryDataService);
	await service.init();
	return {
		put: async (bytes, fileName, mimeType) =>
			await service.store({ type: 'execution', workflowId: 'w', executionId: '1' }, Buffer.from(bytes), {
				data: '',
				fileName,
				mimeType,
			}),
		close: async () => await rm(folder, { recursive: true, force: true }),
	};
}

/** A file as n8n has it in memory. */
export function inMemory(bytes: Uint8Array, fileName: string, mimeType: string): IBinaryData {
	return { data: Buffer.from(bytes).toString('base64'), fileName, mimeType, bytes: bytes.length };
}

/** The bytes of the file in a binary field of an output item. */
export async function bytesOf(item: INodeExecutionData | undefined, field = 'data'): Promise<Buffer> {
	const file = item?.binary?.[field];
	if (!file) throw new Error(`The item has no file in ${field}`);
	return await Container.get(BinaryDataService).getAsBuffer(file);
}
