import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { ManifestFile } from './manifest';

/** Reads the manifest once more. */
export type Reread = () => Promise<readonly ManifestFile[]>;

/** Statuses of a link that has expired: storage says 400 or 403, servers 401, 404 or 410. */
const expired = new Set([400, 401, 403, 404, 410]);

/** How often a file is fetched with a new link. */
const maxLinks = 3;

/**
 * The links of an export's files. They expire, often after minutes: after a failure that may mean this, the manifest is read once
 * more, once for all files that fail meanwhile.
 */
export class FreshLinks {
	private current: readonly ManifestFile[];
	private rereading: Promise<void> | undefined;

	constructor(
		private readonly client: FhirClient,
		files: readonly ManifestFile[],
		/** Undefined where nobody knows where the manifest is. */
		private readonly reread: Reread | undefined,
	) {
		this.current = files;
	}

	/** Calls `use` with the file of this number, and once more for each new link that it gets. Throws what `use` throws. */
	async with<Result>(index: number, use: (file: ManifestFile) => Promise<Result>): Promise<Result> {
		for (let links = 1; ; links++) {
			const file = this.current[index];
			if (!file) throw new Error('The manifest has no such file');
			try {
				return await use(file);
			} catch (error) {
				if (links >= maxLinks || !(await this.hasNewLink(index, file, error))) throw asError(error);
			}
		}
	}

	private async hasNewLink(index: number, used: ManifestFile, error: unknown): Promise<boolean> {
		const { reread, client } = this;
		const mayHaveExpired = error instanceof Failure && error.kind === 'http' && expired.has(error.status ?? 0);
		if (!mayHaveExpired || !reread) return false;
		if (this.current[index] === used) {
			client.runtime.log('info', 'A file of an export cannot be fetched: the manifest is read once more.');
			await (this.rereading ??= this.renew(reread));
		}
		return this.current[index]?.url !== used.url;
	}

	/** A manifest that cannot be read now, or lists other files, must not hide why a file cannot be fetched. */
	private async renew(reread: Reread): Promise<void> {
		const files = await reread().catch(() => []);
		this.rereading = undefined;
		const isSame = ({ kind, type, count }: ManifestFile, index: number) => {
			const before = this.current[index];
			return before?.kind === kind && before.type === type && before.count === count;
		};
		if (files.length === this.current.length && files.every(isSame)) this.current = files;
	}
}
