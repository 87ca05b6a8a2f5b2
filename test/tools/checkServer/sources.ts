/** Where secrets and files come from. */
export interface Sources {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Reads a text file. */
	readonly file: (path: string) => string;
	/** Asks for a secret without showing what is typed; undefined where there is nobody to ask. */
	readonly ask: ((question: string) => Promise<string>) | undefined;
}

/** A command line that cannot be carried out. The message contains no value of an option: it could be a secret. */
export class UsageError extends Error {}
