import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder in which n8n keeps the files of executions. */
export interface FileStore {
	/** Stores a file as an earlier node would. */
	put(bytes: Uint8Array, fileName: string, mimeType: string): Promise<IBinaryData>;
	/** Removes the folder. */
	close(): Promise<void>;
}

/** n8n keeps to the first folder that it is given, whatever its configuration says later. */
let keptFolder: string | undefined;

/**
 * Makes n8n keep files on disk, as it does in production. By default it keeps them in memory as base64, where
 * streaming cannot be tested. Without a `folder`, it makes one, which all stores of the process share.
 */
export async function useFileStore(folder?: string): Promise<FileStore> {
	const localStoragePath = (keptFolder ??= folder ?? (await mkdtemp(join(tmpdir(), 'n8n-files-'))));
	const config = {
		mode: 'filesystem',
		availableModes: ['filesystem'],
		localStoragePath,
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
		close: async () => await rm(localStoragePath, { recursive: true, force: true }),
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
