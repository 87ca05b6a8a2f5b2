import type { FhirServerOptions } from './fhirServer';
import type { OAuthServerOptions } from './oauth/options';

/** FHIR options that can cross into another process: tokens as a list, no function. */
export type SpawnedFhirOptions = Omit<FhirServerOptions, 'bearer'> & { bearer?: string[] };

/** What one child process runs. */
export interface HospitalOptions {
	fhir?: SpawnedFhirOptions;
	oauth?: OAuthServerOptions;
}

/** Counters of a server in another process. */
export interface ServerStats {
	/** Requests received since the start, those no longer recorded included. */
	requests: number;
	handshakes: number;
	connections: number;
	/** Of the whole process. */
	cpuMilliseconds: number;
	memoryBytes: number;
}

/** Parent to child. */
export type Request = { id: number } & (
	| { kind: 'start'; options: HospitalOptions }
	| { kind: 'call'; server: 'fhir' | 'oauth'; method: string; values: unknown[] }
);

/** Child to parent. */
export interface ChildMessage {
	id: number;
	result?: unknown;
	error?: string;
}
