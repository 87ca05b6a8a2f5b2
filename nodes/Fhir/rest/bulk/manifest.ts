import type { Mask } from '../../support/mask';
import type { FhirRequest } from '../request/request';
import type { TablePart } from './tableFiles';

/** What a file of an export holds: resources, Bundles that delete resources, or OperationOutcomes. */
export type FileKind = 'output' | 'deleted' | 'error';

/** A file of an export, as a manifest names it (Bulk Data Access §2.4.4). */
export interface ManifestFile {
	readonly kind: FileKind;
	/** Resource type; of deleted files Bundle, of error files OperationOutcome; empty for a table. */
	readonly type: string;
	/** What table it has rows of, if it has rows. */
	readonly table?: TablePart;
	/** As the manifest has it. */
	readonly url: string;
	/** Resources in the file, if the server says so. */
	readonly count?: number;
	/** Where the login is sent when the file is fetched. */
	readonly authorization: FhirRequest['authorization'];
	/** Hides the secrets of the connection in what the file says. */
	readonly mask: Mask;
	/** How the URL becomes absolute. Throws what `resolveLink` throws. */
	readonly address: () => string;
}

/** The result of an export: one manifest, or several pages of one. */
export interface Manifest {
	/** The server's time of the export: `_since` of the next one. */
	readonly transactionTime?: string;
	readonly request?: string;
	readonly requiresAccessToken?: boolean;
	readonly files: readonly ManifestFile[];
	/** May files have resources of several types, since the server has sorted them by another one (`outputOrganizedBy`)? */
	readonly isOrganized?: boolean;
	/** What the server says beside it, such as why there are no files. */
	readonly message?: string;
	/** The next page, as the server wrote it. */
	readonly next?: string;
}
