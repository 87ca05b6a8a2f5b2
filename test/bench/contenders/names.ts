/** Who takes part. */
export const contenderNames = ['node', 'idle', 'undici', 'undiciGzip', 'httpRequest', 'fhirKit'] as const;
export type ContenderName = (typeof contenderNames)[number];

/** One run of one task, as the contender's own process sees it. */
export interface Measured {
	readonly milliseconds: number;
	readonly cpuMilliseconds: number;
	/** The most memory that the process held meanwhile, that of the engine and of earlier runs included. */
	readonly peakBytes: number;
}
